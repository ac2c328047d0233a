//! The date by which snoozes end.

use chrono::NaiveDate;

use crate::clock;

/// The date in Asia/Kolkata, or one that is given: for tests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Today(pub(super) Option<NaiveDate>);

impl Today {
    /// The date.
    pub(crate) fn date(self) -> NaiveDate {
        self.0.unwrap_or_else(clock::today)
    }
}
