//! Why a client is shown who was called before.

use calls::{Action, Call, CallReason};
use chrono::NaiveDate;

use super::partner::talked_about;
use super::work_log::WorkLog;

/// Why a client is on the list, by what was done before; later ones go before earlier ones where a
/// call has several reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Again {
    /// The client was never called.
    First,
    /// Only for reasons that nobody talked about.
    SomethingElse,
    /// Nobody had answered.
    NobodyAnswered,
    /// What was put off is due: a client who declined is asked again after half a year.
    PutOffIsOver,
    /// It was mended and is so again.
    CameBack,
    /// It was gone for 45 days or more, nothing showed why, and is so again.
    WasGone,
    /// It got worse than it was when the client declined, or said that it is not so.
    Worse,
    /// It got worse while a promise waited.
    WorsePromised,
    /// A promise was broken.
    PromiseBroken,
    /// None of these: the client is called twice for one thing.
    Twice,
}

impl Again {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::First,
        Self::SomethingElse,
        Self::NobodyAnswered,
        Self::PutOffIsOver,
        Self::CameBack,
        Self::WasGone,
        Self::Worse,
        Self::WorsePromised,
        Self::PromiseBroken,
        Self::Twice,
    ];

    /// What a table calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "never called before",
            Self::SomethingElse => "something else",
            Self::NobodyAnswered => "nobody had answered",
            Self::PutOffIsOver => "had declined, half a year ago",
            Self::CameBack => "was mended, and came back",
            Self::WasGone => "was gone for 45 days, and came back",
            Self::Worse => "got worse after a no",
            Self::WorsePromised => "got worse while a promise waited",
            Self::PromiseBroken => "a promise was broken",
            Self::Twice => "called twice for one thing",
        }
    }

    /// Why this call is on the list.
    pub(crate) fn of(call: &Call<'_>, log: &WorkLog, today: NaiveDate) -> Self {
        if !log.knows(call.account.user_id()) {
            return Self::First;
        }
        let reasons = talked_about(call).filter_map(|reason| of_reason(call, reason, log, today));
        reasons.max().unwrap_or(Self::SomethingElse)
    }
}

/// None where nobody talked about it. What the desk says of the reason's state is not asked: that is
/// what is held against the log.
fn of_reason(
    call: &Call<'_>,
    reason: &CallReason<'_>,
    log: &WorkLog,
    today: NaiveDate,
) -> Option<Again> {
    let last = log.last(&call.key(reason))?;
    let is_worse = reason.reason.mark > last.mark;
    let is_over = last.until.is_some_and(|until| until <= today);
    let is_broken = last.check_on.is_some_and(|day| day <= reason.reason.record_as_of);
    Some(match (last.has_recovered, last.action) {
        (Some(true), _) => Again::CameBack,
        (Some(false), _) => Again::WasGone,
        (None, Action::Promised) if is_broken => Again::PromiseBroken,
        (None, Action::Promised) if is_worse => Again::WorsePromised,
        (None, Action::Attempted) if is_over => Again::NobodyAnswered,
        (None, Action::Dismissed) if is_over => Again::PutOffIsOver,
        (None, _) if is_worse => Again::Worse,
        _ => Again::Twice,
    })
}

/// How often clients were shown, by why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Showings([u32; Again::ALL.len()]);

impl Showings {
    pub(crate) fn add(&mut self, again: Again) {
        self.0[again as usize] += 1;
    }

    /// How often for this.
    #[must_use]
    pub const fn of(&self, again: Again) -> u32 {
        self.0[again as usize]
    }

    /// How often in all.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.0.iter().sum()
    }
}
