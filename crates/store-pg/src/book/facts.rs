//! What the rules read of a SIP, as the tables have it: stated once, for whoever reads a book.

use opportunity_core::SipFacts;

use super::binary_row::{BinaryRow, Unreadable};
use super::copied::broken;
use super::dates::HeldDates;
use crate::error::StoreError;

/// The column that a field is read from: that of the field's own name, with its unit where it has
/// one, unless another expression is given.
macro_rules! column {
    ($field:ident) => {
        concat!("r.", stringify!($field))
    };
    ($field:ident + $unit:literal) => {
        concat!("r.", stringify!($field), $unit)
    };
    ($field:ident = $expression:literal) => {
        $expression
    };
}

/// Makes the list of columns and the reading of a row from one list, both in its order. A field's
/// column follows from its name and its decoding from its type, so that no two can change places.
macro_rules! facts {
    (
        $id:ident, $($field:ident $(+ $unit:literal)? $(= $expression:literal)?),+
    ) => {
        /// What a book is read from, but for the dates on which a SIP was last held: columns of
        /// `sip_records r`.
        pub(super) const RECORD_COLUMNS: &str = concat!(
            column!($id), $(", ", column!($field $(+ $unit)? $(= $expression)?)),+
        );

        /// What a book is read from: columns of `sip_records r` and `sip_sightings s`.
        pub const BOOK_COLUMNS: &str = concat!(
            column!($id), $(", ", column!($field $(+ $unit)? $(= $expression)?),)+
            ", s.record_as_of, s.held_as_of"
        );

        /// Reads a row; its dates, the last of it, by `dates`.
        fn read<'a>(
            row: &mut BinaryRow<'a>,
            dates: impl Fn(&mut BinaryRow<'a>, &str) -> Result<HeldDates, Unreadable>,
        ) -> Result<HeldSip<'a>, Unreadable> {
            let $id = row.read(column!($id))?;
            $(let $field = row.read(column!($field $(+ $unit)? $(= $expression)?))?;)+
            let held = dates(row, $id)?;
            let sip = SipFacts {
                $id,
                $($field,)+
                record_as_of: held.record_as_of,
                // A book names agents by their newest records, and has no deleted SIPs.
                agent_external_id: None,
                deleted: None,
                history: &[],
            };
            Ok(HeldSip { sip, held })
        }
    };
}

facts! {
    sip_meta_id,
    user_id,
    agent_id,
    status = "r.current_sip_status",
    amount + "_paise",
    num_days,
    sip_days,
    scheme_count = "cardinality(r.scheme_name)",
    increment_percentage + "_hundredths",
    increment_amount + "_paise",
    increment_period,
    start_date,
    end_date,
    paused_from,
    paused_till,
    paused_reason,
    first_success_order_date,
    latest_success_order_date,
    success_amount + "_paise",
    success_count,
    failed_amount + "_paise",
    pending_amount + "_paise",
    in_progress_amount + "_paise",
    is_active,
    has_current_mandate
}

/// What the rules read of a SIP, and when imports held it.
pub(super) struct HeldSip<'a> {
    /// The facts, their history left out.
    pub(super) sip: SipFacts<'a>,
    pub(super) held: HeldDates,
}

/// The dates of a row that has [`BOOK_COLUMNS`].
pub(super) fn dates_in_row(row: &mut BinaryRow<'_>, _: &str) -> Result<HeldDates, Unreadable> {
    Ok(HeldDates {
        record_as_of: row.read("s.record_as_of")?,
        held_as_of: row.read("s.held_as_of")?,
    })
}

/// The SIP that a row holds; its dates are read by `dates`, from what is left of the row or by the
/// SIP's id.
///
/// # Errors
/// [`StoreError::Damaged`] where a column holds what no import writes.
pub(super) fn facts<'a>(
    row: BinaryRow<'a>,
    dates: impl Fn(&mut BinaryRow<'a>, &str) -> Result<HeldDates, Unreadable>,
) -> Result<HeldSip<'a>, StoreError> {
    let mut rest = row;
    match read(&mut rest, dates) {
        Ok(sip) if rest.is_empty() => Ok(sip),
        Err(Unreadable::Column(column)) => Err(damaged(row, column)),
        Ok(_) | Err(Unreadable::Row) => Err(broken()),
    }
}

fn damaged(mut row: BinaryRow<'_>, column: &str) -> StoreError {
    let sip_meta_id: &str = row.read("r.sip_meta_id").unwrap_or("unknown");
    StoreError::Damaged {
        sip_meta_id: sip_meta_id.to_owned(),
        what: format!("{column} holds what no import writes"),
    }
}
