//! `cargo bench --package api`: what writing an answer costs.

#![allow(clippy::expect_used, reason = "a measurement may fail loudly")]

use std::hint::black_box;
use std::sync::LazyLock;

use api::opportunities_json;
use chrono::NaiveDate;
use divan::Bencher;
use divan::counter::BytesCount;
use opportunity_core::{Book, Kind, Query, Scope};
use sample_book::SampleBook;

const SIPS: u64 = 100_000;
const PAGE: usize = 100;

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let as_of: NaiveDate = "2026-01-30".parse().expect("a date");
    let sample = SampleBook::new(7, SIPS, as_of).expect("a date within a book's years");
    let mut builder = Book::builder(as_of);
    for record in sample.records() {
        builder.add(&record.facts(&[], as_of)).expect("sample records are in range");
    }
    builder.build().expect("each sample SIP comes once")
});

fn main() {
    divan::main();
}

/// A list that is ready in words, so that the writing alone is measured.
#[divan::bench(args = Kind::ALL)]
fn json_of_a_page(bencher: Bencher<'_, '_>, kind: Kind) {
    let page = BOOK.page(&Query { kind: Some(kind), ..Query::default() }, 0, PAGE).opportunities;
    let bytes = BytesCount::new(opportunities_json(page.iter().cloned()).len());
    bencher
        .counter(bytes)
        .with_inputs(|| page.clone().into_iter())
        .bench_values(|page| opportunities_json(black_box(page)));
}

/// What a request for an agent's first page takes of the book, and its body.
#[divan::bench]
fn body_of_an_agents_page(bencher: Bencher<'_, '_>) {
    let agents = BOOK.agents().filter(|agent| agent.opportunities.total().count >= PAGE as u64);
    let own: Vec<Query> = agents
        .map(|agent| Query { scope: Scope::Agent(agent.agent_id.clone()), ..Query::default() })
        .collect();
    let mut next = own.iter().cycle();
    bencher
        .with_inputs(|| next.next().expect("an agent has a page of opportunities"))
        .bench_local_values(|query| opportunities_json(BOOK.list(query, 0, PAGE)));
}
