use chrono::NaiveDate;
use sample_book::SampleBook;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn as_of() -> NaiveDate {
    day("2026-01-30")
}

pub(crate) fn book(seed: u64, sips: u64) -> SampleBook {
    SampleBook::new(seed, sips, as_of()).unwrap()
}

pub(crate) fn bytes(book: &SampleBook) -> Vec<u8> {
    let mut bytes = Vec::new();
    assert_eq!(book.write(&mut bytes).unwrap(), book.sips());
    bytes
}
