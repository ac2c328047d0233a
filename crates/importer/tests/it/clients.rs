//! Exports of clients: what becomes of the directory, and that nothing becomes of the book.

use serde_json::{Value, json};
use store_pg::clients::{contacts, directory_state, do_not_contact};
use store_pg::{StoreError, UndoRefused, book_version};

use crate::support::{Desk, counts, record};

fn day(number: u8) -> String {
    format!("2026-01-{:02}", number + 10)
}

fn client(id: &str, name: &str, event_date: &str) -> Value {
    json!({
        "user_id": id, "name": name, "phone_number": "+91 10000 00001", "event_date": event_date,
        "email": "x@example.org", "do_not_contact": if name == "Silent" { "yes" } else { "no" },
    })
}

#[test]
fn what_became_of_clients_is_counted() {
    let desk = Desk::new();
    let first = [client("a", "Asha", "2026-01-05"), client("b", "Bala", "2026-01-05")];
    let report = desk.import("2026-01-10", &first);
    assert_eq!(
        counts(&report),
        "read 2 inserted 2 updated 0 unchanged 0 stale 0 duplicate 0 rejected 0 changes 0"
    );
    assert_eq!(report.json()["kind"], "clients");
    assert_eq!(report.json()["advice"], Value::Null);
    let second = [
        client("a", "Asha", "2026-01-12"),
        client("b", "Silent", "2026-01-12"),
        client("b", "Bala", "2026-01-12"),
        client("b", "Silent", "2026-01-12"),
        client("c", "Chitra", "2026-01-12"),
        json!({"user_id": "d", "name": "Devi", "event_date": "soon"}),
        json!({"name": "nobody"}),
    ];
    let report = desk.import("2026-01-12", &second);
    assert_eq!(
        counts(&report),
        "read 7 inserted 1 updated 1 unchanged 1 stale 0 duplicate 1 conflicting 1 rejected 2 \
         changes 0"
    );
    let json = report.json();
    assert_eq!(json["conflicts"], json!([{"user_id": "b", "line": 1, "taken_line": 1}]));
    assert_eq!(json["rejects"][0]["user_id"], "d");
    assert_eq!(json["rejects"][0]["value"], "soon");
    assert_eq!(json["rejects"][0].get("sip_meta_id"), None);
    let told = report.to_string();
    assert!(
        told.contains("clients, for the directory") && told.contains("client b: line 1"),
        "{told}"
    );
    // Older, and the same bytes again.
    let stale = [client("a", "Old", "2026-01-01")];
    assert!(counts(&desk.import("2026-01-13", &stale)).contains(" stale 1 "));
    assert!(counts(&desk.import("2026-01-13", &stale)).starts_with("already import"));

    let connection = &mut desk.database.connect();
    assert_eq!(do_not_contact(connection).unwrap(), ["b"]);
    let found = contacts(connection, &["c", "nobody", "a"]).unwrap();
    let names: Vec<_> = found.iter().map(|contact| contact.name.as_deref()).collect();
    assert_eq!(names, [Some("Asha"), Some("Chitra")]);
    assert_eq!(found[0].phone_number.as_deref(), Some("+91 10000 00001"));
}

