//! What a book should hold, worked out in the plainest way from all files at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::Desk;

/// What a file says of a SIP: which, which of some contents, and which of some stamps.
pub(crate) type Line = (u16, u8, u8);

/// A file: its month, and its lines.
pub(crate) type File = (u8, Vec<Line>);

/// In their order. A stamp may be a date, a minute, a second or a part of one.
const STAMPS: [&str; 5] = [
    "2025-12-31T23:59:59.999999",
    "January 1, 2026",
    "January 1, 2026, 8:49 AM",
    "2026-01-01T08:49:30",
    "February 3, 2026, 12:01 AM",
];

/// Amount in rupees, success_count, success_amount in rupees, failed_amount in rupees.
type Content = (u32, Option<u32>, Option<u32>, Option<u32>);

/// Of one amount several totals, and some of them unknown.
const CONTENTS: [Content; 5] = [
    (100, Some(3), Some(300), Some(0)),
    (100, Some(4), Some(400), Some(100)),
    (200, Some(4), Some(500), None),
    (200, None, None, None),
    (300, Some(5), Some(1_000), Some(0)),
];

fn content((_, content, _): Line) -> Content {
    CONTENTS[usize::from(content) % CONTENTS.len()]
}

fn stamp((_, _, stamp): Line) -> usize {
    usize::from(stamp) % STAMPS.len()
}

fn record(line: Line) -> Value {
    let (amount, success_count, success_amount, failed_amount) = content(line);
    json!({
        "sip_meta_id": line.0.to_string(), "user_id": "u", "amount": amount,
        "event_date": STAMPS[stamp(line)], "success_count": success_count,
        "success_amount": success_amount, "failed_amount": failed_amount,
    })
}

/// The date of a file of that month, after all of the stamps.
pub(crate) fn date(month: u8) -> String {
    format!("2026-{:02}-15", month + 2)
}

/// The bytes of a file, which are those of no file of another number.
pub(crate) fn bytes((_, lines): &File, number: usize) -> Vec<u8> {
    let mut records: Vec<Value> = lines.iter().copied().map(record).collect();
    records.push(json!({"sip_meta_id": format!("only {number}"), "user_id": "u", "amount": 1}));
    serde_json::to_vec(&records).unwrap()
}

/// A line, and the import that it came by.
#[derive(Clone)]
struct Seen {
    line: Line,
    month: u8,
    sha256: String,
    record: usize,
}

impl Seen {
    /// Of two records the greater wins.
    fn rank(&self) -> (usize, u8, &str, usize) {
        (stamp(self.line), self.month, &self.sha256, self.record)
    }
}

/// Each SIP's kept record, dates and runs, as [`kept`] tells them of a database.
pub(crate) fn expected(files: &[File]) -> Vec<String> {
    let mut by_sip: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        let digest = Sha256::digest(bytes(file, number));
        let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut winners: BTreeMap<u16, Seen> = BTreeMap::new();
        for (record, line) in (1..).zip(file.1.iter().copied()) {
            let seen = Seen { line, month: file.0, sha256: sha256.clone(), record };
            let winner = winners.entry(line.0).or_insert_with(|| seen.clone());
            if seen.rank() > winner.rank() {
                *winner = seen;
            }
        }
        for (sip, seen) in winners {
            by_sip.entry(sip.to_string()).or_default().push(seen);
        }
    }
    by_sip.iter().map(|(sip, seen)| said(sip, seen)).collect()
}

fn said(sip: &str, seen: &[Seen]) -> String {
    let kept = seen.iter().max_by_key(|seen| seen.rank()).unwrap();
    let like_kept = seen.iter().filter(|seen| content(seen.line) == content(kept.line));
    let record_as_of = date(like_kept.map(|seen| seen.month).max().unwrap());
    let held_as_of = date(seen.iter().map(|seen| seen.month).max().unwrap());
    let mut speaking: BTreeMap<u8, &Seen> = BTreeMap::new();
    for seen in seen {
        let speaks = speaking.entry(seen.month).or_insert(seen);
        if seen.rank() > speaks.rank() {
            *speaks = seen;
        }
    }
    let mut runs: Vec<(&Seen, u8)> = Vec::new();
    for seen in speaking.into_values() {
        match runs.last_mut() {
            Some((first, to)) if content(first.line).0 == content(seen.line).0 => *to = seen.month,
            _ => runs.push((seen, seen.month)),
        }
    }
    let run = |(first, to): &(&Seen, u8)| {
        let (amount, count, success, failed) = content(first.line);
        let totals = format!("{} {} {}", paise(success), paise(failed), shown(count));
        let (from, to) = (date(first.month), date(*to));
        format!("[{from} {to} {amount}00 {totals} {}]", &first.sha256[..8])
    };
    let (amount, count, ..) = content(kept.line);
    let runs: String = runs.iter().map(run).collect();
    format!(
        "{sip} {amount}00 {} {} {} {record_as_of} {held_as_of} {runs}",
        shown(count),
        &kept.sha256[..8],
        kept.record,
    )
}

fn shown(count: Option<u32>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| count.to_string())
}

fn paise(rupees: Option<u32>) -> String {
    shown(rupees.map(|rupees| rupees * 100))
}

/// What the tables say of those SIPs.
pub(crate) fn kept(desk: &Desk) -> Vec<String> {
    desk.rows(
        "SELECT concat_ws(' ', r.sip_meta_id, r.amount_paise, coalesce(r.success_count::text, '-'),
                          left(i.sha256, 8), s.record_number, s.record_as_of, s.held_as_of,
                          (SELECT string_agg(format('[%s %s %s %s %s %s %s]', a.as_of,
                                      coalesce(a.last_as_of, s.held_as_of), a.amount_paise,
                                      coalesce(a.success_amount_paise::text, '-'),
                                      coalesce(a.failed_amount_paise::text, '-'),
                                      coalesce(a.success_count::text, '-'), left(f.sha256, 8)),
                                  '' ORDER BY a.as_of)
                             FROM sip_amounts a JOIN imports f USING (import_id)
                            WHERE a.sip_meta_id = r.sip_meta_id))
           FROM sip_records r
           JOIN sip_sightings s USING (sip_meta_id)
           JOIN imports i USING (import_id)
          WHERE r.sip_meta_id ~ '^[0-9]+$'
          ORDER BY r.sip_meta_id",
    )
}
