//! An entry of the audit trail, as a request makes it and as a line of the spool.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store_pg::AuditEntry;
use uuid::Uuid;

/// No id here is longer; what somebody sends in its place is cut.
pub(crate) const LONGEST: usize = 320;

/// What somebody asked for.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// The request, as its answer and the log name it.
    pub request_id: &'a str,
    /// Who asked: the id of a key, or of a person.
    pub who: &'a str,
    /// As what they asked.
    pub role: &'a str,
    /// Where they asked from.
    pub address: &'a str,
    /// The request's method.
    pub method: &'a str,
    /// The route's pattern.
    pub resource: &'a str,
    /// The agent that they asked for.
    pub agent_id: Option<&'a str>,
    /// The client that they asked for.
    pub user_id: Option<&'a str>,
    /// The answer's status; 102 where something is about to be changed.
    pub status: u16,
    /// The API key that was made or revoked.
    pub key_id: Option<&'a str>,
    /// The import that was made or taken back.
    pub import_id: Option<&'a str>,
}

/// A line of the spool, its keys short.
#[derive(Serialize)]
struct Line<'a> {
    id: u128,
    at: i64,
    req: &'a str,
    who: &'a str,
    role: &'a str,
    addr: &'a str,
    m: &'a str,
    res: &'a str,
    agent: Option<&'a str>,
    user: Option<&'a str>,
    st: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imp: Option<&'a str>,
}

/// The same, read again.
#[derive(Deserialize)]
struct ReadLine {
    id: u128,
    at: i64,
    req: String,
    who: String,
    role: String,
    addr: String,
    m: String,
    res: String,
    agent: Option<String>,
    user: Option<String>,
    st: u16,
    key: Option<String>,
    imp: Option<String>,
}

impl Entry<'_> {
    /// The entry as a line, its end with it.
    pub(super) fn line(&self, id: Uuid) -> Vec<u8> {
        let line = Line {
            id: id.as_u128(),
            at: self.at.timestamp_micros(),
            req: cut(self.request_id),
            who: cut(self.who),
            role: cut(self.role),
            addr: cut(self.address),
            m: cut(self.method),
            res: cut(self.resource),
            agent: self.agent_id.map(cut),
            user: self.user_id.map(cut),
            st: self.status,
            key: self.key_id.map(cut),
            imp: self.import_id.map(cut),
        };
        let mut bytes = Vec::with_capacity(384);
        // Text and numbers can always be written to memory.
        let _ = serde_json::to_writer(&mut bytes, &line);
        bytes.push(b'\n');
        bytes
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// The entry of a line; none where the line is not whole. PostgreSQL's text holds no NUL and its
/// indexes no long text: with neither in it, no entry can be refused for what it says.
pub(crate) fn read(line: &[u8]) -> Option<AuditEntry> {
    let line: ReadLine = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    Some(AuditEntry {
        entry_id: Uuid::from_u128(line.id),
        at: DateTime::from_timestamp_micros(line.at)?,
        request_id: tame(line.req),
        who: tame(line.who),
        role: tame(line.role),
        address: tame(line.addr),
        method: tame(line.m),
        resource: tame(line.res),
        agent_id: line.agent.map(tame),
        user_id: line.user.map(tame),
        status: line.st.into(),
        key_id: line.key.map(tame),
        import_id: line.imp.map(tame),
    })
}

fn tame(text: String) -> String {
    if text.len() <= LONGEST && !text.contains('\0') {
        return text;
    }
    cut(&text).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn entry<'a>(user_id: &'a str) -> Entry<'a> {
        Entry {
            at: DateTime::from_timestamp_micros(1_769_739_300_000_123).unwrap(),
            request_id: "r-1",
            who: "key-1",
            role: "agent",
            address: "127.0.0.1",
            method: "GET",
            resource: "/api/clients/{user_id}",
            agent_id: None,
            user_id: Some(user_id),
            status: 200,
            key_id: None,
            import_id: None,
        }
    }

    #[test]
    fn a_line_is_one_line_and_comes_back() {
        let long = "é".repeat(300);
        let rows = [
            ("asha", "asha"),
            ("a\nb\"c\\", "a\nb\"c\\"),
            ("nul \0 here", "nul \u{fffd} here"),
            (long.as_str(), &long[..LONGEST]),
        ];
        for (asked, kept) in rows {
            let id = Uuid::from_u128(u128::MAX - 7);
            let line = entry(asked).line(id);
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1, "{asked}");
            let read = read(&line).unwrap();
            assert_eq!((read.entry_id, read.user_id.as_deref()), (id, Some(kept)));
            assert_eq!(read.at, entry(asked).at);
            assert_eq!((read.agent_id, read.status), (None, 200));
        }
    }

    #[test]
    fn a_torn_line_is_none() {
        let line = entry("asha").line(Uuid::from_u128(7));
        for length in 0..line.len() {
            assert_eq!(read(&line[..length]), None, "{length}");
        }
    }
}
