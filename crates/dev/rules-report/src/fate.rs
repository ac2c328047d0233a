//! What truly became of a SIP's debits, for the kinds that are about those.
//!
//! A debit counts as missed when it fell due, did not go through, and is not under way: the firm
//! presented it and it bounced, or did not present it though nobody had paused or closed the SIP.
//! What is not told by anybody yet is under way.
//!
//! A call is *right* when there is that reason to call. It is *told truly* when what it says of it is
//! so as well: the day of the next debit, and that so many debits are missing. A life in which more
//! are missing makes that no less true, for an export tells of a debit within a week, and the rules
//! wait for that. A call is *due* when the life meets all that the rule is for, and *missed* when it is
//! due and not made.

use chrono::{Days, NaiveDate};
use opportunity_core::calendar::{days_between, months_between};
use opportunity_core::{Kind, SipRecord};

use crate::life::Life;
use crate::said::Call;
use crate::truth::is_running;

/// The kinds that are held against the fate of a life.
pub const KINDS: [Kind; 7] = [
    Kind::MissedDebits,
    Kind::StoppedSips,
    Kind::NeverStarted,
    Kind::PausedSips,
    Kind::NoStepUp,
    Kind::EndingSips,
    Kind::LostMandates,
];

/// Three debits in a row that fail end a SIP.
const MISSED_THAT_END: u32 = 3;

const DAYS_PAUSED: u32 = 30;
const MONTHS_RUNNING: u32 = 12;
const DAYS_LEFT: u32 = 90;

/// How a SIP truly stands on the book's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Neither closed nor ended.
    pub live: bool,
    /// For how many days it is paused, where it is.
    pub paused_days: Option<u32>,
    /// The last day is past.
    pub ended: bool,
    /// Its newest debit went through or is under way.
    pub running: bool,
    /// Anything went through, ever.
    pub paid: bool,
    /// Debits missed since the last that went through, or since the start.
    pub missed: u32,
    /// A step-up is agreed.
    pub grows: bool,
    /// Months since it began.
    pub months: u32,
    /// Days until it ends, where it is to end.
    pub days_left: Option<u32>,
    /// There is a mandate.
    pub mandate: bool,
    /// The next debit.
    pub next_debit: Option<NaiveDate>,
}

impl Fate {
    /// What became of a life whose record is this.
    #[must_use]
    pub fn of(life: &Life, told: &SipRecord) -> Self {
        let Life { as_of, agreement, circumstances, .. } = life;
        let as_of = *as_of;
        let ended = agreement.end.is_some_and(|end| end < as_of);
        let closed = circumstances.closed_on.is_some_and(|closed| closed <= as_of);
        let pause = circumstances.pause.filter(|_| circumstances.is_paused(as_of));
        let first_payment = life.successes(as_of).map(|debit| debit.on).min();
        let since = first_payment.map_or(agreement.start, |first| first.min(agreement.start));
        Self {
            live: !(closed || ended),
            paused_days: pause.map(|pause| days_between(pause.from, as_of)),
            ended,
            running: is_running(told, as_of),
            paid: first_payment.is_some(),
            missed: missed(life),
            grows: agreement.growth.is_some(),
            months: months_between(since, as_of),
            days_left: agreement.end.filter(|_| !ended).map(|end| days_between(as_of, end)),
            mandate: circumstances.mandate_gone_since(as_of).is_none(),
            next_debit: next_debit(life),
        }
    }

    /// Whether a partner should call for this reason.
    #[must_use]
    pub fn is_due(&self, kind: Kind) -> bool {
        match kind {
            Kind::MissedDebits => self.is_right(kind) && self.missed < MISSED_THAT_END,
            Kind::NoStepUp => self.is_right(kind) && self.running && self.missed == 0,
            Kind::LostMandates => self.is_right(kind) && self.missed == 0,
            _ => self.is_right(kind),
        }
    }

    /// Whether what a partner is told of that reason is so.
    #[must_use]
    pub fn is_told_truly(&self, call: &Call) -> bool {
        self.is_right(call.kind)
            && call.missed.is_none_or(|missed| self.missed >= missed)
            && call.next_debit.is_none_or(|day| self.next_debit == Some(day))
    }

    /// Whether there is that reason to call.
    #[must_use]
    pub fn is_right(&self, kind: Kind) -> bool {
        let open = self.live && self.paused_days.is_none();
        match kind {
            Kind::MissedDebits => open && self.paid && self.missed >= 1,
            Kind::StoppedSips => open && self.paid && self.missed >= MISSED_THAT_END,
            Kind::NeverStarted => open && !self.paid && self.missed >= 1,
            Kind::NoStepUp => open && self.paid && !self.grows && self.months >= MONTHS_RUNNING,
            Kind::LostMandates => open && !self.mandate && self.next_debit.is_some(),
            Kind::PausedSips => {
                !self.ended && self.paused_days.is_some_and(|days| days >= DAYS_PAUSED)
            }
            Kind::EndingSips => {
                let soon = self.days_left.is_some_and(|days| days <= DAYS_LEFT);
                open && self.running && soon
            }
            Kind::NoSipIncrease | Kind::FailedSips | Kind::HighValueInactive => false,
        }
    }
}

/// The debits that fell due after the last that went through, but for those under way.
fn missed(life: &Life) -> u32 {
    let as_of = life.as_of;
    let last_paid = life.successes(as_of).map(|debit| debit.due).max();
    let under_way = |due: &NaiveDate| {
        let mut attempts = life.debits.iter().filter(|debit| debit.due == *due);
        // A second attempt that is yet to be made does not undo the first.
        attempts.next().is_some_and(|first| !first.is_told(as_of))
            || attempts.any(|second| second.on <= as_of && !second.is_told(as_of))
    };
    let due = life.agreement.debit_dates().take_while(|due| *due <= as_of);
    let since = due.filter(|due| last_paid.is_none_or(|paid| *due > paid));
    let missed = since.filter(|due| life.circumstances.is_due(*due) && !under_way(due));
    u32::try_from(missed.count()).unwrap_or(u32::MAX)
}

fn next_debit(life: &Life) -> Option<NaiveDate> {
    let tomorrow = life.as_of + Days::new(1);
    let due = life.agreement.debit_dates().skip_while(|due| *due < tomorrow);
    // A pause ends, so that one debit or another of the next years is due.
    due.take(400).find(|due| life.circumstances.is_due(*due))
}
