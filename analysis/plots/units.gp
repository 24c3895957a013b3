# Times and success against the number of hidden units K; below, for each K, the expected change of a unit's overlap
# in a step against the overlap, of the parties and of the attacker after t_sync.
#     gnuplot -e 'blocks = "..."; last_K = ...; last_L = ...; traced = ...; deepest = ...' -c units.gp DATA PICTURE FORMAT
# blocks: those of times, drift, zero that DATA holds, in their order. last_K, last_L: the largest; traced: the
# largest L of which there is the attacker's change, 0 if there is none; deepest: of which there is any.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("units.gp")]
height = traced > 0 ? 19.0 : 9.5
load folder . "common.gp"

colour(L) = word("#000000 #0072B2 #D55E00 #009E73 #E69F00 #56B4E9 #CC79A7 #777777", (int(L) - 1) % 8 + 1)
least(a, b) = a < b ? a : b
mark(x) = format eq "svg" ? 0.7 * x : x # a size of symbols that is given is the terminal's own in SVG

# A column of the block of times: the iteration as a line with filled symbols, N = 1000 and others as open ones.
# What has no error is a lower bound, an arrow upwards; `scale` its length as a factor.
chosen(L) = sprintf("$2==%d && $19==1", L)
iterated(L, y, e, title) = sprintf("data index %d using (%s ? $1 : NaN):(\$%d>0 ? \$%d : NaN) with lines lw 0.7 \
    lc rgb \"%s\" notitle, data index %d using (%s ? $1 : NaN):%d:%d with yerrorbars pt 7 lw 0.8 lc rgb \"%s\" \
    title \"%s\", ", block("times"), chosen(L), e, y, colour(L), block("times"), chosen(L), y, e, colour(L), title)
simulated(L, y, e) = sprintf("data index %d using ($2==%d && $3>0 ? $1+($3>1000 ? 0.24 : 0.12) : NaN):%d:%d with \
    yerrorbars pt 6 lw 0.8 lc rgb \"%s\" notitle, ", block("times"), L, y, e, colour(L))
bounds(L, y, e) = sprintf("data index %d using (%s && \$%d==0 ? $1 : NaN):%d:(0):(1.5*\$%d) with vectors \
    size screen 0.012, 20 filled lw 0.8 lc rgb \"%s\" notitle, ", block("times"), chosen(L), e, y, y, colour(L))
memoryless(L, y) = sprintf("data index %d using (%s ? $1 : NaN):%d with points pt 2 lw 0.8 lc rgb \"%s\" notitle, ", \
    block("times"), chosen(L), y, colour(L))

set output picture
set multiplot
set xrange [0.5 : last_K + 0.5]
set xtics 1
top = 0.99
size = traced > 0 ? 0.205 : 0.43
gap = traced > 0 ? 0.018 : 0.03
left(k) = k % 2 ? 0.635 : 0.145
wide = 0.335
panel(k) = sprintf("set lmargin at screen %g; set rmargin at screen %g; set tmargin at screen %g; \
    set bmargin at screen %g", left(k), left(k) + wide, top - (k / 2) * (size + gap), \
    top - (k / 2) * (size + gap) - size)
middle(k) = top - (k / 2) * (size + gap) - size / 2
draw(all) = "plot " . all[1 : strlen(all) - 2]

# ---- times
set logscale y
set format y "10^{%L}"
set format x ""
eval panel(0)
set key at graph 0.02, graph 0.985 left top Left reverse maxrows 4 samplen 0.5 spacing 0.9 width -1 font small
set yrange [10 : *]
eval y_title("mean {/:Italic t}_{sync} (steps)", 0.025, middle(0))
all = ""
do for [L = 1 : last_L] {
    all = all . iterated(L, 5, 6, sprintf("{/:Italic L} = %d", L)) . simulated(L, 5, 6) . bounds(L, 5, 6) \
        . memoryless(L, 7)
}
eval draw(all)
unset label
unset key
eval panel(1)
set yrange [10 : *]
eval y_title("mean {/:Italic t}_{learn} (steps)", 0.522, middle(1))
all = ""
do for [L = 1 : least(last_L, 3)] {
    all = all . iterated(L, 8, 9, "") . simulated(L, 8, 9) . bounds(L, 8, 9) . memoryless(L, 10)
}
eval draw(all)
unset label
set format x "%g"
eval panel(2)
set yrange [1 : *]
eval y_title("{/:Italic t}_{learn} / {/:Italic t}_{sync}", 0.025, middle(2))
all = ""
do for [L = 1 : least(last_L, 3)] {
    all = all . iterated(L, 11, 12, "") . simulated(L, 11, 12) . bounds(L, 11, 12)
}
eval draw(all)
unset label

