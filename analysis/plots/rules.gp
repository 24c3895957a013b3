# t_sync of the three rules: against L, against N, what the rules do at finite N, and the distribution.
#     gnuplot -e 'blocks = "..."; last = ...; common = ...; from = ...; shown = "..."; rule_shown = "..."; runs = ...' \
#         -c rules.gp DATA PICTURE FORMAT
# blocks: those that DATA holds, in their order. last: the largest L. common: the N of the first panel. from: the
# least N that is fitted. shown, rule_shown, runs: of the distribution, if there is one.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("rules.gp")]
height = 21.5
load folder . "common.gp"

rules = "random-walk hebbian anti-hebbian"
names = "'random walk' 'Hebbian' 'anti-Hebbian'"
colour(k) = word(blue . " " . vermilion . " " . green, k)
symbol(k) = int(word("7 9 5", k))
hollow(k) = int(word("6 8 4", k))

# A condition on a row, for points; all else is left out.
where(condition, value) = condition ? value : NaN
close_to(a, b) = abs(a / b - 1) < 1e-3

set output picture
set multiplot
set lmargin at screen 0.155
set rmargin at screen 0.965

# ---- against L
set tmargin at screen 0.988
set bmargin at screen 0.785
set logscale xy
set xrange [0.85 : last * 1.18]
set xtics (1, 2, 3, 4, 5, 6, 8, 10, 12)
set format y "10^{%L}"
set key at graph 0.03, graph 0.97 left top Left reverse
eval y_title("mean {/:Italic t}_{sync} (steps)", 0.03, 0.885)
eval x_title("{/:Italic L}", 0.56, 0.755)
set label sprintf("{/:Italic N} = %g", common) at graph 0.97, graph 0.1 right
all = ""
do for [k = 1 : 3] {
    rule = word(rules, k)
    if (has(rule)) {
        all = all . sprintf("data index %d using 1:(where(close_to($2, common), $3)):4 with yerrorbars pt %d lw 1 \
            lc rgb \"%s\" title \"%s\", ", block(rule), symbol(k), colour(k), word(names, k))
    }
}
guide = 45
eval "plot " . all . "[1 : last] guide * x**2 with lines dt (2,2) lw 1 lc rgb black title \"∝ {/:Italic L}^2\""
unset label
unset logscale
unset key

# ---- against N
set tmargin at screen 0.725
set bmargin at screen 0.545
set logscale x
set xrange [50 : 2e9]
set xtics 1, 100, 1e9
set format x "10^{%L}"
set format y "%g"
set yrange [0 : *]
eval y_title("{/:Italic t}_{sync} / {/:Italic L}^2 (steps)", 0.03, 0.635)
eval x_title("{/:Italic N}", 0.56, 0.515)
set key at graph 0.03, graph 0.97 left top Left reverse maxrows 3
of_L(name, L, kind, rgb, title) = has(name) ? sprintf("data index %d using 2:(where($1 == %d, $3 / $1**2)):($4 / $1**2) \
    with yerrorbars pt %d lw 1 lc rgb \"%s\" title \"%s\", ", block(name), L, kind, rgb, title) : ""
line_of_L(L, rgb) = has("growth") ? sprintf("data index %d using 2:(where($1 == %d, $3 / $1**2)) with lines lw 1 \
    lc rgb \"%s\" notitle, ", block("growth"), L, rgb) : ""
all = ""
some = "1 3 6 12"
shades = "'" . purple . "' '" . blue . "' '" . green . "' '" . orange . "'"
do for [i = 1 : 4] {
    L = int(word(some, i))
    if (L <= last) {
        all = all . of_L("random-walk", L, int(word("7 9 5 11", i)), word(shades, i), "{/:Italic L} = " . L) \
            . of_L("iteration", L, int(word("6 8 4 10", i)), word(shades, i), "") . line_of_L(L, word(shades, i))
    }
}
if (strlen(all) > 0) { eval "plot " . all[1 : strlen(all) - 2] }
unset label
unset key

# ---- finite size
set tmargin at screen 0.485
set bmargin at screen 0.305
set logscale xy
set xrange [0.0025 : 1.6]
set yrange [0.55 : 40]
set xtics 0.01, 10, 1
set format x "%g"
set ytics (0.7, 1, 2, 5, 10, 20)
eval y_title("{/:Italic t}_{sync} / that of random walk", 0.03, 0.395)
eval x_title("{/:Italic L} / {/:Italic N}^{1/2}", 0.56, 0.275)
set key at graph 0.03, graph 0.97 left top Left reverse
sizes = "100 316 1000 10000 100000"
marks = "7 9 5 11 13"
all = "1 with lines lw 0.5 lc rgb grey notitle, "
do for [k = 2 : 3] {
    rule = word(rules, k)
    do for [i = 1 : 5] {
        if (has(rule)) {
            all = all . sprintf("data index %d using 5:(where(close_to($2, %s), exp($6))):(exp($6) * $7) with yerrorbars \
                pt %d lw 1 lc rgb \"%s\" title \"%s\", ", block(rule), word(sizes, i), \
                int(word(marks, i)), colour(k), k == 3 ? "{/:Italic N} = " . word(sizes, i) : "")
        }
    }
    if (has("effect_" . rule)) {
        all = all . sprintf("data index %d using 1:(exp($2)) with lines lw 1 lc rgb \"%s\" notitle, ", \
            block("effect_" . rule), colour(k))
    }
}
set label "anti-Hebbian" at graph 0.62, graph 0.52 right textcolor rgb green
set label "Hebbian" at graph 0.62, graph 0.05 right textcolor rgb vermilion
eval "plot " . all[1 : strlen(all) - 2]
unset label
unset key
unset logscale

# ---- the distribution
if (has("distribution")) {
    set tmargin at screen 0.245
    set bmargin at screen 0.055
    set logscale y
    set autoscale xy
    stats data index block("distribution") using 1 name "steps" nooutput
    stats data index block("distribution") using 2 name "density" nooutput
    room = 0.02 * (steps_max - steps_min) + 1
    set xrange [steps_min - room : steps_max + room]
    set yrange [density_min / 2 : density_max * 1000]
    set xtics autofreq
    set ytics autofreq
    unset mytics
    set format y "10^{%L}"
    eval y_title("density (1/step)", 0.03, 0.15)
    eval x_title("{/:Italic t}_{sync} (steps); " . shown . sprintf(", %d runs", runs), 0.56, 0.022)
    set key at graph 0.98, graph 0.985 right top Left reverse maxrows 8 maxcols 1 samplen 1.5
    laws = "Poisson normal log-normal Gumbel"
    shade(i) = word(orange . " " . sky . " " . purple . " " . black, i)
    dash(i) = word("(2,2) (6,3) (8,2,2,2) 1", i)
    all = sprintf("data index %d using 1:2:3 with yerrorbars pt 6 ps 0.25 lw 0.7 lc rgb grey title \"%s, simulated\", ", \
        block("distribution"), rule_shown)
    do for [i = 1 : 4] {
        all = all . sprintf("data index %d using 1:%d with lines lw 1.2 dt %s lc rgb \"%s\" title \"%s\", ", \
            block("laws"), i + 1, dash(i), shade(i), word(laws, i))
    }
    all = all . sprintf("data index %d using 1:7 with lines lw 1.2 lc rgb \"%s\" title \"shifted log-normal\", ", \
        block("laws"), vermilion)
    eval "plot " . all[1 : strlen(all) - 2]
}
unset multiplot
unset output
