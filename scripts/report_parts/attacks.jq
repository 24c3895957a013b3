# Success against L: question, method, result, doubt.
include "text";

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
    table("Laws for the success P_E against L, by maximum likelihood; p: probability of a larger deviance if the law is right."),
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
    table("The L that a designer needs."),
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
    | table("Beside the numbers of others; distance in standard errors, theirs included as far as they are told."),
      "| attack | criterion | ours (95 %) | theirs | distance | source |", "|---|---|---|---|---|---|", .[], "";

def attacks:
    attacks_method,
    "**Result.**", "", attacks_laws, attacks_claims,
    "What a designer asks: the L at which P_E is below a bound, measured (from that L on the upper limit of 95 % is below it) or by the laws, and t_sync there, measured or by its power law.", "",
    attacks_needs, attacks_comparisons, attacks_others,
    "**Doubt.** What is extrapolated rests on a law beyond its data: the spread of the laws, not the error of the best one, says how far it can be trusted. P_E depends on the criterion (98 % of the overlap is reached more often than equality, and equality at t_sync more often than before it; all are in the JSON and CSV beside this report), at N = 1000 and L² near N on the rule, and of many machines on their number. Where counts are small the deviance is smaller than χ² and laws look better than they are. Selections of the genetic attack other than `klimov` are readings of a description that came second hand; `ruttor-geometric` is the one that succeeds. Other attackers than these may do better: nothing here bounds an attack.", "",
    "All rows: attacks.txt and attacks.csv; laws and needs: attacks_laws.csv, attacks_needs.csv.", "";
