# Table I by mpirun and Fig. 1 by srun as a user submits them, over four nodes with two ranks each: they
# end well, and their values are those of a local run. What the program refuses, and a rank that dies,
# make the job fail and cancel the reduction. All of it at the same time, to be quick.
. "$(dirname "$0")/common.sh"
export TPMSYNC_RUNS=8 TPMSYNC_SIMULATED=4

submits table1 table1 -- "${four_nodes[@]}"
table1=("$runs" "$reduction")
TPMSYNC_LAUNCHER=srun submits fig1 fig1 -- "${four_nodes[@]}"
fig1=("$runs" "$reduction")

mkdir -p refused
echo "no HDF5 file" >refused/iterate-six-L1.h5
submits refused table1 -- "${four_nodes[@]}" --array=1
refused=("$runs" "$reduction")

mkdir -p dying
cat >dying/tpmsync <<TEXT
#!/bin/bash
[ "\${OMPI_COMM_WORLD_RANK:-\$SLURM_PROCID}" != 5 ] || { sleep 1; kill -9 \$\$; }
exec "$tpmsync" "\$@"
TEXT
chmod +x dying/tpmsync
TPMSYNC_BIN=$scratch/dying submits dying fig1 -- "${four_nodes[@]}"
dying=("$runs" "$reduction")

# Rank 5 is killed in the middle of the first ensemble, but only at the first start.
mkdir -p dying_once
cat >dying_once/tpmsync <<TEXT
#!/bin/bash
[ "\$SLURM_PROCID" = 5 ] && mkdir "$scratch/dying_once/died" 2>/dev/null || exec "$tpmsync" "\$@"
"$tpmsync" "\$@" &
until ls "\$TPMSYNC_OUT"/iterate-six-L1.h5.part/state-* >/dev/null 2>&1; do sleep 0.02; done
kill -9 \$! \$\$
TEXT
chmod +x dying_once/tpmsync
ln -s "$bin/tpmsync-reduce" dying_once
TPMSYNC_RUNS=100000 TPMSYNC_LAUNCHER=srun TPMSYNC_BIN=$scratch/dying_once submits once fig1 -- "${four_nodes[@]}"
once=("$runs" "$reduction")

results table1
ends "${table1[0]}" COMPLETED 150 && ends "${table1[1]}" COMPLETED 60
echo "Table I: $SECONDS s"
for L in 1 2 3 4; do
    until=sync
    case $L in 1 | 4) until=both ;; esac
    as_alone "$TPMSYNC_OUT/iterate-six-L$L.h5" iterate --L $L --runs 8
    as_alone "$TPMSYNC_OUT/simulate-L$L.h5" simulate --L $L --N 10000 --until $until \
        --runs $((L < 4 ? 4 : 1))
done
cat table1/logs/*.log >log
says log "8 ranks by mpirun"
says log "simulate-L1: complete, 4 runs"
says table1/table1.txt t_learn

results fig1
ends "${fig1[0]}" COMPLETED 60 && ends "${fig1[1]}" COMPLETED 60
for closure in six nine; do
    as_alone "fig1/iterate-$closure-L1.h5" iterate --L 1 --closure $closure --runs 8
done
as_alone fig1/simulate-L1.h5 simulate --L 1 --N 10000 --runs 4
cat fig1/logs/*.log >log
says log "8 ranks by srun"
[ -s fig1/fig1.svg ] || fails "no picture of Fig. 1"

results refused
ends "${refused[0]}" FAILED 60
[ "$(field "${refused[0]}" ExitCode)" = 2:0 ] || fails "exit code $(field "${refused[0]}" ExitCode)"
ends "${refused[1]}" CANCELLED 30

results dying
ends "${dying[0]}" FAILED 60
says <(cat dying/logs/*"-${dying[0]}.log") "FAILED: status"
ends "${dying[1]}" CANCELLED 30

results once
ends "${once[0]}" COMPLETED 100 && ends "${once[1]}" COMPLETED 60
says <(cat once/logs/*"-${once[0]}.log") "once more"
as_alone once/iterate-six-L1.h5 iterate --L 1 --runs 100000
echo "all: $SECONDS s"
finish
