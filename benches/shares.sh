#!/usr/bin/env bash
# What the load of one share loses while another share is published: in turns alone, beside a publish on another
# server, which takes the machine and nothing else, and beside the same publish on the same server.
#
#   benches/shares.sh [ROWS_A] [ROWS_B] [TURNS]      default: 1000000 300000 5
#
# TIERLOAD names another binary, BENCH_DIR another place for data and the two private servers (some 5 GB).
#
# Locks are the claim: every 20 ms all sessions of the load are asked whether they wait for a lock, and for whose.
set -euo pipefail

rows_a=${1:-1000000}
rows_b=${2:-300000}
turns=${3:-5}
target=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}
tierload=${TIERLOAD:-$target/release/tierload}
[[ -x $tierload ]] || { echo "no $tierload: run make build first, or set TIERLOAD" >&2; exit 2; }
(cd "$(dirname "$0")/.." && cargo build --locked --release --quiet --example synthetic)
synthetic=$target/release/examples/synthetic
unset DATABASE_URL
data=$(mktemp -d "${BENCH_DIR:-/var/tmp}/tierload-shares.XXXXXX")
# As root, the servers' user has to pass through.
chmod 755 "$data"
clean_up() {
    local status=$?
    [[ -z ${sampler:-} ]] || kill "$sampler" 2>/dev/null || true
    for home in here elsewhere; do
        TIERLOAD_HOME=$data/$home "$tierload" db reset --yes >/dev/null || status=1
    done
    rm -rf "$data"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

rows() { "$synthetic" scan notation=rooted "$@"; }

declare -A url
for home in here elsewhere; do
    mkdir -p "$data/$home"
    url[$home]=$(TIERLOAD_HOME=$data/$home "$tierload" db url)
    "$tierload" migrate --database-url "${url[$home]}" >/dev/null
done
ask() { psql -qXAt "$@"; }
for night in 0 1; do rows files="$rows_a" night="$night" >"$data/a$night.csv"; done
rows files="$rows_b" seed=8 >"$data/b.csv"

# One more scan of share A; each differs from the one before.
scan_a() {
    "$tierload" scan "$data/a$(($2 % 2)).csv" --share a --database-url "${url[$1]}&application_name=share_a" \
        --scan-id "$(cat /proc/sys/kernel/random/uuid)" --started "$(date -u +%FT%TZ)" --quiet --json >"$data/a.json"
}
# Loads share B as a new share, and prints what it took.
scan_b() {
    "$tierload" scan "$data/b.csv" --share "$1" --database-url "${url[here]}&application_name=share_b" --quiet --json |
        sed -E 's/.*"elapsed_s":([0-9.]+).*/\1/'
}
# The state of share A's latest scan.
state_a() { ask "${url[$1]}" -c "select status from tierload_default.scan where share_name = 'a' order by scan_id desc limit 1"; }

echo "$(nproc) cores, $(uname -sr), PostgreSQL $(ask "${url[here]}" -c 'show server_version'), $(date -u +%F)," \
    "load $(cut -d' ' -f1 /proc/loadavg); A $rows_a rows, B $rows_b rows"
number=0
for home in here elsewhere; do scan_a "$home" "$number"; done
scan_b warm >/dev/null

# No function: the number that is killed must be psql's own.
psql -qXAt "${url[here]}" >"$data/samples" <<'SQL' &
select count(*) filter (where application_name = 'share_b'),
    count(*) filter (where application_name = 'share_b' and wait_event_type = 'Lock'),
    count(*) filter (where application_name = 'share_b' and exists (
        select from unnest(pg_blocking_pids(pid)) as k (pid) join pg_stat_activity as a using (pid)
        where a.application_name = 'share_a'))
from pg_stat_activity where application_name in ('share_a', 'share_b')
\watch 0.02
SQL
sampler=$!

declare -A times
for ((turn = 1; turn <= turns; turn++)); do
    number=$((number + 1))
    times[alone]+="$(scan_b "alone $turn") "
    for home in elsewhere here; do
        scan_a "$home" "$number" &
        publishing=$!
        until [[ $(state_a "$home") == BUILDING ]]; do kill -0 "$publishing"; done
        times[$home]+="$(scan_b "$home $turn") "
        kill -0 "$publishing" 2>/dev/null || echo "turn $turn, $home: share A was published before share B was loaded"
        wait "$publishing"
    done
done
kill "$sampler"
sampler=

median() { tr ' ' '\n' <<<"$1" | grep . | sort -n | sed -n "$(((turns + 1) / 2))p"; }
alone=$(median "${times[alone]}")
elsewhere=$(median "${times[elsewhere]}")
here_too=$(median "${times[here]}")
loss() { awk -v before="$1" -v after="$2" 'BEGIN { printf "%.0f %%", (after / before - 1) * 100 }'; }
echo "share B alone                              median $alone s   of ${times[alone]}"
echo "  beside a publish of A on another server  median $elsewhere s   of ${times[elsewhere]}"
echo "  beside a publish of A on the same one    median $here_too s   of ${times[here]}"
echo "loss to sharing the machine $(loss "$alone" "$elsewhere"), to sharing the server as well $(loss "$alone" "$here_too")," \
    "of that to the server itself $(loss "$elsewhere" "$here_too")"
awk -F'|' '$1 > 0 { seen++; sessions += $1; locked += $2; by_a += $3 }
    END { printf "%d looks at %d sessions of share B: %d waited for a lock, %d of them for one of share A\n",
        seen, sessions, locked, by_a }' "$data/samples"
