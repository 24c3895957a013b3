# Probability that the attacker is first, against L.
#     gnuplot -e 'blocks = "..."' -c lucky.gp DATA PICTURE FORMAT
# blocks: those of six, nine, simulate, split_six, split_nine that DATA holds, in their order.
data = ARG1
picture = ARG2
format = ARG3
folder = ARG0[1 : strlen(ARG0) - strlen("lucky.gp")]
height = 7.0
load folder . "common.gp"

names = "six nine simulate split_six split_nine"
is_split(name) = name[1 : 6] eq "split_"
closure(name) = is_split(name) ? name[7 : *] : name
colour(name) = closure(name) eq "six" ? blue : closure(name) eq "nine" ? vermilion : black
symbol(name) = (closure(name) eq "six" ? 5 : closure(name) eq "nine" ? 7 : 8) - is_split(name)
shift(name) = (closure(name) eq "six" ? -0.06 : closure(name) eq "nine" ? 0 : 0.06) \
    + (is_split(name) ? 0.12 : 0)
title(name) = name eq "simulate" ? "simulation" \
    : (is_split(name) ? "splitting, " : "iteration, ") . closure(name)

set output picture
set lmargin at screen 0.155
set rmargin at screen 0.965
set tmargin at screen 0.97
set bmargin at screen 0.135
eval x_title("{/:Italic L}", 0.56, 0.03)
eval y_title("{/:Italic P}({/:Italic t}_{learn} < {/:Italic t}_{sync})", 0.03, 0.55)
last = 1
do for [k = 1 : words(names)] {
    if (has(word(names, k))) {
        stats data index block(word(names, k)) using 1 nooutput
        last = STATS_max > last ? STATS_max : last
    }
}
set xrange [0.5 : last + 0.5]
set xtics 1
set logscale y
set yrange [* : 1]
set format y "10^{%L}"
set key at graph 0.03, graph 0.03 left bottom Left reverse
# An interval that reaches 0 is cut at a tenth of P, as the axis has no 0.
# Symbols with intervals where runs were lucky or split, open ones for splitting; an arrow down from the limit where none was.
all = ""
do for [k = 1 : words(names)] {
    name = word(names, k)
    if (has(name)) {
        all = all . sprintf("data index %d using ($1+%g):($2>0 ? $2 : NaN):($3>0 ? $3 : 0.1*$2):4 with yerrorbars \
            pt %d lw 1 lc rgb \"%s\" title \"%s\", ", block(name), shift(name), symbol(name), \
            colour(name), title(name))
        all = all . sprintf("data index %d using ($1+%g):($2>0 ? NaN : $4):(0):(-0.6*$4) with \
            vectors size screen 0.015, 20 filled lw 1 lc rgb \"%s\" notitle, ", block(name), \
            shift(name), colour(name))
    }
}
eval "plot " . all[1 : strlen(all) - 2]
unset output
