//! The kind that is about a client account.

use chrono::NaiveDate;
use opportunity_core::{Detail, SipRecord};

use super::row::{Asked, Row, row_of};
use super::{
    Held, counted, days_between, in_rupees, invested, is_deleted, is_live, monthly, rounded,
};

/// The account that this SIP belongs to, told by its first SIP alone so that it comes once.
pub(crate) fn high_value_inactive<'a>(
    held: &'a Held,
    portfolio: &[Held],
    as_of: NaiveDate,
    asked: &Asked,
) -> Option<Row<'a>> {
    let mine = |other: &&Held| {
        other.record.user_id == held.record.user_id
            && other.record.agent_id == held.record.agent_id
            && !is_deleted(&other.record)
    };
    let account: Vec<&Held> = portfolio.iter().filter(mine).collect();
    if account.first()?.record.sip_meta_id != held.record.sip_meta_id {
        return None;
    }
    let sum = |of: &dyn Fn(&SipRecord) -> i128| account.iter().map(|sip| of(&sip.record)).sum();
    let invested: i128 = sum(&invested);
    let latest = account.iter().filter_map(|sip| sip.record.latest_success_order_date).max()?;
    let days = days_between(latest, as_of);
    if invested < i128::from(asked.min_invested) || days < asked.min_inactive_days {
        return None;
    }
    let any_live = account.iter().any(|sip| is_live(&sip.record, as_of));
    let monthly: i128 =
        sum(&|record| if is_live(record, as_of) || !any_live { monthly(record) } else { 0 });
    Some(Row {
        risk: rounded(i128::from(days) * 100, 30).min(1_000),
        worth: rounded(monthly, 2),
        sip: None,
        words: format!(
            "High-value client ({} invested) inactive for {}. Good candidate for a portfolio \
             review or additional products.",
            in_rupees(invested),
            counted(days, "day")
        ),
        monthly,
        last_activity: Some(latest),
        days: Some(days),
        invested,
        record_as_of: account.iter().map(|sip| sip.record_as_of).min()?,
        details: vec![("sip_count", Detail::Count(account.len() as u32))],
        ..row_of("high_value_inactive", held, as_of)
    })
}
