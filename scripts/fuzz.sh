#!/usr/bin/env bash
# Fuzzes every target for FUZZ_SECONDS (60), or those that are named. Needs a nightly toolchain (rustup); cargo-fuzz is
# installed when it is missing. What is found on the way stays in fuzz/target; a crash is kept in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${FUZZ_SECONDS:-60}
say() { echo "fuzz: $*" >&2; }

rustup run nightly rustc --version >/dev/null 2>&1 || { say "no nightly toolchain: rustup toolchain install nightly"; exit 1; }
cargo fuzz --version >/dev/null 2>&1 || cargo install --locked --quiet cargo-fuzz

# cargo fuzz has no --locked of its own.
cargo metadata --locked --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null

targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo +nightly fuzz list)
for target in "${targets[@]}"; do
    say "$target, $seconds s"
    found=fuzz/target/corpus/$target
    mkdir -p "$found"
    cargo +nightly fuzz run "$target" "$found" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len=4096 -timeout=10 -verbosity=0 -print_final_stats=1
done
say "${#targets[@]} targets ran clean"
