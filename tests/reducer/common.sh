# Shared by the tests of the command line; sourced with the arguments
#     REDUCE MAKE_ENSEMBLE SOURCE_DIR CMAKE WORK_DIR
# Every check names itself when it fails; `finish` fails the test if any has.
set -u
reduce=$1 make=$2 source_dir=$3 cmake=$4 work=$5
failures=0
unset TPMSYNC_DATA
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

make_file() {
    "$make" "$@" || fail "make_ensemble $*"
}

# run STATUS ARGUMENTS...: runs the reducer; its output is in out and err.
run() {
    local expected=$1 status
    shift
    "$reduce" "$@" >out 2>err
    status=$?
    [ $status -eq "$expected" ] || fail "status $status, not $expected: $*: $(cat err)"
}

has() { # FILE TEXT
    grep -qF -e "$2" "$1" || fail "$1 lacks: $2; it holds: $(cat "$1")"
}

lacks() { # FILE TEXT
    ! grep -qF -e "$2" "$1" || fail "$1 should not hold: $2"
}

is_empty() { # FILE
    [ ! -s "$1" ] || fail "$1 is not empty: $(cat "$1")"
}

finish() {
    [ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
    echo "all good"
    exit 0
}
