#!/usr/bin/env bash
# shellcheck disable=SC2086 # options are lists of words
# The number of hidden units: known runs in, times, bounds, ratios, success, comparisons and drifts out.
. "$(dirname "$0")/common.sh"

protocol="K=3 L=2 update=agreement closure=nine cl=0.99995 max-steps=1000"
simulated="engine=simulate K=3 L=2 N=1000 update=agreement ties=minus rule=random-walk max-steps=1000"
look() { jq -e "$1" out >/dev/null || fail "$1: $(jq -c . out)"; }

# ---- times: means 20 and 50; the ratio of means 2.5; the learners of the last two runs are in time
# learn - 2.5 sync: -30+.. : 25 - 25, 40 - 50, 85 - 75 = 0, -10, 10: variance 100 (n - 1), error sqrt(200/3/2)/20
make_file naive.h5 $protocol run=10,25,25,1 run=20,40,40,1 run=30,85,85,1
run 0 units --format json naive.h5
is_empty err
look '.rows | length == 1'
look '.rows[0] | .K == 3 and .L == 2 and .N == 0 and .engine == "iterate" and (.gap * 1e5 | round) == 5'
look '.rows[0].t_sync | .mean == 20 and .reached == 3 and (.se - 5.7735027 | fabs) < 1e-6 and .lower_bound == null'
look '.rows[0].t_learn | .mean == 50'
look '.rows[0].ratio | .means == 2.5 and (.se - 0.2886751 | fabs) < 1e-6 and (.runs - 2.4444444 | fabs) < 1e-6'
look '.rows[0].naive | .count == 0 and .of == 3 and .p == 0'
look '.rows[0].geometric | .of == 0 and .p == null'

# A run that the step limit has ended: bounds, (10 + 20 + 30 + 1000)/4; with five runs that got there, memoryless too.
make_file limited.h5 $protocol seed=2 run=-1,-1,1000,1
run 0 units --format json naive.h5 limited.h5
look '.rows[0].t_sync | .mean == null and .lower_bound == 265 and .reached == 3 and .runs == 4 and .memoryless == null'
look '.rows[0].ratio | .means == null and .lower_bound == null'
make_file more.h5 $protocol seed=3 run=10,25,25,1 run=30,-1,1000,1
run 0 units --format json naive.h5 limited.h5 more.h5
look '.rows[0].t_sync | .memoryless == 220 and .reached == 5'
run 0 units --format json naive.h5 more.h5
look '.rows[0].ratio | .means == null and .lower_bound == 11.75'
run 0 units naive.h5 limited.h5 more.h5
grep -q '>= 183.3 *220.0 ' out || fail "no bound: $(cat out)"

# ---- success and its attackers; what is left out
make_file geometric.h5 $protocol attack=geometric method=plain until=sync seed=4 run=10,5,10,1 run=20,20,20,1 run=30,-1,30,1
make_file alone.h5 $protocol no-attacker=1 seed=5 run=10,-1,10,1
make_file mismatch.h5 run=60,60,60,1
make_file six.h5 $protocol closure=six run=60,60,60,1
make_file majority.h5 $simulated attack=majority attackers=10 until=sync run=60,60,60,1
run 0 units --format json naive.h5 geometric.h5 alone.h5 mismatch.h5 six.h5 majority.h5
look '.rows | length == 1'
look '.rows[0].geometric | .count == 2 and .of == 3'
look '.rows[0].t_sync.mean == 20 and (.rows[0].files | length) == 3'
has err "mismatch.h5: passed over, its parties move on mismatch"
has err "six.h5: passed over, it is not of closure nine and the mean overlap"
has err "majority.h5: passed over, its attacker is not one naive or geometric machine"
look '[.remarks[] | select(test("mismatch.h5"))] | length == 1'
# The parties alone where there is nothing else, and of another K a row of its own.
make_file four.h5 $protocol K=4 no-attacker=1 run=10,-1,10,1
run 0 units --format json naive.h5 four.h5
look '.rows | length == 2 and .[1].K == 4 and .[1].t_sync.mean == 10 and .[1].t_learn.mean == null'
run 2 units mismatch.h5
is_empty out
has err "parties that move on agreement"
make_file again.h5 $protocol run=10,25,25,1
run 2 units naive.h5 again.h5
has err "the same seed 1"

# ---- the simulation beside the iteration at 1 - 0.1/(N L) = 1 - 5e-5; stalled runs are in no mean
# means 30 and 20, errors both 10/sqrt(3): 10/sqrt(200/3)
make_file simulate.h5 $simulated run=20,45,45,1 run=30,60,60,1 run=40,30,40,1 run=-1,-1,900,1 \
    at=0,0,0,0,1 at=0,0,0,0,1 at=0,1,1,1,1 at=2,nan,nan,-1,-1
