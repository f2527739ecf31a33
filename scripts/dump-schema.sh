#!/usr/bin/env bash
# Writes fixtures/schema/<version>.sql.gz: a small database as this version of the program leaves it. Run it once for each
# released schema, with the program that was released; the tests restore the dump and migrate it.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(scripts/ensure-postgres.sh)
cargo build --locked --quiet
tierload=${CARGO_TARGET_DIR:-target}/debug/tierload
unset DATABASE_URL
work=$(mktemp -d /var/tmp/tierload-schema.XXXXXX)
chmod 755 "$work"
export TIERLOAD_HOME=$work/home
clean_up() {
    local status=$?
    "$tierload" db reset --yes >&2 || status=1
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT

# Two tenants, two scans with a change, a removed file and a reject, a plan, a log and updates.
header=dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix
printf '%s\n' "$header" '/a,one.txt,10,1600000000,1600000000,1' '/a,two.txt,20,1600000000,1600000000,1' \
    '/b,gone.txt,30,1600000000,1600000000,1' 'no row' >"$work/first.csv"
printf '%s\n' "$header" '/a,one.txt,10,1600000000,1600000000,1' '/a,two.txt,21,1600000000,1600000001,1' >"$work/second.csv"
printf '%s\n' 'file_path,new_last_accessed,audit_event_id' '/a/one.txt,1700000000,e1' >"$work/updates.csv"
mkdir -p "$work/fs/.lucid_audit/7/2026/06"
printf '%s\n' '{"timestamp":1779987033000000,"operation":{"action":"FileRead","entryPath":"/a/1"}}' \
    >"$work/fs/.lucid_audit/7/2026/06/a.log"
cd "$work"
for tenant in default acme; do
    [ "$tenant" = default ] || "$tierload" tenant add "$tenant"
    "$tierload" scan first.csv --share s --tenant "$tenant" --max-rejects 50% --quiet
    "$tierload" scan second.csv --share s --tenant "$tenant" --quiet
    "$tierload" plan --share s --tenant "$tenant" --target s3://cold --older-than 30d
    "$tierload" audit updates.csv --share s --tenant "$tenant"
    "$tierload" audit fs --share logs --tenant "$tenant"
done >&2
cd - >/dev/null
version=$("$tierload" migrate | sed -n 's/^schema is at version //p')
to=$(printf 'fixtures/schema/%04d.sql.gz' "$version")
mkdir -p fixtures/schema
url=$("$tierload" db url)
# \restrict lines hold a random key, and psql's commands are not SQL.
"${bin:-/usr/bin}/pg_dump" --schema='tierload*' --no-sync --inserts "$url" | grep -v '^\\\(un\)\?restrict' | gzip -n9 >"$to"
echo "$to: $(stat -c %s "$to") bytes" >&2
