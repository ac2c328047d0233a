//! The client agreed to a step-up, it fell due, and it was not made.

use alloc::string::String;

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::calendar::months_between;
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::{SipDigest, Standing};
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::step_up::Progress;
use crate::threshold::{Limits, Threshold, Unit};

const MIN_MONTHS: usize = 0;

/// Months without an increase in which the risk grows by one point.
const MONTHS_A_POINT: i128 = 6;

pub(super) const RULE: Rule = Rule {
    name: "no_sip_increase",
    title: "No SIP Increase",
    meaning: "An agreed step-up fell due and was not made.",
    thresholds: &[Threshold {
        name: "min_months",
        unit: Unit::Months,
        least: 1,
        default: 12,
        meaning: "Months since the last increase, or since the start where there was none.",
    }],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::NotRunning,
        Silence::NoStepUp,
        Silence::NoPeriod,
        Silence::NoStart,
        Silence::NothingPaid,
        Silence::PartialDebits,
        Silence::ChangedOnUnknownDate,
        Silence::NothingMissed,
        Silence::TooRecent,
    ],
    fields: &[
        DetailField {
            name: "increments_expected",
            shape: DetailShape::Count,
            meaning: "Steps that fell due up to the latest payment.",
        },
        DetailField {
            name: "increments_made",
            shape: DetailShape::Count,
            meaning: "Steps that were made.",
        },
        DetailField {
            name: "months_since_increase",
            shape: DetailShape::Count,
            meaning: "Months since the last increase, or since the start where there was none.",
        },
        DetailField {
            name: "last_increase_on",
            shape: DetailShape::Date,
            meaning: "When the last increase was; null where there was none.",
        },
        DetailField {
            name: "increase_evidence",
            shape: DetailShape::Word(&["payments", "observed", "assumed"]),
            meaning: "How this is known: `payments` (their number and sum tell), `observed` \
                      (imports saw it rise), `assumed` (nothing speaks of an increase).",
        },
    ],
    example: example_record,
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: &SipDigest, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    if sip.is_deleted() {
        return Err(Silence::Deleted);
    }
    if !sip.is_active() {
        return Err(Silence::NotActive);
    }
    if sip.has_ended(as_of) {
        return Err(Silence::Ended);
    }
    if sip.standing() != Standing::Running {
        return Err(Silence::NotRunning);
    }
    let progress = sip.progress()?;
    if progress.made >= progress.expected {
        return Err(Silence::NothingMissed);
    }
    let months = months_without_increase(&progress, as_of);
    if months < limits.number(MIN_MONTHS) {
        return Err(Silence::TooRecent);
    }
    Ok(Judgement {
        risk_score: RiskScore::ratio(months.into(), MONTHS_A_POINT),
        potential_increase: sip.monthly_step(),
        own_order: None,
    })
}

fn months_without_increase(progress: &Progress, as_of: NaiveDate) -> u32 {
    months_between(progress.last_increase.unwrap_or(progress.running_since), as_of)
}

fn describe(sip: &SipDigest, as_of: NaiveDate, _status: &str) -> Description {
    let (Ok(progress), Some(period)) = (sip.progress(), sip.period()) else {
        return Description { text: String::new(), failed_amount: None, details: RULE.details([]) };
    };
    let Progress { expected, made, last_increase, evidence, .. } = progress;
    let months = months_without_increase(&progress, as_of);
    Description {
        text: Sentence::of("Client hasn't increased SIP for ")
            .number(months)
            .words(" months. Expected ")
            .number(expected)
            .words(" increments based on ")
            .number(period.count())
            .words(period.unit().letter())
            .words(" period, ")
            .number(made)
            .words(" made.")
            .end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Count(expected),
            Detail::Count(made),
            Detail::Count(months),
            Detail::Date(last_increase),
            Detail::Word(evidence.as_str()),
        ]),
    }
}
