//! What is to be measured, and on what.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};

use crate::database::Database;
use crate::row_name::RowName;
use crate::sample::Sample;

/// What every row needs.
pub(crate) struct Bench {
    pub(crate) sample: Sample,
    pub(crate) database: Database,
    pub(crate) quick: bool,
    pub(crate) rounds: u32,
    pub(crate) only: Vec<RowName>,
    pub(crate) cache: PathBuf,
}

impl Bench {
    /// Whether one of these rows was asked for, as all are where none is named.
    pub(crate) fn wants(&self, names: &[RowName]) -> bool {
        self.only.is_empty() || names.iter().any(|name| self.only.contains(name))
    }

    /// A date after the sample's own.
    pub(crate) fn later(&self, days: u64) -> NaiveDate {
        self.sample.as_of + Days::new(days)
    }
}
