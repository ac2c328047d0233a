//! A client with real money invested went quiet.

use expect_test::expect;
use opportunity_core::{Kind, Paise, Policy, Query, SipRecord};

use crate::support::{book, day, paying, policy, rupees, said_of_client, who};

const KIND: Kind = Kind::HighValueInactive;

/// A SIP of ₹5,000 a month with this much invested and paid last on this day.
fn quiet(id: &str, invested: Paise, latest: &str) -> SipRecord {
    SipRecord {
        sip_meta_id: id.into(),
        success_amount: Some(invested),
        latest_success_order_date: (!latest.is_empty()).then(|| day(latest)),
        ..paying()
    }
}

fn said(records: &[SipRecord], policy: &Policy) -> String {
    said_of_client(KIND, records, day("2026-01-30"), policy)
}

fn check(why: &str, records: &[SipRecord], expected: &str) {
    let said = said(records, &Policy::default());
    assert_eq!(said.split("] ").next().unwrap(), expected, "{why}");
}

#[test]
fn a_lakh_and_sixty_days_are_enough() {
    let lakh = rupees(100_000);
    let speaks = "2.00 2500.00 of 5000.00 [1";
    check("both to the point", &[quiet("1", lakh, "2025-12-01")], speaks);
    check("a paisa less", &[quiet("1", Paise::new(9_999_999), "2025-12-01")], "too_little");
    check("a day less", &[quiet("1", lakh, "2025-12-02")], "still_paying");
    check("never paid", &[quiet("1", lakh, "")], "nothing_paid");
    let deleted = SipRecord { deleted: Some(true), ..quiet("1", lakh, "2025-12-01") };
    check("no SIP that is not deleted", &[deleted], "no_sips");

    let days = |days| policy(KIND, "min_inactive_days", days);
    let money = |paise| policy(KIND, "min_invested_amount", paise);
    for (why, record, policy, expected) in [
        ("59 days asked", quiet("1", lakh, "2025-12-02"), days(59), "1.97"),
        ("61 days asked", quiet("1", lakh, "2025-12-01"), days(61), "still_paying"),
        ("a day asked", quiet("1", lakh, "2026-01-29"), days(1), "0.03"),
        ("paid today", quiet("1", lakh, "2026-01-30"), days(1), "still_paying"),
        ("a paisa more asked", quiet("1", lakh, "2025-12-01"), money(10_000_001), "too_little"),
        (
            "a paisa less asked",
            quiet("1", Paise::new(9_999_999), "2025-12-01"),
            money(9_999_999),
            "2.00",
        ),
        ("nothing asked", quiet("1", Paise::ZERO, "2025-12-01"), money(0), "2.00"),
    ] {
        let said = said(&[record], &policy);
        assert_eq!(said.split(' ').next().unwrap(), expected, "{why}");
    }
}

#[test]
fn the_whole_account_is_judged() {
    let gone = |record: SipRecord| SipRecord { deleted: Some(true), ..record };
    let stopped = |record: SipRecord| SipRecord { is_active: Some(false), ..record };
    let ended = |record: SipRecord| SipRecord { end_date: Some(day("2026-01-29")), ..record };
    let idle = || quiet("1", rupees(100_000), "2025-10-27");
    for (why, records, expected) in [
        ("one idle SIP", vec![idle()], "3.17 2500.00 of 5000.00 [1"),
        (
            "one idle and one that pays",
            vec![idle(), quiet("2", rupees(1), "2026-01-05")],
            "still_paying",
        ),
        (
            "the one that pays was deleted",
            vec![idle(), gone(quiet("2", rupees(1), "2026-01-05"))],
            "3.17 2500.00 of 5000.00 [1",
        ),
        (
            "the one that pays has stopped since",
            vec![idle(), stopped(quiet("2", rupees(1), "2026-01-05"))],
            "still_paying",
        ),
        (
            "one idle and one that never paid",
            vec![idle(), quiet("2", rupees(0), "")],
            "3.17 5000.00 of 10000.00 [2",
        ),
        (
            "the newest payment of two counts",
            vec![idle(), quiet("2", rupees(1), "2025-12-01")],
            "2.00 5000.00 of 10000.00 [2",
        ),
        (
            "a lakh in two SIPs",
            vec![
                quiet("1", Paise::new(5_000_000), "2025-10-27"),
                quiet("2", Paise::new(5_000_000), "2025-10-27"),
            ],
            "3.17 5000.00 of 10000.00 [2",
        ),
        (
            "a paisa less in two SIPs",
            vec![
                quiet("1", Paise::new(5_000_000), "2025-10-27"),
                quiet("2", Paise::new(4_999_999), "2025-10-27"),
            ],
            "too_little",
        ),
        (
            "money of deleted SIPs is not counted",
            vec![
                quiet("1", Paise::new(5_000_000), "2025-10-27"),
                gone(quiet("2", Paise::new(5_000_000), "2025-10-27")),
            ],
            "too_little",
        ),
        ("all are deleted", vec![gone(idle())], "no_sips"),
        (
            "money of stopped and ended SIPs is counted",
            vec![
                stopped(quiet("1", Paise::new(5_000_000), "2025-10-27")),
                ended(quiet("2", Paise::new(5_000_000), "2025-10-27")),
            ],
            "3.17 5000.00 of 10000.00 [2",
        ),
        (
            "a live SIP's monthly amount alone",
            vec![idle(), stopped(quiet("2", rupees(0), "")), ended(quiet("3", rupees(0), ""))],
            "3.17 2500.00 of 5000.00 [3",
        ),
        (
            "all SIPs' where none is live",
            vec![stopped(idle()), ended(quiet("3", rupees(0), ""))],
            "3.17 5000.00 of 10000.00 [2",
        ),
    ] {
        check(why, &records, expected);
    }
}

