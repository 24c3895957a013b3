#!/usr/bin/env bash
# Times of the rules: files whose laws are known in; moments, growth, laws, finite-size effects, published values,
# stalled runs, columns and pictures out.
#
# Random walk: two runs of t -+ 1 with t = L^2 (100 + 20 log10 N) = a L^2 (ln N + c), a = 20 / ln 10 = 8.685890,
# c = 5 ln 10 = 11.512925; error 1, variance / mean 2/t. L = 3: s = 9 a = 78.173006, in units of 1/r(3), r(3) = 1/2
# ln(1/cos(pi/7)) = 0.052143: 4.0761.
. "$(dirname "$0")/common.sh"

parties="update=agreement no-attacker=1 attack=none until=sync"
walk="engine=simulate method=occupancy ties=minus rule=random-walk $parties"
all=
seed=0
for L in 1 2 3 4 6; do
    for k in 4 6 8; do
        t=$((L * L * (100 + 20 * k)))
        # shellcheck disable=SC2086
        make_file walk-L$L-$k.h5 $walk L=$L N=1"$(printf '%0*d' $k 0)" seed=$((seed += 1)) max-steps=10000000 \
            run=$((t - 1)),-1,$((t - 1)),1 run=$((t + 1)),-1,$((t + 1)),1
        all="$all walk-L$L-$k.h5"
    done
done

expect_number() { # RULE L N QUANTITY NAME COLUMN VALUE [TOLERANCE]
    awk -F, -v rule="$1" -v L="$2" -v N="$3" -v q="$4" -v name="$5" -v column="$6" -v expected="$7" -v most="${8:-1e-6}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        NF != 8 { exit 1 }
        $1 == rule && $2 == L && $3 == N && $4 == q && $5 == name {
            found++
            d = $at[column] - expected
            good = $at[column] != "" && (d < 0 ? -d : d) <= most * (1 + (expected < 0 ? -expected : expected)) }
        END { exit !(found == 1 && good) }' out || fail "CSV: $*: $(grep -F ",$4,$5," out)"
}

# ---- the laws are found again
# shellcheck disable=SC2086
run 0 rules --format csv $all
is_empty err
expect_number random-walk 3 10000 t_sync mean value 1620
expect_number random-walk 3 10000 t_sync mean error 1
expect_number random-walk 3 10000 t_sync mean count 2
expect_number random-walk 3 10000 t_sync variance/mean value 0.001234568
expect_number random-walk 3 "" "c + s ln N" s value 78.173006
expect_number random-walk 3 "" "c + s ln N" "s r(L)" value 4.076119
expect_number random-walk 3 "" "c + s ln N" c value 900
expect_number random-walk "" 1000000 "a L^p" p value 2
expect_number random-walk "" 1000000 "a L^p" p count 3
expect_number random-walk 1 "" "a L^2 (ln N + c)" a value 8.685890
expect_number random-walk 1 "" "a L^2 (ln N + c)" c value 11.512925
expect_number random-walk 1 "" "a L^2 (ln N + c)" chi2 value 0
expect_number random-walk 1 "" "a L^2 (ln N + c)" chi2 count 15
expect_number random-walk 1 "" "a L^p (ln N + c)" p value 2
expect_number random-walk 3 "" "a L^p (ln N + c)" p count 9
expect_number random-walk 3 10000 stalled share value 0
lacks out nan
lacks out iteration
# shellcheck disable=SC2086
run 0 rules $all
has out "a L^2 (ln N + c)                     a ="
has out "Poisson: variance/mean would be 1; it is 0.000214 to 0.0111"
has out "not fitted, too few L or N" # of L >= 6 there is one L
# shellcheck disable=SC2086
run 0 rules --from 1e6 --format csv $all # two sizes make no line
lacks out "c + s ln N"

# ---- the iteration has the N of its criterion: exp(-gamma) / (2 L (L + 1) N) with L = 3, N = 10^5
make_file iterate.h5 $parties L=3 cl=0.9999997660585 run=700,-1,700,1 run=702,-1,702,1
run 0 rules --format csv iterate.h5
expect_number iteration 3 100000 t_sync mean value 701

# ---- finite size: ln of the ratio = -0.5 x + 0.2 x^2, x = L / sqrt(N)
effects=
for L in 1 2 3 4 6; do
    for N in 100 400 1600; do
        for rule in random-walk hebbian; do
            t=$(awk -v L=$L -v N=$N -v rule=$rule 'BEGIN { x = L / sqrt(N)
                printf "%.0f", 1e8 * L * L * exp(rule == "hebbian" ? -0.5 * x + 0.2 * x * x : 0) }')
            # shellcheck disable=SC2086
            make_file $rule-$L-$N.h5 $walk rule=$rule L=$L N=$N seed=$((seed += 1)) max-steps=1000000000000 \
                run=$((t - 1000000)),-1,$((t - 1000000)),1 run=$((t + 1000000)),-1,$((t + 1000000)),1
            effects="$effects $rule-$L-$N.h5"
        done
    done
