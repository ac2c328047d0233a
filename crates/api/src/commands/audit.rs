//! `api audit`: reads the audit trail.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use serde_json::json;
use sip_export::{kolkata, plain_id, rfc3339_in_kolkata};
use store_pg::{AuditEntry, AuditQuery};

use super::output::plain;

/// Which entries to show: the newest ones that fit.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    /// From this date (in Asia/Kolkata) or time on, such as 2026-01-30 or 2026-01-30T09:00:00+05:30.
    #[arg(long, value_name = "DATE|TIME", value_parser = moment)]
    pub since: Option<DateTime<Utc>>,
    /// Before this date or time.
    #[arg(long, value_name = "DATE|TIME", value_parser = moment)]
    pub until: Option<DateTime<Utc>>,
    /// Only what was asked about this agent, by any of its ids.
    #[arg(long, value_name = "ID")]
    pub agent: Option<String>,
    /// Only what was asked about this client.
    #[arg(long, value_name = "ID")]
    pub client: Option<String>,
    /// Only what this key or person asked.
    #[arg(long, value_name = "ID")]
    pub who: Option<String>,
    /// So many at most, the newest.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let date = || {
        let midnight = text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?;
        Some(midnight.and_local_timezone(kolkata()).single()?.to_utc())
    };
    let time = || Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    date().or_else(time).ok_or_else(|| {
        "takes a date or a time, such as 2026-01-30 or 2026-01-30T09:00:00+05:30".to_owned()
    })
}

/// Shows entries of the audit trail on standard output.
pub(crate) fn run(options: &AuditOptions, database_url: &str) -> Result<(), String> {
    let query = AuditQuery {
        since: options.since,
        until: options.until,
        agent_id: options.agent.as_deref().map(|id| plain_id(id.trim()).into_owned()),
        user_id: options.client.as_deref().map(|id| plain_id(id).into_owned()),
        who: options.who.clone(),
        limit: options.limit.into(),
    };
    let read = || {
        let mut connection = store_pg::connect(database_url, "api audit")?;
        store_pg::read_audit(&mut connection, &query)
    };
    let entries = read().map_err(|error: store_pg::StoreError| error.to_string())?;
    let mut shown = Vec::new();
    let written = if options.json {
        entries.iter().try_for_each(|entry| writeln!(shown, "{}", line(entry)))
    } else {
        table(&mut shown, &entries)
    };
    let sent = written.and_then(|()| io::stdout().write_all(&shown));
    sent.map_err(|fault| format!("standard output: {fault}"))
}

fn line(entry: &AuditEntry) -> serde_json::Value {
    json!({
        "entry_id": entry.entry_id.to_string(),
        "at": rfc3339_in_kolkata(entry.at),
        "request_id": entry.request_id,
        "who": entry.who,
        "role": entry.role,
        "address": entry.address,
        "method": entry.method,
        "resource": entry.resource,
        "agent_id": entry.agent_id,
        "user_id": entry.user_id,
        "status": entry.status,
        "key_id": entry.key_id,
        "import_id": entry.import_id,
    })
}

const COLUMNS: usize = 12;

const HEADS: [&str; COLUMNS] = [
    "at", "who", "role", "address", "method", "resource", "agent", "client", "key", "import",
    "status", "request",
];

fn table(out: &mut Vec<u8>, entries: &[AuditEntry]) -> io::Result<()> {
    let rows: Vec<[String; COLUMNS]> = entries.iter().map(row).collect();
    let mut widths = HEADS.map(|head| head.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in std::iter::once(&HEADS.map(str::to_owned)).chain(&rows) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn row(entry: &AuditEntry) -> [String; COLUMNS] {
    let or_dash = |text: &Option<String>| narrow(text.as_deref().unwrap_or("-"));
    [
        rfc3339_in_kolkata(entry.at),
        narrow(&entry.who),
        narrow(&entry.role),
        narrow(&entry.address),
        narrow(&entry.method),
        narrow(&entry.resource),
        or_dash(&entry.agent_id),
        or_dash(&entry.user_id),
        or_dash(&entry.key_id),
        or_dash(&entry.import_id),
        entry.status.to_string(),
        narrow(&entry.request_id),
    ]
}

/// No id of ours is longer. JSON has all of what somebody sent in its place.
const WIDEST: usize = 64;

/// What somebody sent as an id must not fill a terminal either.
fn narrow(text: &str) -> String {
    let cut = text.chars().nth(WIDEST).map(|_| '…');
    plain(text).chars().take(WIDEST).chain(cut).collect()
}
