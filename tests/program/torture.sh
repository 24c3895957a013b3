# Killed again and again: kill -9 of one rank or of all, at random moments, commits, takeovers and
# the putting together included; resumed at random rank counts. Nothing that was committed is lost,
# and in the end times, means and the trace of every run are those of an undisturbed ensemble.
# usage: torture.sh BIN SOURCE [KILLS]
kills=${3:-6}
. "$(dirname "$0")/common.sh"
RANDOM=1 # the moments; when they come in the life of a run is up to the machine

# done_of FILE: the runs that are committed, or -1 where there is nothing to be asked yet.
done_of() {
    "$tpmsync" status "$1" >standing 2>err || { fails "status of $1: $(cat err)"; return; }
    sed -n 's/^runs  *\([0-9]*\) of.*/\1/p' standing
}

# start RANKS OPTIONS...: in the background; sets `job`.
start() {
    local ranks=$1
    shift
    setsid mpirun -n "$ranks" "$tpmsync" "$@" --quiet >job.log 2>&1 &
    job=$!
}

# kill_something: one rank, or all with their mpirun.
kill_something() {
    local pids
    mapfile -t pids < <(pgrep -P "$job" -x tpmsync)
    if [ $((RANDOM % 2)) = 0 ] && [ ${#pids[@]} -gt 0 ]; then
        one=$((one + 1))
        kill -9 "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null
    else
        all=$((all + 1))
        kill -9 "${pids[@]}" "$job" 2>/dev/null
    fi
}

# torture NAME KILLS LONGEST OPTIONS...: kills within LONGEST milliseconds of a start.
torture() {
    local name=$1 wanted=$2 longest=$(($3 * ${TPMSYNC_SLOWNESS:-1})) before=0 now status killed=0 rounds=0 one=0 all=0 torn=0 hung=0
    shift 3
    expect 0 mpirun -n 2 "$tpmsync" "$@" --quiet -o "$name-whole.h5"
    local options=("$@" --checkpoint-every 0.02 -o "$name.h5") resume=()
    while [ $killed -lt "$wanted" ] && [ $((rounds += 1)) -le $((3 * wanted)) ]; do
        [ ! -d "$name.h5.part" ] || resume=(--resume)
        start $((RANDOM % 4 + 1)) "${options[@]}" "${resume[@]}"
        sleep "$(awk -v ms=$((RANDOM % longest + 30)) 'BEGIN {print ms / 1000}')"
        kill_something
        # mpirun itself may hang when a rank dies under it (seen with Open MPI 4.1.4, all ranks dead, waiting
        # for a lock of its own): that is ended, counted and told.
        for _ in $(seq 300); do kill -0 "$job" 2>/dev/null || break; sleep 0.1; done
        if kill -0 "$job" 2>/dev/null; then
            hung=$((hung + 1))
            ps -o stat= --ppid "$job" | grep -qv Z && fails "$name: ranks live on for 30 s after a kill"
            kill -9 "$job"
        fi
        wait "$job" 2>/dev/null
        status=$?
        # Ranks of a killed mpirun must be gone before the next start; where nobody reaps them (a container), they stay as
        # zombies.
        while ps -o stat=,comm= --sid "$job" | grep -q '^[^Z].* tpmsync$'; do sleep 0.05; done
        if [ -f "$name.h5" ]; then # it was quicker than the kill: begin anew
            [ $status != 0 ] || resume=()
            rm -rf "$name.h5" "$name.h5.part"
            before=0
            continue
        fi
        killed=$((killed + 1))
        [ -d "$name.h5.part" ] || continue
        torn=$((torn + $(find "$name.h5.part" -name '*.new' | wc -l)))
        # Nothing of a folder that has no manifest yet can be lost.
        ls "$name.h5.part"/manifest-* >/dev/null 2>&1 || { rm -rf "$name.h5.part" && resume=() && continue; }
        now=$(done_of "$name.h5")
        [ "${now:-0}" -ge "$before" ] || fails "$name: $before runs were committed, now there are $now"
        before=${now:-0}
    done
    echo "$name: $killed kills ($one of one rank, $all of all), $torn in the middle of a commit, $hung times mpirun hung afterwards, $before runs done before the last start"
    [ -d "$name.h5.part" ] && resume=(--resume) || resume=()
    expect 0 mpirun -n 3 "$tpmsync" "${options[@]}" "${resume[@]}" --quiet
    for group in /runs /mean; do
        expect 0 h5diff -v "$name-whole.h5" "$name.h5" $group
        says out "0 differences found"
    done
    expect 0 "$bin/../tests/same_trace" "$name-whole.h5" "$name.h5"
    says out rows
    [ ! -e "$name.h5.part" ] || fails "$name.h5.part is left"
    rm -f "$name.h5" "$name-whole.h5"
}

# The longer the list of kills, the longer must the ensembles be.
share=$((kills / 3))
torture iterate $share 1500 iterate --L $deep --max-steps 2e6 --runs $((60 + 8 * share)) --seed 5 --trace log:20
torture simulate $share 1500 simulate --L 3 --N 1000 --runs $((60 + 10 * share)) --seed 6 --trace every:100
torture merge $((kills - 2 * share)) 2000 iterate --L 1 --runs $((4000 + 100 * share)) --seed 7 --trace all
finish
