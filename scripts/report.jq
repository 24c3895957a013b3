# The report as Markdown: templates around the numbers that stand in the JSON of the reducers.
# $ARGS.named holds NAME.json (in an array), NAME.txt, `pictures` and `provenance`; what was not made is
# not there. scripts/report calls it.
# The parts stand in report_parts.

include "text";
include "paper";
include "sizes";
include "attacks";
include "rules";
include "units";
include "readings";

# ---- provenance --------------------------------------------------------------------------------

def seconds: (try (.finished | fromdateiso8601) catch now | floor) - (try (.started | fromdateiso8601) catch now | floor);
# Without the folders before the program, whose names may have spaces.
def command: (.command_line // "") | sub("^.*?/(?=tpmsync [a-z]+( |$))"; "") | sub(" (--output|-o) .*"; "") | gsub("\\|"; "");

def provenance:
    "## Provenance and run times", "",
    if . == [] then "*There are no HDF5 files here.*" else
        . as $files
        | (("version", "revision", "compiler", "flags", "mpi", "hdf5", "random_numbers", "instruction_set", "host")
           | . as $name | "- \($name): \([$files[][$name] // empty] | unique | join("; "))"),
        "",
        table("The files, how they were made and in which time."),
        "| file | command | ranks | finished (UTC) | seconds |",
        "|---|---|---|---|---|",
        (.[] | "| \(.file) | `\(command)` | \(.ranks // "") | \(.finished // "unknown") | \(seconds) |"),
        "", "Together \(map(seconds) | add) seconds."
    end, "";

# ---- the report --------------------------------------------------------------------------------

["# Cryptography based on neural networks, reproduced", "",
"M. Rosen-Zvi, I. Kanter, W. Kinzel, *Cryptography based on neural networks - analytical",
"results*, measured anew by tpmsync. Every number comes from the HDF5 files named at the end;",
"nothing is fitted to the paper.", "",
in_short,
"Contents", "",
part("table1"; "Table I"; "table1"; table1),
figure("fig1"; "Fig. 1: times for L = 1"; "fig1";
    "Distributions of the steps to synchronise and to learn for L = 1: lines from
the iteration, symbols from the simulation at N = 10⁴ with counting errors. Inset: the mean overlap of
A and B against the step, with the standard deviation between runs (as no overlap is below -1, it is cut there)."; fig1),
figure("fig2"; "Fig. 2: the ratio for L = 3, and continuous weights"; "fig2";
    "Distribution of r = t_learn / t_sync for L = 3 from the iteration. Inset:
continuous weights, η = 3; lines from the differential equations, symbols from simulations at finite
N."; fig2),
figure("transition"; "The transition of continuous weights"; "fig2";
    "Continuous weights: the overlap at which the parties settle against the
learning rate, from the equation; below, the rate at which a small deviation from ρ = -1 grows with α = steps / N. Inset:
between η_c and where the overlap above -1 ends both states are stable; dotted: unstable."; transition),
part("claims"; "The claims of the paper"; "claims"; claims),
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
figure("attacks"; "How secure is it?"; null;
    "Success against L. Above: simulations at finite N, filled symbols random walk, open ones anti-Hebbian, with
Wilson's intervals of 95 %; arrows: upper limits where no run succeeded. Below: infinite N, filled symbols
counted, open ones by splitting. Full lines (broken: anti-Hebbian): the law of least AIC; dotted: the exponential fitted to the
upper half of the L."; attacks),
figure("rules"; "How long synchronisation takes"; null;
    "Update on agreement, K = 3, no attacker. From above: mean t_sync against L at one N;
t_sync / L² against N by the random walk, filled the simulation, open the iteration for N → ∞, lines c + s ln N; the two
other rules in units of the random walk; the distribution of t_sync with laws of the same moments."; rules),
figure("units"; "Why three hidden units"; null;
    "Above: mean times, their ratio and success against K; filled symbols: iteration, with lines;
open ones: simulation; arrows up: lower bounds where runs reached the step limit, crosses: memoryless estimates; bars: standard errors, for P_E intervals of 95 %, and arrows down: their upper ends
where no attacker succeeded. Below, for each K: the mean change of a unit's overlap in a step against its overlap, of the parties (blue) and of the
attacker after t_sync (orange, all K from 2 on together), L = 3; dotted L = 2, green, dashed: the parties, L = 5. Triangles: fixed points. The axis is linear
within ± 0.002, logarithmic beyond."; units),
figure("readings"; "What did the paper compute?"; null;
    "The numbers of Table I in units of the paper's, for each reading of its text: t_sync, t_learn and r of each L, bars the
standard error of the difference.";
    readings),
differences,
($ARGS.named.provenance | provenance)] | numbered
