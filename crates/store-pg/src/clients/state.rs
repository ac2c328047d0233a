//! Which state of the directory an answer was made from.

use diesel::prelude::*;
use uuid::Uuid;

use crate::error::StoreError;
use crate::schema::directory_state;

/// A state of the directory. An import of clients, the undoing of one and a client who is forgotten
/// each make a new one; what happens to the book makes none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = directory_state)]
pub struct DirectoryState {
    /// Of one database, a larger number is a later state; zero before any.
    pub sequence: i64,
    /// Its own token: a restored copy may give its number to another state.
    pub token: Uuid,
}

/// The state of the directory as this connection sees it: one row is read.
///
/// # Errors
/// [`StoreError`] where the database is away.
pub fn directory_state(connection: &mut PgConnection) -> Result<DirectoryState, StoreError> {
    Ok(directory_state::table.select(DirectoryState::as_select()).get_result(connection)?)
}

/// The directory is about to be another than it was.
///
/// # Errors
/// [`StoreError`] where the database is away, or takes no change.
pub(crate) fn renew(connection: &mut PgConnection) -> Result<(), StoreError> {
    diesel::sql_query(
        "UPDATE directory_state
            SET sequence = nextval('import_ids'), token = gen_random_uuid()",
    )
    .execute(connection)?;
    Ok(())
}
