//! What was paid so far, in words.

use crate::detail::{DetailField, DetailShape};
use crate::sentence::Sentence;
use crate::sip_table::Sip;

pub(super) const SUCCESS_COUNT: DetailField = DetailField::nullable(
    "success_count",
    DetailShape::Count,
    "Payments, where the record counts them.",
);

/// `after 36 payments of ₹1,98,000`; where the record does not count them, `after payments of …`.
pub(super) fn push_paid(text: Sentence, sip: Sip<'_>) -> Sentence {
    let text = text.words("after ");
    let text = match sip.success_count() {
        Some(count) => text.count(count, "payment"),
        None => text.words("payments"),
    };
    text.words(" of ").rupees(sip.digest().total_invested())
}
