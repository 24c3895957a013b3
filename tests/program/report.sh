# scripts/report: from an empty folder to a page, and texts that appear only when the numbers
# call for them.
. "$(dirname "$0")/common.sh"
report=$source/scripts/report

# Nothing there: everything is named as missing.
mkdir empty
expect 0 "$report" empty
for item in table1 fig1 fig2 claims; do
    says empty/report.md "--items $item"
done
says empty/report.md "Nothing that was measured calls for an explanation."
says empty/report.md "There are no HDF5 files here."
! grep -qE "What N does|Past the paper" empty/report.md || fails "what nobody asked for is missed"
expect 2 "$report"
expect 2 "$report" no-such-folder

# table T_SYNC3 T_LEARN4 SD: a table1.json with these values, the distances made to match.
table() {
    cat <<END
{"groups": [
 {"engine": "iterate", "closure": "six", "L": 3, "runs": 400, "like_paper": true,
  "t_sync": {"status": "mean", "mean": $1, "sd": $3, "se": 5, "distance": $(awk "BEGIN {print ($1 - 376) / 5}"),
   "paper": {"mean": 376, "spread": 51, "rounding": 0.5, "runs": 2000}},
  "t_learn": {"status": "not measured", "mean": null, "paper": null, "distance": null},
  "r": {"status": "lower bound", "mean": null, "lower_bound": 99.5, "censored": 3, "paper": null, "distance": null}},
 {"engine": "iterate", "closure": "six", "L": 4, "runs": 400, "like_paper": true,
  "t_sync": {"status": "not measured"}, "r": {"status": "unknown"},
  "t_learn": {"status": "mean", "mean": $2, "sd": 2e6, "se": 1e5, "distance": $(awk "BEGIN {print ($2 - 6.9e7) / 1.5e6}"),
   "paper": {"mean": 6.9e7, "spread": 5.7e7, "rounding": 5e5, "runs": 2000}}}],
 "remarks": ["odd |*\`\\n.h5: passed over"]}
END
}
mkdir same other
table 377 6.8e7 52 >same/table1.json
expect 0 "$report" same
says same/report.md "| 3 | iteration, six | 400 | 377.0 ± 52.0 (5.0) |  | ≥ 99.5 (3 censored) |"
says same/report.md "|  | *paper* | 2000 | *376 ± 51* |  |  |"
says same/report.md "| 4 | iteration, six | 400 |  | 6.800·10⁷ ± 0.200·10⁷ (0.010·10⁷) | unknown |"
says same/report.md "|  | *paper* | 2000 |  | *6.9·10⁷ ± 5.7·10⁷* |  |"
says same/report.md "| 3 | iteration, six | 1 (+0.2) |  |  |"
says same/report.md "| 4 | iteration, six |  | 0.986 (−0.7) |  |"
says same/report.md "Of 2 numbers of Table I that are computed as in the paper, 2 lie within 3 standard errors"
says same/report.md "- [1. Table I](#1-table-i)"
says same/report.md "**Table 2.** Measured / paper"
says same/report.md "    odd |*\`"
says same/report.md "    .h5: passed over"
says same/report.md "Nothing that was measured calls for an explanation."
table 420 6e6 102 >other/table1.json
cat >other/claims.json <<'END'
{"claims": [{"claim": "e", "verdict": "differs", "says": "the largest are below 1000", "parts": [
 {"name": "L = 3, simulate N = 10000", "verdict": "differs", "measured": "largest t_sync 1300", "why": "It grows."},
 {"name": "L = 3, iterate nine", "verdict": "differs", "measured": "largest t_sync 1200", "why": null},
 {"name": "L = 3, iterate six", "verdict": "agrees", "measured": "largest t_sync 900", "why": null}]}]}
END
echo "(e) DIFFERS" >other/claims.txt
expect 0 "$report" other
says other/report.md "t_sync of L = 3 is above the paper"
says other/report.md "420 ± 5 steps against 376, a factor of 1.12 and 8.8 standard errors"
says other/report.md "t_learn of L = 4 is below the printed 6.9·10⁷"
says other/report.md "0.50 to 0.50 of the standard deviation"
says other/report.md "Claim (e), L = 3, simulate N = 10000: differs."
says other/report.md "differs.** Measured: largest t_sync 1300. It grows."
says other/report.md "Measured: largest t_sync 1200. The criterion is stated beside it"
says other/report.md "    (e) DIFFERS"
says other/report.md "Of its claims (e) differs."
says other/report.md "| (e) | **differs** | the largest are below 1000 |"
! grep -q "iterate six: differs" other/report.md || fails "a claim that agrees is explained"
! grep -q "Nothing that was measured" other/report.md || fails "it says that nothing differs"

