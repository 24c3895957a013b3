# Success of attackers against L: above at finite N, below for N -> infinity.
#     gnuplot -e 'series = ...; attacks = "..."; machines = "..."; rules = "..."; sizes = "..."' \
#         -c attack.gp DATA PICTURE FORMAT
# series: how many; of each a word: its attack, how many machines, its rule (none: the iteration), its N (0: infinite).
# Series k has the blocks 2 k - 2, points, and 2 k - 1, laws, of DATA.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("attack.gp")]
height = 16.0
blocks = ""
load folder . "common.gp"

attack(k) = word(attacks, k)
several(k) = word(machines, k) ne "1"
finite(k) = word(sizes, k) ne "0"
known = "naive naive-strict geometric majority genetic_klimov genetic_ruttor genetic_ruttor-geometric"
place(k) = int(sum [i = 1 : words(known)] (word(known, i) eq attack(k) ? i : 0))
few(k) = attack(k) eq "genetic_ruttor-geometric" && word(machines, k) < 1000
colour(k) = few(k) ? sky : place(k) == 0 ? grey \
    : word("#000000 #777777 #0072B2 #D55E00 #009E73 #E69F00 #CC79A7", place(k))
# Filled for random walk and what was counted; open for other rules and what was split.
filled(k) = place(k) == 0 ? 3 : few(k) ? 13 : int(word("7 7 5 9 11 1 13", place(k)))
open(k) = filled(k) > 3 ? filled(k) - 1 : filled(k)
usual(k) = word(rules, k) eq "random-walk" || word(rules, k) eq "none"
name(k) = (attack(k)[1 : 8] eq "genetic_" ? "genetic, " . attack(k)[9 : *] : attack(k)) \
    . (several(k) ? ", {/:Italic M} = " . word(machines, k) : "")
titled(k) = finite(k) ? (usual(k) ? name(k) : "") : name(k)
quoted(text) = text eq "" ? "notitle" : "title \"" . text . "\""

# Of a kind of points, 1 counted and 2 split: those with intervals, and arrows down from the limit where none succeeded.
# An interval that reaches 0 is cut at a tenth of P, as the axis has no 0.
points(k, kind, symbol, title) = sprintf("data index %d using ($5==%d && $2>0 ? $1 : NaN):2:($3>0 ? $3 : 0.1*$2):4 \
    with yerrorbars pt %d lw 0.8 lc rgb \"%s\" %s, ", 2 * k - 2, kind, symbol, colour(k), quoted(title)) \
    . sprintf("data index %d using ($5==%d && $2==0 ? $1 : NaN):4:(0):(-0.6*$4) with vectors size screen 0.012, 20 \
    filled lw 0.8 lc rgb \"%s\" notitle, ", 2 * k - 2, kind, colour(k))
laws(k) = sprintf("data index %d using 1:(10**$3) with lines lw 0.7 dt (2,3) lc rgb \"%s\" notitle, ", 2 * k - 1, colour(k)) \
    . sprintf("data index %d using 1:(10**$2) with lines lw %g dt %s lc rgb \"%s\" notitle, ", 2 * k - 1, \
    usual(k) ? 1.2 : 0.8, usual(k) ? "1" : "(6,3)", colour(k))
split_too(k) = finite(k) ? "" : points(k, 2, open(k), "")

any_of(above) = int(sum [k = 1 : series] (finite(k) == above ? 1 : 0))
last = 1
# The least log10 P of a panel: below it there is room for the key.
array least[2] = [0, 0]
do for [k = 1 : series] {
    stats data index 2 * k - 2 using 1:($2 > 0 ? log10($2) : log10($4)) nooutput
    last = STATS_max_x > last ? STATS_max_x : last
    panel = finite(k) ? 1 : 2
    least[panel] = STATS_min_y < least[panel] ? STATS_min_y : least[panel]
}
size = ""
do for [k = 1 : series] { if (finite(k)) { size = strstrt(size, word(sizes, k)) ? size : size . (size eq "" ? "" : "; ") . word(sizes, k) } }

set output picture
set multiplot
set lmargin at screen 0.155
set rmargin at screen 0.965
set xrange [0.5 : last + 0.5]
set xtics 2
set mxtics 2
set logscale y
set format y "10^{%L}"
unset mytics
both = any_of(1) > 0 && any_of(0) > 0
if (series == 0) {
    set label "no attack at two {/:Italic L} or more" at graph 0.5, graph 0.5 center
    set yrange [1e-3 : 1]
    plot NaN notitle
}
do for [panel = 1 : 2] {
    above = panel == 1
    if (any_of(above) == 0) { continue }
    set tmargin at screen above || !both ? 0.985 : 0.475
    set bmargin at screen above && both ? 0.53 : 0.065
    middle = !both ? 0.525 : above ? 0.7575 : 0.275
    eval x_title("{/:Italic L}", 0.56, above && both ? 0.498 : 0.03)
    eval y_title("{/:Italic P_E}: " . (above ? "equal at {/:Italic t}_{sync}, {/:Italic N} = " . size \
        : "equal before {/:Italic t}_{sync}, {/:Italic N} → ∞"), 0.03, middle)
    set yrange [10**(floor(least[panel]) - (above ? 4.5 : 4)) : 2]
    set key at graph 0.02, graph 0.02 left bottom Left reverse font small
    all = ""
    do for [k = 1 : series] {
        if (finite(k) == above) {
            all = all . laws(k) . points(k, 1, usual(k) ? filled(k) : open(k), titled(k)) . split_too(k)
        }
    }
    all = all . (above ? "NaN with points pt 6 lc rgb grey title \"open: anti-Hebbian\", " \
        : "NaN with points pt 6 lc rgb grey title \"open: by splitting\", ")
    eval "plot " . all[1 : strlen(all) - 2]
    unset label
}
unset multiplot
unset output
