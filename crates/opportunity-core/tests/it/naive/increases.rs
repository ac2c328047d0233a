//! What is known of the increases of one SIP.

use chrono::NaiveDate;
use opportunity_core::{AmountRun, Confidence, Period, SipRecord, StepUp, Verdict, VerdictKind};

use super::chains::{Payments, Way, chains, way};
use super::imports::{Seen, seen};
use super::{agreed, debits_a_month, minus_months, months_between_by_walking, running_since};

/// Everything that speaks about the increases of a SIP whose beginning and newest payment are known.
pub(crate) struct Known {
    pub(crate) period: Period,
    pub(crate) since: NaiveDate,
    pub(crate) by: NaiveDate,
    debits_a_month: i128,
    seen: Seen,
    /// The payments alone prove that no increase was ever made.
    none_by_payments: bool,
    /// All that was ever presented was of today's instalment.
    presented: bool,
    /// The ways that lead to a likely day.
    ways: Vec<Way>,
    pub(crate) proven: Option<NaiveDate>,
    pub(crate) likely: Option<NaiveDate>,
}

/// A step-up with its period, which every verdict asks for.
pub(crate) fn agreement(record: &SipRecord) -> Option<(StepUp, Period)> {
    Some((agreed(record)?, record.increment_period?))
}

pub(crate) fn known(record: &SipRecord, history: &[AmountRun]) -> Option<Known> {
    let (step_up, period) = agreement(record)?;
    let mut known = Known {
        period,
        since: running_since(record)?,
        by: record.latest_success_order_date?,
        debits_a_month: debits_a_month(record),
        seen: seen(record, history),
        none_by_payments: false,
        presented: false,
        ways: Vec::new(),
        proven: None,
        likely: None,
    };
    ask_payments(&mut known, record, history, step_up);
    known.proven = if known.none_by_payments { Some(known.since) } else { known.seen.unchanged };
    Some(known)
}

fn ask_payments(known: &mut Known, record: &SipRecord, history: &[AmountRun], step_up: StepUp) {
    let (Some(count), Some(sum)) = (record.success_count, record.success_amount) else { return };
    let (count, sum, amount) = (i128::from(count), sum.paise(), record.amount.paise());
    if count == 0 || history.iter().any(|row| row.amount.paise() > amount) {
        return;
    }
    let risen_after = known.seen.risen_after;
    if count * amount == sum && risen_after.is_none() {
        known.none_by_payments = true;
        return;
    }
    if risen_after.is_none() && was_presented_alike(known, record, sum) {
        known.presented = true;
        known.likely = Some(known.since);
        return;
    }
    if count * amount <= sum {
        return;
    }
    let payments = payments(known, record, count, sum);
    let most_steps = known.periods(known.since, known.by);
    for levels in chains(amount, step_up, most_steps) {
        known.ways.extend(way(&levels, &payments));
    }
    let Some(fewest) = known.ways.iter().map(|way| way.fewest).min() else { return };
    let likely = known.back(fewest);
    if risen_after.is_some_and(|risen| likely < risen) {
        known.ways.clear();
    } else {
        known.likely = Some(likely);
    }
}

/// Whether one debit of today's instalment was presented in each month.
fn was_presented_alike(known: &Known, record: &SipRecord, sum: i128) -> bool {
    let Some(first) = record.first_success_order_date else { return false };
    let months = i128::from(months_between_by_walking(first, known.by)) + 1;
    let failed = record.failed_amount.map_or(0, |money| money.paise());
    known.debits_a_month == 1 && months * record.amount.paise() == sum + failed
}

fn payments(known: &Known, record: &SipRecord, count: i128, sum: i128) -> Payments {
    let days = known.debits_a_month;
    let months = i128::from(months_between_by_walking(known.since, known.by)) + 1;
    let not_made = months * days - count;
    let mut part = 0;
    if record.scheme_name.len() > 1 {
        let parts = [record.failed_amount, record.pending_amount, record.in_progress_amount];
        part = parts.into_iter().flatten().map(|money| money.paise()).sum();
    }
    Payments {
        amount: record.amount.paise(),
        count,
        sum,
        of_a_period: i128::from(known.period.months()) * days,
        spare: if not_made > 0 { not_made + days } else { days },
        part,
    }
}

impl Known {
    /// Whole periods between two days.
    pub(crate) fn periods(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        (u64::from(months_between_by_walking(from, to)) / self.period.months()) as u32
    }

