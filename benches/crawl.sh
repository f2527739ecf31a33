#!/usr/bin/env bash
# tierload crawl beside GNU find on a warm cache, in turns, output to /dev/null.
#
#   benches/crawl.sh [ROOT] [RUNS]        default: /usr, 5
#
# TIERLOAD names another binary. The last two write through a pipe, as into a loader.
set -euo pipefail

root=${1:-/usr}
runs=${2:-5}
target=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}
tierload=${TIERLOAD:-$target/release/tierload}
[[ -x $tierload ]] || { echo "no $tierload: run make build first, or set TIERLOAD" >&2; exit 2; }

find_it() { find "$root" -xdev -printf '%h,%f,%s,%A@,%T@,%C@,%i\n'; }
crawl() { "$tierload" crawl "$root" --quiet "$@"; }

# Runs a command, and prints its wall time in ms.
ms() {
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}

piped() { "$@" | cat; }

commands=("find_it" "crawl --jobs 1" "crawl" "piped find_it" "piped crawl")

echo "$(nproc) cores, $(uname -sr), $(find --version | head -1)"
echo "$root: $(find "$root" -xdev ! -type d -printf x | wc -c) files," \
    "$(find "$root" -xdev -type d -printf x | wc -c) folders"
crawl >/dev/null

declare -A times
for ((run = 0; run < runs; run++)); do
    for i in "${!commands[@]}"; do
        # shellcheck disable=SC2086  # the command and its arguments
        times[$i]+="$(ms ${commands[$i]}) "
    done
done

for i in "${!commands[@]}"; do
    median=$(tr ' ' '\n' <<<"${times[$i]}" | grep . | sort -n | sed -n "$(((runs + 1) / 2))p")
    printf '%-16s median %5d ms   of %s\n' "${commands[$i]}" "$median" "${times[$i]}"
done
