//! What holds of every SIP with a step-up, whatever was paid and seen.

use chrono::{Days, Months, NaiveDate};
use opportunity_core::{
    AmountRun, Detail, Kind, Opportunity, Paise, Policy, SipRecord, VerdictKind,
};
use proptest::prelude::*;

use crate::support::{day, paying, rupees, step_up};

/// A SIP that grew by its step-up some times, paid some months of each level, perhaps not all of
/// them; and what imports saw of it.
#[derive(Clone, Debug)]
struct Grown {
    record: SipRecord,
    history: Vec<AmountRun>,
}

fn grown() -> impl Strategy<Value = Grown> {
    let paid = prop::collection::vec(1u32..30, 1..5);
    let odds = (0i64..4, 0u32..3, 0u32..40, 0usize..3, any::<bool>());
    (1i64..20, prop::sample::select(vec!["10% 1Y", "5% 6M", "₹500 1Y"]), paid, odds).prop_map(
        |(thousands, agreed, paid, (failed, missed, late, imports, in_part))| {
            let mut record = paying();
            step_up(&mut record, agreed);
            let latest = day("2026-01-05") - Days::new(late.into());
            let levels = levels(thousands * 1_000, agreed, paid.len());
            let months: u32 = paid.iter().sum::<u32>() + missed;
            let first = latest - Months::new(months.saturating_sub(1));
            record.amount = rupees(*levels.last().unwrap());
            record.start_date = Some(first);
            record.first_success_order_date = Some(first);
            record.latest_success_order_date = Some(latest);
            record.success_count = Some(paid.iter().sum());
            let sums = levels.iter().zip(&paid).map(|(level, count)| level * i64::from(*count));
            record.success_amount = Some(rupees(sums.sum()));
            record.failed_amount = Some(rupees(failed * levels[0]));
            record.scheme_name = vec!["Fund A (G)".into(); 1 + usize::from(in_part)];
            let history = seen(&levels, &paid, latest, imports);
            Grown { record, history }
        },
    )
}

/// Instalments in rupees, each a step above the one before, to the nearest ten.
fn levels(first: i64, agreed: &str, count: usize) -> Vec<i64> {
    let step = |level: &i64| {
        Some(match agreed {
            "10% 1Y" => level + (level / 10 + 5) / 10 * 10,
            "5% 6M" => level + (level / 20 + 5) / 10 * 10,
            _ => level + 500,
        })
    };
    std::iter::successors(Some(first), step).take(count).collect()
}

/// The last months of each of the newest levels as imports saw them, totals and all.
fn seen(levels: &[i64], paid: &[u32], latest: NaiveDate, imports: usize) -> Vec<AmountRun> {
    let mut runs = Vec::new();
    let mut to = latest + Days::new(20);
    let mut count: u32 = paid.iter().sum();
    let mut total: i64 = levels.iter().zip(paid).map(|(level, n)| level * i64::from(*n)).sum();
    for (level, payments) in levels.iter().zip(paid).rev().take(imports) {
        let within = payments - 1;
        let as_of = to - Months::new(within);
        runs.push(AmountRun {
            as_of,
            to,
            amount: rupees(*level),
            success_count: Some(count - within),
            success_amount: Some(rupees(total - i64::from(within) * level)),
            failed_amount: Some(Paise::ZERO),
        });
        (count, total) = (count - payments, total - i64::from(*payments) * level);
        to = as_of - Months::new(1);
    }
    runs.reverse();
    runs
}

fn call<'a>(grown: &'a Grown, as_of: NaiveDate, policy: &Policy) -> Option<Opportunity<'a>> {
    let facts = grown.record.facts(&grown.history, day("2026-01-30"));
    facts.findings(as_of, policy).unwrap().swap_remove(0).outcome.ok()
}

fn of<'a>(call: &Opportunity<'a>, name: &str) -> Detail<'a> {
    call.details.iter().find(|(own, _)| *own == name).unwrap().1
}

fn policy(min_months: u32, proven: bool) -> Policy {
    let policy = Policy::default().with(Kind::NoSipIncrease, "min_months", min_months.into());
    policy.unwrap().with(Kind::NoSipIncrease, "confidence", proven.into()).unwrap()
}

/// The day that the words name.
fn told_day(call: &Opportunity<'_>) -> String {
    let (_, rest) = call.description.split_once(" since ").unwrap();
    rest.split_once(", 0 made").unwrap().0.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_higher_threshold_never_adds_a_call(grown in grown(), months in 1u32..60, more in 0u32..40) {
        let as_of = day("2026-01-30");
        for proven in [false, true] {
            let fewer = call(&grown, as_of, &policy(months + more, proven));
            let all = call(&grown, as_of, &policy(months, proven));
            prop_assert!(fewer.is_none() || all.is_some());
        }
    }

    #[test]
    fn what_is_proven_is_called_whatever_confidence_is_asked(grown in grown(), months in 1u32..60) {
        let as_of = day("2026-01-30");
        let likely = call(&grown, as_of, &policy(months, false));
        let Some(proven) = call(&grown, as_of, &policy(months, true)) else { return Ok(()) };
        prop_assert_eq!(of(&proven, "confidence"), Detail::Word("proven"));
        prop_assert_eq!(Some(proven), likely);
    }

    #[test]
    fn the_day_depends_on_no_date_and_no_threshold(grown in grown(), later in 0u64..900) {
        let as_of = day("2026-01-30");
        for proven in [false, true] {
            let Some(now) = call(&grown, as_of, &policy(1, proven)) else { continue };
            let Some(then) = call(&grown, as_of + Days::new(later), &policy(1, proven)) else {
                return Err(TestCaseError::fail("a later date took a call away"));
            };
            prop_assert_eq!(told_day(&now), told_day(&then));
        }
    }

    #[test]
    fn what_is_said_agrees_with_itself(grown in grown(), months in 1u32..40) {
        let as_of = day("2026-01-30");
        let facts = grown.record.facts(&grown.history, as_of);
        let verdict = facts.verdict(as_of, months).unwrap().unwrap();
        if let (Some(from), Some(to)) = (verdict.last_increase_from, verdict.last_increase_to) {
            prop_assert!(from <= to);
        }
        let has_confidence =
            !matches!(verdict.verdict, VerdictKind::NothingDue | VerdictKind::Unknown);
        prop_assert_eq!(verdict.confidence.is_some(), has_confidence);
        if let Some(call) = call(&grown, as_of, &policy(months, false)) {
            prop_assert_eq!(of(&call, "verdict"), Detail::Word(verdict.verdict.name()));
            prop_assert!(["none", "unchanged", "between"].contains(&verdict.verdict.name()));
            let Detail::Count(told) = of(&call, "months_since_increase") else { panic!() };
            prop_assert!(told >= months);
            let Detail::Count(expected) = of(&call, "increments_expected") else { panic!() };
            prop_assert!(expected >= 1);
        }
    }
}
