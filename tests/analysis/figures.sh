#!/usr/bin/env bash
# The figures: known runs in, the numbers, columns and pictures out.
#
# Fig. 1, six: t_sync 50, 52, 54, 70, t_learn 60, 40, 54, 100. Quartiles of t_sync 51.5 and 58,
#   2 * 6.5 / 4^(1/3) = 8.19, rounded to 10. Bins 1-10, 11-20, ...
#   t_sync:  41-50 one, 51-60 two, 61-70 one; t_learn: 31-40, 91-100 one each, 51-60 two
#   overlap min(2, 2) / 4 = 0.5; learned first 1 of 4, Wilson 0.0456 .. 0.6994; same step 1
# simulate: t_sync 50, 60, -, 70, t_learn 60, 50, 80, - and one run with neither, one not done:
#   learned first: 60 > 50 no, 50 < 60 yes, third yes, fourth no: 2 of 4, Wilson 0.1500 .. 0.8500
#   t_sync is reached by 3 runs, the fewest of all, so the bins follow them: quartiles 55 and
#   65, 2 * 10 / 3^(1/3) = 13.87, rounded to 10.
. "$(dirname "$0")/common.sh"

curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1 mean=20,4,-1,0,0.5,0.1"
six="run=50,60,60,1 run=52,40,52,1 run=54,54,54,1 run=70,100,100,1"
make_file six.h5 $six $curve
make_file nine.h5 closure=nine $six $curve
make_file sim.h5 engine=simulate run=50,60,60,1 run=60,50,60,1 run=-1,80,200,1 \
    run=70,-1,200,1 run=-1,-1,200,1 run=-1,-1,3,0 \
    mean=0,6,0.0,0.1,0.0,0.1 mean=10,6,-0.53,0.2,0.25,0.1 mean=15,6,-0.9,0.1,0.25,0.1
make_file L3.h5 L=3 run=300,204000,204000,1 run=400,2400,2400,1 run=350,35000,35000,1 \
    run=400,-1,90000,1 $curve
states="state=2,-0.8,3,0.4 state=3,-1,5.7,-0.28"
points="point=0,0,0 point=1,-0.6,0.7 point=2,-0.8,0.8"
make_file ode.h5 engine=ode $states $points
make_file full.h5 engine=ode attacker=full $states $points
make_file cont.h5 engine=continuous run=-1,-1,10000,1 mean=0,20,0,0.01,0,0.01 \
    mean=0.5,20,-0.33,0.02,0.4,0.01 mean=2,20,-0.8,0.02,0.8,0.01

row() { # FILE BLOCK LOWER_EDGE: the row of a histogram
    awk -v block="# block: $2" -v low="$3" \
        '/^# block:/ { inside = ($0 == block) } inside && $1 == low' "$1"
}

expect() { # TEXT EXPECTED
    [ "$1" = "$2" ] || fail "\"$1\" instead of \"$2\""
}

# ---- fig1: numbers
run 0 fig1 six.h5 nine.h5
tells_missing_runs_alone err
has out "bins of 10 steps"
has out "overlap of the distributions  0.5000"
has out "learned before synchronised   0.2500 [0.0456, 0.6994], 1 of 4 runs, and 1 at the same"
has out "mean t_sync   56.50"
has out "left out: simulate, as no file holds the simulation for L = 1"
lacks out "left out: nine"
run 0 fig1 sim.h5 six.h5 --data fig1.dat
tells_missing_runs_alone err
has out "learned before synchronised   0.5000 [0.1500, 0.8500], 2 of 4 runs, and 0 at the same"
has out "ended with neither, by the step limit or stalled: 1 runs"
has out "over the 3 of 5 runs that have reached it"
has out "between six and simulation: 0.0300, at step 10"
has out "left out: nine"

# ---- fig1: columns
for word in "lower edge of the bin [steps]" "counting error" "[1/steps]" "# block: six" \
    "# block: six_mean" "# block: simulate_mean" "standard deviation between runs" "cl = 1 - 1e-05"; do
    has fig1.dat "$word"