run 0 units --format json naive.h5 simulate.h5
look '.rows | length == 2'
look '.rows[1] | .N == 1000 and .stalled == 1 and .t_sync.mean == 30 and (.off_sync - 1.2247449 | fabs) < 1e-6'
look '.rows[1].naive | .count == 1 and .of == 3'
# 1/3 against 0: of one probability 1/6, sqrt(5/36 2/3)
look '.rows[1].naive.off - 1.0954451 | fabs < 1e-6'
look '.rows[0].off_sync == null'
run 0 units naive.h5 simulate.h5
has out "1 runs have stalled, which never synchronise, and are in no mean"
make_file other.h5 $simulated N=2000 run=20,45,45,1 run=30,60,60,1
run 0 units --format json naive.h5 other.h5
look '.rows[1].off_sync == null'
run 0 units --format csv naive.h5 simulate.h5
awk -F, 'NR == 1 { n = NF; next } NF != n { exit 1 } $7 == "t_sync" && $8 == "mean" { s = s " " $10 } END { exit s != " 20 30" }' out ||
    fail "CSV: $(cat out)"

# ---- drifts: ten runs of K = 2 that step up by 0.05 from 0.2 and down by 0.05 from 0.9 and never synchronise; in the
# run 0 the attacker goes from 0.3 to 0.4 before t_sync = 2 and from 0.6 to 0.5 behind it.
trace="K=2 L=2 update=agreement closure=nine trace=all trace-until=4 max-steps=4"
rows=() runs=()
for r in 0 1 2 3 4 5 6 7 8 9; do
    rows+=("row=$r,0,0.2,0.2,0.3,0.3" "row=$r,1,0.25,0.25,0.4,0.4" "row=$r,2,0.9,0.9,0.6,0.6"
        "row=$r,3,0.85,0.85,0.5,0.5" "row=$r,4,0.85,0.85,0.5,0.5")
    runs+=(run=-1,-1,4,1)
done
make_file trace.h5 $trace "${runs[@]}" "${rows[@]}"
run 0 units --format json trace.h5
is_empty err
look '.traces | length == 1 and .[0].K == 2 and .[0].runs == 10 and .[0].until == 4'
look '.traces[0].mutual | .late_share == 1 and (.late.value - 0.875 | fabs) < 1e-9'
look '.traces[0].listening.late.value == null'
run 0 units --data units.dat trace.h5
# Four changes of the parties: 0.05, 0.65, -0.05, 0, the last two from bins 36 and 34; the first ones of the attacker.
grep -q '^2 2 0 0.2 10 0.05 ' units.dat && grep -q '^2 2 0 0.25 10 0.65 ' units.dat &&
    grep -q '^2 2 0 0.9 10 -0.05 ' units.dat && grep -q '^2 2 0 0.85 10 0 ' units.dat || fail "drift: $(cat units.dat)"
grep -q '^2 2 1 0.3 10 0.1 ' units.dat || fail "listening: $(cat units.dat)"
grep -q '^2 2 3 0.2 20 0.05 ' units.dat || fail "mutual unit: $(cat units.dat)"
! grep -q '^2 2 [24] 0' units.dat || fail "one-way before t_sync"
# Synchronised after step 2: from there on it is one-way, up to t_learn = 4; the parties are no longer looked at.
make_file synced.h5 $trace "${runs[@]/#run=-1,-1,4,1/run=2,4,4,1}" "${rows[@]}"
run 0 units --data units.dat synced.h5
grep -q '^2 2 2 0.6 10 -0.1 ' units.dat && grep -q '^2 2 4 0.6 20 -0.1 ' units.dat &&
    grep -q '^0 2 4 0.6 20 -0.1 ' units.dat || fail "one-way: $(cat units.dat)"
! grep -q '^2 2 0 0.9 ' units.dat || fail "mutual after t_sync"
# Too few runs tell nothing.
make_file few.h5 $trace "${runs[@]:0:7}" "${rows[@]:0:35}"
run 0 units --data units.dat few.h5
! grep -q '^2 2 0 0.2 ' units.dat || fail "an error of seven runs"
# A member of the pool without a trace is in the times alone.
make_file plain.h5 K=2 L=2 update=agreement closure=nine seed=2 max-steps=4 run=-1,-1,4,1
run 0 units --format json trace.h5 plain.h5
look '.traces[0].runs == 10 and .rows[0].t_sync.runs == 11'

# ---- a trace that is not what it says has no drift, and is named
while IFS='|' read -r text fault; do
    # shellcheck disable=SC2086
    make_file bad.h5 $trace "${runs[@]}" "${rows[@]}" $fault
    run 0 units --format json bad.h5
    look '.traces | length == 0'
    has err "bad.h5: no drift is made of its trace: $text"
done <<'END'
dataset /trace/step is missing|without=/trace/step
dataset /trace/rho_ao is missing|without=/trace/rho_ao
dataset /trace/begin has 9 entries|short=/trace/begin
dataset /trace/rho_ab has 49 entries|short=/trace/rho_ab
/trace of run 9 does not hold overlaps at step 5|row=9,5,1.5,0,0,0
/trace/step of run 9 does not rise by 1|row=9,7,0.5,0,0,0
END

# ---- pictures
run 0 units --help
has out "memoryless"
if command -v gnuplot >/dev/null; then
    picture "png svg pdf" units naive.h5 geometric.h5 simulate.h5 limited.h5 four.h5 synced.h5
    run 0 units --data all.dat trace.h5
    named_blocks all.dat
    picture png units naive.h5
fi
refuses units "missing.h5: No such file" naive.h5 missing.h5
finish
