# The report as Markdown: templates around the numbers that stand in the JSON of the reducers.
# $ARGS.named holds NAME.json (in an array), NAME.txt, `pictures` and `provenance`; what was not made is
# not there. scripts/report calls it.

# ---- numbers: %.ng, %.nf, %+.nf ----------------------------------------------------------------

def scaled($k): if $k >= 0 then . * pow(10; $k) else . / pow(10; -$k) end;
def padded($n): if length < $n then "0" * ($n - length) + . else . end;

def g($n):
    if . == 0 or . == null then "0" else
        (fabs | log10 | floor) as $e
        | (scaled($n - 1 - $e) | round) as $m
        | (if ($m | fabs) >= pow(10; $n) then [$m / 10, $e + 1] else [$m, $e] end) as [$m, $e]
        | if $e < -4 or $e >= $n then
            "\($m | scaled(1 - $n))e\(if $e < 0 then "-" else "+" end)\($e | fabs | tostring | padded(2))"
          else $m | scaled($e - $n + 1) | tostring end
    end;
def f($n):
    (if . < 0 then "-" else "" end)
    + (fabs | scaled($n) | round | tostring | padded($n + 1)
       | .[:length - $n] + (if $n > 0 then "." + .[length - $n:] else "" end));
def signed($n): (if . < 0 then "" else "+" end) + f($n);

# ---- what there is -----------------------------------------------------------------------------

