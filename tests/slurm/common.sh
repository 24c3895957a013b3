# Sourced by the tests that run in the cluster (tests/slurm/cluster): they submit the files of jobs/
# as they are, at reduced size, and look at the jobs' ends and results.
# usage of each: cluster bash NAME.sh BIN SOURCE
. "$(dirname "$0")/../program/common.sh"
[ -n "${TPMSYNC_CLUSTER:-}" ] || { echo "run it with tests/slurm/cluster" >&2 && exit 2; }
export TPMSYNC_BIN=$bin
four_nodes=(--nodes=4 --ntasks=8 --ntasks-per-node=2)
# The commits are what a stop costs: often, so that the tests see many.
export TPMSYNC_CHECKPOINT=1

# submits FOLDER ITEM... [-- OPTIONS]: jobs/submit with results in FOLDER; sets `runs` and `reduction`,
# the jobs of the last item. All of its environment goes with the job.
submits() {
    results "$1"
    shift
    timeout $patience "$source/jobs/submit" "$@" >submitted 2>err || fails "jobs/submit $*: $(cat err)"
    read -r _ runs reduction < <(tail -n 1 submitted)
}

# results FOLDER: of the job that is looked at next.
results() {
    export TPMSYNC_OUT=$scratch/$1
}

# field JOB NAME: of each member of a job: JobState, Restarts, ExitCode.
field() {
    timeout $patience scontrol -o show job "$1" 2>/dev/null | sed -n "s/.* $2=\([^ ]*\).*/\1/p"
}

# ends JOB STATE SECONDS: the job, every member of it, ends so within the time, on an idle machine.
ends() {
    local deadline=$((SECONDS + $3 * ${TPMSYNC_PATIENCE:-1})) states
    while :; do
        states=$(field "$1" JobState | sort -u | tr '\n' ' ')
        # All else passes: what is requeued goes through NODE_FAIL, SIGNALING and others.
        [[ ! $states =~ ^((COMPLETED|FAILED|CANCELLED|TIMEOUT)\ )+$ ]] || break
        [ $SECONDS -lt $deadline ] || break
        sleep 0.3
    done
    [ "$states" = "$2 " ] && return
    fails "job $1 is $states, not $2: $(scontrol -o show job "$1" | cut -c1-400)"
    tail -n 12 "$TPMSYNC_OUT"/logs/*"-$1"*.log 2>/dev/null
    return 1
}

# waits SECONDS COMMAND...: waits for it to succeed, on an idle machine.
waits() {
    local deadline=$((SECONDS + $1 * ${TPMSYNC_PATIENCE:-1}))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || { fails "waited in vain for: $*"; return 1; }
        sleep 0.2
    done
}

# computes: of the ensemble of L = 4 some runs are done and committed, and others are under way.
computes() {
    "$tpmsync" status "$TPMSYNC_OUT/iterate-six-L4.h5" | grep -Eq "^runs +[1-9][0-9]* of .* done .* [1-9][0-9]* under way"
}

# as_alone FILE OPTIONS...: its values are those of an undisturbed run outside of the cluster.
as_alone() {
    local file=$1 whole
    shift
    whole=$scratch/alone/$(tr " " _ <<<"$*").h5
    mkdir -p "$scratch/alone"
    [ -f "$whole" ] || timeout $((4 * patience)) mpirun -n 2 "$tpmsync" "$@" --quiet -o "$whole" 2>err ||
        fails "$whole: $(cat err)"
    for group in /runs /mean; do
        expect 0 h5diff -v "$whole" "$file" $group
        says out "0 differences found"
    done
    [ ! -e "$file.part" ] || fails "$file.part is left"
}
