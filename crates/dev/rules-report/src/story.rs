//! One case told in a few lines, for whoever looks into why a call is wrong.

use std::io::{self, Write};

use chrono::NaiveDate;
use opportunity_core::{Paise, StepUp};

use crate::case::Case;

/// Tells a case: what was agreed, what happened, what the record says, what is true and what the
/// rules make of it.
///
/// # Errors
/// What the writer says.
pub fn tell(case: &Case, out: &mut impl Write) -> io::Result<()> {
    let Case { number, life, habit, .. } = case;
    writeln!(out, "life {number}, {}, as of {}, {}", life.kind.name(), life.as_of, habit.name())?;
    tell_agreement(case, out)?;
    tell_debits(case, out)?;
    tell_record(case, out)?;
    tell_truth(case, out)
}

fn tell_agreement(case: &Case, out: &mut impl Write) -> io::Result<()> {
    let agreement = &case.life.agreement;
    write!(out, "  agreed: from {} to {}", agreement.start, date(agreement.end))?;
    write!(out, ", debits from {} on days {:?}", agreement.first_debit_from, agreement.days)?;
    write!(out, ", {} schemes", agreement.schemes)?;
    if let Some(growth) = agreement.growth {
        let size = match growth.step_up {
            StepUp::Percentage(percent) => format!("{percent}%"),
            StepUp::Amount(amount) => amount.in_rupees(),
        };
        write!(out, "; {size} every {}", growth.period)?;
        write!(out, " counted from {}, {:?}", growth.counted_from, growth.rounding)?;
    }
    writeln!(out, "\n  befell: {:?}\n  told: {:?}", case.life.circumstances, case.life.told)
}

fn tell_debits(case: &Case, out: &mut impl Write) -> io::Result<()> {
    let life = &case.life;
    write!(out, "  paid:")?;
    for (place, instalment) in life.course.iter().enumerate() {
        let replaced_on = life.course.get(place + 1).map(|next| next.ordered_on);
        let at = life.successes(life.as_of).filter(|debit| {
            debit.due >= instalment.ordered_on && replaced_on.is_none_or(|on| debit.due < on)
        });
        write!(out, " {}×{} from {}", at.count(), instalment.amount, instalment.counted_from())?;
    }
    let newest = life.debits.iter().rev().take(4).rev();
    let newest =
        newest.map(|debit| format!("{} {:?} told {}", debit.on, debit.outcome, debit.told_on));
    writeln!(out, "\n  newest debits: {}", newest.collect::<Vec<_>>().join(", "))
}

fn tell_record(case: &Case, out: &mut impl Write) -> io::Result<()> {
    let record = &case.record;
    write!(out, "  record: {}, {}", record.amount, record.status.as_str())?;
    write!(out, ", {} payments, {}", count(record.success_count), money(record.success_amount))?;
    write!(out, ", failed {}", money(record.failed_amount))?;
    let [first, last] = [record.first_success_order_date, record.latest_success_order_date];
    writeln!(out, ", from {} to {}", date(first), date(last))?;
    write!(out, "  imports saw:")?;
    for run in &case.history {
        write!(out, " {} from {} to {}", run.amount, run.as_of, run.to)?;
        write!(out, " ({}, {});", count(run.success_count), money(run.success_amount))?;
    }
    writeln!(out)
}

fn tell_truth(case: &Case, out: &mut impl Write) -> io::Result<()> {
    if let Some(truth) = case.truth {
        let last = truth.last_increase.map(|increase| increase.counted_from());
        write!(out, "  true: {} made, last on {}", truth.made, date(last))?;
        writeln!(out, ", {} periods and {} months ago", truth.periods, truth.months)?;
    }
    writeln!(out, "  true: {:?}", case.fate)?;
    if let Some(verdict) = case.said.verdict {
        write!(out, "  said: {}", verdict.verdict.name())?;
        write!(out, ", {}", verdict.confidence.map_or("-", |confidence| confidence.name()))?;
        let (from, to) = (verdict.last_increase_from, verdict.last_increase_to);
        write!(out, ", from {} to {}", date(from), date(to))?;
        writeln!(out, ", {} made", count(verdict.steps_made))?;
    }
    writeln!(out, "  said: {:?}, {:?}", case.said.calls, case.said.silence)
}

fn date(date: Option<NaiveDate>) -> String {
    date.map_or("-".to_owned(), |date| date.to_string())
}

fn count(count: Option<u32>) -> String {
    count.map_or("-".to_owned(), |count| count.to_string())
}

fn money(amount: Option<Paise>) -> String {
    amount.map_or("-".to_owned(), |amount| amount.to_string())
}
