# Fig. 2: distribution of r = t_learn / t_sync for L = 3; inset: overlaps of continuous machines.
#     gnuplot -e 'blocks = "..."; smallest = ...; largest = ...; inset_end = ...; eta = ...;
#                 N = ...' -c fig2.gp DATA PICTURE FORMAT
# blocks: those of ratio, post_sync, full, continuous that DATA holds, in their order. smallest,
# largest: values of r. inset_end: the last alpha of the inset; 0: there is none. eta: learning
# rate of the inset; N: of its simulation.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("fig2.gp")]
height = 7.0
load folder . "common.gp"

set output picture
set multiplot
set lmargin at screen 0.135
set rmargin at screen 0.975
set tmargin at screen 0.97
set bmargin at screen 0.135
eval x_title("{/:Italic r} = {/:Italic t}_{learn}/{/:Italic t}_{sync}", 0.555, 0.03)
eval y_title("probability density (10^{−3})", 0.025, 0.55)
set xrange [0 : 1.08 * largest]
set yrange [0 : *]
set offsets 0, 0, graph 0.1, 0
# The extremes: arrows, and words where the histogram leaves room for them. That of the largest
# ends above the bins beside it.
highest = 0
if (has("ratio")) {
    stats data index block("ratio") using 5 nooutput
    highest = STATS_max
    stats data index block("ratio") using ($2 > 0.72 * largest ? $5 + $6 : 0) nooutput
}
beside = highest > 0 ? 0.85 * STATS_max / highest + 0.03 : 0.05
beside = beside > 0.16 ? 0.16 : beside
set arrow from smallest, graph 0.93 to smallest, graph 0.015 size screen 0.015, 20 filled \
    lw 0.8 lc rgb vermilion front
set arrow from largest, graph beside + 0.06 to largest, graph 0.015 size screen 0.015, 20 filled \
    lw 0.8 lc rgb vermilion front
set label sprintf("smallest %.4g", smallest) at smallest, graph 0.955 left font small \
    offset character 0.5, 0 textcolor rgb vermilion front
set label sprintf("largest %.4g", largest) at largest, graph beside + 0.10 right font small \
    textcolor rgb vermilion front
if (has("ratio")) {
    plot data index block("ratio") using 3:(1e3 * $5):($2 - $1) with boxes fs solid 0.25 noborder \
             lc rgb sky, \
         data index block("ratio") using 3:(1e3 * $5) with histeps lw 1 lc rgb blue, \
         data index block("ratio") using \
             3:($4 > 0 ? 1e3 * ($5 - $6) : NaN):(0):(2e3 * $6) with vectors nohead lw 0.7 \
             lc rgb black
} else {
    set yrange [0 : 1]
    plot NaN
}

# ---- the inset
if (inset_end > 0) {
    unset label
    unset arrow
    set lmargin at screen 0.50
    set rmargin at screen 0.955
    set tmargin at screen 0.94
    set bmargin at screen 0.49
    eval x_title("{/:Italic α} = steps/{/:Italic N}", 0.7275, 0.405)
    eval y_title("overlap", 0.405, 0.715)
    set xrange [0 : inset_end]
    set yrange [-1.12 : 1.12]
    set xtics 4
    set ytics 0.5
    set offsets 0, 0, 0, 0
    every = ceil(inset_end / 14.0)
    thin(x) = abs(x / every - floor(x / every + 0.5)) < 1e-6
    set key at graph 0.97, first 0.0 right center Left reverse font small \
        title sprintf("{/:Italic η} = %g", eta) left
    ab = "{/:Italic ρ}^{AB}"
    ao = "{/:Italic ρ}^{Ao}"
    line = has("post_sync") ? block("post_sync") : block("full")
    all = ""
    if (line >= 0) {
        all = all . sprintf("data index %d using 1:2 with lines lw 1.5 dt 1 lc rgb blue \
            title \"%s\", ", line, ab)
    }
    if (has("post_sync")) {
        all = all . sprintf("data index %d using 1:3 with lines lw 1.5 dt (6,3) \
            lc rgb vermilion title \"%s, B = −A\", ", line, ao)
    }
    if (has("full")) {
        all = all . sprintf("data index %d using 1:3 with lines lw 1.5 dt (1.5,1.5) \
            lc rgb green title \"%s, full\", ", block("full"), ao)
    }
    if (has("continuous")) {
        all = all . sprintf("data index %d using 1:(thin($1) ? $2 : NaN):3 with yerrorbars \
            pt 7 lw 0.6 lc rgb black title \"simulation\", ", block("continuous"))
        all = all . sprintf("data index %d using 1:(thin($1) ? $4 : NaN):5 with yerrorbars \
            pt 4 lw 0.6 lc rgb black, ", block("continuous"))
    }
    eval "plot " . all[1 : strlen(all) - 2]
}
unset multiplot
unset output