#[test]
fn a_sip_that_ends_today_is_live() {
    let idle = quiet("1", rupees(100_000), "2025-10-27");
    let ends = |date| SipRecord { end_date: Some(day(date)), ..quiet("2", rupees(0), "") };
    check("today", &[idle.clone(), ends("2026-01-30")], "3.17 5000.00 of 10000.00 [2");
    check("yesterday", &[idle, ends("2026-01-29")], "3.17 2500.00 of 5000.00 [2");
}

#[test]
fn it_is_worth_half_of_the_monthly_amount_half_up() {
    let mut record = quiet("1", rupees(100_000), "2025-10-27");
    for (paise, num_days, expected) in [
        (1_001, 1, "3.17 5.01 of 10.01 [1"),
        (1_001, 2, "3.17 10.01 of 20.02 [1"),
        (1, 1, "3.17 0.01 of 0.01 [1"),
    ] {
        (record.amount, record.num_days) = (Paise::new(paise), Some(num_days));
        check("half of it", std::slice::from_ref(&record), expected);
    }
}

#[test]
fn risk_is_a_thirtieth_of_the_days_and_ten_at_most() {
    for (latest, risk) in [
        ("2025-12-01", "2.00"),
        ("2025-11-30", "2.03"),
        ("2025-11-29", "2.07"),
        ("2025-10-27", "3.17"),
        ("2025-04-06", "9.97"),
        ("2025-04-05", "10.00"),
        ("2025-04-04", "10.00"),
        ("2001-04-04", "10.00"),
    ] {
        let said = said(&[quiet("1", rupees(100_000), latest)], &Policy::default());
        assert_eq!(said.split(' ').next().unwrap(), risk, "{latest}");
    }
}

#[test]
fn what_a_partner_reads() {
    let account =
        [quiet("1", rupees(1_234_499), "2025-10-27"), quiet("2", Paise::new(50), "2024-01-01")];
    expect!["3.17 5000.00 of 10000.00 [2] High-value client (₹12,34,500 invested) inactive for 95 days. Good candidate for a portfolio review or additional products."]
    .assert_eq(&said(&account, &Policy::default()));
}

#[test]
fn one_client_of_two_agents_has_two_accounts() {
    let of = |id: &str, agent: &str, latest: &str| SipRecord {
        agent_id: agent.into(),
        ..quiet(id, rupees(100_000), latest)
    };
    // Under 4220 the client still pays, under 4221 no longer.
    let book = book(
        "2026-01-30",
        &[of("1", "4220", "2026-01-05"), of("2", "4221", "2025-10-27"), of("3", "4221", "")],
    );
    let page = book.page(&Query { kind: Some(KIND), ..Query::default() }, 0, 10);
    let found: Vec<String> = page.opportunities.iter().map(who).collect();
    assert_eq!(found, ["high_value_inactive - asha 4221"]);
    assert_eq!(page.opportunities[0].total_invested, rupees(200_000));
}

#[test]
fn an_account_is_as_old_as_its_oldest_record() {
    let as_of = day("2026-01-30");
    let mut builder = opportunity_core::Book::builder(as_of);
    let idle = quiet("1", rupees(100_000), "2025-10-27");
    let older = quiet("2", rupees(0), "");
    let deleted = SipRecord { deleted: Some(true), ..quiet("3", rupees(0), "") };
    builder.add(&idle.facts(&[], as_of)).unwrap();
    builder.add(&older.facts(&[], day("2025-11-15"))).unwrap();
    builder.add(&deleted.facts(&[], day("2025-01-01"))).unwrap();
    let book = builder.build().unwrap();
    let page = book.page(&Query { kind: Some(KIND), ..Query::default() }, 0, 10);
    let said: Vec<_> = page.opportunities.iter().map(|o| (o.record_as_of, o.sip_meta_id)).collect();
    assert_eq!(said, [(day("2025-11-15"), None)]);
}