    /// The day of the payment that has so many with it and behind it, were none missed.
    fn back(&self, payments: i128) -> NaiveDate {
        let before = if payments > 1 { payments - 1 } else { 0 };
        let day = minus_months(self.by, (before / self.debits_a_month) as u32);
        if day > self.since { day } else { self.since }
    }

    pub(crate) fn is_overdue(&self, day: NaiveDate, as_of: NaiveDate, min_months: u32) -> bool {
        self.periods(day, self.by) >= 1 && months_between_by_walking(day, as_of) >= min_months
    }

    fn verdict(&self, as_of: NaiveDate, min_months: u32) -> Verdict {
        let is_overdue = |day: &NaiveDate| self.is_overdue(*day, as_of, min_months);
        if self.none_by_payments {
            return none(Confidence::Proven);
        }
        if let Some(day) = self.proven.filter(is_overdue) {
            return said(VerdictKind::Unchanged, Some(Confidence::Proven), None, Some(day));
        }
        if self.periods(self.since, self.by) == 0
            || months_between_by_walking(self.since, as_of) < min_months
        {
            return said(VerdictKind::NothingDue, None, None, None);
        }
        if self.presented {
            return none(Confidence::Likely);
        }
        self.by_ways(as_of, min_months)
            .or_else(|| self.by_imports(as_of, min_months))
            .unwrap_or_else(|| said(VerdictKind::Unknown, None, None, None))
    }

    fn by_ways(&self, as_of: NaiveDate, min_months: u32) -> Option<Verdict> {
        let likely = self.likely?;
        let most = self.ways.iter().map(|way| way.most).max()?;
        let early = later(self.back(most), self.seen.risen_after);
        let told = |kind, from, to| Verdict {
            steps_made: self.steps(),
            ..said(kind, Some(Confidence::Likely), Some(from), Some(to))
        };
        if self.is_overdue(likely, as_of, min_months) {
            return Some(told(VerdictKind::Between, early, likely));
        }
        let late = earlier(likely, self.seen.unchanged);
        let mut days: Vec<NaiveDate> =
            self.ways.iter().filter_map(|way| way.fit).map(|fit| self.back(fit)).collect();
        days.retain(|day| early <= *day && *day <= late);
        days.sort_unstable();
        days.dedup();
        if let [day] = days[..] {
            return Some(told(VerdictKind::Dated, day, day));
        }
        let is_recent = months_between_by_walking(early, as_of) < min_months;
        let is_narrow = months_between_by_walking(early, late) <= 6;
        (early <= late && (is_recent || is_narrow)).then(|| told(VerdictKind::Between, early, late))
    }

    fn by_imports(&self, as_of: NaiveDate, min_months: u32) -> Option<Verdict> {
        let from = self.seen.risen_after?;
        let to = self.seen.unchanged.unwrap_or(self.by);
        let is_recent = months_between_by_walking(from, as_of) < min_months;
        let is_narrow =
            self.seen.unchanged.is_some_and(|to| months_between_by_walking(from, to) <= 6);
        let is_known = from <= to && (is_recent || is_narrow);
        let proven = Some(Confidence::Proven);
        is_known.then(|| said(VerdictKind::Between, proven, Some(from), Some(to)))
    }

    /// The steps made in all, where all ways agree about them.
    fn steps(&self) -> Option<u32> {
        let first = self.ways.first()?.steps;
        self.ways.iter().all(|way| way.steps == first).then_some(first)
    }
}

fn later(day: NaiveDate, other: Option<NaiveDate>) -> NaiveDate {
    other.filter(|other| *other > day).unwrap_or(day)
}

fn earlier(day: NaiveDate, other: Option<NaiveDate>) -> NaiveDate {
    other.filter(|other| *other < day).unwrap_or(day)
}

fn said(
    verdict: VerdictKind,
    confidence: Option<Confidence>,
    last_increase_from: Option<NaiveDate>,
    last_increase_to: Option<NaiveDate>,
) -> Verdict {
    Verdict { verdict, confidence, last_increase_from, last_increase_to, steps_made: None }
}

fn none(confidence: Confidence) -> Verdict {
    let none = said(VerdictKind::None, Some(confidence), None, None);
    Verdict { steps_made: Some(0), ..none }
}

/// None where there is no step-up, or no period of it.
pub(crate) fn verdict(
    record: &SipRecord,
    history: &[AmountRun],
    as_of: NaiveDate,
    min_months: u32,
) -> Option<Verdict> {
    agreement(record)?;
    let unknown = said(VerdictKind::Unknown, None, None, None);
    Some(known(record, history).map_or(unknown, |known| known.verdict(as_of, min_months)))
}
