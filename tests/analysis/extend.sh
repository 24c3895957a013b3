#!/usr/bin/env bash
# Table I carried on, and luck by splitting: files of split whose law of growth is known in; the
# table, the law, columns and pictures out.
#
# t_sync: two runs of 10 L^2 -+ 1 steps, error 1: ln t_sync = ln 10 + 2 ln L.
# t_learn = exp(3 + L/2 + L^2/4): the learning time after synchronisation is that - 10 L^2, its
#   error 2. L = 3: exp(6.75) = 854.058763, error sqrt(1 + 4) = 2.236068; r 9.489542.
# Two more runs of L = 3, to the end: t_sync 89 and 91, t_learn 838 and 842: mean 840, error 2;
#   t_sync is then of four runs, error sqrt(4/3 / 4) = 0.577350, t_learn by splitting has error
#   sqrt(1/3 + 4) = 2.081666, distance 14.058763 / sqrt(13/3 + 4) = 4.870096; r of means 840/90,
#   of the runs (838/89 + 842/91) / 2 = 9.334239.
# N = 1000, L = 3: t_learn 850, 870: mean 860, error 10; in predictions 860 / 854.058763.
. "$(dirname "$0")/common.sh"

curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1"
levels="level=0.5,1 level=0.1,0.2"
replicates="replicate=0.01,0.02,30,100 replicate=0.03,0.04,nan,100"
# A passage takes 1/0.02 steps.
attributes="passage=50 passage-error=1 passage-mark=40 dead-mark=3 dead-learned=30"
split="engine=split $attributes $levels"
all=
# The arguments are words: they are to be split.
for L in 2 3 4 5 6 7; do
    t=$((10 * L * L))
    after=$(awk -v L=$L -v t=$t 'BEGIN { printf "%.17g", exp(3 + L / 2 + L * L / 4) - t }')
    make_file split-L$L.h5 L=$L $split $replicates learning-time="$after" learning-time-error=2
    make_file sync-L$L.h5 L=$L no-attacker=1 run=$((t - 1)),-1,$((t - 1)),1 \
        run=$((t + 1)),-1,$((t + 1)),1 $curve
    all="$all split-L$L.h5 sync-L$L.h5"
done
make_file whole.h5 L=3 seed=2 run=89,838,838,1 run=91,842,842,1 $curve
make_file finite.h5 engine=simulate L=3 N=1000 run=89,850,850,1 run=91,870,870,1 $curve
make_file luck.h5 engine=split event=lucky L=4 trials=100 replicates=3 lucky=2e-12 \
    lucky-error=1e-12 replicate=1e-12,500 replicate=0,500 replicate=5e-12,600

expect_number() { # L N QUANTITY SOURCE NAME COLUMN VALUE
    awk -F, -v L="$1" -v N="$2" -v q="$3" -v source="$4" -v name="$5" -v column="$6" -v expected="$7" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        NF != 8 { exit 1 }
        $1 == L && $2 == N && $3 == q && $4 == source && $5 == name {
            found++
            d = $at[column] - expected
            good = $at[column] != "" && (d < 0 ? -d : d) <= 1e-6 * (1 + expected) }
        END { exit !(found == 1 && good) }' out || fail "CSV: $*: $(cat out)"
}

# ---- the law is found again
run 0 extend --format csv $all
is_empty err
expect_number 3 "" t_learn splitting mean value 854.058763
expect_number 3 "" t_learn splitting mean error 2.236068
expect_number 3 "" t_learn splitting "after t_sync" value 764.058763
expect_number 3 "" t_learn splitting mean count 2
expect_number 3 "" r means ratio value 9.489542
expect_number 3 "" t_learn paper mean value 45000
expect_number "" "" t_learn both a value 3
expect_number "" "" t_learn both b value 0.5
expect_number "" "" t_learn both c value 0.25
expect_number "" "" t_learn both chi2 value 0
expect_number "" "" t_learn both AIC value 6
expect_number "" "" t_learn both a count 6
expect_number "" "" t_sync power a value 2.302585
expect_number "" "" t_sync power b value 2
expect_number "" "" t_sync power rms value 0
lacks out "brute force"
lacks out nan
run 0 extend $all
has out "best of the first three by AIC: a + b L^2"
has out "best of the first three by AIC: a + b ln L"
run 0 extend --from 5 $all # three points make no parabola
has out "not fitted, too few L"
has out "t_learn: ln t over L >= 5"

# ---- brute force, finite N and another criterion beside it
run 0 extend --format csv $all whole.h5 finite.h5
expect_number 3 "" t_learn "brute force" mean value 840
expect_number 3 "" t_learn "brute force" mean error 2
has err "sync-L3.h5: passed over, its no-attacker is not that of whole.h5"
expect_number 3 "" t_learn splitting mean error 2.236068
expect_number 3 "" t_learn splitting distance value 4.686254
expect_number 3 "" r means ratio value 9.333333
expect_number 3 "" r "brute force" mean value 9.334239
expect_number 3 1000 t_learn simulation mean value 860
expect_number 3 1000 t_learn splitting prediction value 854.058763
expect_number 3 1000 t_learn simulation "in predictions" value 1.006957
run 0 extend $all whole.h5 finite.h5
has out "90.0 ± 1.0               854.1 ± 2.2               840.0 ± 2.0       2   +4.7"
has out "9.334 ± 0.081"
# 1 - 0.1/(N L) for N = 1000, L = 3: another learning time, the t_sync of the table.
make_file at-N.h5 names=dashes strings=fixed L=3 cl=0.99996666666666667 $split $replicates learning-time=770 learning-time-error=2
run 0 extend --format csv $all finite.h5 at-N.h5
expect_number 3 "" t_learn splitting mean value 854.058763
expect_number 3 1000 t_learn splitting prediction value 860
# Another seed is pooled, the same one passed over; runs that lack t_learn make no mean.
make_file other.h5 L=3 seed=2 replicates=6 $split learning-time=864.058763 learning-time-error=2 \
    $replicates $replicates $replicates
