# The numbers of Table I in units of the paper's: a row for each reading, a panel for each quantity.
#     gnuplot -e 'blocks = "..."; readings = ...; largest = ...' -c readings.gp DATA PICTURE FORMAT
# blocks: those of readings, t_sync, t_learn, ratio that DATA holds, in their order. readings: how many rows.
# largest: the largest L.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("readings.gp")]
height = 2.1 + 0.46 * readings
load folder . "common.gp"

colour(L) = word("#000000 #0072B2 #009E73 #D55E00 #CC79A7 #E69F00 #56B4E9 #777777", (L - 1) % 8 + 1)
symbol(L) = int(word("6 5 8 11 13 3 2 1", (L - 1) % 8 + 1))

top = 1 - 0.85 / height
bottom = 0.85 / height
set output picture
set multiplot
set tmargin at screen top
set bmargin at screen bottom
set yrange [readings + 0.6 : 0.4]
set offsets graph 0.06, graph 0.06, 0, 0
unset key
set label 100 "measured / paper" at screen 0.69, screen 0.22 / height center front
set ytics font small
tiny = format eq "svg" ? ",12" : ",6"
set xtics font tiny
do for [L = 1 : largest] {
    set label 100 + L sprintf("{/:Italic L} = %d", L) at screen 0.4 + 0.57 * (L - 0.65) / largest, screen 1 - 0.22 / height \
        left offset 0.4, 0 point pt symbol(L) lc rgb colour(L) font small front
}

# Lines between the rows, and where a number is the paper's.
do for [row = 1 : readings - 1] {
    set arrow row from graph 0, first row + 0.5 to graph 1, first row + 0.5 nohead back lw 0.3 lc rgb "#CCCCCC"
}
set arrow 1000 from first 1, graph 0 to first 1, graph 1 nohead back lw 0.8 lc rgb grey

# One L in a panel, a little below the one before it.
row(L) = L >= 1 ? 0.16 * (L - 0.5 * (largest + 1)) : 0
points_of(name, L) = sprintf("data index %d using ($2 == %d ? $3 : NaN):($1 + %g):(sqrt($4**2 + $5**2)) \
    with xerrorbars pt %d lw 0.8 lc rgb \"%s\" notitle, ", block(name), L, row(L), symbol(L), colour(L))

# "cl=1-1e-4" is "1 - c_l = 10^{-4}".
power_at(text) = strstrt(text, "cl=1-1e-")
rest(text) = text[power_at(text) + 8 : *]
named(text) = power_at(text) == 0 ? text : text[1 : power_at(text) - 1] . "1 − c_l = 10^{−" . rest(text)[1 : 1] . "}" . rest(text)[2 : *]

do for [panel = 1 : 3] {
    name = word("t_sync t_learn ratio", panel)
    left = 0.395 + 0.2 * (panel - 1)
    set lmargin at screen left
    set rmargin at screen left + 0.185
    set label 1 (panel == 1 ? "{/:Italic t}_{sync}" : panel == 2 ? "{/:Italic t}_{learn}" : "{/:Italic r}") \
        at graph 0.5, screen top + 0.25 / height center
    if (panel == 1) {
        unset logscale x
        set xtics (0.5, 0.8, 1, 1.2, 1.5, 2, 3)
        set format x "%g"
    } else {
        set logscale x
        set xtics (1e-5, 1e-3, 0.1, 1, 10, 1000, 1e5)
        unset mxtics
        set format y ""
    }
    all = ""
    do for [L = 1 : largest] { all = all . points_of(name, L) }
    # The rows have their names in the first panel.
    names = panel == 1 ? sprintf("data index %d using (1):($0 + 1):ytic(named(strcol(1))) with points pt -1 notitle", \
        block("readings")) : "NaN notitle"
    eval "plot " . all . names
    unset label
}
unset multiplot
unset output
