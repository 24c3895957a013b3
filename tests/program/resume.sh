# Stopped and resumed: by the time limit, by signals, at any number of ranks, in the middle of long
# runs; the result is that of an undisturbed ensemble. What does not fit is refused by name.
# usage: resume.sh BIN SOURCE [all]     (all: with every engine)
every=${3:-}
. "$(dirname "$0")/common.sh"

# stopped NAME MS OPTIONS...: whole, and stopped by --time-limit again and again until it is done, at
# another number of ranks each time. A limit that leaves no time beside the start of MPI, which depends
# on what else the machine does, is enlarged.
stopped() {
    local name=$1 limit=$2 n=2 stops=0 status before=none now
    shift 2
    expect 0 mpirun -n 2 "$tpmsync" "$@" --quiet -o "$name-whole.h5"
    local resume=()
    while [ $stops -lt 60 ]; do
        timeout $patience mpirun -n $n "$tpmsync" "$@" --quiet --time-limit "${limit}e-3" -o "$name.h5" \
            "${resume[@]}" >out 2>err
        status=$?
        [ $status = 3 ] || break
        [ -d "$name.h5.part" ] && [ ! -e "$name.h5" ] || fails "$name: status 3 without a checkpoint"
        stops=$((stops + 1)) n=$((n % 4 + 1)) resume=(--resume)
        now=$("$tpmsync" status "$name.h5" | grep '^runs .*done')
        [ "$now" != "$before" ] && [ $stops -lt 3 ] || limit=$((limit * 2))
        before=$now
    done
    [ $status = 0 ] || fails "$name: status $status: $(cat err)"
    [ $stops -ge 2 ] || fails "$name: stopped only $stops times"
    echo "$name: stopped $stops times"
    same "$name-whole.h5" "$name.h5"
    h5dump -a /provenance/sessions "$name.h5" | grep -q "\"$((stops + 1))\"" || fails "$name: sessions"
}
stopped batch 250 iterate --L $deep --runs 60 --max-steps 4e6 --trace log:5
stopped occupancy 250 simulate --L 3 --N 1e6 --runs 60 --trace every:997
stopped weights 250 simulate --L 2 --N 1000 --runs 250 --method weights --ties random --trace log:10
stopped continuous 250 continuous --N 1000 --runs 40 --alpha-max 14 --trace all
if [ -n "$every" ]; then
    stopped nine 250 iterate --L 3 --runs 200 --closure nine --criterion each --trace every:1000
    stopped plain 250 iterate --L 3 --runs 40 --method plain --trace log:20
    stopped occupancy-plain 250 simulate --L 1 --N 100 --runs 200 --method occupancy-plain --trace all
    stopped weights-plain 250 simulate --L 1 --N 2000 --runs 400 --method weights-plain
    stopped alone 250 iterate --L 4 --runs 40000 --no-attacker
    stopped censored 250 iterate --L 6 --runs 40 --max-steps 3e5 --trace every:50000
fi

# Signals: all is saved, status 3, and what was going on is told.
for signal in TERM USR1 USR2 INT HUP XCPU; do
    "$tpmsync" iterate --L 4 --runs 200 -o $signal.h5 2>log &
    job=$!
    begun $signal.h5
    kill -$signal $job
    wait $job
    status=$?
    [ $status = 3 ] || fails "status $status on SIG$signal"
    says log "stopped by a signal"
    says log "go on with --resume"
    expect 0 "$tpmsync" status $signal.h5
    says out "unfinished"
    says out "ended"
