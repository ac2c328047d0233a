//! How SIPs are mended: by themselves, or as a client promised. What would mend a SIP that nobody
//! called about mends one with a promise as well, on the same day and in the same way; a promise
//! only makes it likelier.

use calls::Nature;
use chrono::{Days, Months, NaiveDate};
use opportunity_core::{Kind, Period, PeriodUnit, StepUp};
use sample_book::chance::{Chance, Seed, Stream};

use super::behaviour::{PROMISE_FACTOR, mended_by_itself};
use super::sips::{FirmSip, Lived, Now};
use crate::agreement::Growth;
use crate::instalment::Instalment;
use crate::life::Life;
use crate::money::{Rounding, percent};

/// What is mended a month is mended within so many days of its book: before the next one.
const MENDED_WITHIN_DAYS: u32 = 27;

/// What runs out within so many days is renewed, for so long.
const SOON: Days = Days::new(90);
const RENEWED: Months = Months::new(36);

/// What a client who had agreed to no step-up agrees to, every year, in percent.
const AGREED_PERCENT: u32 = 10;

const YEARLY: Period = match Period::new(1, PeriodUnit::Years) {
    Some(period) => period,
    None => unreachable!(),
};

/// What can be mended of a SIP, in this order.
const MENDED: [Nature; 3] = [Nature::Repair, Nature::Keep, Nature::Grow];

/// What a month has in store for a SIP.
struct Month {
    /// On which day what is mended is mended.
    on: NaiveDate,
    /// A number below a thousand for each nature of [`MENDED`]: the less, the likelier.
    draws: [u32; MENDED.len()],
    /// What the debits after a mending are drawn from.
    after: Chance,
}

/// Lives the month after a book: `is_promised` says whether a promise of a nature about the SIP waits
/// on a day.
pub(crate) fn live_month(
    sip: &mut FirmSip,
    seed: &Seed,
    month: u8,
    book: NaiveDate,
    is_promised: impl Fn(Nature, NaiveDate) -> bool,
) {
    let mut chance = seed.stream(Stream::Mend(sip.number, month));
    let on = book + Days::new(chance.between(2, MENDED_WITHIN_DAYS).into());
    let draws = MENDED.map(|_| chance.below(1_000));
    let ahead = Month { on, draws, after: chance };
    sip.called.live_month(&ahead, |nature| {
        mended_by_itself(nature) * if is_promised(nature, on) { PROMISE_FACTOR } else { 1 }
    });
    sip.left_alone.live_month(&ahead, mended_by_itself);
}

impl Lived {
    fn live_month(&mut self, month: &Month, permille: impl Fn(Nature) -> u32) {
        let Some(now) = self.now.as_ref().filter(|now| now.fate.live) else { return };
        let mut is_mended = false;
        for (nature, draw) in MENDED.into_iter().zip(month.draws) {
            if draw < permille(nature) {
                is_mended |= mend(nature, now, &mut self.life, month.on);
            }
        }
        if is_mended {
            self.life.live_on(month.on, &mut month.after.clone());
        }
    }
}

/// Mends what there is to mend of a nature, and says whether there was anything.
fn mend(nature: Nature, now: &Now, life: &mut Life, on: NaiveDate) -> bool {
    match nature {
        Nature::Repair | Nature::Account => {
            let lapsed = life.circumstances.lapsed(on).is_some();
            life.circumstances.end_lapses(on);
            lapsed
        }
        Nature::Keep => resume(life, on) || renew(life, on),
        Nature::Grow => match life.agreement.growth {
            Some(growth) if now.truth.is_some_and(|truth| truth.calls()) => {
                step_up(growth, life, on)
            }
            None if now.fate.is_due(Kind::NoStepUp) => {
                agree(life, on);
                true
            }
            _ => false,
        },
    }
}

fn resume(life: &mut Life, on: NaiveDate) -> bool {
    let pause = life.circumstances.pause.as_mut();
    let Some(pause) = pause.filter(|pause| pause.from < on && on < pause.until) else {
        return false;
    };
    pause.until = on;
    true
}

fn renew(life: &mut Life, on: NaiveDate) -> bool {
    let Some(end) = life.agreement.end.filter(|end| on <= *end && *end <= on + SOON) else {
        return false;
    };
    life.agreement.end = Some(end + RENEWED);
    let closes_at_end = life.circumstances.closed_on == end.succ_opt();
    if closes_at_end {
        life.circumstances.closed_on = (end + RENEWED).succ_opt();
    }
    true
}

/// One step, in place of whatever was still to come: whoever steps up when called plans no more.
fn step_up(growth: Growth, life: &mut Life, on: NaiveDate) -> bool {
    let before = life.instalment(on);
    let amount = growth.step(before, growth.step_up);
    if amount <= before {
        return false;
    }
    life.course.retain(|instalment| instalment.ordered_on < on);
    life.course.push(Instalment { ordered_on: on, first_debit: None, amount });
    true
}

fn agree(life: &mut Life, on: NaiveDate) {
    life.agreement.growth = Some(Growth {
        step_up: StepUp::Percentage(percent(AGREED_PERCENT)),
        period: YEARLY,
        counted_from: on,
        rounding: Rounding::Near,
    });
}
