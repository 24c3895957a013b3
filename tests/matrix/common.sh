# Sourced by the members: what they share. A member prepares its surroundings in $here, idempotently, and says a
# line a result.
set -euo pipefail
export LC_ALL=C
member=$(basename "$0")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=${TPMSYNC_MATRIX:-/var/tmp/tpmsync-matrix}/$member
failures=0
# The time limits of the tests there: other work may be done here, and some surroundings are slow themselves.
patience=(-DTPMSYNC_PATIENCE=4)

skipped() { # REASON
    echo "SKIPPED: $member: $1"
    exit 77
}
# needs TOOL...: or there is nothing to be tested.
needs() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skipped "$tool is missing (scripts/setup --long)"
    done
}

mkdir -p "$here/logs"
# Members of two test runs at a time would build in the same folder.
exec 8>"$here/lock"
flock -w 3000 8 || { echo "$member: another one is at it: $here/lock" >&2 && exit 1; }

# result WORDS COMMAND...: a line that says whether the command succeeds; its output is a log. Sets `good`, to
# nothing if it fails. It stands alone: behind it `||` would let a function go on after a failure inside.
result() {
    local words=$1 log begin=$SECONDS status=0
    shift
    log=$here/logs/${words//[^a-zA-Z0-9.-]/_}.log good=1
    ("$@") >"$log" 2>&1 </dev/null 8>&- &
    wait $! || status=$?
    if [ $status = 0 ]; then
        echo "$member: $words: good, $((SECONDS - begin)) s"
        return
    fi
    failures=$((failures + 1)) good=
    echo "$member: $words: FAILED, status $status; the end of $log:"
    tail -n 25 "$log"
}
finish() {
    [ $failures = 0 ] || exit 1
    exit 0
}

# clean_copy FOLDER: of the checkout, as its files are now and nothing else; what has not changed keeps its time,
# so that a build beside it is carried on. The copy is a repository of its own: some tests ask git what there is.
clean_copy() {
    local folder=$1 list=$here/files
    mkdir -p "$folder"
    (cd "$root" && git ls-files -z | while IFS= read -r -d '' file; do
        [ ! -e "$file" ] || printf '%s\0' "$file"
    done) >"$list"
    (cd "$folder" && find . -path ./.git -prune -o -type f -printf '%P\0') | sort -z |
        comm -z -23 - <(sort -z "$list") | (cd "$folder" && xargs -0 -r rm -f)
    tar -C "$root" --null -T "$list" -c | tar -C "$folder" -x
    (cd "$folder" && { [ -d .git ] || git init -q; } && git add -A)
}
