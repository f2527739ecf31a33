#!/usr/bin/env bash
# tierload audit beside the plan's SQL, on one server, in turns: access events on a share of 2,000,000 files.
#
#   benches/audit.sh [FILES] [EVENTS] [RUNS]      default: 2000000 1000000 3
#
# DATABASE_URL names a server (two databases are made on it and dropped); by default tierload's private one.
# TIERLOAD names another binary, BENCH_DIR another place for the data (some 4 GB).
#
# Two kinds of events: each of another file, and 20 a file. Every run has later events than the one before, so each one
# updates every file it names: the first run meets rows that were never updated. The plan's SQL gets the same events
# as a CSV; it keeps an arbitrary one of several events of a file, and warms nothing.
set -euo pipefail

files=${1:-2000000}
events=${2:-1000000}
runs=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
tierload=${TIERLOAD:-$target/release/tierload}
data=${BENCH_DIR:-/var/tmp/tierload-bench-audit}
[[ -x $tierload ]] || { echo "no $tierload: run cargo build --release first, or set TIERLOAD" >&2; exit 2; }
mkdir -p "$data"

server=${DATABASE_URL:-$("$tierload" db url)}
# The same server, another database.
on() { sed -E "s#^(postgres(ql)?://[^/?]*)/?[^?]*#\1/$1#" <<<"$server"; }
quiet_psql() { psql -qX -v ON_ERROR_STOP=1 "$@"; }
make_database() {
    quiet_psql "$server" -c "drop database if exists $1 with (force)" 2>/dev/null
    quiet_psql "$server" -c "create database $1 template template0"
}
make_database bench_audit_plan
make_database bench_audit_tierload
plan=$(on bench_audit_plan)
mine=$(on bench_audit_tierload)
finish() {
    quiet_psql "$server" -c "drop database if exists bench_audit_plan with (force)"
    quiet_psql "$server" -c "drop database if exists bench_audit_tierload with (force)"
}
trap finish EXIT

ms() { date +%s%3N; }
load() { cut -d' ' -f1 /proc/loadavg; }

echo "$(nproc) cores, $(uname -sr), PostgreSQL $(quiet_psql "$server" -Atc 'show server_version'), $(date -u +%F), load $(load)"
[[ -e $data/scan.csv ]] || python3 "$here/plan/gen_scan.py" "$files" "$data/scan.csv"
few=$((events / 20))
for ((run = 1; run <= runs; run++)); do
    for kind in "distinct $events" "twenty $few"; do
        read -r name of <<<"$kind"
        [[ -e $data/$name$run/events.csv ]] || python3 "$here/gen_audit.py" "$data/scan.csv" "$data/$name$run" "$events" "$of" \
            $((1780000000 + run * 200000 + (of < events ? 100000 : 0)))
    done
done

echo "loading $files files both ways"
quiet_psql "$plan" -f "$here/plan/schema.sql" >/dev/null 2>&1
quiet_psql "$plan" -f "$here/plan/load.sql" <"$data/scan.csv" >/dev/null
"$tierload" migrate --database-url "$mine" >/dev/null
"$tierload" scan "$data/scan.csv" --database-url "$mine" --share big --root '\\nas01\projects' --quiet
quiet_psql "$plan" -c "vacuum analyze" -c checkpoint
quiet_psql "$mine" -c "vacuum analyze" -c checkpoint

hot() {
    quiet_psql "$mine" -Atc "select sum(n_tup_upd), sum(n_tup_hot_upd) from pg_stat_user_tables where relname ~ '^file_state_s'"
}

printf '%-12s %-4s %12s %12s %8s %8s %10s\n' events run "plan, ms" "tierload, ms" ratio "HOT, %" "load after"
for ((run = 1; run <= runs; run++)); do
    for name in distinct twenty; do
        folder=$data/$name$run
        start=$(ms)
        # One table of processed ids for all runs, as in use; the script of the plan makes it anew.
        quiet_psql "$plan" -f "$here/plan/audit.sql" <"$folder/events.csv" >/dev/null 2>&1
        plan_ms=$(($(ms) - start))
        IFS='|' read -r updates_before hot_before <<<"$(hot)"
        start=$(ms)
        "$tierload" audit "$folder" --database-url "$mine" --share big --quiet
        mine_ms=$(($(ms) - start))
        sleep 1
        IFS='|' read -r updates_after hot_after <<<"$(hot)"
        printf '%-12s %-4s %12d %12d %8s %8s %10s\n' "$name" "$run" "$plan_ms" "$mine_ms" \
            "$(awk "BEGIN { printf \"%.1f\", $plan_ms / $mine_ms }")" \
            "$(awk "BEGIN { printf \"%.1f\", 100 * ($hot_after - $hot_before) / ($updates_after - $updates_before + 0.001) }")" "$(load)"
    done
done

echo "stages and memory of one more run each"
for kind in "distinct $events" "twenty $few"; do
    read -r name of <<<"$kind"
    folder=$data/${name}_stages
    [[ -e $folder/events.csv ]] || python3 "$here/gen_audit.py" "$data/scan.csv" "$folder" "$events" "$of" \
        $((1780000000 + (runs + 1) * 200000 + (of < events ? 100000 : 0)))
    /usr/bin/time -f "peak memory %M KB" "$tierload" audit "$folder" --database-url "$mine" --share big --verbose
done
