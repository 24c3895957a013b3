# A node dies in the middle of a job, one that only computes and the one that runs the script: the job
# comes back on the nodes that are left and ends with the values of an undisturbed local run.
. "$(dirname "$0")/common.sh"
export TPMSYNC_RUNS=400 TPMSYNC_SIMULATED=1

lost() { # NODES WHICH: the node of the job, the first or the last, that dies
    local nodes=$1 which=$2 victim
    submits "lost-$which" table1 -- --nodes="$nodes" --ntasks=$((2 * nodes)) --ntasks-per-node=2 --array=4
    waits 100 computes
    victim=$(scontrol show hostnames "$(field "$runs" NodeList)" | { [ "$which" = first ] && head -n 1 || tail -n 1; })
    kill -9 "$(cat "$TPMSYNC_CLUSTER/node.$victim.pid")"
    ends "$runs" COMPLETED 400
    [ "$(field "$runs" Restarts)" -ge 1 ] || fails "$which: nothing was restarted"
    [[ ,$(scontrol show hostnames "$(field "$runs" NodeList)" | paste -sd,), != *,$victim,* ]] ||
        fails "it ran on $victim, which is dead"
    as_alone "$TPMSYNC_OUT/iterate-six-L4.h5" iterate --L 4 --runs 400
    echo "the $which node, $victim, died; restarts: $(field "$runs" Restarts); $SECONDS s"
}
lost 3 last
lost 2 first
finish
