//! A database that takes no changes: what is read goes on, what would change something says why not, and
//! the audit trail waits.

use std::time::Duration;

use api::audit::Audit;
use serde_json::json;
use store_pg::{AuditQuery, read_audit};
use tempfile::TempDir;

use crate::support::{Desktop, Server, create_key, failed};

/// Connections that are there already would go on as before.
fn end_connections(desktop: &Desktop) {
    desktop.database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
}

#[test]
fn what_is_read_goes_on_and_a_change_says_why_not() {
    let (desktop, files) = (Desktop::empty(), TempDir::new().unwrap());
    let url = desktop.database.url();
    let export = |id: &str| vec![failed(id, "asha", "4220", "9,000")];
    desktop.import("2026-01-30", &export("1"));
    let admin = create_key(&url, &["--role", "admin"]);
    desktop.database.set("default_transaction_read_only", "on");
    end_connections(&desktop);

    let audit = Audit::open_in(files.path(), 1_000_000, &url).unwrap();
    let server = Server::auditing(&url, audit.clone());
    server.wait_for(1);
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    for path in ["/api/opportunities", "/api/clients/asha", "/api/imports", "/health/ready"] {
        assert_eq!(server.get_as(Some(&admin), path).status, 200, "{path}");
    }
    let body = json!({"name": "Bina", "role": "admin"}).to_string();
    let sips = serde_json::to_string(&export("2")).unwrap();
    let answers = [
        server.post_as(&admin, "/api/keys", &body),
        server.ask_as(Some(&admin), "DELETE", "/api/keys/0123456789abcdef"),
        server.post_as(&admin, "/api/imports?as_of=2026-01-31", &sips),
    ];
    for answer in answers {
        let said = answer.text();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")), "{said}");
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with("The database cannot be written at the moment: "), "{said}");
        assert!(problem["type"].as_str().unwrap().ends_with(":unavailable"), "{said}");
    }
    let waiting = audit.waiting().entries;
    assert!(waiting >= 9, "{waiting}");

    // Once it takes changes, all that was asked reaches the trail.
    desktop.database.set("default_transaction_read_only", "off");
    end_connections(&desktop);
    drop(server);
    while audit.waiting().entries > 0 {
        std::thread::yield_now();
    }
    audit.close(Duration::from_secs(60));
    let wanted = AuditQuery { limit: 1_000, ..AuditQuery::default() };
    let entries = read_audit(&mut desktop.database.connect(), &wanted).unwrap();
    assert!(entries.len() as u64 >= waiting, "{} of {waiting}", entries.len());
    let refused = entries.iter().filter(|entry| entry.status == 503).count();
    assert_eq!(refused, 3, "{entries:?}");
}
