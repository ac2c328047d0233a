//! Who writes about whom, who takes back what, who reads which note, and how often.

use serde_json::{Value, json};

use crate::desk::{Desk, five_clients, states, with};
use crate::support::{Server, create_key};

struct Keys {
    agent: String,
    other: String,
    reader: String,
    manager: String,
    all: String,
}

fn signed_in() -> (Desk, Server, Keys) {
    let desk = Desk::of("2026-01-30", &five_clients());
    // The book is settled before anybody signs in.
    drop(desk.server_on("2026-02-02"));
    let url = desk.url();
    let keys = Keys {
        agent: create_key(&url, &["--role", "agent", "--agent", "4220", "--write"]),
        other: create_key(&url, &["--role", "agent", "--agent", "77", "--write"]),
        reader: create_key(&url, &["--role", "agent", "--agent", "4220"]),
        manager: create_key(&url, &["--role", "manager", "--agent", "4220", "--write"]),
        all: create_key(&url, &["--role", "manager", "--all-agents", "--write"]),
    };
    let server = desk.signing_in();
    server.wait_for_status(Some(&keys.all), "/api/calls", 200);
    (desk, server, keys)
}

#[test]
fn who_may_write_about_whom() {
    let (_desk, server, keys) = signed_in();
    let reopen = json!({"action": "reopened"});
    for (key, user, body, status) in [
        (&keys.agent, "asha", reopen.clone(), 201),
        (&keys.agent, "bina", reopen.clone(), 404),
        (&keys.agent, "asha", with(reopen.clone(), json!({"agent_id": "77"})), 403),
        (&keys.agent, "dev", reopen.clone(), 201),
        (&keys.agent, "dev", with(reopen.clone(), json!({"reasons": ["repair~99"]})), 400),
        (&keys.other, "asha", reopen.clone(), 404),
        (&keys.other, "bina", reopen.clone(), 201),
        (&keys.reader, "asha", reopen.clone(), 403),
        (&keys.manager, "asha", reopen.clone(), 201),
        (&keys.manager, "bina", reopen.clone(), 404),
        (&keys.all, "bina", reopen.clone(), 201),
        (&keys.all, "dev", reopen.clone(), 400),
        (&keys.all, "dev", with(reopen.clone(), json!({"agent_id": "ag_77"})), 201),
    ] {
        let answer = server.work_as(Some(key), user, &body);
        assert_eq!(answer.status, status, "{user} {body}: {}", answer.text());
    }
    assert_eq!(server.work_as(None, "asha", &reopen).status, 401);
    let seen = |key: &str| server.get_as(Some(key), "/api/work").each("agent_id");
    assert_eq!(seen(&keys.agent), ["4220"; 3]);
    assert_eq!(seen(&keys.other), ["77"; 3]);
    assert_eq!(seen(&keys.all).len(), 6);
}

#[test]
fn who_may_take_back_what() {
    let (_desk, server, keys) = signed_in();
    let snooze = json!({"action": "attempted", "outcome": "busy"});
    let done = || server.work_as(Some(&keys.agent), "asha", &snooze).work_id();
    let by_agent = done();
    for (key, status) in [
        (None, 401),
        (Some(&keys.reader), 403),
        (Some(&keys.other), 404),
        (Some(&keys.manager), 201),
    ] {
        assert_eq!(server.undo_as(key.map(String::as_str), by_agent).status, status);
    }
    assert_eq!(server.undo_as(Some(&keys.agent), done()).status, 201);
    assert_eq!(server.undo_as(Some(&keys.all), done()).status, 201);
    // An agent takes back its own alone.
    let by_manager = server.work_as(Some(&keys.manager), "asha", &snooze).work_id();
    assert_eq!(server.undo_as(Some(&keys.agent), by_manager).status, 403);
    assert_eq!(server.undo_as(Some(&keys.manager), by_manager).status, 201);
}

