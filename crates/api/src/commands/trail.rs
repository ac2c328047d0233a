//! What the command line changes, in the audit trail: straight into its table, as no spool is of this
//! process.

use nix::unistd::{Uid, User};
use store_pg::{AuditEntry, PgConnection, StoreError};
use uuid::Uuid;

use crate::clock::now;

/// Something that the command line changes.
pub(super) struct Change<'a> {
    /// The command, such as `keys create`.
    pub(super) command: &'static str,
    /// The key that it makes or revokes.
    pub(super) key_id: &'a str,
    /// Whose book that opens, where it is one agent's.
    pub(super) agent_id: Option<&'a str>,
}

impl Change<'_> {
    /// Writes down that it is about to be done (102), or how it ended. What cannot be written down must
    /// not be done.
    pub(super) fn write_down(
        &self,
        connection: &mut PgConnection,
        status: i32,
    ) -> Result<(), StoreError> {
        let entry = AuditEntry {
            entry_id: Uuid::new_v4(),
            at: now(),
            request_id: format!("process-{}", std::process::id()),
            who: format!("cli:{}", user()),
            role: "admin".to_owned(),
            address: "command line".to_owned(),
            method: "CLI".to_owned(),
            resource: format!("api {}", self.command),
            agent_id: self.agent_id.map(str::to_owned),
            user_id: None,
            status,
            key_id: Some(self.key_id.to_owned()),
            import_id: None,
        };
        store_pg::append_audit(connection, &[entry])
    }
}

/// The user as the operating system knows it, whatever the environment says.
fn user() -> String {
    let id = Uid::current();
    let user = User::from_uid(id).ok().flatten();
    user.map_or_else(|| id.to_string(), |user| user.name)
}
