# Where continuous machines begin to synchronise: the stationary overlap, and the stability of
# rho^AB = -1, against the learning rate.
#     gnuplot -e 'blocks = "stationary"; eta_c = ...' -c transition.gp DATA PICTURE FORMAT
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("transition.gp")]
height = 8.0
load folder . "common.gp"

stats data index block("stationary") using 1 nooutput
set output picture
set multiplot
set lmargin at screen 0.145
set rmargin at screen 0.97
set xrange [STATS_min : STATS_max]

# ---- the overlap
set tmargin at screen 0.97
set bmargin at screen 0.44
set format x ""
set yrange [-1.08 : 0.05]
set ytics 0.2
eval y_title("{/:Italic ρ}^{AB}, stationary", 0.035, 0.705)
crossed = STATS_min < eta_c && eta_c < STATS_max
if (crossed) {
    set arrow from eta_c, graph 0 to eta_c, graph 1 nohead dt (2,3) lw 1 lc rgb black
    set label sprintf("{/:Italic η}_c=%.3f", eta_c) at eta_c, graph 0.5 left \
        offset character 0.7, 0
}
set key at graph 0.04, graph 0.98 left top Left reverse
# rho^AB = -1 is stable where the rate below is negative: above eta_c. Arrows without heads have
# no joints, which would stick out of a thick line.
between = eta_c < STATS_min ? STATS_min : eta_c < STATS_max ? eta_c : STATS_max
if (STATS_min < between) {
    set arrow 11 from STATS_min, -1 to between, -1 nohead back dt (3,3) lw 1.5 lc rgb vermilion
}
if (between < STATS_max) {
    set arrow 12 from between, -1 to STATS_max, -1 nohead back dt 1 lw 3 lc rgb orange
}
plot data index block("stationary") using 1:2 with linespoints pt 7 ps 0.25 lw 1.3 lc rgb blue \
         title "{/:Italic ρ}^{AB}, from 0", \
     keyentry with lines dt (3,3) lw 1.5 lc rgb vermilion \
         title "{/:Italic ρ}^{AB}=-1, unstable", \
     keyentry with lines dt 1 lw 3 lc rgb orange title "{/:Italic ρ}^{AB}=-1, stable"

# ---- the rate of growth
unset key
unset label
unset arrow 11
unset arrow 12
set tmargin at screen 0.42
set bmargin at screen 0.125
set format x "%g"
set yrange [*:*]
set autoscale y
set ytics autofreq
eval x_title("{/:Italic η}, learning rate", 0.5575, 0.03)
eval y_title("growth rate at -1", 0.03, 0.2725)
plot 0 with lines lw 0.5 lc rgb grey, \
     data index block("stationary") using 1:4 with lines lw 1.3 lc rgb vermilion
unset multiplot
unset output
