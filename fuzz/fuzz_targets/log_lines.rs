#![no_main]

libfuzzer_sys::fuzz_target!(|log: &[u8]| tierload_fuzz::log_lines(log));
