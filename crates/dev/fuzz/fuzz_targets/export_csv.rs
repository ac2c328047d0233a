//! An export as CSV.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::read(data, Some("book.csv"));
});
