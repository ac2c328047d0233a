//! A SIP's life, debit by debit, up to the day somebody looks.

use chrono::{Datelike, Days, Months, NaiveDate};
use opportunity_core::{Paise, Status};

use crate::agreement::Agreement;
use crate::chance::Chance;
use crate::debit::Debit;
use crate::habits::Habits;
use crate::instalment::Instalment;

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
    pub(crate) pause: Option<Paused>,
    /// How the newest debit ended.
    pub(crate) status: Status,
    pub(crate) closed: bool,
    pub(crate) mandate_gone: bool,
    /// When anything of all this last changed.
    pub(crate) changed_on: Option<NaiveDate>,
}

/// A pause, which goes on or is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paused {
    pub(crate) from: NaiveDate,
    /// The last day that was asked for.
    pub(crate) till: Option<NaiveDate>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) is_over: bool,
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
        for (month, due) in debit_dates(agreement).take_while(|(_, due)| *due <= last) {
            if habits.lapses.have_closed(month) {
                life.closed = true;
                life.change(due);
                break;
            }
            if habits.pause.is_some_and(|pause| pause.covers(month)) {
                life.leave_out(due, instalment.amount, habits);
            } else {
                life.resume(due);
                if habits.lapses.present(month) {
                    instalment.enter(month, chance);
                    let amount = instalment.amount;
                    let debit = Debit::draw(agreement, habits, month, due, amount, chance);
                    life.take(&debit, as_of);
                }
            }
            life.mandate_gone = habits.lapses.tell_of_no_mandate(month);
        }
        life.instalment = instalment.amount;
        life
    }

    /// Notes that something changed on a day.
    pub(crate) fn change(&mut self, day: NaiveDate) {
        self.changed_on = self.changed_on.max(Some(day));
    }

    fn leave_out(&mut self, due: NaiveDate, amount: Paise, habits: &Habits) {
        let asked = habits.pause;
        self.pause.get_or_insert_with(|| Paused {
            from: due,
            till: asked
                .and_then(|pause| pause.asked_months)
                .map(|months| due + Months::new(months) - Days::new(1)),
            reason: asked.and_then(|pause| pause.reason),
            is_over: false,
        });
        self.paused += amount;
        self.pending = Paise::ZERO;
        self.status = Status::Paused;
        self.change(due);
    }

    /// Ends the pause that there is, if one goes on.
    fn resume(&mut self, due: NaiveDate) {
        if let Some(pause) = self.pause.as_mut().filter(|pause| !pause.is_over) {
            pause.is_over = true;
            self.status = Status::Unknown;
            self.change(due);
        }
    }

    fn take(&mut self, debit: &Debit, as_of: NaiveDate) {
        self.pending = Paise::ZERO;
        if debit.on > as_of {
            return;
        }
        if debit.known_on > as_of {
            self.in_progress += debit.amount;
            self.status = Status::InProgress;
            self.change(debit.on);
            return;
        }
        self.change(debit.known_on);
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
