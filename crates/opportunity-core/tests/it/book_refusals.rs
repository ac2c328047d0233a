//! What a book refuses, each named.

use opportunity_core::{BadFacts, Book, BookBuilder, Paise, Query, SipFacts, SipRecord};
use proptest::prelude::*;

use crate::support::{day, paying, rupees};

fn failing(id: &str, user: &str, agent: &str) -> SipRecord {
    SipRecord {
        sip_meta_id: id.into(),
        user_id: user.into(),
        agent_id: agent.into(),
        failed_amount: Some(rupees(5_000)),
        ..paying()
    }
}

#[test]
fn a_record_that_cannot_be_is_refused_and_the_book_goes_on() {
    let as_of = day("2026-01-30");
    let mut builder = Book::builder(as_of);
    let impossible = SipRecord { amount: Paise::new(-1), ..failing("2", "a", "1") };
    let refused = builder.add(&impossible.facts(&[], as_of));
    assert_eq!(refused, Err(BadFacts::OutOfRange { field: "amount" }));
    builder.add(&failing("3", "a", "1").facts(&[], as_of)).unwrap();
    let book = builder.build().unwrap();
    assert_eq!(book.sip_count(), 1);
    assert_eq!(book.page(&Query::default(), 0, 10).total, 1);
}

#[test]
fn an_id_is_shorter_than_64_kib() {
    let as_of = day("2026-01-30");
    let (longest, too_long) = ("x".repeat(65_535), "x".repeat(65_536));
    let add = |id: &str, user: &str, agent: &str| {
        Book::builder(as_of).add(&failing(id, user, agent).facts(&[], as_of))
    };
    assert_eq!(add(&longest, &longest, &longest), Ok(()));
    for (id, user, agent) in
        [(&*too_long, "asha", "10"), ("1", &*too_long, "10"), ("1", "asha", &*too_long)]
    {
        assert_eq!(add(id, user, agent), Err(BadFacts::IdTooLong));
    }
}

#[test]
fn what_no_book_can_hold_is_refused() {
    let as_of = day("2026-01-30");
    let good = failing("1", "asha", "10");
    let facts = good.facts(&[], as_of);
    let empty = |field| BadFacts::EmptyId { field };
    let (next_day, own_day) = (day("2026-01-31"), as_of);
    for (changed, expected) in [
        (facts, Ok(())),
        (SipFacts { sip_meta_id: "", ..facts }, Err(empty("sip_meta_id"))),
        (SipFacts { user_id: "", ..facts }, Err(empty("user_id"))),
        (SipFacts { agent_id: "", ..facts }, Err(empty("agent_id"))),
        (SipFacts { record_as_of: own_day, ..facts }, Ok(())),
        (
            SipFacts { record_as_of: next_day, ..facts },
            Err(BadFacts::LaterThanBook { record_as_of: next_day, as_of }),
        ),
    ] {
        assert_eq!(Book::builder(as_of).add(&changed), expected, "{changed:?}");
    }
    let later = BadFacts::LaterThanBook { record_as_of: next_day, as_of };
    let words = "the record is of 2026-01-31, later than its book, which is of 2026-01-30";
    assert_eq!(later.to_string(), words);
}

#[test]
fn a_sip_given_twice_makes_no_book() {
    let as_of = day("2026-01-30");
    let build = |sips: &[(&str, &str, &str)]| {
        let mut builder = Book::builder(as_of);
        for (id, user, agent) in sips {
            builder.add(&failing(id, user, agent).facts(&[], as_of)).unwrap();
        }
        builder.build().map(|book| book.sip_count()).map_err(|twice| twice.to_string())
    };
    let twice = |id: &str| {
        Err(format!("SIP {id} is given twice: a book or a client account has each SIP once"))
    };
    assert_eq!(build(&[]), Ok(0));
    assert_eq!(build(&[("1", "a", "10"), ("2", "a", "10")]), Ok(2));
    assert_eq!(build(&[("1", "a", "10"), ("1", "a", "10")]), twice("1"));
    assert_eq!(build(&[("1", "a", "10"), ("1", "b", "10")]), twice("1"));
    assert_eq!(
        build(&[("9", "a", "10"), ("8", "a", "1"), ("9", "b", "2"), ("8", "c", "3")]),
        twice("8")
    );
    // Ids that differ in length alone, or behind their eighth byte.
    assert_eq!(build(&[("a", "a", "1"), ("a\0", "a", "1"), ("a\0\0", "a", "1")]), Ok(3));
    assert_eq!(build(&[("sip-00000001", "a", "1"), ("sip-00000002", "a", "1")]), Ok(2));
    assert_eq!(
        build(&[("sip-00000001", "a", "1"), ("sip-00000001", "a", "2")]),
        twice("sip-00000001")
    );
}

#[test]
fn a_deleted_sip_is_not_given() {
    let as_of = day("2026-01-30");
    let sip = failing("1", "asha", "10");
    let deleted = SipRecord { deleted: Some(true), ..sip.clone() };
    let mut builder = Book::builder(as_of);
    for record in [&sip, &deleted, &deleted] {
        builder.add(&record.facts(&[], as_of)).unwrap();
    }
    assert_eq!(builder.build().unwrap().sip_count(), 1);
}

proptest! {
    #[test]
    fn any_sip_given_twice_is_found(
        ids in proptest::collection::vec("[a-c]{1,3}", 0..12),
        kept in 0..12usize,
    ) {
        let as_of = day("2026-01-30");
        let add = |builder: &mut BookBuilder, (number, id): (usize, &String)| {
            let user = format!("u{number}");
            builder.add(&failing(id, &user, "10").facts(&[], as_of)).unwrap();
        };
        let (older, added) = ids.split_at(kept.min(ids.len()));
        let mut builder = Book::builder(as_of);
        for numbered in older.iter().enumerate() {
            add(&mut builder, numbered);
        }
        let twice = |ids: &[String]| {
            let mut ids = ids.to_vec();
            ids.sort();
            ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone())
        };
        let book = match builder.build() {
            Err(refused) => {
                prop_assert_eq!(Some(refused.sip_meta_id), twice(older));
                return Ok(());
            }
            Ok(book) => book,
        };
        prop_assert_eq!(twice(older), None);
        let mut builder = book.rebuilder(as_of, |_, _, _, _| true).unwrap();
        for (number, id) in added.iter().enumerate() {
            add(&mut builder, (100 + number, id));
        }
        prop_assert_eq!(builder.build().err().map(|refused| refused.sip_meta_id), twice(&ids));
    }
}
