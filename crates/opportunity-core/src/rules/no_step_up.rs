//! A SIP that runs well has no step-up agreed.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use super::running::check_running;
use crate::calendar::months_between;
use crate::debits::{Debits, Paid};
use crate::detail::{Detail, DetailField, DetailShape};
use crate::digest::SipDigest;
use crate::money::{Paise, divide_half_up};
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip::SipRecord;
use crate::sip_table::Sip;
use crate::threshold::{Limits, Threshold, Unit};

const MIN_MONTHS: usize = 0;

/// Months without a step-up in which the risk grows by one point.
const MONTHS_A_POINT: i128 = 24;

/// A client who pays is no emergency.
const MOST_POINTS: u16 = 5;

/// A tenth of the instalment each year is what fund houses offer most often.
const OFFERED_PART: i128 = 10;

pub(super) const RULE: Rule = Rule {
    name: "no_step_up",
    title: "No Step-Up Agreed",
    meaning: "A SIP runs well and has no step-up agreed.",
    thresholds: &[Threshold {
        name: "min_months",
        unit: Unit::Months,
        least: 1,
        default: 12,
        meaning: "Months since it began to run.",
    }],
    depends_on_date: true,
    silences: &[
        Silence::Deleted,
        Silence::NotActive,
        Silence::Ended,
        Silence::Paused,
        Silence::NotRunning,
        Silence::StepUpAgreed,
        Silence::NothingPaid,
        Silence::DebitMissed,
        Silence::NoStart,
        Silence::TooRecent,
    ],
    fields: &[
        DetailField::new("running_since", DetailShape::Date, "Since when it runs."),
        DetailField::new("months_running", DetailShape::Count, "Months since then."),
    ],
    example: || SipRecord {
        increment_percentage: None,
        increment_period: None,
        ..example_record()
    },
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    check_running(digest, as_of)?;
    if digest.has_step_up() {
        return Err(Silence::StepUpAgreed);
    }
    if digest.paid() != Paid::Something {
        return Err(Silence::NothingPaid);
    }
    if !matches!(digest.debits(), Debits::NoneMissed { .. }) {
        return Err(Silence::DebitMissed);
    }
    let months = months_between(digest.running_since().ok_or(Silence::NoStart)?, as_of);
    if months < limits.number(MIN_MONTHS) {
        return Err(Silence::TooRecent);
    }
    Ok(Judgement::new(
        RiskScore::ratio(months.into(), MONTHS_A_POINT).at_most(MOST_POINTS),
        offered(digest),
    ))
}

/// What a step-up would add to the monthly amount in its first year, half up to the paisa.
fn offered(sip: &SipDigest) -> Paise {
    Paise(divide_half_up(sip.monthly_amount().0, OFFERED_PART))
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    as_of: NaiveDate,
    _limits: &Limits,
) -> Description<'a> {
    let digest = sip.digest();
    let Some(since) = digest.running_since() else { return Description::nothing() };
    Description {
        text: Sentence::of("")
            .rupees(digest.monthly_amount())
            .words(" a month since ")
            .date(since)
            .words(", without an agreed step-up. 10% a year would add ")
            .rupees(offered(digest))
            .words(" a month.")
            .end(),
        failed_amount: None,
        details: RULE.details([Detail::Date(since), Detail::Count(months_between(since, as_of))]),
    }
}
