//! A SIP's life, debit by debit, up to the day somebody looks.

use chrono::{Datelike, Days, Months, NaiveDate};
use opportunity_core::{Paise, Status};

use crate::agreement::Agreement;
use crate::chance::Chance;
use crate::habits::{Habits, Lapse};
use crate::instalment::{Instalment, in_whole};

/// What a bank says of a debit at the latest so many days after it.
const SLOWEST_DAYS: u32 = 3;

/// Where a life stands on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) instalment: Paise,
    pub(crate) succeeded: Paise,
    pub(crate) failed: Paise,
    pub(crate) pending: Paise,
    pub(crate) in_progress: Paise,
    pub(crate) paused: Paise,
    pub(crate) successes: u32,
    pub(crate) first_success: Option<NaiveDate>,
    pub(crate) latest_success: Option<NaiveDate>,
    /// Since when it is paused, where it is.
    pub(crate) paused_from: Option<NaiveDate>,
    /// How the newest debit ended.
    pub(crate) status: Status,
    pub(crate) stopped: bool,
    pub(crate) mandate_gone: bool,
}

/// How one debit ends, and when that is known.
struct Debit {
    on: NaiveDate,
    amount: Paise,
    /// The part that bounces: nothing, all, or that of some schemes.
    bounced: Paise,
    known_on: NaiveDate,
    presented_again: bool,
}

impl Life {
    /// The life up to `last`, as it is known on `as_of`.
    ///
    /// A later day draws what an earlier one drew, and then more: the same life, lived on.
    pub(crate) fn lived(
        agreement: &Agreement,
        habits: &Habits,
        last: NaiveDate,
        as_of: NaiveDate,
        chance: &mut Chance,
    ) -> Self {
        let mut life = Self::default();
        let mut instalment = Instalment::new(agreement, habits);
        for (month, on) in debit_dates(agreement).take_while(|(_, on)| *on <= last) {
            if has_stopped(habits, month) {
                life.stopped = true;
                break;
            }
            if habits.pause.is_some_and(|pause| pause.covers(month)) {
                life.leave_out(on, instalment.amount);
            } else {
                instalment.enter(month, chance);
                life.mandate_gone = has_lapsed(habits, month) == Some(Lapse::MandateGone);
                let debit = Debit::draw(agreement, habits, month, on, instalment.amount, chance);
                life.take(&debit, as_of);
            }
        }
        life.instalment = instalment.amount;
        life
    }

    fn leave_out(&mut self, on: NaiveDate, amount: Paise) {
        self.paused_from.get_or_insert(on);
        self.paused += amount;
        self.pending = Paise::ZERO;
        self.status = Status::Paused;
    }

    fn take(&mut self, debit: &Debit, as_of: NaiveDate) {
        self.paused_from = None;
        self.pending = Paise::ZERO;
        if debit.known_on > as_of {
            self.in_progress += debit.amount;
            self.status = Status::InProgress;
            return;
        }
        self.failed += debit.bounced;
        if debit.bounced == debit.amount {
            self.status = Status::Failed;
            if debit.presented_again {
                self.pending = debit.amount;
            }
            return;
        }
        self.succeeded += debit.amount - debit.bounced;
        self.successes += 1;
        self.first_success.get_or_insert(debit.on);
        self.latest_success = Some(debit.on);
        self.status = Status::Success;
    }
}

impl Debit {
    fn draw(
        agreement: &Agreement,
        habits: &Habits,
        month: u32,
        on: NaiveDate,
        amount: Paise,
        chance: &mut Chance,
    ) -> Self {
        let known_on = on + Days::new(chance.between(0, SLOWEST_DAYS).into());
        let bounced = if has_lapsed(habits, month).is_some() || chance.permille(habits.bounces) {
            amount
        } else if habits.partial > 0 && chance.permille(habits.partial) {
            share_of_some_schemes(amount, agreement.schemes.len(), chance)
        } else {
            Paise::ZERO
        };
        let presented_again = bounced == amount && chance.percent(40);
        Self { on, amount, bounced, known_on, presented_again }
    }
}

/// A debit's money is shared out evenly; one scheme or more bounces, one or more does not.
fn share_of_some_schemes(amount: Paise, schemes: usize, chance: &mut Chance) -> Paise {
    let schemes = u32::try_from(schemes).unwrap_or(u32::MAX);
    let bounced = chance.between(1, schemes.saturating_sub(1).max(1));
    in_whole(amount.times(bounced).paise() / i128::from(schemes), 1)
}

/// How paying came to an end, where it has by that month.
fn has_lapsed(habits: &Habits, month: u32) -> Option<Lapse> {
    habits.lapse.filter(|(since, _)| month >= *since).map(|(_, lapse)| lapse)
}

/// Whether no debit is presented any more.
fn has_stopped(habits: &Habits, month: u32) -> bool {
    matches!(
        habits.lapse,
        Some((since, Lapse::Stopped { after_bounces })) if month >= since + after_bounces
    )
}

/// Every debit that falls due, in order, each with its month counted from the first debit's.
fn debit_dates(agreement: &Agreement) -> impl Iterator<Item = (u32, NaiveDate)> {
    let from = agreement.first_debit_from;
    let this_month = agreement.days.iter().any(|day| *day >= from.day());
    let first = from.with_day(1).unwrap_or(from) + Months::new(u32::from(!this_month));
    (0..).flat_map(move |month| {
        let first_of_month = first + Months::new(month);
        let days = agreement.days.iter();
        days.map(move |day| (month, first_of_month + Days::new(u64::from(*day) - 1)))
            .filter(move |(_, on)| *on >= from)
    })
}
