//! A SIP as the rules see it: small, and with all that no date or threshold changes worked out.

use core::num::NonZeroU32;

use chrono::NaiveDate;

use crate::agreement::{Percent, Period, PeriodUnit, StepUp};
use crate::bad_facts::BadFacts;
use crate::facts::SipFacts;
use crate::money::Paise;
use crate::silence::Silence;
use crate::step_up::{Evidence, Progress, Unclear, progress};

/// The first amount that is too large for a record, in rupees (and for a percentage).
pub const TOO_LARGE: i64 = 10_000_000_000_000;

/// What the rules need to know of one SIP, in 72 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipDigest {
    instalment_paise: i64,
    invested_paise: i64,
    failed_paise: i64,
    /// Paise or hundredths of a percent, as `step_up` says.
    step_up_size: i64,
    period_count: u32,
    debit_days: NonZeroU32,
    /// Steps, as `made`, up to 65,535: so many fall due in 5,461 years at the least.
    expected: u16,
    made: u16,
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

/// A book has as many of these as SIPs, and a scan goes through all of them: a field more costs a
/// server gigabytes at a hundred million SIPs, so that growth is a decision. What only some kinds
/// read, or nobody scans, belongs into a column of the book beside the digests.
const _: () = assert!(size_of::<SipDigest>() == 72);

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
        let (step_up, period) = (facts.step_up(), facts.increment_period);
        // Before the evidence, which is worked out with amounts that are known to be in range.
        let step_up_size = step_up.map_or(Ok(0), packed_step_up)?;
        let instalment_paise = positive("amount", facts.amount)?;
        let invested_paise = lifetime("success_amount", facts.success_amount)?;
        let failed_paise = lifetime("failed_amount", facts.failed_amount)?;
        lifetime("pending_amount", facts.pending_amount)?;
        lifetime("in_progress_amount", facts.in_progress_amount)?;
        let progress = match (step_up, period) {
            (None, _) => Err(Unclear::NoStepUp),
            (_, None) => Err(Unclear::NoPeriod),
            (Some(step_up), Some(period)) => progress(facts, step_up, period),
        };
        Ok(Self {
            instalment_paise,
            invested_paise,
            failed_paise,
            step_up_size,
            period_count: period.map_or(0, Period::count),
            debit_days: facts.debit_days(),
            expected: progress.map_or(0, |known| counted(known.expected)),
            made: progress.map_or(0, |known| counted(known.made)),
            last_increase: progress.ok().and_then(|known| known.last_increase),
            running_since: progress.ok().map(|known| known.running_since),
            step_up: step_up.map(Grows::of),
            period_unit: period.map(Period::unit),
            known_by: progress.map(|known| known.evidence),
            end_date: facts.end_date,
            latest_success: facts.latest_success_order_date,
            record_as_of: facts.record_as_of,
            standing: match facts.status {
                "Success" | "In Progress" => Standing::Running,
                "Failed" => Standing::Failed,
                _ => Standing::Other,
            },
            is_active: facts.is_active(),
            deleted: facts.is_deleted(),
            lacks_mandate: facts.lacks_mandate(),
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
        let (expected, made) = (self.expected.into(), self.made.into());
        let last_increase = self.last_increase;
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

/// Lifetime money; what a record does not say is none.
fn lifetime(field: &'static str, amount: Option<Paise>) -> Result<i64, BadFacts> {
    packed(field, amount.unwrap_or_default())
}

/// Steps as a digest has them.
fn counted(steps: u32) -> u16 {
    u16::try_from(steps).unwrap_or(u16::MAX)
}

fn packed(field: &'static str, amount: Paise) -> Result<i64, BadFacts> {
    i64::try_from(amount.0)
        .ok()
        .filter(|paise| (0..TOO_LARGE * 100).contains(paise))
        .ok_or(BadFacts::OutOfRange { field })
}
