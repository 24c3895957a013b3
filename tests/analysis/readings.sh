#!/usr/bin/env bash
# The readings of Table I: known runs in; readings, their numbers, distances, ranks and pictures out. The table is
# one of our own, paper.csv.
#
# Four runs: t_sync 8, 10, 12, 15, t_learn 20, 20, 24, 26, r 2.5, 2, 2, 26/15; as they are and multiplied.
# t_sync: mean 11.25, standard deviation sqrt(26.75/3) = 2.986079, error half of that, 1.493039; median 11, with one run
#   left out 12, 12, 10, 10: error sqrt(3/4 4) = 1.732051; mean deviation 2.25; median deviation (3, 1, 1, 4) 2;
#   quartiles 9.5 and 12.75. The standard deviation, by the jackknife: error 1.171186.
# r: mean 2.058333; of means 22.5/11.25 = 2, error by the jackknife 0.148255; half the standard deviations are 0.132715
#   and 0.066667 of the means of t_sync and t_learn: 2 (0.132715 + 0.066667) = 0.398763, their root 0.297036.
# Distances, the paper having 8 runs: t_sync (11.25 - 10) / sqrt(1.493039^2 (1 + 4/8) + 0.5^2/3) = 0.675224;
#   standard deviation (2.986079 - 1) / sqrt(1.171186^2 1.5 + 0.5^2/3) = 1.357386.
. "$(dirname "$0")/common.sh"

cat >paper.csv <<'TABLE'
# Source: made for the test
L,quantity,mean,spread,rounding,runs
1,t_sync,10,1,0.5,8
1,t_learn,20,1.5,0.5,8
1,r,2,0.3,0.05,8
2,t_sync,40,6,0.5,8
2,t_learn,850,60,5,8
2,r,20,3,0.5,8
3,t_sync,90,10,0.5,8
3,t_learn,9e7,1e7,5e5,8
3,r,1e6,2e5,5e4,8
TABLE

# four FILE SYNC LEARN OPTIONS...: the four runs, times multiplied.
four() {
    local file=$1 sync=$2 learn=$3 pair
    local runs=()
    shift 3
    for pair in "8 20" "10 20" "12 24" "15 26"; do
        # shellcheck disable=SC2086
        set -- "$@" $pair
        runs+=("run=$((${*: -2:1} * sync)),$((${*: -1} * learn)),$((${*: -1} * learn)),1")
        set -- "${@:1:$#-2}"
    done
    make_file "$file" "${runs[@]}" "$@"
}
four stated-L1.h5 1 1 L=1
four stated-L2.h5 8 40 L=2
four stated-L3.h5 9 4000 L=3
four initial-L2.h5 4 40 L=2 initial=1
four initial-L3.h5 8 4000 L=3 initial=1
four norm-L1.h5 1 1 L=1 cl=0.999985
four norm-L2.h5 16 40 L=2 cl=0.999995
four norm-L3.h5 16 4000 L=3 cl=0.9999975
all="stated-L1.h5 stated-L2.h5 stated-L3.h5 initial-L2.h5 initial-L3.h5 norm-L1.h5 norm-L2.h5 norm-L3.h5"

readings() { # STATUS ARGUMENTS...
    run "$1" readings --paper paper.csv "${@:2}"
}
look() { jq -e "$1" out >/dev/null || fail "$1: $(jq -c . out | cut -c1-1500)"; }
labels() { look "[.readings[].reading] == $1"; }
# number READING L QUANTITY STATISTIC FIELD VALUE, of the JSON in out.
number() {
    jq -e --arg r "$1" --argjson L "$2" --arg q "$3" --arg s "$4" --arg f "$5" --argjson v "$6" \
        '[.readings[] | select(.reading == $r) | .numbers[] | select(.L == $L and .quantity == $q) | .[$s][$f]]
         | length == 1 and (.[0] as $x | if $v == null then $x == null else ($x - $v | fabs) <= 1e-6 * (1 + $v) end)' \
        out >/dev/null || fail "$*: $(jq -c '.readings' out | cut -c1-1500)"
}

