#!/usr/bin/env bash
# Known runs in, all four formats out. Where the numbers come from:
#
# iterate six, L = 1, seeds 1 and 2 pooled, and one run that is not done, so that no z is told:
#   t_sync 50, 60, 70: mean 60, sd 10, se 10/sqrt(3) = 5.77
#   t_learn 100, 90, 140: mean 110, sd sqrt(700) = 26.46, se 15.28
#   r 2, 1.5, 2: mean 11/6, sd sqrt(1/12) = 0.2887, se 1/6
# iterate six, L = 4: t_sync 700, 800, t_learn 5e6, 8e6:
#   t_sync mean 750, sd 50 sqrt(2) = 70.7, se 50;
#     z = 77 / sqrt(2500 + 9025/2000 + 0.25/3) = 77/50.0459 = 1.538586
#   t_learn mean 6.5e6, sd 1.5e6 sqrt(2) = 2.12e6, se 1.5e6;
#     z = -62.5e6 / sqrt(2.25e12 + 5.7e7^2/2000 + 2.5e11/3) = -62.5e6/1.989430e6 = -31.416027
#   r 50000/7 = 7142.857 and 10000: mean 8571.4286, sd 2020.3051, se 1428.5714;
#     z = -95428.5714 / sqrt(2040816.3 + 5202000 + 83333.3) = -95428.5714/2706.6861 = -35.256608
# simulate N = 10000, L = 3, step limit 1000:
#   t_sync 400, 300: mean 350, sd 50 sqrt(2), se 50;
#     z = -26 / sqrt(2500 + 2601/2000 + 0.25/3) = -26/50.0138 = -0.519856
#   t_learn 600 and not reached: at least (600 + 1000)/2 = 800
#   r 1.5 and at least 1000/300 = 10/3: at least 29/12 = 2.41666..., printed as 2.416
# simulate, L = 2, one run without t_sync: t_sync at least (200 + 1000)/2 = 600,
#   t_learn 500, 900: mean 700, sd 200 sqrt(2) = 282.84, se 200;
#     z = -800 / sqrt(40000 + 125 + 2500/3) = -800/202.3816 = -3.952927; r unknown
# simulate until=sync, L = 1: t_sync 50, 70: mean 60, sd 10 sqrt(2), se 10;
#     z = -1 / sqrt(100 + 0.05 + 0.25/3) = -0.0999334; the run that learned first is not counted
. "$(dirname "$0")/common.sh"

make_file a.h5 run=50,100,100,1 run=60,90,90,1
make_file b.h5 seed=2 max-steps=999 strings=fixed names=dashes run=-1,-1,7,0 run=70,140,140,1
make_file c.h5 L=4 max-steps=10000000 strings=space run=700,5000000,5000000,1 run=800,8000000,8000000,1
make_file d.h5 engine=simulate L=3 run=400,600,600,1 run=300,-1,1000,1
make_file e.h5 engine=simulate L=2 run=200,500,500,1 run=-1,900,1000,1
make_file f.h5 engine=simulate until=sync run=50,-1,50,1 run=70,60,70,1
make_file g.h5 L=1 no-attacker=1 closure=nine run=55,-1,55,1
make_file h.h5 engine=continuous run=-1,-1,50,1

# ---- text, as a whole
run 0 table1 a.h5 b.h5 c.h5 d.h5 e.h5 f.h5 g.h5
tells_missing_runs_alone err
cat >expected <<'END'
Table I: steps to synchronise and to learn, and their ratio

engine                               L  runs  quantity  measured                     censored  paper                distance
-----------------------------------  -  ----  --------  ---------------------------  --------  -------------------  --------
iterate six                          1     3  t_sync    60.0 ± 10.0 (5.8)                   0  61 ± 10                     -
                                              t_learn   110 ± 26 (15)                       0  1.1e+02 ± 0.2e+02           -
                                              r         1.83 ± 0.29 (0.17)                  0  1.8 ± 0.6                   -
iterate six                          4     2  t_sync    750 ± 71 (50)                       0  673 ± 95                 +1.5
                                              t_learn   6.5e+06 ± 2.1e+06 (1.5e+06)         0  6.9e+07 ± 5.7e+07       -31.4
                                              r         8.6e+03 ± 2.0e+03 (1.4e+03)         0  1.04e+05 ± 1.02e+05     -35.3
iterate nine no-attacker             1     1  t_sync    55.00 (one run)                     0  61 ± 10                     -
                                              t_learn   not measured                        -  1.1e+02 ± 0.2e+02           -
                                              r         not measured                        -  1.8 ± 0.6                   -
