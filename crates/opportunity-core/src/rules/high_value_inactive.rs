//! A client with real money invested went quiet.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::account::AccountDigest;
use crate::calendar::days_between;
use crate::detail::{Detail, DetailField, DetailShape};
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::threshold::{Limits, Threshold, Unit};

const MIN_INVESTED_AMOUNT: usize = 0;
const MIN_INACTIVE_DAYS: usize = 1;

/// Days without a payment in which the risk grows by one point.
const DAYS_A_POINT: i128 = 30;

pub(super) const RULE: Rule = Rule {
    name: "high_value_inactive",
    title: "High-Value Inactive Client",
    meaning: "A client with real money invested has stopped paying.",
    thresholds: &[
        Threshold {
            name: "min_invested_amount",
            unit: Unit::Money,
            least: 0,
            default: 100_000 * 100,
            meaning: "Lifetime money invested through the client account, in rupees.",
        },
        Threshold {
            name: "min_inactive_days",
            unit: Unit::Days,
            least: 1,
            default: 60,
            meaning: "Days since the client's newest successful debit.",
        },
    ],
    depends_on_date: true,
    silences: &[Silence::NoSips, Silence::NothingPaid, Silence::TooLittle, Silence::StillPaying],
    fields: &[DetailField::new(
        "sip_count",
        DetailShape::Count,
        "The client's SIPs that are not deleted.",
    )],
    example: || SipRecord {
        latest_success_order_date: NaiveDate::from_ymd_opt(2025, 10, 5),
        ..example_record()
    },
    subject: Subject::Client { judge, describe },
};

fn judge(
    account: AccountDigest<'_>,
    as_of: NaiveDate,
    limits: &Limits,
) -> Result<Judgement, Silence> {
    let Some(latest) = account.latest_success() else {
        return Err(if account.is_empty() { Silence::NoSips } else { Silence::NothingPaid });
    };
    let invested = account.total_invested();
    if invested < limits.money(MIN_INVESTED_AMOUNT) {
        return Err(Silence::TooLittle);
    }
    let days = days_between(latest, as_of);
    if days < limits.number(MIN_INACTIVE_DAYS) {
        return Err(Silence::StillPaying);
    }
    let call = Judgement::new(
        RiskScore::ratio(days.into(), DAYS_A_POINT),
        account.monthly_amount(as_of).half(),
    );
    Ok(call.in_own_order(invested.0, days.into()))
}

fn describe(account: AccountDigest<'_>, as_of: NaiveDate) -> Description<'static> {
    let days = account.latest_success().map_or(0, |latest| days_between(latest, as_of));
    Description {
        text: Sentence::of("High-value client (")
            .rupees(account.total_invested())
            .words(" invested) inactive for ")
            .count(days, "day")
            .words(". Good candidate for a portfolio review or additional products.")
            .end(),
        failed_amount: None,
        details: RULE.details([Detail::Count(account.sip_count())]),
    }
}
