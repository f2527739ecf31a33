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
home=$(mktemp -d /var/tmp/tierload-tests.XXXXXX)
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

TIERLOAD_TEST_URL=$(TIERLOAD_HOME=$home "$tierload" db url)
export TIERLOAD_TEST_URL
TIERLOAD_HOME=$home "$tierload" db status >&2
cargo test --locked --features failpoints "$@"
