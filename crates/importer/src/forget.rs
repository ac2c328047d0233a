//! `importer forget USER_ID`.

use chrono::{DateTime, Utc};
use nix::unistd::{Uid, User};
use serde_json::{Value, json};
use sip_export::plain_id;
use store_pg::{AuditEntry, Forgotten, PgConnection, forget_client};
use uuid::Uuid;

use crate::cli::ForgetArgs;
use crate::output::{plain, print};
use crate::undo::told_of_waiting;

pub(crate) fn forget(
    connection: &mut PgConnection,
    options: &ForgetArgs,
    now: DateTime<Utc>,
) -> Result<u8, String> {
    let user_id = plain_id(&options.user_id).into_owned();
    let entry = entry(&user_id, now);
    let forgotten = forget_client(connection, &user_id, &entry, &mut told_of_waiting)
        .map_err(|error| error.to_string())?;
    let said = if options.json { json(&forgotten).to_string() } else { sentence(&forgotten) };
    print(&said).map(|()| 0)
}

/// What the audit log has of it.
fn entry(user_id: &str, now: DateTime<Utc>) -> AuditEntry {
    AuditEntry {
        entry_id: Uuid::new_v4(),
        at: now,
        request_id: format!("process-{}", std::process::id()),
        who: format!("cli:{}", user()),
        role: "admin".to_owned(),
        address: "command line".to_owned(),
        method: "CLI".to_owned(),
        resource: "importer forget".to_owned(),
        agent_id: None,
        user_id: Some(user_id.to_owned()),
        status: 200,
        key_id: None,
        import_id: None,
    }
}

/// The user as the operating system knows it, whatever the environment says.
fn user() -> String {
    let id = Uid::current();
    let user = User::from_uid(id).ok().flatten();
    user.map_or_else(|| id.to_string(), |user| user.name)
}

fn sentence(forgotten: &Forgotten) -> String {
    let Forgotten { user_id, erased, sip_records } = forgotten;
    let user_id = plain(user_id);
    let erased = match erased {
        0 => format!("the directory has no client {user_id}, and kept nothing of one"),
        1 => format!("client {user_id} is erased from the directory: 1 record"),
        records => format!("client {user_id} is erased from the directory: {records} records"),
    };
    let sips = match sip_records {
        0 => "no record of a SIP names the client".to_owned(),
        1 => "1 record of a SIP names the client, by this id alone".to_owned(),
        records => format!("{records} records of SIPs name the client, by this id alone"),
    };
    format!(
        "{erased}. What remains: {sips}; what was done about the client and who asked for it stays in \
         the logs, by the id; exports, copies of the database and files of bad records are yours to \
         look after. An export that holds the client brings it back"
    )
}

fn json(forgotten: &Forgotten) -> Value {
    json!({
        "status": "forgotten",
        "user_id": forgotten.user_id,
        "erased": forgotten.erased,
        "sip_records": forgotten.sip_records,
    })
}
