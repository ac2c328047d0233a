//! Debits failed: the mandate is gone, the last debit bounced, or missed instalments can be
//! recovered.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::money::{Paise, divide_half_up};
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::sip_table::Sip;
use crate::standing::Standing;
use crate::threshold::{Limits, Threshold, Unit};

const MIN_FAILED_AMOUNT: usize = 0;

pub(super) const RULE: Rule = Rule {
    name: "failed_sips",
    title: "Failed SIP Transactions",
    meaning: "Debits of a SIP failed, and the money can be recovered.",
    thresholds: &[Threshold {
        name: "min_failed_amount",
        unit: Unit::Money,
        least: 0,
        default: 5_000 * 100,
        meaning: "Lifetime money whose debit failed, in rupees.",
    }],
    depends_on_date: false,
    silences: &[Silence::Deleted, Silence::NothingFailed, Silence::TooLittle],
    fields: &[
        DetailField::new(
            "failure_rate",
            DetailShape::Percent,
            "Failed money of all money that was to be debited, in percent.",
        ),
        DetailField::new(
            "suggested_action",
            DetailShape::Word(&[
                "renew_mandate",
                "recover_missed",
                "resume",
                "resolve_payment",
                "ask_status",
            ]),
            "What the partner can do about it.",
        ),
    ],
    example: || SipRecord { failed_amount: Some(Paise::from_rupees(16_500)), ..example_record() },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, _as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    let failed = digest.failed_amount();
    if digest.is_deleted() {
        return Err(Silence::Deleted);
    }
    if !failed.is_positive() {
        return Err(Silence::NothingFailed);
    }
    if failed < limits.money(MIN_FAILED_AMOUNT) {
        return Err(Silence::TooLittle);
    }
    let due = failed + digest.total_invested();
    Ok(Judgement::new(RiskScore::ratio(failed.0 * 10, due.0), failed))
}

fn describe<'a>(
    sip: Sip<'_>,
    words: RecordWords<'a>,
    _as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let failed = sip.digest().failed_amount();
    let rate = failure_rate_tenths(sip.digest());
    let (action, advice) = suggested_action(sip.digest());
    Description {
        text: Sentence::of("Failed amount: ")
            .rupees(failed)
            .words(" (")
            .tenths(rate)
            .words("% failure rate). Status: ")
            .words(words.status)
            .words(". ")
            .words(advice)
            .end(),
        failed_amount: Some(failed),
        details: RULE.details([Detail::PercentTenths(rate), Detail::Word(action)]),
    }
}

fn failure_rate_tenths(sip: &SipDigest) -> u16 {
    let failed = sip.failed_amount();
    let due = failed + sip.total_invested();
    u16::try_from(divide_half_up(failed.0 * 1_000, due.0.max(1))).unwrap_or(0)
}

/// What a partner can do about failed debits of a SIP, by its name in answers.
#[must_use]
pub fn suggested_action_of(sip: &SipDigest) -> &'static str {
    suggested_action(sip).0
}

/// Without a mandate nothing else helps; with one, the newest debit tells.
fn suggested_action(sip: &SipDigest) -> (&'static str, &'static str) {
    if sip.lacks_mandate() {
        return ("renew_mandate", "There is no current mandate: renew it.");
    }
    match sip.standing() {
        Standing::Success | Standing::InProgress => {
            ("recover_missed", "Debits go through again: recover the missed instalments.")
        }
        Standing::Paused => ("resume", "The SIP is paused: ask when it resumes."),
        Standing::Failed => {
            ("resolve_payment", "The last debit failed: resolve the payment issue.")
        }
        Standing::Other => ("ask_status", "What became of the last debit is not known: ask."),
    }
}
