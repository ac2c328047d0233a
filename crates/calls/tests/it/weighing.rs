//! What counts, what is held back, what a call comes to, and in which order calls and reasons stand.

use calls::{CallOrder, Chances, Reason, State, ToWeigh, Weighed, weigh};
use opportunity_core::{Kind, Paise, RiskScore};

use crate::support::{AS_OF, day, rupees};

/// A reason about a SIP (or `""` for the account) worth ₹1,000 a month, of no risk.
fn one(sip: &'static str, kind: Kind, state: State) -> ToWeigh<'static> {
    ToWeigh {
        sip_meta_id: Some(sip).filter(|sip| !sip.is_empty()),
        reason: Reason {
            kind,
            monthly_value: rupees(1_000),
            potential_increase: rupees(1_000),
            risk_score: RiskScore::default(),
            mark: 0,
            record_as_of: day(AS_OF),
        },
        state,
        promise_broken: false,
    }
}

fn weighed(reasons: &[ToWeigh<'_>]) -> Weighed {
    weigh(reasons, &Chances::default())
}

/// `c` for what counts, `h` for what is held back, `-` for the rest.
fn marks(reasons: &[ToWeigh<'_>]) -> String {
    let mark = |it: &calls::WeighedReason| match (it.counts, it.held_back) {
        (true, false) => 'c',
        (false, true) => 'h',
        (false, false) => '-',
        (true, true) => '!',
    };
    weighed(reasons).reasons.iter().map(mark).collect()
}

#[test]
fn what_counts_and_what_is_held_back() {
    use Kind::{EndingSips, HighValueInactive, MissedDebits, NoStepUp};
    use State::{Dismissed, Open, Snoozed};
    let (repair, keep, account, grow) = (
        |sip, state| one(sip, MissedDebits, state),
        |sip, state| one(sip, EndingSips, state),
        |state| one("", HighValueInactive, state),
        |sip, state| one(sip, NoStepUp, state),
    );
    let rows: [(Vec<ToWeigh<'_>>, &str); 16] = [
        (vec![repair("1", Open), keep("1", Open), grow("1", Open)], "c-h"),
        (vec![repair("1", Open), keep("2", Open), grow("3", Open)], "cch"),
        (vec![keep("1", Open), grow("1", Open), account(Open)], "cc-"),
        (vec![grow("1", Open), grow("2", Open), account(Open)], "ccc"),
        (vec![account(Open), repair("1", Open)], "-c"),
        // A reason that is put off holds back all the same.
        (vec![repair("1", Snoozed), grow("2", Open)], "ch"),
        (vec![repair("1", Snoozed), keep("1", Open), account(Open)], "c--"),
        // A dismissed one neither counts nor holds back.
        (vec![repair("1", Dismissed), keep("1", Open), grow("2", Open)], "-cc"),
        (vec![repair("1", Dismissed), grow("2", Open)], "-c"),
        (vec![repair("1", Dismissed), account(Open)], "-c"),
        (vec![keep("1", Dismissed), account(Open)], "-c"),
        (vec![repair("1", Dismissed), repair("2", Open), grow("1", Open)], "-ch"),
        (vec![grow("1", Dismissed), repair("1", Open)], "hc"),
        // Dismissed whole, all is as if it were not.
        (vec![repair("1", Dismissed), keep("1", Dismissed), grow("2", Dismissed)], "c-h"),
        (vec![repair("1", Dismissed), account(Dismissed), keep("2", Dismissed)], "c-c"),
        (vec![grow("1", Dismissed)], "c"),
    ];
    for (reasons, expected) in rows {
        assert_eq!(marks(&reasons), expected, "{reasons:?}");
    }
}

#[test]
fn sums_are_of_what_counts_and_has_the_calls_state() {
    let valued = |sip, kind, state, paise, risk| {
        let mut it = one(sip, kind, state);
        it.reason.monthly_value = Paise::new(paise);
        it.reason.risk_score = RiskScore::ratio(risk, 100);
        it
    };
    let open = [
        valued("1", Kind::MissedDebits, State::Open, 500_000, 500),
        valued("2", Kind::EndingSips, State::Open, 300_000, 250),
        valued("3", Kind::StoppedSips, State::Snoozed, 700_000, 1_000),
        valued("4", Kind::NoStepUp, State::Open, 50_000, 400),
    ];
    let call = weighed(&open);
    assert_eq!(call.state, State::Open);
    assert_eq!(call.monthly_value, Paise::new(800_000));
    assert_eq!(call.expected_value, Paise::new(300_000 + 150_000));
    assert_eq!(call.order.priority, Paise::new(450_000 + 187_500));
    // The highest risk of what counts, whatever its state.
    assert_eq!(call.order.risk_score, RiskScore::ratio(10, 1));
    let parts: Vec<i128> = call.reasons.iter().map(|it| it.part.paise()).collect();
    assert_eq!(parts, [450_000, 187_500, 0, 0]);
}

#[test]
fn each_reason_is_rounded_half_up_to_paise_and_then_added() {
    // 15% of 10 paise is 1.5: each is 2, and three are 6, not 5.
    let small = |sip| {
        let mut it = one(sip, Kind::NoStepUp, State::Open);
        it.reason.monthly_value = Paise::new(10);
        it
    };
    let call = weighed(&[small("1"), small("2"), small("3")]);
    assert_eq!(call.expected_value, Paise::new(6));
    assert_eq!(call.order.priority, Paise::new(6));
    assert_eq!(call.monthly_value, Paise::new(30));
}

#[test]
fn only_a_broken_promise_of_repair_or_keep_that_counts_goes_first() {
    let broken = |sip, kind| ToWeigh { promise_broken: true, ..one(sip, kind, State::Open) };
    let rows: [(Vec<ToWeigh<'_>>, bool, bool); 5] = [
        (vec![broken("1", Kind::MissedDebits)], true, true),
        (vec![broken("1", Kind::PausedSips)], true, true),
        (vec![broken("1", Kind::NoStepUp)], true, false),
        (vec![broken("", Kind::HighValueInactive)], true, false),
        // It is broken, but a debit bounces: it does not count.
        (
            vec![broken("1", Kind::EndingSips), one("1", Kind::MissedDebits, State::Open)],
            false,
            false,
        ),
    ];
    for (reasons, is_broken, goes_first) in rows {
        let call = weighed(&reasons);
        assert_eq!(
            (call.promise_broken, call.order.is_broken),
            (is_broken, goes_first),
            "{reasons:?}"
        );
    }
}

#[test]
fn calls_stand_by_broken_promise_priority_risk_and_ids() {
    let order = |is_broken, priority, risk| CallOrder {
        is_broken,
        priority: Paise::new(priority),
        risk_score: RiskScore::ratio(risk, 100),
    };
    let expected = [
        (order(true, 1, 0), ("z", "9")),
        (order(false, 200, 0), ("z", "9")),
        (order(false, 100, 900), ("z", "9")),
        (order(false, 100, 800), ("B", "9")),
        (order(false, 100, 800), ("a", "10")),
        (order(false, 100, 800), ("a", "9")),
        (order(false, 100, 800), ("b", "1")),
    ];
    let mut calls = expected;
    calls.reverse();
    calls.sort_by(|a, b| CallOrder::compare((&a.0, a.1), (&b.0, b.1)));
    assert_eq!(calls, expected);
}

#[test]
fn reasons_stand_by_their_part_then_kind_then_sip() {
    let worth = |sip, kind, paise| {
        let mut it = one(sip, kind, State::Open);
        it.reason.monthly_value = Paise::new(paise);
        it
    };
    let reasons = [
        worth("9", Kind::NoStepUp, 900_000),
        worth("2", Kind::LostMandates, 1_000),
        worth("10", Kind::MissedDebits, 1_000),
        worth("1", Kind::MissedDebits, 1_000),
        worth("4", Kind::EndingSips, 1_000_000),
    ];
    let call = weighed(&reasons);
    let order = call.reading_order(&reasons);
    let sips: Vec<&str> = order.iter().map(|place| reasons[*place].sip_meta_id.unwrap()).collect();
    assert_eq!(sips, ["4", "1", "10", "2", "9"]);
    assert_eq!(call.opening(&order), Some(4));
    // What comes first of what counts opens, though it has another state.
    let snoozed =
        [one("1", Kind::MissedDebits, State::Snoozed), one("2", Kind::NoStepUp, State::Open)];
    let call = weighed(&snoozed);
    assert_eq!(call.opening(&call.reading_order(&snoozed)), Some(0));
}
