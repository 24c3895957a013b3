# scripts/reproduce throws nothing away: interrupted, it goes on; a crash or a refusal stops it, and what was
# committed stays. With the real programs, which are not built again.
. "$(dirname "$0")/common.sh"
. "$source/tests/program/reproduction.sh"

# reproduce OUT RUNS ITEMS
reproduce() {
    "$root/scripts/reproduce" --quick --ranks 2 --out "$1" --runs "$2" --items "$3"
}
# content FOLDER: of every file in it but its lock, which every start takes.
content() {
    find "$1" -type f ! -name 'owner-*' -exec sha256sum {} + | sort -k2
}
attribute() { # FILE GROUP/NAME
    h5dump -a "$2" "$1" | sed -n 's,.*(0): ,,p' | tr -d '"'
}

# Ctrl-C, which a terminal sends to all processes of its foreground, in the middle of the last ensemble.
set -m
reproduce made 24 table1 >out 2>err &
pid=$!
set +m
# Six ensembles come before it.
for _ in 1 2 3; do
    ls made/iterate-six-L4.h5.part/manifest-* >/dev/null 2>&1 || begun made/iterate-six-L4.h5
done
kill -INT -- -$pid
wait $pid
status=$?
[ $status = 3 ] || fails "status $status after Ctrl-C: $(tail -5 err)"
says err "run again to go on"
expect 0 "$tpmsync" status made/iterate-six-L4.h5
grep -Eq '^runs .* [1-9][0-9]* (done|under way)' out || fails "nothing was committed: $(cat out)"
reproduce made 24 table1 >out 2>err || fails "not resumed: $(tail -5 err)"
[ "$(attribute made/iterate-six-L4.h5 provenance/sessions)" = 2 ] || fails "L = 4 was begun anew"
[ "$(attribute made/iterate-six-L3.h5 provenance/sessions)" = 1 ] || fails "L = 3 was not left as it was"
says made/table1.txt t_learn

# What is unfinished outlives a launcher that fails, a checkpoint that is damaged, and other options.
begin() {
    rm -rf kept && mkdir kept
    expect 3 "$tpmsync" iterate --L 1 --closure six --runs 2000 --time-limit 0.01 --quiet -o kept/iterate-six-L1.h5
}
# stays STATUS WORDS RUNS: reproduce ends so, with these words, and the folder is as it was.
stays() {
    local status=0
    content kept/iterate-six-L1.h5.part >before
    reproduce kept "$3" fig1 >out 2>err || status=$?
    [ $status = "$1" ] || fails "status $status instead of $1: $(cat err)"
    says err "$2"
    content kept/iterate-six-L1.h5.part | diff before - >difference || fails "changed: $(cat difference)"
}
begin
printf '#!/bin/bash\nexit 1\n' >stub/mpirun
chmod +x stub/mpirun
stays 1 "run again to go on" 2000
rm stub/mpirun
stays 2 "iterate-six-L1: --runs 20: kept/iterate-six-L1.h5.part has 2000" 20
says err "rm -r"
for manifest in kept/iterate-six-L1.h5.part/manifest-*; do echo >>"$manifest"; done
stays 2 "is left as it is" 2000
begin
reproduce kept 2000 fig1 >out 2>err || fails "not resumed: $(tail -5 err)"
[ "$(attribute kept/iterate-six-L1.h5 provenance/sessions)" = 2 ] || fails "L = 1 was begun anew"

# What is complete is replaced where other options are wanted, and said so.
reproduce kept 20 fig1 >out 2>err || fails "not replaced: $(tail -5 err)"
says err "kept/iterate-six-L1.h5 is complete, but of other parameters"
[ "$(attribute kept/iterate-six-L1.h5 runs)" = 20 ] || fails "not replaced: $(cat out)"

expect 2 "$root/scripts/reproduce" --minutes 5
says err "fixed number of runs"
rm "$root/build"
expect 0 "$root/scripts/reproduce" --build "$(dirname "$bin")" --quick --runs 20 --items fig1 --out kept
finish
