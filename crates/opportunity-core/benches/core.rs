//! `cargo bench --package opportunity-core`: what one SIP costs, and what one question costs.

#![allow(clippy::expect_used, reason = "a measurement may fail loudly")]

use std::hint::black_box;
use std::sync::LazyLock;

use chrono::NaiveDate;
use divan::Bencher;
use divan::counter::ItemsCount;
use opportunity_core::{Book, BookBuilder, Kind, Policy, Query, Scope, SipDigest, SipRecord};
use sample_book::SampleBook;

const SIPS: u64 = 100_000;
const PAGE: usize = 100;

static AS_OF: LazyLock<NaiveDate> = LazyLock::new(|| "2026-01-30".parse().expect("a date"));
static RECORDS: LazyLock<Vec<SipRecord>> = LazyLock::new(|| {
    let sample = SampleBook::new(7, SIPS, *AS_OF).expect("a date within a book's years");
    sample.records().collect()
});
static BOOK: LazyLock<Book> = LazyLock::new(build);

fn main() {
    divan::main();
}

fn build() -> Book {
    let mut builder = Book::builder(*AS_OF);
    for record in RECORDS.iter() {
        builder.add(&record.facts(&[], *AS_OF)).expect("sample records are in range");
    }
    builder.build().expect("each sample SIP comes once")
}

fn later() -> Query {
    Query { as_of: AS_OF.succ_opt(), ..Query::default() }
}

/// Evidence of step-ups and all else that no date changes.
#[divan::bench]
fn digest_of_a_sip(bencher: Bencher<'_, '_>) {
    let facts: Vec<_> = RECORDS.iter().map(|record| record.facts(&[], *AS_OF)).collect();
    bencher.counter(ItemsCount::new(SIPS)).bench(|| {
        for facts in &facts {
            let _ = black_box(SipDigest::new(black_box(facts)));
        }
    });
}

#[divan::bench]
fn findings_of_a_sip(bencher: Bencher<'_, '_>) {
    let facts: Vec<_> = RECORDS.iter().map(|record| record.facts(&[], *AS_OF)).collect();
    let policy = Policy::default();
    bencher.counter(ItemsCount::new(SIPS)).bench(|| {
        for facts in &facts {
            let _ = black_box(facts.findings(*AS_OF, &policy));
        }
    });
}

#[divan::bench(sample_count = 10)]
fn building_a_book(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(SIPS)).bench(build);
}

/// The same book from the one before, nothing changed.
#[divan::bench(sample_count = 10)]
fn rebuilding_a_book(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(SIPS))
        .bench(|| BOOK.rebuilder(*AS_OF, |_, _, _, _| true).map(BookBuilder::build));
}

/// One pass that adds up.
#[divan::bench]
fn stats_of_a_later_date(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(SIPS)).bench(|| BOOK.stats(black_box(&later())));
}

/// One pass that keeps the best hundred.
#[divan::bench(args = Kind::ALL)]
fn page_of_a_kind_on_a_later_date(bencher: Bencher<'_, '_>, kind: Kind) {
    let query = Query { kind: Some(kind), ..later() };
    bencher.counter(ItemsCount::new(SIPS)).bench(|| BOOK.page(black_box(&query), 0, PAGE).total);
}

#[divan::bench]
fn page_of_everything_on_a_later_date(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(SIPS)).bench(|| BOOK.page(black_box(&later()), 0, PAGE).total);
}

#[divan::bench]
fn ranked_page_of_everything(bencher: Bencher<'_, '_>) {
    bencher.bench(|| BOOK.page(black_box(&Query::default()), 0, PAGE).total);
}

#[divan::bench]
fn ranked_page_of_an_agent(bencher: Bencher<'_, '_>) {
    let agent = BOOK.agents().nth(1).map(|agent| agent.agent_id.clone());
    let query = Query { scope: Scope::Agent(agent.unwrap_or_default()), ..Query::default() };
    bencher.bench(|| BOOK.page(black_box(&query), 0, PAGE).total);
}

#[divan::bench]
fn findings_of_a_client(bencher: Bencher<'_, '_>) {
    let user_id = &RECORDS[RECORDS.len() / 2].user_id;
    let policy = Policy::default();
    bencher.bench(|| BOOK.client(black_box(user_id), None, &policy).len());
}
