#!/usr/bin/env bash
# Success of attackers: known runs in, the counts under every criterion, intervals, times and ends out.
#
# ten.h5, geometric, seed 1, until sync: ten runs. Eight synchronised, at 100, 110, .. 170: mean 135, standard deviation
# sqrt(600) = 24.4949, error 8.66025. The attacker of the first equals A before, that of the second in that step, the
# third had a machine that equalled A before and not then; overlaps of 0.98 and more: 4; equal weights: 5 (one of them
# not recorded: 7 known). The ninth stalled, the tenth is not done.
# Wilson, 95 %, z = 1.959964: 2 of 8: (0.25 + z^2/16 -+ z sqrt(0.25 0.75/8 + z^2/256)) / (1 + z^2/8)
#   = 0.0714792 .. 0.5907246; 3 of 8: 0.1368443 .. 0.6942576
. "$(dirname "$0")/common.sh"

attacker="engine=simulate N=101 L=3 update=agreement ties=minus rule=hebbian attack=geometric attackers=100 max-steps=1000"
ten="run=100,60,100,1 run=110,110,110,1 run=120,70,120,1 run=130,-1,130,1 run=140,-1,140,1
    run=150,-1,150,1 run=160,-1,160,1 run=170,-1,170,1 run=-1,-1,900,1 run=0,0,0,0
    at=0,1,1,2,100 at=0,1,1,1,100 at=0,0.98,0.98,0,100 at=0,0.99,0.97,0,100 at=0,0.979,0.98,0,100
    at=0,0.5,0.99,0,100 at=0,0.5,nan,0,100 at=0,-0.5,0,0,100 at=2,nan,nan,-1,-1 at=0,nan,nan,-1,-1"
# shellcheck disable=SC2086
make_file ten.h5 $attacker until=sync $ten

# success FIELD CRITERION VALUE: of the first row of the JSON in out.
success() {
    jq -e --arg c "$2" --argjson v "$3" \
        ".groups[0].success[] | select(.criterion == \$c) | .$1 as \$x
         | if \$v == null or (\$v | type) == \"string\" then \$x == \$v else (\$x - \$v | fabs) <= 1e-6 end" out >/dev/null ||
        fail "$2: $1 is not $3: $(jq -c '.groups[0].success' out)"
}
look() { jq -e "$1" out >/dev/null || fail "$1: $(jq -c . out)"; }

run 0 attack --format json ten.h5
tells_missing_runs_alone err
look '.groups | length == 1'
look '.groups[0] | .runs == 9 and .runs_not_done == 1 and .synchronised == 8'
look '.groups[0].ended == {complete: 8, step_limit: 0, stalled: 1}'
look '.groups[0].t_sync | .status == "mean" and .mean == 135 and .runs == 8 and (.se - 8.660254038 | fabs) < 1e-6'
look '.groups[0].t_learn.status == "not measured"'
look '.groups[0] | .K == 3 and .attack == "geometric" and .attackers == 100 and .rule == "hebbian"'
for expected in "sync-exact 2 8" "ever-exact 3 8" "early-exact 2 8" "sync-overlap 4 8" "sync-equal 5 7"; do
    # shellcheck disable=SC2086
    set -- $expected
    success count "$1" "$2"
    success of "$1" "$3"
done
success p sync-exact 0.25
success low sync-exact 0.0714792
success high sync-exact 0.5907246
success low ever-exact 0.1368443
success high ever-exact 0.6942576
# Klimov, Mityagin, Shamir: 0.90, rounding 0.005: (0.25 - 0.9) / sqrt(0.9 0.1/8 + 0.005^2/3) = -6.125990
success published.success sync-exact 0.9
success distance sync-exact -6.125990

run 0 attack ten.h5
has out "P_E is over the runs that have synchronised. Left out of it:"
has out "of 10 runs 1 stalled, which never synchronise; 0 ended by the step limit before; 1 not done yet"
has out "0.9: Klimov; Mityagin; Shamir"
grep -q "hebbian  *agreement  *geometric  *100  *9  *8  *0  *1  *135.0 ± 8.7  *not measured  *sync-exact  *2 of 8  *0.2500 (0.0715 .. 0.5907)  *0.9  *-6.1$" out ||
    fail "the first line: $(cat out)"
