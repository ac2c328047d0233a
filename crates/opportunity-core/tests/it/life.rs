//! A SIP with a step-up, in a line: what was agreed, what was paid, what imports saw; and what is said
//! of it.

use opportunity_core::{
    AmountRun, Detail, Kind, Opportunity, Paise, Policy, SipRecord, Verdict, VerdictKind,
};

use crate::support::{day, paying, rupees, step_up};

/// A SIP with a step-up, as of 2026-01-30; an empty date or amount is absent.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) amount: i64,
    pub(crate) step_up: &'static str,
    /// The first payment.
    pub(crate) first: &'static str,
    /// The start date, where it is not the first payment.
    pub(crate) start: &'static str,
    pub(crate) latest: &'static str,
    /// Number and sum of the payments.
    pub(crate) paid: Option<(u32, i64)>,
    pub(crate) failed: i64,
    pub(crate) schemes: usize,
    pub(crate) debit_days: u32,
    pub(crate) seen: Vec<Run>,
}

/// What a run of imports saw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) as_of: &'static str,
    pub(crate) to: &'static str,
    pub(crate) amount: i64,
    pub(crate) paid: Option<(u32, i64)>,
}

/// A run that ended when it began.
pub(crate) const fn seen(as_of: &'static str, amount: i64, count: u32, total: i64) -> Run {
    Run { as_of, to: as_of, amount, paid: Some((count, total)) }
}

pub(crate) const LIFE: Life = Life {
    amount: 9_000,
    step_up: "10% 1Y",
    first: "2021-09-14",
    start: "",
    latest: "2026-01-14",
    paid: Some((53, 351_000)),
    failed: 0,
    schemes: 1,
    debit_days: 1,
    seen: Vec::new(),
};

impl Life {
    pub(crate) fn record(&self) -> SipRecord {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let mut record = SipRecord {
            amount: rupees(self.amount),
            first_success_order_date: date(self.first),
            start_date: date(if self.start.is_empty() { self.first } else { self.start }),
            latest_success_order_date: date(self.latest),
            success_count: self.paid.map(|(count, _)| count),
            success_amount: self.paid.map(|(_, total)| rupees(total)),
            failed_amount: Some(rupees(self.failed)),
            scheme_name: vec!["Kaveri Flexi Cap Fund (G)".into(); self.schemes],
            num_days: Some(self.debit_days),
            ..paying()
        };
        step_up(&mut record, self.step_up);
        record
    }

    pub(crate) fn history(&self) -> Vec<AmountRun> {
        let run = |run: &Run| AmountRun {
            as_of: day(run.as_of),
            to: day(run.to),
            amount: rupees(run.amount),
            success_count: run.paid.map(|(count, _)| count),
            success_amount: run.paid.map(|(_, total)| rupees(total)),
            failed_amount: Some(Paise::ZERO),
        };
        self.seen.iter().map(run).collect()
    }
}

/// The verdict and, behind a bar, what the call says.
pub(crate) fn check(life: &Life, expected: &str) {
    assert_eq!(told(&life.record(), &life.history(), &Policy::default()), expected, "{life:?}");
}

/// As of 2026-01-30.
pub(crate) fn told(record: &SipRecord, history: &[AmountRun], policy: &Policy) -> String {
    let as_of = day("2026-01-30");
    let facts = record.facts(history, as_of);
    let months = policy.of(Kind::NoSipIncrease).number(0);
    let verdict = facts.verdict(as_of, months).unwrap().map_or("no verdict".into(), in_words);
    let findings = facts.findings(as_of, policy).unwrap();
    match &findings[0].outcome {
        Ok(call) => format!("{verdict} | {}", call_in_words(call)),
        Err(_) => verdict,
    }
}

pub(crate) fn in_words(verdict: Verdict) -> String {
    let Verdict { verdict, confidence, last_increase_from, last_increase_to, steps_made } = verdict;
    let date = |date: Option<chrono::NaiveDate>| date.map_or("?".to_owned(), |day| day.to_string());
    let days = match verdict {
        VerdictKind::None | VerdictKind::NothingDue | VerdictKind::Unknown => {
            assert_eq!((last_increase_from, last_increase_to), (None, None));
            String::new()
        }
        _ => format!(" {} to {}", date(last_increase_from), date(last_increase_to)),
    };
    let confidence = confidence.map_or("", |confidence| confidence.name());
    let steps = steps_made.map_or(String::new(), |steps| format!(", {steps} made"));
    format!("{} {confidence}{days}{steps}", verdict.name()).trim_end().to_owned()
}

/// Confidence, months and steps expected.
fn call_in_words(call: &Opportunity<'_>) -> String {
    let of = |name: &str| call.details.iter().find(|(own, _)| *own == name).unwrap().1;
    assert_eq!(of("increments_made"), Detail::Count(0));
    match (of("confidence"), of("months_since_increase"), of("increments_expected")) {
        (Detail::Word(confidence), Detail::Count(months), Detail::Count(expected)) => {
            format!("{confidence}, {months} months, {expected} expected")
        }
        other => panic!("{other:?}"),
    }
}
