//! Lists: their order, to the last tie.

use expect_test::{Expect, expect};
use opportunity_core::{Book, Kind, Paise, Percent, Period, Policy, Query, SipRecord};

use crate::support::{book, day, paying, policy, rupees, step_up, who};

fn sip(id: &str, user: &str, agent: &str) -> SipRecord {
    SipRecord { sip_meta_id: id.into(), user_id: user.into(), agent_id: agent.into(), ..paying() }
}

/// Half of what was due failed: risk 5.
fn failing(id: &str, user: &str, agent: &str, failed: i64) -> SipRecord {
    SipRecord {
        failed_amount: Some(rupees(failed)),
        success_amount: Some(rupees(failed)),
        ..sip(id, user, agent)
    }
}

fn quiet(id: &str, user: &str, agent: &str, invested: i64, latest: &str) -> SipRecord {
    SipRecord {
        success_amount: Some(rupees(invested)),
        latest_success_order_date: Some(day(latest)),
        // One that is live has stopped as well.
        is_active: Some(false),
        ..sip(id, user, agent)
    }
}

/// Paid since thirty months and never stepped up: risk 5, worth 10% of ₹50,000.
fn missing(id: &str, user: &str, agent: &str) -> SipRecord {
    let mut record = SipRecord {
        start_date: Some(day("2023-07-30")),
        first_success_order_date: None,
        amount: rupees(50_000),
        success_count: Some(30),
        success_amount: Some(rupees(30 * 50_000)),
        ..sip(id, user, agent)
    };
    step_up(&mut record, "10% 1Y");
    record
}

fn listed(book: &Book, query: &Query) -> String {
    let page = book.page(query, 0, 1_000);
    let lines = page
        .opportunities
        .iter()
        .map(|o| format!("{} {} {}\n", o.risk_score, o.potential_increase, who(o)));
    lines.collect()
}

fn check(records: &[SipRecord], query: &Query, expected: &Expect) {
    expected.assert_eq(&listed(&book("2026-01-30", records), query));
    let backwards: Vec<SipRecord> = records.iter().rev().cloned().collect();
    expected.assert_eq(&listed(&book("2026-01-30", &backwards), query));
}

fn all() -> Query {
    Query::default()
}

fn only(kind: Kind) -> Query {
    Query { kind: Some(kind), ..Query::default() }
}

