//! What was asked over HTTP is in the audit trail, or is not answered.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use api::audit::Audit;
use diesel::connection::SimpleConnection as _;
use local_pg::{Cluster, DATABASE};
use nix::sys::signal::Signal;
use store_pg::{AuditEntry, AuditQuery, read_audit};
use tempfile::TempDir;

use crate::observed::get;
use crate::program::Program;
use crate::support::{Desktop, Server, api, create_key, failed, import_into};

fn entries(url: &str) -> Vec<String> {
    let mut connection = store_pg::connect(url, "test").unwrap();
    let wanted = AuditQuery { limit: 1_000, ..AuditQuery::default() };
    let mut entries = read_audit(&mut connection, &wanted).unwrap();
    entries.reverse();
    // Keys are made by the command line, and are not known at once.
    entries.retain(|entry| entry.who.starts_with("key:"));
    let line = |entry: AuditEntry| {
        assert_eq!(entry.address, "127.0.0.1");
        let AuditEntry { role, method, resource, agent_id, user_id, status, .. } = entry;
        let [agent, client] = [agent_id, user_id].map(Option::unwrap_or_default);
        let key = entry.key_id.or(entry.import_id).unwrap_or_default();
        format!("{role} {method} {resource} {agent}|{client}|{key} {status}")
    };
    entries.into_iter().map(line).collect()
}

#[test]
fn each_request_of_somebody_is_written_down() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let sips = [failed("1", "asha", "1", "9,000"), failed("2", "bina", "2", "9,000")];
    desktop.import("2026-01-30", &sips);
    let agent = create_key(&url, &["--role", "agent", "--agent", "1"]);
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for(1);
    server.wait_for_status(Some(&agent), "/api/clients/asha", 200);
    for path in [
        "/api/clients/bina",
        "/api/clients/bina/opportunities?as_of=2026-02-01",
        "/api/clients/b%2Fi%6Ea",
        "/api/opportunities?agent_id=1",
        "/api/opportunities?agent_id=ag_1",
        "/api/opportunities",
        "/api/opportunities?agent_id=0",
        "/api/opportunities?agent_id=unassigned",
        "/api/opportunities/stats?agent_id=2",
        "/api/agents?limit=0",
        "/api/imports",
        "/health",
        "/openapi.json",
    ] {
        server.get_as(Some(&agent), path);
    }
    audit.close(Duration::from_secs(60));
    let expected = [
        "agent GET /api/clients/{user_id} |asha| 200",
        "agent GET /api/clients/{user_id} |bina| 404",
        "agent GET /api/clients/{user_id}/opportunities |bina| 404",
        "agent GET /api/clients/{user_id} |b/ina| 404",
        "agent GET /api/opportunities 1|| 200",
        "agent GET /api/opportunities ag_1|| 200",
        // What somebody who sees one agent alone asks of all is asked of that agent.
        "agent GET /api/opportunities 1|| 200",
        "agent GET /api/opportunities 0|| 403",
        "agent GET /api/opportunities unassigned|| 403",
        "agent GET /api/opportunities/stats 2|| 403",
        "agent GET /api/agents 1|| 400",
        "agent GET /api/imports || 403",
    ];
    assert_eq!(entries(&url), expected);
    // Two more of agent 1 are of the key that was made for it.
    for (flag, id, found) in [
        ("--client", "bina", 2),
        ("--agent", "1", 6),
        ("--agent", "ag_1", 6),
        ("--agent", "0", 2),
        ("--agent", "unassigned", 2),
        ("--agent", "0,001", 0),
        ("--agent", "1,", 6),
        ("--agent", "2", 1),
        ("--agent", "nobody", 0),
    ] {
        let shown = api(&url, &["audit", flag, id, "--json"]);
        assert_eq!(String::from_utf8(shown.stdout).unwrap().lines().count(), found, "{flag} {id}");
    }
}

/// All that is in the trail, the oldest first, but for what the tests' own helpers leave there.
fn trail(url: &str, who: &str) -> Vec<AuditEntry> {
    let mut connection = store_pg::connect(url, "test").unwrap();
    let wanted = AuditQuery { limit: 1_000, ..AuditQuery::default() };
    let mut entries = read_audit(&mut connection, &wanted).unwrap();
    entries.reverse();
    entries.retain(|entry| entry.who.starts_with(who));
    entries
}

