# What all pictures share: terminals, colours and dashes. Loaded by the templates with
#     format   png, svg or pdf
#     picture  the file to draw
#     height   of the picture in cm; the width is that of a column of a journal, 8.6 cm
#
# Colours are those of Okabe and Ito, which readers who are colour-blind tell apart; every series
# also differs in dash or symbol, so that the picture works in black and white.
width = 8.6
points = 72 / 2.54           # per cm
black = "#000000"
orange = "#E69F00"
sky = "#56B4E9"
green = "#009E73"
blue = "#0072B2"
vermilion = "#D55E00"
purple = "#CC79A7"
grey = "#777777"

# All terminals draw the same: 8 pt letters in a column of 8.6 cm. PNG has 400 dots an inch, and
# 96 for the sizes of its letters, as PDF has; SVG, which scales, two units a point.
scale = format eq "png" ? 400.0 / 72 : format eq "svg" ? 2.0 : 1.0
if (format eq "png") {
    set terminal pngcairo enhanced color background "#FFFFFF" \
        size width * points * scale, height * points * scale \
        font "Helvetica,8" fontscale 0.75 * scale linewidth scale pointscale 0.45 * scale
}
if (format eq "svg") {
    set terminal svg enhanced background "#FFFFFF" fixed \
        size width * points * scale, height * points * scale \
        font "Helvetica,Arial,sans-serif,16" linewidth scale
    set pointsize 0.3 * scale
}
if (format eq "pdf") {
    set terminal pdfcairo enhanced color \
        size width * 1cm, height * 1cm font "Helvetica,8" fontscale 0.75 linewidth 2 pointscale 0.45
}

small = format eq "svg" ? ",14" : ",7" # letters of 7 pt

set encoding utf8
set minussign                # in the labels of tics; other texts have − themselves, not a hyphen
set border linewidth 0.6
set tics scale 0.6 nomirror
set xtics nomirror offset 0, 0.3
set ytics nomirror offset 0.4, 0
set key samplen 2.2 spacing (format eq "svg" ? 0.8 : 1.1) noautotitle
set bars 0.5
set format y "%g"

# Axes have their titles where the template says, in parts of the picture: what gnuplot works out
# from the widths of letters differs between the formats.
x_title(text, x, y) = sprintf("set label \"%s\" at screen %g, %g center front", text, x, y)
y_title(text, x, y) = sprintf("set label \"%s\" at screen %g, %g center rotate front", text, x, y)

# The number, from 0, of a block of the data file; -1: it is not there.
block(name) = int(sum [k = 1 : words(blocks)] (word(blocks, k) eq name ? k : 0)) - 1
has(name) = block(name) >= 0
