//! Books of three weeks and more: what is called about, promised, told, proven, and taken back.

use serde_json::{Value, json};

use crate::desk::{
    Desk, call_of, ending, first_book, growing, lines, missing, paid, sip, states, with,
};
use crate::support::Server;

const REST: &str = "2026-02-28";

#[test]
fn a_promise_is_made_kept_and_proven() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    assert_eq!(server.get("/api/calls").each("user_id"), ["bina", "asha"]);
    assert!(server.get("/api/changes").rows().is_empty());
    let promise = json!({"action": "promised", "outcome": "will_pay", "check_on": "2026-02-10"});
    let answer = server.work("asha", &promise);
    let event = &answer.json()["event"];
    assert_eq!(event["at"].as_str().unwrap().get(..10), Some("2026-02-02"));
    assert_eq!(event["book_as_of"], "2026-01-30");
    assert_eq!(states(&answer.json()["call"]), [("repair~1".to_owned(), "waiting".to_owned())]);
    assert_eq!(server.get("/api/calls").each("user_id"), ["bina"]);
    assert_eq!(server.get("/api/calls?state=waiting").each("user_id"), ["asha"]);
    drop(server);

    // A week later it is paid, and a debit of Chitra is missing.
    desk.import(
        "2026-02-13",
        &[
            paid("1", "asha", "4220", "2026-02-13", "2026-02-05"),
            with(
                ending("2", "bina", "4220"),
                json!({"event_date": "2026-02-13", "latest_success_order_date": "2026-02-05"}),
            ),
            sip("3", "chitra", "77", "2026-02-13"),
        ],
    );
    let server = desk.server_on("2026-02-14");
    assert_eq!(
        lines(&server.get("/api/changes")),
        ["ended repair~1 recovered", "appeared repair~3"]
    );
    assert_eq!(server.get("/api/calls?new=true").each("user_id"), ["chitra"]);
    let asha = server.get("/api/calls/asha").json();
    assert_eq!(asha["call"], Value::Null);
    let spell = &asha["spells"][0];
    let expected = json!({
        "key": "repair~1", "kind": "missed_debits", "agent_id": "4220", "since": "2026-01-30",
        "ended_on": "2026-02-13", "why": "recovered", "monthly_value": 5000.0, "regressed": false,
        "claimed_by": "nobody", "credit": "proven",
    });
    let by = asha["work"][0]["by"].clone();
    assert_eq!(*spell, with(expected, json!({"claimed_by": by})));
    // The spell has ended: what was done in it cannot be taken back.
    let work_id = asha["work"][0]["work_id"].as_i64().unwrap();
    let refused = server.undo(work_id);
    assert_eq!((refused.status, &refused.json()["call"]), (409, &Value::Null));
    drop(server);

    // In the third week a debit is missing again: it has regressed, and nothing done holds it.
    desk.import(
        "2026-03-14",
        &[
            paid("1", "asha", "4220", "2026-03-14", "2026-02-05"),
            paid("3", "chitra", "77", "2026-03-14", "2026-02-05"),
        ],
    );
    let server = desk.server_on("2026-03-15");
    let reason = &call_of(&server, "asha")["reasons"][0];
    for (member, expected) in [
        ("state", json!("open")),
        ("since", json!("2026-03-14")),
        ("regressed", json!(true)),
        ("last_work", Value::Null),
        ("promise_broken", json!(false)),
    ] {
        assert_eq!(reason[member], expected, "{member}");
    }
    let after = server.get("/api/changes").each("change_id")[1].clone();
    let newer = server.get(&format!("/api/changes?after={after}"));
    assert_eq!(
        lines(&newer),
        [
            "ended keep~2 ended",
            "ended repair~3 recovered",
            "appeared repair~1",
            "appeared repair~3"
        ]
    );
    assert_eq!(newer.each("recovered"), ["false", "true", "false", "false"]);
    assert_eq!(newer.each("regressed"), ["false", "false", "true", "false"]);
}