#[test]
fn who_is_not_let_in_is_written_down_and_floods_nothing() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    let path = "/api/clients/asha?agent_id=7";
    server.wait_for_status(Some("sipk_nobody's"), path, 401);
    for _ in 0..50 {
        assert_eq!(server.get_as(Some("sipk_nobody's"), path).status, 401);
    }
    audit.close(Duration::from_secs(60));
    let entries = trail(&url, "nobody");
    // Ten a minute, of which there may have been two.
    assert!((1..=20).contains(&entries.len()), "{}", entries.len());
    for entry in entries {
        let AuditEntry { who, role, address, resource, status, .. } = entry;
        assert_eq!((who.as_str(), role.as_str(), status), ("nobody", "nobody", 401));
        assert_eq!((address.as_str(), resource.as_str()), ("127.0.0.1", "/api/clients/{user_id}"));
        assert_eq!(
            (entry.user_id.as_deref(), entry.agent_id.as_deref()),
            (Some("asha"), Some("7"))
        );
    }
}

#[test]
fn keys_of_the_command_line_are_written_down() {
    let database = Desktop::empty();
    let url = database.database.url();
    create_key(&url, &["--role", "agent", "--agent", "1", "--unknown-agent"]);
    let made = trail(&url, "cli:");
    let id = made[0].key_id.clone().unwrap();
    assert!(api(&url, &["keys", "revoke", &id]).status.success());
    assert!(!api(&url, &["keys", "revoke", "0123456789abcdef"]).status.success());
    let entries = trail(&url, "cli:");
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.resource.as_str(), entry.status, entry.key_id.clone().unwrap()))
        .collect();
    let (create, revoke) = ("api keys create", "api keys revoke");
    let unknown = "0123456789abcdef".to_owned();
    assert_eq!(
        told,
        [
            (create, 102, id.clone()),
            (create, 201, id.clone()),
            (revoke, 102, id.clone()),
            (revoke, 204, id),
            (revoke, 102, unknown.clone()),
            (revoke, 404, unknown),
        ]
    );
    assert_eq!(entries[0].agent_id.as_deref(), Some("1"));
    assert!(entries.iter().all(|entry| entry.role == "admin" && entry.who.len() > 4));
}

#[test]
fn an_open_server_writes_down_what_it_is_asked() {
    let desktop = Desktop::with_sample();
    let url = desktop.database.url();
    let mut program = Program::start(&url, &[]);
    program.line("a book was loaded");
    get(program.address, "/api/clients/asha");
    // A name that was rebound to this address, or another site's page, is not let in.
    for path in ["/api/clients/bina", "/health"] {
        let mut stream = TcpStream::connect(program.address).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    }
    program.signal(Signal::SIGTERM);
    assert!(program.ended().success());
    let refused = trail(&url, "nobody");
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].user_id.as_deref(), refused[0].status), (Some("bina"), 403));
    let entries = trail(&url, "open");
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].user_id.as_deref(), entries[0].status), (Some("asha"), 404));
}

#[test]
fn the_key_that_was_made_or_revoked_is_named() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let admin = create_key(&url, &["--role", "admin"]);
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    let made = server.post_as(&admin, "/api/keys", r#"{"name": "Bina", "role": "admin"}"#);
    let id = made.json()["key_id"].as_str().unwrap().to_owned();
    server.post_as(&admin, "/api/keys", "{}");
    let of_agent = r#"{"name": "Asha", "role": "agent", "agents": "9", "unknown_agent": true}"#;
    let of_agent = server.post_as(&admin, "/api/keys", of_agent).json()["key_id"].clone();
    let of_agent = of_agent.as_str().unwrap();
    server.ask_as(Some(&admin), "DELETE", &format!("/api/keys/{id}"));
    server.ask_as(Some(&admin), "DELETE", "/api/keys/none");
    audit.close(Duration::from_secs(60));
    // What changes something is written down before it is done as well.
    let expected = [
        "admin GET /api/keys || 200".to_owned(),
        "admin POST /api/keys || 102".to_owned(),
        format!("admin POST /api/keys ||{id} 201"),
        "admin POST /api/keys || 102".to_owned(),
        "admin POST /api/keys || 400".to_owned(),
        "admin POST /api/keys || 102".to_owned(),
        format!("admin POST /api/keys 9||{of_agent} 201"),
        format!("admin DELETE /api/keys/{{key_id}} ||{id} 102"),
        format!("admin DELETE /api/keys/{{key_id}} ||{id} 204"),
        "admin DELETE /api/keys/{key_id} ||none 102".to_owned(),
        "admin DELETE /api/keys/{key_id} ||none 404".to_owned(),
    ];
    assert_eq!(entries(&url), expected);
}

