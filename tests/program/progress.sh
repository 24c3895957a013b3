# Progress: plain lines into a log, a bar on a terminal, nothing with --quiet.
. "$(dirname "$0")/common.sh"

expect 0 mpirun -n 2 "$tpmsync" iterate --L 1 --runs 20 -o a.h5
says err "tpmsync: 20/20 runs (100 %)"
grep -q $'\r' err && fails "a log with carriage returns"
expect 0 mpirun -n 2 "$tpmsync" iterate --L 1 --runs 20 -o b.h5 --quiet
[ ! -s err ] || fails "--quiet said: $(cat err)"
[ ! -s out ] || fails "standard output is for results: $(cat out)"

# That it stopped early is said whatever is to be quiet.
expect 3 mpirun -n 2 "$tpmsync" iterate --L 4 --runs 1000 -o e.h5 --quiet --time-limit 0.2
says err "stopped at the time limit"
expect 3 "$tpmsync" split --L 4 --replicates 1000 --trials 1000 -o f.h5 --quiet --time-limit 0.2
says err "stopped; the replicates that are done are kept"
# Replicates are not runs, and nobody knows how many ranks made them.
expect 0 "$tpmsync" status f.h5
grep -Eq '^replicates +[0-9]+ of 1000 done \([0-9.]+ %\), [0-9]+ left$' out || fails "status of split: $(cat out)"
grep -qE 'ranks|under way|steps/s' out && fails "status of split: $(cat out)"
expect 0 "$tpmsync" split --L 2 --replicates 3 --trials 100 -o g.h5
says err "tpmsync: 3/3 replicates (100 %), "
grep -qE 'runs|steps' err && fails "progress of split: $(cat err)"

export TERM=xterm
# `script` gives the command a terminal; mpirun passes the ranks' standard error on to it.
timeout $patience script -qec "$tpmsync iterate --L 1 --runs 20 -o c.h5" /dev/null </dev/null >screen 2>&1
says screen "[##############################] 20/20 runs"
timeout $patience script -qec "mpirun -n 2 $tpmsync iterate --L 1 --runs 20 -o d.h5" /dev/null </dev/null >screen 2>&1
says screen "[##############################] 20/20 runs"
# A window of 40 columns has no room for the bar, and one that cannot renew a line gets lines.
timeout $patience script -qec "stty cols 40; $tpmsync iterate --L 1 --runs 20 -o h.h5" /dev/null </dev/null >screen 2>&1
says screen $'\r20/20 runs (100 %)'
tr '\r' '\n' <screen | sed 's/\x1b\[K//' | awk 'length > 39 {exit 1}' || fails "folded: $(cat screen)"
timeout $patience script -qec "stty cols 40; mpirun -n 2 $tpmsync iterate --L 1 --runs 20 -o i.h5" /dev/null </dev/null >screen 2>&1
says screen $'\r20/20 runs (100 %)'
TERM=dumb timeout $patience script -qec "$tpmsync iterate --L 1 --runs 20 -o j.h5" /dev/null </dev/null >screen 2>&1
says screen "tpmsync: 20/20 runs (100 %)"
grep -q $'\033' screen && fails "a dumb terminal gets escapes"
finish