done
lacks fig1.dat "# block: nine"
expect "$(row fig1.dat six 50.5)" \
    "50.5 60.5 55.5 2 5.000000e-02 3.535534e-02 2 5.000000e-02 3.535534e-02"
# of 5 runs done: 1 / (5 * 10), 2 / (5 * 10)
expect "$(row fig1.dat simulate 50.5)" \
    "50.5 60.5 55.5 1 2.000000e-02 2.000000e-02 1 2.000000e-02 2.000000e-02"
expect "$(row fig1.dat simulate_mean 10)" "10 -0.53000000 0.20000000 6"
area=$(awk '/^# block:/ { inside = ($3 == "six") } inside && !/^#/ && NF { a += $5 * ($2 - $1) }
    END { printf "%.6f", a }' fig1.dat)
expect "$area" 1.000000
expect "$(awk '/^# block:/ && NR > 1 && blank >= 2 { n++ } NF == 0 { blank++ } NF { blank = 0 }
    END { print n }' fig1.dat)" 3 # two blank lines before each block but the first

# ---- fig2: numbers and columns
run 0 fig2 L3.h5 ode.h5 full.h5 cont.h5 --data fig2.dat
tells_missing_runs_alone err
has out "smallest r  6  (run 1: t_sync 400, t_learn 2400 steps)"
has out "largest r   680  (run 0: t_sync 300, t_learn 204000 steps)"
has out "mean r      262.00"
has out "without r, as the step limit ended them: 1 of 4 runs"
# rho_AB at alpha 0.5: equation -0.3, simulation -0.33, limit 3 * 0.02 / sqrt(20) + 0.01 = 0.0234
has out "rho_AB: simulation and equation differ by at most 0.0300 (standard error 0.0045), at alpha 0.5"
has out "beyond 3 standard errors + 0.01 at 1 of 3 points"
lacks out "left out"
for word in "[1]" "# block: ratio" "# block: post_sync" "# block: full" "# block: continuous" \
    "alpha = steps / N" "standard error of that mean"; do
    has fig2.dat "$word"
done
expect "$(row fig2.dat continuous 0.5)" "0.5 -0.33000000 0.00447214 0.40000000 0.00223607 20"
expect "$(row fig2.dat post_sync 1)" "1 -0.60000000 0.70000000"
run 0 fig2 L3.h5 --eta 2.5 ode.h5 cont.h5
has err "ode.h5: passed over, it does not hold eta = 2.5"
has err "cont.h5: passed over, eta is 3, not 2.5"
has out "left out: post_sync"
has out "left out: continuous"

# ---- transition
run 0 transition ode.h5 --data transition.dat
has out "eta_c      2.683000"
has out "  2.0000          -0.800000    +3.0000  unstable     +0.4000  unstable"
has out "  3.0000          -1.000000    +5.7000  unstable     -0.2800  stable"
has transition.dat "#   1  learning rate eta [1]"
expect "$(row transition.dat stationary 3)" "3 -1.00000000 5.7 -0.28"

# ---- files of several seeds are put together; those without a place are named
# t_sync 50, 52, 54, 70 twice and 61: mean 513 / 9. Mean overlap at step 10: (4 * -0.5 + 5 * -0.4) / 9, its deviation
# sqrt((3 * 0.04 + 4 * 0.01 + 0.1^2 * 4 * 5 / 9) / 8). Beyond its last step the second counts on.
make_file more.h5 seed=2 $six run=61,99,99,1 mean=0,5,0.0,0.1,0.0,0.1 mean=10,5,-0.4,0.1,0.3,0.1
make_file again.h5 seed=2 run=50,60,60,1 $curve
make_file looser.h5 cl=0.999 $six $curve
make_file few.h5 seed=3 run=50,60,60,1 $curve
for order in "six.h5 more.h5" "more.h5 six.h5"; do
    run 0 fig1 $order L3.h5 ode.h5 again.h5 looser.h5 --data fig1.dat
    has err "again.h5: passed over, its runs are those of more.h5"
    has err "looser.h5: passed over, six.h5 has the same series, and more of it; it differs in cl"
    has err "L3.h5: passed over, L is 3, not 1"
    has err "ode.h5: passed over, engine ode is not part of the figure"
    has out "six.h5 and 1 more: iterate six, cl = 1 - 1e-05, L = 1, 9 runs of 2 seeds"
    has out "mean t_sync   57.00"
    expect "$(row fig1.dat six_mean 10)" "10 -0.44444444 0.15092309 9"
    expect "$(row fig1.dat six_mean 20)" "20 -0.66666667 $(row fig1.dat six_mean 20 | cut -d' ' -f3) 9"
done
run 0 fig1 few.h5 looser.h5 six.h5 --format json
jq -e '.series.six.files == ["six.h5", "few.h5"] and .series.six.seeds == [1, 3]' out >/dev/null ||
    fail "files and seeds: $(jq -c '.series.six | [.files, .seeds]' out)"
make_file L3-more.h5 L=3 seed=7 run=10,9000,9000,1 run=20,60,60,1 $curve
run 0 fig2 L3.h5 L3-more.h5
has out "smallest r  3  (run 1 of L3-more.h5: t_sync 20, t_learn 60 steps)"
has out "largest r   900  (run 0 of L3-more.h5"

# ---- refusals: the essential file is missing or unsuitable, nothing is written
rm -f none.dat none.png
refuses fig1 "no file holds what fig1 is made of: the iteration with closure six" sim.h5 nine.h5
refuses fig2 "no file holds what fig2 is made of: the iteration with closure six for L = 3" six.h5
refuses transition "no file holds what transition is made of" L3.h5
make_file one.h5 engine=ode state=3,-1,5.7,-0.28 $points
refuses transition "it holds one learning rate only" one.h5
make_file bad.h5 no-attacker=1 run=60,-1,60,1 mean=0,1,0,0,0,0
refuses fig1 "bad.h5: passed over, it has no attacker" bad.h5
for unsuitable in "criterion=each:the criterion is each" \
    "until=sync:its runs waited for sync" \
    "L=2:L is 2, not 1"; do
    make_file bad.h5 "${unsuitable%%:*}" $six $curve
    refuses fig1 "bad.h5: passed over, ${unsuitable#*:}" bad.h5
done
for unsuitable in "until=sync:its runs waited for sync" "ties=plus:ties are plus" "K=5:its K is not the paper's" \
    "N=100:N is 100, not 10000"; do
    make_file bad.h5 engine=simulate "${unsuitable%%:*}" $six $curve
    run 0 fig1 six.h5 bad.h5
    has err "bad.h5: passed over, ${unsuitable#*:}"
done
refuses fig1 "missing.h5: No such file" six.h5 missing.h5
make_file bad.h5 $six
refuses fig1 "bad.h5: dataset /mean/step is missing" six.h5 bad.h5
make_file bad.h5 $six $curve short=/mean/rho_ab
refuses fig1 "bad.h5: dataset /mean/rho_ab has 2 entries, but the length of /mean/step is 3" bad.h5
make_file bad.h5 $six $curve mean=15,4,0,0,0,0
refuses fig1 "bad.h5: dataset /mean/step does not rise" bad.h5
make_file bad.h5 $six $curve mean=25,4,-1.5,0,0,0
refuses fig1 "bad.h5: row 3 of /mean does not hold overlaps of 4 runs" bad.h5
make_file bad.h5 $six $curve split=20,30 split=12,40 split=4,50 split=30,41
refuses fig1 "bad.h5: run 3 contradicts itself: t_sync 70, t_a 30, t_b 41" bad.h5
make_file bad.h5 $six run=-1,-1,1000000,1 $curve split=20,30 split=12,40 split=4,50 split=30,40 split=1,2
refuses fig1 "bad.h5: run 4 contradicts itself: t_sync -1, t_a 1, t_b 2" bad.h5
make_file bad.h5 no-attacker=1 ghost=1 run=60,-1,60,1 $curve
refuses fig1 "bad.h5: row 0 of /mean holds an overlap of the attacker, and there is none" bad.h5
make_file bad.h5 run=60,70,70,1 mean=0,1,0,0,nan,nan
refuses fig1 "bad.h5: row 0 of /mean does not hold overlaps of 1 runs" bad.h5
make_file bad.h5 engine=ode $states $points alpha-step=15
refuses transition "bad.h5: --alpha-step 15: must not be above --alpha-max 14" bad.h5
make_file bad.h5 engine=ode $states $points alpha-step=1e-6
refuses transition "bad.h5: --alpha-step 1e-06: makes more than 10^6 points" bad.h5
for eta in inf 1000; do
    make_file bad.h5 engine=ode state=$eta,-1,5.7,-0.28 $states $points
    refuses transition "bad.h5: /stationary holds no overlap or rates for learning rate 0" bad.h5
done
make_file bad.h5 engine=ode $states $points alpha-max=2e6
refuses transition "bad.h5: --alpha-max 2000000: must be above 0 and below 1e+06" bad.h5
make_file good_split.h5 $six $curve split=20,30 split=12,40 split=4,50 split=30,40
run 0 fig1 good_split.h5
for name in eta-c attacker alpha-max fixed-point; do
    make_file bad.h5 engine=ode $states $points without=$name
    refuses transition "bad.h5: attribute \`${name//-/_}\` is missing" ode.h5 bad.h5
done
for name in /eta /mean/alpha /mean/rho_ao /stationary/rho_ab /stationary/growth_minus; do
    make_file bad.h5 engine=ode $states $points without=$name
    refuses transition "bad.h5: dataset $name is missing" ode.h5 bad.h5
done
make_file bad.h5 engine=ode $states $points short=/mean/rho_ab
refuses transition "bad.h5: dataset /mean/rho_ab has 1 entries, but the length of /eta is 2" bad.h5
make_file bad.h5 engine=continuous run=-1,-1,10000,1 mean=0,20,0,0.01,0,0.01 without=eta
refuses fig2 "bad.h5: attribute \`eta\` is missing" L3.h5 bad.h5

# ---- usage
for command in fig1 fig2 transition; do
    run 0 $command --help
    tells_missing_runs_alone err
    for word in --data --plot TPMSYNC_PLOTS Example; do
        has out "$word"
    done
    run 2 $command
    has err "no files are given"
    run 2 $command six.h5 --plot picture.gif --sideways
    has err "does not end in .png, .svg or .pdf"
    has err "--sideways"
done
run 2 fig1 --N 0 six.h5
has err "--N \`0\`"
run 2 fig2 --eta -1 L3.h5
has err "--eta \`-1\`"
run 2 transition --eta 3 ode.h5
has err "--eta"

# ---- pictures, in all formats, with every set of series and of paths that are awkward
if command -v gnuplot >/dev/null; then
    picture "png svg pdf" fig1 six.h5
    picture "png svg pdf" fig1 six.h5 nine.h5 sim.h5
    picture "png svg pdf" fig2 L3.h5
    picture "png svg pdf" fig2 L3.h5 cont.h5
    picture "png svg pdf" fig2 L3.h5 cont.h5 ode.h5 full.h5
    picture "png svg pdf" transition ode.h5
    has transition.svg ">both<" # where both states are stable
    named_blocks fig1.dat
    named_blocks fig2.dat
    named_blocks transition.dat
    make_file above.h5 engine=ode state=3,-1,5.7,-0.28 state=3.5,-1,6,-0.9 $points
    picture "png svg pdf" transition above.h5
    mkdir -p "a b"
    run 0 fig1 six.h5 --plot "a b/it's.svg"
    signature "a b/it's.svg" svg
    # A template that fails, and one that draws nothing.
    mkdir -p plots && echo "plot nothing_of_this_name" >plots/fig1.gp
    TPMSYNC_PLOTS=$work/plots run 1 fig1 six.h5 --plot failed.png
    has err "gnuplot failed to draw failed.png"
    : >plots/fig1.gp
    TPMSYNC_PLOTS=$work/plots run 1 fig1 six.h5 --plot failed.png
    has err "gnuplot failed to draw failed.png"
    [ ! -e failed.png ] && [ ! -e failed.png.part ] || fail "a failed picture is left"
else
    echo "no gnuplot: the pictures are not tested"
fi
PATH=$work/nowhere run 1 fig1 six.h5 --plot failed.png 2>/dev/null
has err "needs gnuplot, which cannot be run: No such file or directory"

finish
