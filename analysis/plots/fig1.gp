# Fig. 1: histograms of t_sync and t_learn for L = 1; inset: mean overlap against the step.
#     gnuplot -e 'blocks = "..."; inset_end = ...' -c fig1.gp DATA PICTURE FORMAT
# blocks: those of six, nine, simulate, six_mean, nine_mean, simulate_mean that DATA holds, in
# their order. inset_end: the last step of the inset.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("fig1.gp")]
height = 7.4
load folder . "common.gp"

# No blank stands at the edge of italics or of an index: some viewers of SVG drop it.
names = "nine six simulate"   # the wide light lines below the dark ones
# [six, nine] for t_sync, solid, and t_learn, dashed
style(name, learn) = name eq "six" ? \
    (learn ? "lines lw 1.5 dt (6,3) lc rgb vermilion" : "lines lw 1.5 dt 1 lc rgb blue") : \
    name eq "nine" ? \
    (learn ? "lines lw 1.8 dt (2,2) lc rgb orange" : "lines lw 3 dt 1 lc rgb sky") : \
    (learn ? "yerrorbars pt 4 lw 0.5 lc rgb black" : "yerrorbars pt 7 lw 0.5 lc rgb black")
what(name) = name eq "simulate" ? "simulation" : name
title(name, learn) = "{/:Italic t}_{" . (learn ? "learn" : "sync") . "}, " . what(name)
density(learn) = learn ? 8 : 5

# Empty bins have no symbol: they would only thicken the axis.
series(name, learn) = has(name) ? sprintf( \
    "data index %d using 3:%s with %s title \"%s\", ", block(name), \
    name eq "simulate" ? \
        sprintf("($%d > 0 ? 1e3 * $%d : NaN):(1e3 * $%d)", density(learn) - 1, \
                density(learn), density(learn) + 1) : \
        sprintf("(1e3 * $%d)", density(learn)), \
    style(name, learn), title(name, learn)) : ""

set output picture
set multiplot
set lmargin at screen 0.135
set rmargin at screen 0.975
set tmargin at screen 0.815
set bmargin at screen 0.125
eval x_title("time (steps)", 0.55, 0.03)
eval y_title("probability density per step (10^{−3})", 0.03, 0.465)
set autoscale xfixmax
set xrange [0 : *]
set yrange [0 : *]
set key at screen 0.55, 0.985 center top vertical maxrows 3 Left reverse
all = ""
do for [learn = 0 : 1] {
    do for [k = 1 : words(names)] { all = all . series(word(names, k), learn) }
}
eval "plot " . all[1 : strlen(all) - 2]

# ---- the inset
unset key
set lmargin at screen 0.555
set rmargin at screen 0.94
set tmargin at screen 0.79
set bmargin at screen 0.47
unset label
eval x_title("step", 0.75, 0.39)
eval y_title("{/:Italic ρ}^{AB}, mean of runs", 0.44, 0.63)
set xrange [0 : inset_end]
set yrange [-1.08 : 0.2]
set xtics ceil(inset_end / 40.0) * 10
set ytics 0.5
every_step = ceil(inset_end / 16.0)
all = ""
# No overlap is below -1, though the mean less the standard deviation may be: intervals end there.
below(mean, sd) = mean - sd < -1 ? -1 : mean - sd
if (has("six_mean")) {
    all = all . sprintf("data index %d using 1:(below($2, $3)):($2 + $3) with filledcurves \
        fs solid 0.22 noborder lc rgb blue, ", block("six_mean"))
}
if (has("nine_mean")) {
    all = all . sprintf("data index %d using 1:2 with %s, ", block("nine_mean"), style("nine", 0))
}
if (has("six_mean")) {
    all = all . sprintf("data index %d using 1:2 with %s, ", block("six_mean"), style("six", 0))
}
if (has("simulate_mean")) {
    all = all . sprintf("data index %d using 1:(int($1) %% every_step == 0 ? $2 : NaN):(below($2, $3)):($2 + $3) with \
        yerrorbars pt 6 lw 0.6 lc rgb black, ", block("simulate_mean"))
}
eval "plot " . all[1 : strlen(all) - 2]
unset multiplot
unset output
