#!/usr/bin/env bash
# Times against N, and the lucky attacker: known runs in, the numbers, columns and pictures out.
#
# L = 1, N = 10^5, 10^6, 10^7. Four runs each with t_a = 39, 41, 39, 41 and t_b = m - 1, m - 1,
# m + 1, m + 1, m = 20, 27, 34: means 40 and m, errors sqrt(4/3 / 4) = 0.577; t_sync is 40 + m
# with error sqrt(8/3 / 4) = 0.816. The line through equal errors at equal distances of ln 10:
#   slope 14 / (2 ln 10) = 3.0401, errors 0.816 and 0.577 / (sqrt(2) ln 10) = 0.2507 and 0.1773
# Iteration, nine: t_sync later by 1 in every run: difference -1, error sqrt(2) 0.816 = 1.155; of
#   three sizes 1.155 / sqrt(3) = 0.667. At N = 10^7 the criterion with one component left:
#   exp(-gamma) / 4 / N = 0.14036 / N; t_sync earlier by 2.
# Expected for L = 1: 1/rate = 2 / ln 2 = 2.885, difference (gamma + ln 0.4) 2.885 = -0.978
. "$(dirname "$0")/common.sh"

curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1"
times() { # SHIFT M: runs and how their times split
    local i b
    for i in 0 1 2 3; do
        b=$(($2 - 1 + i / 2 * 2))
        echo "run=$((39 + i % 2 * 2 + b + $1)),$((200 + i)),$((200 + i)),1" \
            "split=$((39 + i % 2 * 2 + $1)),$b"
    done
}
# The arguments are words: $(times ...) is to be split.
make_file a.h5 engine=simulate method=occupancy N=100000 seed=1 $(times 0 20) $curve
make_file b.h5 engine=simulate method=occupancy N=1000000 seed=2 $(times 0 27) $curve
make_file c.h5 engine=simulate method=occupancy N=10000000 seed=3 $(times 0 34) $curve
make_file nine-a.h5 closure=nine cl=0.999999 seed=4 $(times 1 20) $curve
make_file nine-b.h5 closure=nine cl=0.9999999 seed=5 $(times 1 27) $curve
make_file nine-c.h5 closure=nine cl=0.99999999 seed=6 $(times 1 34) $curve
make_file last-c.h5 closure=nine cl=0.999999985963513 seed=7 $(times -2 34) $curve
make_file other.h5 closure=nine cl=0.99999 seed=8 $(times 9 34) $curve
make_file each.h5 closure=nine criterion=each cl=0.999999 seed=9 $(times 9 20) $curve
all="c.h5 a.h5 nine-b.h5 b.h5 nine-a.h5 nine-c.h5 last-c.h5 other.h5 each.h5"

# ---- sizes: the table
run 0 sizes $all
is_empty err
has out "L = 1"
for line in \
    "      100000        4        60.00 ± 0.82        40.00 ± 0.58        20.00 ± 0.58       201.50 ± 0.65" \
    "      100000             -1.0 ± 1.2 (-0.9)                             -                             -            0.00 ± 0.91 (+0.0)" \
    "    10000000             -1.0 ± 1.2 (-0.9)              2.0 ± 1.2 (+1.7)" \
    "  N >= 100000           -1.00 ± 0.67 (-1.5)              2.0 ± 1.2 (+1.7)" \
    "  expected                           -0.98                          0.00" \
    "tend, is 2.885" \
    "      t_sync         3.04 ± 0.25                   -         3.04 ± 0.25" \
    "         t_a         0.00 ± 0.18" \
    "         t_b         3.04 ± 0.18" \
    "  3, 0.0, 1"; do
    has out "$(echo "$line" | sed 's/^ *//')"
done

# ---- the same as CSV and JSON: one number a line
run 0 sizes --format csv $all
expect_number() { # KIND N TIME SOURCE COLUMN VALUE
    awk -F, -v kind="$1" -v N="$2" -v time="$3" -v source="$4" -v column="$5" -v expected="$6" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        NF != 10 { exit 1 }
        $1 == kind && $at["N"] == N && $at["time"] == time && $at["source"] == source {
            found++
            d = $at[column] - expected
            good = $at[column] != "" && (d < 0 ? -d : d) <= 1e-6 }
        END { exit !(found == 1 && good) }' out || fail "CSV: $*: $(cat out)"
}
expect_number mean 1000000 t_sync simulation value 67
expect_number mean 1000000 t_sync simulation error 0.816496581
expect_number mean 1000000 t_sync simulation runs_or_sizes 4
expect_number mean 1000000 t_sync nine value 68
expect_number difference 10000000 t_sync last value 2
expect_number difference 10000000 t_sync last error 1.154700538
expect_number difference "" t_sync nine value -1
expect_number difference "" t_sync nine error 0.666666667
expect_number slope "" t_b simulation value 3.040061
expect_number slope "" t_b simulation error 0.177300
expect_number slope "" t_b simulation p 1
expect_number "expected slope" "" t_b simulation value 2.885390082
expect_number "expected difference" "" t_b nine value -0.978364
lacks out ",six,"
lacks out nan
run 0 sizes --format json $all
# Four slopes of the simulation, four of nine.
"$cmake" -DFILE=out -DAXIS=N -DFROM=100000 -DKEY=kind -DMATCHES='^slope$' -DCOUNT=8 \
    -P "$source_dir/tests/analysis/check_fit_json.cmake" >json_errors 2>&1 ||
    fail "JSON: $(cat json_errors)"

