//! A token of somebody's sign-in.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::text(data, api::fuzzing::token);
});
