#!/usr/bin/env bash
# Runs every test that SECURITY.md names, on a fresh private server (scripts/test.sh), and fails if one of them did not run.
set -euo pipefail
cd "$(dirname "$0")/.."

# What stands in backquotes and has "::".
mapfile -t names < <(grep -o '`[a-z0-9_]*::[a-z0-9_:]*`' SECURITY.md | tr -d '`' | sort -u)
report=$(mktemp /var/tmp/tierload-attack.XXXXXX)
trap 'rm -f "$report"' EXIT
scripts/test.sh --lib --test main -- --exact "${names[@]}" | tee "$report"
ran=$(awk '/^test result:/ { ran += $4 } END { print ran + 0 }' "$report")
if [ "$ran" -ne "${#names[@]}" ]; then
    echo "attack: SECURITY.md names ${#names[@]} tests, and $ran ran" >&2
    exit 1
fi
echo "attack: all $ran tests that SECURITY.md names hold"
