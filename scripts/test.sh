#!/usr/bin/env bash
# Runs all tests, those at failpoints too, on a fresh private server, made of the PostgreSQL that PGBIN names (or else the
# newest one here), and stops and deletes it at the end, also when tests fail. Arguments go to cargo test and choose tests:
#   scripts/test.sh --test main resilience::cuts
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "test: $*" >&2; }

# Server and client programs of the machine's own version are needed even when PGBIN names another one.
PGBIN='' scripts/ensure-postgres.sh >/dev/null
# The build of the tests, so that the program is built once.
cargo build --locked --quiet --features failpoints

tierload=${CARGO_TARGET_DIR:-target}/debug/tierload
unset DATABASE_URL
# In memory where there is plenty: tests make and drop a million small files, and nothing of it has to outlive the machine.
free_mb() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
folder=/var/tmp
available_mb=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
if [ -w /dev/shm ] && [ "$(free_mb /dev/shm)" -ge 8192 ] && [ "${available_mb:-0}" -ge 8192 ]; then folder=/dev/shm; fi
home=$(mktemp -d "$folder/tierload-tests.XXXXXX")
# As root, the server's user has to pass through.
chmod 755 "$home"
clean_up() {
    local status=$?
    TIERLOAD_HOME=$home "$tierload" db reset --yes >&2 || { status=1; say "the server in $home may still run"; }
    rm -rf "$home"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Each table that is dropped is looked for in all of the server's memory, and tests drop many small ones.
TIERLOAD_HOME=$home "$tierload" db psql -- -qc "alter system set shared_buffers = '256MB'"
TIERLOAD_HOME=$home "$tierload" db stop >&2
TIERLOAD_TEST_URL=$(TIERLOAD_HOME=$home "$tierload" db url)
export TIERLOAD_TEST_URL
TIERLOAD_HOME=$home "$tierload" db status >&2
# Many tests wait for somebody.
export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}
cargo test --locked --features failpoints "$@"