#[test]
fn risk_comes_first_then_worth() {
    let mut certain = failing("1", "asha", "10", 5_000);
    certain.success_amount = None;
    let records = [
        failing("2", "asha", "10", 5_000),
        failing("3", "asha", "10", 5_001),
        certain,
        failing("4", "asha", "10", 6_000),
    ];
    let expected = expect![[r#"
        10.00 5000.00 failed_sips 1 asha 10
        5.00 6000.00 failed_sips 4 asha 10
        5.00 5001.00 failed_sips 3 asha 10
        5.00 5000.00 failed_sips 2 asha 10
    "#]];
    check(&records, &all(), &expected);
    check(&records, &only(Kind::FailedSips), &expected);
}

#[test]
fn risk_is_rounded_before_it_orders() {
    // 33.331%, 33.334% and 33.336%: the first two are both 3.33, and the larger is worth less.
    let rate = |id: &str, failed: i64, success: i64| SipRecord {
        failed_amount: Some(rupees(failed)),
        success_amount: Some(rupees(success)),
        ..sip(id, "asha", "10")
    };
    check(
        &[rate("1", 33_331, 66_669), rate("2", 16_667, 33_333), rate("3", 16_668, 33_332)],
        &all(),
        &expect![[r#"
            3.33 33331.00 failed_sips 1 asha 10
            3.33 16668.00 failed_sips 3 asha 10
            3.33 16667.00 failed_sips 2 asha 10
        "#]],
    );
    // 3.335 is 3.34, half up.
    check(
        &[rate("1", 33_349, 66_651), rate("2", 6_670, 13_330)],
        &all(),
        &expect![[r#"
            3.34 6670.00 failed_sips 2 asha 10
            3.33 33349.00 failed_sips 1 asha 10
        "#]],
    );
}

#[test]
fn ties_are_broken_by_kind_then_by_the_bytes_of_ids() {
    let records = [
        missing("b", "asha", "10"),
        missing("10", "asha", "10"),
        missing("9", "asha", "10"),
        missing("B", "zoe", "0"),
        missing("é", "asha", "10"),
        failing("1", "asha", "10", 5_000),
    ];
    check(
        &records,
        &all(),
        &expect![[r#"
            5.00 5000.00 no_sip_increase 10 asha 10
            5.00 5000.00 no_sip_increase 9 asha 10
            5.00 5000.00 no_sip_increase B zoe 0
            5.00 5000.00 no_sip_increase b asha 10
            5.00 5000.00 no_sip_increase é asha 10
            5.00 5000.00 failed_sips 1 asha 10
        "#]],
    );
}

#[test]
fn client_accounts_tie_by_user_then_agent() {
    let records = [
        quiet("1", "b", "9", 100_000, "2025-10-27"),
        quiet("2", "b", "10", 100_000, "2025-10-27"),
        quiet("3", "B", "9", 100_000, "2025-10-27"),
        quiet("4", "é", "0", 100_000, "2025-10-27"),
        quiet("5", "a", "9", 100_000, "2025-10-27"),
    ];
    let expected = expect![[r#"
        3.17 2500.00 high_value_inactive - B 9
        3.17 2500.00 high_value_inactive - a 9
        3.17 2500.00 high_value_inactive - b 10
        3.17 2500.00 high_value_inactive - b 9
        3.17 2500.00 high_value_inactive - é 0
    "#]];
    check(&records, &all(), &expected);
    check(&records, &only(Kind::HighValueInactive), &expected);
}

#[test]
fn quiet_clients_have_an_order_of_their_own() {
    let rich = SipRecord { amount: rupees(100), ..quiet("1", "asha", "10", 300_000, "2025-12-01") };
    let records = [
        quiet("2", "bala", "10", 200_000, "2025-04-05"),
        quiet("3", "chitra", "10", 200_000, "2025-04-04"),
        quiet("4", "dev", "10", 200_000, "2025-10-27"),
        rich,
    ];
    // By money invested, then days.
    check(
        &records,
        &only(Kind::HighValueInactive),
        &expect![[r#"
            2.00 50.00 high_value_inactive - asha 10
            10.00 2500.00 high_value_inactive - chitra 10
            10.00 2500.00 high_value_inactive - bala 10
            3.17 2500.00 high_value_inactive - dev 10
        "#]],
    );
    // Among all kinds, by risk and worth as the others: the days beyond ten points are a tie.
    check(
        &records,
        &all(),
        &expect![[r#"
            10.00 2500.00 high_value_inactive - bala 10
            10.00 2500.00 high_value_inactive - chitra 10
            3.17 2500.00 high_value_inactive - dev 10
            2.00 50.00 high_value_inactive - asha 10
        "#]],
    );
    // The same with a threshold moved, which is not ranked beforehand.
    let query = Query {
        policy: policy(Kind::HighValueInactive, "min_inactive_days", 61),
        ..only(Kind::HighValueInactive)
    };
    check(
        &records,
        &query,
        &expect![[r#"
            10.00 2500.00 high_value_inactive - chitra 10
            10.00 2500.00 high_value_inactive - bala 10
            3.17 2500.00 high_value_inactive - dev 10
        "#]],
    );
}

#[test]
fn an_opportunity_says_all_of_it() {
    let record = SipRecord {
        num_days: Some(2),
        success_amount: Some(rupees(205_000)),
        failed_amount: Some(rupees(123_000)),
        ..sip("135", "asha", "4220")
    };
    let as_of = day("2026-01-30");
    let mut builder = Book::builder(as_of);
    builder.add(&record.facts(&[], day("2026-01-15"))).unwrap();
    builder.external_id("4220", "ag_x1");
    let book = builder.build().unwrap();
    expect![[r#"
        Page {
            total: 1,
            opportunities: [
                Opportunity {
                    kind: FailedSips,
                    user_id: "asha",
                    agent_id: "4220",
                    agent_external_id: Some(
                        "ag_x1",
                    ),
                    sip_meta_id: Some(
                        "135",
                    ),
                    description: "Failed amount: ₹1,23,000 (37.5% failure rate). Status: Success. Debits go through again: recover the missed instalments.",
                    current_sip_amount: Paise(
                        1000000,
                    ),
                    potential_increase: Paise(
                        12300000,
                    ),
                    last_activity: Some(
                        2026-01-05,
                    ),
                    days_since_activity: Some(
                        25,
                    ),
                    total_invested: Paise(
                        20500000,
                    ),
                    failed_amount: Some(
                        Paise(
                            12300000,
                        ),
                    ),
                    risk_score: RiskScore(
                        375,
                    ),
                    record_as_of: 2026-01-15,
                    details: [
                        (
                            "failure_rate",
                            PercentTenths(
                                375,
                            ),
                        ),
                        (
                            "suggested_action",
                            Word(
                                "recover_missed",
                            ),
                        ),
                    ],
                },
            ],
        }
    "#]]
    .assert_debug_eq(&book.page(&all(), 0, 10));
}

#[test]
fn activity_is_unknown_where_nothing_was_ever_paid() {
    let record = SipRecord {
        failed_amount: Some(rupees(5_000)),
        success_amount: None,
        latest_success_order_date: None,
        ..paying()
    };
    let book = book("2026-01-30", &[record]);
    let page = book.page(&all(), 0, 1);
    let said = &page.opportunities[0];
    assert_eq!((said.last_activity, said.days_since_activity), (None, None));
    assert_eq!(said.total_invested, Paise::ZERO);
}

#[test]
fn any_offset_and_limit_cuts_the_same_list() {
    let records: Vec<SipRecord> =
        (0..23).map(|n| failing(&n.to_string(), "asha", "10", 5_000 + n % 4)).collect();
    let book = book("2026-01-30", &records);
    let later = Some(day("2026-02-28"));
    for query in [all(), only(Kind::FailedSips), Query { as_of: later, ..all() }] {
        let whole = book.page(&query, 0, usize::MAX);
        assert_eq!((whole.total, whole.opportunities.len()), (23, 23));
        for offset in [0, 1, 7, 22, 23, 24, usize::MAX] {
            for limit in [0, 1, 2, 7, 22, 23, 24, usize::MAX] {
                let page = book.page(&query, offset, limit);
                let from = offset.min(23);
                let to = from + limit.min(23 - from);
                assert_eq!(page.total, 23, "{offset} {limit}");
                assert_eq!(page.opportunities, whole.opportunities[from..to], "{offset} {limit}");
            }
        }
    }
}

#[test]
fn a_question_is_ranked_beforehand_only_as_it_stands() {
    let book = book("2026-01-30", &[failing("1", "asha", "10", 5_000)]);
    let own = Query { as_of: Some(day("2026-01-30")), ..all() };
    let later = Query { as_of: Some(day("2026-01-31")), ..all() };
    let moved = Query { policy: policy(Kind::NoSipIncrease, "min_months", 13), ..all() };
    for (query, expected) in [(all(), true), (own, true), (later, false), (moved, false)] {
        assert_eq!(book.is_ranked(&query), expected, "{query:?}");
        assert_eq!(book.page(&query, 0, 10).total, 1);
    }
}

#[test]
fn the_largest_totals_are_exact() {
    let most = SipRecord {
        amount: Paise::new(999_999_999_999_999),
        success_amount: Some(Paise::new(999_999_999_999_999)),
        success_count: Some(1),
        start_date: Some(day("2023-01-05")),
        num_days: Some(u32::MAX),
        increment_percentage: Some(Percent::from_hundredths(999_999_999_999_999)),
        increment_period: Period::parse("1Y"),
        ..paying()
    };
    let sips: Vec<SipRecord> = (0..1_200)
        .map(|number| SipRecord { sip_meta_id: number.to_string(), ..most.clone() })
        .collect();
    let stats = book("2026-01-30", &sips).stats(&Query::default());
    assert_eq!(stats.of(Kind::NoSipIncrease).count, 1_200);
    // So many percent of an instalment of nearly as many paise, on every day of a month.
    let step = (most.amount.paise().pow(2) + 5_000) / 10_000;
    assert_eq!(stats.total().potential_revenue.paise(), step * 31 * 1_200);
}

#[test]
fn a_date_before_the_books_is_the_books() {
    let book = book("2026-01-30", &[failing("1", "asha", "10", 5_000)]);
    let asked = |as_of| Query { as_of: Some(day(as_of)), ..all() };
    assert_eq!(book.page(&asked("2025-01-30"), 0, 10), book.page(&all(), 0, 10));
    assert!(book.is_ranked(&asked("2025-01-30")) && !book.is_ranked(&asked("2026-01-31")));
    let early = book.client("asha", Some(day("2020-01-01")), &Policy::default());
    assert_eq!(early, book.client("asha", None, &Policy::default()));
}

#[test]
fn ids_are_kept_apart_in_a_large_book() {
    // More than 32,768 texts, of uneven lengths.
    let sips: Vec<SipRecord> = (0..33_000)
        .map(|number| failing(&format!("{number:07}"), &format!("u{number}"), "10", 5_000))
        .collect();
    let book = book("2026-01-30", &sips);
    let page = book.page(&all(), 32_700, 300);
    let ids: Vec<_> = page.opportunities.iter().map(|o| (o.sip_meta_id, o.user_id)).collect();
    let expected: Vec<(String, String)> =
        (32_700..33_000).map(|number| (format!("{number:07}"), format!("u{number}"))).collect();
    let expected: Vec<_> =
        expected.iter().map(|(sip, user)| (Some(sip.as_str()), user.as_str())).collect();
    assert_eq!(ids, expected);
    let user = &book.client("u32768", None, &Policy::default())[0];
    assert_eq!(user.sips[0].sip_meta_id, "0032768");
}

#[test]
fn the_memory_of_a_book_is_told() {
    let sips: Vec<SipRecord> = (0..1_000)
        .map(|number| failing(&format!("{number:04}"), &format!("u{}", number / 2), "10", 5_000))
        .collect();
    let book = book("2026-01-30", &sips);
    // A digest, a status, an id and two bits for each SIP; an id, two places and a bit for each
    // client; two lists of two rankings with an entry for each opportunity.
    expect!["114145"].assert_eq(&book.memory_bytes().to_string());
    assert_eq!(Book::default().memory_bytes(), 0);
}

#[test]
fn a_page_from_anywhere_in_a_long_list_is_that_part_of_it() {
    let sips: Vec<SipRecord> = (0..5_000i64)
        .map(|number| failing(&number.to_string(), "asha", "10", 1 + number * 7_919 % 1_000))
        .collect();
    let book = book("2026-01-30", &sips);
    let policy = Policy::default().with(Kind::FailedSips, "min_failed_amount", 1).unwrap();
    let query = Query { kind: Some(Kind::FailedSips), policy, ..Query::default() };
    let ids = |offset, limit| -> Vec<_> {
        let page = book.page(&query, offset, limit);
        assert_eq!(page.total, 5_000);
        page.opportunities.iter().map(|call| call.sip_meta_id).collect()
    };
    let whole = ids(0, usize::MAX);
    assert_eq!(whole.len(), 5_000);
    for (offset, limit) in [(0, 1), (0, 100), (1, 1_024), (2_047, 3), (3_000, 500), (4_995, 10)] {
        let end = (offset + limit).min(whole.len());
        assert_eq!(ids(offset, limit), whole[offset..end], "{offset} {limit}");
    }
    assert!(ids(5_000, 10).is_empty());
    assert!(ids(100, 0).is_empty());
}
