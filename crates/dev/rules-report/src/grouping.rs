//! By what the lives with a step-up are told apart in tables.

use opportunity_core::{Confidence, Kind as Reason, StepUp};

use crate::agreement::Growth;
use crate::behaviour::Kind;
use crate::case::Case;
use crate::money::Rounding;

/// A way to tell lives apart.
pub(crate) struct Grouping {
    pub(crate) title: &'static str,
    /// The names that come first, in this order.
    pub(crate) names: &'static [&'static str],
    pub(crate) name: fn(&Case) -> &'static str,
}

const KIND_NAMES: [&str; Kind::STEPPING.len()] = {
    let mut names = [""; Kind::STEPPING.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = Kind::STEPPING[place].name();
        place += 1;
    }
    names
};

/// Every way but how a call is wrong or missed.
pub(crate) const GROUPINGS: [Grouping; 9] = [
    Grouping { title: "kind of life", names: &KIND_NAMES, name: |case| case.life.kind.name() },
    Grouping {
        title: "rounded",
        names: &["near ₹10", "down to ₹10", "down to ₹1", "down to ₹50", "down to ₹100", "rupees"],
        name: |case| match case.life.agreement.growth {
            Some(Growth { step_up: StepUp::Amount(_), .. }) | None => "rupees",
            Some(Growth { rounding, .. }) => match rounding {
                Rounding::Near => "near ₹10",
                Rounding::DownTo(1) => "down to ₹1",
                Rounding::DownTo(10) => "down to ₹10",
                Rounding::DownTo(50) => "down to ₹50",
                Rounding::DownTo(_) => "down to ₹100",
            },
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
        title: "failed money",
        names: &["none", "some"],
        name: |case| {
            let failed = case.record.failed_amount.is_some_and(|failed| failed.is_positive());
            if failed { "some" } else { "none" }
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
        name: |case| if case.life.told.totals { "told" } else { "missing" },
    },
    Grouping {
        title: "first payment",
        names: &["from the start on", "before the start"],
        name: |case| {
            let before = case.record.first_success_order_date < Some(case.life.agreement.start);
            if before { "before the start" } else { "from the start on" }
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
        name: |case| match case.life.agreement.growth.map(|growth| growth.period.months()) {
            Some(3) => "3M",
            Some(6) => "6M",
            Some(9) => "9M",
            Some(12) => "1Y",
            Some(18) => "18M",
            _ => "2Y",
        },
    },
];

/// How a wrong call is wrong.
pub(crate) fn fault(case: &Case) -> &'static str {
    let proven = case.said.named == Some(Confidence::Proven);
    match (proven, case.is_days_early()) {
        (true, true) => "proven, days too early",
        (true, false) => "proven, and increased lately",
        (false, true) => "likely, days too early",
        (false, false) => "likely, and increased lately",
    }
}

/// Why a rule is silent about whom it should name.
pub(crate) fn silence(case: &Case) -> &'static str {
    case.said.silence.map_or("named", |silence| silence.name())
}

/// The rule that these ways are about.
pub(crate) const REASON: Reason = Reason::NoSipIncrease;
