# Sourced by the jobs: where things are, how a program is started, and how an ensemble outlives the
# time limit. A job sources it, says `run_ensemble NAME OPTIONS...` as often as it likes, and the same
# file serves the first start, every requeue and a submission by hand of what was left.
#
# Set from outside, all optional:
#   TPMSYNC_BIN           folder of the programs [build/bin in the folder of the submission]
#   TPMSYNC_OUT           folder of the results [out-jobs there]
#   TPMSYNC_LAUNCHER      mpirun or srun [mpirun]
#   TPMSYNC_RUNS ...      sizes; the jobs name them
#   TPMSYNC_CHECKPOINT    seconds from one commit to the next [60]
#   TPMSYNC_RESTARTS      requeues after which a job gives up [100]
set -euo pipefail

bin=${TPMSYNC_BIN:-$SLURM_SUBMIT_DIR/build/bin}
out=${TPMSYNC_OUT:-$SLURM_SUBMIT_DIR/out-jobs}
restart=${SLURM_RESTART_COUNT:-0}

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
tpmsync=$bin/tpmsync
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

# run_ensemble NAME OPTIONS...: `tpmsync OPTIONS` into NAME.h5. Begins it, goes on with it, or finds it
# complete; an output made with other options is refused, and the job fails. Returns when it is done.
run_ensemble() {
    local file=$out/$1.h5 try often=()
    shift
    # A splitting commits every replicate when it is made.
    [ "$1" = split ] || often=(--checkpoint-every "${TPMSYNC_CHECKPOINT:-60}")
    [ -z "$asked" ] || stops
    for try in 1 2; do
        say "tpmsync $* -> $file"
        attempt "$file" "$@" ${often[@]+"${often[@]}"}
        case $ending in
        done) return ;;
        refused) gives_up 2 "refused: tpmsync $* --output $file" ;;
        stopped) stops ;;
        esac
        nodes_answer || comes_back "a node does not answer"
        # Once in some hundred starts by srun a rank dies in MPI_Init: the others are out of it already,
        # and their first message finds the rank unprepared (Open MPI 4.1.4, SLURM 22.05). One death by
        # a signal is forgiven, therefore; what dies twice is broken.
        [ $ending = died ] && [ "$try" = 1 ] ||
            gives_up "$status" "status $status: tpmsync $* --output $file"
        say "status $status, a signal ended it: once more"
    done
}

# solve NAME OPTIONS...: the same for `ode`, which is done in no time: one rank, nothing to go on with.
solve() {
    local file=$out/$1.h5
    shift
    [ ! -f "$file" ] || return 0
    say "tpmsync ode $* -> $file"
    "${launcher[@]}" "${one_rank[@]}" "$bin/tpmsync" ode "$@" --output "$file" --force ||
        gives_up $? "status $?: tpmsync ode $* --output $file"
}

# All is saved. Only who was not told to go comes back.
stops() {
    [ "$asked" != terminated ] || gives_up 3 "terminated; submit it again, it will go on"
    comes_back "${asked:-stopped early}"
}

# 1 - GAP/N, for --cl; GAP is a formula.
cl() { # GAP N
    awk "BEGIN { printf \"%.17g\", 1 - ($1) / $2 }"
}

# figure NAME FILES...: numbers, columns and pictures of a figure or study. What cannot be drawn (no
# gnuplot on the node) is named, the rest is made, and the job fails in the end.
figure() {
    local name=$1 format undrawn=
    shift
    "$bin/tpmsync-reduce" "$name" --format json "$@" >"$out/$name.json"
    "$bin/tpmsync-reduce" "$name" --data "$out/$name.dat" "$@" >"$out/$name.txt"
    for format in svg png pdf; do
        "$bin/tpmsync-reduce" "$name" --plot "$out/$name.$format" "$@" >/dev/null ||
            undrawn="$undrawn $name.$format"
    done
    cat "$out/$name.txt"
    [ -z "$undrawn" ] || gives_up 1 "not drawn:$undrawn"
}