simulate N=10000 weights             2     2  t_sync    >= 600.0                            1  188 ± 26                    -
                                              t_learn   7.0e+02 ± 2.8e+02 (2.0e+02)         0  1.5e+03 ± 0.5e+03        -4.0
                                              r         unknown                             1  8.0 ± 2.9                   -
simulate N=10000 weights             3     2  t_sync    350 ± 71 (50)                       0  376 ± 51                 -0.5
                                              t_learn   >= 800.0                            1  4.5e+04 ± 1.3e+04           -
                                              r         >= 2.416                            1  120 ± 51                    -
simulate N=10000 weights until=sync  1     2  t_sync    60 ± 14 (10)                        0  61 ± 10                  -0.1
                                              t_learn   not measured                        -  1.1e+02 ± 0.2e+02           -
                                              r         not measured                        -  1.8 ± 0.6                   -
-----------------------------------  -  ----  --------  ---------------------------  --------  -------------------  --------

t_sync    steps until A and B are synchronised
t_learn   steps until the attacker has learned A
r         t_learn / t_sync of a run, averaged over the runs
measured  mean ± standard deviation between runs (standard error of the mean)
paper     mean ± spread, as printed there
distance  (measured - paper) / sqrt(se² + spread²/runs + rounding²/3), in standard
          errors: se is that of the measured mean, spread²/runs belongs to the
          paper's mean, and rounding is half a unit of its last printed digit
source    Rosen-Zvi, Kanter, Kinzel, "Cryptography based on neural networks - analytical results", Table I

Not done yet, and left out, so that times are too small, and not compared:
  iterate six, L = 1: 1 of 4 runs

Lower bounds (>=), not means: runs that did not get there are counted at the steps they made:
  simulate N=10000 weights, L = 2, t_sync: 1 of 2 runs censored
  simulate N=10000 weights, L = 3, t_learn: 1 of 2 runs censored
  simulate N=10000 weights, L = 3, r: 1 of 2 runs censored

Unknown, not even a bound:
  simulate N=10000 weights, L = 2, r: 1 of 2 runs without t_sync

Not measured, since the runs did not wait for it:
  iterate nine no-attacker, L = 1, t_learn: no attacker took part
  iterate nine no-attacker, L = 1, r: no attacker took part
  simulate N=10000 weights until=sync, L = 1, t_learn: runs ended at until=sync
  simulate N=10000 weights until=sync, L = 1, r: runs ended at until=sync

Of 3 values computed under the paper's conditions, 1 lies within 3 standard errors of it.

