//! The client agreed to a step-up, and a whole period has passed in which none was made.

use chrono::NaiveDate;

use super::example::example_record;
use super::rule::{Description, Judgement, Rule, Subject};
use crate::calendar::months_between;
use crate::detail::{Detail, DetailField, DetailShape};
use crate::increases::{Confidence, Course, Increases, NoIncreaseSince, Verdict, VerdictKind};
use crate::record_words::RecordWords;
use crate::risk::RiskScore;
use crate::sentence::Sentence;
use crate::silence::Silence;
use crate::sip_table::Sip;
use crate::threshold::{Limits, Threshold, Unit};

pub(crate) const MIN_MONTHS: usize = 0;
const CONFIDENCE: usize = 1;

/// The place of the word among those that the threshold takes.
const ONLY_PROVEN: u32 = 1;

/// Months without an increase in which the risk grows by one point.
const MONTHS_A_POINT: i128 = 6;

pub(super) const RULE: Rule = Rule {
    name: "no_sip_increase",
    title: "No SIP Increase",
    meaning: "A step-up was agreed, and a whole period has passed in which none was made.",
    thresholds: &[
        Threshold {
            name: "min_months",
            unit: Unit::Months,
            least: 1,
            default: 12,
            meaning: "Months since the day after which no increase was made.",
        },
        Threshold {
            name: "confidence",
            unit: Unit::Word(&["likely", "proven"]),
            least: 0,
            default: 0,
            meaning: "`proven` leaves out what is only likely.",
        },
    ],
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
        Silence::ChangedOnUnknownDate,
        Silence::NothingDue,
        Silence::NoPeriodPassed,
        Silence::TooRecent,
        Silence::NotProven,
    ],
    fields: &[
        DetailField::new(
            "confidence",
            DetailShape::Word(&["proven", "likely"]),
            "How the day is known after which no increase was made: `proven` by payments or \
             imports; `likely` rests on people beginning at round sums and on agreed steps.",
        ),
        DetailField::new(
            "verdict",
            DetailShape::Word(&["none", "unchanged", "between"]),
            "What is known of the last increase: `none` was ever made, `unchanged` since a day, or \
             `between` two days. A client's page has more verdicts, of which no call comes.",
        ),
        DetailField::new(
            "increments_expected",
            DetailShape::Count,
            "Whole periods from that day to the latest payment.",
        ),
        DetailField::new("increments_made", DetailShape::Count, "Increases since that day: none."),
        DetailField::nullable(
            "steps_made",
            DetailShape::Count,
            "Increases in all, where that is known.",
        ),
        DetailField::new("months_since_increase", DetailShape::Count, "Months since that day."),
        DetailField::nullable(
            "last_increase_from",
            DetailShape::Date,
            "The last increase was not made before this day; null where there was none, or no such \
             day is known.",
        ),
        DetailField::nullable(
            "last_increase_to",
            DetailShape::Date,
            "The last increase was not made after this day; null where there was none.",
        ),
    ],
    example: example_record,
    subject: Subject::Sip { judge, describe },
};

fn judge(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Result<Judgement, Silence> {
    let digest = sip.digest();
    digest.check_live(as_of)?;
    if !digest.standing().is_running() {
        return Err(Silence::NotRunning);
    }
    if !digest.has_step_up() {
        return Err(Silence::NoStepUp);
    }
    let known = sip.increases().ok_or(Silence::NoPeriod)?;
    let course = Course {
        since: digest.running_since().ok_or(Silence::NoStart)?,
        by: digest.latest_success().ok_or(Silence::NothingPaid)?,
    };
    let found = overdue(known, course, as_of, limits)
        .map_err(|why| why.unwrap_or_else(|| nothing_missed(known, course, as_of, limits)))?;
    Ok(Judgement::new(
        RiskScore::ratio(months_between(found.day, as_of).into(), MONTHS_A_POINT),
        sip.monthly_step(),
    ))
}

/// The proven day where it lies far enough back, else the likely one. No reason where no day is known
/// that a whole period follows, up to the latest payment.
fn overdue(
    known: &Increases,
    course: Course,
    as_of: NaiveDate,
    limits: &Limits,
) -> Result<NoIncreaseSince, Option<Silence>> {
    let mut silence = None;
    for found in known.days(course).filter(|found| known.fell_due_after(found.day, course)) {
        let is_old = months_between(found.day, as_of) >= limits.number(MIN_MONTHS);
        let is_wanted =
            limits.number(CONFIDENCE) != ONLY_PROVEN || found.confidence == Confidence::Proven;
        match (is_old, is_wanted) {
            (true, true) => return Ok(found),
            (true, false) => silence = Some(Silence::NotProven),
            (false, _) => silence = Some(Silence::TooRecent),
        }
    }
    Err(silence)
}

/// Why there is no such day, in the words of the verdict. Whichever of these it is, it stays so until
/// the record changes.
fn nothing_missed(known: &Increases, course: Course, as_of: NaiveDate, limits: &Limits) -> Silence {
    match Verdict::of(known, course, as_of, limits.number(MIN_MONTHS)).verdict {
        VerdictKind::Unknown => Silence::ChangedOnUnknownDate,
        VerdictKind::NothingDue => Silence::NothingDue,
        VerdictKind::None | VerdictKind::Unchanged | VerdictKind::Dated | VerdictKind::Between => {
            Silence::NoPeriodPassed
        }
    }
}

fn describe<'a>(
    sip: Sip<'_>,
    _words: RecordWords<'a>,
    as_of: NaiveDate,
    limits: &Limits,
) -> Description<'a> {
    told(sip, as_of, limits).unwrap_or_else(Description::nothing)
}

fn told(sip: Sip<'_>, as_of: NaiveDate, limits: &Limits) -> Option<Description<'static>> {
    let (known, course) = (sip.increases()?, sip.course()?);
    let NoIncreaseSince { day, confidence } = overdue(known, course, as_of, limits).ok()?;
    let verdict = sip.verdict(as_of, limits.number(MIN_MONTHS))?;
    let months = months_between(day, as_of);
    let expected = course.periods_since(day, known.period());
    let begins = match confidence {
        Confidence::Proven if verdict.verdict == VerdictKind::Unchanged => {
            "Client hasn't increased SIP for at least "
        }
        Confidence::Proven => "Client hasn't increased SIP for ",
        Confidence::Likely => "Client seems not to have increased SIP for ",
    };
    let text = Sentence::of(begins)
        .count(months, "month")
        .words(". Expected ")
        .count(expected, "increment")
        .words(" based on ")
        .number(known.period().count())
        .words(known.period().unit().letter())
        .words(" period since ")
        .date(day)
        .words(", 0 made.")
        .words(if confidence == Confidence::Likely { " Ask first." } else { "" });
    Some(Description {
        text: text.end(),
        failed_amount: None,
        details: RULE.details([
            Detail::Word(confidence.name()),
            Detail::Word(verdict.verdict.name()),
            Detail::Count(expected),
            Detail::Count(0),
            Detail::or_nothing(verdict.steps_made, Detail::Count),
            Detail::Count(months),
            Detail::or_nothing(verdict.last_increase_from, Detail::Date),
            Detail::or_nothing(verdict.last_increase_to, Detail::Date),
        ]),
    })
}