#[test]
fn a_promise_that_was_not_kept_goes_before_all_others() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let promise = json!({"action": "promised", "outcome": "will_renew", "check_on": "2026-02-10"});
    assert_eq!(server.work("bina", &promise).status, 201);
    drop(server);
    let renewed = json!({"event_date": "2026-02-11", "latest_success_order_date": "2026-02-05"});
    desk.import(
        "2026-02-11",
        &[sip("1", "asha", "4220", "2026-02-11"), with(ending("2", "bina", "4220"), renewed)],
    );
    let server = desk.server_on("2026-02-11");
    let calls = server.get("/api/calls").rows();
    assert_eq!(calls[0]["user_id"], "bina");
    let reason = &calls[0]["reasons"][0];
    assert_eq!(
        (&calls[0]["promise_broken"], &reason["promise_broken"]),
        (&json!(true), &json!(true))
    );
    assert_eq!((&reason["check_on"], &reason["state"]), (&json!("2026-02-10"), &json!("open")));
    assert_eq!(server.get("/api/calls/stats").json()["broken_promises"], 1);
}

#[test]
fn an_old_export_that_comes_late_reopens_nothing() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let snooze = json!({"action": "snoozed", "until": "2026-03-01"});
    assert_eq!(server.work("asha", &snooze).status, 201);
    let sequence =
        desk.import("2026-01-20", &[paid("1", "asha", "4220", "2026-01-20", "2025-10-05")]);
    server.wait_for_calls(sequence);
    assert_eq!(states(&call_of(&server, "asha")), [("repair~1".to_owned(), "snoozed".to_owned())]);
    assert!(server.get("/api/changes").rows().is_empty());
}

#[test]
fn trends_tell_each_books_totals() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    // Dismissed or not, it is the book that counts.
    let dismissal = json!({"action": "dismissed", "reason": "wrong_fact"});
    assert_eq!(server.work("asha", &dismissal).status, 201);
    for (as_of, latest) in [("2026-02-13", "2026-02-05"), ("2026-02-14", "2026-02-05")] {
        let sequence = desk.import(as_of, &[paid("1", "asha", "4220", as_of, latest)]);
        server.wait_for_calls(sequence);
    }
    let of = |query: &str| -> Vec<Value> {
        let points = server.get(&format!("/api/trends?kind=missed_debits{query}")).rows();
        points
            .iter()
            .map(|point| {
                let it = &point["by_kind"]["missed_debits"];
                json!([
                    point["as_of"],
                    it["count"],
                    it["monthly_value"],
                    it["appeared"],
                    it["ended"],
                    it["recovered"]
                ])
            })
            .collect()
    };
    let first = json!(["2026-01-30", 1, 5000.0, 0, 0, 0]);
    let second = json!(["2026-02-13", 0, 0.0, 0, 1, 1]);
    let third = json!(["2026-02-14", 0, 0.0, 0, 0, 0]);
    assert_eq!(of(""), [first.clone(), second.clone(), third.clone()]);
    assert_eq!(of("&agent_id=ag_4220"), [first.clone(), second.clone(), third.clone()]);
    assert_eq!(of("&from=2026-02-01&to=2026-02-13"), [second]);
    let point = server.get("/api/trends?agent_id=77&to=2026-02-01").json();
    let kinds = point[0]["by_kind"].as_object().unwrap();
    assert_eq!(kinds.len(), 10);
    assert!(kinds.values().all(|it| it["count"] == 0));
    assert_eq!(of("&agent_id=nobody").len(), 3);
}

#[test]
fn a_sip_that_moves_to_another_agent_takes_its_work_along() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let snooze = json!({"action": "snoozed", "until": "2026-03-01"});
    assert_eq!(server.work("asha", &snooze).status, 201);
    let moved = with(missing("1", "asha", "77"), json!({"event_date": "2026-02-03"}));
    server.wait_for_calls(desk.import("2026-02-03", &[moved]));
    let call = call_of(&server, "asha");
    let reason = &call["reasons"][0];
    assert_eq!(
        (&call["agent_id"], &reason["state"], &reason["since"]),
        (&json!("77"), &json!("snoozed"), &json!("2026-01-30"))
    );
    assert!(server.get("/api/changes").rows().is_empty());
    // A second debit is missing: that opens it, under the agent who has it now.
    let worse = with(missing("1", "asha", "77"), json!({"event_date": "2026-02-14"}));
    server.wait_for_calls(desk.import("2026-02-14", &[worse]));
    let reason = &call_of(&server, "asha")["reasons"][0];
    assert_eq!(
        (&reason["state"], &reason["worsened"], &reason["mark"]),
        (&json!("open"), &json!(true), &json!(2))
    );
    let grew = server.get("/api/changes?agent_id=77&change=grew");
    assert_eq!(lines(&grew), ["grew repair~1"]);
    assert_eq!(grew.rows()[0]["agent_external_id"], "ag_77");
    assert!(server.get("/api/changes?agent_id=4220&change=grew").rows().is_empty());
}

