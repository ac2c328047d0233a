//! The verdict on a SIP's increases: what is known of the last one, and how.

use chrono::NaiveDate;

use super::chains::Chains;
use super::confidence::Confidence;
use super::course::Course;
use super::evidence::{ByPayments, Increases};
use super::imports::Imports;
use crate::calendar::months_between;

/// A last increase that is known to lie within so many months is told.
const CLOSE_MONTHS: u32 = 6;

/// What is known of the last increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum VerdictKind {
    /// No increase was ever made.
    None,
    /// None was made since a day that lies long enough back.
    Unchanged,
    /// No step has fallen due yet, or the SIP is too young.
    NothingDue,
    /// The last one was made on a day.
    Dated,
    /// The last one was made between two days.
    Between,
    /// Nothing tells.
    Unknown,
}

/// What is known of the increases of a SIP with an agreed step-up, on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Verdict {
    /// What is known.
    pub verdict: VerdictKind,
    /// How it is known; nothing where there is nothing to know.
    pub confidence: Option<Confidence>,
    /// The last increase was not made before this day.
    pub last_increase_from: Option<NaiveDate>,
    /// The last increase was not made after this day.
    pub last_increase_to: Option<NaiveDate>,
    /// Increases made in all, where that is known.
    pub steps_made: Option<u32>,
}

impl VerdictKind {
    /// Every verdict.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Unchanged, Self::NothingDue, Self::Dated, Self::Between, Self::Unknown];

    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unchanged => "unchanged",
            Self::NothingDue => "nothing_due",
            Self::Dated => "dated",
            Self::Between => "between",
            Self::Unknown => "unknown",
        }
    }
}

impl Verdict {
    pub(crate) const UNKNOWN: Self = Self::plain(VerdictKind::Unknown, None);

    const fn plain(verdict: VerdictKind, confidence: Option<Confidence>) -> Self {
        Self {
            verdict,
            confidence,
            last_increase_from: None,
            last_increase_to: None,
            steps_made: None,
        }
    }

    const fn never(confidence: Confidence) -> Self {
        Self { steps_made: Some(0), ..Self::plain(VerdictKind::None, Some(confidence)) }
    }

    const fn between(confidence: Confidence, from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            last_increase_from: Some(from),
            last_increase_to: Some(to),
            ..Self::plain(VerdictKind::Between, Some(confidence))
        }
    }
}

impl Verdict {
    /// The first that applies, from what is certain to what is likely.
    pub(crate) fn of(known: &Increases, course: Course, as_of: NaiveDate, min_months: u32) -> Self {
        if known.payments == ByPayments::NeverIncreased {
            return Self::never(Confidence::Proven);
        }
        let is_overdue = |day| known.is_overdue(day, course, as_of, min_months);
        if let Some(day) = known.imports.unchanged.filter(|day| is_overdue(*day)) {
            return Self {
                last_increase_to: Some(day),
                ..Self::plain(VerdictKind::Unchanged, Some(Confidence::Proven))
            };
        }
        let is_young = months_between(course.since, as_of) < min_months;
        if !known.fell_due_after(course.since, course) || is_young {
            return Self::plain(VerdictKind::NothingDue, None);
        }
        if known.payments == ByPayments::ProbablyNeverIncreased {
            return Self::never(Confidence::Likely);
        }
        by_chains(known, course, as_of, min_months)
            .or_else(|| by_imports(known, course, as_of, min_months))
            .unwrap_or(Self::UNKNOWN)
    }
}

fn by_chains(
    known: &Increases,
    course: Course,
    as_of: NaiveDate,
    min_months: u32,
) -> Option<Verdict> {
    let ByPayments::Increased(chains) = known.payments else { return None };
    let Chains { likely, early, dated, .. } = chains;
    let between = |from, to| Verdict {
        steps_made: chains.steps(),
        ..Verdict::between(Confidence::Likely, from, to)
    };
    if known.is_overdue(likely, course, as_of, min_months) {
        return Some(between(early, likely));
    }
    if let Some(day) = dated {
        return Some(Verdict { verdict: VerdictKind::Dated, ..between(day, day) });
    }
    let late = known.imports.no_later_than(likely);
    let is_told = early <= late
        && (months_between(early, as_of) < min_months
            || months_between(early, late) <= CLOSE_MONTHS);
    is_told.then(|| between(early, late))
}

fn by_imports(
    known: &Increases,
    course: Course,
    as_of: NaiveDate,
    min_months: u32,
) -> Option<Verdict> {
    let Imports { unchanged, risen_after } = known.imports;
    let (from, to) = (risen_after?, unchanged.unwrap_or(course.by));
    let is_told = from <= to
        && (months_between(from, as_of) < min_months
            || unchanged.is_some_and(|day| months_between(from, day) <= CLOSE_MONTHS));
    is_told.then(|| Verdict::between(Confidence::Proven, from, to))
}