# ---- success: an interval that reaches 0 is cut at a tenth of P; without a success an arrow down from its end.
shown(filter, shift, p, kind, L, title) = sprintf("data index %d using (%s && \$%d>0 ? $1+%g : NaN):%d:(\$%d>0 ? \
    \$%d : 0.1*\$%d):%d with yerrorbars pt %d lw 0.8 lc rgb \"%s\" title \"%s\", ", block("times"), filter, p, shift, \
    p, p + 1, p + 1, p, p + 2, kind, colour(L), title) \
    . sprintf("data index %d using (%s && \$%d==0 ? $1+%g : NaN):%d:(0):(-0.6*\$%d) with vectors size screen 0.01, \
    20 filled lw 0.8 lc rgb \"%s\" notitle, ", block("times"), filter, p, shift, p + 2, p + 2, colour(L))
eval panel(3)
set yrange [1e-4 : 60] # room for the key
set ytics 1e-4, 10, 1
unset mytics
set key at graph 0.98, graph 0.985 right top Left reverse samplen 0.5 spacing 0.9 font small
eval y_title("{/:Italic P_E}", 0.522, middle(3))
all = ""
do for [L = 1 : least(last_L, 3)] {
    all = all . shown(chosen(L), -0.1, 13, 7, L, L == 1 ? "naive" : "") \
        . shown(chosen(L), 0, 16, 9, L, L == 1 ? "geometric" : "") \
        . shown(sprintf("$2==%d && $3==1000", L), 0.1, 13, 6, L, "") \
        . shown(sprintf("$2==%d && $3==1000", L), 0.2, 16, 8, L, "")
}
eval draw(all)
unset key
unset label
eval x_title("hidden units {/:Italic K}", left(2) + wide / 2, top - 2 * size - gap - (traced > 0 ? 0.034 : 0.07))
eval x_title("hidden units {/:Italic K}", left(3) + wide / 2, top - 2 * size - gap - (traced > 0 ? 0.034 : 0.07))

set ytics autofreq

# ---- drifts, of all sizes: linear up to some 0.002, logarithmic beyond
curve(K, L, which, rgb, kind, title) = sprintf("data index %d using ($1==%d && $2==%d && $3==%d ? $4 : NaN):6:7 with \
    yerrorbars pt %d lw 0.7 ps %g lc rgb \"%s\" title \"%s\", ", block("drift"), K, L, which, kind, mark(0.35), rgb, title)
trend(K, L, which, rgb, d) = sprintf("data index %d using ($1==%d && $2==%d && $3==%d ? $4 : NaN):6 with lines \
    lw 0.8 dt %s lc rgb \"%s\" notitle, ", block("drift"), K, L, which, d, rgb)
zero(K, L, which, rgb) = sprintf("data index %d using ($1==%d && $2==%d && $3==%d ? $4 : NaN):(0) with points pt 10 \
    ps %g lw 1 lc rgb \"%s\" notitle, ", block("zero"), K, L, which, mark(1.3), rgb)
if (traced > 0) {
    unset logscale y
    set nonlinear y via asinh(y / 0.002) inverse 0.002 * sinh(y)
    set format y "%g"
    set xrange [0 : 1]
    set yrange [-0.06 : 0.3]
    set ytics ("−0.01" -0.01, "0" 0, "0.01" 0.01, "0.1" 0.1)
    set xtics 0.2
    low = top - 2 * size - gap - 0.062
    rows = (last_K + 1) / 2
    each = (low - 0.045) / rows
    do for [K = 1 : last_K] {
        k = K - 1
        set lmargin at screen left(k)
        set rmargin at screen left(k) + wide
        set tmargin at screen low - (k / 2) * each
        set bmargin at screen low - (k / 2 + 1) * each + 0.008
        set format x (K >= last_K - 1 ? "%g" : "")
        set label 99 sprintf("{/:Italic K} = %d", K) at graph 0.04, graph 0.11 left font small
        if (K == 1) { set key at graph 0.26, graph 0.05 left bottom Left reverse samplen 0.5 spacing 0.9 font small }
        if (K > 1) { unset key }
        all = "0 with lines lw 0.5 lc rgb grey notitle, "
        do for [i = 1 : 3] {
            L = i == 1 ? traced - 1 : i == 2 ? traced : deepest
            d = L == traced ? "1" : L < traced ? "(2,2)" : "(7,3)"
            if (L > 0 && (i < 3 || deepest > traced)) {
                all = all . trend(K, L, 3, L > traced ? green : blue, d) \
                    . trend(K == 1 ? 1 : 0, L, 4, vermilion, d)
            }
        }
        all = all . curve(K, traced, 3, blue, 7, "parties") \
            . curve(K == 1 ? 1 : 0, traced, 4, vermilion, 5, "attacker") \
            . zero(K, traced, 3, blue) . zero(K == 1 ? 1 : 0, traced, 4, vermilion)
        eval draw(all)
        unset label
    }
    eval y_title("mean change of a unit's {/:Italic ρ} in a step", 0.018, (low + 0.045) / 2)
    eval x_title("overlap {/:Italic ρ} of the unit before the step", 0.56, 0.012)
    # Labels belong to a plot.
    set lmargin at screen 0.1; set rmargin at screen 0.11; set tmargin at screen 0.001; set bmargin at screen 0.0005
    unset border; unset tics; unset key
    plot [0:1] [0:1] NaN notitle
}
unset multiplot
unset output
