# The same results at 1, 2, 3 and 4 ranks, bit for bit: times, means, and the trace of each run.
. "$(dirname "$0")/common.sh"

compare() { # NAME OPTIONS...
    local name=$1 n run
    shift
    for n in 1 2 3 4; do
        expect 0 mpirun -n $n "$tpmsync" "$@" --quiet -o "$name-$n.h5"
    done
    for n in 2 3 4; do
        for group in /runs /mean; do
            expect 0 h5diff -v "$name-1.h5" "$name-$n.h5" $group
            says out "0 differences found"
        done
        expect 0 "$bin/../tests/same_trace" "$name-1.h5" "$name-$n.h5"
        says out "rows"
    done
}

compare six iterate --L 2 --runs 60 --trace log:20
compare nine iterate --L 1 --runs 100 --closure nine --criterion each --trace all
compare plain iterate --L 1 --runs 60 --method plain --trace all
compare occupancy simulate --L 1 --N 200 --runs 60 --trace all
compare weights simulate --L 2 --N 100 --runs 9 --method weights --ties random --until sync --trace every:10
compare alone iterate --L 3 --runs 30 --no-attacker --trace all
compare censored iterate --L 3 --runs 12 --max-steps 3000 --trace every:500
compare continuous continuous --N 100 --runs 12 --alpha-max 3 --trace all
# More ranks than runs.
compare few iterate --L 1 --runs 8 --trace all --seed 77

# Any instruction set that the machine has: the same bits.
for command in "iterate --L 2 --runs 40" "simulate --L 2 --N 1000 --runs 20" \
    "simulate --L 2 --N 300 --runs 10 --method weights"; do
    for set in baseline avx2 avx512; do
        # shellcheck disable=SC2086
        TPMSYNC_ISA=$set "$tpmsync" $command --quiet --force -o "$set.h5" 2>err && continue
        grep -q "does not have" err || fails "$set: $(cat err)"
        echo "not compared, this machine lacks it: $set"
        cp baseline.h5 "$set.h5"
    done
    for set in avx2 avx512; do
        expect 0 h5diff baseline.h5 $set.h5 /runs
        expect 0 h5diff baseline.h5 $set.h5 /mean
    done
done

# Another seed is another result.
expect 0 "$tpmsync" iterate --L 1 --runs 8 --seed 78 --quiet -o other.h5
expect 1 h5diff few-1.h5 other.h5 /runs/t_sync
finish
