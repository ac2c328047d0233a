//! The roles of production can do what they are for, and nothing else.

use chrono::{TimeZone, Utc};
use diesel::connection::SimpleConnection;
use store_pg::testing::TestDatabase;
use store_pg::{AuditEntry, AuditQuery, PgConnection};

use crate::support::{Desk, record};

const ROLES: &str = include_str!("../../../../migrations/roles.sql");

fn url(database: &TestDatabase, role: &str) -> String {
    database.url().replacen("//app@", &format!("//{role}@"), 1)
}

fn connect(database: &TestDatabase, role: &str) -> PgConnection {
    store_pg::connect(&url(database, role), "test").unwrap()
}

fn entry() -> AuditEntry {
    let text = str::to_owned;
    AuditEntry {
        entry_id: "00000000-0000-7000-8000-000000000001".parse().unwrap(),
        at: Utc.timestamp_opt(1_769_739_300, 0).unwrap(),
        request_id: text("r-1"),
        who: text("key-1"),
        role: text("agent"),
        address: text("127.0.0.1"),
        method: text("GET"),
        resource: text("/api/clients/{user_id}"),
        agent_id: None,
        user_id: Some(text("asha")),
        status: 200,
        key_id: None,
        import_id: None,
    }
}

#[test]
fn each_role_does_its_work_and_no_other() {
    let desk = Desk::new();
    // Twice: after a later migration it is run again.
    for _ in 0..2 {
        desk.database.connect().batch_execute(ROLES).unwrap();
    }
    // The importer's program, with an instalment that changes and one that was seen late.
    for (day, amount) in [(20, "500"), (28, "700"), (24, "600")] {
        let name = format!("export_2026-01-{day}.json");
        let sip = record("1", amount, &format!("January {day}, 2026"));
        desk.file(&name, format!("[{sip}]"));
        let mut importer = desk.importer();
        importer.env("DATABASE_URL", url(&desk.database, "sip_importer"));
        let output = importer.args(["import", &name]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Another one, which is taken back: it changes a record, and has one that is nobody else's.
    desk.file(
        "later.json",
        format!(
            "[{}]",
            [record("1", "800", "January 29, 2026"), record("9", "5", "January 29, 2026")]
                .map(|sip| sip.to_string())
                .join(",")
        ),
    );
    for arguments in [&["later.json", "--as-of", "2026-01-29"][..], &["undo", "4"]] {
        let mut importer = desk.importer();
        importer.env("DATABASE_URL", url(&desk.database, "sip_importer"));
        let output = importer.args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    // Clients: a record that is replaced, one that comes late, an import taken back, one forgotten.
    for (day, name) in [(20, "Asha"), (28, "Asha Devi"), (24, "Devi")] {
        let client = format!(
            r#"[{{"user_id": "u", "name": "{name}", "event_date": "2026-01-{day}"}},
                {{"user_id": "user 1", "name": "One"}}]"#
        );
        desk.file(&format!("clients_2026-01-{day}.json"), client);
    }
    let run = |arguments: &[&str]| {
        let mut importer = desk.importer();
        importer.env("DATABASE_URL", url(&desk.database, "sip_importer"));
        let output = importer.args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["clients_2026-01-20.json", "clients_2026-01-28.json", "clients_2026-01-24.json"]);
    let second = "SELECT import_id FROM imports WHERE file_name = 'clients_2026-01-28.json'";
    run(&["undo", &desk.rows(second)[0]]);
    run(&["forget", "u"]);

    let mut server = connect(&desk.database, "sip_server");
    let found = store_pg::clients::search(&mut server, "one", None, 0, 10).unwrap();
    assert_eq!(found.clients.len(), 1);
    assert_eq!(store_pg::clients::contacts(&mut server, &["user 1", "u"]).unwrap().len(), 1);
    assert!(store_pg::clients::directory_state(&mut server).unwrap().sequence > 0);
    store_pg::migrate(&mut server).unwrap();
    let (version, book) = store_pg::load_book(&mut server).unwrap();
    assert_eq!((version.sequence, book.sip_count()), (5, 1));
    assert_eq!(store_pg::client_records(&mut server, "user 1").unwrap().unwrap().records.len(), 1);
    assert_eq!(store_pg::import_log(&mut server, 0, 10).unwrap().total, 7);
    for _ in 0..2 {
        store_pg::append_audit(&mut server, &[entry()]).unwrap();
    }
    let query = AuditQuery { limit: 10, ..AuditQuery::default() };
    let trail = store_pg::read_audit(&mut server, &query).unwrap();
    assert!(trail.contains(&entry()) && trail.len() == 2, "{trail:?}");
    assert_eq!(trail[0].resource, "importer forget");

    let refused = [
        ("sip_server", "UPDATE audit_log SET who = 'nobody'"),
        ("sip_server", "DELETE FROM audit_log"),
        ("sip_server", "TRUNCATE audit_log"),
        ("sip_server", "DROP TABLE audit_log"),
        ("sip_server", "ALTER TABLE audit_log DISABLE TRIGGER ALL"),
        ("sip_server", "UPDATE sip_records SET user_id = 'x'"),
        ("sip_server", "DELETE FROM sip_records"),
        ("sip_server", "INSERT INTO sip_amounts SELECT * FROM sip_amounts"),
        ("sip_server", "SELECT nextval('import_ids')"),
        ("sip_server", "DELETE FROM clients"),
        ("sip_server", "SELECT * FROM lost_clients"),
        ("sip_server", "UPDATE directory_state SET sequence = 0"),
        ("sip_server", "CREATE TABLE mine (id int)"),
        ("sip_server", "CREATE TEMPORARY TABLE mine (id int)"),
        ("sip_importer", "SELECT * FROM audit_log"),
        ("sip_importer", "INSERT INTO audit_log SELECT * FROM audit_log"),
        ("sip_importer", "UPDATE audit_log SET who = 'nobody'"),
        ("sip_importer", "TRUNCATE clients"),
        ("sip_importer", "DELETE FROM import_observations"),
        ("sip_importer", "DELETE FROM imports"),
        ("sip_importer", "UPDATE imports SET file_name = 'x'"),
        ("sip_importer", "CREATE TABLE mine (id int)"),
    ];
    for (role, statement) in refused {
        let done = connect(&desk.database, role).batch_execute(statement);
        let said = done.unwrap_err().to_string();
        let denied = said.contains("permission denied") || said.contains("must be owner");
        assert!(denied, "{role}: {statement}: {said}");
    }
    // The owner may migrate, and yet not rewrite what was written down.
    let mut owner = connect(&desk.database, "sip_owner");
    owner.batch_execute("ALTER TABLE sip_records ADD extra int").unwrap();
    for statement in
        ["UPDATE audit_log SET who = 'nobody'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
    {
        let said = owner.batch_execute(statement).unwrap_err().to_string();
        assert!(said.contains("the audit log is"), "{statement}: {said}");
    }
    assert_eq!(store_pg::read_audit(&mut server, &query).unwrap(), trail);
}

#[test]
fn entries_go_after_a_year() {
    let desk = Desk::new();
    let mut connection = desk.database.connect();
    let old = "INSERT INTO audit_log VALUES (gen_random_uuid(), now() - interval '366 days', 'r',
               'k', 'agent', 'a', 'GET', '/', NULL, NULL, 200)";
    connection.batch_execute(old).unwrap();
    connection.batch_execute("DELETE FROM audit_log").unwrap();
    assert_eq!(desk.rows("SELECT count(*) FROM audit_log"), ["0"]);
}
