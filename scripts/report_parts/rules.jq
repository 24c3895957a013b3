# How long synchronisation takes by each rule: question, method, result, doubt.
include "text";

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
    | table("Laws of growth for t_sync."),
    "| law for t_sync, N ≥ \($all[0].value | g(3)) | L ≥ | random walk, simulated | N → ∞, iterated |",
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
