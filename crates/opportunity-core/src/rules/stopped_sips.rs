//! Three debits or more are missing: the SIP has stopped, though the books may call it active.

use chrono::NaiveDate;

use super::cause::Cause;
use super::example::example_record;
use super::missing::{
    CAUSE, MIN_MISSED_DEBITS, MISSED_DEBITS, MISSED_SINCE, Missing, min_missed_debits,
};
use super::paid::{SUCCESS_COUNT, push_paid};
use super::rule::{Description, Judgement, Rule, Subject};
use crate::calendar::months_between;
use crate::debits::{MISSED_THAT_END, Paid};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::{SipRecord, Status};
use crate::sip_table::Sip;
use crate::threshold::Limits;

/// What stopped lately is the easier to bring back: a point of risk less each month, from this.
const POINTS_AT_FIRST: i128 = 12;

pub(super) const RULE: Rule = Rule {
    name: "stopped_sips",
    title: "Stopped SIP",
    meaning: "So many debits in a row are missing that the SIP has ended.",
    thresholds: &[min_missed_debits(MISSED_THAT_END as i64)],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::NothingPaid,
        Silence::DebitsUnknown,
        Silence::NothingMissed,
        Silence::TooFew,
    ],
    fields: &[
        MISSED_DEBITS,
        MISSED_SINCE,
        DetailField::new(
            "months_since_success",
            DetailShape::Count,
            "Months since the latest payment.",
        ),
        SUCCESS_COUNT,
        CAUSE,
    ],
    example: || SipRecord {
        latest_success_order_date: NaiveDate::from_ymd_opt(2025, 9, 5),
        status: Status::Failed,
        ..example_record()
    },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    let missing = Missing::of(digest, as_of)?;
    if digest.paid() != Paid::Something {
        return Err(Silence::NothingPaid);
    }
    missing.at_least(limits.number(MIN_MISSED_DEBITS).max(MISSED_THAT_END))?;
    let months = i128::from(months_since_success(digest, as_of));
    Ok(Judgement::new(
        RiskScore::ratio(POINTS_AT_FIRST - months, 1).at_least(1),
        digest.monthly_amount(),
    ))
}

fn months_since_success(sip: &SipDigest, as_of: NaiveDate) -> u32 {
    sip.latest_success().map_or(0, |latest| months_between(latest, as_of))
}

fn describe<'a>(
    sip: Sip<'_>,
    words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let cause = Cause::of(sip.digest());
    let Ok(Missing { count, since, .. }) = Missing::of(sip.digest(), as_of) else {
        return Description::nothing();
    };
    let months = months_since_success(sip.digest(), as_of);
    let text = Sentence::of("Nothing has gone through for ").count(months, "month").words(", ");
    Description {
        text: push_paid(text, sip)
            .words(". Status: ")
            .words(words.status)
            .words(". Register it again.")
            .end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Count(count),
            Detail::Date(since),
            Detail::Count(months),
            Detail::or_nothing(sip.success_count(), Detail::Count),
            Detail::Word(cause.name()),
        ]),
    }
}
