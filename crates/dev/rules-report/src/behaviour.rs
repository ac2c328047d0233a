//! What a client does about the steps that fall due: the kinds of life, and the changes of the
//! instalment that each of them plans.

use chrono::{Days, Months, NaiveDate};
use opportunity_core::{Paise, StepUp};
use sample_book::chance::Chance;

use crate::agreement::{Agreement, Growth};
use crate::degree::Degree;
use crate::money::resized;

/// A kind of life: what its client does about the steps that fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Takes every step when it falls due.
    Tidy,
    /// Takes none.
    NeverStepped,
    /// Takes some on time, then none any more.
    StoppedStepping,
    /// Takes them, most of them late, in any month.
    Late,
    /// Takes some on time and lets others pass.
    Skipping,
    /// Takes them on time, but of another size than agreed.
    OtherSize,
    /// Goes down once; some return later.
    Decrease,
    /// Raises by hand, to a figure that no schedule knows of.
    ManualRise,
    /// Has agreed to no step-up.
    NoStepUp,
}

impl Kind {
    /// Every kind with a step-up.
    pub const STEPPING: [Self; 8] = [
        Self::Tidy,
        Self::NeverStepped,
        Self::StoppedStepping,
        Self::Late,
        Self::Skipping,
        Self::OtherSize,
        Self::Decrease,
        Self::ManualRise,
    ];

    /// How often a client with a step-up is of this kind, in thousandths.
    const fn weight(self, degree: Degree) -> u32 {
        match (self, degree) {
            (Self::Tidy, Degree::Real) => 420,
            (Self::Tidy, Degree::Untidy) => 320,
            (Self::NeverStepped, Degree::Real) => 260,
            (Self::NeverStepped, Degree::Untidy) => 200,
            (Self::StoppedStepping, Degree::Real) => 120,
            (Self::StoppedStepping, Degree::Untidy) => 80,
            (Self::Late | Self::Skipping, _) => degree.of(50),
            (Self::OtherSize, _) => degree.of(25),
            (Self::Decrease | Self::ManualRise, _) => degree.of(38),
            (Self::NoStepUp, _) => 0,
        }
    }

    pub(crate) fn draw(agreement: &Agreement, degree: Degree, chance: &mut Chance) -> Self {
        if agreement.growth.is_none() {
            return Self::NoStepUp;
        }
        chance.weighted(&Self::STEPPING.map(|kind| (kind, kind.weight(degree))))
    }

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tidy => "tidy",
            Self::NeverStepped => "never stepped",
            Self::StoppedStepping => "stopped stepping",
            Self::Late => "late steps",
            Self::Skipping => "skipped steps",
            Self::OtherSize => "steps of another size",
            Self::Decrease => "decrease",
            Self::ManualRise => "manual rise",
            Self::NoStepUp => "no step-up",
        }
    }
}

/// A change of the instalment, ordered on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) on: NaiveDate,
    pub(crate) turn: Turn,
}

/// How the instalment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// By one step of this size.
    Step(StepUp),
    /// To so many percents of what it is, in tens of rupees.
    ToPercent(u32),
    /// By this much more.
    More(Paise),
    /// Back to the most it ever was.
    BackToHighest,
}

/// Every change that a client of this kind orders up to `last`, in order.
pub(crate) fn plan(
    kind: Kind,
    agreement: &Agreement,
    last: NaiveDate,
    chance: &mut Chance,
) -> Vec<Change> {
    let Some(growth) = &agreement.growth else { return Vec::new() };
    let due = agreement.step_dates(last);
    let mut changes = match kind {
        Kind::Tidy => on_time(growth, &due),
        Kind::NeverStepped | Kind::NoStepUp => Vec::new(),
        Kind::StoppedStepping => on_time(growth, some_of(&due, chance)),
        Kind::Late => late(growth, &due, chance),
        Kind::Skipping => skipping(growth, &due, chance),
        Kind::OtherSize => other_size(growth, &due, chance),
        Kind::Decrease => {
            let mut changes = some_stepping(growth, &due, chance);
            changes.extend(decrease(agreement, last, chance));
            changes
        }
        Kind::ManualRise => {
            let mut changes = some_stepping(growth, &due, chance);
            changes.extend(manual_rises(agreement, last, chance));
            changes
        }
    };
    changes.retain(|change| change.on <= last);
    changes.sort_by_key(|change| change.on);
    changes
}

fn on_time(growth: &Growth, due: &[NaiveDate]) -> Vec<Change> {
    let turn = Turn::Step(growth.step_up);
    due.iter().map(|on| Change { on: *on, turn }).collect()
}

/// The first few, at least one where there is one.
fn some_of<'a>(due: &'a [NaiveDate], chance: &mut Chance) -> &'a [NaiveDate] {
    let most = u32::try_from(due.len()).unwrap_or(u32::MAX).saturating_sub(1).max(1);
    let taken = chance.between(1, most) as usize;
    due.get(..taken).unwrap_or(due)
}

fn late(growth: &Growth, due: &[NaiveDate], chance: &mut Chance) -> Vec<Change> {
    let mut changes = on_time(growth, due);
    for change in &mut changes {
        if chance.percent(75) {
            change.on =
                change.on + Months::new(chance.below(12)) + Days::new(chance.below(28).into());
        }
    }
    changes
}

fn skipping(growth: &Growth, due: &[NaiveDate], chance: &mut Chance) -> Vec<Change> {
    let mut changes = on_time(growth, due);
    changes.retain(|_| chance.percent(60));
    changes
}

fn other_size(growth: &Growth, due: &[NaiveDate], chance: &mut Chance) -> Vec<Change> {
    let turn = match chance.below(3) {
        0 => Turn::Step(resized(growth.step_up, 50)),
        1 => Turn::Step(resized(growth.step_up, 200)),
        _ => Turn::More(Paise::from_rupees(chance.one_of(&[100, 200, 500, 1_000]))),
    };
    let taken = if chance.percent(50) { due } else { some_of(due, chance) };
    taken.iter().map(|on| Change { on: *on, turn }).collect()
}

/// Steps on time, none, or some: what a client does who also does something else.
fn some_stepping(growth: &Growth, due: &[NaiveDate], chance: &mut Chance) -> Vec<Change> {
    match chance.below(3) {
        0 => Vec::new(),
        1 => on_time(growth, due),
        _ => on_time(growth, some_of(due, chance)),
    }
}

fn decrease(agreement: &Agreement, last: NaiveDate, chance: &mut Chance) -> Vec<Change> {
    let on = any_day(agreement, last, chance);
    let turn = Turn::ToPercent(chance.one_of(&[30, 40, 50, 60, 75, 90]));
    let mut changes = vec![Change { on, turn }];
    if chance.percent(35) {
        let on = on + Days::new(chance.between(40, 600).into());
        changes.push(Change { on, turn: Turn::BackToHighest });
    }
    changes
}

fn manual_rises(agreement: &Agreement, last: NaiveDate, chance: &mut Chance) -> Vec<Change> {
    let rise = |chance: &mut Chance| {
        let on = any_day(agreement, last, chance);
        let turn = Turn::ToPercent(chance.one_of(&[110, 120, 130, 150, 200, 250, 300]));
        Change { on, turn }
    };
    (0..chance.weighted(&[(1, 75), (2, 25)])).map(|_| rise(chance)).collect()
}

/// Any day between the first debit and `last`.
fn any_day(agreement: &Agreement, last: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let from = agreement.first_debit_from;
    let days = u32::try_from((last - from).num_days()).unwrap_or(0);
    from + Days::new(chance.between(1, days.max(1)).into())
}