# ---- what is a reading: the start and the criterion may go with L
# shellcheck disable=SC2086
readings 0 --format json $all
is_empty err
labels '["initial=1", "as stated", "cl=1-1e-5/Q"]'
look '[.readings[].rank] == [1, 2, 3] and ([.readings[].as_stated] == [false, true, false])'
look '.source == "made for the test" and .remarks == []'
number initial=1 1 t_sync mean value 11.25 # L = 1 has but one start
number initial=1 2 t_sync mean value 45
number "as stated" 2 t_sync mean value 90
number cl=1-1e-5/Q 3 t_sync mean value 180
# L = 2 alone is the criterion 1e-5/L as well, which has L = 1, too.
readings 0 --format json stated-L1.h5 norm-L2.h5
labels '["cl=1-1e-5/L"]'
look '.readings[0] | has("rank") | not'
readings 0 --format json stated-L2.h5 norm-L2.h5
labels '["as stated", "cl=1-1e-5/Q"]'

# ---- the numbers
# shellcheck disable=SC2086
readings 0 --format json $all
while read -r quantity statistic field value; do
    number "as stated" 1 "$quantity" "$statistic" "$field" "$value"
done <<'NUMBERS'
t_sync mean error 1.493039406
t_sync mean distance 0.675223705
t_sync mean percent 12.5
t_sync of-means error 1.493039406
t_sync median value 11
t_sync median error 1.732050808
t_sync sd value 2.986078811
t_sync sd error 1.171186033
t_sync sd distance 1.357386478
t_sync half-sd value 1.493039406
t_sync mean-deviation value 2.25
t_sync median-deviation value 2
t_sync median-deviation error 0.75
t_sync half-quartiles value 1.625
t_sync standard-error value 1.055738289
t_learn mean value 22.5
t_learn half-sd-sum value 1.5
r mean value 2.058333333
r mean error 0.160078106
r of-means value 2
r of-means error 0.148255007
r of-means distance 0
r half-sd-sum value 0.398762561
r half-sd-sum error 0.122230059
r half-sd-root value 0.297036113
r median-deviation value 0.133333333
NUMBERS

# ---- fits: chi^2 is the sum of the squares; in the misfit none counts more than 25
for statistic in mean median sd; do
    jq -e --arg s $statistic '.readings[] | .fit[$s] as $fit | [.numbers[][$s].distance] as $z
        | ($z | length) == 9 and ($z | map(. * .) | add - $fit.chi2 | fabs) <= 1e-9 * $fit.chi2
        and ($z | map([. * ., 25] | min) | add - $fit.misfit | fabs) <= 1e-9
        and ($z | map(select(fabs <= 3)) | length) == $fit.within and $fit.numbers == 9
        and ($fit.chi2_t_sync + $fit.chi2_t_learn + $fit.chi2_r - $fit.chi2 | fabs) <= 1e-9 * $fit.chi2' out >/dev/null ||
        fail "the fits: $(jq -c '.readings[].fit' out)"
done
look '[.readings[].fit.mean.misfit] | . == sort and .[2] < 9 * 25'
# Of t_learn and r of L = 3 every reading is as far; a thousandth is what it would have to be.
look '[.unexplained[] | "\(.quantity)\(.L)"] == ["t_learn3", "r3"]'
look '.unexplained[0] | .value == 90000 and .paper_in_nearest == 1000 and .distance < -100'
look '[.spreads[].statistic] == ["sd", "half-sd", "mean-deviation", "median-deviation", "half-quartiles",
    "standard-error", "half-sd-sum", "half-sd-root"]'
look '.ratios | map(.L) == [1, 2, 3] and (.[0] | .paper == 1 and (.rounding - 0.035355 | fabs) < 1e-6)
    and (map(.best - 1.029167 | fabs) | max) < 1e-6'
look '.spreads[0].best as $best | .spreads[0].misfit as $least | [.readings[] | .fit.sd.misfit] | min == $least'

# ---- the text
# shellcheck disable=SC2086
readings 0 $all
grep -qE "^    2  as stated +11\.2 ± 1\.5 +\+0\.7 +\+12\.5% +90 ± 12 +\+3\.4 +\+125\.0%" out ||
    fail "the row: $(cat out)"
