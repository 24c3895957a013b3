# tpmsync split: the same values at any number of ranks, stopped and resumed or not; what is damaged or
# does not fit is refused by name.
. "$(dirname "$0")/common.sh"

# same A B: the values of all replicates, the levels, and what follows from them.
same() {
    local object
    for object in /replicates /levels; do
        h5ls "$1$object" >/dev/null 2>&1 || continue
        expect 0 h5diff -v "$1" "$2" $object
        says out "0 differences found"
    done
    for file in "$1" "$2"; do # the root attributes: parameters and means
        h5dump -A -g / -m %.17g "$file" | awk '/GROUP "(provenance|replicates|levels)"/ {exit} 1' |
            tail -n +2 >"$file.attributes"
    done
    grep -q 'ATTRIBUTE "\(learning_time\|lucky\)"' "$1.attributes" || fails "$1: no result"
    cmp "$1.attributes" "$2.attributes" || fails "attributes of $1 and $2"
}
# number FILE NAME: a root attribute.
number() {
    h5dump -m %.17g -a "/$2" "$1" | awk '/\(0\)/ {print $2}'
}

# ---- any number of ranks ----
passage=(split --L 2 --trials 200 --replicates 10 --seed 3)
lucky=(split --event lucky --L 1 --trials 50 --replicates 10 --closure nine)
for n in 1 2 4; do
    expect 0 mpirun -n $n "$tpmsync" "${passage[@]}" -o passage-$n.h5
    says out "mean learning time after synchronisation"
    expect 0 mpirun -n $n "$tpmsync" "${lucky[@]}" --quiet -o lucky-$n.h5
    same passage-1.h5 passage-$n.h5
    same lucky-1.h5 lucky-$n.h5
done
# More ranks than replicates.
expect 0 "$tpmsync" split --L 1 --trials 32 --replicates 2 --quiet -o two-1.h5
expect 0 mpirun -n 4 "$tpmsync" split --L 1 --trials 32 --replicates 2 --quiet -o two-4.h5
same two-1.h5 two-4.h5
# Another seed, another result, and more replicates begin with the same.
expect 0 "$tpmsync" split --L 2 --trials 200 --replicates 10 --seed 4 --quiet -o other.h5
expect 1 h5diff passage-1.h5 other.h5 /replicates/rate_learned
expect 0 "$tpmsync" split --L 2 --trials 200 --replicates 12 --seed 3 --quiet -o more.h5
[ "$(data more.h5 /replicates/rate_learned | head -10)" = "$(data passage-1.h5 /replicates/rate_learned)" ] ||
    fails "12 replicates do not begin with the 10"

# The file holds together: rates are the product of flux and probabilities, the error is the spread's.
[ "$(data passage-1.h5 /levels/gap | wc -l)" -ge 2 ] || fails "levels"
[ "$(data passage-1.h5 /replicates/probability | wc -l)" = \
    $((10 * $(data passage-1.h5 /levels/gap | wc -l))) ] || fails "probabilities"
data passage-1.h5 /replicates/rate_learned | awk -v passage="$(number passage-1.h5 passage)" \
    -v error="$(number passage-1.h5 passage_error)" '
    {n++; sum += $1; squares += $1 * $1}
    END {mean = sum / n; sd = sqrt((squares / n - mean * mean) * n / (n - 1) / n)
         if (passage * mean < 0.999999 || passage * mean > 1.000001) exit 1
         if (error / passage / (sd / mean) < 0.999 || error / passage / (sd / mean) > 1.001) exit 1}' ||
    fails "the mean passage and its error are not those of the replicates"

# ---- stopped and resumed ----
# How many replicates a session makes depends on the time; the result must not.
whole=(split --L 3 --trials 1500 --replicates 40 --seed 5 --quiet)
expect 0 mpirun -n 2 "$tpmsync" "${whole[@]}" -o whole.h5
resume=() stops=0 limit=250 n=2
while [ $stops -lt 40 ]; do
    timeout $patience mpirun -n $n "$tpmsync" "${whole[@]}" --time-limit "${limit}e-3" -o limit.h5 "${resume[@]}" \
        >out 2>err
    status=$?
    [ $status = 3 ] || break
    [ -d limit.h5.part ] && [ ! -e limit.h5 ] || fails "status 3 without a checkpoint"
    stops=$((stops + 1)) n=$((n % 4 + 1)) resume=(--resume)
    expect 0 "$tpmsync" status limit.h5
    says out "unfinished"
    says out "of 40 done"
    limit=$((limit * 2)) # on a busy machine the start alone takes seconds
done
[ $status = 0 ] || fails "stopped by the limit: status $status: $(cat err)"
[ $stops -ge 1 ] || fails "never stopped"
echo "stopped $stops times"
same whole.h5 limit.h5
[ ! -e limit.h5.part ] || fails "limit.h5.part is left"

long=(split --L 3 --trials 1500 --replicates 1000 --seed 5)
mpirun -n 2 "$tpmsync" "${long[@]}" -o signal.h5 2>log &
job=$!
for _ in $(seq 100); do # under way
    ls signal.h5.part/replicate-*[0-9] >/dev/null 2>&1 && break
    sleep 0.1
