//! The clock, read at the server's edge alone. What is said of SIPs never depends on it: it dates the
//! audit trail, ends keys, and tells how old the book is.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

/// This moment.
#[expect(clippy::disallowed_methods, reason = "this is where the server reads the clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Today in Asia/Kolkata.
pub(crate) fn today() -> NaiveDate {
    now().with_timezone(&sip_export::kolkata()).date_naive()
}

/// Whether a moment can be written as everybody writes them: in Asia/Kolkata its year has four digits.
pub(crate) fn can_be_told(moment: DateTime<Utc>) -> bool {
    (0..=9_999).contains(&moment.with_timezone(&sip_export::kolkata()).year())
}
