//! Nothing was ever debited, though debits fell due.

use chrono::NaiveDate;

use super::cause::Cause;
use super::example::example_record;
use super::missing::{
    CAUSE, MIN_MISSED_DEBITS, MISSED_DEBITS, MISSED_SINCE, Missing, min_missed_debits,
};
use super::rule::{Description, Judgement, Rule, Subject};
use crate::debits::Paid;
use crate::detail::Detail;
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::{SipRecord, Status};
use crate::sip_table::Sip;
use crate::threshold::Limits;

/// A SIP that was agreed lately is the easier to begin: a point of risk less each debit, from this.
const POINTS_AT_FIRST: i128 = 10;

pub(super) const RULE: Rule = Rule {
    name: "never_started",
    title: "SIP Never Started",
    meaning: "Debits fell due, and nothing was ever paid.",
    thresholds: &[min_missed_debits(1)],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::DebitsUnknown,
        Silence::NothingMissed,
        Silence::AlreadyPaid,
        Silence::TooFew,
    ],
    fields: &[MISSED_DEBITS, MISSED_SINCE, CAUSE],
    example: || SipRecord {
        start_date: NaiveDate::from_ymd_opt(2025, 12, 5),
        first_success_order_date: None,
        latest_success_order_date: None,
        success_count: Some(0),
        success_amount: None,
        has_current_mandate: Some(false),
        status: Status::Unknown,
        ..example_record()
    },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    let missing = Missing::of(digest, as_of)?;
    if digest.paid() != Paid::Nothing {
        return Err(Silence::AlreadyPaid);
    }
    let missing = missing.at_least(limits.number(MIN_MISSED_DEBITS))?;
    let points = POINTS_AT_FIRST - i128::from(missing.count);
    Ok(Judgement::new(RiskScore::ratio(points, 1).at_least(1), digest.monthly_amount()))
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let cause = Cause::of(sip.digest());
    let Ok(Missing { count, since, .. }) = Missing::of(sip.digest(), as_of) else {
        return Description::nothing();
    };
    Description {
        text: Sentence::of("Nothing was ever debited: ")
            .count(count, "debit")
            .words(" missed since ")
            .date(since)
            .words(". ")
            .words(cause.advice())
            .end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Count(count),
            Detail::Date(since),
            Detail::Word(cause.name()),
        ]),
    }
}
