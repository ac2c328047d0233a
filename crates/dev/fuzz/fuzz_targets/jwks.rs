//! The keys that sign tokens.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    api::fuzzing::jwks(data);
});
