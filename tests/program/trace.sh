# The trace: every step of every run, in whole, beyond what a rank keeps in memory and in more
# than one round of writing.
. "$(dirname "$0")/common.sh"

# 3 runs of 100000 steps and more, every step traced, by 2 ranks: 300003 rows.
expect 0 mpirun -n 2 "$tpmsync" iterate --L 4 --runs 3 --max-steps 100000 --cl 0.99999999 \
    --trace all --seed 3 --quiet -o long.h5
steps=$(data long.h5 /runs/steps | paste -sd+ | bc)
rows=$(h5ls long.h5/trace/step | grep -oE '\{[0-9]+' | tr -d '{')
[ "$rows" = "$((steps + 3))" ] || fails "$rows rows for $steps steps of 3 runs"

# Each run's rows: steps 0, 1, 2, ... to its last; overlaps within [-1, 1].
for run in 0 1 2; do
    begin=$(data long.h5 /trace/begin -s $run -c 1)
    count=$(data long.h5 /trace/count -s $run -c 1)
    data long.h5 /trace/step -s "$begin" -c "$count" | awk '$1 != NR - 1 {exit 1} END {exit NR < 1000}' ||
        fails "the steps of run $run do not count up"
done
data long.h5 /trace/rho_ab |
    awk '$1 < -1 || $1 > 1 {exit 1} END {exit NR < 300000}' || fails "an overlap beyond +-1"

# Compressed and checksummed: a damaged chunk is noticed.
h5dump -p -H -d /trace/rho_ab long.h5 >properties
says properties "FLETCHER32"
says properties "DEFLATE"
offset=$(($(stat -c %s long.h5) / 2))
cp long.h5 damaged.h5
printf '\xff\x00\xff\x00\xff\x00\xff' | dd of=damaged.h5 bs=1 seek=$offset conv=notrunc 2>dd.log
h5dump -d /trace/rho_ab damaged.h5 >damaged.txt 2>&1
h5dump -d /trace/rho_ao damaged.h5 >>damaged.txt 2>&1
h5dump -d /trace/step damaged.h5 >>damaged.txt 2>&1
grep -q 'unable to print data' damaged.txt || fails "a damaged chunk went unnoticed"
finish
