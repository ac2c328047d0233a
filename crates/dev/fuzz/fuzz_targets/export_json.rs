//! An export as a JSON array.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::read(data, Some("book.json"));
});
