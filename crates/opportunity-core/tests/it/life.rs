//! What a SIP went through, said in one row, and where that leaves its step-ups.

use opportunity_core::{Evidence, Observation, SipDigest, SipRecord, calendar::months_between};

use crate::support::{day, paying, rupees, step_up};

/// Amounts in rupees, dates as text; an empty one is absent.
pub(crate) struct Life {
    pub(crate) amount: i64,
    pub(crate) step_up: &'static str,
    pub(crate) debit_days: u32,
    pub(crate) start: &'static str,
    pub(crate) first: &'static str,
    /// How many debits went through, and their sum.
    pub(crate) paid: Option<(u32, i64)>,
    pub(crate) latest: &'static str,
    pub(crate) schemes: usize,
    pub(crate) failed: i64,
    pub(crate) pending: i64,
    pub(crate) in_progress: i64,
    /// The instalment that imports saw, oldest first.
    pub(crate) seen: &'static [(&'static str, i64)],
}

pub(crate) const LIFE: Life = Life {
    amount: 0,
    step_up: "10% 1Y",
    debit_days: 1,
    start: "",
    first: "",
    paid: None,
    latest: "",
    schemes: 1,
    failed: 0,
    pending: 0,
    in_progress: 0,
    seen: &[],
};

impl Life {
    pub(crate) fn record(&self) -> SipRecord {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let mut record = paying();
        record.amount = rupees(self.amount);
        step_up(&mut record, self.step_up);
        record.num_days = Some(self.debit_days);
        record.start_date = date(self.start);
        record.first_success_order_date = date(self.first);
        record.latest_success_order_date = date(self.latest);
        record.success_count = self.paid.map(|(count, _)| count);
        record.success_amount = self.paid.map(|(_, total)| rupees(total));
        record.scheme_name = vec!["Fund A (G)".to_owned(); self.schemes];
        record.failed_amount = Some(rupees(self.failed));
        record.pending_amount = Some(rupees(self.pending));
        record.in_progress_amount = Some(rupees(self.in_progress));
        record
    }
}

/// Expected, made, last increase, months and the evidence, unless that is the payments.
pub(crate) fn check(life: &Life, expected: &str) {
    let said = standing(&life.record(), life.seen);
    assert_eq!(said, expected, "₹{} {}, paid {:?}", life.amount, life.step_up, life.paid);
}

/// As of 2026-01-30.
pub(crate) fn standing(record: &SipRecord, seen: &[(&str, i64)]) -> String {
    let history: Vec<Observation> = seen
        .iter()
        .map(|(as_of, amount)| Observation { as_of: day(as_of), amount: rupees(*amount) })
        .collect();
    let as_of = day("2026-01-30");
    match SipDigest::new(&record.facts(&history, as_of)).unwrap().progress() {
        Ok(progress) => {
            let last = progress.last_increase;
            let months = months_between(last.unwrap_or(progress.running_since), as_of);
            let last = last.map_or("none".to_owned(), |day| day.to_string());
            let evidence = match progress.evidence {
                Evidence::Payments => "",
                other => &format!(" ({})", other.as_str()),
            };
            format!("{}, {}, {last}, {months}{evidence}", progress.expected, progress.made)
        }
        Err(silence) => silence.to_string(),
    }
}
