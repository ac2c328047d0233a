//! Spells that end: why, whose they were, and which work was theirs.

use calls::{NewWork, Said, Worked};
use opportunity_core::Kind;
use serde_json::{Value, json};
use store_pg::{NewEvent, WrittenWork, write_work};

use crate::desk::{Desk, call_of, lines, missing, paid, sip, states, with};
use crate::support::{Server, create_key, newest_import};

/// Imports an export over HTTP, with these options.
fn import(desk: &Desk, server: &Server, options: &str, records: &[Value]) {
    let export = serde_json::to_vec(records).unwrap();
    let path = format!("/api/imports?file_name=export.json&{options}");
    let answer = server.post(&path, &export);
    assert_eq!(answer.status, 201, "{}", answer.text());
    server.wait_for_calls(newest_import(&desk.url()));
}

/// Key and end of every spell of a client that is no more, by key.
fn ended(server: &Server, user: &str) -> Vec<(String, String)> {
    let spells = server.get(&format!("/api/calls/{user}?agent_id=4220")).json()["spells"].clone();
    let text = |row: &Value, member: &str| row[member].as_str().unwrap().to_owned();
    let spells = spells.as_array().unwrap().iter();
    let mut ended: Vec<_> = spells.map(|it| (text(it, "key"), text(it, "why"))).collect();
    ended.sort();
    ended
}

#[test]
fn what_has_become_of_a_sip_is_told() {
    let others: Vec<Value> =
        (10..20).map(|id| sip(&id.to_string(), "bina", "77", "2026-01-30")).collect();
    let idle = with(
        sip("7", "chitra", "4220", "2026-01-30"),
        json!({"is_active": "false", "success_amount": "400000", "latest_success_order_date": "2025-09-05"}),
    );
    let asha = (1..=6).map(|id| missing(&id.to_string(), "asha", "4220"));
    let first: Vec<Value> = asha.chain([idle.clone()]).chain(others.iter().cloned()).collect();
    let desk = Desk::of("2026-01-30", &first);
    let server = desk.server_on("2026-02-02");
    let later =
        |it: Value, members: Value| with(with(it, json!({"event_date": "2026-02-02"})), members);
    let mut second: Vec<Value> = others.iter().map(|it| later(it.clone(), json!({}))).collect();
    let of = |id: &str, members: Value| later(missing(id, "asha", "4220"), members);
    second.extend([
        // The first is not in the book any more.
        of("2", json!({"user_id": "bina", "deleted": "true"})),
        of("3", json!({"deleted": "true", "is_active": "false"})),
        of("4", json!({"end_date": "2026-02-01", "is_active": "false"})),
        of("5", json!({"is_active": "false"})),
        of("6", json!({"currentSipStatus": "Paused"})),
        later(idle.clone(), json!({"deleted": "true"})),
        later(with(idle, json!({"sip_meta_id": "8"})), json!({"success_amount": "5"})),
    ]);
    import(&desk, &server, "as_of=2026-02-02&complete=true&hide_up_to=50", &second);
    let expected = [
        ("repair~1", "left_the_book"),
        ("repair~2", "other_client"),
        ("repair~3", "deleted"),
        ("repair~4", "ended"),
        ("repair~5", "not_active"),
    ];
    assert_eq!(ended(&server, "asha"), expected.map(|(key, why)| (key.into(), why.into())));
    // The sixth rests: neither a call nor a change.
    assert_eq!(server.get("/api/calls/asha").json()["call"], Value::Null);
    // Of Chitra's account a SIP is left, which is not active.
    assert_eq!(ended(&server, "chitra"), [("account~4220~chitra".into(), "not_active".into())]);
    assert_eq!(lines(&server.get("/api/changes")).len(), 6);
}

