# Jobs that are stopped: by the signal that comes before the time limit, and by hand, they save, requeue
# themselves and end with the values of an undisturbed local run; cancelled, they do not come back,
# and submitted again, they go on; what comes back too often gives up.
. "$(dirname "$0")/common.sh"
export TPMSYNC_RUNS=300 TPMSYNC_SIMULATED=1 TPMSYNC_LAUNCHER
as_planned() {
    as_alone "$TPMSYNC_OUT/iterate-six-L4.h5" iterate --L 4 --runs 300
    as_alone "$TPMSYNC_OUT/simulate-L4.h5" simulate --L 4 --N 10000 --runs 1
}

# By hand, under both launchers.
for TPMSYNC_LAUNCHER in mpirun srun; do
    submits "signalled-$TPMSYNC_LAUNCHER" table1 -- "${four_nodes[@]}" --array=4
    waits 100 computes
    timeout 20 scancel --batch --signal=USR1 "$runs" || fails scancel
    ends "$runs" COMPLETED 300
    [ "$(field "$runs" Restarts)" = 1 ] || fails "$TPMSYNC_LAUNCHER: restarts $(field "$runs" Restarts)"
    cat "$TPMSYNC_OUT"/logs/*.log >log
    says log "stopped by a signal"
    says log "it goes on in start 2"
    as_planned
    echo "signalled under $TPMSYNC_LAUNCHER: $SECONDS s"
done

# By the time limit: an ensemble that needs more than the minute which is the shortest limit, and the
# signal up to 60 s before its end, since limits are looked at twice a minute.
TPMSYNC_LAUNCHER=mpirun
TPMSYNC_RUNS=1000 submits limited table1 -- "${four_nodes[@]}" --array=4 --time=1 --signal=B:USR1@40
ends "$runs" COMPLETED 480
[ "$(field "$runs" Restarts)" -ge 1 ] || fails "the time limit came too late: nothing was stopped"
echo "stopped $(field "$runs" Restarts) times by the time limit: $SECONDS s"
as_alone "$TPMSYNC_OUT/iterate-six-L4.h5" iterate --L 4 --runs 1000

# Cancelled: it stays away; what is left is resumed by the next submission.
submits cancelled table1 -- "${four_nodes[@]}" --array=4
waits 100 computes
timeout 20 scancel "$runs"
ends "$runs" CANCELLED 60
ls "$TPMSYNC_OUT"/iterate-six-L4.h5.part/manifest-* >/dev/null 2>&1 || fails "nothing is left of what was cancelled"
submits cancelled table1 -- "${four_nodes[@]}" --array=4
ends "$runs" COMPLETED 200
as_planned
echo "cancelled and submitted again: $SECONDS s"

# The bound on the restarts.
TPMSYNC_RESTARTS=0 submits bound table1 -- "${four_nodes[@]}" --array=4
waits 100 computes
timeout 20 scancel --batch --signal=USR1 "$runs"
ends "$runs" FAILED 60
[ "$(field "$runs" ExitCode)" = 3:0 ] || fails "exit code $(field "$runs" ExitCode) at the bound"
says <(cat "$TPMSYNC_OUT"/logs/*.log) "TPMSYNC_RESTARTS is the bound"
finish
