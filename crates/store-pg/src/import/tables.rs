//! Where the records of a file are staged, by what they are of.

use sip_export::ExportKind;

/// The table of what is judged of each record, and the column that says what a record is of. All such
/// tables have the stamps, the digest, the line and the number of a record.
pub(super) struct Staged {
    pub(super) table: &'static str,
    pub(super) id: &'static str,
}

pub(super) const fn staged(kind: ExportKind) -> Staged {
    match kind {
        ExportKind::Sips => Staged { table: "staged_sips", id: "sip_meta_id" },
        ExportKind::Clients => Staged { table: "staged_clients", id: "user_id" },
    }
}
