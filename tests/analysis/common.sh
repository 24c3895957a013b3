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

# Nothing but that runs of a file are not done.
tells_missing_runs_alone() { # FILE
    ! grep -v ' runs are not done, and left out; ' "$1" || fail "$1 says more: $(cat "$1")"
}

# refuses COMMAND TEXT ARGUMENTS...: with the text, and nothing is written.
refuses() {
    local command=$1 text=$2
    shift 2
    run 2 "$command" --data none.dat --plot none.png "$@"
    is_empty out
    has err "$text"
    [ ! -e none.dat ] && [ ! -e none.png ] || fail "$command $*: something was written"
}

signature() { # FILE FORMAT
    case $2 in
    png) [ "$(head -c 4 "$1" | tail -c 3)" = PNG ] ;;
    svg) grep -q "<svg" "$1" && grep -q "</svg>" "$1" ;;
    pdf) [ "$(head -c 5 "$1")" = %PDF- ] ;;
    esac || fail "$1 is no $2"
    [ "$(wc -c <"$1")" -gt 4000 ] || fail "$1 is nearly empty"
}

# picture FORMATS COMMAND FILES...: COMMAND.FORMAT of each.
picture() {
    local formats=$1 command=$2 format
    shift 2
    for format in $formats; do
        rm -f "$command.$format"
        run 0 "$command" "$@" --plot "$command.$format"
        tells_missing_runs_alone err
        signature "$command.$format" "$format"
        [ ! -e "$command.$format.part" ] || fail "$command.$format.part is left"
        if [ "$format" = svg ] && grep -oE '>[^<]*-[0-9.][^<]*</tspan>' "$command.svg" >hyphens; then
            fail "$command.svg has a hyphen for a minus sign: $(cat hyphens)"
        fi
    done
}

# named_blocks DATA: gnuplot finds each block by its name as by its number.
named_blocks() {
    local name k=0
    rows_of() { # DATA INDEX: how many, and what they add up to
        gnuplot -e "stats '$1' index $2 using 2 nooutput; print STATS_records, STATS_sum" 2>&1 | grep "^[0-9]"
    }
    for name in $(sed -n 's/^# block: //p' "$1"); do
        [ "$(rows_of "$1" "\"$name\"")" = "$(rows_of "$1" $k)" ] || fail "$1: $name is not the name of block $k"
        k=$((k + 1))
    done
    [ $k -gt 0 ] || fail "$1 has no blocks"
}

finish() {
    [ $failures -eq 0 ] || { echo "$failures failures"; exit 1; }
    echo "all good"
    exit 0
}
