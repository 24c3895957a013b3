# clang-tidy finds nothing; what it looks for stands in .clang-tidy. A file that passed is looked at again
# when its text, that of anything it includes, its compiler flags or the checks have changed: a stamp in
# the build's folder keeps a checksum over all of them. Four fifths of the time would go into following paths
# through functions (clang-analyzer-*), which only `all` does.
# usage: lint.sh BIN SOURCE [all]     (all: every check, of every file, stamped or not)
all=${3:-}
. "$(dirname "$0")/common.sh"
export build=${bin%/bin} all scratch
export stamps=$build/lint
cd "$source" || exit 1
if ! command -v clang-tidy >/dev/null; then
    fails "clang-tidy is missing: scripts/setup --tests installs it"
    finish
fi
mkdir -p "$stamps"
checks=$(cat .clang-tidy tests/program/lint.sh <(clang-tidy --version) | sha256sum)
export checks

# commands FILE: how it is compiled, a line each (kernels: once for each instruction set).
commands() {
    sed -n 's/^ *"command": "\(.*\)",$/\1/p' "$build/compile_commands.json" | grep -F -- "$PWD/$1" | sed 's/\\\(.\)/\1/g'
}
# checksum FILE: over all that decides what clang-tidy says.
checksum() {
    local command files
    echo "$checks"
    while read -r command; do
        echo "$command"
        files=$(eval "${command%% -o *} -M $PWD/$1") || return 1
        # shellcheck disable=SC2086
        cat $(tr -d '\\' <<<"${files#*:}")
    done < <(commands "$1") | sha256sum
}
tidy() {
    local stamp=$stamps/${1//\//,} key options=(--checks=-clang-analyzer-*)
    [ -n "$(commands "$1")" ] || { echo "error: $1 is not compiled" && return 1; }
    # No checksum (a header is missing, say): no stamp, and clang-tidy says why.
    key=$(checksum "$1") || key=
    [ -n "$all" ] || [ -z "$key" ] || [ "$key" != "$(cat "$stamp" 2>/dev/null)" ] || return 0
    [ -z "$all" ] || options=()
    rm -f "$stamp"
    echo "$1" >>"$scratch/looked-at"
    clang-tidy -quiet -p "$build" --extra-arg=-Wno-ignored-optimization-argument \
        --extra-arg=-Wno-unused-command-line-argument "${options[@]}" "$1" 2>"$scratch/err.$$" || {
        cat "$scratch/err.$$"
        echo "error: clang-tidy fails at $1"
        return 1
    }
    [ -z "$key" ] || echo "$key" >"$stamp"
}
export -f commands checksum tidy
# shellcheck disable=SC2016
find src analysis -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 1 bash -c 'set -o pipefail; tidy "$1"' tidy \
    >"$scratch/tidy" || fails "$(grep -E 'error|warning' "$scratch/tidy")"
echo "$(cat "$scratch/looked-at" 2>/dev/null | wc -l) files looked at"
finish
