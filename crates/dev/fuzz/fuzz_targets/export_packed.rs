//! An export of any format, packed or plain.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::read(data, None);
});
