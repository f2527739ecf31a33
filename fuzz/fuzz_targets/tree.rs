#![no_main]

libfuzzer_sys::fuzz_target!(|list: &[u8]| tierload_fuzz::tree(list));
