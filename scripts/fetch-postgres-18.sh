#!/usr/bin/env bash
# Gets the server programs of PostgreSQL 18 from the npm registry, for the tests on that version, and prints the
# folder that holds them (for PGBIN). Needs npm and tar. What is there already is not fetched again.
#
#   PGBIN=$(scripts/fetch-postgres-18.sh)
#
# POSTGRES_18_DIR names another folder than target/postgres-18.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "fetch-postgres-18: $*" >&2; }
die() { say "$*"; exit 1; }

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 ;;
    Linux-aarch64) platform=linux-arm64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    Darwin-arm64) platform=darwin-arm64 ;;
    *) die "no PostgreSQL 18 package for $(uname -s) $(uname -m): install PostgreSQL 18 and set PGBIN" ;;
esac
package="@embedded-postgres/$platform"

# As root the server runs as postgres or nobody, who may not be able to enter this folder (below /root, say).
reachable() {
    [ "$(id -u)" -ne 0 ] && return 0
    local folder=$1
    while [ "$folder" != / ]; do
        if [ -e "$folder" ] && [ -z "$(find "$folder" -maxdepth 0 -perm -001)" ]; then return 1; fi
        folder=$(dirname "$folder")
    done
}

place=${POSTGRES_18_DIR:-${CARGO_TARGET_DIR:-$PWD/target}/postgres-18}
if ! reachable "$place"; then
    say "$place is closed to the user that root's server runs as: using /var/tmp/tierload-postgres-18"
    place=/var/tmp/tierload-postgres-18
fi
if [ -e "$place" ] && [ ! -O "$place" ]; then die "$place belongs to another user: set POSTGRES_18_DIR"; fi

works() { "$1/native/bin/postgres" --version 2>/dev/null | grep -q '(PostgreSQL) 18'; }

if ! works "$place"; then
    for program in npm node tar; do
        command -v "$program" >/dev/null || die "$program is missing: install it, or install PostgreSQL 18 and set PGBIN"
    done
    # Every version is marked as a beta of the package, so a range would match none.
    version=$(npm view "$package" versions --json 2>/dev/null | tr -d '[]", ' | grep '^18\.' | sort -V | tail -n 1) ||
        die "cannot list the versions of $package"
    say "fetching $package $version"
    mkdir -p "$(dirname "$place")"
    fresh=$(mktemp -d "$place.XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    (cd "$fresh" && npm pack --silent "$package@$version" >/dev/null 2>npm.log) ||
        die "npm pack $package@$version failed: $(tail -n 3 "$fresh/npm.log")"
    tar -xzf "$fresh"/*.tgz -C "$fresh" --strip-components=1 --no-same-owner
    rm "$fresh"/*.tgz
    # npm packages cannot hold symbolic links: they are listed beside, and its install script, which pack does not
    # run, would make them.
    node -e '
        const fs = require("fs"), path = require("path"), root = process.argv[1];
        for (const { source, target } of JSON.parse(fs.readFileSync(path.join(root, "native/pg-symlinks.json")))) {
            const link = path.join(root, target);
            fs.mkdirSync(path.dirname(link), { recursive: true });
            fs.rmSync(link, { force: true });
            fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
        }' "$fresh"
    # mktemp closes its folder to others.
    chmod -R go+rX "$fresh"
    works "$fresh" || die "$fresh/native/bin/postgres does not run: $("$fresh/native/bin/postgres" --version 2>&1)"
    rm -rf "$place"
    mv "$fresh" "$place"
fi
say "$("$place/native/bin/postgres" --version)"
echo "$place/native/bin"
