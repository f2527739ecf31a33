#!/usr/bin/env bash
# What many tenants with homes of their own cost: a reader's plan and its locks, a status, a migrate with nothing to do, a
# load. Each is measured with one such tenant on the server, and again with all of them.
#
#   benches/homes.sh [TENANTS] [SHARES]      default: 500 20
#
# TIERLOAD names another binary, BENCH_DIR another place for the private server (some 0.4 MB a share), BENCH_JOBS how many loads
# run at a time while the shares are made (twice the cores).
set -euo pipefail

tenants=${1:-500}
shares=${2:-20}
jobs=${BENCH_JOBS:-$((2 * $(nproc)))}
turns=5
target=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}
tierload=${TIERLOAD:-$target/release/tierload}
[[ -x $tierload ]] || { echo "no $tierload: run make build first, or set TIERLOAD" >&2; exit 2; }
(cd "$(dirname "$0")/.." && cargo build --locked --release --quiet --example synthetic)
unset DATABASE_URL
data=$(mktemp -d "${BENCH_DIR:-/var/tmp}/tierload-homes.XXXXXX")
# As root, the server's user has to pass through.
chmod 755 "$data"
mkdir "$data/home"
clean_up() {
    local status=$?
    TIERLOAD_HOME=$data/home "$tierload" db reset --yes >/dev/null || status=1
    rm -rf "$data"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

url=$(TIERLOAD_HOME=$data/home "$tierload" db url)
export DATABASE_URL=$url tierload data
"$tierload" migrate >/dev/null
psql -qXAt "$url" -c 'create role reader login'
# The same server, as the reader.
as_reader=$(sed -E 's/user=[^&]*/user=reader/' <<<"$url")
[[ $as_reader != "$url" ]] || { echo "no user in $url" >&2; exit 1; }

"$target/release/examples/synthetic" scan notation=rooted files=100000 >"$data/large.csv"
"$target/release/examples/synthetic" scan notation=rooted files=20 >"$data/small.csv"

# A tenant by its number; as many shares of a few files each.
make_tenant() {
    "$tierload" tenant add "$1" >/dev/null
    for ((share = 1; share <= $2; share++)); do
        "$tierload" scan "$data/small.csv" --tenant "$1" --share "share $share" --quiet >/dev/null
    done
}
export -f make_tenant

# The median of some runs of a command, in seconds.
seconds() {
    local turn started
    for ((turn = 1; turn <= turns; turn++)); do
        started=$EPOCHREALTIME
        "$@" >/dev/null
        awk -v from="$started" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", to - from }'
    done | sort -n | sed -n "$(((turns + 1) / 2))p"
}
# The first load of a new share, of the tenant that is there for it.
load() {
    "$tierload" scan "$data/large.csv" --tenant loads --share "$1" --quiet --json |
        sed -E 's/.*"elapsed_s":([0-9.]+).*/\1/'
}
query="select count(*) from file_current where share_name = 'share 1'"
# How long the reader's query is planned and run, the first time in a session and then.
plans() {
    psql -qXAt "$as_reader" <<SQL | sed -nE 's/^(Planning|Execution) Time: ([0-9.]+) ms/\1 \2/p'
explain (analyze, summary) $query;
explain (analyze, summary) $query;
explain (analyze, summary) $query;
SQL
}
locks() {
    psql -qXAt "$as_reader" <<SQL | tail -1
begin;
$query;
select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'relation';
SQL
}
measure() {
    local n
    n=$(psql -qXAt "$url" -c 'select count(*) from tierload.tenant')
    # What a running server has done long before.
    psql -qXAt "$url" -c 'vacuum analyze' 2>/dev/null
    echo "$n tenants, $(psql -qXAt "$url" -c "select count(*) from pg_class where relname ~ '^file_state_s[0-9]+\$'") shares," \
        "$(psql -qXAt "$url" -c 'select count(*) from pg_class') relations," \
        "$(psql -qXAt "$url" -c 'select pg_size_pretty(pg_database_size(current_database()))')"
    plans | awk '$1 == "Planning" { plan[++i] = $2 } $1 == "Execution" { run[i] = $2 }
        END { printf "  reader by share_name       planned in %s ms first, then %s ms; runs %s ms\n", plan[1], plan[3], run[3] }'
    echo "  locks of that query        $(locks)"
    echo "  tierload status            $(seconds "$tierload" status) s"
    echo "  tierload status --tenant   $(seconds "$tierload" status --tenant t1) s"
    echo "  tierload migrate           $(seconds "$tierload" migrate) s"
    echo "  load of 100000 files       $(for turn in 1 2 3 4 5; do load "$n $turn"; done | sort -n | sed -n 3p) s"
}

echo "$(nproc) cores, $(uname -sr), PostgreSQL $(psql -qXAt "$url" -c 'show server_version'), $(date -u +%F)," \
    "load $(cut -d' ' -f1 /proc/loadavg); $tenants tenants with $shares shares each"
"$tierload" tenant add loads >/dev/null
make_tenant t1 "$shares"
"$tierload" tenant grant t1 reader >/dev/null
measure
started=$SECONDS
seq 2 "$tenants" | xargs -P "$jobs" -I N bash -c "set -e; make_tenant tN $shares"
echo "$((tenants - 1)) tenants with $(((tenants - 1) * shares)) shares were made in $((SECONDS - started)) s, $jobs at a time"
measure
