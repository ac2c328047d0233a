use std::collections::{BTreeMap, BTreeSet};

use opportunity_core::Paise;
use sample_book::SampleBook;
use sip_export::{ClientRecord, Entry, ExportReader, ReadOptions};

use crate::support::{book, day};

fn written(book: &SampleBook) -> Vec<u8> {
    let mut out = Vec::new();
    book.write_clients(&mut out).unwrap();
    out
}

fn read(file: &[u8]) -> Vec<ClientRecord> {
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    let entries =
        ExportReader::new(file, None, strict).unwrap().map(|entry| match entry.unwrap() {
            Entry::Client(located) => located.client,
            other => panic!("{other:?}"),
        });
    entries.collect()
}

#[test]
fn every_client_of_the_sips_is_there_once() {
    for book in [book(3, 2_000), book(3, 2_000).before(day("2024-10-30")).unwrap()] {
        let of_sips: BTreeSet<String> = book.records().map(|sip| sip.user_id).collect();
        let clients = read(&written(&book));
        let ids: BTreeSet<String> = clients.iter().map(|client| client.user_id.clone()).collect();
        assert_eq!(ids, of_sips);
        assert_eq!(clients.len(), ids.len());
        assert!(book.clients().eq(clients));
    }
}

#[test]
fn a_client_stays_who_they_are() {
    let first = book(5, 500);
    assert_eq!(written(&first), written(&book(5, 500)));
    assert_ne!(written(&first), written(&book(6, 500)));
    let later = first.on(day("2026-03-15")).unwrap();
    let then: BTreeMap<_, _> = first.clients().map(|c| (c.user_id.clone(), c)).collect();
    let known =
        later.clients().filter_map(|now| then.get(&now.user_id).map(|then| (then.clone(), now)));
    let mut count = 0;
    for (then, now) in known {
        let now = ClientRecord {
            inserted_at: then.inserted_at,
            latest_as_on_date: then.latest_as_on_date,
            ..now
        };
        assert_eq!(now, then);
        count += 1;
    }
    assert_eq!(count, then.len());
}

#[test]
fn nobody_could_be_called_or_written_to() {
    let clients: Vec<ClientRecord> = book(7, 5_000).clients().collect();
    for client in &clients {
        let digits: String = client
            .phone_number
            .iter()
            .flat_map(|number| number.chars())
            .filter(char::is_ascii_digit)
            .collect();
        let own = digits.strip_prefix("91").filter(|own| own.len() == 10).unwrap_or(&digits);
        assert!(own.is_empty() || (own.len() == 10 && own.starts_with('1')), "{own}");
        let domain = client.email.as_deref().map(|email| email.split_once('@').unwrap().1);
        assert!(domain.is_none_or(|domain| domain.starts_with("example.")));
        assert!(client.total_invested_value.is_some_and(|money| money >= Paise::default()));
    }
    let has = |is: fn(char) -> bool| {
        clients.iter().any(|client| client.name.as_deref().is_some_and(|name| name.chars().any(is)))
    };
    assert!(
        has(|c| ('\u{900}'..='\u{97f}').contains(&c))
            && has(|c| ('\u{b80}'..='\u{bff}').contains(&c))
    );
    let silent = clients.iter().filter(|client| client.do_not_contact == Some(true)).count();
    assert!((1..clients.len() / 20).contains(&silent), "{silent}");
    let languages: BTreeSet<_> =
        clients.iter().filter_map(|client| client.language.as_deref()).collect();
    assert!(languages.len() >= 8);
}