done
# shellcheck disable=SC2086
run 0 rules --format csv $effects
expect_number hebbian 2 100 t_sync "ln of the random walk's" value -0.092
expect_number hebbian 2 100 t_sync "ln of the random walk's" error 0.003710 1e-4
expect_number hebbian "" "" "all x" b value -0.5 1e-4
expect_number hebbian "" "" "all x" c value 0.2 1e-4
expect_number hebbian "" "" "all x" chi2 value 0 1e-4
expect_number hebbian "" "" "free q" q value 1 1e-3
expect_number hebbian "" "" "small x" b value -0.5 1e-3
expect_number hebbian "" "" "small x" b count 7

# ---- stalled runs are in no mean, nor is one that the step limit has cut; published values
make_file ends.h5 $walk rule=hebbian L=3 N=100 run=300,-1,300,1 run=302,-1,302,1 run=-1,-1,900,1 \
    at=0,nan,nan,0,0 at=0,nan,nan,0,0 at=2,nan,nan,-1,-1
run 0 rules --format csv ends.h5
expect_number hebbian 3 100 t_sync mean value 301
expect_number hebbian 3 100 stalled runs value 1
expect_number hebbian 3 100 stalled share value 0.3333333
expect_number hebbian 3 100 t_sync published value 303.9
expect_number hebbian 3 100 t_sync distance value -1.685354
run 0 rules --format json ends.h5
jq -e '.[0].published == [.[0].published[0]] and .[0].published[0].mean == 301' out >/dev/null || fail "$(cat out)"
make_file cut.h5 $walk rule=hebbian L=3 N=100 max-steps=900 run=300,-1,300,1 run=-1,-1,900,1
run 0 rules cut.h5
has out "cut by the limit"
run 0 rules --format csv cut.h5
lacks out "t_sync,mean"
lacks out "variance/mean"
expect_number hebbian 3 100 "step limit" runs value 1
printf 'K,L,N,update,rule,mean,error,rounding,runs,source,conditions\n3,3,100,agreement,hebbian,%s,,,,us,\n' 0 >bad.csv
refuses rules "the mean is not a number above 0" --published bad.csv ends.h5

# ---- what is taken, and what stands back
make_file mismatch.h5 engine=simulate L=3 run=90,95,95,1
run 0 rules ends.h5 mismatch.h5
has err "mismatch.h5: passed over, its parties move on mismatch"
make_file attacked.h5 engine=simulate L=3 update=agreement ties=minus rule=hebbian attack=naive until=sync run=90,-1,90,1
run 0 rules ends.h5 attacked.h5
has err "attacked.h5: passed over, it has an attacker"
make_file other.h5 $walk rule=hebbian L=3 N=100 method=weights seed=2 run=300,-1,300,1
run 0 rules --format csv ends.h5 other.h5
has err "other.h5: passed over, its method is not that of ends.h5, which has more runs"
expect_number hebbian 3 100 t_sync mean count 2
make_file more.h5 $walk rule=hebbian L=3 N=100 seed=3 run=307,-1,307,1
run 0 rules --format csv ends.h5 more.h5
expect_number hebbian 3 100 t_sync mean value 303
refuses rules "no file holds what rules is made of: t_sync of parties that move when they agree" mismatch.h5

# ---- the distribution: 60 runs of two values make a variance, and no shape
# shellcheck disable=SC2046
make_file many.h5 $walk L=3 N=1000 $(for i in $(seq 60); do echo "run=$((300 + i * i / 10)),-1,$((300 + i * i / 10)),1"; done)
run 0 rules many.h5
has out "Poisson              off by 0."
run 0 rules many.h5 --data rules.dat
for word in "# block: random-walk" "# block: distribution" "# block: laws" "[steps]"; do
    has rules.dat "$word"
done
run 0 rules --help
for word in --format --from --data --plot --published TPMSYNC_PLOTS Example; do
    has out "$word"
done

# ---- pictures
if command -v gnuplot >/dev/null; then
    # shellcheck disable=SC2086
    picture "png svg pdf" rules $all $effects iterate.h5
    named_blocks rules.dat
    picture png rules ends.h5
    picture png rules many.h5
else
    echo "no gnuplot: the pictures are not tested"
fi

finish