#[test]
fn the_import_that_was_made_or_taken_back_is_named() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let admin = create_key(&url, &["--role", "admin"]);
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    let export = r#"[{"sip_meta_id": "1", "user_id": "asha", "amount": "500"}]"#;
    let made = server.post_as(&admin, "/api/imports?as_of=2026-01-30", export);
    assert_eq!(made.status, 201, "{}", made.text());
    server.ask_as(Some(&admin), "DELETE", "/api/imports/1");
    server.ask_as(Some(&admin), "DELETE", "/api/imports/1");
    audit.close(Duration::from_secs(60));
    let expected = [
        "admin GET /api/keys || 200",
        "admin POST /api/imports || 102",
        "admin POST /api/imports ||1 201",
        "admin DELETE /api/imports/{import_id} ||1 102",
        "admin DELETE /api/imports/{import_id} ||1 200",
        "admin DELETE /api/imports/{import_id} ||1 102",
        "admin DELETE /api/imports/{import_id} ||1 409",
    ];
    assert_eq!(entries(&url), expected);
    let shown = api(&url, &["audit", "--limit", "1", "--json"]);
    let newest: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(newest["import_id"], "1", "{newest}");
}

#[test]
fn what_cannot_be_written_down_is_not_done() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let export = serde_json::to_string(&[failed("1", "asha", "1", "9,000")]).unwrap();
    desktop.import("2026-01-30", &[failed("1", "asha", "1", "9,000")]);
    let admin = create_key(&url, &["--role", "admin"]);
    create_key(&url, &["--role", "manager", "--all-agents"]);
    // The trail takes entries, and the database does not let them in.
    desktop.database.connect().batch_execute("ALTER TABLE audit_log RENAME TO elsewhere").unwrap();
    let audit = Audit::open_in(files.path(), 2_000, &url).unwrap();
    let server = Server::auditing(&url, audit);
    server.wait_for(1);
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    let keys = server.get_as(Some(&admin), "/api/keys").json();
    while server.get_as(Some(&admin), "/api/keys").status == 200 {}
    let doomed = keys[1]["key_id"].as_str().unwrap();
    let body = r#"{"name": "Bina", "role": "admin"}"#;
    assert_eq!(server.post_as(&admin, "/api/keys", body).status, 503);
    let address = format!("/api/keys/{doomed}");
    assert_eq!(server.ask_as(Some(&admin), "DELETE", &address).status, 503);
    let imports = "/api/imports?as_of=2026-01-31";
    assert_eq!(server.post_as(&admin, imports, &export).status, 503);
    let mut connection = desktop.database.connect();
    let kept = store_pg::api_keys(&mut connection).unwrap();
    assert!(kept.len() == 2 && kept.iter().all(|key| key.revoked_at.is_none()), "{kept:?}");
    assert_eq!(store_pg::import_log(&mut connection, 0, 10).unwrap().total, 1);
}

#[test]
fn what_cannot_be_written_down_is_not_answered() {
    // The database's own user has to reach its directory.
    let files = TempDir::new().unwrap();
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let start = || Cluster::start(&files.path().join("data"), &mut |_| {}).unwrap();
    let cluster = start();
    let url = cluster.url(DATABASE);
    let export = serde_json::to_vec(&[failed("1", "asha", "1", "9,000")]).unwrap();
    import_into(&url, files.path(), "2026-01-30", &export);
    let key = create_key(&url, &["--role", "admin"]);
    let audit = Audit::open_in(&files.path().join("spool"), 3_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for(1);
    server.wait_for_status(Some(&key), "/api/opportunities", 200);

    cluster.stop().unwrap();
    // The book goes on answering for as long as what is asked can be written down.
    let mut answered = 0;
    let refused = loop {
        let answer = server.get_as(Some(&key), "/api/opportunities");
        if answer.status != 200 {
            break answer;
        }
        answered += 1;
    };
    assert!((5..30).contains(&answered), "{answered}");
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("2")));
    assert_eq!(server.get("/health/live").status, 200);

    let cluster = start();
    server.wait_for_status(Some(&key), "/api/opportunities", 200);
    drop(server);
    audit.close(Duration::from_secs(60));
    assert!(entries(&url).len() > answered);
    cluster.stop().unwrap();
}

#[test]
fn whoever_hangs_up_is_written_down_too() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    desktop.import("2026-01-30", &[failed("1", "asha", "1", "9,000")]);
    let key = create_key(&url, &["--role", "admin"]);
    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for_status(Some(&key), "/health/ready", 200);
    server.wait_for_status(Some(&key), "/api/imports", 200);
    let mut lock = desktop.database.connect();
    lock.batch_execute("BEGIN; LOCK TABLE sip_records IN ACCESS EXCLUSIVE MODE").unwrap();
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "GET /api/clients/asha HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'sip_records'::regclass";
    let (_, name) = url.rsplit_once('/').unwrap();
    let postgres = local_pg::Server::from_url(&url).unwrap();
    while postgres.execute(name, waits).unwrap().is_empty() {
        std::thread::yield_now();
    }
    drop(stream);
    lock.batch_execute("COMMIT").unwrap();
    let line = "admin GET /api/clients/{user_id} |asha| 200";
    while !entries(&url).iter().any(|entry| entry == line) {
        std::thread::yield_now();
    }
}