# A real file: provenance and run time. A picture: in the page, with names of its own.
# The program's folder, which may have a space in its name, is not said.
ln -s "$bin" "new comer"
expect 0 "$PWD/new comer/tpmsync" iterate --L 1 --runs 4 --quiet --output same/runs.h5
cat >same/fig1.json <<'END'
{"series": {"six": {"runs": 4, "t_sync": {"mean": 60, "se": 0.5}, "t_learn": {"mean": 110, "se": null}, "fraction": null}},
 "distances": {}, "remarks": []}
END
echo "Figure 1, in text" >same/fig1.txt
cat >same/fig1.svg <<'END'
<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg"><defs><path id='dot' d='M0,0'/></defs><use xlink:href='#dot'/></svg>
END
expect 0 "$report" same
says same/report.md "| runs.h5 | \`tpmsync iterate --L 1 --runs 4 --quiet\` | 1 |"
says same/report.md "- compiler: "
says same/report.md "![Fig. 1: times for L = 1](fig1.svg)"
says same/report.md "the iteration, L = 1 | t_sync 60.00 ± 0.50 |"
says same/report.md "    Figure 1, in text"
says same/report.md "largest distance not there"
if command -v cmark-gfm >/dev/null; then
    says same/report.html '<h2 id="1-table-i">1. Table I</h2>'
    says same/report.html '<table class="narrow">'
    says same/report.html '<p class="caption"><strong>Table 1.</strong>'
    says same/report.html "<figcaption><strong>Figure 1.</strong>"
    says same/report.html "<i>t</i><sub>sync</sub>"
    says same/report.html "10<sup>7</sup>"
    says same/report.html "<path id='fig1-dot' d='M0,0'/>"
    says same/report.html "href='#fig1-dot'"
    ! grep -qE '<img|src=|<\?xml' same/report.html || fails "the page refers to other files"
    tail -1 same/report.html | grep -q '</html>' || fails "the page is cut off"
fi

# Beyond the paper: a part each where the item was made.
cat >same/sizes.json <<'END'
[{"kind": "fitted from", "N": 100000, "remarks": []},
 {"kind": "slope", "L": 2, "N": 0, "time": "t_b", "source": "simulation", "value": 9.484, "error": 0.077},
 {"kind": "slope", "L": 2, "N": 0, "time": "t_b", "source": "nine", "value": 9.515, "error": 0.022},
 {"kind": "difference", "L": 2, "N": 100000, "time": "t_sync", "source": "nine", "value": 9, "error": 1.3},
 {"kind": "difference", "L": 2, "N": 0, "time": "t_sync", "source": "nine", "value": 0.93, "error": 0.52},
 {"kind": "expected slope", "L": 2, "N": 0, "time": "t_b", "source": "simulation", "value": 9.437, "error": null},
 {"kind": "expected difference", "L": 2, "N": 0, "time": "t_b", "source": "nine", "value": 0.6265, "error": null}]
END
echo "3  iterate six" >same/lucky.txt
echo '[{"confidence": 0.95, "remarks": ["x.h5: passed over"]}]' >same/lucky.json
cat >same/units.json <<'END'
{"table": "units", "rows": [
  {"engine": "iterate", "K": 4, "L": 3, "N": 0, "gap": 3.3e-5, "against_K": true, "rule": null, "files": ["x.h5"],
   "t_sync": {"mean": null, "se": null, "lower_bound": 812.5, "memoryless": 903.2, "runs": 9, "reached": 8},
   "t_learn": {"mean": 48210, "se": 1210, "lower_bound": null, "memoryless": null, "runs": 9, "reached": 9},
   "stalled": 0, "ratio": {"means": null, "se": null, "lower_bound": null, "runs": null, "runs_se": null},
   "naive": {"count": 1, "of": 8, "p": 0.125, "low": 0.022, "high": 0.47, "off": null},
   "geometric": {"count": 0, "of": 0, "p": null, "low": null, "high": null, "off": null},
   "off_sync": null, "off_learn": null}],
 "traces": [], "one_way_unit": [], "remarks": []}