#[test]
fn clients_change_nothing_of_the_book_nor_sips_of_the_directory() {
    let desk = Desk::new();
    let connection = &mut desk.database.connect();
    desk.import("2026-01-10", &[record("1", "500", "January 9, 2026")]);
    let (book, state) = (book_version(connection).unwrap(), directory_state(connection).unwrap());
    assert_eq!((state.sequence, book.sequence), (0, 1));
    desk.import("2026-02-20", &[client("a", "Asha", "2026-02-19")]);
    assert_eq!(book_version(connection).unwrap(), book);
    let imported = directory_state(connection).unwrap();
    assert!(imported.sequence > state.sequence && imported.token != state.token);
    let undone = desk.undo(2).unwrap();
    assert_eq!((undone.removed, undone.book_as_of), (1, "2026-01-10".parse().ok()));
    assert_eq!(book_version(connection).unwrap(), book);
    let taken_back = directory_state(connection).unwrap();
    assert!(taken_back.sequence > imported.sequence);
    desk.import("2026-01-11", &[record("1", "600", "January 10, 2026")]);
    assert_eq!(directory_state(connection).unwrap(), taken_back);
    assert!(book_version(connection).unwrap().sequence > book.sequence);
    // Tried, or refused: nothing is another than it was.
    let before = desk.digest();
    desk.import_with(
        "clients.json",
        json!([client("b", "Bala", "2026-01-01")]).to_string(),
        |options| {
            options.dry_run = true;
        },
    );
    assert_eq!(desk.digest(), before);
}

#[test]
fn ten_of_each_kind_can_be_taken_back() {
    let desk = Desk::new();
    for number in 0..12u8 {
        desk.import(&day(number), &[client("a", &format!("Name {number}"), &day(number))]);
        desk.import(&day(number), &[record("1", "500", &format!("January {}, 2026", number + 1))]);
    }
    for kind in ["clients", "sips"] {
        let undoable = format!("SELECT count(*) FROM imports WHERE undoable AND kind = '{kind}'");
        assert_eq!(desk.rows(&undoable), ["10"]);
    }
    let of_clients = "SELECT import_id FROM imports WHERE kind = 'clients' ORDER BY 1";
    let imports: Vec<i64> =
        desk.rows(of_clients).iter().map(|import_id| import_id.parse().unwrap()).collect();
    assert!(matches!(desk.undo(imports[1]), Err(StoreError::Undo(UndoRefused::TooOld { .. }))));
    for number in (2..12usize).rev() {
        desk.undo(imports[number]).unwrap();
        assert_eq!(desk.rows("SELECT name FROM clients"), [format!("Name {}", number - 1)]);
    }
    assert_eq!(desk.rows("SELECT count(*) FROM lost_clients"), ["0"]);
    assert_eq!(desk.rows("SELECT count(*) FROM lost_client_sightings"), ["0"]);
}

#[test]
fn what_went_wrong_is_refused() {
    let desk = Desk::new();
    let good = json!([client("a", "Asha", "2026-01-05")]).to_string();
    desk.import_file("2026-01-10", "clients.json", &good);
    let before = desk.digest();
    type Ask = fn(&mut store_pg::ImportOptions);
    let rows: [(&str, &str, Ask, &str); 7] = [
        (
            "complete.json",
            &good,
            |options| options.complete = true,
            "it is an export of clients, who are never hidden: there is no whole of them. Nothing was \
             imported: leave --complete out",
        ),
        (
            "kind.json",
            &good,
            |options| options.kind = Some(sip_export::ExportKind::Sips),
            "the file is an export of clients, for it names user_id, and no sip_meta_id; it was said \
             to be one of sips: leave the kind out, or say that it is clients; nothing was imported",
        ),
        (
            "later.json",
            &good,
            |options| options.as_of = "2026-01-04".parse().ok(),
            "it holds a record of 2026-01-05, and is to speak of 2026-01-04, which is earlier. Nothing \
             was imported: give the date it speaks of, such as by --as-of 2026-01-05",
        ),
        (
            "lost.json",
            r#"[{"user_id": "b", "name": "Bala"}]"#,
            |options| options.without = Vec::new(),
            "it lacks event_date, do_not_contact, which the directory relies on and import 1 had. \
             Nothing was imported: export them as well, or say that it may be missing by --without \
             event_date --without do_not_contact",
        ),
        (
            "bad.json",
            r#"[{"user_id": "b", "name": "Bala", "do_not_contact": "perhaps"}]"#,
            |_| {},
            "its only record is bad: nothing was imported. Of each: do_not_contact \"perhaps\" is \
             neither true nor false, yes nor no, 1 nor 0. do_not_contact takes true or false, yes or \
             no, 1 or 0.",
        ),
        (
            "empty.csv",
            "user_id,name\n",
            |_| {},
            "it holds no record. Nothing was imported: an export of nothing must not move the book's \
             date. Ask for the export again",
        ),
        (
            "strict.json",
            r#"[{"user_id": "b", "name": "Bala", "phone_number": "1E9"}]"#,
            |options| options.strict = true,
            "its only record is bad: nothing was imported. Of each: phone_number is in scientific \
             notation, which has lost digits: export ids as text.",
        ),
    ];
    for (name, content, ask, expected) in rows {
        let report = desk.import_with(name, content, |options| {
            options.as_of = "2026-01-10".parse().ok();
            ask(options);
        });
        let told = report.to_string();
        assert!(told.contains(expected), "{name}: {told}");
        assert!(!told.contains("1E9"), "{told}");
        assert_eq!(desk.digest(), before, "{name}");
    }
}

