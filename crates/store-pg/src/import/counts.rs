//! What a merge did, whatever the records are of.

/// What a merge did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) import_id: i64,
    pub(crate) inserted: i64,
    pub(crate) updated: i64,
    pub(crate) unchanged: i64,
    pub(crate) stale: i64,
    /// Records that another one of the same file replaces.
    pub(crate) losing: i64,
    pub(crate) amount_changes: i64,
}
