//! From nothing to answers, and to the same answers the next day; the demo book beside the real one.

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::{Place, Running};

#[test]
fn a_demo_book_is_served_and_found_again() {
    let place = Place::new();
    let first = Running::start(&place, &[]);
    let answers: Vec<Value> = first.questions.iter().map(|asked| first.get(asked)).collect();
    assert!(answers[0].as_array().is_some_and(|calls| !calls.is_empty()), "{}", answers[0]);
    assert!(answers[0][0]["client"]["name"].is_string(), "{}", answers[0]);
    assert!(answers[1]["calls"].as_u64() > Some(0), "{}", answers[1]);
    assert!(answers[2].as_array().is_some_and(|calls| !calls.is_empty()), "{}", answers[2]);
    let stats = first.get("/api/opportunities/stats");
    // Something was done in it, and something has changed since an earlier book.
    let work = first.get("/api/work");
    assert_eq!(work.as_array().map(Vec::len), Some(4), "{work}");
    assert_ne!(first.get("/api/changes?limit=1"), json!([]));

    // While it runs its database is there for others, and says where it is and nothing else.
    let url = String::from_utf8(place.xtask(&["db", "url"]).stdout).unwrap();
    assert!(url.starts_with("postgres://") && url.lines().count() == 1, "{url}");
    assert!(first.end(Signal::SIGTERM).success());

    let second = Running::start(&place, &[]);
    assert_eq!(second.get("/api/opportunities/stats"), stats, "no second demo book is imported");
    assert_eq!(second.get("/api/work"), work, "nothing is done twice");

    // What is imported meanwhile is the real book, and that alone: the demo goes on as it was.
    let file =
        place.file("query_result_2026-01-30T06_19_15Z.json", &failed_sip("6,000").to_string());
    let sent = second.post("/api/imports?as_of=2026-01-30", &failed_sip("6,000").to_string());
    assert!(sent.starts_with("HTTP/1.1 409") && sent.contains("cargo xtask import FILE"), "{sent}");
    let imported = place.xtask(&["import", file.to_str().unwrap()]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    assert_eq!(second.get("/api/opportunities/stats"), stats);
    assert!(second.end(Signal::SIGINT).success());
    let third = Running::start(&place, &[]);
    let agents = third.get("/api/agents");
    assert_eq!((agents.as_array().unwrap().len(), &agents[0]["agent_id"]), (1, &json!("10")));
    assert!(third.end(Signal::SIGTERM).success());
}

/// On a server that is somebody's own nothing is made that nobody asked for.
#[test]
fn a_database_of_somebody_s_own_gets_no_demo_book() {
    let place = Place::new();
    let cluster = local_pg::Cluster::start(&place.path().join("own"), &mut |_| {}).unwrap();
    let url = cluster.url(local_pg::DATABASE);
    let running = Running::told(&place, &["--database-url", &url], "The book is empty");
    assert_eq!(running.get("/api/agents"), json!([]));
    let databases = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1";
    let databases = cluster.execute("postgres", databases).unwrap().concat();
    assert_eq!(databases.into_iter().flatten().collect::<Vec<_>>(), ["opportunities", "postgres"]);
    assert!(running.end(Signal::SIGTERM).success());
    assert!(!place.path().join("data").exists());
    cluster.stop().unwrap();
}

fn failed_sip(failed: &str) -> Value {
    json!([{
        "sip_meta_id": "1", "user_id": "asha", "agent_id": "10", "amount": "5,000",
        "failed_amount": failed, "event_date": "January 29, 2026", "currentSipStatus": "Failed",
    }])
}

#[test]
fn files_are_imported_first_and_more_while_it_runs() {
    let place = Place::new();
    let sip = |failed: &str, event: &str| {
        json!([{
            "sip_meta_id": "1", "user_id": "asha", "agent_id": "10", "amount": "5,000",
            "failed_amount": failed, "event_date": event, "currentSipStatus": "Failed",
        }])
    };
    let name = |day| format!("query_result_2026-01-{day}T06_19_15Z.json");
    let file = place.file(&name(30), &sip("6,000", "January 29, 2026").to_string());
    let running = Running::start(&place, &[&file]);
    let list = "/api/opportunities/failed-sips?agent_id=10";
    assert_eq!(running.get(list)[0]["failed_amount"], 6000.0);

    let file = place.file(&name(31), &sip("7,000", "January 30, 2026").to_string());
    let imported = place.xtask(&["import", file.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_slice(&imported.stdout).unwrap();
    assert_eq!((imported.status.code(), &report["updated"]), (Some(0), &json!(1)), "{report}");
    while running.get(list)[0]["failed_amount"] != 7000.0 {
        std::thread::yield_now();
    }

    let mut records = sip("8,000", "January 31, 2026");
    let bad = sip("7,000", "some day")[0].clone();
    records.as_array_mut().unwrap().push(bad);
    let file = place.file(&name(31), &records.to_string());
    let rejects = place.xtask(&["import", file.to_str().unwrap()]);
    assert_eq!(rejects.status.code(), Some(3), "in, with what was set aside");
    assert_eq!(place.xtask(&["import"]).status.code(), Some(2), "wrong usage");
    assert!(running.end(Signal::SIGTERM).success());
}
