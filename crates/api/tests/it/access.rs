//! Who may ask what: every route, by every role.

use std::collections::BTreeSet;

use api::{Access, Route, Subject};
use serde_json::{Value, json};

use crate::support::{Desktop, Server, create_key, failed};

/// Who asks, in the order of the columns below.
const PEOPLE: [&str; 5] =
    ["nobody", "agent 1", "manager of 1 and 2", "manager of all", "administrator"];

/// The agents whose clients each of them may see.
const SEEN: [&[&str]; 5] = [&[], &["1"], &["1", "2"], &["1", "2", "3"], &["1", "2", "3"]];

const SIGNED_IN: [u16; 5] = [401, 200, 200, 200, 200];
const ADMINISTRATORS: [u16; 5] = [401, 403, 403, 403, 200];
const NOT_THE_AGENT: [u16; 5] = [401, 403, 200, 200, 200];
const SEES_ALL: [u16; 5] = [401, 403, 403, 200, 200];
const OTHERS_CLIENT: [u16; 5] = [401, 404, 404, 200, 200];
const NOBODYS_CLIENT: [u16; 5] = [401, 404, 404, 404, 404];

/// What is asked of a route, and the status that each of them gets: it follows from what the route's
/// row says. A route about something new has to say it here: without an arm of its own this does not
/// compile.
fn expectations(route: &Route) -> Vec<(String, [u16; 5])> {
    // Whom one looks for has to be said.
    let required = if route.takes("q") { "?q=client&" } else { "?" };
    let asked = |query: &str| {
        let query = format!("{required}{}", query.trim_start_matches('?'));
        vec![format!("{}{}", address(route, None), query.trim_end_matches(['?', '&']))]
    };
    let each = |addresses: Vec<String>, statuses: [u16; 5]| -> Vec<(String, [u16; 5])> {
        addresses.into_iter().map(|address| (address, statuses)).collect()
    };
    let everyone_s = |status: u16| [status; 5];
    match (route.subject, route.access, route.method.as_str()) {
        (Subject::Server, Access::Anyone, _) => {
            // The viewer's address is elsewhere.
            each(asked(""), everyone_s(if route.path == "/docs" { 308 } else { 200 }))
        }
        (Subject::Agents, Access::SignedIn, _) => {
            let mut rows = each(asked(""), SIGNED_IN);
            if route.takes("agent_id") {
                for (id, statuses) in AGENTS_ASKED_FOR {
                    rows.extend(each(asked(&format!("?agent_id={id}")), statuses));
                }
            }
            rows
        }
        // The keys of this table were not made to write; of those that were another test tells.
        (Subject::Client | Subject::Work, Access::Writer, _) => {
            each(asked(""), ADMINISTRATORS.map(|s| if s == 200 { 403 } else { s }))
        }
        (Subject::Client, Access::SignedIn, _) => {
            // Who sees several accounts of a client has to say which one is meant.
            let one_of_several = |id, statuses: [u16; 5]| match id {
                "shared" if route.takes("agent_id") => [401, 200, 200, 400, 400],
                _ => statuses,
            };
            CLIENTS_ASKED_FOR
                .map(|(id, statuses)| (address(route, Some(id)), one_of_several(id, statuses)))
                .to_vec()
        }
        (Subject::Server, Access::SignedIn, "GET") => each(asked(""), SIGNED_IN),
        (Subject::Server | Subject::Imports | Subject::Keys, Access::Admin, "GET") => {
            each(asked(""), ADMINISTRATORS)
        }
        // Whoever may do it is told what is wrong with how it was asked.
        (Subject::Server, Access::SignedIn, _) => {
            each(asked("?unknown=1"), SIGNED_IN.map(|s| if s == 200 { 400 } else { s }))
        }
        (Subject::Server | Subject::Imports | Subject::Keys, Access::Admin, _) => {
            each(asked("?unknown=1"), ADMINISTRATORS.map(|s| if s == 200 { 400 } else { s }))
        }
        (Subject::Agents, Access::Writer, _)
        | (Subject::Server, Access::Writer, _)
        | (Subject::Work, Access::Anyone | Access::SignedIn | Access::Admin, _)
        | (Subject::Imports | Subject::Keys, Access::Writer, _)
        | (Subject::Agents | Subject::Client, Access::Anyone | Access::Admin, _)
        | (Subject::Imports | Subject::Keys, Access::Anyone | Access::SignedIn, _) => {
            panic!("{} {}: nobody has said who may ask for that", route.method, route.path)
        }
    }
}

/// The route's address, with this id or the row's own examples where it varies.
fn address(route: &Route, id: Option<&str>) -> String {
    let mut address = route.path.replace('*', "");
    for param in &route.path_params {
        address = address.replace(&format!("{{{}}}", param.name), id.unwrap_or(param.example));
    }
    assert!(!address.contains('{'), "{address}: its row explains all that varies in it");
    address
}

const AGENTS_ASKED_FOR: [(&str, [u16; 5]); 7] = [
    ("1", SIGNED_IN),
    ("ag_1", SIGNED_IN),
    ("2", NOT_THE_AGENT),
    ("ag_2", NOT_THE_AGENT),
    ("3", SEES_ALL),
    ("ag_3", SEES_ALL),
    ("nobody", SEES_ALL),
];

const CLIENTS_ASKED_FOR: [(&str, [u16; 5]); 5] = [
    ("asha", SIGNED_IN),
    ("shared", SIGNED_IN),
    ("bina", [401, 404, 200, 200, 200]),
    ("chand", OTHERS_CLIENT),
    ("nobody", NOBODYS_CLIENT),
];

