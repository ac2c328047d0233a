//! An export as JSON lines.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::read(data, Some("book.ndjson"));
});
