# The results that texts show are those of data/results, digit by digit: every number of these tables
# in data/README.md against what the reducer wrote.
. "$(dirname "$0")/common.sh"

# compare SHOWN MEASURED: lines "X Y Z number...", which agree within half a unit of the last digit shown.
compare() {
    awk 'function unit(text,   mantissa, exponent, digits) {
            split(text, part, "e")
            mantissa = part[1]; exponent = part[2]
            digits = index(mantissa, ".") ? length(mantissa) - index(mantissa, ".") : 0
            return 10 ^ (exponent - digits)
        }
        NR == FNR { key = $1 " " $2 " " $3; for (i = 4; i <= NF; i++) value[key, i] = $i; next }
        { key = $1 " " $2 " " $3
          for (i = 4; i <= NF; i++) {
              difference = value[key, i] - $i
              if (difference < 0) difference = -difference
              if (!((key, i) in value) || difference > 0.51 * unit($i))
                  print key ": shown " $i ", measured " value[key, i]
          } }' "$2" "$1" >wrong
    [ ! -s wrong ] || fails "$(cat wrong)"
}

# ---- Table I: every cell "mean ± deviation (error)"

# Rows of the text as "six|N=10000 L quantity mean deviation error", numbers as 4.76e4.
sed -n '/^## Table I/,/^## Beyond/p' "$source/data/README.md" | tr -d '*' |
    sed 's/·10⁴/e4/g; s/·10⁶/e6/g; s/·10²/e2/g; s/·10⁵/e5/g; s/·10⁷/e7/g' |
    awk -F' *[|] *' '
        /^\| *(iteration|simulation|[|])/ && $3 ~ /^[1-4]$/ {
            if ($2 ~ /iteration/) row = "six"
            if ($2 ~ /simulation/) row = "simulate"
            split("t_sync t_learn r", name, " ")
            for (q = 1; q <= 3; q++) {
                cell = $(3 + 2 * q)
                if (cell == "") continue
                gsub(/[±()]/, " ", cell)
                print row, $3, name[q], cell
            }
        }' >shown
[ "$(wc -l <shown)" = 20 ] || fails "the table has $(wc -l <shown) cells, not 20: $(cat shown)"

# What the reducer wrote, in the same way.
awk -F, '!/^#/ && $16 != "quantity" && $17 == "mean" {
    print ($1 == "iterate" ? "six" : "simulate"), $3, $16, $18, $19, $20 }' \
    "$source/data/results/table1.csv" >measured
[ "$(wc -l <measured)" -ge 20 ] || fails "data/results/table1.csv has $(wc -l <measured) means"

compare shown measured

# ---- What N does: "value ± error", or a value alone
sed -n '/^\*\*What N does/,/^\*\*The lucky/p' "$source/data/README.md" | awk -F' *[|] *' '
    $2 ~ /^[1-4]$/ {
        split("slope/t_b/simulation slope/t_b/nine expected_slope/t_b/simulation slope/t_sync/simulation " \
              "slope/t_a/simulation difference/t_sync/nine expected_difference/t_b/nine", name, " ")
        for (q = 1; q <= 7; q++) {
            cell = $(2 + q)
            gsub(/±/, " ", cell)
            split(name[q], part, "/")
            print part[1] "/" part[2], part[3], $2, cell
        }
    }' >shown
[ "$(wc -l <shown)" = 28 ] || fails "the table has $(wc -l <shown) cells, not 28: $(cat shown)"
awk -F, '!/^#/ && $3 == "" { gsub(/ /, "_", $1); print $1 "/" $4, $5, $2, $7, $8 }' \
    "$source/data/results/sizes.csv" >measured
compare shown measured

# Numbers such as 4.5·10⁻⁴ as 4.5e-4.
plain() {
    sed 'y/⁰¹²³⁴⁵⁶⁷⁸⁹⁻/0123456789-/; s/·10/e/g'
}

# ---- The lucky attacker: "p (low .. high)", counted or by splitting
sed -n '/^\*\*The lucky/,/^So the paper/p' "$source/data/README.md" | plain | awk -F' *[|] *' '
    $2 ~ /^[1-4](, splitting)?$/ {
        split("six nine simulate", column, " ")
        for (q = 1; q <= 3; q++)
            if ($(2 + q) != "") {
                cell = $(2 + q)
                gsub(/[()]|\.\./, " ", cell)
                print ($2 ~ /splitting/ ? "split" : "runs"), substr($2, 1, 1), column[q], cell
            }
    }' >shown
[ "$(wc -l <shown)" = 15 ] || fails "the table has $(wc -l <shown) cells, not 15: $(cat shown)"
awk -F, '!/^#/ && $1 ~ /[0-9]/ {
    print ($2 == "split" ? "split" : "runs"), $1, ($3 == "" ? $2 : $3), $10, $11, $12 }' \
    "$source/data/results/lucky.csv" >measured
compare shown measured

