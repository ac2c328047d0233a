//! By what the lives are told apart in tables.

use opportunity_core::{Evidence, StepUp};

use crate::behaviour::Kind;
use crate::case::Case;
use crate::imports::Habit;

/// A way to tell lives apart.
pub(crate) struct Grouping {
    pub(crate) title: &'static str,
    /// The names that come first, in this order.
    pub(crate) names: &'static [&'static str],
    pub(crate) name: fn(&Case) -> &'static str,
}

/// How the rule knows; `silent` where it cannot tell.
pub(crate) const EVIDENCE: Grouping = Grouping {
    title: "evidence",
    names: &["payments", "observed", "assumed", "silent"],
    name: |case| case.verdict.evidence().map_or("silent", Evidence::as_str),
};

const KIND_NAMES: [&str; Kind::WEIGHTS.len()] = {
    let mut names = [""; Kind::WEIGHTS.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = Kind::WEIGHTS[place].0.name();
        place += 1;
    }
    names
};

/// What the client does about the steps that fall due.
pub(crate) const KIND: Grouping =
    Grouping { title: "kind of life", names: &KIND_NAMES, name: |case| case.life.kind.name() };

/// What else sets lives apart, whatever their kind.
pub(crate) const MODIFIERS: [Grouping; 10] = [
    Grouping {
        title: "imports",
        names: &["the first", "few", "monthly", "many missed", "since the start"],
        name: |case| match case.life.imports.habit {
            Habit::First => "the first",
            Habit::Few => "few",
            Habit::Monthly => "monthly",
            Habit::Patchy => "many missed",
            Habit::Always => "since the start",
        },
    },
    Grouping {
        title: "rounded to",
        names: &["₹1", "₹10", "₹50", "₹100", "no rounding"],
        name: |case| match (case.life.agreement.step_up, case.life.agreement.rounded_to) {
            (StepUp::Amount(_), _) => "no rounding",
            (_, 1) => "₹1",
            (_, 10) => "₹10",
            (_, 50) => "₹50",
            _ => "₹100",
        },
    },
    Grouping {
        title: "schemes",
        names: &["one", "several", "several, in part"],
        name: |case| match (case.life.agreement.schemes, case.life.circumstances.in_part) {
            (1, _) => "one",
            (_, 0) => "several",
            _ => "several, in part",
        },
    },
    Grouping {
        title: "bounced debits",
        names: &["none", "under 2%", "under 8%", "8% to 30%"],
        name: |case| match case.life.circumstances.bounces {
            0 => "none",
            1..20 => "under 2%",
            20..80 => "under 8%",
            _ => "8% to 30%",
        },
    },
    Grouping {
        title: "pause",
        names: &["none", "a pause"],
        name: |case| if case.life.circumstances.pause.is_some() { "a pause" } else { "none" },
    },
    Grouping {
        title: "totals",
        names: &["told", "missing"],
        name: |case| if case.life.circumstances.totals_told { "told" } else { "missing" },
    },
    Grouping {
        title: "older system",
        names: &["no", "moved"],
        name: |case| if case.life.agreement.was_moved() { "moved" } else { "no" },
    },
    Grouping {
        title: "step-up in",
        names: &["percent", "rupees"],
        name: |case| match case.life.agreement.step_up {
            StepUp::Percentage(_) => "percent",
            StepUp::Amount(_) => "rupees",
        },
    },
    Grouping {
        title: "debit days",
        names: &["1", "2", "4"],
        name: |case| match case.life.agreement.days.len() {
            1 => "1",
            2 => "2",
            _ => "4",
        },
    },
    Grouping {
        title: "period",
        names: &["3M", "6M", "9M", "1Y", "18M", "2Y"],
        name: |case| match case.life.agreement.period.months() {
            3 => "3M",
            6 => "6M",
            9 => "9M",
            12 => "1Y",
            18 => "18M",
            _ => "2Y",
        },
    },
];

/// How a wrong call is wrong.
pub(crate) const FAULT: Grouping = Grouping {
    title: "wrong calls",
    names: &["every step was made", "increased lately, by days", "increased lately", "both"],
    name: |case| match (case.truth.missed(), case.truth.months < 12) {
        (false, false) => "every step was made",
        (true, true) if case.truth.is_days_early() => "increased lately, by days",
        (true, true) => "increased lately",
        _ => "both",
    },
};

/// Why the rule names nobody.
pub(crate) const SILENCE: Grouping = Grouping {
    title: "missed calls",
    names: &[],
    name: |case| case.verdict.silence.map_or("named", |silence| silence.name()),
};
