//! Who holds the lock that imports share.

use diesel::QueryableByName;
use diesel::sql_types::{Integer, Text};

/// Who imports at the moment.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct LockHolder {
    /// The database's process.
    #[diesel(sql_type = Integer)]
    pub pid: i32,
    /// What the other program calls itself.
    #[diesel(sql_type = Text)]
    pub application: String,
    /// When it began, as the database words it.
    #[diesel(sql_type = Text)]
    pub since: String,
}

impl LockHolder {
    /// One that the database does not show.
    pub(crate) fn unknown() -> Self {
        Self { pid: 0, application: "unknown".to_owned(), since: "unknown".to_owned() }
    }
}
