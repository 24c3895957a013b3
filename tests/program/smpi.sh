# The ensemble layer on four ranks that SimGrid simulates (bench-scale-smpi): all runs are made, as many
# operations deal them as the events say, and the same happens when it is repeated.
. "$(dirname "$0")/common.sh"
if [ ! -e "$bin/bench-scale-smpi" ]; then
    echo "SKIPPED: program.smpi: SimGrid was not found (Debian: libsimgrid-dev; scripts/setup --tests)"
    finish
fi

value() { # FILE NAME
    sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p" "$1"
}
# 150 runs for each rank, of which 75 are under way at a time: some are dealt by the counter.
for n in 1 2; do
    mkdir part$n
    expect 0 "$source/scripts/bench/scaling/simulated-mpirun" 4 "$bin/bench-scale-smpi" 600 1e5 60 part$n
    mv out smpi$n
done
cmp -s smpi1 smpi2 || fails "it differs: $(cat smpi1 smpi2)"
[ "$(value smpi1 finished)" = 600 ] || fails "not all runs: $(cat smpi1)"
expect 0 "$bin/bench-scale-events" ranks=4 runs=600 passage=1e5 commit=0
[ "$(value out finished)" = 600 ] || fails "not all runs: $(cat out)"
# Who asks when depends on microseconds; twice the 4 ranks that are told at the end that nothing is left.
awk -v smpi="$(value smpi1 fetches)" -v events="$(value out fetches)" \
    'BEGIN {d = smpi - events; exit !(smpi > 8 && d <= 8 && d >= -8)}' ||
    fails "operations of the dealer: $(value smpi1 fetches), by events $(value out fetches)"
# SMPI answers at once, where a rank by events looks for the answer after the next call; it begins and ends a
# session, too.
awk -v smpi="$(value smpi1 seconds)" -v events="$(value out seconds)" \
    'BEGIN {exit !(smpi > 0.8 * events && smpi < 1.1 * events)}' ||
    fails "simulated seconds: $(value smpi1 seconds), by events $(value out seconds)"
[ "$(value smpi1 exchanges)" = 0 ] || fails "a fresh session exchanges runs under way: $(cat smpi1)"
[ -e part1/state-1-3 ] || fails "no rank 3 has committed: $(ls part1)"
finish
