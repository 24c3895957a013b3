# What the paper may have computed: question, method, result, doubt.
include "text";

# Of a reading: how far off a quantity is, L by L.
def off($quantity; $from):
    [.numbers[] | select(.quantity == $quantity and .L >= $from and .mean.percent) | .mean.percent | "\(signed(1)) %"] | list;
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
      table("Readings of the text, by their misfit."),
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
      (select($ratios != [] and ($ratios | all(.best))) | "The printed r is \([$ratios[] | "\(.paper | f(3)) ± \(.rounding | f(3))"] | list) of the printed t_learn / t_sync for L = \([$ratios[].L | tostring] | list) (± is the rounding); r as the mean over runs, which the table's caption says, is \([$ratios[].best | f(3)] | list) of the ratio of the means here."
       + (if ([$ratios[] | select(.paper + 3 * .rounding < .best)] | length) > 0 then " So the printed r looks like the ratio of the means, or the t_sync of the paper vary less from run to run." else "" end), ""),
      "**Doubt.** The twelve numbers of a reading come from the same runs and hang together, and readings were tried one at a time and in the combinations that the single ones suggest: the ranks compare, they test nothing. What σ(0) is cannot matter here, since a field of infinitely many inputs is never 0; in the simulation `table1` shows it. An attacker that moves at every step was not computed: once the parties are synchronised, they move at every step, and so does ours; before that, steps of o alone only take it away from A, so that it begins nearer to ρ = 0. What it learns later than ours is at most the head start that ours has at t_sync, which hardly any run of L = 3 and 4 has (`extend`). So it cannot explain t_learn of L = 4 either.", "",
      verbatim("readings");
