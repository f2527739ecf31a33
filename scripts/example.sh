#!/usr/bin/env bash
# Runs examples/load_dump.rs on a fresh private server, twice: the second time nothing is left to load.
set -euo pipefail
cd "$(dirname "$0")/.."

PGBIN='' scripts/ensure-postgres.sh >/dev/null
cargo build --locked --quiet
cargo build --locked --quiet --example load_dump
target=${CARGO_TARGET_DIR:-target}/debug
unset DATABASE_URL
home=$(mktemp -d /var/tmp/tierload-example.XXXXXX)
# As root, the server's user has to pass through.
chmod 755 "$home"
export TIERLOAD_HOME=$home
clean_up() {
    local status=$?
    "$target/tierload" db reset --yes >&2 || { status=1; echo "example: the server in $home may still run" >&2; }
    rm -rf "$home"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

"$target/tierload" crawl src --output "$home/src.csv"
first=$("$target/examples/load_dump" "$home/src.csv" src | tail -n 1)
second=$("$target/examples/load_dump" "$home/src.csv" src | tail -n 1)
echo "$first"
[[ $first == "$second" && $first == *" (OK): "* ]] || { echo "example: the second run said: $second" >&2; exit 1; }
"$target/tierload" verify
