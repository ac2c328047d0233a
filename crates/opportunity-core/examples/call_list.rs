//! Prints a partner's call list from an export, without a database:
//! `cargo run --example call_list -- EXPORT [AGENT]`.
//!
//! One export knows no history: what earlier ones saw of an instalment stays unsaid here.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;

use opportunity_core::{Book, Query, Scope, SipRecord};
use sip_export::{Entry, ExportReader, ReadOptions, date_of_file_name};

const MOST_CALLS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: call_list EXPORT [AGENT]")?;
    let (sips, bad) = newest_records(&path)?;
    let newest = sips.values().filter_map(|sip| sip.inserted_at).max();
    let as_of = date_of_file_name(&path)?
        .or(newest.map(|time| time.date()))
        .ok_or("neither the file's name nor its records tell its date")?;

    let mut builder = Book::builder(as_of);
    for sip in sips.values() {
        builder.add(&sip.facts(&[], as_of))?;
        if let Some(external_id) = &sip.agent_external_id {
            builder.external_id(&sip.agent_id, external_id);
        }
    }
    let book = builder.build()?;
    let scope = arguments.next().map_or(Scope::Everyone, Scope::Agent);
    let page = book.page(&Query { scope, ..Query::default() }, 0, MOST_CALLS);

    println!("As of {as_of}: {} SIPs, {bad} bad records, {} calls", book.sip_count(), page.total);
    for call in page.opportunities {
        println!(
            "{:>5}  {:>14}  {}  {}",
            call.risk_score.to_string(),
            call.potential_increase.in_rupees(),
            call.user_id,
            call.description
        );
    }
    Ok(())
}

/// The newest record of each SIP, and how many records are bad.
fn newest_records(path: &str) -> Result<(BTreeMap<String, SipRecord>, usize), Box<dyn Error>> {
    let mut sips: BTreeMap<String, SipRecord> = BTreeMap::new();
    let mut bad = 0;
    for entry in ExportReader::new(File::open(path)?, Some(path), ReadOptions::default())? {
        let Entry::Good(located) = entry? else {
            bad += 1;
            continue;
        };
        let stamp = |sip: &SipRecord| sip.event_date.or(sip.inserted_at);
        let known = sips.get(&located.sip.sip_meta_id);
        if known.is_none_or(|known| stamp(known) <= stamp(&located.sip)) {
            sips.insert(located.sip.sip_meta_id.clone(), located.sip);
        }
    }
    Ok((sips, bad))
}
