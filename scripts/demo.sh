#!/usr/bin/env bash
# Crawls a real tree, loads it into a private PostgreSQL, shows what is in it; then does so again and shows what has
# changed. The tree is /usr unless DEMO_ROOT names another; the database stays (tierload db stop, tierload db reset).
set -euo pipefail
cd "$(dirname "$0")/.."

# The demo is for the private server, whatever else is set up here.
unset DATABASE_URL
scripts/ensure-postgres.sh >/dev/null
cargo build --locked --release --quiet

root=${DEMO_ROOT:-/usr}
tierload=${CARGO_TARGET_DIR:-target}/release/tierload
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints a command as a person would type it, then runs it.
run() {
    printf '\n$ tierload %s\n' "$*" >&2
    "$tierload" "$@"
}

run db start
run crawl "$root" -o "$work/first.csv.zst"
run scan "$work/first.csv.zst" --share "$root" --root "$root"
run report --share "$root"
run crawl "$root" -o "$work/second.csv.zst"
run scan "$work/second.csv.zst" --share "$root" --root "$root"
run report --share "$root" --changes
