//! What imports say: a day from which the instalment was not raised, and one after which it was.

use chrono::NaiveDate;
use opportunity_core::{AmountRun, Paise, SipRecord};

use super::months_between_by_walking;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seen {
    /// No increase was made after this day.
    pub(crate) unchanged: Option<NaiveDate>,
    /// The last increase was made after this day.
    pub(crate) risen_after: Option<NaiveDate>,
}

/// The instalment on a day, with what had been paid and had failed by then.
struct Sight {
    amount: i128,
    totals: Option<(i128, i128)>,
    failed: i128,
}

/// Both totals or neither. A count of zero tells something only where nothing was paid either.
fn totals(count: Option<u32>, paid: Option<Paise>) -> Option<(i128, i128)> {
    let (count, paid) = (count?, paid?.paise());
    if count == 0 && paid != 0 { None } else { Some((count.into(), paid)) }
}

fn sight_of_row(row: &AmountRun) -> Sight {
    Sight {
        amount: row.amount.paise(),
        totals: totals(row.success_count, row.success_amount),
        failed: row.failed_amount.map_or(0, |money| money.paise()),
    }
}

fn sight_of_record(record: &SipRecord) -> Sight {
    Sight {
        amount: record.amount.paise(),
        totals: totals(record.success_count, record.success_amount),
        failed: record.failed_amount.map_or(0, |money| money.paise()),
    }
}

/// Whether what was paid between the two leaves no room for an instalment above the earlier one or
/// below the later one.
fn is_quiet(earlier: &Sight, later: &Sight, several_schemes: bool) -> bool {
    let (Some(before), Some(after)) = (earlier.totals, later.totals) else { return true };
    let count = after.0 - before.0;
    let paid = after.1 - before.1;
    let newly_failed = later.failed - earlier.failed;
    let failed = if several_schemes && newly_failed > 0 { newly_failed } else { 0 };
    count >= 0 && count * later.amount - failed <= paid && paid <= count * earlier.amount
}

pub(crate) fn seen(record: &SipRecord, history: &[AmountRun]) -> Seen {
    let nothing = Seen { unchanged: None, risen_after: None };
    let several = record.scheme_name.len() > 1;
    let Some(last) = history.last() else { return nothing };
    if last.amount != record.amount {
        return nothing;
    }

    let mut stopped_at = history.len() - 1;
    let mut unchanged = None;
    if is_quiet(&sight_of_row(last), &sight_of_record(record), several) {
        while stopped_at > 0 {
            let (before, this) = (&history[stopped_at - 1], &history[stopped_at]);
            let is_higher = before.amount.paise() > this.amount.paise();
            let is_near = months_between_by_walking(before.to, this.as_of) < 2;
            if !is_higher
                || !is_near
                || !is_quiet(&sight_of_row(before), &sight_of_row(this), several)
            {
                break;
            }
            stopped_at -= 1;
        }
        unchanged = Some(history[stopped_at].as_of);
    }

    let mut risen_after = None;
    if stopped_at > 0 && history[stopped_at - 1].amount < history[stopped_at].amount {
        risen_after = Some(history[stopped_at - 1].to);
    }
    Seen { unchanged, risen_after }
}
