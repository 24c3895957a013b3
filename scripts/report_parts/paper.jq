# Table I, the figures and the claims of the paper, and where we differ.
include "text";

# ---- Table I -----------------------------------------------------------------------------------

# "iteration, six", "simulation, N = 10⁴"
def series:
    (.label // "\(.engine) \(.closure // "N=\(.N)")")
    | sub("^iterate "; "iteration, ") | sub("^simulate "; "simulation, ")
    | gsub("=10(?<zeros>0+)(?![0-9])"; "=10\(.zeros | length + 1 | raised)") | gsub("="; " = ");

# Mean ± standard deviation (standard error), with the digits that the error leaves.
def measured_cell:
    if .status == "mean" and .se then
        . as {$mean, $sd, $se} | ($mean | last_digit($se)) as $last
        | "\($mean | laid_out($mean; $last)) ± \($sd | laid_out($mean; $last)) (\($se | laid_out($mean; $last)))"
    elif .status == "mean" then "\(.mean | g(4)) (one run)"
    elif .status == "lower bound" then "≥ \(.lower_bound | g(4)) (\(.censored) censored)"
    elif .status == "unknown" then "unknown" else "" end;
# The paper's, with the digits that it prints.
def printed_cell:
    if . == null then "" else
        . as {$mean, $spread} | (2 * .rounding | exponent) as $last
        | "\($mean | laid_out($mean; $last)) ± \($spread | laid_out($mean; $last))" end;
def distance_cell:
    if .mean and .paper.mean then "\(.mean / .paper.mean | g(3))" + (if .distance then " (\(.distance | signed(1)))" else "" end) else "" end;

def row_of(cells): "| \([cells] | join(" | ")) |";
# For each L a row of every group, `cells` of it behind L and engine, and what `below` makes of the groups.
def rows_of_L(cells; below):
    .groups | group_by(.L)[]
    | (to_entries[] | .key as $i | .value | row_of((if $i == 0 then .L else "" end), series, cells)), below;
def printed: .t_sync.paper, .t_learn.paper, .r.paper;

def table1:
    table("Table I of the paper. Mean ± standard deviation between runs (standard error of the mean); under each L what the paper prints, mean ± spread. t_sync: steps until A and B are synchronised; t_learn: until the attacker has learned A; r: their ratio, averaged over the runs."),
    row_of("L", "engine", "runs", "t_sync", "t_learn", "r"), "|---|---|---|---|---|---|",
    rows_of_L(.runs, (.t_sync, .t_learn, .r | measured_cell);
        map(select([printed | values] != [])) | first | values
        | row_of("", "*paper*", ([printed | values | .runs] | max), (printed | printed_cell | if . == "" then "" else "*\(.)*" end))), "",
    table("Measured / paper and, in brackets, the distance from the paper in standard errors of the difference, half a unit of the last digit that the paper prints taken into account."),
    row_of("L", "engine", "t_sync", "t_learn", "r"), "|---|---|---|---|---|",
    rows_of_L((.t_sync, .t_learn, .r | distance_cell); empty), "";

# ---- figures -----------------------------------------------------------------------------------

def times:
    if . == null then "" else
        [("t_sync", "t_learn") as $t | .[$t] | select(.se) | "\($t) \(.mean | f(2)) ± \(.se | f(2))"] | join("; ")
    end;
def first_learned:
    if .fraction then "\(.fraction | f(4)) [\(.low | f(4)), \(.high | f(4))]" else "not there" end;

def fig1:
    .series as {$six, $nine, $simulate} | .distances.six as $distance
    | table("Fig. 1 of the paper, in words and numbers."),
    "| the paper says | ours shows |",
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
    | table("Fig. 2 of the paper, in words and numbers."),
    "| the paper says | ours shows |",
    "|---|---|",
    "| about \(.paper.runs) runs; smallest r ~ \(.paper.smallest_r) | \(.ratio.smallest | extreme) |",
    "| largest r ~ \(.paper.largest_r) | \(.ratio.largest | extreme) |",
    "| inset: ρ of the parties reaches -1 for η = 3, simulation on the equation | \($parties | comparison); \(if $parties then $parties | beyond else "not there" end) |",
    "| the attacker settles at ~ \(.paper.fixed_point) | equation \(if .fixed_point then .fixed_point | f(4) else "not there" end); with the attacker listening from the start, \(.comparisons["rho_Ao, full equation"] | comparison) |",
    "", "The smallest and the largest of a sample depend on how many runs it has: more runs reach further.",
    "The numbers behind it:", "", verbatim("fig2");

def transition:
    table("The transition, in words and numbers."),
    "| the paper says | ours shows |",
    "|---|---|",
    "| transition to synchronisation at η_c ~ \(.paper.eta_c) | \(.eta_c | f(6)) (closed form \(.eta_c_closed_form | f(6))) |",
    "| fixed point of the attacker ~ \(.paper.fixed_point), whatever η | \(.fixed_point | f(6)) |",
    (select(.last_interior) | "| (not mentioned) | a stable overlap above -1 exists up to η = \(.last_interior | f(6)): between η_c and there both states are stable |"),
    "";

def claims:
    table("The claims of the paper and the verdicts, which follow from intervals of 99.7 %; undecided: the runs are too few."),
    "| | verdict | the paper says |",
    "|---|---|---|",
    (.claims[] | "| (\(.claim)) | \(if .verdict == "differs" then "**differs**" else .verdict end) | \(.says) |"),
    "", verbatim("claims");

# ---- in short ----------------------------------------------------------------------------------

def in_short:
    def claims_that($verdict): [.claims[] | select(.verdict == $verdict) | "(\(.claim))"] | select(. != []) | (length > 1) as $several
        | "\(list) \(if $verdict == "agrees" or $verdict == "differs" then if $several then {agrees: "agree", differs: "differ"}[$verdict] else $verdict end else (if $several then "are " else "is " end) + $verdict end)";
    [(data("table1") | values | [.groups[] | select(.like_paper) | .t_sync, .t_learn, .r | .distance | values] | select(. != [])
       | "Of \(length) numbers of Table I that are computed as in the paper, \(map(select(fabs <= 3)) | length) lie within 3 standard errors of what it prints."),
     (data("claims") | values | [("agrees", "differs", "undecided", "not measured") as $verdict | claims_that($verdict)] | select(. != [])
       | "Of its claims \(join("; ")).")]
    | select(. != []) | "**In short.** \(join(" "))", "";

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
