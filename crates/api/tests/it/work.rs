//! Writing down what was done: what is taken, by whom, once, and taken back.

use calls::{NewWork, Said, Worked};
use chrono::NaiveDate;
use opportunity_core::Kind;
use serde_json::{Value, json};
use store_pg::{NewEvent, WrittenWork, write_work};

use crate::desk::{Desk, ending, five_clients, paid, states, with};
use crate::support::{Answer, Server};

fn desk() -> (Desk, Server) {
    let desk = Desk::of("2026-01-30", &five_clients());
    let server = desk.server_on("2026-02-02");
    (desk, server)
}

fn snooze() -> Value {
    json!({"action": "snoozed", "until": "2026-02-10"})
}

/// The status, and that a conflict carries the call as it is now.
#[track_caller]
fn check(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    if status == 409 {
        assert!(answer.json().get("call").is_some(), "{}", answer.text());
    }
}

#[test]
fn every_action_is_written_down_and_answers_the_call() {
    let (_desk, server) = desk();
    for (body, repair, keep, until, check_on) in [
        (
            json!({"action": "attempted", "outcome": "no_answer"}),
            "snoozed",
            "snoozed",
            json!("2026-02-03"),
            Value::Null,
        ),
        (json!({"action": "reopened"}), "open", "open", Value::Null, Value::Null),
        (
            json!({"action": "snoozed", "until": "2026-02-09", "reasons": ["keep~2"]}),
            "open",
            "snoozed",
            Value::Null,
            Value::Null,
        ),
        (
            json!({"action": "promised", "outcome": "will_pay", "reasons": ["repair~1"], "seen": {"repair~1": 1, "keep~2": 0.0}}),
            "waiting",
            "snoozed",
            Value::Null,
            json!("2026-03-19"),
        ),
        (
            json!({"action": "dismissed", "reason": "declined", "reasons": ["repair~1"]}),
            "dismissed",
            "snoozed",
            json!("2026-08-01"),
            Value::Null,
        ),
        (
            json!({"action": "dismissed", "reason": "not_my_client", "note": "moved away"}),
            "dismissed",
            "dismissed",
            Value::Null,
            Value::Null,
        ),
        (
            json!({"action": "reopened", "reasons": ["repair~1"], "until": null, "note": null}),
            "open",
            "snoozed",
            Value::Null,
            Value::Null,
        ),
        (
            json!({"action": "dismissed", "reason": "do_not_contact"}),
            "dismissed",
            "dismissed",
            Value::Null,
            Value::Null,
        ),
        (json!({"action": "reopened"}), "dismissed", "dismissed", Value::Null, Value::Null),
    ] {
        let answer = server.work("asha", &body);
        check(&answer, 201);
        let call = &answer.json()["call"];
        let expected = [("keep~2", keep), ("repair~1", repair)];
        assert_eq!(
            states(call),
            expected.map(|(key, state)| (key.to_owned(), state.to_owned())),
            "{body}"
        );
        let reasons = call["reasons"].as_array().unwrap();
        let first = reasons.iter().find(|it| it["key"] == "repair~1").unwrap();
        assert_eq!((&first["until"], &first["check_on"]), (&until, &check_on), "{body}");
        assert_eq!(server.get("/api/calls/asha").json()["call"], *call, "{body}");
    }
    assert_eq!(server.get("/api/work?user_id=asha").rows().len(), 9);
}

#[test]
fn the_log_tells_an_event_and_what_took_it_back() {
    let (_desk, server) = desk();
    let body = json!({"action": "promised", "outcome": "will_pay", "check_on": "2026-03-01", "reasons": ["repair~1"], "note": " Salary on the 10th "});
    let done = server.work("asha", &body);
    let (work_id, event) = (done.work_id(), done.json()["event"].clone());
    let (by, at) = (event["by"].clone(), event["at"].clone());
    let mut expected = json!({
        "work_id": work_id, "at": at, "by": by, "agent_id": "4220", "user_id": "asha",
        "action": "promised", "outcome": "will_pay", "reason": null, "until": null,
        "check_on": "2026-03-01", "note": "Salary on the 10th",
        "reasons": [{"key": "repair~1", "kind": "missed_debits", "mark": 1}],
        "undoes": null, "undone_by": null, "book_as_of": "2026-01-30",
    });
    assert_eq!(event, expected);
    let call = server.get("/api/calls/asha").json()["call"].clone();
    let repair = call["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["key"] == "repair~1")
        .unwrap()
        .clone();
    assert_eq!(repair["last_work"], event);
    let undone = server.undo(work_id);
    let undoing = undone.json()["event"].clone();
    assert_eq!((&undoing["action"], &undoing["undoes"]), (&json!("undone"), &json!(work_id)));
    assert_eq!(undoing["reasons"], expected["reasons"]);
    expected["undone_by"] = json!(undone.work_id());
    assert_eq!(server.get("/api/work").rows(), [undoing, expected.clone()]);
    assert_eq!(server.get("/api/calls/asha").json()["work"][1], expected);
    let reasons = undone.json()["call"]["reasons"].clone();
    assert!(
        reasons
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["state"] == "open" && it["last_work"].is_null())
    );
}

