# Times against N: t_sync; t_b with its line; simulation - nine, the criterion that belongs to N.
#     gnuplot -e 'blocks = "..."; Ls = "1 2 ..."; expected = "..."; low = ...; high = ...;
#                 bottom = ...; top = ...; differences = ...' \
#         -c sizes.gp DATA PICTURE FORMAT
# blocks: L1, fit1, L2, ... in their order. Ls: every L there is. expected: for each of them the
# difference of t_sync for large N, in steps. low, high: the least and the largest N.
# bottom, top: range of the last panel, in steps; differences: how many points it has.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("sizes.gp")]
height = 14.0
load folder . "common.gp"

colours = "#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9"
symbols = "7 5 9 13 11 15"
style(k) = 1 + (k - 1) % 6
colour(k) = word(colours, style(k))
symbol(k) = int(word(symbols, style(k)))
dash(k) = word("1 (6,3) (2,2) (8,2,2,2) (4,4) (1,3)", style(k))
L(k) = word(Ls, k)
points(k, x, y, error) = sprintf("data index %d using %s:%s:%s with yerrorbars pt %d lw 0.8 \
    lc rgb \"%s\" title \"{/:Italic L} = %s\", ", block("L" . L(k)), x, y, error, symbol(k), \
    colour(k), L(k))
line(k, column) = has("fit" . L(k)) ? sprintf("data index %d using 1:%d with lines lw 1.2 dt %s \
    lc rgb \"%s\" notitle, ", block("fit" . L(k)), column, dash(k), colour(k)) : ""

# Panels share the abscissa; half a decade of room on either side.
set output picture
set multiplot
set lmargin at screen 0.145
set rmargin at screen 0.965
set logscale x
set xrange [low / 2 : high * 2]
set format x ""

# ---- t_sync
set tmargin at screen 0.955
set bmargin at screen 0.67
set yrange [0 : *]
set key at screen 0.555, 0.995 center top horizontal maxrows 1 samplen 1
eval y_title("mean {/:Italic t}_{sync} (steps)", 0.03, 0.81)
all = ""
do for [k = 1 : words(Ls)] { all = all . points(k, "1", "2", "3") . line(k, 2) }
eval "plot " . all[1 : strlen(all) - 2]
unset key
unset label

# ---- t_b
set tmargin at screen 0.64
set bmargin at screen 0.385
eval y_title("mean {/:Italic t}_b (steps)", 0.03, 0.5125)
lines = int(sum [k = 1 : words(Ls)] has("fit" . L(k)))
if (lines == 0) {
    set label "too few {/:Italic N} for a line" at graph 0.97, graph 0.06 right font small
}
all = ""
do for [k = 1 : words(Ls)] { all = all . points(k, "1", "6", "7") . line(k, 3) }
eval "plot " . all[1 : strlen(all) - 2]
unset label

# ---- the difference; neighbouring L side by side, not one on the other
set tmargin at screen 0.355
set bmargin at screen 0.075
set format x "10^{%L}"
set yrange [bottom : top]
eval y_title("{/:Italic t}_{sync}: simulation − nine (steps)", 0.03, 0.2175)
eval x_title("{/:Italic N}, inputs of a hidden unit", 0.555, 0.025)
all = "0 with lines lw 0.5 lc rgb grey, "
do for [k = 1 : words(Ls)] {
    all = all . points(k, sprintf("($1*%g)", 1.15 ** (2 * k - 1 - words(Ls))), "14", "15")
    all = all . sprintf("%s with lines lw 1.2 dt %s lc rgb \"%s\" notitle, ", \
        word(expected, k), dash(k), colour(k))
}
if (differences == 0) {
    set label "no iteration at these {/:Italic N}" at graph 0.97, graph 0.5 right font small
}
eval "plot " . all[1 : strlen(all) - 2]
unset multiplot
unset output
