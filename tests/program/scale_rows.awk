# The tables of src/ensemble/SCALE.md out of data/results/scale.csv. Columns: how 1, ranks 2, runs 3, seconds 5,
# efficiency 6, fetches 10, queue 12, beats 13, messages 14.
/^#/ || $1 == "how" { next }
{ seconds[$1, $2, $3] = $5; fetches[$1, $2, $3] = $10; if ($13 > 0) sum[$1, $2, $3] = $14 / $13 }
$1 == "uncommitted" { small[++s] = $2 }
$1 == "events" { large[++l] = $0 }
function of(array, how, ranks, digits) { return (how, ranks, 2000) in array ? sprintf(digits, array[how, ranks, 2000]) : "-" }
END {
    for (i = 1; i <= s; i++) {
        p = small[i]
        print "| " p " | " of(fetches, "openmpi", p, "%d") ", " of(fetches, "smpi", p, "%d") ", " of(fetches, "uncommitted", p, "%d") \
            " | " of(seconds, "openmpi", p, "%.3g") ", " of(seconds, "smpi", p, "%.3g") ", " of(seconds, "uncommitted", p, "%.3g") \
            " | " of(sum, "openmpi", p, "%.1f") ", " of(sum, "uncommitted", p, "%d") " |"
    }
    for (i = 1; i <= l; i++) {
        split(large[i], f, ",")
        bound = ("bound", 8 * f[2], f[3]) in seconds ? sprintf("%.3g", seconds["bound", 8 * f[2], f[3]]) : ""
        printf "| %d | %d | %.4g | %.3g | %s | %d | %.2g | %.2g |\n", f[2], f[3], f[5], 100 * f[6], bound, f[10], 1000 * f[12], f[13] / f[5]
    }
}
