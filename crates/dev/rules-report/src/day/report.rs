//! All that a year of days comes to.

use calls::Nature;

use super::credits::Credits;
use super::partner::Done;
use super::rightness::{AgentDays, Rightness};
use super::seen_again::Showings;
use crate::degree::Degree;

/// All that a year of days comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayReport {
    /// How untidy the lives are.
    pub degree: Degree,
    /// SIPs of the last book.
    pub sips: usize,
    /// Client accounts of the last book.
    pub clients: usize,
    /// Client accounts with a reason to call, of all books.
    pub listable: usize,
    /// What calls opened with.
    pub openings: Rightness,
    /// How many of them were so, day by day.
    pub days: AgentDays,
    /// All that calls were about, the openings among it.
    pub reasons: Rightness,
    /// Why clients were on the list.
    pub showings: Showings,
    /// How calls went.
    pub done: Done,
    /// What became of it, of each nature in its order.
    pub credits: [Credits; Nature::ALL.len()],
}

impl DayReport {
    /// Of a year of which nothing is lived yet.
    pub(super) fn of_nothing(degree: Degree) -> Self {
        Self {
            degree,
            sips: 0,
            clients: 0,
            listable: 0,
            openings: Rightness::default(),
            days: AgentDays::default(),
            reasons: Rightness::default(),
            showings: Showings::default(),
            done: Done::default(),
            credits: Default::default(),
        }
    }

    /// What became of what is of every nature.
    #[must_use]
    pub fn credits_of_all(&self) -> Credits {
        self.credits.into_iter().fold(Credits::default(), Credits::plus)
    }
}
