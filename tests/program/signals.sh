# Signals to the launcher: whatever it makes of them, the ranks have committed, each for itself, in the time that it
# leaves them, and the ensemble goes on from there to the same values.
# usage: signals.sh BIN SOURCE [all | table [LAUNCHER...]]
#   all: with every signal that is told
#   table: what arrives and what is returned, as src/checkpoint has it, of $TPMSYNC_SIGNALS [TERM INT HUP USR1 USR2];
#   LAUNCHER: what starts four ranks [mpirun -n 4]
table=${3:-} every=
[ "$table" != all ] || table= every=1
launcher=("${@:4}")
[ ${#launcher[@]} -gt 0 ] || launcher=(mpirun -n 4)
. "$(dirname "$0")/common.sh"
# Many, and each long: it is not done before it is stopped.
resume=()
options=(iterate --L 6 --runs 4000 --checkpoint-every 3)

# gone JOB: waits until the launcher has ended, and the ranks with it; sets `status`. What has not heard of the signal
# is ended.
gone() {
    local tries=0
    while kill -0 "$1" 2>/dev/null && [ $((tries += 1)) -lt $((5 * patience)) ]; do sleep 0.1; done
    if kill -0 "$1" 2>/dev/null; then
        kill -9 "$1"
        pkill -9 -f "$scratch/(run|seen)"
        wait "$1"
        status="nothing, it goes on"
        return
    fi
    status=0
    wait "$1" || status=$?
    for _ in $(seq 300); do
        pgrep -f "$scratch/(run|seen)" >/dev/null || return 0
        sleep 0.1
    done
    fails "ranks live on"
}
# launch NAME COMMAND...: the launcher in the background, as a shell with job control starts it.
launch() {
    local name=$1
    shift
    set -m
    "${launcher[@]}" "$@" >"$name.log" 2>&1 </dev/null &
    job=$!
    set +m
}
# send SIGNAL HOW: to the launcher alone, or, as a terminal does, to all of its group.
send() {
    : >marker
    sleep 0.02
    if [ "$2" = group ]; then kill "-$1" -- "-$job"; else kill "-$1" "$job"; fi
}
committed() { # NAME FILE: ranks that have committed since the file was made
    find "$1.h5.part" -name 'state-*' -newer "$2" ! -name '*.new' 2>/dev/null | wc -l
}
# computes NAME: waits until all ranks have committed something, so that they are in the middle of it.
computes() {
    for _ in $(seq 300); do
        [ "$(committed "$1" "$1.h5.part/manifest-1")" = 4 ] && sleep 0.7 && return
        sleep 0.1
    done
    fails "$1: not all ranks have committed: $(cat "$1.log")"
}

# what_arrives SIGNAL HOW: at a program that takes its time: the signals, and how long it lives on.
what_arrives() {
    local name=seen-$1-$2 file signals lives
    launch "$name" "$bin/../tests/signals_seen" "$scratch/$name"
    for _ in $(seq 300); do [ "$(cat "$name".[0-3] 2>/dev/null | grep -c ready)" = 4 ] && break; sleep 0.1; done
    send "$1" "$2"
    gone "$job"
    signals=$(for file in "$name".[0-3]; do sed -n 's/signal 0*//p' "$file" | while read -r n; do kill -l "$n"; done |
        paste -sd+ | sed 's/^$/none/'; done | sort -u | paste -sd'|')
    lives=$(for file in "$name".[0-3]; do sed -n 's/lives //p' "$file" | tail -n 1; done | sort -n | head -n 1)
    if [ "${lives:-0}" -ge 3900 ]; then lives="as long as it likes"; else lives="${lives:-0} ms"; fi
    row="$signals; $lives; it returns $status"
}

# saves SIGNAL HOW: the program itself; sets `ranks`, those that have committed since the signal.
saves() {
    local name=run-$1-$2 said
    launch "$name" "$tpmsync" "${options[@]}" -o "$scratch/$name.h5"
    computes "$name"
    send "$1" "$2"
    gone "$job"
    ranks=$(committed "$name" marker)
    [ "$status" != "nothing, it goes on" ] || ranks=0
    "$tpmsync" status "$name.h5" >standing
    if grep -q "; the last one, .* ended" standing; then said=3; else said="killed"; fi
    row="${row:-}; tpmsync: $ranks of 4 committed, status $said, it returns $status"
}

# ---- the table -------------------------------------------------------------------------------------------------

tell_table() {
    local signal how row
    "${launcher[0]}" --version | grep -m 1 -E 'Open MPI|Version|slurm'
    for signal in ${TPMSYNC_SIGNALS:-TERM INT HUP USR1 USR2}; do
        # Ctrl-C goes to all that the terminal has in its foreground.
        [ $signal = INT ] && how=group || how=launcher
        what_arrives $signal $how
        saves $signal $how
        echo "$signal to the $how: $row"
    done
}
if [ -n "$table" ]; then
    tell_table
    finish
fi

# ---- the test --------------------------------------------------------------------------------------------------

# MPICH's launcher dies of the others, and the ranks with it: then the commits before are what is left.
# (Open MPI treats INT and HUP as TERM, and USR2 as USR1: under --long.)
told=(TERM USR1)
[ -z "$every" ] || told=(TERM INT USR1 HUP USR2)
if mpirun --version | grep -q HYDRA; then told=(TERM INT USR1); fi
for signal in "${told[@]}"; do
    saves $signal launcher
    [ "$ranks" = 4 ] || fails "$signal: $row: $(cat "run-$signal-launcher.log")"
    expect 0 "$tpmsync" status "run-$signal-launcher.h5"
    says out "under way"
    echo "$signal$row" && row=
done

# A rank commits though rank 0 is stuck, of which it has just asked for runs: over the network (Open MPI's variables), so
# that rank 0 itself must answer, and with runs so short that it is asked often.
rank() { # NUMBER: its process
    local process
    for process in $(pgrep -x tpmsync); do
        tr '\0' '\n' <"/proc/$process/cmdline" | grep -qxF "$scratch/run-alone.h5" &&
            tr '\0' '\n' <"/proc/$process/environ" | grep -qxE "(OMPI_COMM_WORLD_RANK|PMI_RANK)=$1" && echo "$process"
    done 2>/dev/null
}
asks_a_stuck_rank() {
    local first last journal=run-alone.h5.part/runs-1-3 size
    local -x OMPI_MCA_osc=^sm,ucx OMPI_MCA_btl=self,tcp
    launch alone "$tpmsync" iterate --L 1 --runs 4000000 --checkpoint-every 1000 -o "$scratch/run-alone.h5"
    for _ in $(seq 300); do [ -s $journal ] && break; sleep 0.1; done
    first=$(rank 0) last=$(rank 3)
    kill -STOP "$first"
    # Until it has done all that it had been dealt.
    for _ in $(seq 30); do
        size=$(stat -c %s $journal)
        sleep 3
        [ "$(stat -c %s $journal)" != "$size" ] || break
    done
    : >marker
    kill -USR1 "$last"
    for _ in $(seq 100); do
        [ run-alone.h5.part/state-1-3 -nt marker ] && break
        sleep 0.1
    done
    [ run-alone.h5.part/state-1-3 -nt marker ] || fails "rank 3 has not committed without rank 0: $(cat alone.log)"
    kill -CONT "$first"
    gone $job
    [ "$status" = 3 ] || fails "status $status after rank 0 went on: $(cat alone.log)"
}
if mpirun --version | grep -q 'Open MPI) 5'; then
    echo "not tested: its one-sided calls over the network wait for rank 0 themselves"
else
    asks_a_stuck_rank
fi

# From there to the same values.
small=(iterate --L $deep --runs 60 --trace log:5 --checkpoint-every 0.1)
expect 0 mpirun -n 2 "$tpmsync" "${small[@]}" -o whole.h5
for signal in TERM HUP INT; do
    launch again "$tpmsync" "${small[@]}" -o "$scratch/run-again.h5" "${resume[@]}"
    begun run-again.h5
    kill -$signal $job
    gone $job
    [ ! -e run-again.h5 ] || break
    resume=(--resume)
done
[ -e run-again.h5 ] || expect 0 mpirun -n 3 "$tpmsync" "${small[@]}" --resume -o run-again.h5
for group in /runs /mean; do expect 0 h5diff whole.h5 run-again.h5 $group; done
expect 0 "$bin/../tests/same_trace" whole.h5 run-again.h5
finish
