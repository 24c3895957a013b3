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
eval x_title("{/:Italic r}={/:Italic t}_{learn}/{/:Italic t}_{sync}", 0.555, 0.03)
eval y_title("probability density of {/:Italic r}, 10^{-3}", 0.025, 0.55)
set xrange [0 : 1.08 * largest]
set yrange [0 : *]
set arrow 1 from smallest, graph 0.12 to smallest, graph 0.015 size screen 0.015, 25 filled \
    lw 1 lc rgb vermilion front
set arrow 2 from largest, graph 0.12 to largest, graph 0.015 size screen 0.015, 25 filled \
    lw 1 lc rgb vermilion front
set label 1 sprintf("smallest %.3g", smallest) at smallest, graph 0.14 left rotate \
    offset character 0.2, 0 font ",7" textcolor rgb vermilion front
set label 2 sprintf("largest %.3g", largest) at largest, graph 0.14 right \
    offset character 2, 0.4 font ",7" textcolor rgb vermilion front
if (has("ratio")) {
    plot data index block("ratio") using 1:(1e3 * $5) with fillsteps fs solid 0.25 noborder \
             lc rgb sky, \
         data index block("ratio") using 3:(1e3 * $5) with histeps lw 1.2 lc rgb blue, \
         data index block("ratio") using 3:($4 > 0 ? 1e3 * $5 : NaN):(1e3 * $6) with \
             yerrorbars pt 7 ps 0.1 lw 0.6 lc rgb black
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
    eval x_title(sprintf("{/:Italic α},{/:Italic η}=%g", eta), 0.7275, 0.41)
    eval y_title("overlap", 0.405, 0.715)
    set xrange [0 : inset_end]
    set yrange [-1.12 : 1.12]
    set xtics 4
    set ytics 0.5
    set arrow from graph 0, first 0 to graph 1, first 0 nohead lw 0.4 lc rgb grey back
    every = ceil(inset_end / 14.0)
    thin(x) = abs(x / every - floor(x / every + 0.5)) < 1e-6
    set key at graph 0.98, first -0.12 right top Left reverse font ",6.5" maxrows 3
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
            lc rgb vermilion title \"%s\", ", line, ao)
    }
    if (has("full")) {
        all = all . sprintf("data index %d using 1:3 with lines lw 1.5 dt (1.5,1.5) \
            lc rgb green title \"%s, full\", ", block("full"), ao)
    }
    if (has("continuous")) {
        all = all . sprintf("data index %d using 1:(thin($1) ? $2 : NaN):3 with yerrorbars \
            pt 7 lw 0.6 lc rgb black, ", block("continuous"))
        all = all . sprintf("data index %d using 1:(thin($1) ? $4 : NaN):5 with yerrorbars \
            pt 4 lw 0.6 lc rgb black, ", block("continuous"))
    }
    eval "plot " . all[1 : strlen(all) - 2]
}
unset multiplot
unset output
