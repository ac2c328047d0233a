//! How a client keeps what was agreed. All of it is settled at the start, in months since the
//! first debit, so that it does not depend on the date somebody looks.

use opportunity_core::Period;

use crate::agreement::Agreement;
use crate::chance::Chance;
use crate::lapse::{Lapses, Pause};

/// What a client does about the steps that fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stepping {
    /// Takes each when it falls due.
    OnTime,
    /// Takes none.
    Never,
    /// Takes some, and those some months late.
    Loosely,
}

/// How the firm rounds an instalment that grew by a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// The increment to the nearest ₹10, a half to the even ten.
    Near,
    /// The instalment down to ₹10.
    DownToTen,
    /// The instalment down to a rupee.
    DownToRupee,
}

/// A change of the instalment that no schedule knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// From which month on.
    pub(crate) month: u32,
    /// The new instalment in hundredths of the old one.
    pub(crate) to_percent: u32,
}

/// A client's habits with one SIP.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    pub(crate) stepping: Stepping,
    /// From which month on no step is taken any more.
    pub(crate) steps_until: Option<u32>,
    /// The firm counts periods from so many months before the first debit, which no field tells.
    pub(crate) counted_before: u32,
    pub(crate) rounding: Rounding,
    pub(crate) change: Option<Change>,
    /// How many debits in a thousand bounce.
    pub(crate) bounces: u32,
    /// How many debits in a thousand go through for some schemes and not for others.
    pub(crate) partial: u32,
    pub(crate) lapses: Lapses,
    pub(crate) pause: Option<Pause>,
    /// Whether the firm closes the SIP when it has ended.
    pub(crate) closed_at_end: bool,
}

impl Habits {
    pub(crate) fn draw(agreement: &Agreement, chance: &mut Chance) -> Self {
        let (stepping, change) = match agreement.step_up {
            Some(_) => with_step_up(chance),
            None => (Stepping::Never, chance.percent(6).then(|| figure(chance))),
        };
        let several = agreement.schemes.len() > 1;
        Self {
            stepping,
            steps_until: chance.percent(20).then(|| chance.between(10, 40)),
            counted_before: counted_before(agreement.period, chance),
            rounding: chance.weighted(&[
                (Rounding::Near, 88),
                (Rounding::DownToTen, 7),
                (Rounding::DownToRupee, 5),
            ]),
            change,
            bounces: bounces(chance),
            partial: if several && chance.percent(40) { chance.between(20, 150) } else { 0 },
            lapses: Lapses::draw(chance),
            pause: chance.percent(8).then(|| Pause::draw(chance)),
            closed_at_end: chance.percent(75),
        }
    }
}

fn counted_before(period: Option<Period>, chance: &mut Chance) -> u32 {
    let months = period.map_or(0, Period::months);
    chance.below(u32::try_from(months).unwrap_or(0))
}

fn with_step_up(chance: &mut Chance) -> (Stepping, Option<Change>) {
    match chance.below(100) {
        0..47 => (Stepping::OnTime, None),
        47..76 => (Stepping::Never, None),
        76..87 => (Stepping::Loosely, None),
        87..95 => (chance.one_of(&[Stepping::OnTime, Stepping::Never]), Some(figure(chance))),
        _ => (chance.one_of(&[Stepping::OnTime, Stepping::Never]), Some(decrease(chance))),
    }
}

/// Any figure that the client liked better.
fn figure(chance: &mut Chance) -> Change {
    let to_percent = chance.weighted(&[(130, 2), (150, 3), (200, 4), (250, 1), (300, 1)]);
    Change { month: chance.between(3, 48), to_percent }
}

fn decrease(chance: &mut Chance) -> Change {
    Change { month: chance.between(3, 48), to_percent: chance.one_of(&[30, 40, 50, 60, 75]) }
}

fn bounces(chance: &mut Chance) -> u32 {
    match chance.below(100) {
        0..49 => 0,
        49..64 => chance.between(2, 20),
        64..68 => chance.between(20, 80),
        68..72 => chance.between(80, 250),
        _ => chance.between(250, 480),
    }
}
