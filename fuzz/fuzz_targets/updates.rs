#![no_main]

libfuzzer_sys::fuzz_target!(|csv: &[u8]| tierload_fuzz::updates(csv));
