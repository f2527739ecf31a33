#!/usr/bin/env bash
# Loads a dump of PIPE_BYTES (10 GB) that is made on the fly and comes through a pipe, into a fresh private server,
# and checks that tierload never needed more than PIPE_MEMORY_MB (256). Have three times the dump's size free in /var/tmp,
# or where TMPDIR says: with 24 GB free, 10 GB did not find the room to sort their key.
set -euo pipefail
cd "$(dirname "$0")/.."

bytes=${PIPE_BYTES:-10000000000}
limit_mb=${PIPE_MEMORY_MB:-256}
say() { echo "pipe: $*" >&2; }

PGBIN='' scripts/ensure-postgres.sh >/dev/null
cargo build --locked --release --quiet --bin tierload --example synthetic
release=${CARGO_TARGET_DIR:-target}/release
tierload=$release/tierload
unset DATABASE_URL
home=$(mktemp -d "${TMPDIR:-/var/tmp}/tierload-pipe.XXXXXX")
# As root, the server's user has to pass through.
chmod 755 "$home"
export TIERLOAD_HOME=$home
clean_up() {
    local status=$?
    "$tierload" db reset --yes >&2 || { status=1; say "the server in $home may still run"; }
    rm -rf "$home"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

"$tierload" db start >&2
"$tierload" scan - --share pipe --json < <("$release/examples/synthetic" scan bytes="$bytes" notation=rooted) &
scan=$!
peak_kb=0
# The kernel keeps the peak itself; it is gone only with the process.
while seen=$(awk '/^VmHWM/ { print $2 }' "/proc/$scan/status" 2>/dev/null) && [ -n "$seen" ]; do
    peak_kb=$seen
    sleep 0.2
done
wait "$scan"
say "$((bytes / 1000000)) MB loaded; peak memory $((peak_kb / 1024)) MB of $limit_mb MB allowed"
[ "$peak_kb" -le $((limit_mb * 1024)) ] || { say "too much"; exit 1; }
