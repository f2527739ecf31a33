#!/usr/bin/env bash
# tierload audit beside the plan's SQL, on one server, in turns: access events on a share of 2,000,000 files.
#
#   benches/audit.sh [FILES] [EVENTS] [RUNS]      default: 2000000 1000000 3
#
# DATABASE_URL names a server (its databases bench_audit_* are made and dropped); by default tierload's private one.
# TIERLOAD names another binary, TIERLOAD_BEFORE a second one to compare it with, in turns; BENCH_PLAN=no leaves the
# plan's SQL out. BENCH_DIR is another place for the data (some 4 GB).
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
for binary in "$tierload" ${TIERLOAD_BEFORE:+"$TIERLOAD_BEFORE"}; do
    [[ -x $binary ]] || { echo "no $binary: run make build first, or set TIERLOAD" >&2; exit 2; }
done
(cd "$here/.." && cargo build --locked --release --quiet --example synthetic)
synthetic=$target/release/examples/synthetic
declare -A binary=([tierload]=$tierload [before]=${TIERLOAD_BEFORE:-})
loaders=(tierload ${TIERLOAD_BEFORE:+before})
ways=("${loaders[@]}")
[[ ${BENCH_PLAN:-} == no ]] || ways=(plan "${ways[@]}")

server=${DATABASE_URL:-$("$tierload" db url)}
# The same server, another database.
on() { sed -E "s#^(postgres(ql)?://[^/?]*)/?[^?]*#\1/bench_audit_$1#" <<<"$server"; }
quiet_psql() { psql -qX -v ON_ERROR_STOP=1 "$@"; }
drop() { quiet_psql "$server" -c "drop database if exists bench_audit_$1 with (force)" 2>/dev/null; }
data=$(mktemp -d "${BENCH_DIR:-/var/tmp}/tierload-audit.XXXXXX")
finish() {
    rm -rf "$data"
    for way in "${ways[@]}"; do drop "$way"; done
}
trap finish EXIT
trap 'exit 130' INT TERM
for way in "${ways[@]}"; do
    drop "$way"
    quiet_psql "$server" -c "create database bench_audit_$way template template0"
done

ms() { date +%s%3N; }
load() { cut -d' ' -f1 /proc/loadavg; }

echo "$(nproc) cores, $(uname -sr), PostgreSQL $(quiet_psql "$server" -Atc 'show server_version'), $(date -u +%F), load $(load)"
"$synthetic" scan files="$files" >"$data/scan.csv"
few=$((events / 20 > 0 ? events / 20 : 1))
# One run more than is timed: for stages and memory.
for ((run = 1; run <= runs + 1; run++)); do
    for kind in "distinct $events 0" "twenty $few 100000"; do
        read -r name of later <<<"$kind"
        what=(files="$files" events="$events" of="$of" begin=$((1780000000 + run * 200000 + later)))
        mkdir "$data/$name$run"
        "$synthetic" logs "${what[@]}" to="$data/$name$run"
        "$synthetic" updates "${what[@]}" >"$data/$name$run/events.csv"
    done
done

echo "loading $files files: ${ways[*]}"
for way in "${ways[@]}"; do
    if [[ $way == plan ]]; then
        quiet_psql "$(on plan)" -f "$here/plan/schema.sql" >/dev/null 2>&1
        quiet_psql "$(on plan)" -f "$here/plan/load.sql" <"$data/scan.csv" >/dev/null
    else
        "${binary[$way]}" migrate --database-url "$(on "$way")" >/dev/null
        "${binary[$way]}" scan "$data/scan.csv" --database-url "$(on "$way")" --share big --root '\\nas01\projects' --quiet
    fi
    quiet_psql "$(on "$way")" -c "vacuum analyze" -c checkpoint
done

run_one() {
    if [[ $1 == plan ]]; then
        # One table of processed ids for all runs, as in use; the script of the plan makes it anew.
        quiet_psql "$(on plan)" -f "$here/plan/audit.sql" <"$2/events.csv" >/dev/null 2>&1
    else
        "${binary[$1]}" audit "$2" --database-url "$(on "$1")" --share big --quiet
    fi
}
hot() {
    quiet_psql "$(on "$1")" -Atc "select sum(n_tup_upd), sum(n_tup_hot_upd) from pg_stat_user_tables where relname ~ '^file_state_s'"
}

printf '%-12s %-4s %-10s %12s %18s %8s %10s\n' events run with ms "ratio to tierload" "HOT, %" "load after"
for ((run = 1; run <= runs; run++)); do
    for name in distinct twenty; do
        declare -A took=() hot_percent=() load_after=()
        turn=("${ways[@]}")
        # Whoever comes second finds a busier disk: they take turns.
        ((run % 2)) || turn=($(printf '%s\n' "${ways[@]}" | tac))
        for way in "${turn[@]}"; do
            IFS='|' read -r updates_before hot_before <<<"$(hot "$way")"
            start=$(ms)
            run_one "$way" "$data/$name$run"
            took[$way]=$(($(ms) - start))
            sleep 1
            IFS='|' read -r updates_after hot_after <<<"$(hot "$way")"
            load_after[$way]=$(load)
            hot_percent[$way]=$([[ $way == plan ]] ||
                awk "BEGIN { printf \"%.1f\", 100 * ($hot_after - $hot_before) / ($updates_after - $updates_before + 0.001) }")
        done
        for way in "${ways[@]}"; do
            printf '%-12s %-4s %-10s %12d %18s %8s %10s\n' "$name" "$run" "$way" "${took[$way]}" \
                "$(awk "BEGIN { printf \"%.2f\", ${took[$way]} / ${took[tierload]} }")" "${hot_percent[$way]}" "${load_after[$way]}"
        done
    done
done

echo "stages and memory of one more run each"
for name in distinct twenty; do
    for way in "${loaders[@]}"; do
        echo "$name, $way"
        /usr/bin/time -f "peak memory %M KB" "${binary[$way]}" audit "$data/$name$((runs + 1))" --database-url "$(on "$way")" \
            --share big --verbose
    done
done
