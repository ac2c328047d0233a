//! The values of one record, each field its own.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::values(data);
});
