# Sourced by the tests of programs: what they share.
set -u
export LC_ALL=C.UTF-8 # numbers with a point, whatever the user's locale
# Seconds that a command may take: sanitizers make it slow, and so does a machine that is busy or emulated (SLOWNESS and
# PATIENCE: tests/program/CMakeLists.txt and tests/CMakeLists.txt).
patience=$((100 * ${TPMSYNC_SLOWNESS:-1} * ${TPMSYNC_PATIENCE:-1}))
# L of the runs that are to take a while: a second or two of many steps each.
deep=$((${TPMSYNC_SLOWNESS:-1} > 1 ? 3 : 4))
bin=$1 source=$2
. "$source/scripts/mpi-environment"
# For builds with the address sanitizer: its search for leaks crashes in some starts of programs with threads
# of a library ("Tracer caught signal 11"); program.leaks looks for leaks.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
tpmsync=$bin/tpmsync reduce=$bin/tpmsync-reduce
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failures=0

# fails MESSAGE: notes a failure and goes on.
fails() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
# expect STATUS COMMAND...: runs it, output into ./out and ./err.
expect() {
    local wanted=$1 status
    shift
    timeout $patience "$@" >out 2>err
    status=$?
    [ $status = "$wanted" ] || fails "status $status instead of $wanted: $* ($(head -c 500 err))"
}
# same A B: two files hold the same runs, means and, if there is one, trace.
same() { # A B
    local group
    for group in /runs /mean; do
        expect 0 h5diff -v "$1" "$2" $group
        says out "0 differences found"
    done
    h5ls "$1/trace/step" | grep -q '{0/' && return # no trace, nothing to compare
    expect 0 "$bin/../tests/same_trace" "$1" "$2"
}
# begun FILE [SECONDS]: waits until the ensemble is under way, and so long on [0.5].
begun() {
    for _ in $(seq 300); do
        ls "$1.part"/manifest-* >/dev/null 2>&1 && break
        sleep 0.1
    done
    sleep "${2:-0.5}"
}
# says FILE TEXT: the file contains the text.
says() {
    grep -qF -- "$2" "$1" || fails "'$2' is not in: $(head -c 1000 "$1")"
}
# Last words.
finish() {
    [ $failures = 0 ] && echo "all good"
    exit $((failures > 0))
}
# data FILE DATASET [h5dump options]: its values, without attributes, one line each.
data() {
    local file=$1 dataset=$2
    shift 2
    h5dump -y -w 1 -m %.17g -d "$dataset" "$@" "$file" |
        awk '/DATA \{/ {on = 1; next} on && /^ *\}/ {exit} on' | tr -d ' ,'
}
