//! A line of the audit trail.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    api::fuzzing::audit_line(data);
});
