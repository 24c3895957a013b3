# What the number of hidden units does: question, method, result, doubt.
include "text";

# n digits, with a power of ten from 10^6 on.
def plain($n): if . == null or . == 0 or fabs >= 1e6 or fabs < 1e-3 then g($n) else
        (fabs | log10 | floor) as $e | scaled($n - 1 - $e) | round | scaled($e - $n + 1) | tostring end;
# The same of a lower bound, which rounding must not raise.
def down($n): (log10 | floor) as $e | scaled($n - 1 - $e) | floor | scaled($e - $n + 1) | plain($n);
def pm: if .mean then "\(.mean | plain(4)) ± \(.se // 0 | plain(2))"
    elif .lower_bound then "≥ \(.lower_bound | down(3))\(if .memoryless then " (\(.memoryless | plain(2)))" else "" end)" else "" end;
def units_success: if .of > 0 then "\(.p | g(2)) (\(.low | g(2)) … \(.high | g(2)))" else "" end;
def zero: if .fixed_point_found then "\(.rho | f(3)) ± \(.se | g(1))" else "none found" end;
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