/// A book of three agents, one of whom shares a client with another.
fn desk() -> (Desktop, Server, [Option<String>; 5]) {
    let desktop = Desktop::empty();
    desktop.import(
        "2026-01-30",
        &[
            failed("1", "asha", "1", "9,000"),
            failed("2", "bina", "2", "9,000"),
            failed("3", "chand", "3", "9,000"),
            failed("4", "shared", "1", "9,000"),
            failed("5", "shared", "3", "9,000"),
        ],
    );
    let client = |id| json!({"user_id": id, "name": format!("Client {id}")});
    desktop.import("2026-01-30", &["asha", "bina", "chand", "shared", "other"].map(client));
    let url = desktop.database.url();
    let keys = [
        None,
        Some(create_key(&url, &["--role", "agent", "--agent", "1"])),
        Some(create_key(&url, &["--role", "manager", "--agent", "1", "--agent", "2"])),
        Some(create_key(&url, &["--role", "manager", "--all-agents"])),
        Some(create_key(&url, &["--role", "admin"])),
    ];
    let server = Server::signing_in(&url, &[]);
    server.wait_for_calls(1);
    server.wait_for_status(keys[4].as_deref(), "/api/agents", 200);
    (desktop, server, keys)
}

#[test]
fn every_route_by_every_role() {
    let (_desktop, server, keys) = desk();
    for route in api::routes() {
        for (address, expected) in expectations(&route) {
            for (person, key) in keys.iter().enumerate() {
                let answer = server.ask_as(key.as_deref(), route.method.as_str(), &address);
                let who = PEOPLE[person];
                assert_eq!(answer.status, expected[person], "{who} {address}: {}", answer.text());
                assert_eq!(
                    answer.header("www-authenticate").is_some(),
                    answer.status == 401,
                    "{who} {address}"
                );
                if route.access == Access::SignedIn && answer.status == 200 {
                    let told = agents_told(&answer.json());
                    let seen: BTreeSet<_> =
                        SEEN[person].iter().map(|id| (*id).to_owned()).collect();
                    assert!(told.is_subset(&seen), "{who} {address}: {told:?}");
                }
            }
        }
    }
}

/// Every agent whose id an answer holds.
fn agents_told(json: &Value) -> BTreeSet<String> {
    match json {
        Value::Array(items) => items.iter().flat_map(agents_told).collect(),
        Value::Object(fields) => {
            let own = fields.get("agent_id").into_iter();
            let own =
                own.chain(fields.get("agents").and_then(Value::as_array).into_iter().flatten());
            let own = own.filter_map(Value::as_str).map(str::to_owned);
            own.chain(fields.values().flat_map(agents_told)).collect()
        }
        _ => BTreeSet::new(),
    }
}

#[test]
fn each_sees_all_of_their_own_and_nothing_else() {
    let (_desktop, server, keys) = desk();
    for (person, key) in keys.iter().enumerate().skip(1) {
        let ids = |path: &str, field: &str| -> BTreeSet<String> {
            let rows = server.get_as(key.as_deref(), path).rows();
            rows.iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
        };
        let seen: BTreeSet<String> = SEEN[person].iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(ids("/api/opportunities", "agent_id"), seen, "{}", PEOPLE[person]);
        assert_eq!(ids("/api/agents", "agent_id"), seen, "{}", PEOPLE[person]);
        assert!(ids("/api/clients/shared", "agent_id").is_subset(&seen));
        let answer = server.get_as(key.as_deref(), "/api/agents");
        assert_eq!(answer.header("x-total-count"), Some(seen.len().to_string().as_str()));
        let stats = server.get_as(key.as_deref(), "/api/opportunities/stats").json();
        let list = server.get_as(key.as_deref(), "/api/opportunities");
        let total = stats["total_opportunities"].to_string();
        assert_eq!(list.header("x-total-count"), Some(total.as_str()), "{}", PEOPLE[person]);
    }
}

#[test]
fn an_external_id_lets_nobody_into_another_book() {
    let desktop = Desktop::empty();
    let mut foreign = failed("2", "bina", "9", "9,000");
    // Another agent is known elsewhere by the number that is this agent's own here.
    foreign["agent_external_id"] = "1".into();
    desktop.import("2026-01-30", &[failed("1", "asha", "1", "9,000"), foreign]);
    let url = desktop.database.url();
    let key = create_key(&url, &["--role", "agent", "--agent", "1"]);
    let server = Server::signing_in(&url, &[]);
    server.wait_for(1);
    server.wait_for_status(Some(&key), "/api/agents", 200);
    for path in ["/api/opportunities", "/api/opportunities?agent_id=1", "/api/agents"] {
        let told = agents_told(&server.get_as(Some(&key), path).json());
        assert_eq!(told, BTreeSet::from(["1".to_owned()]), "{path}");
    }
    assert_eq!(server.get_as(Some(&key), "/api/clients/bina").status, 404);
}

#[test]
fn what_one_was_answered_is_of_no_use_to_another() {
    let (_desktop, server, keys) = desk();
    let [_, agent, _, manager, administrator] = &keys;
    let address = "/api/opportunities?limit=1";
    let manager = manager.as_deref();
    let bearer = |key: &Option<String>| format!("Bearer {}", key.as_ref().unwrap());
    let page = server.get_as(manager, address);
    let (tag, next) = (page.header("etag").unwrap(), page.next().unwrap());
    for key in [agent, administrator] {
        let bearer = bearer(key);
        let headers = [("authorization", bearer.as_str()), ("if-none-match", tag)];
        assert_eq!(server.ask("GET", address, &headers).status, 200);
        let answer = server.get_as(key.as_deref(), &next);
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["parameter"], "cursor");
    }
    assert_eq!(server.get_as(manager, &next).status, 200);
}
