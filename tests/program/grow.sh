# Runs added to an ensemble, finished or not: to the bit what so many runs at once give, whatever ends the program
# in between; the file that grows stays until the larger one is whole. What does not fit is refused by name.
. "$(dirname "$0")/common.sh"

# killed NAME OPTIONS...: begun, and killed when it has committed.
killed() {
    local name=$1 job
    shift
    "$tpmsync" "$@" --checkpoint-every 0.05 --quiet -o "$name" 2>err &
    job=$!
    begun "$name" 0.3
    kill -9 $job 2>/dev/null
    wait $job 2>/dev/null
}

# ---- every engine: 40 runs grow to 100 in two sessions, at several numbers of ranks -----------------------------
grown() { # NAME OPTIONS...
    local name=$1
    shift
    expect 0 mpirun -n 2 "$tpmsync" "$@" --runs 100 --quiet -o "$name-whole.h5"
    expect 0 mpirun -n 3 "$tpmsync" "$@" --runs 40 --quiet -o "$name.h5"
    expect 0 mpirun -n 2 "$tpmsync" "$@" --runs 41 --resume --quiet -o "$name.h5"
    expect 0 mpirun -n 4 "$tpmsync" "$@" --runs 100 --resume --quiet -o "$name.h5"
    same "$name-whole.h5" "$name.h5"
    [ ! -e "$name.h5.part" ] || fails "$name.h5.part is left"
    h5dump -a /provenance/sessions "$name.h5" | grep -q '"3"' || fails "$name: sessions"
}
grown batch iterate --L 2 --trace log:20
grown plain iterate --L 1 --method plain --closure nine
grown alone iterate --L 2 --no-attacker --max-steps 40
grown occupancy simulate --L 1 --N 1000 --trace every:7
grown occupancy-plain simulate --L 1 --N 100 --method occupancy-plain
grown weights simulate --L 1 --N 200 --method weights
grown weights-plain simulate --L 1 --N 100 --method weights-plain --update agreement --attack genetic --attackers 8 --trace log:9
grown continuous continuous --N 100 --alpha-max 4 --trace all

# ---- interrupted: the smaller file stays, what was added since is kept ---------------------------------------------
slow=(iterate --L $deep --max-steps 1e6 --seed 5 --trace log:5)
expect 0 mpirun -n 2 "$tpmsync" "${slow[@]}" --runs 30 --quiet -o whole.h5
expect 0 "$tpmsync" "${slow[@]}" --runs 8 --quiet -o x.h5
cp x.h5 small.h5
killed x.h5 "${slow[@]}" --runs 20 --resume
cmp x.h5 small.h5 || fails "the file was touched before the larger one was there"
expect 0 "$tpmsync" status x.h5
says out "x.h5: complete"
says out "8 runs stand in x.h5"
says out "of 20 done"
expect 2 "$tpmsync" "${slow[@]}" --runs 19 --resume -o x.h5
says err "--runs 19: x.h5.part has 20"
expect 3 mpirun -n 2 "$tpmsync" "${slow[@]}" --runs 30 --resume --time-limit 0.3 --quiet -o x.h5 # grows again meanwhile
cmp x.h5 small.h5 || fails "the file was touched before the larger one was there"
mv x.h5 away.h5
expect 2 "$tpmsync" "${slow[@]}" --runs 30 --resume -o x.h5
says err "x.h5 with its 8 runs, to which x.h5.part adds others, is not there any more; put it back"
expect 0 "$tpmsync" iterate --L 1 --runs 8 --quiet -o other.h5
mv other.h5 x.h5
expect 2 "$tpmsync" "${slow[@]}" --runs 30 --resume -o x.h5
says err "put it back"
mv away.h5 x.h5
expect 0 mpirun -n 3 "$tpmsync" "${slow[@]}" --runs 30 --resume --quiet -o x.h5
same whole.h5 x.h5
[ ! -e x.h5.part ] || fails "x.h5.part is left"
expect 0 "$tpmsync" "${slow[@]}" --runs 30 --resume -o x.h5
says err "x.h5 is complete"
# Begun with less, and never finished with it.
killed y.h5 "${slow[@]}" --runs 8
expect 0 mpirun -n 2 "$tpmsync" "${slow[@]}" --runs 30 --resume --quiet -o y.h5
same whole.h5 y.h5
# Killed between giving the result its name and removing the folder, and then even more are wanted.
expect 3 "$tpmsync" "${slow[@]}" --runs 8 --time-limit 0.2 --quiet -o z.h5
cp -r z.h5.part kept
expect 0 "$tpmsync" "${slow[@]}" --runs 8 --resume --quiet -o z.h5
mv kept z.h5.part
expect 0 mpirun -n 2 "$tpmsync" "${slow[@]}" --runs 30 --resume --quiet -o z.h5
same whole.h5 z.h5

# ---- a file that appears in the place of the one that grows ------------------------------------------------------------
cp small.h5 taken.h5
"$tpmsync" "${slow[@]}" --runs 30 --resume --quiet -o taken.h5 2>log &
job=$!
begun taken.h5 0
echo precious >new && mv new taken.h5
wait $job
[ $? = 1 ] || fails "a file in the place of the one that grows: $(cat log)"
says log "taken.h5: has appeared meanwhile and is not replaced"
[ "$(cat taken.h5)" = precious ] || fails "what has appeared was overwritten"
cp small.h5 taken.h5
expect 0 "$tpmsync" "${slow[@]}" --runs 30 --resume --quiet -o taken.h5
same whole.h5 taken.h5

# ---- refused by name -----------------------------------------------------------------------------------------------------
cp small.h5 before.h5
expect 2 "$tpmsync" "${slow[@]}" --runs 7 --resume -o small.h5
says err "--runs 7: small.h5 has 8"
expect 2 "$tpmsync" iterate --L 1 --max-steps 1e6 --seed 6 --runs 30 --resume -o small.h5
says err "--L 1: small.h5 has $deep"
says err "--seed 6: small.h5 has 5"
expect 2 "$tpmsync" "${slow[@]/1e6/2e6}" --runs 30 --resume -o small.h5
says err "--max-steps 2000000: small.h5 has 1000000"
cmp small.h5 before.h5 || fails "a file that was refused has changed"
# Made before sums were kept.
cat "$source/tests/fuzz/seeds/ensemble_file/iterate" >old.h5
expect 2 "$tpmsync" iterate --L 1 --max-steps 5 --runs 2 --resume -o old.h5
says err "--runs 2: runs cannot be added to old.h5: it has no /runs/end: a version of tpmsync made it"
expect 0 "$tpmsync" iterate --L 1 --max-steps 5 --runs 1 --resume -o old.h5

# ---- split: replicates, while it is unfinished ---------------------------------------------------------------------------
few=(split --L 1 --trials 40)
expect 0 "$tpmsync" "${few[@]}" --replicates 12 --quiet -o split-whole.h5
expect 0 "$tpmsync" "${few[@]}" --replicates 4 --quiet -o split.h5
expect 2 "$tpmsync" "${few[@]}" --replicates 12 --resume -o split.h5
says err "--replicates 12: split.h5 is finished and has 4; make others with another --seed"
expect 3 "$tpmsync" "${few[@]}" --replicates 4 --time-limit 1e-3 --quiet -o split2.h5
expect 0 mpirun -n 2 "$tpmsync" "${few[@]}" --replicates 12 --resume --quiet -o split2.h5
expect 0 h5diff split-whole.h5 split2.h5 /replicates
finish
