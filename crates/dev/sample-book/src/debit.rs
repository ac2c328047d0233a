//! How one debit ends, and when that is known.

use chrono::{Days, NaiveDate};
use opportunity_core::Paise;

use crate::agreement::Agreement;
use crate::chance::Chance;
use crate::habits::Habits;
use crate::instalment::in_whole;

/// What a bank says of a debit at the latest so many days after it.
const SLOWEST_DAYS: u32 = 3;

/// How many debits in a thousand are presented some days after their day, for it was a holiday.
const HOLIDAYS_PERMILLE: u32 = 40;
const HOLIDAY_DAYS: u32 = 3;

/// How one debit ends, and when that is known.
pub(crate) struct Debit {
    pub(crate) on: NaiveDate,
    pub(crate) amount: Paise,
    /// The part that bounces: nothing, all, or that of some schemes.
    pub(crate) bounced: Paise,
    pub(crate) known_on: NaiveDate,
    pub(crate) presented_again: bool,
}

impl Debit {
    pub(crate) fn draw(
        agreement: &Agreement,
        habits: &Habits,
        month: u32,
        due: NaiveDate,
        amount: Paise,
        chance: &mut Chance,
    ) -> Self {
        let holiday = chance.permille(HOLIDAYS_PERMILLE);
        let slip = if holiday { chance.between(1, HOLIDAY_DAYS) } else { 0 };
        let on = due + Days::new(slip.into());
        let known_on = on + Days::new(chance.between(0, SLOWEST_DAYS).into());
        let bounced = if habits.lapses.of(month).is_some() || chance.permille(habits.bounces) {
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
