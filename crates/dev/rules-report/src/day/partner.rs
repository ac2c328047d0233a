//! What a partner does about a call, as the product takes it.

use calls::{Action, BadWork, Call, CallReason, NewWork, Outcome, Said, State};
use chrono::NaiveDate;
use opportunity_core::Kind;
use sample_book::chance::Chance;

use super::behaviour::{DECLINES, NOBODY_ANSWERS};

/// How calls went. All four add up to all calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Nobody answered.
    pub attempted: u32,
    /// The client said that it is not so.
    pub wrong_fact: u32,
    /// The client declined.
    pub declined: u32,
    /// The client promised.
    pub promised: u32,
}

impl Done {
    /// All calls.
    #[must_use]
    pub const fn all(&self) -> u32 {
        self.attempted + self.wrong_fact + self.declined + self.promised
    }

    pub(crate) fn add(&mut self, work: &NewWork) {
        let count = match (work.action, work.dismissal) {
            (Action::Attempted, _) => &mut self.attempted,
            (Action::Dismissed, Some(calls::Dismissal::WrongFact)) => &mut self.wrong_fact,
            (Action::Dismissed, _) => &mut self.declined,
            _ => &mut self.promised,
        };
        *count += 1;
    }
}

/// The reasons that a call is about: those that count and are open, the opening before all others.
pub(crate) fn talked_about<'c, 'a>(
    call: &'c Call<'a>,
) -> impl Iterator<Item = &'c CallReason<'a>> + Clone {
    let counts = |reason: &&CallReason<'a>| reason.weighed.counts;
    call.reasons.iter().filter(counts).filter(|reason| reason.state.state == State::Open)
}

/// How a call goes, of which it is so or not what it opens with.
pub(crate) fn made(
    opening: Kind,
    is_so: bool,
    today: NaiveDate,
    book: NaiveDate,
    chance: &mut Chance,
) -> Result<NewWork, Vec<BadWork>> {
    let (nobody, declines) = (chance.percent(NOBODY_ANSWERS), chance.percent(DECLINES));
    let said = if nobody {
        let outcome = Some(Outcome::NoAnswer.name());
        Said { action: Action::Attempted.name(), outcome, ..Said::default() }
    } else if !is_so {
        dismissed(calls::Dismissal::WrongFact)
    } else if declines {
        dismissed(calls::Dismissal::Declined)
    } else {
        let outcome = Some(promise(opening).name());
        Said { action: Action::Promised.name(), outcome, ..Said::default() }
    };
    NewWork::check(&said, today, book)
}

fn dismissed<'a>(why: calls::Dismissal) -> Said<'a> {
    let reason = Some(why.name());
    Said { action: Action::Dismissed.name(), reason, ..Said::default() }
}

const fn promise(kind: Kind) -> Outcome {
    match kind {
        Kind::LostMandates => Outcome::WillRenewMandate,
        Kind::StoppedSips | Kind::NeverStarted | Kind::HighValueInactive => Outcome::WillRestart,
        Kind::PausedSips => Outcome::WillResume,
        Kind::EndingSips => Outcome::WillRenew,
        Kind::NoSipIncrease | Kind::NoStepUp => Outcome::WillStepUp,
        Kind::MissedDebits | Kind::FailedSips => Outcome::WillPay,
    }
}