#[test]
fn who_promised_last_claims_a_spell() {
    let records: Vec<Value> = ["asha", "bina", "dev", "esha"]
        .into_iter()
        .zip(1..)
        .map(|(user, id)| missing(&id.to_string(), user, "4220"))
        .collect();
    let desk = Desk::of("2026-01-30", &records);
    drop(desk.server_on("2026-02-02"));
    let [first, second] =
        [0, 1].map(|_| create_key(&desk.url(), &["--role", "agent", "--agent", "4220", "--write"]));
    let server = Server::told(&desk.url(), &["--sign-in", "required", "--today", "2026-02-02"]);
    server.wait_for_calls(1);
    server.wait_for_status(Some(&second), "/api/calls", 200);
    let promise = |key: &str, user: &str, check_on: &str| {
        let body = json!({"action": "promised", "outcome": "will_pay", "check_on": check_on});
        let answer = server.work_as(Some(key), user, &body);
        (answer.work_id(), answer.json()["event"]["by"].clone())
    };
    let (_, by_first) = promise(&first, "asha", "2026-02-06");
    let (_, by_second) = promise(&second, "asha", "2026-02-20");
    assert_ne!(by_first, by_second);
    promise(&first, "bina", "2026-02-06");
    let (taken_back, _) = promise(&second, "bina", "2026-02-20");
    assert_eq!(server.undo_as(Some(&second), taken_back).status, 201);
    promise(&second, "dev", "2026-02-03");
    // All pay on the 12th: in time but for Dev, who was to pay by the 3rd, or a week after.
    let paid: Vec<Value> = ["asha", "bina", "dev", "esha"]
        .into_iter()
        .zip(1..)
        .map(|(user, id)| paid(&id.to_string(), user, "4220", "2026-02-13", "2026-02-12"))
        .collect();
    server.wait_for_calls(desk.import("2026-02-13", &paid));
    for (user, by, credit) in [
        ("asha", &by_second, json!("proven")),
        ("bina", &by_first, json!("proven")),
        ("dev", &by_second, json!("broken")),
        ("esha", &Value::Null, Value::Null),
    ] {
        let spell =
            server.get_as(Some(&first), &format!("/api/calls/{user}")).json()["spells"][0].clone();
        assert_eq!((&spell["claimed_by"], &spell["credit"]), (by, &credit), "{user}");
    }
}

#[test]
fn what_was_done_by_a_book_is_of_the_spell_that_begins_with_it() {
    let desk = Desk::of("2026-01-30", &[paid("1", "asha", "4220", "2026-01-30", "2025-10-05")]);
    drop(desk.server_on("2026-02-02"));
    // One of three debits was paid late: the reason recovers, and stands.
    desk.import("2026-02-01", &[paid("1", "asha", "4220", "2026-02-01", "2025-11-05")]);
    let day = "2026-02-02".parse().unwrap();
    let said = Said { action: "snoozed", until: "2026-03-01".parse().ok(), ..Said::default() };
    let work = NewWork::check(&said, day, day).unwrap();
    let write = |book_sequence, book_as_of: &str| {
        let reasons =
            [Worked { key: "repair~1".into(), kind: Kind::StoppedSips, mark: 3, has_ended: false }];
        let event = NewEvent {
            by: "key:1",
            agent_id: "4220",
            user_id: "asha",
            work: &work,
            reasons: &reasons,
            book_as_of: book_as_of.parse().unwrap(),
            book_sequence,
            at: None,
        };
        match write_work(&mut desk.database.connect(), &event, None).unwrap() {
            WrittenWork::Event(event) => event.work_id,
            other => panic!("{other:?}"),
        }
    };
    // The last was done before the book was taken back and came again.
    let (by_the_old, by_the_new) = (write(1, "2026-01-30"), write(1, "2026-02-01"));
    let server = desk.server_on("2026-02-02");
    let call = call_of(&server, "asha");
    assert_eq!(states(&call), [("repair~1".to_owned(), "snoozed".to_owned())]);
    assert_eq!(call["reasons"][0]["since"], "2026-02-01");
    assert_eq!(call["reasons"][0]["last_work"]["work_id"], by_the_new);
    assert_eq!(server.undo(by_the_old).status, 409);
    assert_eq!(server.undo(by_the_new).status, 201);
    assert_eq!(call_of(&server, "asha")["state"], "open");
}

#[test]
fn changes_are_told_to_who_has_the_sip_now() {
    let of_77 = |as_of: &str| sip("9", "bina", "77", as_of);
    let desk =
        Desk::of("2026-01-30", &[sip("1", "asha", "4220", "2026-01-30"), of_77("2026-01-30")]);
    let server = desk.server_on("2026-02-02");
    let ending = |as_of: &str, agent: &str| {
        with(sip("1", "asha", agent, as_of), json!({"end_date": "2026-03-05"}))
    };
    server.wait_for_calls(desk.import("2026-02-01", &[ending("2026-02-01", "4220")]));
    let told = |agent: &str| lines(&server.get(&format!("/api/changes?agent_id={agent}")));
    assert_eq!((told("4220").len(), told("77").len()), (1, 0));
    server.wait_for_calls(desk.import("2026-02-02", &[ending("2026-02-02", "77")]));
    assert_eq!((told("4220").len(), told("77")), (0, vec!["appeared keep~1".to_owned()]));
    // Of a SIP that is another client's, what is told stays where it was.
    let binas = with(ending("2026-02-03", "4220"), json!({"user_id": "bina"}));
    server.wait_for_calls(desk.import("2026-02-03", &[binas]));
    assert_eq!(told("77"), ["ended keep~1 other_client"]);
    assert_eq!(told("4220"), ["appeared keep~1", "appeared keep~1"]);
}
