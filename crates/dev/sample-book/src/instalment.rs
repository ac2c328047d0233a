//! The instalment over the months: agreed steps, taken or not, and changes by hand.

use opportunity_core::{Paise, Percent, StepUp};

use crate::agreement::Agreement;
use crate::chance::Chance;
use crate::habits::{Habits, Rounding, Stepping};

/// Nobody steps up to more than so many times the first instalment,
const MOST_GROWTH: u32 = 16;
/// nor to more than this.
const LARGEST: Paise = Paise::from_rupees(1_000_000);

const TEN_RUPEES: i128 = 1_000;
const RUPEE: i128 = 100;

/// Percentages are in so many parts of a whole.
const WHOLE: i128 = 10_000;

/// An instalment, moved on month by month.
pub(crate) struct Instalment<'a> {
    pub(crate) amount: Paise,
    agreement: &'a Agreement,
    habits: &'a Habits,
    /// The month it was moved on to last.
    month: Option<u32>,
    changed: bool,
    /// The month in which a late step is to be taken.
    owed: Option<u32>,
}

impl<'a> Instalment<'a> {
    pub(crate) fn new(agreement: &'a Agreement, habits: &'a Habits) -> Self {
        let amount = agreement.instalment;
        Self { amount, agreement, habits, month: None, changed: false, owed: None }
    }

    /// Moves on to a month, counted from the first debit's. A month is entered once, however many
    /// debits it has.
    pub(crate) fn enter(&mut self, month: u32, chance: &mut Chance) {
        if self.month.replace(month) == Some(month) {
            return;
        }
        let change = self.habits.change.filter(|change| !self.changed && change.month <= month);
        if let Some(change) = change {
            self.changed = true;
            self.change(change.to_percent);
        }
        if self.steps_in(month, chance) {
            self.step();
        }
    }

    fn steps_in(&mut self, month: u32, chance: &mut Chance) -> bool {
        let (Some(_), Some(period)) = (self.agreement.step_up, self.agreement.period) else {
            return false;
        };
        let counted = u64::from(month) + u64::from(self.habits.counted_before);
        let goes_on = self.habits.steps_until.is_none_or(|until| month < until);
        let due = goes_on && month > 0 && counted.is_multiple_of(period.months());
        match self.habits.stepping {
            Stepping::OnTime => due,
            Stepping::Never => false,
            Stepping::Loosely => {
                if due {
                    self.owed = chance.percent(65).then(|| month + chance.below(6));
                }
                self.owed.take_if(|owed| *owed <= month).is_some()
            }
        }
    }

    fn step(&mut self) {
        let grown = match self.agreement.step_up {
            Some(StepUp::Percentage(percent)) => self.grown(percent),
            Some(StepUp::Amount(amount)) => self.amount + amount,
            None => return,
        };
        if grown <= self.agreement.instalment.times(MOST_GROWTH).min(LARGEST) {
            self.amount = grown;
        }
    }

    fn grown(&self, percent: Percent) -> Paise {
        let (amount, share) = (self.amount.paise(), i128::from(percent.hundredths()));
        match self.habits.rounding {
            Rounding::Near => self.amount + nearest_ten_rupees(amount * share),
            Rounding::DownToTen => in_whole(amount * (WHOLE + share) / WHOLE, TEN_RUPEES),
            Rounding::DownToRupee => in_whole(amount * (WHOLE + share) / WHOLE, RUPEE),
        }
    }

    fn change(&mut self, to_percent: u32) {
        let changed = self.amount.times(to_percent).paise() / 100;
        self.amount = in_whole(changed.max(5 * TEN_RUPEES), TEN_RUPEES);
    }
}

/// A share, given `WHOLE` times over, to the nearest ₹10: a half goes to the even ten.
fn nearest_ten_rupees(share: i128) -> Paise {
    let unit = TEN_RUPEES * WHOLE;
    let (tens, rest) = (share / unit, share % unit);
    let up = rest * 2 > unit || (rest * 2 == unit && tens % 2 == 1);
    in_whole((tens + i128::from(up)) * TEN_RUPEES, TEN_RUPEES)
}

/// Rounded down to whole units.
pub(crate) fn in_whole(paise: i128, unit: i128) -> Paise {
    Paise::new(i64::try_from(paise / unit * unit).unwrap_or(i64::MAX))
}