run 0 extend --format csv $all other.h5
expect_number 3 "" t_learn splitting "after t_sync" value 839.058763 # weights 1 : 3
run 0 extend split-L3.h5 sync-L3.h5 split-L3.h5
has err "split-L3.h5: passed over, its runs are those of split-L3.h5"
make_file lacking.h5 L=3 seed=3 run=90,-1,900,1 $curve
run 0 extend $all whole.h5 lacking.h5
has out "1 lack it"
run 0 extend --format csv $all whole.h5 lacking.h5
lacks out "t_learn,brute force"

# ---- as JSON, and the columns
run 0 extend --format json $all whole.h5 finite.h5
# 2 + 2 + 2 + 3 coefficients of each time.
"$cmake" -DFILE=out -DAXIS=value -DFROM=2 -DKEY=name -DMATCHES='^[abc]$' -DCOUNT=18 \
    -P "$source_dir/tests/analysis/check_fit_json.cmake" >json_errors 2>&1 ||
    fail "JSON: $(cat json_errors)"
run 0 extend $all whole.h5 finite.h5 --data extend.dat
for word in "# block: t_sync" "# block: law_t_learn" "# block: splitting" "# block: brute" \
    "# block: paper" "# block: simulate" "[steps]"; do
    has extend.dat "$word"
done
has extend.dat "3 1000 860 10 854.05876 2.236"
has extend.dat "3 376 4.5e+04"

# ---- lucky: the mean, and 1.96 standard errors
run 0 lucky luck.h5
has out "4  splitting six                             3         -       -  2e-12 (4e-14 .. 3.96e-12)"
run 0 lucky luck.h5 --format csv
has out "4,split,six,0.99999,,3,,,,2e-12,4.003601546e-14,3.959963985e-12"
run 0 lucky --format json luck.h5 whole.h5
has out '"p": 2e-12'
run 0 lucky luck.h5 whole.h5 --data lucky.dat
has lucky.dat "# block: split_six"
run 0 extend $all luck.h5 # which is none of its business

# ---- refusals
refuses extend "no file holds what extend is made of: the passage" luck.h5 whole.h5
refuses extend "missing.h5: No such file" split-L3.h5 missing.h5
refuses extend "--from \`0\` is not a whole number" --from 0 split-L3.h5
faulty() { # TEXT ARGUMENTS...: instead of, or beside, those of a good file
    local text=$1
    shift
    make_file bad.h5 L=3 $split $replicates learning-time=800 learning-time-error=2 "$@"
    refuses extend "bad.h5: $text" split-L3.h5 bad.h5
}
for name in event closure cl seed L trials replicates passage passage-error passage-mark dead-mark \
    dead-learned learning-time learning-time-error; do
    faulty "attribute \`${name//-/_}\` is missing" without=$name
done
for name in rate_learned rate_mark transit moves probability; do
    faulty "dataset /replicates/$name is missing" without=/replicates/$name
    faulty "dataset /replicates/$name has 1 entries, but attribute \`replicates\` is 2" \
        short=/replicates/$name
done
faulty "dataset /levels/gap is missing" without=/levels/gap
faulty "dataset /levels/gap does not fall" level=0.1,0.5
faulty "/replicates/probability of replicate 0 holds 1.5" level=0.05,1.5
faulty "--event guess: must be one of passage|lucky" event=guess
faulty "attribute \`learning_time\` is inf, not above 0" learning-time=inf
faulty "attribute \`learning_time\` is -1, not above 0" learning-time=-1
faulty "attribute \`learning_time_error\` is nan, not 0 or above" learning-time-error=nan
faulty "attribute \`passage\` is not what the replicates say" passage=51
faulty "attribute \`dead_mark\` is larger than \`dead_learned\`" dead-mark=31
faulty "--trials 0: must be from 32 to" trials=0
faulty "--cl 1: must be above 0 and below 1" cl=1
make_file bad.h5 L=3 $split learning-time=800 learning-time-error=2 \
    replicate=0.05,0.02,30,100 replicate=-0.01,0.04,30,100
refuses extend "bad.h5: /replicates/rate_learned of replicate 1 is -0.01" bad.h5
lucky="engine=split event=lucky lucky=0.5 lucky-error=0.1 replicate=0.4,10 replicate=0.6,10"
make_file bad.h5 $lucky lucky=0.6
refuses lucky "bad.h5: attribute \`lucky\` is not what the replicates say" bad.h5
make_file bad.h5 $lucky lucky=1.5
refuses lucky "bad.h5: attribute \`lucky\` is 1.5, no probability" bad.h5
make_file bad.h5 $lucky without=lucky-error
refuses lucky "bad.h5: attribute \`lucky_error\` is missing" bad.h5
head -c 3000 split-L3.h5 >bad.h5
refuses extend "bad.h5: cannot be opened (HDF5: truncated file" bad.h5
run 0 extend --help
for word in --format --from --data --plot TPMSYNC_PLOTS Example; do
    has out "$word"
done

# ---- pictures
if command -v gnuplot >/dev/null; then
    picture "png svg pdf" extend ${all/sync-L3.h5/} whole.h5 finite.h5
    picture "png svg" extend split-L3.h5 sync-L3.h5
    has extend.svg "for a law" # one L: what is missing is said
    named_blocks extend.dat
    named_blocks lucky.dat
    picture png extend split-L3.h5
    picture "png svg pdf" lucky luck.h5 whole.h5
    picture png lucky luck.h5
else
    echo "no gnuplot: the pictures are not tested"
fi

finish
