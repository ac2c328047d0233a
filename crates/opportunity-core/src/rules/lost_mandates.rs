//! There is no mandate, and the next debit will fail for it.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use super::running::check_debited;
use crate::calendar::days_between;
use crate::debits::Debits;
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::sip_table::Sip;
use crate::threshold::Limits;

/// A debit that is so far away gives no point of risk.
const NO_RISK_DAYS: i128 = 50;

/// Days nearer to the debit in which the risk grows by one point.
const DAYS_A_POINT: i128 = 5;

pub(super) const RULE: Rule = Rule {
    name: "lost_mandates",
    title: "No Mandate",
    meaning: "There is no mandate, and the next debit will fail for it.",
    thresholds: &[],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::HasMandate,
        Silence::DebitMissed,
        Silence::NothingFallsDue,
    ],
    fields: &[DetailField::new(
        "next_debit_on",
        DetailShape::Date,
        "The first debit that falls due after the record's date.",
    )],
    example: || SipRecord { has_current_mandate: Some(false), ..example_record() },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, _limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    check_debited(digest, as_of)?;
    if !digest.lacks_mandate() {
        return Err(Silence::HasMandate);
    }
    // A debit that fell due before `as_of` is as urgent as one of that day.
    let days = i128::from(days_between(as_of, next_debit(digest)?));
    Ok(Judgement::new(RiskScore::ratio(NO_RISK_DAYS - days, DAYS_A_POINT), digest.monthly_amount()))
}

fn next_debit(sip: &SipDigest) -> Result<NaiveDate, Silence> {
    match sip.debits() {
        Debits::NoneMissed { next } => next.ok_or(Silence::NothingFallsDue),
        Debits::Silent | Debits::Missed { .. } => Err(Silence::DebitMissed),
    }
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    _as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let Ok(next) = next_debit(sip.digest()) else { return Description::nothing() };
    Description {
        text: Sentence::of("There is no mandate for ")
            .rupees(sip.digest().monthly_amount())
            .words(" a month: the debit of ")
            .date(next)
            .words(" will fail. Renew it.")
            .end(),
        failed_amount: None,
        details: RULE.details([Detail::Date(next)]),
    }
}
