//! API keys: made, listed, revoked, and what they are good for meanwhile.

use serde_json::{Value, json};

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
    let key = create_key(&url, &["--role", "agent", "--agent", "4220"]);
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
    for (flag, bad) in [
        ("--expires", "+10000-01-01"),
        ("--expires", "9999-12-31T23:59:59-23:59"),
        ("--name", "asha\u{202e}nimda"),
    ] {
        let refused = api(&url, &["keys", "create", "--role", "admin", "--name", "a", flag, bad]);
        assert_eq!(refused.status.code(), Some(2), "{bad:?}");
    }
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
    let rows: [(&[&str], bool); 12] = [
        (&["--role", "agent", "--agent", "1"], true),
        (&["--role", "agent"], false),
        (&["--role", "agent", "--agent", "1", "--agent", "2"], false),
        (&["--role", "agent", "--all-agents"], false),
        (&["--role", "agent", "--agent", " "], false),
        (&["--role", "manager"], false),
        (&["--role", "manager", "--all-agents"], true),
        (&["--role", "manager", "--agent", "1", "--agent", "2"], true),
        (&["--role", "manager", "--agent", "1", "--all-agents"], false),
        (&["--role", "manager", "--agent", "*"], false),
        (&["--role", "admin", "--agent", "1"], false),
        (&["--role", "root"], false),
    ];
    for (holder, is_taken) in rows {
        let arguments: Vec<_> = ["keys", "create", "--name", "a", "--unknown-agent"]
            .iter()
            .chain(holder)
            .copied()
            .collect();
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
    let short = api(&url, &["--port=0", "--sign-in=required", "--first-admin-key=short"]);
    assert_eq!(short.status.code(), Some(1));
}

#[test]
fn administrators_make_and_revoke_keys_over_http() {
    let (desktop, server) = desk();
    let admin = create_key(&desktop.database.url(), &["--role", "admin"]);
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    let body = json!({"name": "Asha's desk", "role": "agent", "agents": "4220"});
    let made = server.post_as(&admin, "/api/keys", &body.to_string());
    assert_eq!((made.status, made.header("cache-control")), (201, Some("no-store")));
    let made = made.json();
    let (key, id) = (made["key"].as_str().unwrap(), made["key_id"].as_str().unwrap());
    assert_eq!(made["agents"], json!(["4220"]));
    server.wait_for_status(Some(key), "/api/opportunities", 200);
    assert_eq!(server.get_as(Some(key), "/api/keys").status, 403);

    let listed = server.get_as(Some(&admin), "/api/keys");
    assert_eq!(listed.rows().len(), 2);
    assert!(!listed.text().contains(key) && listed.text().contains(id), "{}", listed.text());
    let address = format!("/api/keys/{id}");
    for _ in 0..2 {
        assert_eq!(server.ask_as(Some(&admin), "DELETE", &address).status, 204);
    }
    server.wait_for_status(Some(key), "/api/opportunities", 401);
    assert_eq!(server.ask_as(Some(&admin), "DELETE", "/api/keys/%00").status, 404);
    assert_eq!(server.ask_as(Some(&admin), "GET", &address).header("allow"), Some("DELETE"));
}

#[test]
fn every_bad_field_of_a_new_key_is_named() {
    let (desktop, server) = desk();
    let admin = create_key(&desktop.database.url(), &["--role", "admin"]);
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    let rows: [(&str, &[&str]); 17] = [
        ("", &["body"]),
        ("{\"name\": \"a\0\", \"role\": \"admin\"}", &["body"]),
        (r#"{"name": "a\u0000", "role": "admin"}"#, &["name"]),
        (r#"{"name": "a\u202eb", "role": "admin"}"#, &["name"]),
        (r#"{"name": "a\u2066b", "role": "admin"}"#, &["name"]),
        (r#"{"name": "a", "role": "admin\u0000"}"#, &["role", "agents"]),
        ("[]", &["body"]),
        ("{}", &["name", "role", "agents"]),
        (r#"{"name": " ", "role": "root", "x": 1}"#, &["name", "role", "agents", "x"]),
        (r#"{"name": "a", "role": "agent"}"#, &["agents"]),
        (r#"{"name": "a", "role": "agent", "agents": ["1", "2"]}"#, &["agents"]),
        (r#"{"name": "a", "role": "agent", "agents": "*"}"#, &["agents"]),
        (r#"{"name": "a", "role": "admin", "agents": ["1"]}"#, &["agents"]),
        (r#"{"name": "a", "role": "agent", "agents": "a\u0000b"}"#, &["agents"]),
        (r#"{"name": "a", "role": "admin", "role": "agent", "agents": "1"}"#, &["role", "agents"]),
        (
            r#"{"name": "a", "role": "admin", "expires_at": "2020-01-01T00:00:00Z"}"#,
            &["expires_at"],
        ),
        (
            r#"{"name": "a", "role": "admin", "expires_at": "9999-12-31T23:59:59-23:59"}"#,
            &["expires_at"],
        ),
    ];
    for (body, expected) in rows {
        let answer = server.post_as(&admin, "/api/keys", body);
        assert_eq!(answer.status, 400, "{body}");
        let problem = answer.json();
        let errors = problem["errors"].as_array().unwrap();
        let named: Vec<_> = errors.iter().map(|e| e["parameter"].as_str().unwrap()).collect();
        assert_eq!(named, expected, "{body}");
    }
    let all =
        r#"{"name": "a", "role": "manager", "agents": "*", "expires_at": "2199-01-01T00:00:00Z"}"#;
    let made = server.post_as(&admin, "/api/keys", all).json();
    assert_eq!(
        (&made["agents"], &made["expires_at"]),
        (&Value::Null, &json!("2199-01-01T05:30:00+05:30"))
    );
    assert_eq!(server.get_as(Some(&admin), "/api/keys").rows().len(), 2);
}

/// Somebody who may make keys must not hide one from whoever looks at the list of them.
#[test]
fn no_agent_steers_the_terminal_that_keys_are_listed_on() {
    let (desktop, _server) = desk();
    let url = desktop.database.url();
    let agent = "7\u{1b}[1A\u{1b}[2K\u{202e}";
    create_key(&url, &["--role", "manager", "--agent", agent, "--unknown-agent"]);
    let shown = String::from_utf8(api(&url, &["keys", "list"]).stdout).unwrap();
    assert!(shown.contains("agents 7\u{fffd}[1A\u{fffd}[2K\u{fffd} "), "{shown:?}");
}
