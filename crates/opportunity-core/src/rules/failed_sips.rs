//! Debits failed: the mandate is gone, the last debit bounced, or missed instalments can be
//! recovered.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::{SipDigest, Standing};
use crate::money::{Paise, divide_half_up};
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
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
        DetailField {
            name: "failure_rate",
            shape: DetailShape::Percent,
            meaning: "Failed money of all money that was to be debited, in percent.",
        },
        DetailField {
            name: "suggested_action",
            shape: DetailShape::Word(&["renew_mandate", "resolve_payment", "recover_missed"]),
            meaning: "What the partner can do about it.",
        },
    ],
    example: || SipRecord {
        failed_amount: Some(Paise::from_rupees(16_500)),
        ..example_record()
    },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: &SipDigest, _as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let failed = sip.failed_amount();
    if sip.is_deleted() {
        return Err(Silence::Deleted);
    }
    if !failed.is_positive() {
        return Err(Silence::NothingFailed);
    }
    if failed < limits.money(MIN_FAILED_AMOUNT) {
        return Err(Silence::TooLittle);
    }
    let due = failed + sip.total_invested();
    Ok(Judgement {
        risk_score: RiskScore::ratio(failed.0 * 10, due.0),
        potential_increase: failed,
        own_order: None,
    })
}

fn describe(sip: &SipDigest, _as_of: NaiveDate, status: &str) -> Description {
    let failed = sip.failed_amount();
    let rate = failure_rate_tenths(sip);
    let (action, advice) = suggested_action(sip);
    Description {
        text: Sentence::of("Failed amount: ")
            .rupees(failed)
            .words(" (")
            .tenths(rate)
            .words("% failure rate). Status: ")
            .words(status)
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

fn suggested_action(sip: &SipDigest) -> (&'static str, &'static str) {
    if sip.lacks_mandate() {
        ("renew_mandate", "There is no current mandate: renew it.")
    } else if sip.standing() == Standing::Failed {
        ("resolve_payment", "The last debit failed: resolve the payment issue.")
    } else {
        ("recover_missed", "Debits go through again: recover the missed instalments.")
    }
}
