# What an unfinished ensemble has committed, as a file, while it runs and when it was killed: what is done has the
# values that it will have at the end, what is not is marked, and the job does not notice.
. "$(dirname "$0")/common.sh"
ensemble=(iterate --L $deep --runs 60 --max-steps 3e6 --trace log:5 --quiet)

# agrees SNAPSHOT WHOLE: runs that are done have their final values, others those of runs that are not.
agrees() {
    local set
    for set in /runs/t_sync /runs/t_learn /runs/t_a /runs/t_b /runs/steps /runs/end /runs/learned_at_sync \
        /runs/rho_ao_at_sync /trace/count; do
        paste <(data "$1" /runs/done) <(data "$1" $set) <(data "$2" $set) | sed 's/-nan/nan/g' |
            awk -v set=$set '
                $1 == 1 && $2 != $3 { print "run", NR - 1, "of", set, "is", $2, "and not", $3; exit 1 }
                $1 == 0 && $2 != -1 && $2 != 0 && $2 != "nan" { print "run", NR - 1, "of", set, "is", $2; exit 1 }' ||
            fails "$1 and $2 differ"
    done
}
# counts SNAPSHOT: at step 0 the mean is over all runs that are done or under way, as the file says of itself.
counts() {
    local text
    text=$(h5dump -a /provenance/snapshot "$1" | grep -o '[0-9]* of [0-9]* runs done, [0-9]* under way')
    read -r done _ _ _ _ way _ <<<"$text"
    [ "$(data "$1" /runs/done | grep -c 1)" = "$done" ] || fails "$1: not $done runs are done"
    [ "$(data "$1" /mean/count | head -1)" = $((done + way)) ] || fails "$1: the mean begins with other runs: $text"
}

# ---- while it runs -------------------------------------------------------------------------------------------------------
expect 0 mpirun -n 2 "$tpmsync" "${ensemble[@]}" -o whole.h5
mpirun -n 2 "$tpmsync" "${ensemble[@]}" --checkpoint-every 0.02 -o x.h5 >log 2>&1 &
job=$!
begun x.h5 0
made=0
while kill -0 $job 2>/dev/null; do
    timeout $patience "$tpmsync" snapshot x.h5 --output now-$made.h5 >out 2>err
    status=$?
    [ $status = 0 ] || { grep -qE "is complete|No such file" err && continue; }
    [ $status = 0 ] || fails "a snapshot while it runs: status $status: $(cat err)"
    made=$((made + 1))
done
wait $job || fails "the job: $(cat log)"
echo "$made snapshots while it ran"
[ $made -ge 1 ] || fails "no snapshot while it ran"
expect 0 h5diff whole.h5 x.h5 /runs
expect 0 h5diff whole.h5 x.h5 /mean
for ((i = 0; i < made; i++)); do
    agrees now-$i.h5 whole.h5
    counts now-$i.h5
done
expect 2 "$tpmsync" snapshot x.h5 --output y.h5
says err "x.h5: is complete, and needs no snapshot"

# ---- killed, and grown -----------------------------------------------------------------------------------------------------
expect 3 mpirun -n 3 "$tpmsync" "${ensemble[@]}" --time-limit 0.4 -o k.h5
cp -r k.h5.part before
expect 0 "$tpmsync" snapshot k.h5 -o y.h5
diff -r k.h5.part before || fails "the folder was touched"
agrees y.h5 whole.h5
counts y.h5
expect 0 "$tpmsync" status y.h5
says out "a snapshot of an unfinished ensemble"
expect 0 mpirun -n 2 "$tpmsync" "${ensemble[@]}" --resume -o k.h5
expect 0 h5diff whole.h5 k.h5 /runs
bare=(iterate --L $deep --max-steps 1e6 --quiet)
expect 0 "$tpmsync" "${bare[@]}" --runs 60 -o bare.h5
expect 0 "$tpmsync" "${bare[@]}" --runs 9 -o g.h5
expect 3 mpirun -n 2 "$tpmsync" "${bare[@]}" --runs 60 --time-limit 0.2 --resume -o g.h5
expect 0 "$tpmsync" snapshot g.h5 -o grown.h5
agrees grown.h5 bare.h5
counts grown.h5
[ "$(data grown.h5 /runs/done | head -9 | tr -d '\n')" = 111111111 ] || fails "what stood in the file is not done"

# ---- what reducers say ------------------------------------------------------------------------------------------------------
expect 0 "$reduce" table1 grown.h5
says err "grown.h5: $(data grown.h5 /runs/done | grep -c 0) of 60 runs are not done, and left out"
says out "Not done yet, and left out"
mv g.h5 away.h5
expect 2 "$reduce" table1 g.h5
says err "g.h5: is not finished (tpmsync status tells how far it is); \`tpmsync snapshot\` makes a file"
mv away.h5 g.h5

# ---- refused ------------------------------------------------------------------------------------------------------------------
expect 2 "$tpmsync" "${bare[@]}" --runs 60 --resume -o grown.h5
says err "grown.h5: is a snapshot"
echo precious >taken.h5
expect 2 "$tpmsync" snapshot g.h5 -o taken.h5
says err "taken.h5: exists"
[ "$(cat taken.h5)" = precious ] || fails "a file was overwritten"
expect 0 "$tpmsync" snapshot --force g.h5 -o taken.h5
agrees taken.h5 bare.h5
mkdir "a folder"
expect 0 "$tpmsync" snapshot g.h5 -o "a folder/a file.h5"
expect 2 "$tpmsync" snapshot g.h5 -o g.h5
says err "is the name of an unfinished output"
expect 2 "$tpmsync" snapshot nothing.h5 -o z.h5
says err "there is neither this file nor an unfinished one"
for words in "" "g.h5" "-o z.h5" "g.h5 g.h5 -o z.h5" "g.h5 -o z.h5 --nonsense"; do
    # shellcheck disable=SC2086
    expect 2 "$tpmsync" snapshot $words
done
expect 0 "$tpmsync" snapshot --help
expect 3 "$tpmsync" split --L 1 --trials 40 --replicates 400 --time-limit 1e-3 --quiet -o split.h5
expect 2 "$tpmsync" snapshot split.h5 -o z.h5
says err "has replicates and no runs"
state=$(ls -S g.h5.part/state-* | head -1)
"$bin/../tests/damage" "$state" flip 300
expect 2 "$tpmsync" snapshot g.h5 -o z.h5
says err "$state: damaged"
[ -z "$(find . -name 'z.h5*')" ] || fails "something is left: $(ls)"
finish
