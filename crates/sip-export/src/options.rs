//! What a reader is told of an export that the export itself does not say.

use crate::date_order::DateOrder;
use crate::kind::ExportKind;

/// How an export is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which comes first in `05/01/2026`. Without it such a date is a bad value, since nothing in it
    /// tells January from May.
    pub date_order: Option<DateOrder>,
    /// What the export is of. Without it its columns tell; those of another kind refuse it.
    pub kind: Option<ExportKind>,
    /// Whether a bad value makes a bad record in the fields that no rule reads, too
    /// ([`Field::is_read_by_rules`](crate::Field::is_read_by_rules),
    /// [`ClientField::is_relied_on`](crate::ClientField::is_relied_on)). Without it such a value is
    /// left out and counted.
    pub strict: bool,
}