done
# mpirun passes USR1 on to every rank, and returns their status.
mpirun -n 3 "$tpmsync" iterate --L 4 --runs 200 -o usr1.h5 2>log &
job=$!
begun usr1.h5
kill -USR1 $job
wait $job
status=$?
[ $status = 3 ] || fails "status $status of mpirun on SIGUSR1"
# One rank alone gets it: all stop. (MPICH has a process between mpirun and the ranks.)
mpirun -n 3 "$tpmsync" iterate --L 4 --runs 200 -o "$scratch/one.h5" 2>log &
job=$!
begun one.h5
kill -USR1 "$(pgrep -f "^[^ ]*/tpmsync .*$scratch/one.h5" | tail -1)"
wait $job
status=$?
[ $status = 3 ] || fails "status $status when one rank is signalled"
# Twice Ctrl-C: at once, and what was committed before stays.
(trap - INT; exec "$tpmsync" iterate --L 4 --runs 200 -o twice.h5 2>log) &
job=$!
begun twice.h5
kill -STOP $job
kill -INT $job
kill -CONT $job
for _ in $(seq 200); do kill -INT $job 2>/dev/null || break; done
wait $job
status=$?
[ $status = 130 ] || [ $status = 3 ] || fails "status $status on SIGINT twice: $(cat log)"
[ -d twice.h5.part ] || fails "nothing left of what was interrupted twice"

# The time limit is kept where a step is slow, too: bound on the time between two looks.
begin=$(date +%s%N)
expect 3 "$tpmsync" simulate --L 3 --N 1e6 --method weights-plain --runs 3 --time-limit 2 --quiet -o slow.h5
took=$((($(date +%s%N) - begin) / 1000000))
[ $took -lt 15000 ] || fails "a limit of 2 s took $took ms"

# Status, of all kinds of things.
expect 0 "$tpmsync" status batch.h5
says out "complete"
says out "trace log:5"
expect 2 "$tpmsync" status nothing.h5
says err "neither this file nor an unfinished one"
echo text >foreign.h5
expect 2 "$tpmsync" status foreign.h5
says err "no HDF5 file"
expect 0 "$tpmsync" status --help
says out "exit status"
mpirun -n 2 "$tpmsync" iterate --L 4 --runs 500 --checkpoint-every 0.2 --quiet -o live.h5 2>log &
job=$!
begun live.h5
expect 0 "$tpmsync" status live.h5
says out "under way"
says out "last sign of life"

# A second writer is refused, whatever it wants.
for wish in "" --resume --force; do
    # shellcheck disable=SC2086
    expect 2 mpirun -n 2 "$tpmsync" iterate --L 4 --runs 500 -o live.h5 $wish
    says err "another tpmsync writes it"
done
kill -USR1 $job
wait $job

# Other parameters, another seed: each difference is named, by one rank or by three.
for n in 1 3; do
    expect 2 mpirun -n $n "$tpmsync" iterate --L 3 --runs 400 --seed 9 --closure nine --resume -o live.h5
    for text in "--L 3: live.h5.part has 4" "--runs 400: live.h5.part has 500" \
        "--seed 9: live.h5.part has 1" "--closure nine: live.h5.part has six"; do
        says err "$text"
        [ "$(grep -cF -- "$text" err)" = 1 ] || fails "said more than once: $text"
    done
done
expect 2 "$tpmsync" simulate --L 4 --resume -o live.h5
says err "engine simulate: live.h5.part has iterate"
expect 2 "$tpmsync" iterate --L 2 --resume -o batch.h5
says err "--L 2: batch.h5 has $deep"
expect 2 "$tpmsync" iterate --resume -o nothing.h5
says err "nothing to go on with"
expect 2 "$tpmsync" iterate --resume --force -o live.h5
says err "--resume and --force"
expect 2 "$tpmsync" iterate --L 4 --runs 500 -o live.h5
says err "go on with --resume, or throw it away with --force"
# What is complete is left as it is.
cp batch.h5 copy.h5
expect 0 "$tpmsync" iterate --L $deep --runs 60 --max-steps 4e6 --trace log:5 --resume -o batch.h5
says err "batch.h5 is complete"
cmp batch.h5 copy.h5 || fails "a complete file was touched"
# --force throws what is unfinished away.
expect 0 "$tpmsync" iterate --L 1 --runs 5 --force --quiet -o live.h5
[ ! -e live.h5.part ] || fails "live.h5.part is left"
# A manifest of another schema.
expect 3 "$tpmsync" iterate --L 4 --runs 300 --time-limit 0.6 --quiet -o schema.h5
sed -i '1s/layout 5/layout 6/' schema.h5.part/manifest-1
expect 2 "$tpmsync" iterate --L 4 --runs 300 --resume -o schema.h5
says err "schema.h5.part/manifest-1"
finish