# ---- what is fitted, and what runs without a time do
run 0 sizes --from 1e6 $all --data sizes.dat
lacks out "t_b         3.04" # two sizes make no line
has out "N >= 1e+06"
for word in "# block: L1" "[steps]" "N >= 1e+06"; do
    has sizes.dat "$word"
done
lacks sizes.dat "# block: fit1"
make_file lacking.h5 engine=simulate method=occupancy N=1000000 seed=5 run=-1,50,500,1 split=-1,-1 $curve
run 0 sizes --format csv a.h5 b.h5 c.h5 lacking.h5
lacks out "mean,1,1000000,t_sync"
lacks out "slope,1,,t_sync"
run 0 sizes a.h5 lacking.h5
has out "1 lack it"
make_file sync.h5 engine=simulate method=occupancy N=1000000 seed=2 until=sync $(times 0 27) $curve
run 0 sizes --format csv sync.h5
expect_number mean 1000000 t_sync simulation value 67
lacks out "mean,1,1000000,t_learn"

# ---- lucky. 1 of 4 first: Clopper-Pearson 0.00631 .. 0.80588; none of 4: below 1 - 0.05^(1/4)
make_file one.h5 engine=simulate method=occupancy N=100 until=sync run=50,49,50,1 run=50,50,50,1 run=60,-1,60,1 \
    run=70,-1,70,1 run=-1,-1,9,1 run=-1,-1,3,0 $curve
make_file none.h5 L=3 until=sync run=50,-1,50,1 run=60,-1,60,1 run=50,-1,50,1 run=60,-1,60,1 $curve
make_file more.h5 L=3 seed=2 run=50,90,90,1 run=60,70,70,1 $curve
make_file alone.h5 engine=simulate method=occupancy no-attacker=1 run=50,-1,50,1 $curve
run 0 lucky one.h5 none.h5 alone.h5
tells_missing_runs_alone err
has out "1  simulate N = 100                          4         1       1  0.25 (0.00631 .. 0.806)"
has out "3  iterate six                               4         0       0  below 0.53"
lacks out "N = 10000"
make_file more.h5 L=3 seed=2 until=sync run=50,-1,50,1 run=60,-1,60,1 $curve
run 0 lucky none.h5 more.h5 --format csv # pooled
has out "3,iterate,six,0.99999,,6,0,0,0,0,0,0.3930377"
run 0 lucky --format json one.h5 none.h5
has out '"runs": 4, "learned_first": 1, "tied": 1, "undecided": 1,'
run 0 lucky one.h5 none.h5 --data lucky.dat
has lucky.dat "# block: simulate"
has lucky.dat "1 0.25 0.0063094632 0.80587955 4 1 1 # simulate N = 100"

# ---- refusals
refuses sizes "no file holds what sizes is made of: the simulation" nine-a.h5
refuses lucky "no file holds what lucky is made of: iterate or simulate" alone.h5
refuses sizes "--from \`0\` is not a whole number above 0" --from 0 a.h5
refuses lucky "--from" --from 10 one.h5
refuses sizes "--format \`xml\` is not text, json or csv" --format xml a.h5
refuses sizes "missing.h5: No such file" a.h5 missing.h5
for command in sizes lucky; do
    run 0 $command --help
    for word in --format --data --plot TPMSYNC_PLOTS Example; do
        has out "$word"
    done
done

# ---- pictures
if command -v gnuplot >/dev/null; then
    make_file L2.h5 engine=simulate method=occupancy L=2 N=100000 $(times 0 20) $curve
    picture "png svg pdf" sizes $all L2.h5
    picture "png svg pdf" sizes a.h5
    has sizes.svg "for a line" # one size: what is missing is said
    has sizes.svg "no iteration at these"
    picture svg sizes a.h5 b.h5 nine-a.h5
    has sizes.svg "for a line"
    lacks sizes.svg "no iteration at these"
    run 0 sizes $all --data sizes.dat
    named_blocks sizes.dat
    picture "png svg pdf" lucky one.h5 none.h5
    picture "png svg pdf" lucky none.h5
else
    echo "no gnuplot: the pictures are not tested"
fi

finish
