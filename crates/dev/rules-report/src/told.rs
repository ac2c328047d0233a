//! What an export tells of a life, and what it leaves out.

use sample_book::chance::Chance;

use crate::degree::Degree;

/// What the records of a SIP tell, on whatever date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Number and sum of the payments.
    pub totals: bool,
    /// The start.
    pub start: bool,
    /// The debit days.
    pub days: bool,
    /// The last day.
    pub end: bool,
    /// Whether there is a mandate.
    pub mandate: bool,
    /// Until when it is paused.
    pub pause_end: bool,
    /// When a pause was that is over.
    pub past_pause: bool,
}

impl Told {
    pub(crate) fn draw(degree: Degree, chance: &mut Chance) -> Self {
        let mut told = |left_out| !chance.permille(degree.of(left_out));
        Self {
            totals: told(20),
            start: told(10),
            days: told(10),
            end: told(10),
            mandate: told(50),
            pause_end: told(150),
            past_pause: told(50),
        }
    }
}