#[test]
fn a_client_who_is_not_to_be_called_is_so_for_all_and_the_note_for_some() {
    let (_desk, server, keys) = signed_in();
    let body =
        json!({"action": "dismissed", "reason": "dispute_or_death", "note": "Spoke to the son"});
    let work_id = server.work_as(Some(&keys.agent), "dev", &body).work_id();
    for (key, note) in [(&keys.agent, json!("Spoke to the son")), (&keys.other, Value::Null)] {
        let page = server.get_as(Some(key), "/api/calls/dev").json();
        let reason = &page["call"]["reasons"][0];
        assert_eq!((&reason["state"], &reason["last_work"]["note"]), (&json!("dismissed"), &note));
        assert_eq!(
            (&page["work"][0]["note"], &page["work"][0]["reason"]),
            (&note, &json!("dispute_or_death"))
        );
    }
    assert!(!server.get_as(Some(&keys.other), "/api/calls?state=all").text().contains("Spoke"));
    let of_77 = server.work_as(Some(&keys.other), "dev", &json!({"action": "reopened"}));
    assert_eq!(states(&of_77.json()["call"]), [("repair~6".to_owned(), "dismissed".to_owned())]);
    // It is shown, and is somebody else's to take back.
    assert_eq!(server.undo_as(Some(&keys.other), work_id).status, 403);
    assert_eq!(server.undo_as(Some(&keys.manager), work_id).status, 201);
    let page = server.get_as(Some(&keys.other), "/api/calls/dev").json();
    assert_eq!(page["call"]["state"], "open");
}

#[test]
fn a_caller_writes_at_most_a_thousand_events_an_hour() {
    let (desk, server, keys) = signed_in();
    let attempt = json!({"action": "attempted", "outcome": "busy"});
    let done = server.work_as(Some(&keys.agent), "asha", &attempt);
    let (by, work_id) = (done.json()["event"]["by"].as_str().unwrap().to_owned(), done.work_id());
    let write = |count: u32, age: &str| {
        desk.database.execute(&format!(
            "INSERT INTO work_events (by_whom, agent_id, user_id, action, dismissal, book_as_of, book_sequence, at)
             SELECT '{by}', '77', 'zoya', 'dismissed', 'not_my_client', '2026-01-30', 1, now() - interval '{age}'
               FROM generate_series(1, {count})"
        ));
    };
    write(2_000, "61 minutes");
    write(998, "59 minutes");
    let last = server.send_json(
        Some(&keys.agent),
        "/api/calls/asha/work",
        &[("idempotency-key", "last")],
        attempt.to_string().as_bytes(),
    );
    assert_eq!(last.status, 201);
    let refused = server.work_as(Some(&keys.agent), "asha", &attempt);
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(server.undo_as(Some(&keys.agent), work_id).status, 409);
    assert_eq!(server.undo_as(Some(&keys.agent), last.work_id()).status, 429);
    // What was carried out is answered once more, and others may go on.
    let again = server.send_json(
        Some(&keys.agent),
        "/api/calls/asha/work",
        &[("idempotency-key", "last")],
        attempt.to_string().as_bytes(),
    );
    assert_eq!((again.status, again.work_id()), (201, last.work_id()));
    assert_eq!(server.work_as(Some(&keys.manager), "asha", &attempt).status, 201);
}

/// The work goes with the SIP: who has it now sees it, and who had it takes nothing back there.
#[test]
fn what_was_done_about_a_sip_that_moved_is_no_longer_its_old_agent_s_to_take_back() {
    let (desk, server, keys) = signed_in();
    let body = json!({"action": "dismissed", "reason": "declined", "note": "Ask in spring"});
    let work_id = server.work_as(Some(&keys.agent), "asha", &body).work_id();
    let moved: Vec<Value> = five_clients()
        .into_iter()
        .map(|record| match record["user_id"].as_str() {
            Some("asha") => with(record, json!({"agent_id": "77", "agent_external_id": "ag_77"})),
            _ => record,
        })
        .map(|record| with(record, json!({"event_date": "February 1, 2026, 8:49 AM"})))
        .collect();
    server.wait_for_calls(desk.import("2026-02-01", &moved));
    let page = server.get_as(Some(&keys.other), "/api/calls/asha").json();
    assert_eq!(
        (&page["call"]["state"], &page["work"][0]["note"]),
        (&json!("dismissed"), &json!("Ask in spring"))
    );
    assert_eq!(server.undo_as(Some(&keys.agent), work_id).status, 403);
    assert_eq!(server.undo_as(Some(&keys.other), work_id).status, 403);
    assert_eq!(server.undo_as(Some(&keys.all), work_id).status, 201);
}