has out "paper, as printed"
has out "t_learn, L = 3: paper 9e+07; nearest (9.00 ± 0.60)e+04 (initial=1; mean)"
has out "paper / nearest = 1e+03"
has out "L = 1: paper 1.000 (its rounding makes 0.035); here 1.029"

# ---- the fullest runs that waited for it, pools, and runs that lack a time
four sync-L3.h5 10 10 L=3 until=sync seed=2
make_file more-L3.h5 L=3 until=sync seed=3 run=100,-1,100,1 run=120,-1,120,1
# shellcheck disable=SC2086
readings 0 --format json $all sync-L3.h5 more-L3.h5
labels '["initial=1", "as stated", "cl=1-1e-5/Q"]'
number "as stated" 3 t_sync mean value 111.6666667 # (450 + 220) / 6
number "as stated" 3 t_learn mean value 90000
look '[.readings[1].numbers[] | select(.L == 3) | .runs] == [6, 4, 4]'
make_file slow-L3.h5 L=3 attack=naive-strict run=80,-1,1000,1 run=100,500,500,1
# shellcheck disable=SC2086
readings 0 --format json $all slow-L3.h5
labels '["initial=1", "as stated", "cl=1-1e-5/Q", "attack=naive-strict"]'
number attack=naive-strict 3 t_sync mean value 90
number attack=naive-strict 3 t_learn mean value null
look '.readings[3] | .numbers[1].lacking == 1 and .numbers[1].bound == 750 and .numbers[2].bound == 8.75
    and .fit.mean.numbers == 1 and .fit.mean.misfit == null and .attack == "naive-strict"'
# shellcheck disable=SC2086
readings 0 $all slow-L3.h5
grep -qE "^    -  attack=naive-strict +- +- +- +- +- +- +≥ 750 +- +-$" out || fail "the bound: $(cat out)"
make_file one-L1.h5 L=1 criterion=each run=9,10,10,1
readings 0 --format json one-L1.h5
labels '["criterion=each"]'
number criterion=each 1 t_sync mean value 9
number criterion=each 1 t_sync mean error null
number criterion=each 1 t_sync mean distance null

# ---- what is no reading of the paper
make_file K.h5 L=2 K=5 run=9,10,10,1
make_file alone.h5 L=2 no-attacker=1 attack=none run=9,-1,10,1
make_file L5.h5 L=5 run=9,10,10,1
make_file continuous.h5 engine=continuous run=-1,-1,10000,1
readings 0 --format json stated-L2.h5 K.h5 alone.h5 L5.h5 continuous.h5
labels '["as stated"]'
has err "K.h5: passed over, its K is not the paper's"
has err "alone.h5: passed over, it has no attacker"
has err "L5.h5: passed over, the paper has nothing for L = 5"
has err "continuous.h5: passed over, it has no runs of the discrete machines"
look '.remarks | length == 4'
refuses readings "no file holds what readings is made of: runs of the paper's protocol with an attacker" K.h5
cp stated-L2.h5 same.h5
refuses readings "the same runs would be counted twice" stated-L2.h5 same.h5
refuses readings "missing.h5: No such file" stated-L2.h5 missing.h5
refuses readings "nothing.csv" --paper nothing.csv stated-L2.h5
run 0 readings --help
has out "misfit"

# ---- columns, lines, pictures
# shellcheck disable=SC2086
readings 0 --data readings.dat $all
for text in "# block: readings" "# block: t_sync" "# block: t_learn" "# block: ratio" '"initial=1" 1 ' \
    "2 1 1.125 0.1493 0.1094 0.6752 4"; do
    has readings.dat "$text"
done
# shellcheck disable=SC2086
readings 0 --format csv $all
awk -F, 'NR > 1 && NF == 12 { rows++ } NR > 1 && NF != 12 { exit 1 } END { exit rows != 3 * 3 * 3 * 11 }' out ||
    fail "CSV: $(head -3 out)"
has out '"as stated",2,1,t_sync,sd,4,0,2.986078811,1.17119,1,1.35739,2.98608'
# The paper's own table, and pictures with bounds, gaps and without.
# shellcheck disable=SC2086
picture "png svg pdf" readings $all slow-L3.h5
named_blocks readings.dat
has out "6.9e+07"
picture png readings stated-L1.h5
finish
