//! One debit or two are missing: a third in a row ends the SIP.

use chrono::NaiveDate;

use super::cause::Cause;
use super::example::example_record;
use super::missing::{
    CAUSE, MIN_MISSED_DEBITS, MISSED_DEBITS, MISSED_SINCE, Missing, min_missed_debits,
};
use super::rule::{Description, Judgement, Rule, Subject};
use crate::debits::{MISSED_THAT_END, Paid};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::{SipRecord, Status};
use crate::sip_table::Sip;
use crate::threshold::Limits;

/// Each debit that is missing makes the call more urgent by so many points.
const POINTS_A_DEBIT: i128 = 5;

pub(super) const RULE: Rule = Rule {
    name: "missed_debits",
    title: "Missed Debits",
    meaning: "One debit or two are missing, and a third in a row ends the SIP.",
    thresholds: &[min_missed_debits(1)],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::NothingPaid,
        Silence::DebitsUnknown,
        Silence::NothingMissed,
        Silence::TooMany,
        Silence::TooFew,
    ],
    fields: &[
        MISSED_DEBITS,
        MISSED_SINCE,
        DetailField::nullable(
            "cancels_on",
            DetailShape::Date,
            "The day of the debit that ends the SIP if it fails too.",
        ),
        CAUSE,
    ],
    example: || SipRecord {
        latest_success_order_date: NaiveDate::from_ymd_opt(2025, 11, 5),
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
    if missing.count >= MISSED_THAT_END {
        return Err(Silence::TooMany);
    }
    let missing = missing.at_least(limits.number(MIN_MISSED_DEBITS))?;
    Ok(Judgement::new(
        RiskScore::ratio(i128::from(missing.count) * POINTS_A_DEBIT, 1),
        digest.monthly_amount(),
    ))
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let cause = Cause::of(sip.digest());
    let Ok(Missing { count, since, cancels_on }) = Missing::of(sip.digest(), as_of) else {
        return Description::nothing();
    };
    let text = Sentence::of("").count(count, "debit").words(" missed since ").date(since);
    let text = text.words(". Three in a row end a SIP");
    let text = match cancels_on {
        Some(day) => text.words(": the third falls due on ").date(day),
        None => text,
    };
    Description {
        text: text.words(". ").words(cause.advice()).end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Count(count),
            Detail::Date(since),
            Detail::or_nothing(cancels_on, Detail::Date),
            Detail::Word(cause.name()),
        ]),
    }
}