run 0 attack --format latex ten.h5
awk -F' & ' '/\\\\$/ { rows++; if (NF != 19) exit 1 } END { exit rows != 6 }' out || fail "LaTeX: $(cat out)"
has out '$135.0 \pm 8.7$'
run 0 attack --format csv ten.h5
awk -F, 'NR == 1 { n = NF; for (i = 1; i <= NF; i++) at[$i] = i; next }
    NF != n { exit 1 }
    $at["criterion"] == "sync-equal" { found = $at["count"] " " $at["of"] " " $at["attackers"] " " $at["stalled"] }
    END { exit NR != 6 || found != "5 7 100 1" }' out || fail "CSV: $(cat out)"

# ---- pooled: other seeds, step limits and stalls; the step limit makes a lower bound of t_sync
# 135 over 8 runs and one of at least 1000: (1080 + 1000) / 9 = 231.1; P is over the eight.
# shellcheck disable=SC2086
make_file limited.h5 $attacker until=sync seed=2 stall=7 run=-1,-1,1000,1 at=1,nan,nan,-1,-1
run 0 attack --format json ten.h5 limited.h5
look '.groups | length == 1'
look '.groups[0].t_sync | .status == "lower bound" and .mean == null and (.lower_bound * 9 | round) == 2080 and .lacking == 1'
look '.groups[0].ended == {complete: 8, step_limit: 1, stalled: 1}'
success of sync-exact 8
run 0 attack ten.h5 limited.h5
has out ">= 231"
# An older file, which says neither how its runs ended nor how far the attacker was: what is counted says of how many.
# shellcheck disable=SC2086
make_file older.h5 $attacker until=sync seed=3 run=100,60,100,1 run=110,-1,110,1 run=-1,-1,1000,1
run 0 attack --format json older.h5
look '.groups[0].ended == {complete: 2, step_limit: 1, stalled: 0}'
success count ever-exact 1
success of ever-exact 2
for criterion in sync-exact sync-overlap sync-equal; do success status $criterion '"not recorded"'; done
run 0 attack --format json ten.h5 older.h5
success of ever-exact 10
success of sync-exact 8
# No run synchronised.
run 0 attack --format json limited.h5
success status sync-exact '"no run"'
success p ever-exact null
# Until both: the attacker's time, too. (60 + 110 + 200) / 3
# shellcheck disable=SC2086
make_file both.h5 $attacker run=100,60,100,1 run=110,110,110,1 run=100,200,200,1 run=-1,30,900,1 \
    at=0,1,1,1,100 at=0,1,1,1,100 at=0,0,0,0,100 at=2,nan,nan,-1,-1
run 0 attack --format json both.h5
look '.groups[0].t_learn | .status == "mean" and (.mean * 3 | round) == 370'
success count early-exact 1

# ---- all else has rows of its own
for other in K=5 L=2 N=100 rule=random-walk attackers=99 attack=naive until=both ties=plus initial=1; do
    # shellcheck disable=SC2086
    make_file other.h5 $attacker until=sync seed=2 $other run=100,100,100,1 at=0,1,1,1,1
    run 0 attack --format json ten.h5 other.h5
    tells_missing_runs_alone err
    look '.groups | length == 2'
done
make_file mismatch.h5 engine=simulate N=101 L=3 rule=hebbian attack=geometric attackers=100 until=sync seed=2 \
    run=100,100,100,1
run 0 attack --format json ten.h5 mismatch.h5
look '.groups | length == 2 and (map(.success[0].published.success) | sort) == [null, 0.9]'
# Splitting, beside the iteration: (0.4 + 0.6) / 2, the interval +- 1.96 times the error.
make_file luck.h5 engine=split event=lucky lucky=0.5 lucky-error=0.1 replicate=0.4,10 replicate=0.6,10
run 0 attack --format json luck.h5
success status early-exact '"split"'
success p early-exact 0.5
success low early-exact 0.3040036
success status ever-exact '"not recorded"'
make_file iterate.h5 run=50,50,50,1 run=60,70,70,1 at=0,1,nan,1,1 at=0,0.9,nan,0,1
run 0 attack --format json iterate.h5
success count sync-exact 1
success status sync-equal '"not recorded"'

