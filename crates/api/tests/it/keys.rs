//! API keys: made, listed, revoked, and what they are good for meanwhile.

use serde_json::Value;

use crate::support::{Desktop, Server, api, create_key, failed};

fn desk() -> (Desktop, Server) {
    let desktop = Desktop::empty();
    desktop.import("2026-01-30", &[failed("1", "asha", "4220", "9,000")]);
    let server = Server::signing_in(&desktop.database.url(), &[]);
    server.wait_for(1);
    (desktop, server)
}

fn listed(url: &str) -> Vec<Value> {
    let list = api(url, &["keys", "list", "--json"]);
    assert!(list.status.success(), "{list:?}");
    let lines = String::from_utf8(list.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_key_works_until_it_is_revoked() {
    let (desktop, server) = desk();
    let url = desktop.database.url();
    let key = create_key(&url, &["--role", "agent", "--agent", "4,220"]);
    server.wait_for_status(Some(&key), "/api/opportunities", 200);
    assert_eq!(server.get_as(Some(&key), "/api/opportunities").rows().len(), 1);
    let list = listed(&url);
    let (id, kept) = (list[0]["key_id"].as_str().unwrap(), list[0].to_string());
    assert_eq!((&list[0]["state"], &list[0]["agents"][0]), (&"works".into(), &"4220".into()));
    assert!(!kept.contains(&key), "{kept}");
    assert!(key.starts_with("sipk_") && key.len() == 48, "{key}");

    assert!(api(&url, &["keys", "revoke", id]).status.success());
    let refused = server.wait_for_status(Some(&key), "/api/opportunities", 401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"sip-opportunities\""));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(listed(&url)[0]["state"], "revoked");
    let unknown = api(&url, &["keys", "revoke", "0123456789abcdef"]);
    assert_eq!(unknown.status.code(), Some(1));
}

#[test]
fn what_is_no_key_lets_nobody_in() {
    let (desktop, server) = desk();
    let key = create_key(&desktop.database.url(), &["--role", "admin"]);
    server.wait_for_status(Some(&key), "/api/agents", 200);
    let capital = format!("bEARER  {key} ");
    assert_eq!(server.ask("GET", "/api/agents", &[("authorization", &capital)]).status, 200);
    let other = format!("{}{}", &key[..47], if key.ends_with('A') { 'B' } else { 'A' });
    let bearer = format!("Bearer {key}");
    for headers in [
        vec![],
        vec![("authorization", key.as_str())],
        vec![("authorization", "Bearer ")],
        vec![("authorization", "Bearer")],
        vec![("authorization", "Basic YTpi")],
        vec![("authorization", &other)],
        vec![("authorization", &bearer), ("authorization", &bearer)],
        vec![("x-api-key", &key)],
        vec![("cookie", &bearer)],
    ] {
        let answer = server.ask("GET", "/api/agents", &headers);
        assert_eq!(answer.status, 401, "{headers:?}");
    }
    let wrong = format!("Bearer {other}");
    assert_eq!(server.ask("GET", "/api/agents", &[("authorization", &wrong)]).status, 401);
    assert_eq!(server.get(&format!("/api/agents?key={key}")).status, 401);
}

#[test]
fn an_expired_key_lets_nobody_in() {
    let (desktop, server) = desk();
    let url = desktop.database.url();
    let later = create_key(&url, &["--role", "admin", "--expires", "2199-12-31"]);
    server.wait_for_status(Some(&later), "/api/agents", 200);
    let past =
        api(&url, &["keys", "create", "--role", "admin", "--name", "a", "--expires", "2020-01-01"]);
    assert_eq!(past.status.code(), Some(1));
    let id = listed(&url)[0]["key_id"].as_str().unwrap().to_owned();
    let (_, name) = url.rsplit_once('/').unwrap();
    let expire = format!("UPDATE api_keys SET expires_at = now() WHERE key_id = '{id}'");
    local_pg::Server::from_url(&url).unwrap().execute(name, &expire).unwrap();
    let refused = server.wait_for_status(Some(&later), "/api/agents", 401);
    assert!(refused.text().contains("expired"), "{}", refused.text());
    assert_eq!(listed(&url)[0]["state"], "expired");
}

#[test]
fn roles_and_agents_have_to_go_together() {
    let desktop = Desktop::empty();
    let rows: [(&[&str], bool); 11] = [
        (&["--role", "agent", "--agent", "1"], true),
        (&["--role", "agent"], false),
        (&["--role", "agent", "--agent", "1", "--agent", "2"], false),
        (&["--role", "agent", "--all-agents"], false),
        (&["--role", "agent", "--agent", " "], false),
        (&["--role", "manager"], false),
        (&["--role", "manager", "--all-agents"], true),
        (&["--role", "manager", "--agent", "1", "--agent", "2"], true),
        (&["--role", "manager", "--agent", "1", "--all-agents"], false),
        (&["--role", "admin", "--agent", "1"], false),
        (&["--role", "root"], false),
    ];
    for (holder, is_taken) in rows {
        let arguments: Vec<_> =
            ["keys", "create", "--name", "a"].iter().chain(holder).copied().collect();
        let made = api(&desktop.database.url(), &arguments);
        assert_eq!(made.status.success(), is_taken, "{holder:?} {made:?}");
        assert_eq!(made.stdout.is_empty(), !is_taken, "{holder:?}");
    }
}

#[test]
fn the_first_key_comes_from_the_environment_once() {
    let desktop = Desktop::empty();
    let url = desktop.database.url();
    let first = "0123456789abcdef0123456789abcdef-first";
    let second = "0123456789abcdef0123456789abcdef-second";
    let server = Server::signing_in(&url, &["--first-admin-key", first]);
    server.wait_for_status(Some(first), "/api/agents", 200);
    drop(server);
    // Another one is not taken, and the first one, once revoked, does not come back.
    let id = listed(&url)[0]["key_id"].as_str().unwrap().to_owned();
    assert!(api(&url, &["keys", "revoke", &id]).status.success());
    for key in [first, second] {
        let server = Server::signing_in(&url, &["--first-admin-key", key]);
        server.wait_for_status(Some(key), "/api/agents", 401);
    }
    assert_eq!(listed(&url).len(), 1);
    let short = api(&url, &["--first-admin-key", "short", "keys", "list"]);
    assert_eq!(short.status.code(), Some(2));
}