END
expect 0 "$report" same
says same/report.md "| 3 | 4 | ≥ 812 (900) | 48210 ± 1200 |  | 0.13 (0.022 … 0.47) |  |"
says same/report.md "| 2 | slope 9.484 ± 0.077; iteration 9.515 ± 0.022; 1/rate 9.437 |"
says same/report.md "| 2 | 0.93 ± 0.52 steps at 1 − 0.1/(N L), expected 0.6265; not measured where both end"
says same/report.md "| t_a does not depend on N | 2 | slope not measured |"
says same/report.md "    3  iterate six"
says same/report.md "    x.h5: passed over"

# ---- success against L: laws, verdicts, what a designer needs.
cat >same/attacks.json <<'END'
{"table": "attack", "groups": [
  {"engine": "simulate", "K": 3, "N": 1000, "L": 1, "attack": "majority", "attackers": 100, "rule": "random-walk",
   "synchronised": 64, "ended": {"complete": 64, "step_limit": 0, "stalled": 0}, "success": [
    {"criterion": "sync-exact", "p": 0.5, "low": 0.38, "high": 0.62, "distance": 1.25,
     "published": {"success": 0.4, "criterion": null, "source": "Somebody", "conditions": "by hand"}}]}],
 "series": [
  {"series": "majority of 100, random-walk, N = 1000", "judged": "sync-exact", "curves": [
    {"criterion": "sync-exact", "points": [{"L": 1, "p": 0.5}, {"L": 4, "p": 0.0625}], "fits": [
      {"range": "all L", "from": 1, "to": 4, "points": 4, "best": "exponential", "laws": [
        {"law": "constant", "parameters": {"a": {"value": -1.5, "error": 0.1}}, "p": 1e-9},
        {"law": "exponential", "parameters": {"y": {"value": 0.6931, "error": 0.0321}, "L0": {"value": 0.01, "error": 0.2}},
         "p": 0.97}]}]}],
   "needs": [{"target": "10^-3", "measured": null, "range": "all L", "best": "exponential",
     "by": {"exponential": {"value": 9.966, "error": 0.44}}, "low": 7.5, "high": 12, "standing_low": 9.5,
     "standing_high": 9.966, "L": 10, "extrapolated": true,
     "t_sync": {"value": 10000, "error": 120}}]},
  {"series": "naive, random-walk, N = 1000", "judged": "sync-exact", "curves": [
    {"criterion": "sync-exact", "points": [{"L": 1, "p": 0.2}, {"L": 2, "p": 0.01}], "fits": []}], "needs": []}],
 "claims": [{"claim": "exponential", "says": "it falls", "criterion": "a rule", "verdict": "undecided", "findings": [
   {"series": "naive, random-walk, N = 1000", "verdict": "differs", "measured": "y = 0.69"}]}],
 "splitting": [{"series": "naive, N = ∞ (nine)", "L": 3, "distance": -1.25}],
 "sizes": [{"attack": "geometric", "rule": "random-walk", "L": 3, "N": 10000, "difference": 0.01, "error": 0.004}],
 "remarks": []}
END
expect 0 "$report" same
says same/report.md "| majority of 100, random-walk, N = 1000 | 0.5 (L = 1), 0.0625 (L = 4) | L = 1 to 4 | exponential | y = 0.6931 ± 0.032, L0 = 0.01 ± 0.2 | 0.97 | 0.97 | 1·10⁻⁹ |"
says same/report.md "| naive, random-walk, N = 1000 | 0.2 (L = 1), 0.01 (L = 2) | too few L for a law |"
says same/report.md "**Claim: it falls: undecided.** Criterion: a rule."
says same/report.md "naive, random-walk, N = 1000: **differs**. y = 0.69."
says same/report.md "| 10⁻³ | - | 9.966 ± 0.44 (exponential, all L) | 9.5 to 9.97 | 7.5 to 12 | 10 | 10000 ± 120 | extrapolated |"
says same/report.md "naive L = 3 −1.3 standard errors of ln P_E"
says same/report.md "geometric, random-walk, L = 3, N = 10000 +0.0100 ± 0.0040"
says same/report.md "| majority of 100, random-walk, N = 1000, L = 1 | sync-exact | 0.5000 (0.3800 to 0.6200) | 0.4 (criterion not said) | +1.3 | Somebody; by hand |"
says same/report.md "1 sets of parameters are simulated at N = 1000 (64 runs that synchronised, 0 stalled)"

finish
