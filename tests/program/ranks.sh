# The same results at 1, 2 and 7 ranks, bit for bit: times, means, and the trace, whose rows stand in the
# order of runs; an engine of each kind. (One and three ranks, all engines and options, every instruction set: program.verify.)
# usage: ranks.sh BIN SOURCE [RANKS]     (RANKS: of them, as words)
ranks=${3:-2 7}
. "$(dirname "$0")/common.sh"

compare() { # NAME OPTIONS...
    local name=$1 n group
    shift
    expect 0 "$tpmsync" "$@" --quiet -o "$name-1.h5"
    for n in $ranks; do
        expect 0 mpirun -n $n "$tpmsync" "$@" --quiet -o "$name-$n.h5"
        for group in /runs /mean; do
            expect 0 h5diff -v "$name-1.h5" "$name-$n.h5" $group
            says out "0 differences found"
        done
        expect 0 "$bin/../tests/same_trace" "$name-1.h5" "$name-$n.h5"
        says out "rows"
    done
}
compare iterate iterate --L 2 --runs 60 --trace log:20
compare occupancy simulate --L 1 --N 200 --runs 60 --trace all
compare weights simulate --L 2 --N 100 --runs 9 --method weights --ties random --until sync --trace every:10
compare continuous continuous --N 100 --runs 12 --alpha-max 3 --trace all
# More ranks than runs.
compare few iterate --L 1 --runs 3 --trace all --seed 77
# More runs than are put in order at a time, whose rows end in the middle of a chunk there.
compare windows iterate --L 1 --no-attacker --runs 140000 --max-steps 2 --trace all

# Another seed is another result.
expect 0 "$tpmsync" iterate --L 1 --runs 3 --seed 78 --quiet -o other.h5
expect 1 h5diff few-1.h5 other.h5 /runs/t_sync
finish