done
expect 0 "$tpmsync" status signal.h5
says out "last sign of life"
says out "of 1000 done"
expect 2 "$tpmsync" "${long[@]}" --resume -o signal.h5
says err "another tpmsync writes it"
kill -USR1 $job
wait $job
status=$?
[ $status = 3 ] || fails "status $status on SIGUSR1: $(cat log)"
says log "go on with --resume"
expect 0 "$tpmsync" status signal.h5
says out "replicates"
says out "unfinished"

# Few enough to wait for: asked to stop, or killed without warning, and resumed.
for signal in USR1 KILL; do
    "$tpmsync" "${whole[@]}" -o $signal.h5 2>log &
    job=$!
    for _ in $(seq 100); do
        ls $signal.h5.part/replicate-*[0-9] >/dev/null 2>&1 && break
        sleep 0.1
    done
    kill -$signal $job
    wait $job 2>/dev/null
    status=$?
    [ $signal = KILL ] || [ $status = 3 ] || fails "status $status on SIG$signal: $(cat log)"
    expect 0 mpirun -n 3 "$tpmsync" "${whole[@]}" --resume -o $signal.h5
    same whole.h5 $signal.h5
done
# What is complete is left as it is.
cp whole.h5 copy.h5
expect 0 "$tpmsync" "${whole[@]}" --resume -o whole.h5
cmp whole.h5 copy.h5 || fails "a complete file was touched"

# ---- what is damaged or does not fit ----
first=$(cd signal.h5.part && ls replicate-*[0-9] | head -1)
cp "signal.h5.part/$first" kept
printf 'x' | dd of="signal.h5.part/$first" bs=1 seek=20 conv=notrunc 2>/dev/null
for n in 1 3; do
    expect 2 mpirun -n $n "$tpmsync" "${long[@]}" --resume -o signal.h5
    says err "$first"
    says err "damaged"
    [ "$(grep -c "$first" err)" = 1 ] || fails "said more than once: $(cat err)"
done
head -c 100 kept >"signal.h5.part/$first"
expect 2 "$tpmsync" "${long[@]}" --resume -o signal.h5
says err "$first"
expect 2 "$tpmsync" split --L 4 --trials 1501 --replicates 1000 --seed 5 --resume -o signal.h5
says err "--L 4: signal.h5.part has 3"
says err "--trials 1501: signal.h5.part has 1500"
expect 2 "$tpmsync" split --event lucky --L 3 --trials 1500 --replicates 1000 --seed 5 --resume -o signal.h5
says err "--event lucky: signal.h5.part has passage"
expect 2 "$tpmsync" iterate --L 3 --resume -o signal.h5
says err "engine iterate: signal.h5.part has split"
cp kept "signal.h5.part/$first"
# --force throws it away, replicates and all.
expect 0 "$tpmsync" split --L 1 --trials 32 --replicates 2 --quiet --force -o signal.h5
[ ! -e signal.h5.part ] || fails "--force left signal.h5.part: $(ls signal.h5.part)"

for bad in "--trials 31" "--trials 1048577" "--trials many" "--replicates 1" "--replicates 100001" "--L 0" \
    "--L 17" "--cl 1" "--event luck"; do
    # shellcheck disable=SC2086
    expect 2 "$tpmsync" split $bad -o bad.h5
    says err "$bad"
    [ -z "$(ls -d bad.h5* 2>/dev/null)" ] || fails "$bad: something was written"
done
expect 2 "$tpmsync" split --runs 5 -o bad.h5
says err "--runs: not an option of split"
# An event that is not rare ends with a message, and not never.
timeout -k 1 60 "$tpmsync" split --L 2 --cl 0.5 -o bad.h5 >out 2>err
status=$?
[ $status != 0 ] && [ $status -lt 124 ] || fails "--cl 0.5: status $status"
says err "the event is not rare"

# ---- what comes out ----
# The lucky attacker of L = 1, counted in 20 000 runs, within 4.5 standard errors (false alarm 1e-5).
expect 0 mpirun -n 2 "$tpmsync" split --event lucky --L 1 --trials 100 --replicates 100 --quiet -o luck.h5
expect 0 mpirun -n 2 "$tpmsync" iterate --L 1 --runs 20000 --quiet -o runs.h5
paste <(data runs.h5 /runs/t_sync) <(data runs.h5 /runs/t_learn) | awk -v p="$(number luck.h5 lucky)" \
    -v error="$(number luck.h5 lucky_error)" '
    {n++; lucky += $2 < $1}
    END {counted = lucky / n; all = sqrt(error * error + counted * (1 - counted) / n)
         printf "lucky: splitting %.4f +- %.4f, counted %.4f (%d runs)\n", p, error, counted, n
         exit !(n == 20000 && error < 0.1 * p && (p - counted) ^ 2 < (4.5 * all) ^ 2)}' ||
    fails "the lucky attacker of L = 1"
finish
