# A campaign: the ensembles of a file in one start, stopped at any moment and gone on with, are those of the single
# commands; what was made with other parameters, and every fault of the file, is told before anything runs.
. "$(dirname "$0")/common.sh"

# campaign STATUS RANKS OPTIONS...
campaign() {
    local wanted=$1 ranks=$2
    shift 2
    expect "$wanted" mpirun -n "$ranks" "$tpmsync" campaign "$@"
}
# content FILE: what makes the result, values in full precision; where rows of a trace stand depends on the ranks.
content() {
    local dataset
    for dataset in $(h5ls -r "$1" | sed -n 's,^\(/[a-z]*/[a-z_]*\) *Dataset.*,\1,p' | grep -v /trace/); do
        echo "$dataset"
        data "$1" "$dataset"
    done
}
mkdir "a folder" alone
list="a folder/a study"
cat >"$list" <<'TEXT'
# Two of each kind.
runs = 300
L = 3
six-L{L=2..$L}   iterate --L $L --closure six --runs $runs --seed $(3 + 50*L)
N{N=100,3e2}     simulate --L 1 --N $N --trace every:10 \
                 --runs $(floor(runs/3))
cw               continuous --N 100 --runs 10 --alpha-max 2   # few
equations        ode --eta 2:0.5:3 --alpha-max 2
split            split --L 2 --trials 100 --replicates 5
TEXT
names=(six-L2 six-L3 N100 N3e2 cw equations split)
single() { # NAME COMMAND OPTIONS...
    expect 0 "$tpmsync" "${@:2}" --quiet --output "alone/$1.h5"
    content "alone/$1.h5" >"alone/$1"
}
for L in 2 3; do
    single six-L$L iterate --L $L --closure six --runs 300 --seed $((3 + 50 * L))
done
for N in 100 3e2; do
    single N$N simulate --L 1 --N $N --trace every:10 --runs 100
done
single cw continuous --N 100 --runs 10 --alpha-max 2
single equations ode --eta 2:0.5:3 --alpha-max 2
single split split --L 2 --trials 100 --replicates 5
same() { # FOLDER
    for name in "${names[@]}"; do
        content "$1/$name.h5" | cmp -s - "alone/$name" || fails "$1/$name.h5 is not what the command makes alone"
    done
    for name in N100 N3e2; do
        "$bin/../tests/same_trace" "$1/$name.h5" "alone/$name.h5" || fails "$1/$name.h5 has another trace"
    done
}

# ---- what would run ----
expect 0 "$tpmsync" campaign "$list" --out "new folder" --list
[ "$(awk 'NR > 1 && NF > 5 { print $1 }' out | head -7 | paste -sd ' ')" = "${names[*]}" ] || fails "$(cat out)"
says out "7 of 7 to run"
grep -Eq '^six-L3 +iterate +300 +to begin +[0-9]+ s +[0-9]+ kB$' out || fails "no estimate: $(cat out)"
grep -Eq '^split .* unknown ' out || fails "the cost of a splitting is not known: $(cat out)"
[ ! -e "new folder" ] || fails "--list has made a folder"

# ---- all of it, stopped again and again, at several numbers of ranks, by time limits, signals and kills ----
stopped=0
for ranks in 3 1 2 4 3 2; do
    mpirun -n $ranks "$tpmsync" campaign "$list" --out "new folder" --time-limit 0.2 >out 2>err
    status=$?
    [ $status = 0 ] && break
    [ $status = 3 ] || fails "status $status: $(cat err)"
    says err "run it again to go on"
    stopped=$((stopped + 1))
done
[ $stopped -gt 0 ] || fails "never stopped"
campaign 0 2 "$list" --out "new folder"
same "new folder"
campaign 0 2 "$list" --out "new folder"
says err "7 complete, 0 unfinished, 0 to begin"
campaign 0 2 "$list" --out "new folder" --quiet
! grep -q tpmsync err || fails "not quiet: $(cat err)"
ls "new folder" | grep -q part && fails "left something: $(ls "new folder")"
# signalled SIGNAL STATUS: in the middle of a long ensemble, behind a short one.
printf 'short iterate --L 1 --runs 20\nlong{i=1..2} iterate --L %s --runs 2000 --seed $i\n' "$deep" >long
for signal in TERM KILL; do
    rm -rf there
    "$tpmsync" campaign long --out there >out 2>err &
    pid=$!
    begun there/long1.h5
    kill -$signal $pid
    wait $pid
    status=$?
    [ $status = $([ $signal = TERM ] && echo 3 || echo 137) ] || fails "status $status on $signal: $(cat err)"
    [ -f there/short.h5 ] && [ -d there/long1.h5.part ] && [ ! -e there/long2.h5.part ] || fails "$signal: $(ls there)"
done
campaign 3 2 long --out there --time-limit 0.01
says err "1 of 3 ensembles are complete"

# ---- one that was stopped in its middle goes on, and is what the command makes ----
printf 'middle iterate --L 4 --runs 24\n' >middle
# How long a start takes is up to the machine.
for limit in 0.3 0.4 0.6 0.9 1.3 2 3 4.5 7 10; do
    campaign 3 1 middle --out middles --time-limit $limit
    [ ! -d middles/middle.h5.part ] || break
