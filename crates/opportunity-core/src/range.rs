//! Which amounts of money a record can have.

use crate::agreement::StepUp;
use crate::amount_run::AmountRun;
use crate::bad_facts::BadFacts;
use crate::money::Paise;

/// The first amount that is too large for a record, in rupees (and for a percentage).
pub const TOO_LARGE: i64 = 10_000_000_000_000;

/// An amount that is above zero, in paise.
pub(crate) fn positive(field: &'static str, amount: Paise) -> Result<i64, BadFacts> {
    packed(field, amount).and_then(|paise| match paise {
        0 => Err(BadFacts::OutOfRange { field }),
        positive => Ok(positive),
    })
}

/// Lifetime money in paise; what a record does not say is none.
pub(crate) fn lifetime(field: &'static str, amount: Option<Paise>) -> Result<i64, BadFacts> {
    packed(field, amount.unwrap_or_default())
}

fn packed(field: &'static str, amount: Paise) -> Result<i64, BadFacts> {
    i64::try_from(amount.0)
        .ok()
        .filter(|paise| (0..TOO_LARGE * 100).contains(paise))
        .ok_or(BadFacts::OutOfRange { field })
}

pub(crate) fn check_step_up(step_up: StepUp) -> Result<(), BadFacts> {
    match step_up {
        StepUp::Percentage(percent) => positive("increment_percentage", Paise(percent.0.into())),
        StepUp::Amount(amount) => positive("increment_amount", amount),
    }
    .map(|_| ())
}

pub(crate) fn check_history(history: &[AmountRun]) -> Result<(), BadFacts> {
    let in_order = history.is_sorted_by(|earlier, later| earlier.to < later.as_of);
    if !in_order || history.iter().any(|run| run.to < run.as_of) {
        return Err(BadFacts::HistoryOutOfOrder);
    }
    for run in history {
        positive("history", run.amount)?;
        lifetime("history", run.success_amount)?;
        lifetime("history", run.failed_amount)?;
    }
    Ok(())
}
