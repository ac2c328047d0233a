//! Agents: how they are found, ordered and summed up.

use expect_test::expect;
use opportunity_core::{AgentSummary, Book, Kind, Paise, Query, Scope, SipRecord, Status, Tally};

use crate::support::{book, day, paying, rupees, step_up, who};

fn of(agent: &str, user: &str, id: &str) -> SipRecord {
    SipRecord { agent_id: agent.into(), user_id: user.into(), sip_meta_id: id.into(), ..paying() }
}

/// Agents 0, 10, 100 and 20 with a failed SIP each, and what they are called outside.
fn named(names: &[(&str, &str)]) -> Book {
    let as_of = day("2026-01-30");
    let mut builder = Book::builder(as_of);
    for (agent, id) in [("20", "1"), ("0", "2"), ("100", "3"), ("10", "4")] {
        let record = SipRecord { failed_amount: Some(rupees(5_000)), ..of(agent, "asha", id) };
        builder.add(&record.facts(&[], as_of)).unwrap();
    }
    for (agent, name) in names {
        builder.external_id(agent, name);
    }
    builder.build().unwrap()
}

fn agents_of(book: &Book, id: &str) -> Vec<String> {
    let query = Query { scope: Scope::Agent(id.into()), ..Query::default() };
    let page = book.page(&query, 0, 100);
    assert_eq!(page.total, page.opportunities.len());
    page.opportunities.iter().map(|found| found.agent_id.to_owned()).collect()
}