#[test]
fn the_log_is_asked_by_agent_client_caller_and_day() {
    let (desk, server) = desk();
    for user in ["asha", "bina"] {
        check(&server.work(user, &snooze()), 201);
    }
    let later = desk.server_on("2026-02-05");
    check(&later.work("bina", &json!({"action": "reopened"})), 201);
    let by = server.get("/api/work").each("by")[0].clone();
    for (query, expected) in [
        ("", &["bina", "bina", "asha"][..]),
        ("user_id=asha", &["asha"]),
        ("agent_id=ag_77", &["bina", "bina"]),
        ("agent_id=nobody", &[]),
        (&format!("by={by}"), &["bina", "bina", "asha"]),
        ("by=somebody", &[]),
        ("from=2026-02-03", &["bina"]),
        ("to=2026-02-04", &["bina", "asha"]),
        ("from=2026-02-02&to=2026-02-02", &["bina", "asha"]),
        ("from=2026-02-06", &[]),
        ("limit=1", &["bina"]),
    ] {
        assert_eq!(server.get(&format!("/api/work?{query}")).each("user_id"), expected, "{query}");
    }
    let second = server.get(&server.get("/api/work?limit=2").next().unwrap());
    assert_eq!((second.each("user_id"), second.next()), (vec!["asha".to_owned()], None));
}

#[test]
fn a_body_is_strict_and_every_fault_is_named() {
    let (_desk, server) = desk();
    for (body, members) in [
        (json!({}), &["action"][..]),
        (json!({"action": "undone"}), &["action"]),
        (json!({"action": "reopened", "reazon": "x"}), &["reazon"]),
        (json!({"action": "snoozed"}), &["until"]),
        (json!({"action": "snoozed", "until": "2026-02-02"}), &["until"]),
        (json!({"action": "snoozed", "until": "tomorrow"}), &["until"]),
        (
            json!({"action": "attempted", "outcome": "will_pay", "check_on": "2026-02-09"}),
            &["outcome", "check_on"],
        ),
        (json!({"action": "dismissed", "reason": "other"}), &["note"]),
        (
            json!({"action": "dismissed", "reason": "dispute_or_death", "reasons": ["repair~1"]}),
            &["reasons"],
        ),
        (json!({"action": "reopened", "reasons": []}), &["reasons"]),
        (json!({"action": "reopened", "reasons": ["repair"]}), &["reasons"]),
        (json!({"action": "reopened", "reasons": ["repair~3"]}), &["reasons"]),
        (json!({"action": "reopened", "reasons": ["repair~99", "repair~1"]}), &["reasons"]),
        (json!({"action": "reopened", "seen": {"repair~1": "1"}}), &["seen"]),
        (json!({"action": "reopened", "seen": {"repair~1": 0.5}}), &["seen"]),
        (json!({"action": "reopened", "note": "x".repeat(2_001)}), &["note"]),
    ] {
        let answer = server.work("asha", &body);
        assert_eq!(answer.status, 400, "{body}: {}", answer.text());
        let text = answer.json()["errors"].to_string();
        assert!(members.iter().all(|member| text.contains(member)), "{body}: {text}");
    }
    for body in ["", "[]", "{\"action\": \"reopened\", \"action\": \"reopened\"}", "{"] {
        let answer = server.send_json(None, "/api/calls/asha/work", &[], body.as_bytes());
        assert_eq!(answer.status, 400, "{body}");
    }
    assert_eq!(server.work("dev", &snooze()).status, 400);
    assert_eq!(server.work("nobody", &snooze()).status, 404);
    assert_eq!(server.post("/api/calls/asha/work?x=1", b"{}").status, 415);
    assert!(server.get("/api/work").rows().is_empty());
}

#[test]
fn what_the_book_has_moved_on_from_is_a_conflict() {
    let (desk, server) = desk();
    check(&server.work("chitra", &snooze()), 409);
    check(&server.work("asha", &json!({"action": "reopened", "seen": {"repair~1": 0}})), 409);
    check(
        &server.work(
            "asha",
            &json!({"action": "dismissed", "reason": "not_my_client", "seen": {"repair~1": 0}}),
        ),
        409,
    );
    check(&server.work("asha", &json!({"action": "reopened", "seen": {"repair~1": 3}})), 201);
    let sequence = desk.import(
        "2026-02-02",
        &[
            paid("1", "asha", "4220", "2026-02-02", "2026-02-01"),
            with(ending("2", "asha", "4220"), json!({"event_date": "2026-02-02"})),
        ],
    );
    server.wait_for_calls(sequence);
    let gone = json!({"action": "snoozed", "until": "2026-02-10", "reasons": ["repair~1"]});
    let answer = server.work("asha", &gone);
    check(&answer, 409);
    assert_eq!(states(&answer.json()["call"]), [("keep~2".to_owned(), "open".to_owned())]);
    check(
        &server.work(
            "asha",
            &json!({"action": "snoozed", "until": "2026-02-10", "seen": {"repair~1": 1}}),
        ),
        409,
    );
    // Who is not to be called needs no call.
    check(&server.work("chitra", &json!({"action": "dismissed", "reason": "do_not_contact"})), 201);
}

