# Sourced by the jobs: where things are, how a program is started, and how an ensemble outlives the
# time limit. A job sources it and says `run_item ITEM` (jobs/items.sh) or `reduction ITEM`, or `campaign FILE`,
# as often as it likes; the same file serves the first start, every requeue and a submission by hand
# of what was left.
#
# Set from outside, all optional:
#   TPMSYNC_BIN           folder of the programs [build/bin in the folder of the submission; if there is none,
#                         where they are installed]
#   TPMSYNC_OUT           folder of the results [out-jobs there]
#   TPMSYNC_LAUNCHER      mpirun or srun [mpirun]
#   sizes                 see below
#   TPMSYNC_CHECKPOINT    seconds from one commit to the next [60]
#   TPMSYNC_RESTARTS      requeues after which a job gives up [100]
set -euo pipefail
export LC_ALL=C.UTF-8 # numbers with a point, whatever the user's locale
if [ -z "${SLURM_JOB_ID:-}" ]; then
    echo "$0: is a job for SLURM: jobs/submit ITEM submits the runs of an item and their reduction." >&2
    echo "  Without SLURM, scripts/reproduce --items ITEM makes the same with fewer runs." >&2
    exit 2
fi

bin=${TPMSYNC_BIN:-$SLURM_SUBMIT_DIR/build/bin}
[ -n "${TPMSYNC_BIN:-}" ] || [ -d "$bin" ] || ! installed=$(command -v tpmsync) || bin=${installed%/*}
out=${TPMSYNC_OUT:-$SLURM_SUBMIT_DIR/out-jobs}
restart=${SLURM_RESTART_COUNT:-0}

reduce=$bin/tpmsync-reduce
# Sizes that can be set from outside: runs of the iteration (the paper: 2000; Fig. 2: 1200), of the simulation
# (500), of continuous weights (20), of L = 3 for the claim about early learners (10^5), of `lucky` and `attacks`, from
# which the runs of each L are reckoned, and of L = 1 in `rules`, likewise; walks from each level, and replicates, of
# splitting.
. "$(dirname "${BASH_SOURCE[0]}")/items.sh"
iterated=${TPMSYNC_RUNS:-20000} iterated_L4=${TPMSYNC_RUNS:-20000} simulated=${TPMSYNC_SIMULATED:-5000}
simulated_L4=$(((simulated + 4) / 5)) extend_simulated=$simulated_L4
continuous=${TPMSYNC_CONTINUOUS:-200} continuous_fig2=$continuous
many=${TPMSYNC_MANY:-1000000} lucky_unit=$((${TPMSYNC_LUCKY:-1000000} / 10))
lucky_replicates=${TPMSYNC_REPLICATES:-128}
units_runs=${TPMSYNC_RUNS:-20000} units_simulated=$simulated units_traced=$(((units_runs + 99) / 100)) units_limit=1000000
readings_runs=(0 $iterated $iterated $iterated $((iterated / 10))) strict_runs=100
rules_unit=${TPMSYNC_RULES:-120000} rules_many=$((10 * rules_unit))
attacks_unit=${TPMSYNC_ATTACKS:-50000} attacks_replicates=${TPMSYNC_REPLICATES:-128}
split_options=(--trials "${TPMSYNC_TRIALS:-2000}" --replicates "${TPMSYNC_REPLICATES:-128}")

say() {
    echo "$(date -u +%FT%TZ) ${SLURM_JOB_NAME:-job} ${SLURM_JOB_ID:-}: $*"
}
gives_up() { # STATUS MESSAGE
    say "FAILED: $2" >&2
    exit "$1"
}

case ${TPMSYNC_LAUNCHER:-mpirun} in
mpirun) launcher=(mpirun) one_rank=(-n 1) ;;
# A rank that ends with status 3 or 2 must not have the others killed before they do the same; one that
# is lost must, for they would wait for it.
srun) launcher=(srun --mpi=pmix --kill-on-bad-exit=0 --wait=20) one_rank=(--ntasks=1 --nodes=1) ;;
*) gives_up 2 "TPMSYNC_LAUNCHER $TPMSYNC_LAUNCHER: known are mpirun and srun" ;;
esac
[ -x "$bin/tpmsync" ] || gives_up 2 "$bin/tpmsync is not there: build it, or set TPMSYNC_BIN"
tpmsync=$bin/tpmsync alone=("${launcher[@]}" "${one_rank[@]}" "$bin/tpmsync")
. "$(dirname "${BASH_SOURCE[0]}")/ensemble.sh"
mkdir -p "$out"
say "start $((restart + 1)) on ${SLURM_JOB_NODELIST:-this node}, ${SLURM_NTASKS:-1} ranks by ${launcher[0]}"

# SLURM signals this script alone (--signal=B:USR1@...), which passes it on: the ranks save all and end with
# status 3. TERM is scancel, or the end of the allocation: save, but do not come back; where SLURM itself
# wants the job again, it requeues it.
trap 'pass_on "the time limit is near"' USR1
trap 'pass_on terminated' TERM

comes_back() { # WHY
    [ "$restart" -lt "${TPMSYNC_RESTARTS:-100}" ] ||
        gives_up 3 "$1, and it has come back $restart times: TPMSYNC_RESTARTS is the bound"
    say "$1; it goes on in start $((restart + 2))"
    scontrol requeue "$SLURM_JOB_ID" || gives_up 3 "not requeued; submit it again, it will go on"
    exit 3
}

# A lost node ends mpirun before SLURM has noticed, which is no fault of the program.
nodes_answer() {
    timeout 60 srun --overlap --mpi=none --nodes="$SLURM_JOB_NUM_NODES" --ntasks-per-node=1 \
        --ntasks="$SLURM_JOB_NUM_NODES" --input=none true >/dev/null 2>&1
}

# campaign FILE OPTIONS...: the ensembles that FILE lists. Begins them, goes on with them, or finds them complete; what
# was made with other options is refused, and the job fails. Returns when all are done.
campaign() {
    local try
    [ -z "$asked" ] || stops
    for try in 1 2 3 4; do
        say "tpmsync campaign $* --out $out"
        start campaign "$@" --out "$out" --checkpoint-every "${TPMSYNC_CHECKPOINT:-60}"
        case $ending in
        done) return ;;
        refused) gives_up 2 "refused: tpmsync campaign $* --out $out" ;;
        stopped) stops ;;
        esac
        nodes_answer || comes_back "a node does not answer"
        # Once in some hundred starts by srun, on an overloaded machine in one of seven, a rank dies in MPI_Init: the
        # others are out of it already, and their first message finds the rank unprepared (Open MPI 4.1.4,
        # SLURM 22.05). Such deaths are forgiven, therefore; what dies four times is broken. And mpirun may fail before
        # there is a program, with status 1, where two of them make their folders at the same moment
        # ("orte_session_dir failed"): what fails is tried twice.
        [ "$try" -lt $([ $ending = died ] && echo 4 || echo 2) ] ||
            gives_up "$status" "status $status: tpmsync campaign $* --out $out"
        say "status $status, it $ending: once more"
    done
}

# All is saved. Only who was not told to go comes back.
stops() {
    [ "$asked" != terminated ] || gives_up 3 "terminated; submit it again, it will go on"
    comes_back "${asked:-stopped early}"
}

# reduction ITEM: all that is made of its ensembles. What cannot be drawn (no gnuplot on the node) is named, the
# rest is made, and the job fails in the end.
not_drawn=
undrawn() {
    not_drawn="$not_drawn $1"
}
reduction() {
    reduce_item "$1"
    cat "$out/$1.txt"
    [ -z "$not_drawn" ] || gives_up 1 "not drawn:$not_drawn"
}
