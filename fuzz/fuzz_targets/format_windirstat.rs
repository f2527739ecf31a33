#![no_main]

libfuzzer_sys::fuzz_target!(|dump: &[u8]| tierload_fuzz::read_as("windirstat", dump));
