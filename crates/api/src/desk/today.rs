//! The date by which snoozes end.

use chrono::{DateTime, NaiveDate, Utc};
use sip_export::kolkata;

use crate::clock;

/// The date in Asia/Kolkata, or one that is given: for tests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Today(pub(super) Option<NaiveDate>);

impl Today {
    /// The date.
    pub(crate) fn date(self) -> NaiveDate {
        self.0.unwrap_or_else(clock::today)
    }

    /// The moment on a date that is given: what is done then is done on that day. None on any other
    /// server, where the database's clock tells.
    pub(crate) fn moment(self) -> Option<DateTime<Utc>> {
        let time = clock::now().with_timezone(&kolkata()).time();
        let moment = self.0?.and_time(time).and_local_timezone(kolkata()).single()?;
        Some(moment.to_utc())
    }
}