done
[ -d middles/middle.h5.part ] || fails "not stopped in the middle: $(ls middles)"
campaign 0 2 middle --out middles
says err "0 complete, 1 unfinished, 0 to begin"
single middle iterate --L 4 --runs 24
content middles/middle.h5 | cmp -s - alone/middle || fails "gone on with, it is not what the command makes"

# ---- the folder as a table ----
expect 0 "$tpmsync" status there
awk '{ print $1, $2, $3, $4 }' out >rows
says rows "short iterate 20/20 complete"
grep -Eq '^long1 iterate [0-9]+/2000 unfinished' rows || fails "$(cat out)"
[ "$(wc -l <rows)" = 3 ] || fails "$(cat out)"
expect 0 "$tpmsync" status "new folder"
for row in "six-L3 iterate 300/300 complete" "split split 5/5 complete" "equations ode - complete"; do
    says <(awk '{ print $1, $2, $3, $4 }' out) "$row"
done
echo nothing >there/bad.h5
expect 2 "$tpmsync" status there
grep -Eq '^bad .*damaged' out || fails "$(cat out)"
rm there/bad.h5
expect 2 "$tpmsync" status "a folder"
says err "no ensembles in this folder"

# ---- --set and --only ----
campaign 0 1 "$list" --out few --only 'six-*,split' --set runs=40 --set L=2
[ "$(ls few | paste -sd ' ')" = "six-L2.h5 split.h5" ] || fails "$(ls few)"
[ "$(data few/six-L2.h5 /runs/steps | wc -l)" = 40 ] || fails "not of 40 runs"
# ---- more runs are added ----
expect 0 "$tpmsync" campaign "$list" --out few --only six-L2 --list
says out "to be grown"
campaign 0 2 "$list" --out few --only six-L2
content few/six-L2.h5 | cmp -s - alone/six-L2 || fails "grown, it is not what the command makes"
# ---- other parameters are refused, all of them at once; what is complete can be made anew ----
expect 3 "$tpmsync" simulate --L 1 --N 100 --runs 70 --time-limit 0.01 --trace every:10 --quiet -o few/N100.h5
find few -type f -exec sha256sum {} + | sort -k 2 >before
campaign 2 2 "$list" --out few --set L=2 --set runs=90
says err "a folder/a study:4: six-L2: --runs 90: few/six-L2.h5 has 300"
says err "a folder/a study:5: N100: --runs 30: few/N100.h5.part has 70"
expect 2 "$tpmsync" campaign "$list" --out few --set L=2 --set runs=90 --replace
says err "a folder/a study:5: N100: --runs 30: few/N100.h5.part has 70"
! grep -q six-L2 err || fails "$(cat err)"
find few -type f -exec sha256sum {} + | sort -k 2 | cmp -s - before || fails "changed by a refusal: $(ls few)"
rm -r few/N100.h5.part
expect 0 "$tpmsync" campaign "$list" --out few --set L=2 --set runs=90 --replace
[ "$(data few/six-L2.h5 /runs/steps | wc -l)" = 90 ] || fails "not made anew"
content few/split.h5 | cmp -s - alone/split || fails "the splitting is another"

# ---- faults, each with its line, and nothing is written ----
printf 'a iterate --L 99\n\nb nonsense\nc iterate -o x\nd{L=1..2} iterate --runs $rusn\ne\nf iterate --cl\n' >bad
campaign 2 2 bad --out never --set run=3 --only 'z*' --lst --time-limit -1
for text in "bad:1: a: --L 99: must be" "bad:3: b: there is no command nonsense" "bad:4: c: --output: is not for" \
    "bad:5: \$rusn: there is no such" "bad:6: e: a line is" "bad:7: f: --cl: needs a value" "--set run=3: bad has no" \
    "--only z*: no ensemble" "--lst: unknown option; did you mean --list?" "--time-limit -1"; do
    says err "$text"
done
[ ! -e never ] || fails "a refused campaign has made a folder"
expect 2 "$tpmsync" campaign
expect 2 "$tpmsync" campaign nowhere
says err "nowhere: No such file"
expect 2 "$tpmsync" campaign long --out long
says err "--out long: is not a folder"
expect 2 "$tpmsync" campaign long --out /no/such/folder
mkdir -p there2/short.h5
expect 2 "$tpmsync" campaign long --out there2
says err "long:1: short: --output there2/short.h5: is a folder"
# Another one writes it.
"$tpmsync" iterate --L "$deep" --runs 2000 --seed 1 -q -o few/long1.h5 &
pid=$!
begun few/long1.h5
expect 2 "$tpmsync" campaign long --out few --only long1
says err "another tpmsync writes it"
kill $pid && wait $pid

# ---- where numbers have a comma ----
mkdir locales
localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 || fails "no German locale can be made (Debian: locales)"
echo 'x iterate --L 1 --cl $(1 - 0.1/7) --runs 9' >comma
expect 0 env LOCPATH="$scratch/locales" LC_ALL=de_DE.UTF-8 "$tpmsync" campaign comma --out comma.out
h5dump -a cl comma.out/x.h5 | grep -q '0\.985714' || fails "cl is $(h5dump -a cl comma.out/x.h5)"
finish