def data($name): $ARGS.named["\($name).json"] | if . then .[0] else null end;
def indented: split("\n")[] | "    \(.)";
def verbatim($name): ($ARGS.named["\($name).txt"] // "" | rtrimstr("\n") | indented), "";
def missing($what; $item): "*\($what) is missing: `scripts/reproduce --items \($item)` makes it.*", "";
def left_out:
    (if type == "array" then .[0] else . end | .remarks // []) as $remarks
    | if $remarks == [] then empty else "Files that are left out:", "", ($remarks[] | indented), "" end;

# A part with what `body` makes of its data. What nobody asked for is not missed: then $item is null.
def part($name; $title; $item; body):
    data($name) as $data
    | if $data == null and $item == null then empty else
        "## \($title)", "",
        if $data == null then missing($title; $item) else ($data | body, left_out) end
    end;
def figure($name; $title; $item; $caption; body):
    part($name; $title; $item;
        (if $ARGS.named.pictures | split(" ") | index("\($name).svg") then "![\($title)](\($name).svg)", ""
         else missing("The picture \($name).svg"; $item // $name) end),
        $caption, "", body);

# ---- Table I -----------------------------------------------------------------------------------

def series: .engine + if .closure then " \(.closure)" else " N = \(.N)" end;

def row($series; $L; $runs; $quantity):
    (.paper // {}) as $paper
    | (if .status == "mean" then "\(.mean | g(4)) ± \(.sd | g(3)) (\(.se | g(2)))"
       elif .status == "lower bound" then "at least \(.lower_bound | g(4)) (\(.censored) censored)"
       else empty end) as $measured
    | (if .mean and $paper.mean then .mean / $paper.mean | g(3) else "" end) as $ratio
    | (if $paper.mean then "\($paper.mean | g(6)) ± \($paper.spread | g(6))" else "" end) as $printed
    | (if .distance then .distance | signed(1) else "" end) as $distance
    | "| \($series) | \($L) | \($runs) | \($quantity) | \($measured) | \($printed) | \($ratio) | \($distance) |";

def table1:
    "Measured: mean ± standard deviation between runs (standard error of the mean). Paper:",
    "mean ± what is printed there. The distance is in standard errors of the difference,",
    "half a unit of the last digit that the paper prints taken into account.", "",
    "| engine | L | runs | quantity | measured | paper | measured / paper | distance |",
    "|---|---|---|---|---|---|---|---|",
    (.groups[] | . as $group | ("t_sync", "t_learn", "r") as $quantity
     | .[$quantity] | row($group | series; $group.L; $group.runs; $quantity)), "";

# ---- figures -----------------------------------------------------------------------------------

def times:
    if . == null then "" else
        [("t_sync", "t_learn") as $t | .[$t] | select(.se) | "\($t) \(.mean | f(2)) +- \(.se | f(2))"] | join("; ")
    end;
def first_learned:
    if .fraction then "\(.fraction | f(4)) [\(.low | f(4)), \(.high | f(4))]" else "not there" end;

def fig1:
    .series as {$six, $nine, $simulate} | .distances.six as $distance
    | "| the paper says | ours shows |",
    "|---|---|",
    "| histograms of t_sync and t_learn from the iteration, L = 1 | \($six | times) |",
    "| 500 simulated runs at N = 10⁴ beside them | \($simulate | times) (\($simulate.runs // 0) runs) |",
    "| (not in the paper) the iteration with nine matrices, which keeps the correlation between B and o | \($nine | times) |",
    "| the two distributions overlap: a finite fraction is learned before it is synchronised | iteration \($six | first_learned); simulation \($simulate | first_learned) (95 % interval) |",
    "| inset: the mean overlap of the simulation on that of the iteration | largest distance \(if $distance then "\($distance.largest | f(4)), at step \($distance.step)" else "not there" end) |",
    "", "The numbers behind it:", "", verbatim("fig1");

def extreme:
    if . then "\(.r | g(4)) (run \(.run): t_sync \(.t_sync), t_learn \(.t_learn) steps)" else "not there" end;
def comparison:
    if . then "simulation and equation differ by at most \(.largest | f(4)) (standard error \(.error | f(4))), at alpha \(.alpha | g(6))"
    else "not there" end;
def beyond: "beyond 3 standard errors + 0.01 at \(.beyond) of \(.points) points";

def fig2:
    .comparisons.rho_AB as $parties
    | "| the paper says | ours shows |",
    "|---|---|",
    "| about \(.paper.runs) runs; smallest r ~ \(.paper.smallest_r) | \(.ratio.smallest | extreme) |",
    "| largest r ~ \(.paper.largest_r) | \(.ratio.largest | extreme) |",
    "| inset: ρ of the parties reaches -1 for η = 3, simulation on the equation | \($parties | comparison); \(if $parties then $parties | beyond else "not there" end) |",
    "| the attacker settles at ~ \(.paper.fixed_point) | equation \(if .fixed_point then .fixed_point | f(4) else "not there" end); with the attacker listening from the start, \(.comparisons["rho_Ao, full equation"] | comparison) |",
    "", "The smallest and the largest of a sample depend on how many runs it has: more runs reach further.",
    "The numbers behind it:", "", verbatim("fig2");

def transition:
    "| the paper says | ours shows |",
    "|---|---|",
    "| transition to synchronisation at η_c ~ \(.paper.eta_c) | \(.eta_c | f(6)) (closed form \(.eta_c_closed_form | f(6))) |",
    "| fixed point of the attacker ~ \(.paper.fixed_point), whatever η | \(.fixed_point | f(6)) |",
    (select(.last_interior) | "| (not mentioned) | a stable overlap above -1 exists up to η = \(.last_interior | f(6)): between η_c and there both states are stable |"),
    "";

def claims:
    "| | verdict | the paper says |",
    "|---|---|---|",
    (.claims[] | "| (\(.claim)) | \(if .verdict == "differs" then "**differs**" else .verdict end) | \(.says) |"),
    "", verbatim("claims");

# ---- beyond the paper --------------------------------------------------------------------------

def sizes:
    . as $numbers
    | "| the paper says | L | ours shows (slopes in steps per unit of ln N) |",
    "|---|---|---|",
    (.[] | select(.kind == "expected slope").L as $L
     | def value($kind; $time; $source):
           first($numbers[] | select(.kind == $kind and .L == $L and .N == 0 and .time == $time and .source == $source)
                 | (.value | g(4)) + if .error then " ± \(.error | g(2))" else "" end) // "not measured";
       "| t_b grows as log N, at the rate of the perceptrons | \($L) | slope \(value("slope"; "t_b"; "simulation")); iteration \(value("slope"; "t_b"; "nine")); 1/rate \(value("expected slope"; "t_b"; "simulation")) |",
       "| t_a does not depend on N | \($L) | slope \(value("slope"; "t_a"; "simulation")) |",
       "| no growth of t_sync with N is seen | \($L) | slope \(value("slope"; "t_sync"; "simulation")) |",
       "| (not in the paper) t_sync: simulation minus iteration | \($L) | \(value("difference"; "t_sync"; "nine")) steps at 1 - 0.1/(N L), expected \(value("expected difference"; "t_b"; "nine")); \(value("difference"; "t_sync"; "last")) where both end with the last component |",
       "| (not in the paper) t_learn: simulation minus iteration | \($L) | nine \(value("difference"; "t_learn"; "nine")), six \(value("difference"; "t_learn"; "six")) steps |"),
    "", verbatim("sizes");

# ---- what the paper may have computed ------------------------------------------------------------

def as_list: if length < 2 then join("") else (.[:-1] | join(", ")) + " and " + .[-1] end;
# Of a reading: how far off a quantity is, L by L.
def off($quantity; $from):
    [.numbers[] | select(.quantity == $quantity and .L >= $from and .mean.percent) | .mean.percent | "\(signed(1)) %"] | as_list;
def reading_row:
    "| \(.rank // "-") | \(.reading) | \(.fit.mean.chi2_t_sync | if . then f(0) else "-" end) | \(.fit.mean.chi2_t_learn | if . then f(0) else "-" end) | \(.fit.mean.chi2_r | if . then f(0) else "-" end) | \(.fit.mean.misfit | if . then f(1) else "-" end) | \(.fit.mean.within) of \(.fit.mean.numbers) | \(.fit["of-means"].misfit | if . then f(1) else "-" end) | \(.fit.median.misfit | if . then f(1) else "-" end) |";
def tenth: .paper_in_nearest / 10;

def readings:
    . as {$readings, $unexplained, $spreads, $ratios}
    | ($readings | map(select(.as_stated)) | first) as $stated
    | ($readings | map(select(.rank == 1)) | first) as $best
    | "**Question.** Which computation gives the twelve numbers of Table I? "
      + (if $stated then "As the text is taken here, t_sync for L = 2, 3, ... is off by \($stated | off("t_sync"; 2)), and t_learn by \($stated | off("t_learn"; 2)). " else "" end)
      + "The text leaves open more than one thing: the weights at the start, the overlap that must meet the criterion and the criterion itself, how the attacker is correlated with B, when it moves, what is averaged, and what ± means.", "",
      "**Method.** Each way to decide is a *reading*, and is computed by iteration for every L. Distances are in standard errors, the paper having the error that its number of runs would have in that reading, and the rounding of what it prints. The misfit is the sum of their squares, in which none counts more than \(.cap * .cap | f(0)), so that a number that is wrong by itself does not decide. \([$readings[].numbers[]] | group_by(.L) | map("L = \(.[0].L): t_sync of \([.[] | select(.quantity == "t_sync").runs] | "\(min) to \(max)") runs, t_learn of \([.[] | select(.quantity == "t_learn").runs] | "\(min) to \(max)")") | join("; ")). \"Weights uniform on -1 .. 1\" is initial=1; Q = L (L + 1)/3 turns the normalised overlap into R.", "",
      "**Result.**", "",
      "| rank | reading | χ² of t_sync | of t_learn | of r | misfit | within \(.far | f(0)) standard errors | misfit, r of means | misfit, medians |",
      "|---|---|---|---|---|---|---|---|---|",
      ($readings[] | reading_row), "",
      (select($best) | "Nearest is **\($best.reading)**: \($best.fit.mean.within) of \($best.fit.mean.numbers) numbers within \(.far | f(0)) standard errors, t_sync off by \($best | off("t_sync"; 1))."
       + (if $stated and $best.reading != $stated.reading and $stated.rank then " The text as stated is number \($stated.rank), with \($stated.fit.mean.within) numbers." else "" end)
       + (if $best.fit.mean.within < $best.fit.mean.numbers then " No reading gives all numbers." else "" end), ""),
      (if $unexplained == [] then "Every number before ± is explained by some reading." else
         "No reading comes within \(.far | f(0)) standard errors, as mean or median, of:", "",
         ($unexplained[] | "- \(.quantity) of L = \(.L): printed \(.paper | g(3)), nearest \(.value | g(4)) ± \(.error | g(2)) (\(.nearest)), smaller by a factor of \(.paper_in_nearest | g(3))\(if .paper_in_nearest > 3 or .paper_in_nearest < 0.3 then "; a slip of one power of ten would leave a factor of \(tenth | g(3)), of two \(tenth / 10 | g(2))" else "" end)") end), "",
      (select($spreads != []) | ($spreads | min_by(.misfit)) as $sense
       | "The number after ± is best met as *\($sense.text)* (\($sense.within) of \($sense.numbers) within \(.far | f(0)) standard errors, misfit \($sense.misfit | f(1)), by \($sense.best)); as the standard deviation, which the paper calls it, the misfit is at least \($spreads[] | select(.statistic == "sd") | .misfit | f(1)).", ""),
      (select($ratios != [] and ($ratios | all(.best))) | "The printed r is \([$ratios[] | "\(.paper | f(3)) ± \(.rounding | f(3))"] | as_list) of the printed t_learn / t_sync for L = \([$ratios[].L | tostring] | as_list) (± is the rounding); r as the mean over runs, which the table's caption says, is \([$ratios[].best | f(3)] | as_list) of the ratio of the means here."
       + (if ([$ratios[] | select(.paper + 3 * .rounding < .best)] | length) > 0 then " So the printed r looks like the ratio of the means, or the t_sync of the paper vary less from run to run." else "" end), ""),
      "**Doubt.** The twelve numbers of a reading come from the same runs and hang together, and readings were tried one at a time and in the combinations that the single ones suggest: the ranks compare, they test nothing. What σ(0) is cannot matter here, since a field of infinitely many inputs is never 0; in the simulation `table1` shows it. An attacker that moves at every step was not computed: once the parties are synchronised, they move at every step, and so does ours; before that, steps of o alone only take it away from A, so that it begins nearer to ρ = 0. What it learns later than ours is at most the head start that ours has at t_sync, which hardly any run of L = 3 and 4 has (`extend`). So it cannot explain t_learn of L = 4 either.", "",
      verbatim("readings");
# Numbers of `rules`: of the whole array, the first with this rule, L, N, quantity and name.
def rules_value($rule; $L; $N; $quantity; $name):
    first(.[] | select(.rule == $rule and .L == $L and .N == $N and .quantity == $quantity and .name == $name)) // null;
def with_error($n): if . == null then "not measured" else (.value | g($n)) + if .error then " ± \(.error | g(2))" else "" end end;
def chi_squared: "χ² = \(.chi2.value | g(3)) of \(.chi2.count) points, P = \(.P.value | g(2))";
# The coefficients and the quality of a fit, by their names.
def rules_fit($rule; $L; $quantity):
    [.[] | select(.rule == $rule and .L == $L and .quantity == $quantity)] | if . == [] then null else map({(.name): .}) | add end;
def fit_cell($terms):
    if . == null then "not fitted"
    else . as $fit | ([$terms[] | "\(.) = \($fit[.] | with_error(4))"] | join(", "))
        + "; \(chi_squared); residuals \(100 * .rms.value | g(2)) %, at most \(100 * (.worst.value | fabs) | g(2)) %" end;
def holds: if .P.value >= 0.01 then "holds" else "is refuted by χ²" end;

def rules_laws: [["a L^2 (ln N + c)", ["a", "c"]], ["a L^p (ln N + c)", ["a", "c", "p"]], ["a (L + 1/2)^2 (ln N + c)", ["a", "c"]],
    ["a (L + 1/2)^p (ln N + c)", ["a", "c", "p"]], ["a ln N / r(L) + b L^p", ["a", "b", "p"]]];

def rules_growth:
    . as $all
    | "| law for t_sync, N ≥ \($all[0].value | g(3)) | L ≥ | random walk, simulated | N → ∞, iterated |",
    "|---|---|---|---|",
    (rules_laws[] as [$law, $terms] | (1, 3, 6) as $L
     | "| `\($law)` | \($L) | \($all | rules_fit("random-walk"; $L; $law) | fit_cell($terms)) | \($all | rules_fit("iteration"; $L; $law) | fit_cell($terms)) |"),
    "";

# Which of the laws stands, in words.
def rules_verdict:
    . as $all
    | def of($law): rules_fit("random-walk"; 3; $law);
      of("a L^2 (ln N + c)") as $plain | of("a L^p (ln N + c)") as $power | of("a ln N / r(L) + b L^p") as $two
    | select($plain and $power and $two)
    | "From L = 3 on, the law of the literature, a L² (ln N + c), \($plain | holds) and is good to \(100 * ($plain.worst.value | fabs) | g(2)) %; its exponent, left free, is \($power.p | with_error(4)). With ln N and the rest apart, a ln N / r(L) + b L^p, the law \($two | holds) (P = \($two.P.value | g(2))) and is good to \(100 * ($two.worst.value | fabs) | g(2)) %, with a = \($two.a | with_error(4)) and p = \($two.p | with_error(4)).", "";

def rules_rates:
    . as $all
    | [.[] | select(.quantity == "c + s ln N" and .name == "s r(L)" and .rule == "random-walk")] as $rates
    | select($rates != [])
    | ($rates | map(.value) | min) as $least | ($rates | map(.value) | max) as $most
    | "One more unit of ln N costs \($least | g(3)) to \($most | g(3)) times 1/r(L) steps, r(L) = ½ ln(1/cos(π/(2L + 1))), for L = \($rates | map(.L) | min) to \($rates | map(.L) | max)\(if $least > 0.85 and $most < 1.2 then ": the coefficient of ln N is that of what is left of a unit near synchronisation, 1/r(L) → (16/π²)(L + ½)², and a little more, since the last of three units decides. What does not grow with N, the way there, has another power of L, so that one L² for both is an approximation" else "" end).", "";

# At one x = L/sqrt(N), two L: a function of x alone would give the same.
def rules_pairs:
    . as $all
    | [("hebbian", "anti-hebbian") as $rule | (100, 1000) as $N
       | ($all | rules_value($rule; 1; $N; "t_sync"; "ln of the random walk's")) as $one
       | ($all | rules_value($rule; 10; 100 * $N; "t_sync"; "ln of the random walk's")) as $ten
       | select($one and $ten)
       | "\($rule), x = \(1 / ($N | sqrt) | g(2)): \($one | with_error(2)) for L = 1, \($ten | with_error(2)) for L = 10, \(($one.value - $ten.value | fabs) / ($one.error * $one.error + $ten.error * $ten.error | sqrt) | f(1)) standard errors apart"]
    | select(. != []) | "At the same x and no curve between: \(join("; ")).", "";

def rules_anti_hebbian:
    . as $all
    | [("hebbian", "anti-hebbian") as $rule
       | [$all[] | select(.rule == $rule and .N == 100 and .name == "ln of the random walk's")] | sort_by(.L) | select(. != [])
       | "\(map(.value | exp | g(3)) | join(", ")) by the \($rule) rule for L = \(map(.L | tostring) | join(", "))"]
    | select(. != []) | "At N = 100, in units of the random walk's t_sync: \(join("; ")).", "";

def rules_effects:
    . as $all
    | "| rule | ln(t_sync / that of the random walk) | fit |", "|---|---|---|",
    (("hebbian", "anti-hebbian") as $rule | (["small x", "x = L/√N ≤ 0.1"], ["all x", "x = L/√N"], ["free q", "x = L^q/√N"]) as [$kind, $what]
     | ($all | rules_fit($rule; 0; $kind)) as $fit
     | "| \($rule) | b x + c x², \($what) | \(if $fit == null then "not fitted" else "q = \($fit.q | with_error(4)), b = \($fit.b | with_error(3)), c = \($fit.c | with_error(3)); \($fit | chi_squared): \(if $fit.P.value >= 0.01 then "one curve" else "not one curve" end)" end) |"),
    "";

# What a free power of L makes of the finite-size effect.
def rules_power:
    . as $all
    | [("hebbian", "anti-hebbian") as $rule
       | ($all | rules_fit($rule; 0; "all x")) as $one | ($all | rules_fit($rule; 0; "free q")) as $free
       | select($one and $free) | "\($free.q | with_error(3)) by the \($rule) rule, where χ² falls from \($one.chi2.value | g(3)) to \($free.chi2.value | g(3))"]
    | select(. != []) | "The power of L with which the points lie nearest to one curve, L^q/√N: q = \(join("; ")).", "";

def rules_stalls:
    [.[] | select(.quantity == "stalled" and .name == "share" and .value > 0) as $share | $share] as $some
    | [.[] | select(.quantity == "stalled" and .name == "share")] as $shares
    | ($shares | map(select(.value == 0 and .rule != "iteration"))) as $none
    | "\($none | map(.count) | add // 0) runs of \($none | length) ensembles" as $others
    | [.[] | select(.quantity == "stalled" and .name == "high" and .rule != "iteration" and .N < 100)] as $small
    | if $some == [] then "Stalled: none of the \($others) that were simulated\(if $small == [] then "" else "; with 95 % confidence that is less than " + ($small | map("\(.value | g(2)) (\(.rule), L = \(.L), N = \(.N))") | join(", ")) end)."
      else "Stalled: \($some | map("\(.value | g(2)) of \(.count) runs at L = \(.L), N = \(.N | g(4)) by the \(.rule) rule") | join("; ")); none of the \($others) at other L and N." end, "";

# Of each L the iteration at its smallest and its largest N.
def rules_tails:
    . as $all
    | def deviation($L; $N): ($all | rules_value("iteration"; $L; $N; "t_sync"; "variance/mean")) as $spread
          | ($all | rules_value("iteration"; $L; $N; "t_sync"; "mean")) as $mean
          | if $spread and $mean then ($spread.value * $mean.value | sqrt | g(4)) + " ± " + (($spread.value * $mean.value | sqrt) * $spread.error / (2 * $spread.value) | g(2)) else "" end;
      [[.[] | select(.rule == "iteration" and .name == "tail 0.9")] | group_by(.L)[] | sort_by(.N)] as $tails
    | select($tails | length > 1)
    | ($tails[0][0].N | g(2)) as $low | ($tails[0][-1].N | g(2)) as $high
    | "Nor does the standard deviation between runs change much with N, while the mean grows, so that variance/mean falls as 1/ln N (iteration):", "",
      "| L | tail beyond 90 %, N = \($high): rate a step | in units of -ln((1 + cos(π/(2L + 1)))/2) | standard deviation at N = \($low) | at N = \($high) |", "|---|---|---|---|---|",
      ($tails[] | .[0] as $first | .[-1] as $t
       | "| \($t.L) | \($t | with_error(3)) | \($all | rules_value("iteration"; $t.L; $t.N; "t_sync"; "tail 0.9 in rates of the mean") | with_error(3)) | \(deviation($t.L; $first.N)) | \(deviation($t.L; $t.N)) |"),
      "";

def rules_distribution:
    . as $all
    | ([.[] | select(.name == "variance/mean" and .error)] | sort_by(.value)) as $spread
    | select($spread != [])
    | ([.[] | select(.quantity == "t_sync" and .name == "mean" and .rule != "iteration")] | max_by(.count)) as $big
    | def of($quantity; $name): $all | rules_value($big.rule; $big.L; $big.N; $quantity; $name);
      "**\"Is Poisson distributed\" (Dolecki and Kozera): it is not.** A Poisson law has a variance equal to its mean. Variance/mean is \($spread[0] | with_error(3)) at least (\($spread[0].rule), L = \($spread[0].L), N = \($spread[0].N | g(3))) and \($spread[-1] | with_error(3)) at most (\($spread[-1].rule), L = \($spread[-1].L), N = \($spread[-1].N | g(3))) in \($spread | length) ensembles; the smallest distance from 1 is \($spread | map((.value - 1) / .error) | min | f(0)) standard errors.", "",
      "With the most runs, \($big.count) of \($big.rule), L = \($big.L), N = \($big.N | g(4)): variance/mean \(of("t_sync"; "variance/mean") | with_error(4)), skewness \(of("t_sync"; "skewness") | with_error(4)) (Gumbel's: 1.14). Laws of the same moments:", "",
      "| law | largest distance in P(T ≤ t) | χ² / degrees of freedom | P |", "|---|---|---|---|",
      (("Poisson", "normal", "log-normal", "Gumbel", "shifted gamma", "shifted log-normal") as $law
       | of($law; "distance") as $distance | of($law; "chi2") as $chi2 | of($law; "P") as $p
       | select($distance)
       | "| \($law) | \($distance.value | f(4)) | \(if $chi2 then "\($chi2.value | g(3)) / \($chi2.count)" else "too few runs" end) | \(if $p then $p.value | g(2) else "" end) |"),
      "",
      ("0.9", "0.99", "0.999" | of("t_sync"; "tail \(.)") as $rate | select($rate)
       | "- Beyond \(100 * tonumber) % of these runs, \($rate.count) of them: P(T > t) falls by \($rate | with_error(3)) a step, \(of("t_sync"; "tail \(.) in rates of the mean") | with_error(3)) times -ln((1 + cos(π/(2L + 1)))/2); scatter of the excess over that of an exponential law \(of("t_sync"; "tail \(.) scatter") | with_error(3))."),
      "",
      "-ln((1 + cos(π/(2L + 1)))/2) is the rate at which what is left of a unit vanishes on average, and the last of it with it: the tail of runs whose end alone takes long.",
      (of("t_sync"; "tail 0.9 in rates of the mean") | select(. and .value < 0.8)
       | "The tail that is seen is slower: it is not of the end but of the search before, from which runs escape at a rate of their own."),
      ([$all[] | select(.rule == "iteration" and .L == $big.L and .name == "tail 0.99")] | select(length > 1)
       | "So it should not change with N: by the iteration, beyond 99 % of the runs, \(map("\(with_error(3)) at N = \(.N | g(2))") | join(", "))."),
      "",
      rules_tails;

def rules_published:
    .[0].published | select(. != null and . != [])
    | "| published | L | N | rule | there | ours | distance in standard errors |", "|---|---|---|---|---|---|---|",
    (.[] | "| \(.source) | \(.L) | \(.N | g(4)) | \(.rule) | \(.published | g(4))\(if .published_error then " ± \(.published_error | g(2))" else "" end) | \(.mean | g(4)) ± \(.error | g(2)) | \(.distance | signed(1)) |"),
    "";

def rules:
    "**Question.** Does t_sync grow as L² ln N (Mislovaty et al.; Ruttor et al.), by which coefficients and how exactly; what do the Hebbian and the anti-Hebbian rule do at finite N; how is t_sync distributed?", "",
    "**Method.** K = 3; the parties move when their outputs agree, ties are -1, weights uniform on -L .. L at the start, nobody listens; a run ends when A equals B. Exact simulation at finite N; the iteration of the overlap matrices for N → ∞, stopped at the overlap at which N inputs are expected to be done. Every ensemble has random numbers of its own; fits are weighted by the errors of the means, which are not scaled by χ².", "",
    "**Result: growth.**", "", rules_growth, rules_verdict, rules_rates,
    "**Result: finite N.** For N → ∞ the rules are one. What tells them apart is said to depend on L/√N alone (N ≥ 100):", "", rules_effects, rules_power, rules_pairs, rules_anti_hebbian,
    (.[] | select(.quantity == "step limit" and .value > 0)
     | "By the \(.rule) rule, L = \(.L), N = \(.N | g(4)), \(.value) of \(.value + .count) runs were not synchronised at the step limit.", ""),
    rules_stalls,
    "**Result: distribution.**", "", rules_distribution,
    (select(.[0].published // [] != []) | "**Third parties.**", "", rules_published),
    "**Doubt.** Means are known to some tenths of a per cent, where a law with two or three coefficients may fail by χ² and be good to a per cent: residuals tell. Exponents depend on the range that is fitted, hence three ranges. Points may be off one curve because it is no b x + c x²; that one x gives different ratios at L = 1 and at L = 10 needs no curve. Why L counts for more than in L/√N is open. Errors of moments are a jackknife's over 50 blocks. Laws are not fitted by likelihood but have the moments of the sample; bins of χ² are cut at its quantiles, which makes P approximate. The tail of the slowest thousandth of the runs is seen for few L and N alone.", "",
    "The numbers behind it:", "", verbatim("rules");
# Success against L: question, method, result, doubt.
def with_error: if .value == null then "-" else (.value | g(4)) + (if .error then " ± \(.error | g(2))" else "" end) end;
def whole_with_error: if .value == null then "-" else "\(.value | round)" + (if .error then " ± \(.error | round)" else "" end) end;
def law_text: .parameters | to_entries | map("\(.key) = \(.value | with_error)") | join(", ");
def judged: .judged as $judged | first(.curves[] | select(.criterion == $judged)) // null;
def span: if .p == null then "-" else "\(.p | g(3)) (L = \(.L))" end;
def law_named($name): first(.laws[] | select(.law == $name)) // null;
def p_text: if . == null or .p == null then "-" else (.p | g(2)) end;

def attacks_method:
    [.groups[] | select(.K == 3)] as $rows
    | [$rows[] | select(.engine == "simulate" and .N == 1000)] as $simulated
    | "**Question.** How does the success P_E of an attacker depend on the synaptic depth L, which law holds, and what L does a designer need? Ruttor et al. state that it falls exponentially for all attacks, Shacham et al. that it does not decay for the majority.", "",
    "**Method.** Machines of three hidden units that update when their outputs agree, started with uniform weights. \($simulated | length) sets of parameters are simulated at N = 1000 (\([$simulated[].synchronised] | add // 0) runs that synchronised, \([$simulated[].ended.stalled] | add // 0) stalled); infinite N is iterated with nine matrices, which is exact there, and split where success cannot be counted. A simulated attacker succeeds if a machine of it equals A when A and B synchronise (sync-exact), one at infinite N if it does before (early-exact). Five laws are fitted by maximum likelihood: e^a, e^(-y (L - L0)), 1/(1 + e^(β (L - μ))), e^(a - c L²), e^(a - b L - c L²), over all L and over their upper half, since the claims are meant for large L.", "";

def attacks_laws:
    "| series | P_E at the least and the largest L | range | best law | parameters | p | p, exponential | p, constant |",
    "|---|---|---|---|---|---|---|---|",
    (.series[] | .series as $series | judged | select(. and .points != [])
     | "\(.points[0] | span), \(.points[-1] | span)" as $ends
     | if .fits == [] then "| \($series) | \($ends) | too few L for a law | | | | | |"
       else .fits[] | . as $fits | .best as $best
         | "| \($series) | \($ends) | L = \(.from) to \(.to) | \($best // "none") | \(if $best then law_named($best) | law_text else "" end) | \(if $best then law_named($best) | p_text else "-" end) | \(law_named("exponential") | p_text) | \(law_named("constant") | p_text) |"
       end),
    "";

def attacks_claims:
    .claims[]
    | "**Claim: \(.says): \(.verdict).** Criterion: \(.criterion).", "",
      (.findings[] | "- \(.series): \(if .verdict == "differs" then "**differs**" else .verdict end). \(.measured)."), "";

def attacks_needs:
    "| series | P_E below | measured | L of the best law | of laws not rejected at 1 % | of all laws that fall | L | t_sync there, steps | |",
    "|---|---|---|---|---|---|---|---|---|",
    (.series[] | .series as $series | .needs[] | select(.L or .measured) | . as $need
     | "| \($series) | \(.target) | \(.measured // "-") | \(if .best then "\(.by[.best] | with_error) (\(.best), \(.range))" else "-" end) | \(if .standing_low then "\(.standing_low | g(3)) to \(.standing_high | g(3))" else "-" end) | \(if .low then "\(.low | g(3)) to \(.high | g(3))" else "-" end) | \(.L // "-") | \(.t_sync | whole_with_error) | \(if .extrapolated then "extrapolated" else "" end) |"),
    "";

def attacks_comparisons:
    (select(.splitting != [])
     | "Splitting against counting at infinite N: \([.splitting[] | "\(.series | sub(", N = .*"; "")) L = \(.L) \(.distance | signed(1))"] | join(", ")) standard errors of ln P_E.", ""),
    (select(.sizes != [])
     | "Overlaps of 0.98 or more, simulation minus iteration at the criterion of that N: \([.sizes | sort_by(.N)[] | "\(.attack), \(.rule), L = \(.L), N = \(.N) \(.difference | signed(4)) ± \(.error | f(4))"] | join(", ")).", "");

def attacks_others:
    [.groups[] | . as $group | .success[] | select(.published)
     | "| \($group.attack)\(if $group.attackers > 1 then " of \($group.attackers)" else "" end), \($group.rule), N = \($group.N), L = \($group.L) | \(.criterion) | \(.p | f(4)) (\(.low | f(4)) to \(.high | f(4))) | \(.published.success)\(if .published.criterion then "" else " (criterion not said)" end) | \(.distance | signed(1)) | \(.published.source); \(.published.conditions) |"]
    | select(. != [])
    | "Beside the numbers of others, distance in standard errors with theirs included as far as it is told:", "",
      "| attack | criterion | ours (95 %) | theirs | distance | source |", "|---|---|---|---|---|---|", .[], "";

def attacks:
    attacks_method,
    "**Result.**", "", attacks_laws, attacks_claims,
    "What a designer asks: the L at which P_E is below a bound, measured (from that L on the upper limit of 95 % is below it) or by the laws, and t_sync there, measured or by its power law.", "",
    attacks_needs, attacks_comparisons, attacks_others,
    "**Doubt.** What is extrapolated rests on a law beyond its data: the spread of the laws, not the error of the best one, says how far it can be trusted. P_E depends on the criterion (98 % of the overlap is reached more often than equality, and equality at t_sync more often than before it; all are in the JSON and CSV beside this report), at N = 1000 and L² near N on the rule, and of many machines on their number. Where counts are small the deviance is smaller than χ² and laws look better than they are. Selections of the genetic attack other than `klimov` are readings of a description that came second hand; `ruttor-geometric` is the one that succeeds. Other attackers than these may do better: nothing here bounds an attack.", "",
    "All rows: attacks.txt and attacks.csv; laws and needs: attacks_laws.csv, attacks_needs.csv.", "";
# ---- the number of hidden units: question, method, result, doubt

# n digits, with a power of ten from 10^6 on.
def plain($n): if . == null or . == 0 or fabs >= 1e6 or fabs < 1e-3 then g($n) else
        (fabs | log10 | floor) as $e | scaled($n - 1 - $e) | round | scaled($e - $n + 1) | tostring end;
# The same of a lower bound, which rounding must not raise.
def down($n): (log10 | floor) as $e | scaled($n - 1 - $e) | floor | scaled($e - $n + 1) | plain($n);
def pm: if .mean then "\(.mean | plain(4)) ± \(.se // 0 | plain(2))"
    elif .lower_bound then "≥ \(.lower_bound | down(3))\(if .memoryless then " (\(.memoryless | plain(2)))" else "" end)" else "" end;
def units_success: if .of > 0 then "\(.p | g(2)) (\(.low | g(2)) … \(.high | g(2)))" else "" end;
def zero: if .fixed_point_found then "\(.rho | f(3)) ± \(.se | g(1))" else "none found" end;
def list: map(tostring) | if length < 2 then join("") else "\(.[:-1] | join(", ")) and \(.[-1])" end;
def by_L: group_by(.L) | map("K = \(map(.K) | sort | list) at L = \(.[0].L)") | join("; ") | if . == "" then "none" else . end;

def units_times:
    "| L | K | t_sync | t_learn | t_learn / t_sync | P_E naive (95 %) | P_E geometric (95 %) |",
    "|---|---|---|---|---|---|---|",
    (.rows[] | select(.against_K and .t_learn.runs > 0)
     | (.ratio | if .means then "\(.means | plain(3)) ± \(.se | plain(2))" elif .lower_bound then "≥ \(.lower_bound | down(3))" else "" end) as $ratio
     | "| \(.L) | \(.K) | \(.t_sync | pm) | \(.t_learn | pm) | \($ratio) | \(.naive | units_success) | \(.geometric | units_success) |"),
    "";

# How the ratio grows from one L to the next, by K.
def units_growth:
    [.rows[] | select(.against_K and .ratio.means)] as $rows
    | [$rows[].L] | unique | .[-2:] | select(length == 2) | . as [$from, $to]
    | [$rows[] | select(.L == $to) | . as $row
       | first($rows[] | select(.L == $from and .K == $row.K)) | {K, factor: ($row.ratio.means / .ratio.means)}]
    | "The ratio t_learn / t_sync, on which the security rests, grows from L = \($from) to \($to) by a factor of "
      + (map("\(.factor | g(2)) for K = \(.K)") | join(", ")) + ".", "";

def units_alone:
    [.rows[] | select(.against_K and .t_sync.runs > 0)] as $rows
    | [$rows[].L] | unique | . as $all
    | "t_sync against L; ≥: a lower bound, since the step limit has ended runs before (in brackets the memoryless estimate: all steps / the runs that synchronised):", "",
      "| K | \($all | map("L = \(.)") | join(" | ")) |", "|---|\($all | map("---|") | join(""))",
      ([$rows[].K] | unique[] | . as $K
       | "| \($K) | " + ($all | map(. as $L | first($rows[] | select(.K == $K and .L == $L) | .t_sync | pm) // "") | join(" | ")) + " |"),
      "";

def units_fixed:
    .one_way_unit as $listeners
    | select(.traces != [])
    | "| L | K | parties: fixed point | late overlap | parties, of a unit | attacker after t_sync, of a unit | the parties' change of a unit there, per step | R |",
    "|---|---|---|---|---|---|---|---|",
    (.traces[] | .L as $L | first($listeners[] | select(.L == $L)) as $o
     | "| \(.L) | \(.K) | \(.mutual | zero) | "
       + (.mutual.late | if .value then "\(.value | f(3)) ± \(.se | g(1))" else "" end)
       + " | \(.["mutual unit"] | zero) | \(if .K == 1 then .["one-way unit"] | zero else $o | zero end) | "
       + (.mutual_at_one_way | if .value then "\(.value | g(2)) ± \(.se | g(1))" else "" end)
       + " | \(.return | f(2)) |"), "";

# At L = 1 an overlap has few values, and the mean of a few units jumps between them.
def units_parties:
    [.traces[] | select(.L >= 2)] as $traces
    | [$traces[] | select(.mutual.fixed_point_found)] as $fixed
    | [$fixed[] | select(.mutual.late.value)
       | {K, L, far: ((.mutual.late.value - .mutual.rho) / (.mutual.late.se * .mutual.late.se + .mutual.se * .mutual.se | sqrt))}] as $late
    | select($traces != [])
    | "**The parties.** Where their mean change is positive at every overlap, the parties drift into synchronisation; where it falls through 0 they come to rest there, and leave by a fluctuation. A fixed point of the mean overlap, L = 2 and more, is found for \($fixed | by_L); none is found for \([$traces[] | select(.mutual.fixed_point_found | not)] | by_L).",
      "",
      "Close to ρ = 1 a theory without fluctuations (`analysis/units/RETURN.md`) has a difference leave R = 4 (K - 1)/π² new ones behind, whatever L: below 1 for K up to \([$traces[] | select(.return < 1).K] | max // 0), where synchronisation attracts, and above for all larger K, where it repels. The attacker's unit is repelled for every K.",
      "",
      (select($late != []) | "The other way to the same number, the mean overlap late in runs that have not synchronised, is "
       + ($late | map("\(.far | signed(1)) for K = \(.K), L = \(.L)") | join(", "))
       + " standard errors from the zero. At rest it is the mean of the change that vanishes, over all that is visited; where the change is curved, the mean overlap lies beside its zero.", "");

def units_attacker:
    [.traces[] | select(.mutual_at_one_way.value and .K > 1 and .L >= 2)] as $leads
    | select($leads != [])
    | ($leads | map(.L) | max) as $L
    | ([.traces[] | select(.L == $L and .K > 1) | .["one-way unit"] | select(.fixed_point_found and .se > 0)]
       | (map(.rho / (.se * .se)) | add) as $sum | (map(1 / (.se * .se)) | add) as $weight
       | {points: length, chi2: (map((.rho - $sum / $weight) / .se | . * .) | add)}) as $same
    | "**Parties and attacker.** After t_sync the units of the attacker are independent of each other, and the fixed point of a unit should be the same for every K from 2 on; of L = \($L), χ² = \($same.chi2 // 0 | f(1)) for \($same.points) values about their mean. At this fixed point what the parties' unit gains in a step is above 0 by three standard errors for "
      + ([$leads[] | select(.mutual_at_one_way | .value > 3 * .se)] | by_L) + ", and not for "
      + ([$leads[] | select(.mutual_at_one_way | .value <= 3 * .se)] | by_L)
      + ": from such a K on mutual learning leads no further than listening does. Of \(1 / 40) wide bins of ρ, L = \($L), the parties' change is larger than the attacker's, or smaller, by three standard errors in "
      + ([$leads[] | select(.L == $L) | "\(.larger), \(.smaller) for K = \(.K)"] | join("; "))
      + ": the larger ones lie above the fixed point, the smaller ones below, where a step is often one in which the parties do not move.", "";

# What the choice is about, at the largest L where all of it is known.
def units_answer:
    [.rows[] | select(.against_K and .ratio.means and .geometric.of > 0)] as $rows
    | ($rows | map(.L) | max) as $L
    | [$rows[] | select(.L == $L)] as $at
    | [.rows[] | select(.against_K and .t_sync.mean)] as $synced
    | ([.traces[] | select(.return < 1).K] | max) as $last
    | select($at | length > 1)
    | "**Answer.** At L = \($L) the ratio of times is largest for K = \($at | max_by(.ratio.means).K), \($at | map(.ratio.means) | max | plain(3)); the geometric attacker succeeds with a probability of "
      + ($at | map((.geometric | if .count > 0 then .p | g(2) else "less than \(.high | g(2))" end) + " for K = \(.K)") | join(", "))
      + ". More units make that attacker's flip more often the wrong one, and cost the parties: from L = 1 to \($L) t_sync grows "
      + ($at | map(.K as $K | .t_sync.mean as $mean
           | first($synced[] | select(.K == $K and .L == 1) | "\($mean / .t_sync.mean | plain(2)) times for K = \($K)") // empty) | join(", "))
      + (if $last == null then "." else ". With R below 1 up to K = \($last) and above it beyond, that is the largest K for which t_sync need not wait for a fluctuation that gets rarer with L, and of these the one against which the flip helps least." end), "";

def units_checks:
    def differences: [.off_sync, .off_learn, .naive.off, .geometric.off | values];
    def beyond: "\(map(select(fabs > 3)) | length) of \(length) differences are beyond three standard errors, the largest \(max_by(fabs) | signed(1))";
    ([.rows[] | select(.N > 0 and .K > 1)] | group_by(.N) | map({N: .[0].N, off: map(differences) | add}) | map(select(.off != []))) as $sizes
    | [.rows[] | select(.N > 0 and .K == 1) | differences[]] as $single
    | [.traces[].moves[].seen_per_expected | select(.value and .se and .se > 0) | (.value - 1) / .se] as $moves
    | ([.traces[].first_step | select(.count > 0) | .least, .most | . - 1 | fabs] | max) as $first
    | (select($sizes != []) | "Simulation against iteration, at the criterion of the same N: "
       + ($sizes | map("at N = \(.N) \(.off | beyond)") | join("; ")) + ", for K from 2 on."),
      (select($single != []) | "For K = 1 \($single | beyond), as it must be: there a geometric attacker moves whenever the parties do, and in the iteration, where only overlaps count, A is reached by both at once, while at finite N chance decides which of them is rid of its last different component first."),
      (select($moves != []) | "Closed forms: how often units moved towards and away from each other, \($moves | length) frequencies, is off what their overlaps make expected by \($moves | map(. * .) | add / ($moves | length) | sqrt | g(2)) standard errors in root mean square, at most \($moves | max_by(fabs) | signed(1)); the first attractive step from ρ = 0 is 12 L/((L + 1)(2 L + 1)²) to a relative \($first | g(1))."), "";

def units:
    "**Question.** Everybody takes three hidden units. What do times, the success of attackers and the motion of the overlaps say of one, two, and more than three?", "",
    "**Method.** Parties that move on agreement, K = 1 to 8. Times and success from the iteration with nine matrices at the criterion 1 - 0.1/(N L), and from the simulation at that N by the random walk; t_sync at larger L from the parties alone. From traces of every step, the change of the overlap in a step of time against the overlap, the mean over the units or that of a unit; a fixed point is where it falls through 0, by a straight line through the changes around it. Errors are those between runs.", "",
    "**Result.**", "",
    units_times, units_growth, units_alone, units_fixed, units_parties, units_attacker, units_answer, units_checks,
    "**Doubt.** A fixed point counts if the change is negative above it by three standard errors: a shallow one, or one close to 1, may be missed, and fluctuations, large at small L, carry the parties over what theory has at large L. Times beyond the step limit are bounds. The success of one naive and one geometric machine is not that of the best attacker. R takes units as alike; that they differ helps the parties.", "",
    "The numbers behind it:", "", verbatim("units");

# ---- differences: two sentences on each that the numbers show, and nothing where they do not ---

def within($far; $thus): "lie within \($far | f(1)) standard errors of the paper\(if $far <= 3 then $thus else "" end)";

def differences_of_the_table:
    .groups as $groups
    | [$groups[] | select(.like_paper)] as $like
    | ([$like[] | select(.L <= 3) | .t_learn, .r | select(.mean) | .distance // 0 | fabs] | max // 0) as $far
    | ($like[] | select(.L == 3 or .L == 4) | .L as $L | .t_sync | select(.mean and .distance > 3)
       | ([$groups[] | select(.engine == "simulate" and .L == $L and .t_sync.mean)] | last) as $simulated
       | "- **t_sync of L = \($L) is above the paper.** The iteration needs \(.mean | g(4)) ± \(.se | g(2)) steps against \(.paper.mean | g(6)), a factor of \(.mean / .paper.mean | g(3)) and \(.distance | f(1)) standard errors"
         + (if .mean - .paper.mean < .paper.spread then ", though inside the ± \(.paper.spread | g(6)) that the paper prints" else "" end)
         + (if $simulated then "; the simulation, computed in another way, gives \($simulated.t_sync | "\(.mean | g(4)) ± \(.se | g(2))") at N = \($simulated.N)" else "" end)
         + ". t_learn and r of L up to 3, from the same runs, \(within($far; ", which speaks for the same dynamics")); what makes the t_sync of the paper smaller cannot be told from it."),
      ($like[] | select(.L == 4) | .runs as $runs | .t_learn | select(.mean and .distance < -3 and .mean < .paper.mean / 2)
       | "- **t_learn of L = 4 is below the printed \(.paper.mean | g(2)).** \($runs) runs of the iteration, none of them censored, give \(.mean | g(3)) ± \(.se | g(2)), less by a factor of \(.paper.mean / .mean | g(3)) and by \(-.distance | f(0)) standard errors; a tenth of the printed value would be \((.mean - .paper.mean / 10 | fabs) / .se | f(1)) standard errors away. t_learn and r for L up to 3 "
         + within($far; " with the same program, so that the printed value, and the r made with it, is not reproduced under the conditions that the paper states") + "."),
      ([$like[] | select(.L <= 3 and .runs >= 100) | .t_sync, .t_learn | select(.sd and .sd > 0 and .paper.spread)] as $rows
       | select($rows != [])
       | [$rows[] | .paper.spread / .sd] as $factors
       | select(($factors | max) < 0.8)
       | "- **The spread after ± is about half the standard deviation between runs.** For t_sync and t_learn of L = 1 to 3 the number that the paper prints is \($factors | min | f(2)) to \($factors | max | f(2)) of the standard deviation that we measure, while the means differ by \([$rows[] | .mean / .paper.mean - 1 | fabs] | max * 100 | f(0)) % at most. The paper calls it the standard deviation; a factor near one half in all \($rows | length) values speaks for another definition, not for narrower distributions.");

# Whether the simulation sides with the paper's closure.
def differences_of_the_closure:
    def distance($a; $b): ($a.mean - $b.mean | fabs) / (($a.se * $a.se + $b.se * $b.se) | sqrt);
    def text: "\(.mean | f(2)) ± \(.se | f(2))";
    .series | [.six, .simulate, .nine | .t_learn // {}] | select(all(.se)) | . as [$six, $simulated, $nine]
    | select(distance($six; $simulated) > 3 and distance($nine; $simulated) <= 3)
    | "- **The simulation of L = 1 is not on the lines of the paper in t_learn.** The simulated mean, \($simulated | text), is \(distance($six; $simulated) | f(1)) standard errors from the iteration with six matrices, \($six | text), and \(distance($nine; $simulated) | f(1)) from the one with nine, \($nine | text). Six matrices take B and the attacker as independent given A, which they are not; nine keep their correlation, and are exact for infinite N.";

def differences_of_the_claims:
    .claims[] | .claim as $claim | .parts[] | select(.verdict == "differs")
    | "- **Claim (\($claim)), \(.name): differs.** Measured: \(.measured). \(.why // "The criterion is stated beside it in the section on the claims, and it is not met.")";

def differences_of_the_scale:
    .comparisons.rho_AB | select(.beyond == 0)
    | "- **|W|² = N, or |W| = 1.** The paper writes both normalisations of the continuous weights, but with increments η/N its equation follows for |W| = 1 alone, which is what is simulated here. \(comparison | sub("simulation and equation"; "Simulation and equation then")), \(beyond).";

def differences:
    "## Where this differs from the paper, and why", "",
    ([(data("table1") | values | differences_of_the_table), (data("fig1") | values | differences_of_the_closure),
      (data("claims") | values | differences_of_the_claims), (data("fig2") | values | differences_of_the_scale)]
     | if . == [] then "Nothing that was measured calls for an explanation.", "" else .[] | ., "" end);

# ---- provenance --------------------------------------------------------------------------------

def seconds: (try (.finished | fromdateiso8601) catch now | floor) - (try (.started | fromdateiso8601) catch now | floor);
# Without the folders before the program, whose names may have spaces.
def command: (."command-line" // "") | sub("^.*?/(?=tpmsync [a-z]+( |$))"; "") | sub(" (--output|-o) .*"; "") | gsub("\\|"; "");

def provenance:
    "## Provenance and run times", "",
    if . == [] then "*There are no HDF5 files here.*" else
        . as $files
        | (("version", "revision", "compiler", "flags", "mpi", "hdf5", "random-numbers", "instruction-set", "host")
           | . as $name | "- \($name): \([$files[][$name] // empty] | unique | join("; "))"),
        "",
        "| file | command | ranks | finished (UTC) | seconds |",
        "|---|---|---|---|---|",
        (.[] | "| \(.file) | `\(command)` | \(.ranks // "") | \(.finished // "unknown") | \(seconds) |"),
        "", "Together \(map(seconds) | add) seconds."
    end, "";

# ---- the report --------------------------------------------------------------------------------

"# Cryptography based on neural networks, reproduced", "",
"M. Rosen-Zvi, I. Kanter, W. Kinzel, *Cryptography based on neural networks - analytical",
"results*, measured anew by tpmsync. Every number comes from the HDF5 files named at the end;",
"nothing is fitted to the paper.", "",
part("table1"; "Table I"; "table1"; table1),
figure("fig1"; "Figure 1"; "fig1";
    "Distributions of the steps to synchronise and to learn for L = 1: lines from
the iteration, symbols from the simulation at N = 10⁴ with counting errors. Inset: the mean overlap of
A and B against the step, with the standard deviation between runs."; fig1),
figure("fig2"; "Figure 2"; "fig2";
    "Distribution of r = t_learn / t_sync for L = 3 from the iteration. Inset:
continuous weights, η = 3; lines from the differential equations, symbols from simulations at finite
N."; fig2),
figure("transition"; "Transition"; "fig2";
    "Continuous weights: the overlap at which the parties settle against the
learning rate, from the equation."; transition),
part("claims"; "The claims"; "claims"; claims),
figure("sizes"; "What N does"; null;
    "Above and in the middle: means of the exact simulation, lines c + s ln N. Below:
the simulation minus the iteration with nine matrices at the criterion that belongs to N, lines what is
expected for large N."; sizes),
figure("lucky"; "The lucky attacker"; null;
    "Probability that the attacker learns before the parties are synchronised; arrows:
upper limits where no run was lucky."; "The paper: none in 10⁵ simulations of L = 3. The numbers:", "", verbatim("lucky")),
figure("extend"; "Table I carried on"; null;
    "Mean times against L: learning by rare-event splitting of one unit of the
attacker, brute force and the paper beside it. Lines: laws of growth; below, what is left of ln t."; verbatim("extend")),
figure("readings"; "What did the paper compute?"; null;
    "The numbers of Table I in units of the paper's, for each reading of its text: t_sync, t_learn and r of each L, bars the
standard error of the difference.";
    readings),
figure("rules"; "How long synchronisation takes"; null;
    "Update on agreement, K = 3, no attacker. From above: mean t_sync against L at one N;
t_sync / L² against N by the random walk, filled the simulation, open the iteration for N → ∞, lines c + s ln N; the two
other rules in units of the random walk; the distribution of t_sync with laws of the same moments."; rules),
figure("attacks"; "How secure is it?"; null;
    "Success against L. Above: simulations at finite N, filled symbols random walk, open ones anti-Hebbian, with
Wilson's intervals of 95 %; arrows: upper limits where no run succeeded. Below: infinite N, filled symbols
counted, open ones by splitting. Full lines (broken: anti-Hebbian): the law of least AIC; dotted: the exponential fitted to the
upper half of the L."; attacks),
figure("units"; "Why three hidden units"; null;
    "Above: mean times, their ratio and success against K; filled symbols: iteration, with lines;
open ones: simulation; arrows up: lower bounds where runs reached the step limit, crosses: memoryless estimates; bars: standard errors, for P_E intervals of 95 %, and arrows down: their upper ends
where no attacker succeeded. Below, for each K: the mean change of a unit's overlap in a step against its overlap, of the parties (blue) and of the
attacker after t_sync (orange, all K from 2 on together), L = 3; dotted L = 2, green, dashed: the parties, L = 5. Triangles: fixed points. The axis is linear
within ± 0.002, logarithmic beyond."; units),
differences,
($ARGS.named.provenance | provenance)