#[test]
fn the_same_request_is_carried_out_once() {
    let (desk, server) = desk();
    let path = "/api/calls/asha/work";
    let ask = |key: &str, path: &str, body: &Value| {
        server.send_json(None, path, &[("idempotency-key", key)], body.to_string().as_bytes())
    };
    let reasons = with(snooze(), json!({"reasons": ["repair~1"]}));
    let first = ask("one", path, &reasons);
    let work_id = first.work_id();
    assert_eq!(ask("one", path, &reasons).json(), first.json());
    assert_eq!(ask("one", path, &json!({"action": "reopened"})).status, 422);
    assert_eq!(ask("one", "/api/calls/bina/work", &reasons).status, 422);
    assert_eq!(ask(&"x".repeat(256), path, &reasons).status, 400);
    assert_eq!(ask(" ", path, &reasons).status, 400);
    assert_ne!(ask(&"x".repeat(255), path, &reasons).work_id(), work_id);
    // What was refused was not carried out: the key is free.
    assert_eq!(ask("two", path, &json!({"action": "snoozed"})).status, 400);
    let second = ask("two", path, &reasons);
    let undo = format!("/api/work/{}/undo", second.work_id());
    let undone = server.send_json(None, &undo, &[("idempotency-key", "three")], b"");
    let again = server.send_json(None, &undo, &[("idempotency-key", "three")], b"");
    assert_eq!((again.status, again.work_id()), (201, undone.work_id()));
    assert_eq!(server.undo(second.work_id()).status, 409);
    // The book has moved on meanwhile: the answer is still that of the first.
    let sequence =
        desk.import("2026-02-02", &[paid("1", "asha", "4220", "2026-02-02", "2026-02-01")]);
    server.wait_for_calls(sequence);
    let late = ask("one", path, &reasons);
    assert_eq!((late.status, late.json()["event"]["work_id"].as_i64()), (201, Some(work_id)));
    assert_eq!(ask("one", path, &json!({"action": "reopened"})).status, 422);
    assert_eq!(ask("four", path, &reasons).status, 409);
}

#[test]
fn an_undo_is_refused_where_something_stands_on_it() {
    let (_desk, server) = desk();
    let one = server.work("asha", &with(snooze(), json!({"reasons": ["repair~1"]}))).work_id();
    let other = server.work("asha", &with(snooze(), json!({"reasons": ["keep~2"]}))).work_id();
    let both = server.work("asha", &json!({"action": "reopened"})).work_id();
    check(&server.undo(one), 409);
    check(&server.undo(other), 409);
    let undone = server.undo(both);
    check(&undone, 201);
    check(&server.undo(both), 409);
    check(&server.undo(undone.work_id()), 409);
    check(&server.undo(one), 201);
    assert_eq!(server.undo(999).status, 404);
    let other_state = states(&server.get("/api/calls/asha").json()["call"]);
    assert_eq!(
        other_state,
        [("keep~2", "snoozed"), ("repair~1", "open")]
            .map(|(key, state)| (key.to_owned(), state.to_owned()))
    );
}

#[test]
fn who_looks_at_an_older_book_adds_nothing_to_a_spell_that_ended() {
    let (desk, server) = desk();
    let paid = paid("1", "asha", "4220", "2026-02-02", "2026-02-01");
    server.wait_for_calls(desk.import("2026-02-02", &[paid]));
    let said = Said { action: "reopened", ..Said::default() };
    let work = NewWork::check(&said, day("2026-02-02"), day("2026-01-30")).unwrap();
    let about = |key: &str, book_sequence| {
        let reasons =
            [Worked { key: key.into(), kind: Kind::MissedDebits, mark: 1, has_ended: false }];
        let event = NewEvent {
            by: "key:1",
            agent_id: "4220",
            user_id: "asha",
            work: &work,
            reasons: &reasons,
            book_as_of: day("2026-01-30"),
            book_sequence,
            at: None,
        };
        write_work(&mut desk.database.connect(), &event, None).unwrap()
    };
    assert_eq!(about("repair~1", 1), WrittenWork::SpellsEnded(vec!["repair~1".into()]));
    assert!(matches!(about("repair~1", 2), WrittenWork::Event(_)));
    assert!(matches!(about("keep~2", 1), WrittenWork::Event(_)));
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
