#!/usr/bin/env bash
# Writes fixtures/history/0003.sql.gz: a database of the schema before homes with some history, which the tests convert. Run it
# with the program that left such databases, built with failpoints: TIERLOAD=.../tierload scripts/dump-history.sh
set -euo pipefail
cd "$(dirname "$0")/.."

tierload=${TIERLOAD:?the program of schema version 3, built with failpoints}
bin=$(scripts/ensure-postgres.sh)
unset DATABASE_URL
work=$(mktemp -d /var/tmp/tierload-history.XXXXXX)
chmod 755 "$work"
export TIERLOAD_HOME=$work/home
clean_up() {
    local status=$?
    "$tierload" db reset --yes >&2 || status=1
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT

to=$PWD/fixtures/history/0003.sql.gz
mkdir -p fixtures/history "$work/fs/.lucid_audit/7/2026/06"
cd "$work"
header=dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,file_hash
row() { printf "%b\n" "$1"; }
# Folders without files of their own, names that are no text, columns without a value, hashes that later scans do not know.
{ row $header; row '/,top.txt,1,1500000000,1500000000,1,11,aa'; row '/deep/er/still,same.txt,10,1500000000,1500000000,1,12,bb'
  row '/deep/er/still,grows.txt,20,1500000000,1500000000,1,13,cc'; row '/a,returns.txt,30,1500000000,1500000000,1,14,'
  row '/a,gone.txt,40,1500000000,1500000000,1,15,'; row '/a,no-time.txt,50,,1500000000,,,'; row '/b\xe9,caf\xe9.txt,60,1500000000,1500000000,1,17,dd'
  row '/b\xe9,read.txt,70,1500000000,1500000000,1,18,'; row '/b\xe9,busy.txt,80,1500000000,1500000000,1,19,'; row 'no row'; } >1.csv
# No hashes: what is known of them stays, but for other content.
cut -d, -f1-7 1.csv | sed -e '/returns\|gone/d' -e '/grows/s/,20,/,21,/' -e '/no row/d' >2.csv
row '/new/one,new.txt,90,1500000000,1500000000,1,20' >>2.csv
row '/a,told.txt,91,1500000000,1500000000,1,21' >>2.csv
# No access times; a file is back, another one is gone, a folder is a file now.
{ row dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn; sed -e 1d -e '/top/d' -e '/new.txt/d' 2.csv | sed 's/,15000000[0-9]*,15/,,15/'
  row '/a,returns.txt,31,,1510000000,2,14'; row '/,new,1,,1510000000,2,23'; } >3.csv
# Nothing differs from the third but a size in bytes that do not fit a number of 32 bits.
sed -e '/read.txt/s/,70,/,70000000000,/' -e '/,new,/d' 3.csv >4.csv
row '/new/one,new.txt,90,1500000000,1500000000,1,20' >>4.csv
log() { printf '{"timestamp":%s000000,"operation":{"action":"%s","entryPath":"%s"}}\n' "$1" "$2" "$3"; }
now() { date -u +%FT%T.%6NZ; }
for tenant in default acme; do
    [ "$tenant" = default ] || "$tierload" tenant add "$tenant"
    of=(--share s --tenant "$tenant")
    "$tierload" scan 1.csv "${of[@]}" --max-rejects 50% --quiet
    { echo file_path,new_last_accessed,audit_event_id; row '/b\xe9/read.txt,1600000000,e1'; row '/b\xe9/busy.txt,1600000000,e2'
      echo /a/told.txt,1600000001,e3; echo /other/heard.txt,1600000002,e4; echo /other/lost.txt,1600000003,; } >"updates-$tenant.csv"
    "$tierload" audit "updates-$tenant.csv" "${of[@]}"
    "$tierload" plan "${of[@]}" --target s3://cold --older-than 30d
    "$tierload" scan 2.csv "${of[@]}" --started "$(now)" --quiet
    { echo file_path,new_last_accessed,audit_event_id; row '/b\xe9/busy.txt,1700000000,e5'; echo /deep/er/still/same.txt,1700000000,e6
      echo /late/later.txt,1700000001,e7; } >"more-$tenant.csv"
    "$tierload" audit "more-$tenant.csv" "${of[@]}"
    "$tierload" scan 3.csv "${of[@]}" --started "$(now)" --quiet
    "$tierload" scan 4.csv "${of[@]}" --started "$(now)" --quiet
    { echo file_path,new_last_accessed,audit_event_id; echo /late/again.txt,1710000000,e8; echo /a/returns.txt,1710000001,e9; } >"last-$tenant.csv"
    "$tierload" audit "last-$tenant.csv" "${of[@]}"
    { log 1779987033 FileRead /a/1; log 1779987034 FileWrite /a/b/2; log 1779987035 FileRead /a/1; } >fs/.lucid_audit/7/2026/06/a.log
    "$tierload" audit fs --share logs --tenant "$tenant"
    # A share whose first scan came to nothing, and a scan that was killed amid its load.
    "$tierload" scan 1.csv --share refused --tenant "$tenant" --max-rejects 0 --quiet || true
    FAILPOINTS=chunk-committed=return "$tierload" scan 2.csv --share killed --tenant "$tenant" --quiet || true
    "$tierload" scan 3.csv --share killed --tenant "$tenant" --quiet --started 2026-01-01T00:00:00Z
    FAILPOINTS=chunk-committed=return "$tierload" scan 4.csv --share killed --tenant "$tenant" --quiet || true
done >&2
# What movers of files will say.
url=$("$tierload" db url)
"${bin:-/usr/bin}/psql" -q "$url" -c "
    update tierload.tier_object o set state = s.state, stubbed_utc = o.planned_utc + interval '1 hour',
        rehydrated_utc = case when s.state = 'REHYDRATED' then o.planned_utc + interval '2 hours' end,
        deleted_utc = case when s.state = 'DELETED' then o.planned_utc + interval '3 hours' end
    from (values ('same.txt', 'STUBBED'), ('gone.txt', 'STUBBED'), ('grows.txt', 'REHYDRATED'), ('top.txt', 'DELETED')) s (name, state)
    where o.target_uri like '%/' || s.name" >&2
# \restrict lines hold a random key, and psql's commands are not SQL.
"${bin:-/usr/bin}/pg_dump" --schema=tierload --no-sync --inserts "$url" | grep -v '^\\\(un\)\?restrict' | gzip -n9 >"$to"
echo "$to: $(stat -c %s "$to") bytes" >&2
