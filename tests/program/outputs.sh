# What stands under the names of an output, or appears there: nothing of others is destroyed, nothing is waited
# for, and what cannot be printed or read is told.
. "$(dirname "$0")/common.sh"
small=(iterate --L 1 --runs 30 --trace all --quiet)
slow=(iterate --L $deep --runs 16 --max-steps 2e6 --checkpoint-every 0.05 --quiet) # a second

# ---- paths of any length: Open MPI overflows a buffer at 228 characters ------------------------------------
folder=$PWD
for part in d e f; do folder=$folder/$(printf "$part%.0s" $(seq 90)); done
mkdir -p "$folder"
expect 0 mpirun -n 2 "$tpmsync" "${small[@]}" -o "$folder/$(printf 'g%.0s' $(seq 200)).h5"
(cd "$folder" && expect 0 mpirun -n 3 "$tpmsync" "${small[@]}" -o "a b.h5") # and with a space
expect 0 mpirun -n 2 "$tpmsync" "${small[@]}" -o small.h5
for file in "$folder"/*.h5; do
    expect 0 h5diff small.h5 "$file" /runs
done

# ---- standard output that cannot be written, standard error that nobody reads ------------------------------
for words in --help --version "iterate --help" "status small.h5" "status --help" \
    "ode --eta 3 --alpha-max 1 --force -o ode.h5" "split --L 1 --trials 40 --replicates 4 --force -o split.h5"; do
    # shellcheck disable=SC2086
    timeout $patience "$tpmsync" $words >/dev/full 2>err
    status=$?
    [ $status = 1 ] || fails "status $status of $words > /dev/full"
    says err "standard output cannot be written: No space left on device"
done
expect 0 "$tpmsync" status ode.h5 # what could not be printed was written all the same
timeout $patience bash -c '"$0" iterate --L 4 --runs 60 --output closed.h5 2>&1 | head -c 1 >/dev/null; exit "${PIPESTATUS[0]}"' "$tpmsync"
status=$?
[ $status = 0 ] || fails "status $status with a standard error that is closed"

# ---- a file that appears under the name while the ensemble is made ---------------------------------------------
expect 0 "$tpmsync" "${slow[@]}" -o whole.h5
"$tpmsync" "${slow[@]}" -o appears.h5 2>log &
job=$!
begun appears.h5 0
echo precious >appears.h5
wait $job
status=$?
[ $status = 1 ] || fails "status $status when a file has appeared: $(cat log)"
says log "appears.h5: has appeared meanwhile and is not replaced"
[ "$(cat appears.h5)" = precious ] || fails "what has appeared was overwritten"
expect 2 "$tpmsync" "${slow[@]}" --resume -o appears.h5
says err "move it away"
mv appears.h5 kept
expect 0 mpirun -n 3 "$tpmsync" "${slow[@]}" --resume -o appears.h5
expect 0 h5diff whole.h5 appears.h5 /runs
# With --force it may go, also when it goes on after an interruption.
cp small.h5 forced.h5
expect 3 "$tpmsync" "${slow[@]}" --force --time-limit 0.05 -o forced.h5
cmp small.h5 forced.h5 || fails "--force has replaced the file before its result was there"
expect 0 "$tpmsync" "${slow[@]}" --resume -o forced.h5
expect 0 h5diff whole.h5 forced.h5 /runs

# ---- devices, FIFOs, links ----------------------------------------------------------------------------------------
mkfifo fifo.h5
ln -s /dev/null device.h5
ln -s small.h5 link.h5
for name in fifo device link; do
    for wish in "" --force; do
        # shellcheck disable=SC2086
        expect 2 "$tpmsync" "${small[@]}" $wish -o $name.h5
    done
done
[ -p fifo.h5 ] && [ -L device.h5 ] && [ -L link.h5 ] || fails "a FIFO or link was replaced"
expect 2 "$tpmsync" status fifo.h5
says err "no regular file"
expect 2 "$tpmsync" "${small[@]}" --resume -o fifo.h5
# A folder of somebody else's behind a link.
mkdir else
for name in manifest-1 runs-1-0 state-1-0 lock manifest; do echo precious >else/$name; done
ln -s else linked.h5.part
for wish in "" --force --resume; do
    # shellcheck disable=SC2086
    expect 2 "$tpmsync" "${small[@]}" $wish -o linked.h5
done
[ "$(cat else/* | sort -u)" = precious ] && [ "$(ls else | wc -l)" = 5 ] || fails "files behind a link: $(ls else)"
# Links that were laid where files are to be made.
expect 3 "$tpmsync" "${slow[@]}" --time-limit 0.05 -o laid.h5
echo precious >precious
for name in owner-2 manifest-2.new state-2-0.new state-2-0 rows-2-0 runs-2-0; do ln -s ../precious laid.h5.part/$name; done
timeout $patience "$tpmsync" "${slow[@]}" --resume -o laid.h5 >out 2>err
[ "$(cat precious)" = precious ] || fails "a link was followed"

# ---- complete, but not to be read; and what a crash leaves beside a whole file -----------------------------------
cp small.h5 damaged.h5
length=$("$bin/../tests/damage" damaged.h5 length)
refused=0
for i in $(seq 8); do
    at=$(((2 * i - 1) * length / 16))
    "$bin/../tests/damage" damaged.h5 flip $at
    if ! h5dump damaged.h5 >/dev/null 2>&1; then
        refused=$((refused + 1))
        expect 2 "$tpmsync" status damaged.h5
        says err damaged.h5
        expect 2 "$tpmsync" "${small[@]}" --resume -o damaged.h5
        says err damaged.h5
    fi
    "$bin/../tests/damage" damaged.h5 flip $at
done
[ $refused -ge 3 ] || fails "only $refused damages that matter"
expect 0 "$tpmsync" status damaged.h5
# In the middle of removing the folder, and before that.
expect 3 "$tpmsync" "${slow[@]}" --time-limit 0.05 -o crash.h5
cp -a crash.h5.part kept.part
expect 0 "$tpmsync" "${slow[@]}" --resume -o crash.h5
for gone in nothing "manifest-*" "manifest-* state-* owner-*"; do
    rm -rf crash.h5.part
    cp -a kept.part crash.h5.part
    # shellcheck disable=SC2086
    (cd crash.h5.part && rm -f $gone)
    expect 0 "$tpmsync" status crash.h5
    says out "crash.h5: complete"
    expect 0 "$tpmsync" "${slow[@]}" --resume -o crash.h5
    [ ! -e crash.h5.part ] || fails "crash.h5.part is left, without $gone"
    expect 0 h5diff whole.h5 crash.h5 /runs
done

# ---- where it comes from, session by session ------------------------------------------------------------------------
h5dump -a /provenance/history -y appears.h5 >history
grep -q "sessions 1-1, the first begun" history && grep -q "sessions 2-2, the first begun" history &&
    grep -q "3 ranks" history || fails "the history: $(cat history)"

# ---- a job that was killed while it put its result together holds up no other ---------------------------------------
# (Open MPI 4.1 leaves a semaphore locked that has the name of the file.)
killed=0
for i in 1 3 5; do
    rm -rf killed.h5 killed.h5.part
    setsid mpirun -n 3 "$tpmsync" iterate --L 1 --runs 20000 --trace all --quiet -o killed.h5 >log 2>&1 &
    job=$!
    for _ in $(seq 400); do ls killed.h5.part/output-* >/dev/null 2>&1 && break; sleep 0.01; done
    sleep 0.0$i
    pkill -KILL -s $job
    wait $job 2>/dev/null
    [ ! -d killed.h5.part ] || killed=$((killed + 1))
    expect 0 mpirun -n 3 "$tpmsync" "${small[@]}" --force --io-timeout 20 -o after.h5
done
[ $killed -ge 1 ] || fails "only $killed were killed in time"
finish
