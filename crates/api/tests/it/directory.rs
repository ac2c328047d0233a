//! The directory over HTTP: who is found, by whom, and what nobody writes down.

use std::time::Duration;

use api::audit::Audit;
use serde_json::{Value, json};
use store_pg::{AuditQuery, read_audit};
use tempfile::TempDir;

use crate::observed::get;
use crate::program::{Program, address};
use crate::support::{Answer, Desktop, Server, create_key, failed};

fn client(id: &str, name: &str, phone: &str) -> Value {
    json!({
        "user_id": id, "name": name, "phone_number": phone, "email": format!("{id}@example.org"),
        "language": "Marathi", "crn": format!("crn-{id}"),
    })
}

/// Asha is with agents 1 and 2, Bina with 2; nobody looks after Chitra.
fn desktop() -> Desktop {
    let desktop = Desktop::empty();
    let hidden = json!({"sip_meta_id": "9", "user_id": "bina", "agent_id": "1", "amount": 5, "deleted": true});
    let sips = [
        failed("1", "asha", "1", "9,000"),
        failed("2", "asha", "2", "9,000"),
        failed("3", "bina", "2", "9,000"),
        hidden,
    ];
    desktop.import("2026-01-30", &sips);
    let clients = [
        client("asha", "Asha Kumari", "+91 10000 00001"),
        client("bina", "बीना कुमारी", "+91 10000 00002"),
        client("chitra", "Chitra Asha", "010000 00002"),
    ];
    desktop.import("2026-01-30", &clients);
    desktop
}

fn ids(answer: &Answer) -> Vec<String> {
    let id = |row: &Value| row["user_id"].as_str().unwrap().to_owned();
    answer.rows().iter().map(id).collect()
}

#[test]
fn clients_are_found_with_who_looks_after_them() {
    let desktop = desktop();
    let answer = desktop.server.get("/api/clients?q=kumari");
    assert_eq!(
        answer.json(),
        json!([{
            "user_id": "asha", "name": "Asha Kumari", "phone_number": "+91 10000 00001",
            "email": "asha@example.org", "language": "Marathi", "crn": "crn-asha",
            "agents": ["1", "2"],
        }])
    );
    assert_eq!(answer.header("x-total-count"), Some("1"));
    assert_eq!(answer.header("x-data-as-of"), Some("2026-01-30"));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    for (query, expected) in [
        ("q=asha", &["asha", "chitra"][..]),
        ("q=asha&agent_id=1", &["asha"]),
        ("q=asha&agent_id=ag_2", &["asha"]),
        ("q=asha&agent_id=nobody", &[]),
        ("q=00002", &["chitra", "bina"]),
        ("q=00002&agent_id=2", &["bina"]),
        // A SIP that was deleted makes nobody a client.
        ("q=bina&agent_id=1", &[]),
        ("q=crn-chitra", &["chitra"]),
        ("q=%E0%A4%95%E0%A5%81", &["bina"]),
        ("q=nobody", &[]),
    ] {
        let answer = desktop.server.get(&format!("/api/clients?{query}"));
        assert_eq!(ids(&answer), expected, "{query}");
    }
    let chitra = &desktop.server.get("/api/clients?q=chitra").rows()[0];
    assert_eq!(chitra["agents"], json!([]));
}

#[test]
fn nobody_finds_clients_whom_they_do_not_see() {
    let desktop = desktop();
    let url = desktop.database.url();
    let first = create_key(&url, &["--role", "agent", "--agent", "1"]);
    let manager = create_key(&url, &["--role", "manager", "--agent", "1", "--agent", "2"]);
    let all = create_key(&url, &["--role", "manager", "--all-agents"]);
    let server = Server::signing_in(&url, &[]);
    server.wait_for(1);
    server.wait_for_status(Some(&all), "/api/clients?q=asha", 200);
    for (key, query, expected) in [
        (&first, "q=asha", &["asha"][..]),
        (&first, "q=00002", &[]),
        (&first, "q=bina", &[]),
        (&first, "q=crn-chitra", &[]),
        (&manager, "q=00002", &["bina"]),
        (&manager, "q=asha&agent_id=2", &["asha"]),
        (&all, "q=00002", &["chitra", "bina"]),
    ] {
        let answer = server.get_as(Some(key), &format!("/api/clients?{query}"));
        assert_eq!(ids(&answer), expected, "{query}");
    }
    // Nor who else looks after those whom they see.
    let found = server.get_as(Some(&first), "/api/clients?q=asha");
    assert_eq!(found.rows()[0]["agents"], json!(["1"]));
    assert_eq!(server.get_as(Some(&first), "/api/clients?q=asha&agent_id=2").status, 403);
    assert_eq!(server.get("/api/clients?q=asha").status, 401);
}

