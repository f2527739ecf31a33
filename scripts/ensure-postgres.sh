#!/usr/bin/env bash
# Makes sure that PostgreSQL's server programs (15 or newer) are on this machine. Where they are not, installs the
# distribution's package, without making or starting a system-wide server: tierload starts one of its own.
# When it may not install, says which command to run. Prints the folder of the programs.
set -euo pipefail

say() { echo "ensure-postgres: $*" >&2; }
die() { say "$*"; exit 1; }

oldest_major=15

# The newest installation among the places that tierload looks at too.
find_server() {
    local folder major best=0 found=
    for folder in "${PGBIN:-}" "$(pg_config --bindir 2>/dev/null || true)" \
        "$(dirname "$(readlink -f "$(command -v initdb || echo /nowhere/initdb)" || echo /nowhere/initdb)")" \
        /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /usr/libexec/postgresql; do
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] || continue
        major=$("$folder/postgres" --version | sed -E 's/.*\(PostgreSQL\) ([0-9]+).*/\1/')
        if [ "$major" -ge "$oldest_major" ] && [ "$major" -gt "$best" ]; then best=$major found=$folder; fi
    done
    [ -n "$found" ] && echo "$found"
}

# Runs a command as root; fails when that needs a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 126
    fi
}
may_be_root() { as_root true; }

install_with_apt() {
    # Both packages are needed in any case. Between them, postgresql-common is told not to make a cluster; the
    # policy keeps anything from being started on machines where that is not heeded.
    local policy=/usr/sbin/policy-rc.d wrote_policy=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        wrote_policy=yes
    fi
    local status=0
    {
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            as_root mkdir -p /etc/postgresql-common &&
            { [ -e /etc/postgresql-common/createcluster.conf ] ||
                echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null; } &&
            # The file above is ours and older than the package's own: keep it without asking.
            as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get install -y -qq --no-install-recommends \
                -o Dpkg::Options::=--force-confold postgresql >&2
    } || status=$?
    if [ -n "$wrote_policy" ]; then as_root rm -f "$policy"; fi
    return "$status"
}

install_with_dnf() {
    # Fedora's package neither makes nor starts a server.
    as_root dnf install -y -q postgresql-server postgresql >&2
}

install_with_brew() {
    # brew starts nothing unless asked with "brew services".
    brew install --quiet postgresql@18 >&2
}

if folder=$(find_server); then
    say "$("$folder/postgres" --version)"
    echo "$folder"
    exit 0
fi
if command -v apt-get >/dev/null; then
    manager=apt command="sudo apt-get install postgresql"
elif command -v dnf >/dev/null; then
    manager=dnf command="sudo dnf install postgresql-server"
elif command -v brew >/dev/null; then
    manager=brew command=
else
    die "no PostgreSQL server programs, and neither apt-get nor dnf nor brew: install PostgreSQL $oldest_major or newer, or set PGBIN to the folder of its initdb"
fi
if [ -n "$command" ] && ! may_be_root; then
    die "no PostgreSQL server programs found, and no right to install them. Run: $command"
fi
say "no PostgreSQL server programs found: installing them with $manager"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"install_with_$manager" 2>"$log" || {
    tail -n 20 "$log" >&2
    die "installing PostgreSQL with $manager failed"
}
folder=$(find_server) || die "$manager has no PostgreSQL $oldest_major or newer: install one (https://www.postgresql.org/download), or set PGBIN to the folder of its initdb"
say "$("$folder/postgres" --version)"
echo "$folder"
