#!/usr/bin/env bash
# Changes the program in small ways, one at a time and in a copy, and runs the tests that need no server: each change must fail one.
# MUTANTS names files or globs of src/ in place of all pure rooms; their tests take hours. What was found is left in
# target/mutants.out, where missed.txt has the changes that no test found.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo mutants --version >/dev/null 2>&1 || {
    echo "cargo-mutants is missing: cargo install --locked cargo-mutants" >&2
    exit 1
}
globs=${MUTANTS:-'src/crawl/**/*.rs src/dump/**/*.rs src/lucid/**/*.rs src/output.rs src/limits.rs'}
# What the database alone uses is not built without it.
pure=() used=()
set -f
for glob in $globs; do
    if [ "$glob" = src/limits.rs ]; then used+=(--file "$glob"); else pure+=(--file "$glob"); fi
done
# Fewer random cases a test: a mutant is met by thousands of others.
export PROPTEST_CASES=${PROPTEST_CASES:-64} DAMAGE_CASES=${DAMAGE_CASES:-500}
status=0
run() { cargo mutants --jobs 1 --no-shuffle "$@" || status=$?; }
if [ ${#pure[@]} -gt 0 ]; then run --output target --no-default-features "${pure[@]}"; fi
if [ ${#used[@]} -gt 0 ]; then run --output target/mutants-database --no-default-features --features database --cargo-test-arg limits:: "${used[@]}"; fi
exit "$status"
