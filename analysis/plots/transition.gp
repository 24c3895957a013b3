# Where continuous machines begin to synchronise: the stationary overlap, and the stability of
# rho^AB = -1, against the learning rate; inset: where both are stable.
#     gnuplot -e 'blocks = "stationary"; eta_c = ...; last_interior = ...' \
#         -c transition.gp DATA PICTURE FORMAT
# last_interior: the largest eta with a stable overlap above -1; 0: it is not known.
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
crossed = STATS_min < eta_c && eta_c < STATS_max
both = crossed && last_interior > eta_c

# ---- the overlap
set tmargin at screen 0.97
set bmargin at screen 0.44
set format x ""
set yrange [-1.08 : 0.05]
set ytics 0.2
eval y_title("{/:Italic ρ}^{AB}, stationary", 0.035, 0.705)
if (crossed) {
    set arrow from eta_c, graph 0 to eta_c, graph both ? 0.4 : 1 nohead dt (2,3) lw 1 lc rgb black
    set label sprintf("{/:Italic η}_c = %.3f", eta_c) at eta_c, graph 0.33 left \
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
         title "{/:Italic ρ}^{AB} = −1, unstable", \
     keyentry with lines dt 1 lw 3 lc rgb orange title "{/:Italic ρ}^{AB} = −1, stable"
unset key
unset label
unset arrow

# ---- the rate of growth
set tmargin at screen 0.42
set bmargin at screen 0.125
set format x "%g"
set yrange [*:*]
set autoscale yfix
set ytics autofreq
if (crossed) {
    set arrow from eta_c, graph 0 to eta_c, graph 1 nohead dt (2,3) lw 1 lc rgb black
}
eval x_title("{/:Italic η}, learning rate", 0.5575, 0.03)
eval y_title("rate at −1 (1/{/:Italic α})", 0.035, 0.2725)
set offsets 0, 0, graph 0.08, graph 0.08
plot 0 with lines lw 0.5 lc rgb grey, \
     data index block("stationary") using 1:4 with lines lw 1.3 lc rgb vermilion
unset label
unset arrow
set offsets

# ---- the inset: both states are stable from eta_c to where the overlap above -1 ends
if (both) {
    # At which eta an overlap is stationary (src/physics/continuous/continuous_equations.h).
    C(rho) = acos(rho) / pi
    eta(rho) = (1 - rho ** 2) / sqrt(2 * pi) * (1 - 2 * C(rho)) ** 2 / (0.5 * (1 + rho) * C(rho) \
        * (C(rho) ** 2 + (1 - C(rho)) ** 2) + rho * C(rho) * (1 - C(rho)) ** 2)
    # The stable branch ends where eta is largest, between -1 and the overlap at the left edge.
    width = last_interior - eta_c
    least = eta_c - width
    top = -1 + 1e-7
    fold = top
    do for [i = 1 : 4000] {
        rho = -1 + i * 2e-5
        fold = eta(rho) > eta(fold) ? rho : fold
        top = eta(rho) > least ? rho : top
    }
    set lmargin at screen 0.66
    set rmargin at screen 0.95
    set tmargin at screen 0.945
    set bmargin at screen 0.74
    set xrange [least : last_interior + 1.2 * width]
    set yrange [-1 - 0.15 * (top + 1) : top]
    set xtics (sprintf("%.3f", eta_c) eta_c, sprintf("%.3f", last_interior) last_interior) font small
    set ytics -1, 0.01 font small
    set format y "%.2f"
    set label "both\nstable" at last_interior + 0.15 * width, graph 0.75 left font small front
    set object 1 rectangle from eta_c, graph 0 to last_interior, graph 1 \
        fs solid 0.2 noborder fc rgb green behind
    set arrow 11 from least, -1 to eta_c, -1 nohead back dt (3,3) lw 1.5 lc rgb vermilion
    set arrow 12 from eta_c, -1 to graph 1, first -1 nohead back dt 1 lw 3 lc rgb orange
    plot sample [fold : top] "+" using (eta($1)):1 with lines lw 1.3 lc rgb blue, \
         [-1 + 1e-7 : fold] "+" using (eta($1)):1 with lines lw 1.3 dt (3,3) lc rgb blue
}
unset multiplot
unset output
