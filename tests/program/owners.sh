# One owner: two starters at the same moment, in all pairs of ways to start, and writers that were
# suspended until another took over (where no lock of the system tells that they live). Exactly one
# works, the other is told, and the result is that of an undisturbed ensemble.
# usage: owners.sh BIN SOURCE [RACES [SUSPENDED]]
races=${3:-14} suspended=${4:-2}
. "$(dirname "$0")/common.sh"
RANDOM=1 # the moments

same() { # A B
    local group
    for group in /runs /mean; do
        h5diff -v "$1" "$2" $group >diff 2>&1
        grep -q "0 differences found" diff || { fails "$2 is not $1: $(head -c 300 diff)" && return; }
    done
    "$bin/../tests/same_trace" "$1" "$2" >diff 2>&1 || fails "the trace of $2 is not that of $1: $(cat diff)"
}

# Half a second; the suspended ones take longer.
options=(iterate --L $deep --runs 16 --max-steps 1e6 --seed 3 --trace log:5 --checkpoint-every 0.02 --quiet)
longer=(iterate --L $deep --runs 16 --max-steps 4e6 --seed 3 --trace log:5 --checkpoint-every 0.02 --quiet)
expect 0 "$tpmsync" "${options[@]}" -o whole.h5

# ---- two at once ------------------------------------------------------------------------------------------
# An ensemble that was stopped, to go on with.
expect 3 mpirun -n 2 "$tpmsync" "${options[@]}" --time-limit 0.01 -o begun.h5

wish() { # fresh, resume or force, as options
    case $1 in fresh) ;; *) echo "--$1" ;; esac
}
race() { # FIRST SECOND FROM   (FROM: nothing or begun)
    local first second milliseconds=$((RANDOM % 40))
    rm -rf race.h5 race.h5.part
    [ "$3" = nothing ] || cp -a begun.h5.part race.h5.part
    # shellcheck disable=SC2046
    timeout $patience "$tpmsync" "${options[@]}" $(wish "$1") -o race.h5 >log.1 2>&1 &
    sleep "$(printf '0.%03d' $milliseconds)"
    # shellcheck disable=SC2046
    timeout $patience "$tpmsync" "${options[@]}" $(wish "$2") -o race.h5 >log.2 2>&1
    second=$?
    wait $!
    first=$?
    case $first$second in
    02 | 20) won=$((won + 1)) ;;
    # On a machine that was busy elsewhere, the one had ended when the other began.
    00) late=$((late + 1)) ;;
    *) fails "$1 ($first) and $2 ($second) $milliseconds ms later from $3: $(cat log.1 log.2)" ;;
    esac
    [ ! -e race.h5.part ] || fails "$1 and $2 from $3: race.h5.part is left: $(ls race.h5.part)"
    same whole.h5 race.h5
}
won=0 late=0
pairs=("fresh fresh nothing" "fresh resume nothing" "resume fresh nothing" "fresh force nothing"
    "force fresh nothing" "force force nothing" "resume force nothing" "force resume nothing"
    "resume resume begun" "resume force begun" "force resume begun" "force force begun"
    "resume fresh begun" "fresh resume begun")
for ((i = 0; i < races; i++)); do
    # Some where no lock of the system helps: who comes late then watches for a sign of life.
    unset TPMSYNC_LOCK
    [ $((i % 9)) != 8 ] || export TPMSYNC_LOCK=beat
    # shellcheck disable=SC2086
    race ${pairs[i % ${#pairs[@]}]}
done
unset TPMSYNC_LOCK
echo "$races races: in $won exactly one worked, in $late one after the other"
[ $won -gt $((races / 2)) ] || fails "hardly a race"

# ---- suspended ----------------------------------------------------------------------------------------------
# In a folder of its own each, all at once: they wait most of the time.
expect 0 "$tpmsync" "${longer[@]}" -o longer.h5
suspend() { # NUMBER
    local ranks=$(($1 % 2 + 1)) job status other
    mkdir "s$1"
    cd "s$1" || exit 1
    export TPMSYNC_LOCK=beat
    setsid mpirun -n $ranks "$tpmsync" "${longer[@]}" -o s.h5 >late 2>&1 &
    job=$!
    for _ in $(seq 200); do ls s.h5.part/state-1-* >/dev/null 2>&1 && break; sleep 0.05; done
    sleep "$(printf '0.%03d' $((RANDOM % 600)))"
    pkill -STOP -x tpmsync -s $job
    [ -e s.h5.part ] || { echo "$1: too late"; pkill -CONT -x tpmsync -s $job; wait $job; exit 0; }
    timeout $((patience + 60)) "$tpmsync" "${longer[@]}" --resume -o s.h5 >second 2>&1 &
    other=$!
    # On it goes, in the middle of what the other does, or when that is done.
    [ $(($1 % 4)) -lt 2 ] && { for _ in $(seq 800); do ls s.h5.part/owner-2 >/dev/null 2>&1 && break; sleep 0.05; done; sleep 0.1; } || wait $other
    pkill -CONT -x tpmsync -s $job
    wait $job
    status=$?
    wait $other || fails "$1: status $? of the one that took over: $(cat second)"
    [ $status != 0 ] || fails "$1: the late one ends with status 0"
    grep -q "has taken" late || fails "$1: the late one was not told: $(cat late)"
    same ../longer.h5 s.h5
    rm -f s.h5.part/owner-* 2>/dev/null
    [ $failures = 0 ] && echo "$1: told"
    exit $failures
}
for ((i = 0; i < suspended; i++)); do
    (suspend $i) >suspend.$i 2>&1 &
    sleep 0.2
done
wait
cat suspend.*
told=$(grep -l ': told' suspend.* | wc -l)
grep -q FAILED suspend.* && fails "suspended writers"
echo "$told of $suspended suspended writers were told"
[ "$told" -ge $((suspended * 3 / 4)) ] || fails "only $told of $suspended were told"
finish
