//! Who holds the lock that imports share.

/// Who imports at the moment, as far as the database shows it: what it does not is `unknown`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// The database's process; zero where it is unknown.
    pub pid: i32,
    /// What the other program calls itself.
    pub application: String,
    /// When it began: RFC 3339, by the clock of Asia/Kolkata.
    pub since: String,
}