Not reproduced (computed under the paper's conditions, further than 3 standard errors from it):
  iterate six, L = 4, t_learn: measured / paper = 0.0942, distance -31.4
  iterate six, L = 4, r: measured / paper = 0.0824, distance -35.3

Further than 3 standard errors from the paper, but computed by another engine or with other
parameters than the paper's (iterate six, mean overlap, cl = 1 - 1e-5, weights uniform on -L .. L):
  simulate N=10000 weights, L = 2, t_learn: measured / paper = 0.467, distance -4.0
END
diff expected out >difference || fail "text: $(cat difference)"

# Rows line up: each line of the table has the width of its rule.
awk 'NR >= 3 && /^-/ {rules++} NR >= 3 && rules < 2 {print}' out |
    LC_ALL=C sed 's/\xc2\xb1/+/g' | awk '{w[length($0)]++} END {exit length(w) != 1}' ||
    fail "the rows of the text are not of one width"

# The order of the files does not matter.
mv out first
run 0 table1 g.h5 c.h5 b.h5 f.h5 e.h5 a.h5 d.h5
diff first out >difference || fail "order of files: $(cat difference)"

# ---- the paper's values are data: with others the distance and the notes follow
cat >other.csv <<'END'
L,quantity,mean,spread,rounding,runs
4,t_learn,6.5e6,1e6,5e4,10
4,t_sync,1000,10,0.5,10
END
run 0 table1 --paper other.csv c.h5
grep -q '6.5e+06 ± 1.0e+06 *+0.0$' out || fail "distance from other values: $(cat out)"
has out "Of 2 values computed under the paper's conditions, 1 lies within 3 standard errors"
has out "iterate six, L = 4, t_sync: measured / paper = 0.75, distance -5.0"
lacks out "t_learn: measured / paper"
lacks out "source  "

# ---- CSV: the numbers, to 1e-6 or better, found by the name of their column
run 0 table1 --format csv a.h5 b.h5 c.h5 d.h5 e.h5 f.h5 g.h5
awk -F, 'NF != 38 {exit 1} END {if (NR != 1 + 18) exit 1}' out || fail "shape of the CSV"
lacks out nan
# csv ENGINE L UNTIL QUANTITY COLUMN EXPECTED
csv() {
    awk -F, -v engine="$1" -v L="$2" -v until="$3" -v quantity="$4" -v column="$5" \
        -v expected="$6" '
        NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i; next}
        $at["engine"] == engine && $at["L"] == L && $at["until"] == until &&
            $at["no_attacker"] == 0 && $at["quantity"] == quantity {
            found++
            value = $at[column]
            if (expected ~ /^[-+0-9.e]+$/) {
                d = value - expected
                e = expected < 0 ? -expected : expected + 0
                good = value != "" && (d < 0 ? -d : d) <= 1e-6 * (e > 0 ? e : 1)
            } else
                good = value == expected
        }
        END {exit !(found == 1 && good)}' out || fail "CSV: $*"
}
csv iterate 1 both t_sync mean 60
csv iterate 1 both t_sync sd 10
csv iterate 1 both t_sync se 5.773502692
csv iterate 1 both t_sync distance ""
csv iterate 1 both t_learn sd 26.45751311
csv iterate 1 both r mean 1.833333333
csv iterate 1 both r sd 0.288675135
csv iterate 1 both r se 0.166666667
csv iterate 1 both r distance ""
csv iterate 1 both r runs 3
csv iterate 1 both r runs_not_done 1
csv iterate 1 both r seeds "1 2"
csv iterate 1 both r status mean
csv iterate 4 both t_sync distance 1.53858643
csv iterate 4 both t_learn distance -31.41602735
csv iterate 4 both r distance -35.25660819
csv simulate 3 both t_learn status "lower bound"
csv simulate 3 both t_learn mean ""
csv simulate 3 both t_learn lower_bound 800
csv simulate 3 both t_learn censored 1
csv simulate 3 both t_learn distance ""
csv simulate 3 both r lower_bound 2.416666667
csv simulate 3 both t_sync distance -0.51985614
csv simulate 3 both t_sync runs_censored 1
csv simulate 2 both r status unknown
csv simulate 2 both r unknown 1
csv simulate 2 both t_learn distance -3.95292750
csv simulate 1 sync t_learn status "not measured"
csv simulate 1 sync t_learn mean ""
csv simulate 1 sync t_sync sd 14.14213562

# ---- JSON: parsed, and looked at
cp a.h5 'a "quoted\" name.h5'
cp f.h5 $'not UTF-8 \xff.h5'
run 0 table1 --format json 'a "quoted\" name.h5' b.h5 c.h5 d.h5 e.h5 $'not UTF-8 \xff.h5' g.h5
"$cmake" -DFILE=out -P "$source_dir/tests/analysis/check_json.cmake" >json_errors 2>&1 ||
    fail "JSON: $(cat json_errors)"
grep -qiE '\b(nan|inf)' out && fail "JSON holds NaN or infinity"

# ---- LaTeX: rows of 8 cells, everything that opens closes, the signs are those of the table
run 0 table1 --format latex a.h5 b.h5 c.h5 d.h5 e.h5 f.h5 g.h5
[ "$(grep -c ' \\\\$' out)" -eq $((1 + 18)) ] || fail "LaTeX: number of rows"
grep ' \\\\$' out | awk -F'&' 'NF != 8 {exit 1}' || fail "LaTeX: cells in a row"
grep -v '^%' out | awk '
    {all = all $0}
    END {
        opened = gsub(/\{/, "", all); closed = gsub(/\}/, "", all); dollars = gsub(/\$/, "", all)
        exit !(opened == closed && dollars % 2 == 0)
    }' || fail "LaTeX: something opened is not closed"
LC_ALL=C grep -q '[^ -~]' out && fail "LaTeX is not ASCII"
grep -v '^%' out | grep -q '[#%]' && fail "LaTeX holds a special character"
has out 'iterate six & 4 & 2 & $t_{\mathrm{sync}}$ & $750 \pm 71\;(50)$ & 0 & $673 \pm 95$ & $+1.5$ \\'
has out '& $6.5\cdot 10^{6} \pm 2.1\cdot 10^{6}\;(1.5\cdot 10^{6})$ & 0 & $6.9\cdot 10^{7} \pm 5.7\cdot 10^{7}$ & $-31.4$ \\'
has out '& $\ge$ $2.416$ & 1 & $120 \pm 51$ & - \\'
has out '& not measured & - &'

# ---- other engines are passed over, not counted
run 0 table1 a.h5 h.h5
has err "h.h5: passed over, its engine is not part of Table I"
has out "iterate six  1     2  t_sync    55.0"
run 2 table1 h.h5
is_empty out
has err "no file holds what table1 is made of"

finish
