//! A SIP as the rules see it: small, and with all that no date or threshold changes worked out.

use core::num::NonZeroU32;

use chrono::NaiveDate;

use crate::agreement::{Percent, Period, PeriodUnit, StepUp};
use crate::money::Paise;
use crate::silence::Silence;
use crate::sip::SipFacts;
use crate::step_up::{Evidence, Progress, Unclear, progress};

/// The first amount that is too large for a record, in rupees (and for a percentage).
pub const TOO_LARGE: i64 = 10_000_000_000_000;

/// Facts that no SIP can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFacts {
    /// An amount is negative or too large, or there is no instalment.
    #[error(
        "{field} is out of range: money is from zero to under 10^13 rupees, an instalment and a \
         step-up are above zero"
    )]
    OutOfRange {
        /// The field that holds the amount.
        field: &'static str,
    },
    /// The history is not in the order of its dates, one observation a date.
    #[error("the history is not in the order of its dates, one observation a date")]
    HistoryOutOfOrder,
    /// An id of 64 KiB or more.
    #[error("an id is shorter than 64 KiB")]
    IdTooLong,
    /// One SIP twice in a client account.
    #[error("a client account has each SIP once")]
    SipTwice,
    /// A client account without SIPs.
    #[error("a client account has at least one SIP")]
    NoSips,
    /// SIPs of several clients, or under several agents.
    #[error("a client account has the SIPs of one client under one agent")]
    SeveralAccounts,
}

/// What the rules need to know of one SIP, in 80 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipDigest {
    instalment_paise: i64,
    invested_paise: i64,
    failed_paise: i64,
    /// Paise or hundredths of a percent, as `step_up` says.
    step_up_size: i64,
    pub(crate) status_word: StatusWord,
    period_count: u32,
    debit_days: NonZeroU32,
    expected: u32,
    made: u32,
    last_increase: Option<NaiveDate>,
    running_since: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
    latest_success: Option<NaiveDate>,
    record_as_of: NaiveDate,
    step_up: Option<Grows>,
    period_unit: Option<PeriodUnit>,
    known_by: Result<Evidence, Unclear>,
    standing: Standing,
    is_active: bool,
    deleted: bool,
    lacks_mandate: bool,
}

/// Where a book keeps the status as the export words it. The same SIP is the same in every book.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StatusWord(pub(crate) u32);

impl PartialEq for StatusWord {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for StatusWord {}

/// Which [`StepUp`] it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grows {
    ByPercentage,
    ByAmount,
}

/// What the rules ask of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Running,
    Failed,
    Other,
}

impl SipDigest {
    /// Works out what `facts` say.
    ///
    /// # Errors
    /// [`BadFacts::OutOfRange`] for an instalment or a step-up that is not above zero, a negative
    /// amount, and 10^13 rupees (or percent) or more; [`BadFacts::HistoryOutOfOrder`].
    pub fn new(facts: &SipFacts<'_>) -> Result<Self, BadFacts> {
        if !facts.history.is_sorted_by(|earlier, later| earlier.as_of < later.as_of) {
            return Err(BadFacts::HistoryOutOfOrder);
        }
        for seen in facts.history {
            positive("history", seen.amount)?;
        }
        if facts.unsettled_amount < Paise::ZERO {
            return Err(BadFacts::OutOfRange { field: "unsettled_amount" });
        }
        let step_up_size = facts.step_up.map_or(Ok(0), packed_step_up)?;
        let instalment_paise = positive("amount", facts.amount)?;
        let invested_paise = packed("success_amount", facts.success_amount.unwrap_or_default())?;
        let failed_paise = packed("failed_amount", facts.failed_amount)?;
        let progress = match (facts.step_up, facts.period) {
            (None, _) => Err(Unclear::NoStepUp),
            (_, None) => Err(Unclear::NoPeriod),
            (Some(step_up), Some(period)) => progress(facts, step_up, period),
        };
        Ok(Self {
            instalment_paise,
            invested_paise,
            failed_paise,
            step_up_size,
            status_word: StatusWord::default(),
            period_count: facts.period.map_or(0, Period::count),
            debit_days: facts.debit_days,
            expected: progress.map_or(0, |known| known.expected),
            made: progress.map_or(0, |known| known.made),
            last_increase: progress.ok().and_then(|known| known.last_increase),
            running_since: progress.ok().map(|known| known.running_since),
            step_up: facts.step_up.map(Grows::of),
            period_unit: facts.period.map(Period::unit),
            known_by: progress.map(|known| known.evidence),
            end_date: facts.end_date,
            latest_success: facts.latest_success,
            record_as_of: facts.record_as_of,
            standing: match facts.status {
                "Success" | "In Progress" => Standing::Running,
                "Failed" => Standing::Failed,
                _ => Standing::Other,
            },
            is_active: facts.is_active && !facts.deleted,
            deleted: facts.deleted,
            lacks_mandate: facts.lacks_mandate,
        })
    }