#[test]
fn a_client_is_forgotten_for_good() {
    let desk = Desk::new();
    desk.import(
        "2026-01-10",
        &[client("user 1", "Asha", "2026-01-05"), client("b", "Bala", "2026-01-05")],
    );
    desk.import(
        "2026-01-11",
        &[client("user 1", "Asha Devi", "2026-01-06"), client("b", "Bala", "2026-01-06")],
    );
    desk.import("2026-01-11", &[record("1", "500", "January 9, 2026")]);
    let state = directory_state(&mut desk.database.connect()).unwrap();
    let forget = |id: &str| {
        let output = desk.importer().args(["forget", id, "--json"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let expected =
        json!({"status": "forgotten", "user_id": "user 1", "erased": 2, "sip_records": 1});
    assert_eq!(forget("user 1"), expected);
    assert!(directory_state(&mut desk.database.connect()).unwrap().sequence > state.sequence);
    for table in
        ["clients", "client_names", "client_sightings", "lost_clients", "lost_client_sightings"]
    {
        let left = format!("SELECT count(*) FROM {table} WHERE user_id = 'user 1'");
        assert_eq!(desk.rows(&left), ["0"], "{table}");
    }
    let trail = desk.rows("SELECT left(who, 4), method, resource, user_id, status FROM audit_log");
    assert_eq!(trail, ["cli:|CLI|importer forget|user 1|200"]);
    // No undoing brings the client back.
    desk.undo(3).unwrap();
    assert_eq!(desk.rows("SELECT user_id FROM clients"), ["b"]);
    assert_eq!(forget("nobody")["erased"], 0);
    let output = desk.importer().args(["forget", "b"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.starts_with("client b is erased from the directory: 1 record."), "{told}");
    assert!(told.contains("no record of a SIP names the client"), "{told}");
}

#[test]
fn the_log_and_a_watched_directory_have_both_kinds() {
    let desk = Desk::new();
    let inbox = desk.path("inbox");
    std::fs::create_dir(&inbox).unwrap();
    let sips = json!([record("1", "500", "January 9, 2026")]).to_string();
    std::fs::write(inbox.join("1_2026-01-10.json"), sips).unwrap();
    let clients = "user_id;name;phone_number\nu1;ஆஷா;+91 10000 00001\n";
    std::fs::write(inbox.join("2_2026-01-10.csv"), clients).unwrap();
    let mut watch = desk.importer();
    watch.arg("watch").arg(&inbox).args(["--once", "--settle-seconds", "0"]);
    let output = watch.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = desk.importer().args(["log", "--json"]).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    let kinds: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone())
        .collect();
    assert_eq!(kinds, ["clients", "sips"]);
    let log = desk.importer().arg("log").output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert!(log.contains("clients as of 2026-01-10  2_2026-01-10.csv"), "{log}");
    assert_eq!(desk.rows("SELECT name FROM clients"), ["ஆஷா"]);
}