#[test]
fn a_sip_of_another_client_begins_anew() {
    let desk = Desk::of("2026-01-30", &first_book());
    let server = desk.server_on("2026-02-02");
    let dismissal = json!({"action": "dismissed", "reason": "declined"});
    assert_eq!(server.work("asha", &dismissal).status, 201);
    // Even by a book that is not newer.
    let binas = with(missing("1", "bina", "4220"), json!({"event_date": "2026-01-30, 10:00 AM"}));
    server.wait_for_calls(
        desk.import("2026-01-30", &[binas, sip("4", "asha", "4220", "2026-01-30")]),
    );
    let bina = call_of(&server, "bina");
    let repair =
        bina["reasons"].as_array().unwrap().iter().find(|it| it["key"] == "repair~1").unwrap();
    assert_eq!((&repair["state"], &repair["last_work"]), (&json!("open"), &Value::Null));
    let asha = server.get("/api/calls/asha").json();
    assert_eq!(asha["spells"][0]["why"], "other_client");
    assert_eq!(asha["work"].as_array().unwrap().len(), 1);
}

#[test]
fn a_server_that_starts_later_compares_the_newest_book_alone() {
    let desk = Desk::of("2026-01-30", &first_book());
    drop(desk.server_on("2026-02-02"));
    // Two books that no server saw: what appeared and went between them is not told.
    desk.import(
        "2026-02-01",
        &[with(ending("3", "chitra", "77"), json!({"event_date": "2026-02-01"}))],
    );
    desk.import(
        "2026-02-02",
        &[
            sip("3", "chitra", "77", "2026-02-02"),
            with(
                ending("2", "bina", "4220"),
                json!({"event_date": "2026-02-02", "end_date": REST}),
            ),
            with(growing("1", "asha", "4220"), json!({"event_date": "2026-02-02"})),
        ],
    );
    let server = desk.server_on("2026-02-02");
    assert_eq!(lines(&server.get("/api/changes")), ["ended repair~1 recovered", "appeared grow~1"]);
    assert_eq!(server.get("/api/trends").each("as_of"), ["2026-01-30", "2026-02-02"]);
}

#[test]
fn two_servers_settle_a_book_once_and_show_each_others_work() {
    let desk = Desk::of("2026-01-30", &first_book());
    let (one, two) = (desk.server_on("2026-02-02"), desk.server_on("2026-02-02"));
    for (as_of, latest) in
        [("2026-02-05", "2026-01-05"), ("2026-02-13", "2026-01-05"), ("2026-02-14", "2026-02-05")]
    {
        let sequence = desk.import(as_of, &[paid("1", "asha", "4220", as_of, latest)]);
        one.wait_for_calls(sequence);
        two.wait_for_calls(sequence);
    }
    let told = lines(&one.get("/api/changes"));
    assert_eq!(told, ["ended repair~1 recovered", "appeared repair~1", "ended repair~1 recovered"]);
    assert_eq!(lines(&two.get("/api/changes")), told);
    let settled = desk.database.execute("SELECT count(*)::text FROM settled_books");
    assert_eq!(format!("{settled:?}").matches('4').count(), 1, "{settled:?}");
    let snooze = json!({"action": "snoozed", "until": "2026-03-01"});
    let work_id = one.work("bina", &snooze).work_id();
    let shown = |server: &Server| states(&call_of(server, "bina"))[0].1.clone();
    assert_eq!(shown(&one), "snoozed");
    while shown(&two) != "snoozed" {}
    assert_eq!(two.undo(work_id).status, 201);
    assert_eq!(shown(&two), "open");
    while shown(&one) != "open" {}
}
