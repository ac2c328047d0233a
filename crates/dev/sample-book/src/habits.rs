//! How a client keeps what was agreed. All of it is settled at the start, in months since the
//! first debit, so that it does not depend on the date somebody looks.

use crate::agreement::Agreement;
use crate::chance::Chance;

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

/// A change of the instalment that no schedule knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// From which month on.
    pub(crate) month: u32,
    /// The new instalment in hundredths of the old one.
    pub(crate) to_percent: u32,
}

/// How a client's paying comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lapse {
    /// The SIP is stopped, after so many months whose debits bounced.
    Stopped { after_bounces: u32 },
    /// Debits are presented on and on, and bounce.
    Bouncing,
    /// They bounce because the mandate is gone.
    MandateGone,
}

/// A while without debits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) month: u32,
    /// How many months; none for good.
    pub(crate) months: Option<u32>,
    pub(crate) reason: &'static str,
}

impl Pause {
    /// Whether debits of that month are left out.
    pub(crate) fn covers(&self, month: u32) -> bool {
        month >= self.month && self.months.is_none_or(|months| month < self.month + months)
    }
}

/// A client's habits with one SIP.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    pub(crate) stepping: Stepping,
    pub(crate) change: Option<Change>,
    /// How many debits in a thousand bounce.
    pub(crate) bounces: u32,
    /// How many debits in a thousand go through for some schemes and not for others.
    pub(crate) partial: u32,
    pub(crate) lapse: Option<(u32, Lapse)>,
    pub(crate) pause: Option<Pause>,
    /// Whether the firm closes the SIP when it has ended.
    pub(crate) closed_at_end: bool,
    /// Whether it rounds to the rupee, not to ten.
    pub(crate) rounds_to_rupee: bool,
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
            change,
            bounces: bounces(chance),
            partial: if several && chance.percent(40) { chance.between(20, 150) } else { 0 },
            lapse: lapse(chance),
            pause: chance.percent(7).then(|| pause(chance)),
            closed_at_end: chance.percent(75),
            rounds_to_rupee: chance.percent(5),
        }
    }
}

fn with_step_up(chance: &mut Chance) -> (Stepping, Option<Change>) {
    match chance.below(100) {
        0..40 => (Stepping::OnTime, None),
        40..62 => (Stepping::Never, None),
        62..80 => (Stepping::Loosely, None),
        80..93 => (chance.one_of(&[Stepping::OnTime, Stepping::Never]), Some(figure(chance))),
        _ => (Stepping::Never, Some(decrease(chance))),
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
        0..35 => 0,
        35..72 => chance.between(2, 20),
        72..87 => chance.between(20, 80),
        87..96 => chance.between(80, 300),
        _ => chance.between(300, 850),
    }
}

fn lapse(chance: &mut Chance) -> Option<(u32, Lapse)> {
    let month = match chance.below(1_000) {
        // One client in a hundred never has a debit go through.
        0..10 => 0,
        10..400 => chance.between(1, 90),
        _ => return None,
    };
    let lapse = match chance.below(100) {
        0..55 => Lapse::Stopped { after_bounces: chance.below(4) },
        55..82 => Lapse::Bouncing,
        _ => Lapse::MandateGone,
    };
    Some((month, lapse))
}

fn pause(chance: &mut Chance) -> Pause {
    Pause {
        month: chance.between(2, 60),
        months: chance.percent(35).then(|| chance.between(2, 12)),
        reason: chance.weighted(&[("UP", 85), ("SP", 15)]),
    }
}
