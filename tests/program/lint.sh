# clang-tidy finds nothing; what it looks for stands in .clang-tidy. A file that passed is looked at again
# when its text, that of anything it includes, its compiler flags or the checks have changed: a stamp in
# the user's cache bears a checksum over all of them, wherever the source stands, so that a new clone need not look at
# what an older one has seen pass. Four fifths of the time would go into following paths through functions
# (clang-analyzer-*), which only `all` does.
# usage: lint.sh BIN SOURCE [all]     (all: every check, of every file, stamped or not)
all=${3:-}
. "$(dirname "$0")/common.sh"
export build=${bin%/bin} all scratch
cache=${XDG_CACHE_HOME:-${HOME:-$build}/.cache}
export stamps=$cache/tpmsync/lint
cd "$source" || exit 1
if ! command -v clang-tidy >/dev/null; then
    fails "clang-tidy is missing: scripts/setup --tests installs it"
    finish
fi
mkdir -p "$stamps" 2>/dev/null || { stamps=$build/lint && mkdir -p "$stamps"; }
find "$stamps" -type f -mtime +30 -delete
checks=$(cat .clang-tidy tests/program/lint.sh <(clang-tidy --version) | sha256sum)
export checks

# commands FILE: how it is compiled, a line each (kernels: once for each instruction set).
commands() {
    sed -n 's/^ *"command": "\(.*\)",$/\1/p' "$build/compile_commands.json" | grep -F -- "$PWD/$1" | sed 's/\\\(.\)/\1/g'
}
# checksum FILE: over all that decides what clang-tidy says.
checksum() {
    local command command_here files
    {
        echo "$checks"
        while read -r command; do
            command_here=${command//$build/BUILD}
            echo "${command_here//$PWD/SOURCE}"
            files=$(eval "${command%% -o *} -M $PWD/$1") || return 1
            # shellcheck disable=SC2086
            cat $(tr -d '\\' <<<"${files#*:}")
        done < <(commands "$1")
    } | sha256sum
}
tidy() {
    local stamp options=(--checks=-clang-analyzer-*)
    [ -n "$(commands "$1")" ] || { echo "error: $1 is not compiled" && return 1; }
    # No checksum (a header is missing, say): no stamp, and clang-tidy says why.
    stamp=$(checksum "$1") && stamp=$stamps/${stamp%% *} || stamp=
    if [ -n "$all" ]; then
        options=()
    elif [ -n "$stamp" ] && [ -f "$stamp" ]; then
        touch "$stamp"
        return 0
    fi
    echo "$1" >>"$scratch/looked-at"
    clang-tidy -quiet -p "$build" --extra-arg=-Wno-ignored-optimization-argument \
        --extra-arg=-Wno-unused-command-line-argument "${options[@]}" "$1" 2>"$scratch/err.$$" || {
        cat "$scratch/err.$$"
        echo "error: clang-tidy fails at $1"
        return 1
    }
    [ -z "$stamp" ] || echo "$1" >"$stamp"
}
export -f commands checksum tidy
# shellcheck disable=SC2016
find src analysis -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 1 bash -c 'set -o pipefail; tidy "$1"' tidy \
    >"$scratch/tidy" || fails "$(grep -E 'error|warning' "$scratch/tidy")"
echo "$(cat "$scratch/looked-at" 2>/dev/null | wc -l) files looked at"
finish
