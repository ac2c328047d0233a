//! The SIP ends soon.

use chrono::NaiveDate;

use super::example::example_record;
use super::paid::{SUCCESS_COUNT, push_paid};
use super::rule::{Description, Judgement, Rule, Subject};
use super::running::check_running;
use crate::calendar::{days_between, is_further_than};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::sip_table::Sip;
use crate::threshold::{Limits, Threshold, Unit};

const MAX_DAYS_LEFT: usize = 0;

/// A SIP whose last day is so far away gives no point of risk.
const NO_RISK_DAYS: i128 = 300;

/// Days nearer to the end in which the risk grows by one point.
const DAYS_A_POINT: i128 = 30;

pub(super) const RULE: Rule = Rule {
    name: "ending_sips",
    title: "SIP Ending Soon",
    meaning: "A SIP that runs well ends soon.",
    thresholds: &[Threshold {
        name: "max_days_left",
        unit: Unit::Days,
        least: 1,
        default: 90,
        meaning: "Days to the end date: a higher value finds more.",
    }],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::NotRunning,
        Silence::NoEnd,
        Silence::EndsLater,
    ],
    fields: &[
        DetailField::new("ends_on", DetailShape::Date, "The last day of the SIP."),
        DetailField::new("days_left", DetailShape::Count, "Days until then."),
        SUCCESS_COUNT,
    ],
    example: || SipRecord { end_date: NaiveDate::from_ymd_opt(2026, 3, 5), ..example_record() },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    check_running(digest, as_of)?;
    let ends_on = digest.end_date().ok_or(Silence::NoEnd)?;
    if is_further_than(as_of, ends_on, limits.number(MAX_DAYS_LEFT)) {
        return Err(Silence::EndsLater);
    }
    let days_left = days_between(as_of, ends_on);
    Ok(Judgement::new(
        RiskScore::ratio(NO_RISK_DAYS - i128::from(days_left), DAYS_A_POINT),
        digest.monthly_amount(),
    ))
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let Some(ends_on) = sip.digest().end_date() else { return Description::nothing() };
    let days_left = days_between(as_of, ends_on);
    let text = Sentence::of("Ends on ").date(ends_on).words(", ");
    let text = match days_left {
        0 => text.words("today"),
        days => text.words("in ").count(days, "day"),
    };
    Description {
        text: push_paid(text.words(", "), sip).words(". Ask for a renewal.").end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Date(ends_on),
            Detail::Count(days_left),
            Detail::or_nothing(sip.success_count(), Detail::Count),
        ]),
    }
}