# ---- Table I says of stalled runs what it says of censored ones, and how many they are: (8 135 + 900) / 9 = 220
run 0 table1 ten.h5
grep -q "t_sync  *>= 220.0  *1  *-  *-$" out || fail "table1: $(cat out)"
has out "L = 3, t_sync: 1 of 9 runs censored, 1 of them stalled: these never synchronise"
run 0 table1 --format json ten.h5
look '.groups[0] | .runs_stalled == 1 and .t_sync.mean == null and .t_sync.lower_bound == 220 and .like_paper == false'

# ---- passed over, and refused
make_file learn.h5 engine=simulate until=learn run=-1,60,60,1
make_file alone.h5 engine=simulate no-attacker=1 run=60,-1,60,1
make_file ode.h5 engine=ode state=2,-0.8,3,0.4 point=0,0,0 point=1,-0.6,0.7
run 0 attack ten.h5 learn.h5 alone.h5 ode.h5
has err "learn.h5: passed over, its runs end when the attacker has learned"
has err "alone.h5: passed over, it has no attacker"
has err "ode.h5: passed over, its engine has no part in it"
run 2 attack alone.h5
is_empty out
has err "no file holds what attack is made of: runs of an attacker"
# shellcheck disable=SC2086
make_file again.h5 $attacker until=sync max-steps=2000 run=100,60,100,1
run 2 attack ten.h5 again.h5
is_empty out
has err "again.h5 and ten.h5: the same parameters and the same seed 1"
# What contradicts itself: END, RHO, EQUAL, LEARNED of a run with these times.
for wrong in "100,60,100 1,1,1,1,1" "100,60,100 2,1,1,1,1" "100,60,100 3,1,1,1,1" "100,60,100 0,1.1,1,1,1" \
    "100,60,100 0,1,1.1,1,1" "100,60,100 0,1,1,-1,1" "100,-1,100 0,1,1,1,1" "-1,-1,100 0,nan,nan,-1,-1" \
    "-1,-1,100 1,0.5,nan,-1,-1" "-1,-1,100 2,nan,nan,0,-1"; do
    # shellcheck disable=SC2086
    make_file wrong.h5 $attacker until=sync run="${wrong% *}",1 at="${wrong#* }"
    run 2 attack wrong.h5
    has err "wrong.h5: run 0 contradicts itself"
done
# shellcheck disable=SC2086
make_file short.h5 $attacker until=sync $ten short=/runs/learned_at_sync
run 2 attack short.h5
has err "dataset /runs/learned_at_sync has 9 entries"

# ---- the published values: --published, else TPMSYNC_DATA
mkdir data
sed 's/,0\.90,/,0.80,/' "$source_dir/data/attacks.csv" >data/attacks.csv
run 0 attack --format json --published data/attacks.csv ten.h5
success published.success sync-exact 0.8
TPMSYNC_DATA=$work/data run 0 attack --format json ten.h5
success published.success sync-exact 0.8
header=$(grep -v '^#' data/attacks.csv | head -1)
while IFS='|' read -r line text; do
    printf '%s\n%s\n' "$header" "$line" >bad.csv
    run 2 attack --published bad.csv ten.h5
    is_empty out
    has err "bad.csv: line 2: $text"
done <<'END'
3,3,101|3 fields where the header has 14
3,3,-1,agreement,,geometric,100,,,0.9,0,,somebody,|K, L, N, attackers or runs
3,3,101,agreement,,clever,100,,,0.9,0,,somebody,|update, rule, attack or selection
3,3,101,agreement,,geometric,100,,soon,0.9,0,,somebody,|the criterion is unknown
3,3,101,agreement,,geometric,100,,,1.5,0,,somebody,|success is not between 0 and 1
3,3,101,agreement,,geometric,100,,,0.9,-1,,somebody,|the rounding
3,3,101,agreement,,geometric,100,,,0.9,0,,,|there is no source
END
# A criterion that the source says is the only one that is compared.
printf '%s\n3,,,,,,,,sync-equal,0.5,0,50,somebody,said\n' "$header" >said.csv
run 0 attack --format json --published said.csv ten.h5
success published sync-exact null
success distance sync-equal 1.061988 # (5/7 - 1/2) / sqrt((1/7 + 1/50) / 4)
finish