    /// Lifetime money of the debits that went through; zero where the record does not say.
    #[must_use]
    pub fn total_invested(&self) -> Paise {
        Paise(self.invested_paise.into())
    }

    /// Lifetime money whose debit failed.
    #[must_use]
    pub fn failed_amount(&self) -> Paise {
        Paise(self.failed_paise.into())
    }

    /// Instalment times debit days: what the client invests a month.
    #[must_use]
    pub fn monthly_amount(&self) -> Paise {
        Paise(self.instalment_paise.into()).times(self.debit_days.get())
    }

    /// What one step would add to the monthly amount; zero without a step-up.
    #[must_use]
    pub fn monthly_step(&self) -> Paise {
        let instalment = Paise(self.instalment_paise.into());
        let step = self.step_up().map_or(Paise::ZERO, |step_up| step_up.on(instalment));
        step.times(self.debit_days.get())
    }

    /// How often a step-up falls due, where one was agreed.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.period_unit.and_then(|unit| Period::new(self.period_count, unit))
    }

    fn step_up(&self) -> Option<StepUp> {
        self.step_up.map(|grows| match grows {
            Grows::ByPercentage => {
                StepUp::Percentage(Percent::from_hundredths(self.step_up_size.unsigned_abs()))
            }
            Grows::ByAmount => StepUp::Amount(Paise::new(self.step_up_size)),
        })
    }

    /// Where the SIP stands with its step-ups.
    ///
    /// # Errors
    /// Why that cannot be told.
    pub fn progress(&self) -> Result<Progress, Silence> {
        let evidence = self.known_by?;
        let running_since = self.running_since.ok_or(Silence::NoStart)?;
        let Self { expected, made, last_increase, .. } = *self;
        Ok(Progress { evidence, expected, made, last_increase, running_since })
    }

    /// The newest debit that went through.
    #[must_use]
    pub fn latest_success(&self) -> Option<NaiveDate> {
        self.latest_success
    }

    /// The date of the newest import that held the record.
    #[must_use]
    pub fn record_as_of(&self) -> NaiveDate {
        self.record_as_of
    }

    /// Active, and its end date not before `as_of`.
    #[must_use]
    pub fn is_live(&self, as_of: NaiveDate) -> bool {
        self.is_active && !self.has_ended(as_of)
    }

    /// The last day of the SIP, where it has one.
    #[must_use]
    pub fn end_date(&self) -> Option<NaiveDate> {
        self.end_date
    }

    /// Whether its end date lies before `as_of`.
    #[must_use]
    pub fn has_ended(&self, as_of: NaiveDate) -> bool {
        self.end_date.is_some_and(|end| end < as_of)
    }

    /// Active and not deleted.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.is_active
    }

    /// Whether it was deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Whether there is no mandate to debit by.
    #[must_use]
    pub fn lacks_mandate(&self) -> bool {
        self.lacks_mandate
    }

    pub(crate) fn standing(&self) -> Standing {
        self.standing
    }
}

impl Grows {
    const fn of(step_up: StepUp) -> Self {
        match step_up {
            StepUp::Percentage(_) => Self::ByPercentage,
            StepUp::Amount(_) => Self::ByAmount,
        }
    }
}

fn packed_step_up(step_up: StepUp) -> Result<i64, BadFacts> {
    match step_up {
        StepUp::Percentage(percent) => positive("increment_percentage", Paise(percent.0.into())),
        StepUp::Amount(amount) => positive("increment_amount", amount),
    }
}

fn positive(field: &'static str, amount: Paise) -> Result<i64, BadFacts> {
    packed(field, amount).and_then(|paise| match paise {
        0 => Err(BadFacts::OutOfRange { field }),
        positive => Ok(positive),
    })
}

fn packed(field: &'static str, amount: Paise) -> Result<i64, BadFacts> {
    i64::try_from(amount.0)
        .ok()
        .filter(|paise| (0..TOO_LARGE * 100).contains(paise))
        .ok_or(BadFacts::OutOfRange { field })
}