# ---- Past the paper: "value ± error", of large ones "(value ± error)·10ⁿ"
sed -n '/^\*\*Past the paper/,/^Splitting and runs/p' "$source/data/README.md" | plain | awk -F' *[|] *' '
    $2 ~ /^([2-9]|10)$/ {
        split("t_sync/iteration/mean t_learn/splitting/mean t_learn/brute_force/mean r/means/ratio", column, " ")
        for (q = 1; q <= 4; q++) {
            cell = $(2 + q)
            if (cell == "") continue
            exponent = match(cell, /\)e/) ? substr(cell, RSTART + 1) : ""
            sub(/\)e.*/, "", cell)
            gsub(/[(±]/, " ", cell)
            split(cell, number, " ")
            split(column[q], key, "/")
            print key[1] "/" key[2], key[3], $2, number[1] exponent, number[2] exponent
        }
    }' >shown
[ "$(wc -l <shown)" = 30 ] || fails "the table has $(wc -l <shown) cells, not 30: $(cat shown)"
awk -F, '!/^#/ { gsub(/ /, "_"); print $3 "/" $4, $5, $1, $7, $8 }' "$source/data/results/extend.csv" >measured
compare shown measured

# ---- How secure is it: "p (low .. high)" at N = 1000, then for N → ∞
security() { # COLUMN... of rows that begin with an L
    awk -F' *[|] *' -v names="$*" '
        $2 ~ /^[0-9]+$/ {
            n = split(names, column, " ")
            for (q = 1; q <= n; q++)
                if ($(2 + q) != "") {
                    cell = $(2 + q)
                    gsub(/[()]|\.\./, " ", cell)
                    print column[q], $2, "P_E", cell
                }
        }'
}
sed -n '/^\*\*How secure/,/^N → ∞/p' "$source/data/README.md" | plain |
    security naive,1, geometric,1, majority,100, genetic,4096,klimov genetic,256,ruttor-geometric >shown
sed -n '/^N → ∞/,/^Splitting and counting/p' "$source/data/README.md" | plain |
    security iterate,naive split,naive iterate,geometric split,geometric >>shown
[ "$(wc -l <shown)" = 71 ] || fails "the tables have $(wc -l <shown) cells, not 71: $(cat shown)"
# Of two ensembles at one L, that of the larger sample.
awk -F, '!/^#/ && $35 ~ /counted|split/ {
    if ($1 == "simulate" && $2 == 1000 && $5 == "random-walk" && $34 == "sync-exact")
        key = $7 "," $8 "," ($7 == "genetic" ? $11 : "")
    else if ($2 == "" && $34 == "early-exact" && $16 > 0.999989 && $16 < 0.999991)
        key = $1 "," $7
    else
        next
    key = key " " $3
    if (!(key in of) || $37 > of[key]) { of[key] = $37; value[key] = $38 " " $39 " " $40 }
} END { for (key in value) print key, "P_E", value[key] }' "$source/data/results/attacks.csv" >measured
compare shown measured

# ---- Why three hidden units: times and ratios "value ± error", P_E "p (low .. high)", fixed points, at L = 3
sed -n '/^\*\*Why three/,/^\*\*K = 3 is/p' "$source/data/README.md" | plain | awk -F' *[|] *' '
    $2 ~ /^[1-8]$/ {
        split("t_sync/mean t_learn/mean ratio/means geometric/success mutual/fixed_point", column, " ")
        for (q = 1; q <= 5; q++) {
            cell = $(2 + q)
            if (cell == "none found") continue
            exponent = match(cell, /\)e/) ? substr(cell, RSTART + 1) : ""
            sub(/\)e.*/, "", cell)
            gsub(/[()±]|\.\./, " ", cell)
            n = split(cell, number, " ")
            line = column[q] " L=3 " $2
            for (i = 1; i <= n; i++) line = line " " number[i] exponent
            print line
        }
    }' >shown
[ "$(wc -l <shown)" = 36 ] || fails "the table has $(wc -l <shown) cells, not 36: $(cat shown)"
awk -F, '!/^#/ && $3 == 3 && ($1 == "iterate" && $5 > 3e-5 && $5 < 4e-5 || $8 == "fixed point") {
    gsub(/ /, "_", $8)
    key = $7 "/" $8
    if ($8 == "low" || $8 == "high") bound[$7, $2, $8] = $10
    else { value[key, $2] = $10 " " $11; name[key, $2] = key " L=3 " $2 }
} END { for (k in value) { split(k, part, SUBSEP)
    split(part[1], of, "/")
    print name[k], value[k], bound[of[1], part[2], "low"], bound[of[1], part[2], "high"] } }' \
    "$source/data/results/units.csv" >measured
compare shown measured

# Every row of the tables of src/ensemble/SCALE.md is one of data/results/scale.csv, and every one of that is there.
awk -F, -f "$source/tests/program/scale_rows.awk" "$source/data/results/scale.csv" >rows
[ "$(wc -l <rows)" -ge 16 ] || fails "data/results/scale.csv gives $(wc -l <rows) rows"
while IFS= read -r row; do
    grep -qxF -- "$row" "$source/src/ensemble/SCALE.md" || fails "SCALE.md has no row $row"
done <rows
finish