#[test]
fn what_is_asked_amiss_is_told() {
    let desktop = desktop();
    let too_long = format!("q={}", "a".repeat(101));
    for (query, detail) in [
        ("", "takes 2 to 100 characters"),
        ("q=", "takes 2 to 100 characters"),
        ("q=%20a%20", "takes 2 to 100 characters"),
        (too_long.as_str(), "takes 2 to 100 characters"),
        ("q=asha&q=bina", "is given more than once"),
        ("q=asha&as_of=2026-01-30", "is unknown; known here: q, agent_id, limit, cursor"),
    ] {
        let answer = desktop.server.get(&format!("/api/clients?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["detail"], detail, "{query}");
        assert!(!answer.text().contains("asha"), "{}", answer.text());
    }
}

#[test]
fn pages_and_tags_are_of_one_directory() {
    let desktop = desktop();
    let first = desktop.server.get("/api/clients?q=asha&limit=1");
    assert_eq!((ids(&first), first.header("x-total-count")), (vec!["asha".to_owned()], Some("2")));
    let next = first.next().unwrap();
    let second = desktop.server.get(&next);
    assert_eq!((ids(&second), second.next()), (vec!["chitra".to_owned()], None));
    let tag = first.header("etag").unwrap();
    let again = desktop.server.ask("GET", "/api/clients?q=asha&limit=1", &[("if-none-match", tag)]);
    assert_eq!(again.status, 304);
    let other = next.replace("q=asha", "q=bina");
    assert!(desktop.server.get(&other).text().contains("belongs to another question"));

    let (list, log) = ("/api/opportunities", "/api/imports");
    let before =
        [list, log].map(|path| desktop.server.get(path).header("etag").unwrap().to_owned());
    desktop.import("2026-01-29", &[client("deepa", "Deepa Asha", "1")]);
    assert_eq!(desktop.server.get(&next).status, 410);
    let newer = desktop.server.ask("GET", "/api/clients?q=asha&limit=1", &[("if-none-match", tag)]);
    assert_eq!((newer.status, newer.header("x-total-count")), (200, Some("3")));
    // Nothing of the book has changed; the log of imports has.
    let after = [list, log].map(|path| desktop.server.get(path).header("etag").unwrap().to_owned());
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
}

#[test]
fn an_export_of_clients_is_sent_and_taken_back() {
    let desktop = desktop();
    let file = "user_id,name,phone_number\ndeepa,Deepa,+91 10000 00009\nella,Ella,1E9\n";
    let path = "/api/imports?as_of=2026-01-30&file_name=c.csv";
    let wrong = desktop.server.post(&format!("{path}&kind=sips"), file.as_bytes());
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("was said to be one of sips"), "{}", wrong.text());
    let strict = desktop.server.post(&format!("{path}&kind=clients&strict=true"), file.as_bytes());
    assert_eq!(strict.status, 422);
    // A problem says where it is, and of whom it is, and not what.
    let reject = json!({
        "line": 3, "record": 2, "user_id": "ella", "field": "phone_number", "value": null,
        "reason": "is in scientific notation, which has lost digits: export ids as text",
    });
    assert_eq!(strict.json()["rejects"], json!([reject]));
    assert!(!strict.text().contains("1E9"));
    let whole = desktop.server.post(&format!("{path}&complete=true"), file.as_bytes());
    assert!(whole.text().contains("leave complete=true out"), "{}", whole.text());
    let sent = desktop.server.post(&format!("{path}&kind=clients"), file.as_bytes());
    assert_eq!((sent.status, &sent.json()["kind"]), (201, &json!("clients")));
    assert_eq!(sent.json()["unread_values"], json!({"phone_number": 1}));
    assert_eq!(ids(&desktop.server.get("/api/clients?q=deepa")), ["deepa"]);
    let kinds: Vec<Value> =
        desktop.server.get("/api/imports").rows().iter().map(|row| row["kind"].clone()).collect();
    assert_eq!(kinds, ["clients", "clients", "sips"]);
    let undo = format!("/api/imports/{}", sent.json()["import_id"]);
    let undone = desktop.server.ask("DELETE", &undo, &[]);
    assert_eq!((undone.status, &undone.json()["kind"]), (200, &json!("clients")));
    assert_eq!(undone.json()["removed"], 2);
    assert!(desktop.server.get("/api/clients?q=deepa").rows().is_empty());
}

#[test]
fn nothing_that_is_looked_for_is_written_down() {
    let desktop = desktop();
    let url = desktop.database.url();
    let flags =
        ["--log-format=json", "--log=debug", "--metrics-port=0", "--slow-statement-millis=0"];
    let mut program = Program::start(&url, &flags);
    let numbers = address(&program.line("numbers are told"));
    program.line("a book was loaded");
    let searches = ["q=Asha+Kumari", "q=%2B91+10000+00001", "q=a", "q=asha&agent_id=2&cursor=x"];
    for query in searches {
        get(program.address, &format!("/api/clients?{query}"));
    }
    let told = get(numbers, "/metrics");
    assert!(told.contains("statement=\"search_clients\""));
    let lines = program.all_lines().join("\n");
    assert_eq!(lines.matches("\"resource\":\"/api/clients\"").count(), searches.len(), "{lines}");
    for text in [&told, &lines] {
        let text = text.to_lowercase();
        assert!(
            !["asha", "kumari", "10000+00001", "10000 00001"]
                .iter()
                .any(|words| text.contains(words)),
            "{text}"
        );
    }

    let files = TempDir::new().unwrap();
    let key = create_key(&url, &["--role", "agent", "--agent", "1"]);
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for(1);
    server.wait_for_status(Some(&key), "/api/clients?q=Asha+Kumari&agent_id=1", 200);
    let spooled: String = std::fs::read_dir(files.path())
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap_or_default())
        .collect();
    assert!(!spooled.contains("Asha") && !spooled.contains("q="), "{spooled}");
    audit.close(Duration::from_secs(60));
    let wanted = AuditQuery { limit: 1_000, ..AuditQuery::default() };
    let mut entries = read_audit(&mut store_pg::connect(&url, "test").unwrap(), &wanted).unwrap();
    let told = format!("{entries:?}").to_lowercase();
    assert!(
        !["asha", "kumari", "10000+00001", "10000 00001"].iter().any(|words| told.contains(words)),
        "{told}"
    );
    entries.retain(|entry| entry.resource == "/api/clients" && entry.who.starts_with("key:"));
    entries.retain(|entry| entry.status == 200);
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].agent_id.as_deref(), entries[0].user_id.as_deref()), (Some("1"), None));
}
