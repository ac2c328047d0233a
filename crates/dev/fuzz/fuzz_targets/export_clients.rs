//! An export of clients, or the values of one client, each field its own.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::clients(data);
});
