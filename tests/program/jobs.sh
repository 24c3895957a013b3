# What jobs/lib.sh and jobs/ensemble.sh do with every way in which a program ends, without SLURM: mpirun, srun
# and scontrol are stand-ins that write down how they were called, and tpmsync ends as it is told to. And
# the ensembles of the jobs are those of scripts/reproduce.
. "$(dirname "$0")/common.sh"

mkdir -p stub programs results
cat >stub/mpirun <<'TEXT'
#!/bin/bash
[ "$1" != -n ] || shift 2
exec "$@"
TEXT
cat >stub/srun <<'TEXT'
#!/bin/bash
echo "srun $*" >>calls
[ "${*: -1}" != true ] || exit "${NODES_STATUS:-0}"
while [ "${1:0:2}" = -- ]; do shift; done
exec "$@"
TEXT
cat >stub/scontrol <<'TEXT'
#!/bin/bash
echo "scontrol $*" >>calls
exit "${REQUEUE_STATUS:-0}"
TEXT
# Saves on USR1, as the program does; else it ends with STATUS at once.
cat >programs/tpmsync <<'TEXT'
#!/bin/bash
echo "tpmsync $*" >>calls
[ -z "${DIES_ONCE:-}" ] || [ "$(grep -c ^tpmsync calls)" != 1 ] || exit "$DIES_ONCE"
[ -z "${WAITS:-}" ] || {
    trap 'exit 3' USR1
    touch ready
    for _ in $(seq 300); do sleep 0.1; done
}
exit "$STATUS"
TEXT
chmod +x stub/* programs/*
cat >job <<TEXT
. "$source/jobs/lib.sh"
campaign first.campaign
campaign second.campaign --set runs=3
TEXT
export PATH=$scratch/stub:$PATH TPMSYNC_BIN=$scratch/programs TPMSYNC_OUT=$scratch/results
export SLURM_SUBMIT_DIR=$scratch SLURM_JOB_ID=7 SLURM_JOB_NUM_NODES=1
calls() { # COMMAND: how often it was called
    grep -c "^$1" calls
}
# job STATUS WORDS...: runs the job, with the words as environment.
job() {
    local wanted=$1
    shift
    : >calls
    expect "$wanted" env "$@" bash job
}

# Where there is no SLURM, a job and its submission say what to do instead, and begin nothing.
expect 2 env -u SLURM_JOB_ID -u SLURM_SUBMIT_DIR bash "$source/jobs/table1/runs.sbatch"
says err "is a job for SLURM: jobs/submit ITEM submits"
says err "scripts/reproduce --items ITEM"
mkdir -p bare
for tool in bash dirname sed; do ln -s "$(command -v $tool)" bare/; done
expect 2 env PATH="$scratch/bare" "$scratch/bare/bash" "$source/jobs/submit" table1
says err "there is no SLURM here"

job 0 STATUS=0
[ "$(calls tpmsync)" = 2 ] || fails "two campaigns are two calls: $(cat calls)"
says calls "tpmsync campaign second.campaign --set runs=3 --out $scratch/results --checkpoint-every 60"
[ "$(calls scontrol)" = 0 ] || fails "requeued after success"

# Refused: no second campaign, no requeue; a failure has one more try, which mpirun's own may need; a death by a signal,
# or by MPI's own will, three.
for status in 2 1 127 139 14; do
    job $status STATUS=$status
    [ "$(calls tpmsync)" = $((status > 128 || status == 14 ? 4 : status == 2 ? 1 : 2)) ] || fails "went on after status $status"
    [ "$(calls scontrol)" = 0 ] || fails "requeued after status $status"
    says err FAILED
done

# Died once: called once more, which goes on.
for status in 139 14; do
    job 0 STATUS=0 DIES_ONCE=$status
    [ "$(calls tpmsync)" = 3 ] || fails "not three calls: $(cat calls)"
    [ "$(grep -c first calls)" = 2 ] || fails "not once more: $(cat calls)"
    [ "$(calls scontrol)" = 0 ] || fails "requeued after one death"
done

# Stopped: requeued, but not for ever, and not in silence if it cannot be.
job 3 STATUS=3
says calls "scontrol requeue 7"
[ "$(calls tpmsync)" = 1 ] || fails "went on after it was stopped"
job 3 STATUS=3 SLURM_RESTART_COUNT=4 TPMSYNC_RESTARTS=5
says calls "scontrol requeue 7"
job 3 STATUS=3 SLURM_RESTART_COUNT=5 TPMSYNC_RESTARTS=5
[ "$(calls scontrol)" = 0 ] || fails "requeued beyond the bound"
says err TPMSYNC_RESTARTS
job 3 STATUS=3 REQUEUE_STATUS=1
says err "submit it again"

# A node that does not answer is no fault of the program.
job 3 STATUS=1 NODES_STATUS=1
says calls "scontrol requeue 7"

# srun in place of mpirun; another is refused, as is a folder without the program.
job 0 STATUS=0 TPMSYNC_LAUNCHER=srun
[ "$(grep -c 'srun --mpi=pmix' calls)" = 2 ] || fails "srun was not called: $(cat calls)"
job 2 STATUS=0 TPMSYNC_LAUNCHER=ssh
job 2 STATUS=0 TPMSYNC_BIN=/nowhere

# Signals are passed on while the program runs: USR1 comes back, TERM does not.
for signal in USR1 TERM; do
    rm -f ready
    : >calls
    STATUS=0 WAITS=1 bash job >out 2>err &
    pid=$!
    for _ in $(seq 200); do [ -e ready ] && break || sleep 0.1; done
    kill -"$signal" $pid
    wait $pid
    status=$?
    [ $status = 3 ] || fails "status $status on $signal: $(cat out err)"
    [ "$(calls tpmsync)" = 1 ] || fails "went on after $signal"
    [ "$(calls scontrol)" = "$([ $signal = USR1 ] && echo 1 || echo 0)" ] ||
        fails "$signal: $(cat calls)"
done

# The arrays of the jobs have a member for each part: together they call for the same ensembles with the same
# options as scripts/reproduce, but for the numbers of runs and trials (and one N of `sizes` more). The program itself
# says what a campaign consists of, and finds no fault in it.
root=$scratch/root items=(table1 fig1 fig2 claims sizes lucky extend attacks rules units readings)
mkdir -p "$root/scripts" "$root/build/bin" made
cp "$source"/scripts/{reproduce,mpi-environment} "$root/scripts"
cp -r "$source"/jobs "$root"
cat >programs/tpmsync <<TEXT
#!/bin/bash
[[ " \$* " != *" --list "* ]] || exit 0
"$tpmsync" "\$@" --list --quiet >>"$scratch/lines" || echo "status \$?: \$*" >>"$scratch/lines"
TEXT
for name in "$root"/scripts/{setup,report} "$root"/build/bin/tpmsync-reduce stub/cmake; do
    printf '#!/bin/bash\n' >"$name"
    chmod +x "$name"
done
cp programs/tpmsync "$root/build/bin"
asked_for() {
    sed -E 's/ --(runs|trials|replicates) [^ ]*//g' lines | grep -v N3162278 | sort -u
}
: >lines
# Nothing is there to be shown in the end, which makes it fail; all has been called by then.
"$root/scripts/reproduce" --out "$scratch/made" --runs 5 --many 5 \
    --items "$(IFS=, && echo "${items[*]}")" >out 2>err
asked_for >by_reproduce
: >lines
export TPMSYNC_JOBS=$source/jobs
for item in "${items[@]}"; do
    members=$(sed -n 's/^#SBATCH --array=1-//p' "$source/jobs/$item/runs.sbatch")
    for member in $(seq "${members:-1}"); do
        SLURM_ARRAY_TASK_ID=$member expect 0 bash "$source/jobs/$item/runs.sbatch"
    done
done
asked_for >by_jobs
[ "$(wc -l <by_jobs)" -gt 340 ] || fails "only $(wc -l <by_jobs) ensembles"
diff by_reproduce by_jobs >difference || fails "scripts/reproduce < and jobs > differ: $(cat difference)"
! grep '^status' lines || fails "refused"
# Whoever runs the paper's file by itself has the ensembles of scripts/reproduce.
: >lines
"$root/scripts/reproduce" --out "$scratch/made" --items table1,fig1,fig2,claims >out 2>err
sort -u lines >by_reproduce
expect 0 "$tpmsync" campaign "$source/jobs/paper.campaign" --list --quiet
sort out | diff by_reproduce - >difference || fails "scripts/reproduce < and jobs/paper.campaign > differ: $(cat difference)"
finish
