//! The SIP is paused.

use core::cmp::Ordering;

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::calendar::{days_between, months_between};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::{SipRecord, Status};
use crate::sip_table::Sip;
use crate::threshold::{Limits, Threshold, Unit};

const MIN_PAUSED_DAYS: usize = 0;

/// What was paused lately is the easier to bring back: a point of risk less each month, from this.
const POINTS_AT_FIRST: i128 = 12;

pub(super) const RULE: Rule = Rule {
    name: "paused_sips",
    title: "Paused SIP",
    meaning: "A SIP is paused, and was for a while.",
    thresholds: &[Threshold {
        name: "min_paused_days",
        unit: Unit::Days,
        least: 1,
        default: 30,
        meaning: "Days since the pause began.",
    }],
    depends_on_date: true,
    silences: &[Silence::Deleted, Silence::Ended, Silence::NotPaused, Silence::TooRecent],
    fields: &[
        DetailField::new("paused_on", DetailShape::Date, "The first day of the pause."),
        DetailField::new("paused_days", DetailShape::Count, "Days since then."),
        DetailField::nullable(
            "resumes_on",
            DetailShape::Date,
            "The last day of the pause, past or to come, where one is given.",
        ),
        DetailField::nullable("paused_reason", DetailShape::Text, "Why, as the record says it."),
    ],
    example: || SipRecord {
        latest_success_order_date: NaiveDate::from_ymd_opt(2025, 12, 5),
        paused_from: NaiveDate::from_ymd_opt(2025, 12, 14),
        paused_reason: Some("Moving house".into()),
        is_active: Some(false),
        status: Status::Paused,
        ..example_record()
    },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    digest.check_kept(as_of)?;
    let from = paused_from(digest)?;
    if days_between(from, as_of) < limits.number(MIN_PAUSED_DAYS) {
        return Err(Silence::TooRecent);
    }
    let months = i128::from(months_between(from, as_of));
    Ok(Judgement::new(
        RiskScore::ratio(POINTS_AT_FIRST - months, 1).at_least(1),
        digest.monthly_amount(),
    ))
}

fn paused_from(sip: &SipDigest) -> Result<NaiveDate, Silence> {
    sip.paused_from().filter(|_| sip.is_paused()).ok_or(Silence::NotPaused)
}

fn describe<'a>(
    sip: Sip<'_>,
    words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let Ok(from) = paused_from(sip.digest()) else { return Description::nothing() };
    let days = days_between(from, as_of);
    let text = Sentence::of("Paused for ").count(days, "day").words(", since ").date(from);
    let till = sip.paused_till();
    let text = match till.map(|till| (till, till.cmp(&as_of))) {
        None => text.words(". Ask when it resumes."),
        Some((till, Ordering::Less)) => {
            text.words(". It was to resume on ").date(till).words(": ask.")
        }
        Some((till, _)) => text.words(". It is to resume on ").date(till).words(": confirm."),
    };
    Description {
        text: text.end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Date(from),
            Detail::Count(days),
            Detail::or_nothing(till, Detail::Date),
            Detail::or_nothing(words.paused_reason, Detail::Text),
        ]),
    }
}
