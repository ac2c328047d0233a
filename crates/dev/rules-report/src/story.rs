//! One case told in a few lines, for whoever looks into why a call is wrong.

use std::io::{self, Write};

use chrono::NaiveDate;
use opportunity_core::{Progress, StepUp};

use crate::case::Case;

/// Tells a case: what was agreed, what happened, what the record says, what is true and what the
/// rule makes of it.
///
/// # Errors
/// What the writer says.
pub fn tell(case: &Case, out: &mut impl Write) -> io::Result<()> {
    let Case { number, life, record, truth, .. } = case;
    let agreement = &life.agreement;
    writeln!(out, "life {number}, {}, as of {}", life.kind.name(), life.as_of)?;
    let size = match agreement.step_up {
        StepUp::Percentage(percent) => format!("{percent}%"),
        StepUp::Amount(amount) => amount.in_rupees(),
    };
    writeln!(
        out,
        "  agreed: {size} every {}, rounded to ₹{}, from {}, debits from {}, days {:?}, {} schemes",
        agreement.period,
        agreement.rounded_to,
        agreement.start,
        agreement.first_debit_from,
        agreement.days,
        agreement.schemes
    )?;
    write!(out, "  paid:")?;
    for (place, instalment) in life.course.iter().enumerate() {
        let replaced_on = life.course.get(place + 1).map(|next| next.ordered_on);
        let at = life.successes().filter(|debit| {
            debit.on >= instalment.ordered_on && replaced_on.is_none_or(|on| debit.on < on)
        });
        write!(out, " {}×{} from {}", at.count(), instalment.amount, instalment.ordered_on)?;
    }
    let count = record.success_count.map_or("-".to_owned(), |count| count.to_string());
    let total = record.success_amount.map_or("-".to_owned(), |total| total.to_string());
    writeln!(
        out,
        "\n  totals: {count} payments, {total}, last on {}",
        date(record.latest_success_order_date)
    )?;
    write!(out, "  imports saw:")?;
    for seen in &case.history {
        write!(out, " {} on {}", seen.amount, seen.as_of)?;
    }
    let true_date = date(truth.last_increase);
    writeln!(
        out,
        "\n  true: {} due, {} made, last on {true_date}, {} months",
        truth.due, truth.made, truth.months
    )?;
    match case.verdict.progress {
        Ok(Progress { evidence, expected, made, last_increase, .. }) => writeln!(
            out,
            "  said: {expected} due, {made} made, last on {} ({})",
            date(last_increase),
            evidence.as_str()
        ),
        Err(silence) => writeln!(out, "  said: nothing ({silence})"),
    }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map_or("-".to_owned(), |date| date.to_string())
}
