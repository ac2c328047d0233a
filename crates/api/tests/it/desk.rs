//! A database whose calls are worked on, its servers, and short ways to say what is done.

use serde_json::{Value, json};
use store_pg::testing::TestDatabase;
use tempfile::TempDir;

use crate::support::{Answer, Server, import_into, newest_import};

/// A database and the exports that go into it.
pub(crate) struct Desk {
    pub(crate) database: TestDatabase,
    files: TempDir,
}

impl Desk {
    /// One with this book.
    pub(crate) fn of(as_of: &str, records: &[Value]) -> Self {
        let desk = Self::empty();
        desk.import(as_of, records);
        desk
    }

    /// One without a book.
    pub(crate) fn empty() -> Self {
        Self { database: TestDatabase::new(), files: TempDir::new().unwrap() }
    }

    /// Imports an export; the number of the state of the book.
    pub(crate) fn import(&self, as_of: &str, records: &[Value]) -> i64 {
        self.import_bytes(as_of, &serde_json::to_vec(records).unwrap())
    }

    pub(crate) fn import_bytes(&self, as_of: &str, export: &[u8]) -> i64 {
        import_into(&self.url(), self.files.path(), as_of, export);
        newest_import(&self.url())
    }

    pub(crate) fn url(&self) -> String {
        self.database.url()
    }

    /// A server on that day, with the calls of the newest book.
    pub(crate) fn server_on(&self, today: &str) -> Server {
        let server = Server::told(&self.url(), &["--today", today]);
        server.wait_for_calls(newest_import(&self.url()));
        server
    }

    /// One that asks for a sign-in.
    pub(crate) fn signing_in(&self) -> Server {
        let server = Server::signing_in(&self.url(), &[]);
        server.wait_for_calls(newest_import(&self.url()));
        server
    }
}

/// ₹5,000 on the 5th, as an export of a day tells it. Without another word no rule says anything of it
/// at the end of January 2026.
pub(crate) fn sip(id: &str, user: &str, agent: &str, as_of: &str) -> Value {
    json!({
        "sip_meta_id": id, "user_id": user, "agent_id": agent, "agent_external_id": format!("ag_{agent}"),
        "amount": "5000", "sip_days": "5", "scheme_name": "[Godavari Fund (G)]",
        "start_date": "2025-06-05", "first_success_order_date": "2025-06-05",
        "latest_success_order_date": "2026-01-05", "success_count": "8", "success_amount": "40000",
        "currentSipStatus": "Success", "event_date": as_of,
    })
}

/// The same with other members.
pub(crate) fn with(mut record: Value, members: Value) -> Value {
    let members = members.as_object().unwrap().clone();
    record.as_object_mut().unwrap().extend(members);
    record
}

/// A SIP whose newest debit went through on that day.
pub(crate) fn paid(id: &str, user: &str, agent: &str, as_of: &str, latest: &str) -> Value {
    with(sip(id, user, agent, as_of), json!({"latest_success_order_date": latest}))
}

/// One of which a debit is missing at the end of January 2026.
pub(crate) fn missing(id: &str, user: &str, agent: &str) -> Value {
    paid(id, user, agent, "2026-01-30", "2025-12-05")
}

/// One that ends soon.
pub(crate) fn ending(id: &str, user: &str, agent: &str) -> Value {
    with(sip(id, user, agent, "2026-01-30"), json!({"end_date": "2026-03-05"}))
}

/// One for which no step-up is agreed.
pub(crate) fn growing(id: &str, user: &str, agent: &str) -> Value {
    let since = json!({"start_date": "2023-01-05", "first_success_order_date": "2023-01-05"});
    with(sip(id, user, agent, "2026-01-30"), since)
}

impl Server {
    /// Writes down that something was done, as whoever holds a key or as nobody.
    pub(crate) fn work_as(&self, key: Option<&str>, user: &str, body: &Value) -> Answer {
        self.send_json(key, &format!("/api/calls/{user}/work"), &[], body.to_string().as_bytes())
    }

    pub(crate) fn work(&self, user: &str, body: &Value) -> Answer {
        self.work_as(None, user, body)
    }

    pub(crate) fn undo_as(&self, key: Option<&str>, work_id: i64) -> Answer {
        self.send_json(key, &format!("/api/work/{work_id}/undo"), &[], b"")
    }

    pub(crate) fn undo(&self, work_id: i64) -> Answer {
        self.undo_as(None, work_id)
    }

    pub(crate) fn send_json(
        &self,
        key: Option<&str>,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let bearer = key.map(|key| format!("Bearer {key}"));
        let mut all = vec![("content-type", "application/json")];
        all.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        all.extend(headers);
        self.send("POST", path, &all, body)
    }
}

impl Answer {
    /// The number of the event that was written down.
    #[track_caller]
    pub(crate) fn work_id(&self) -> i64 {
        assert_eq!(self.status, 201, "{}", self.text());
        self.json()["event"]["work_id"].as_i64().unwrap()
    }

    /// One member of each row.
    #[track_caller]
    pub(crate) fn each(&self, member: &str) -> Vec<String> {
        let text = |row: &Value| match &row[member] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.rows().iter().map(text).collect()
    }
}

/// The state of every reason of a call, by key.
pub(crate) fn states(call: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let reasons = call["reasons"].as_array().unwrap_or_else(|| panic!("no call: {call}"));
    let mut states: Vec<_> =
        reasons.iter().map(|it| (text(&it["key"]), text(&it["state"]))).collect();
    states.sort();
    states
}

/// What changed, a line a change: `grew repair~1`, `ended keep~2 recovered`.
pub(crate) fn lines(changes: &Answer) -> Vec<String> {
    let line = |row: &Value| {
        let why = row["why"].as_str().map(|why| format!(" {why}")).unwrap_or_default();
        let text = |member: &str| row[member].as_str().unwrap().to_owned();
        format!("{} {}{why}", text("change"), text("key"))
    };
    changes.rows().iter().map(line).collect()
}

/// Asha (a debit is missing), Bina (ends soon), and Chitra of another agent (all is well).
pub(crate) fn first_book() -> Vec<Value> {
    vec![
        missing("1", "asha", "4220"),
        ending("2", "bina", "4220"),
        sip("3", "chitra", "77", "2026-01-30"),
    ]
}

/// The call of a client's page.
pub(crate) fn call_of(server: &Server, user: &str) -> Value {
    let page = server.get(&format!("/api/calls/{user}"));
    assert_eq!(page.status, 200, "{}", page.text());
    page.json()["call"].clone()
}

/// Asha has SIPs 1 (a debit is missing) and 2 (ends soon) under 4220; Bina 3 under 77; of Chitra of
/// 4220 there is nothing to say; Dev has accounts under both.
pub(crate) fn five_clients() -> Vec<Value> {
    vec![
        missing("1", "asha", "4220"),
        ending("2", "asha", "4220"),
        missing("3", "bina", "77"),
        sip("4", "chitra", "4220", "2026-01-30"),
        missing("5", "dev", "4220"),
        missing("6", "dev", "77"),
    ]
}
