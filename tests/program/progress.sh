# Progress: plain lines into a log, a bar on a terminal, nothing with --quiet.
. "$(dirname "$0")/common.sh"

expect 0 mpirun -n 2 "$tpmsync" iterate --L 1 --runs 20 -o a.h5
says err "tpmsync: 20/20 runs (100 %)"
grep -q $'\r' err && fails "a log with carriage returns"
expect 0 mpirun -n 2 "$tpmsync" iterate --L 1 --runs 20 -o b.h5 --quiet
[ ! -s err ] || fails "--quiet said: $(cat err)"
[ ! -s out ] || fails "standard output is for results: $(cat out)"

# `script` gives the command a terminal; mpirun passes the ranks' standard error on to it.
timeout $patience script -qec "$tpmsync iterate --L 1 --runs 20 -o c.h5" /dev/null </dev/null >screen 2>&1
says screen "[##############################] 20/20 runs"
timeout $patience script -qec "mpirun -n 2 $tpmsync iterate --L 1 --runs 20 -o d.h5" /dev/null </dev/null >screen 2>&1
says screen "[##############################] 20/20 runs"
finish
