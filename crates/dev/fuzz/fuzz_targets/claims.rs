//! What a token says.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    api::fuzzing::claims(data);
});
