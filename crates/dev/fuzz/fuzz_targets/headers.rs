//! Headers that decide who somebody is, or where they are.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::text(data, api::fuzzing::headers);
});
