//! Whose book a key opens: agents are named by ids that the book knows, each by itself.

use serde_json::{Value, json};

use crate::support::{Desktop, Server, api, create_key, failed};

/// Agents 213 and 166, whom their newest records name; 7 and 8, who share an external id; and 9, whose
/// only SIP was deleted.
fn book() -> Desktop {
    let named = |id: &str, agent: &str, external: &str| {
        let mut sip = failed(id, "asha", agent, "9,000");
        sip["agent_external_id"] = json!(external);
        sip
    };
    let mut older = named("2", "213", "ag_before");
    older["event_date"] = json!("January 11, 2026, 8:49 AM");
    let mut deleted = named("6", "9", "ag_nine");
    deleted["deleted"] = json!("true");
    let desktop = Desktop::empty();
    desktop.import(
        "2026-01-30",
        &[
            named("1", "213", "ag_Zmoz9y2N"),
            older,
            named("3", "166", "ag_166"),
            named("4", "7", "ag_shared"),
            named("5", "8", "ag_shared"),
            deleted,
            json!({"sip_meta_id": "7", "user_id": "bina", "amount": "500"}),
        ],
    );
    desktop
}

/// What is asked for: ids, whether unknown ones are taken; and the agents of the key, or a part of the
/// sentence that refuses.
type Row<'a> = (&'a [&'a str], bool, Result<&'a [&'a str], &'a str>);

const ROWS: [Row<'_>; 17] = [
    (&["213"], false, Ok(&["213"])),
    (&[" 213 "], false, Ok(&["213"])),
    (&["213", "166"], false, Ok(&["166", "213"])),
    (&["ag_Zmoz9y2N"], false, Ok(&["213"])),
    (&["ag_166", "166"], false, Ok(&["166"])),
    (&["unassigned"], false, Ok(&["0"])),
    (&["213,166"], false, Err("has a comma in it: name each agent by itself")),
    (&["213,166"], true, Err("has a comma in it")),
    (&["4,220"], true, Err("has a comma in it")),
    (&["213", "166,"], false, Err("has a comma in it")),
    (&["213166"], false, Err("the book knows no agent 213166")),
    (&["9"], false, Err("the book knows no agent 9")),
    (&["213", "999"], false, Err("the book knows no agent 999")),
    (&["213", "999"], true, Ok(&["213", "999"])),
    // Another record of the agent has that name, and an older one.
    (&["ag_before"], false, Err("the book knows no agent ag_before")),
    (&["ag_nobody"], true, Err("one that is still to come is named by the internal id")),
    (&["ag_shared"], false, Err("external id of several agents: name one of 7, 8")),
];

#[test]
fn on_the_command_line() {
    let desktop = book();
    let url = desktop.database.url();
    for (ids, unknown_too, expected) in ROWS {
        let mut arguments = vec!["keys", "create", "--name", "a", "--role", "manager"];
        ids.iter().for_each(|id| arguments.extend(["--agent", id]));
        arguments.extend(unknown_too.then_some("--unknown-agent"));
        let made = api(&url, &arguments);
        let said = String::from_utf8(made.stderr).unwrap();
        match expected {
            Ok(agents) => {
                let told = format!("manager, agents {}, reads. It is shown", agents.join(", "));
                assert!(made.status.success() && said.contains(&told), "{ids:?}: {said}");
            }
            Err(sentence) => {
                assert!(!made.status.success() && made.stdout.is_empty(), "{ids:?}");
                assert!(said.contains(sentence) && said.contains("--agent"), "{ids:?}: {said}");
            }
        }
    }
    let unknown = api(&url, &["keys", "create", "--name", "a", "--role", "agent", "--agent", "5"]);
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert_eq!(
        said,
        "api: --agent: the book knows no agent 5: --unknown-agent takes it all the same\n"
    );
}

#[test]
fn over_http() {
    let desktop = book();
    let url = desktop.database.url();
    let admin = create_key(&url, &["--role", "admin"]);
    let server = Server::signing_in(&url, &[]);
    server.wait_for(1);
    server.wait_for_status(Some(&admin), "/api/keys", 200);
    for (ids, unknown_too, expected) in ROWS {
        let mut body = json!({"name": "a", "role": "manager", "agents": ids});
        if unknown_too {
            body["unknown_agent"] = json!(true);
        }
        let answer = server.post_as(&admin, "/api/keys", &body.to_string());
        match expected {
            Ok(agents) => {
                assert_eq!(answer.status, 201, "{body}: {}", answer.text());
                assert_eq!(answer.json()["agents"], json!(agents), "{body}");
            }
            Err(sentence) => {
                assert_eq!(answer.status, 400, "{body}: {}", answer.text());
                let problem = answer.json();
                let [error] = problem["errors"].as_array().unwrap().as_slice() else {
                    panic!("{body}: {problem}")
                };
                assert_eq!(error["parameter"], "agents", "{body}");
                assert!(error["detail"].as_str().unwrap().contains(sentence), "{body}: {error}");
            }
        }
    }
    for unknown_agent in [json!("yes"), json!(1), json!("true")] {
        let body = json!({"name": "a", "role": "manager", "agents": "213",
                          "unknown_agent": unknown_agent});
        let answer = server.post_as(&admin, "/api/keys", &body.to_string());
        let errors: &Value = &answer.json()["errors"];
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(
            errors[0],
            json!({"parameter": "unknown_agent", "detail": "takes true or false"})
        );
    }
}

#[test]
fn before_any_import_every_agent_is_unknown() {
    let desktop = Desktop::empty();
    let url = desktop.database.url();
    let create = ["keys", "create", "--name", "a", "--role", "agent", "--agent", "213"];
    let refused = api(&url, &create);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let made = api(&url, &[&create[..], &["--unknown-agent"]].concat());
    assert!(made.status.success(), "{made:?}");
}
