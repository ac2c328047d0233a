//! A query string, of every route.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::text(data, api::fuzzing::query);
});
