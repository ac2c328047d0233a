//! The date in a file's name.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::file_name(data);
});
