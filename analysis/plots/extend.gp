# Times against L: t_learn and t_sync with the laws fitted to them; below, what the laws leave.
#     gnuplot -e 'blocks = "..."; last = ...' -c extend.gp DATA PICTURE FORMAT
# blocks: those of t_sync, law_t_sync, t_learn, law_t_learn, splitting, brute, paper, simulate
# that DATA holds, in their order. last: the largest L.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("extend.gp")]
panels = (strstrt(blocks, "law_t_learn") > 0) + (strstrt(blocks, "law_t_sync") > 0)
height = 8.55 + 3.225 * panels # without laws, for too few L, the times alone
load folder . "common.gp"

laws = 4
titles = "'{/:Italic a} + {/:Italic bL}' '{/:Italic a} + {/:Italic bL}^2' '{/:Italic a} + {/:Italic b} ln {/:Italic L}' '{/:Italic a} + {/:Italic bL} + {/:Italic cL}^2'"
titled(k) = "ln {/:Italic t} = " . word(titles, k)
colour(k) = word("#E69F00 #56B4E9 #CC79A7 #000000", k)
symbol(k) = int(word("9 11 13 7", k))
dash(k) = word("(2,2) (6,3) (8,2,2,2) 1", k)

# A law in the upper panels; points of one block.
law(name, k, title) = has("law_" . name) ? sprintf("data index %d using 1:(10**$%d) with lines \
    lw 1 dt %s lc rgb \"%s\" title \"%s\", ", block("law_" . name), k + 1, dash(k), colour(k), \
    title) : ""
all_laws(name, shown) = law(name, 1, shown ? titled(1) : "") \
    . law(name, 2, shown ? titled(2) : "") . law(name, 3, shown ? titled(3) : "") \
    . law(name, 4, shown ? titled(4) : "")
points(name, x, y, error, kind, rgb, title) = has(name) ? sprintf("data index %d using \
    ($1%+g):%s:%s with yerrorbars pt %d lw 1 lc rgb \"%s\" title \"%s\", ", block(name), x, y, \
    error, kind, rgb, title) : ""
bare(name, x, y, kind, rgb, title) = has(name) ? sprintf("data index %d using \
    ($1%+g):%s with points pt %d lw 1 lc rgb \"%s\" title \"%s\", ", block(name), x, y, kind, \
    rgb, title) : ""
# ln t minus the laws; neighbours side by side.
residuals(name, k) = sprintf("data index %d using ($1%+g):%d:4 with yerrorbars pt %d lw 0.8 \
    lc rgb \"%s\" notitle, ", block(name), 0.08 * (k - 2.5), k + 4, symbol(k), colour(k))

set output picture
set multiplot
set lmargin at screen 0.155
set rmargin at screen 0.965
set xrange [0.5 : last + 0.5]
set xtics 1
set format x panels ? "" : "%g"

# ---- the times
set tmargin at screen 1 - 0.225 / height
set bmargin at screen 1 - 7.5 / height
x_below = 0.3 / height
set logscale y
set format y "10^{%L}"
unset mytics
set key at graph 0.03, graph 0.97 left top Left reverse
eval y_title("mean time (steps)", 0.03, 1 - 3.9 / height)
if (panels == 0) {
    eval x_title("{/:Italic L}", 0.56, x_below)
    set label "too few {/:Italic L} for a law" at graph 0.97, graph 0.04 right font small
}
all = points("splitting", 0, "2", "3", 7, vermilion, "{/:Italic t}_{learn}, splitting") \
    . points("brute", 0, "2", "3", 6, blue, "{/:Italic t}_{learn}, brute force") \
    . points("simulate", 0.12, "3", "4", 8, black, "{/:Italic t}_{learn}, simulation") \
    . bare("paper", -0.12, "3", 2, black, "{/:Italic t}_{learn}, paper") \
    . points("t_sync", 0, "2", "3", 5, green, "{/:Italic t}_{sync}, iteration") \
    . bare("paper", -0.12, "2", 1, black, "{/:Italic t}_{sync}, paper") \
    . all_laws("t_learn", 1) . all_laws("t_sync", has("law_t_learn") ? 0 : 1)
eval "plot " . all[1 : strlen(all) - 2]
unset logscale y
unset key
unset label
set format y "%g"

# ---- residuals, of all sizes: linear up to some 0.05, logarithmic beyond
set nonlinear y via asinh(y / 0.05) inverse 0.05 * sinh(y)
drawn = 0
do for [panel = 1 : 2] {
    name = word("t_learn t_sync", panel)
    if (has("law_" . name)) {
        top = 1 - (7.8 + 3.225 * drawn) / height
        drawn = drawn + 1
        set tmargin at screen top
        set bmargin at screen top - 2.925 / height
        if (drawn == panels) {
            set format x "%g"
            eval x_title("{/:Italic L}", 0.56, x_below)
        }
        reach = panel == 1 ? 30 : 3
        set yrange [-reach : reach]
        set ytics ("−10" -10, "−1" -1, "−0.1" -0.1, "0" 0, "0.1" 0.1, "1" 1, "10" 10)
        eval y_title("ln {/:Italic t}_{" . word("learn sync", panel) . "} − law", 0.03, \
            top - 1.4625 / height)
        all = "0 with lines lw 0.5 lc rgb grey, "
        do for [k = 1 : laws] { all = all . residuals(name, k) }
        eval "plot " . all[1 : strlen(all) - 2]
        unset label
    }
}
unset multiplot
unset output