#[test]
fn agents_are_found_by_internal_and_external_id() {
    let names = [("10", "ag_ten"), ("100", "ag_shared"), ("20", "ag_shared"), ("7", "ag_gone")];
    let book = named(&names);
    for (id, expected) in [
        ("10", vec!["10"]),
        ("ag_ten", vec!["10"]),
        ("20", vec!["20"]),
        // By SIP id: agent 20's is 1, agent 100's is 3.
        ("ag_shared", vec!["20", "100"]),
        ("0", vec!["0"]),
        ("unassigned", vec!["0"]),
        ("1", vec![]),
        ("7", vec![]),
        ("ag_gone", vec![]),
        ("ag_nobody", vec![]),
        ("AG_TEN", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(agents_of(&book, id), expected, "{id:?}");
        let query = Query { scope: Scope::Agent(id.into()), ..Query::default() };
        assert_eq!(book.stats(&query).total().count, expected.len() as u64, "{id:?}");
    }
}

#[test]
fn an_external_id_may_be_anothers_internal_one() {
    let book = named(&[("20", "10")]);
    assert_eq!(agents_of(&book, "10"), ["20", "10"]);
    assert_eq!(agents_of(&book, "20"), ["20"]);
}

#[test]
fn an_agent_whose_external_id_is_its_internal_one_is_found_once() {
    let book = named(&[("20", "20")]);
    assert_eq!(agents_of(&book, "20"), ["20"]);
}

#[test]
fn the_unassigned_are_called_that_whatever_else_they_are_named() {
    let book = named(&[("0", "ag_zero"), ("20", "unassigned")]);
    assert_eq!(agents_of(&book, "ag_zero"), Vec::<String>::new());
    assert_eq!(agents_of(&book, "unassigned"), ["20", "0"]);
    let page = book.page(&Query::default(), 0, 10);
    let names: Vec<_> =
        page.opportunities.iter().map(|o| (o.agent_id, o.agent_external_id)).collect();
    assert_eq!(
        names,
        [("20", Some("unassigned")), ("0", Some("unassigned")), ("100", None), ("10", None)]
    );
}

#[test]
fn agents_are_summed_up() {
    let mut missed = of("20", "asha", "1");
    step_up(&mut missed, "10% 1Y");
    missed.success_amount = Some(Paise::new(151_754));
    let book = book(
        "2026-01-30",
        &[
            missed,
            // A client account of two SIPs, one of which has ended; gone quiet.
            SipRecord {
                success_amount: Some(rupees(100_000)),
                latest_success_order_date: Some(day("2025-10-27")),
                end_date: Some(day("2026-01-29")),
                num_days: Some(2),
                ..of("20", "bala", "2")
            },
            SipRecord {
                success_amount: Some(rupees(0)),
                latest_success_order_date: None,
                failed_amount: Some(rupees(5_000)),
                end_date: Some(day("2026-01-30")),
                sip_days: Some("1,15".into()),
                ..of("20", "bala", "3")
            },
            // Failed too little to be an opportunity, and yet failed.
            SipRecord {
                failed_amount: Some(Paise::new(499_999)),
                is_active: Some(false),
                status: Status::Paused,
                ..of("20", "chitra", "4")
            },
            // Deleted SIPs are no SIPs, and their clients no clients.
            SipRecord {
                deleted: Some(true),
                success_amount: Some(rupees(900_000)),
                failed_amount: Some(rupees(9_000)),
                ..of("20", "deleted", "5")
            },
            SipRecord { deleted: Some(true), ..of("30", "deleted", "6") },
            of("10", "asha", "7"),
        ],
    );
    assert_eq!(book.sip_count(), 5);
    let said = |agent: &AgentSummary| {
        let found = Kind::ALL.map(|kind| {
            let Tally { count, potential_revenue } = agent.opportunities.of(kind);
            format!("{} {count} worth {potential_revenue}", kind.name())
        });
        format!(
            "{}: {} SIPs, {} invested, {} clients, {} active of {} a month, {} failed; {}\n",
            agent.agent_id,
            agent.total_sips,
            agent.total_aum,
            agent.total_clients,
            agent.active_sips,
            agent.monthly_sip_amount,
            agent.failed_amount,
            found.join(", ")
        )
    };
    let agents: String = book.agents().map(said).collect();
    expect![[r#"
        20: 4 SIPs, 101517.54 invested, 3 clients, 2 active of 15000.00 a month, 9999.99 failed; no_sip_increase 0 worth 0.00, failed_sips 1 worth 5000.00, high_value_inactive 1 worth 5000.00, missed_debits 0 worth 0.00, stopped_sips 0 worth 0.00, never_started 1 worth 10000.00, paused_sips 0 worth 0.00, no_step_up 0 worth 0.00, ending_sips 1 worth 10000.00, lost_mandates 0 worth 0.00
        10: 1 SIPs, 0.00 invested, 1 clients, 1 active of 5000.00 a month, 0.00 failed; no_sip_increase 0 worth 0.00, failed_sips 0 worth 0.00, high_value_inactive 0 worth 0.00, missed_debits 0 worth 0.00, stopped_sips 0 worth 0.00, never_started 0 worth 0.00, paused_sips 0 worth 0.00, no_step_up 0 worth 0.00, ending_sips 0 worth 0.00, lost_mandates 0 worth 0.00
    "#]]
    .assert_eq(&agents);
}

#[test]
fn agents_come_by_money_then_by_the_bytes_of_their_id() {
    let with = |agent: &str, id: &str, invested: i64| SipRecord {
        success_amount: Some(rupees(invested)),
        ..of(agent, "asha", id)
    };
    let book = book(
        "2026-01-30",
        &[
            with("9", "1", 100),
            with("10", "2", 100),
            with("é", "3", 100),
            with("b", "4", 100),
            with("B", "5", 100),
            with("0", "6", 101),
            with("1", "7", 50),
            with("1", "8", 51),
            with("2", "9", 99),
        ],
    );
    let order: Vec<&str> = book.agents().map(|agent| agent.agent_id.as_str()).collect();
    assert_eq!(order, ["0", "1", "10", "9", "B", "b", "é", "2"]);
    assert_eq!(book.agents().len(), 8);
}

#[test]
fn a_book_of_nothing_answers_with_nothing() {
    let never = Book::default();
    assert_eq!(never.as_of(), None);
    for book in [&never, &book("2026-01-30", &[])] {
        let page = book.page(&Query::default(), 0, 10);
        assert_eq!((page.total, page.opportunities.len()), (0, 0));
        assert_eq!(book.stats(&Query::default()).total().count, 0);
        assert_eq!((book.agents().len(), book.sip_count()), (0, 0));
        for kind in Kind::ALL {
            let as_of = Some(day("2026-03-01"));
            let query = Query { kind: Some(kind), as_of, ..Query::default() };
            assert_eq!(book.page(&query, 5, 10).total, 0);
        }
    }
    assert_eq!(book("2026-01-30", &[]).as_of(), Some(day("2026-01-30")));
}

#[test]
fn several_agents_are_asked_for_by_their_own_ids_alone() {
    let book = named(&[("20", "10"), ("0", "100")]);
    for (ids, expected) in [
        (vec!["10"], vec!["10"]),
        (vec!["10", "100"], vec!["100", "10"]),
        (vec!["100", "10", "100", "nobody"], vec!["100", "10"]),
        (vec!["unassigned"], vec![]),
        (vec![], vec![]),
    ] {
        let scope = Scope::Agents(ids.iter().map(|id| (*id).to_owned()).collect());
        let query = Query { scope, ..Query::default() };
        let page = book.page(&query, 0, 10);
        let found: Vec<_> = page.opportunities.iter().map(|found| found.agent_id).collect();
        assert_eq!(found, expected, "{ids:?}");
        assert_eq!(book.stats(&query).total().count, expected.len() as u64, "{ids:?}");
        assert_eq!(book.is_ranked(&query), expected.len() < 2, "{ids:?}");
    }
    let known: Vec<_> = book.agents_known_as("10").collect();
    assert_eq!(known, ["10", "20"]);
    assert_eq!(book.agents_known_as("nobody").count(), 0);
}

#[test]
fn the_scope_of_an_id_that_nobody_has_is_nobody() {
    let book = named(&[]);
    let nobody = Query { scope: Scope::Agent("nobody".into()), ..Query::default() };
    let later = Query { as_of: Some(day("2026-02-28")), ..nobody.clone() };
    for query in [nobody, later] {
        assert_eq!(book.page(&query, 0, 10).total, 0);
        assert_eq!(book.stats(&query).total().count, 0);
    }
    assert_eq!(book.page(&Query::default(), 0, 10).total, 4);
}

#[test]
fn one_client_of_two_agents_is_a_client_of_each() {
    let failing = |agent: &str, id: &str| SipRecord {
        failed_amount: Some(rupees(5_000)),
        ..of(agent, "asha", id)
    };
    let book = book("2026-01-30", &[failing("10", "2"), failing("20", "1")]);
    let clients: Vec<u64> = book.agents().map(|agent| agent.total_clients).collect();
    assert_eq!(clients, [1, 1]);
    let page = book.page(&Query::default(), 0, 10);
    let found: Vec<String> = page.opportunities.iter().map(who).collect();
    assert_eq!(found, ["failed_sips 1 asha 20", "failed_sips 2 asha 10"]);
}
