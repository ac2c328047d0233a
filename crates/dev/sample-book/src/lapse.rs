//! How a client's paying comes to an end, for a while or for good, in months since the first debit.

use crate::chance::Chance;

/// Nothing goes through for good from one of the first so many months on, sooner rather than later.
const LATEST_MONTH: u32 = 90;

/// Where nothing goes through for good, debits of most SIPs are presented for so many months more.
const GIVEN_UP_AFTER: u32 = 3;

/// Why nothing goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lapse {
    /// The SIP is closed, after so many months whose debits bounced.
    Closed { after_bounces: u32 },
    /// Debits are presented on and on, and bounce.
    Bouncing,
    /// Debits bounce, and after three of them no more are presented.
    GivenUp,
    /// No debit is presented, and the record goes on to tell of the last that was.
    Unpresented,
    /// They bounce because the mandate is gone, and after three of them no more are presented.
    MandateGone,
}

/// When a client's debits do not go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lapses {
    /// From which month on for good.
    lasting: Option<(u32, Lapse)>,
    passing: Option<Passing>,
    /// Whether the firm hears at once, not at the next debit, that the mandate is gone.
    mandate_told_early: bool,
}

/// A while in which nothing goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Passing {
    month: u32,
    months: u32,
    lapse: Lapse,
}

impl Lapses {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        Self {
            lasting: lasting(chance),
            passing: chance.percent(50).then(|| Passing {
                month: chance.between(2, 70),
                months: chance.between(1, 3),
                lapse: chance.weighted(&[(Lapse::Bouncing, 50), (Lapse::MandateGone, 50)]),
            }),
            mandate_told_early: chance.percent(80),
        }
    }

    /// Why nothing goes through in a month, if so.
    pub(crate) fn of(&self, month: u32) -> Option<Lapse> {
        let lasting = self.lasting.filter(|(since, _)| month >= *since).map(|(_, lapse)| lapse);
        let passing = |it: &Passing| (it.month..it.month + it.months).contains(&month);
        lasting.or(self.passing.filter(passing).map(|it| it.lapse))
    }

    /// Whether the SIP is closed by that month.
    pub(crate) fn have_closed(&self, month: u32) -> bool {
        matches!(
            self.lasting,
            Some((since, Lapse::Closed { after_bounces })) if month >= since + after_bounces
        )
    }

    /// Whether a debit of that month is presented.
    pub(crate) fn present(&self, month: u32) -> bool {
        match self.lasting {
            Some((since, Lapse::Unpresented)) => month < since,
            Some((since, Lapse::GivenUp | Lapse::MandateGone)) => month < since + GIVEN_UP_AFTER,
            _ => true,
        }
    }

    /// Whether, between the debits of a month and those of the next, it is told that there is no
    /// mandate.
    pub(crate) fn tell_of_no_mandate(&self, month: u32) -> bool {
        let gone = |month| self.of(month) == Some(Lapse::MandateGone);
        gone(month) || (self.mandate_told_early && gone(month + 1))
    }
}

fn lasting(chance: &mut Chance) -> Option<(u32, Lapse)> {
    let month = match chance.below(1_000) {
        // Of some clients no debit ever goes through.
        0..20 => 0,
        20..480 => chance.between(1, LATEST_MONTH).min(chance.between(1, LATEST_MONTH)),
        _ => return None,
    };
    let lapse = match chance.below(100) {
        0..10 => Lapse::Closed { after_bounces: chance.below(4) },
        10..36 => Lapse::Bouncing,
        36..66 => Lapse::GivenUp,
        66..74 => Lapse::Unpresented,
        _ => Lapse::MandateGone,
    };
    Some((month, lapse))
}

/// A while without debits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) month: u32,
    /// For how many months it was asked; none for an open end.
    pub(crate) asked_months: Option<u32>,
    /// Whether debits go on after those months.
    resumes: bool,
    pub(crate) reason: Option<&'static str>,
}

impl Pause {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        Self {
            month: chance.between(2, 60),
            asked_months: chance.percent(80).then(|| chance.between(2, 12)),
            resumes: chance.percent(50),
            reason: chance.weighted(&[(Some("UP"), 75), (Some("SP"), 13), (None, 12)]),
        }
    }

    /// Whether debits of that month are left out.
    pub(crate) fn covers(&self, month: u32) -> bool {
        let over = |months: u32| self.resumes && month >= self.month + months;
        month >= self.month && !self.asked_months.is_some_and(over)
    }
}
