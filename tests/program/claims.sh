# tpmsync-reduce claims on files that tpmsync made, in all formats; usage and bad files.
. "$(dirname "$0")/common.sh"

run() { # NAME OPTIONS
    local file=$1.h5
    shift
    expect 0 "$tpmsync" "$@" --quiet -o "$file"
}
run iterate iterate --L 1 --runs 50
run few simulate --method occupancy --L 1 --N 1000 --runs 5 --until sync
run more simulate --L 1 --N 1000 --runs 40
run ode ode --eta 3

# What is there is measured, what is not is named, and no run counts twice.
expect 0 "$reduce" claims iterate.h5 few.h5 more.h5 ode.h5
says err "few.h5: passed over, its until is not that of more.h5"
[ "$(wc -l <err)" = 1 ] || fails "more than one remark: $(cat err)"
for claim in a b c d e f; do
    grep -qE "^\($claim\) (agrees|DIFFERS|undecided|not measured): " out || fails "no verdict on ($claim)"
done
says out "L = 1, iterate six"
says out "of 40 runs learned first"
says out "2.683249, by root finding"
says out "needs files of simulate, L = 3, N = 10000, with the attacker"
awk 'length($0) > 110 {exit 1}' out || fails "a line is too long for a page"

# Fractions of the iteration: those that the file itself shows.
paste <(data iterate.h5 /runs/t_sync) <(data iterate.h5 /runs/t_learn) |
    awk '$2 < $1 {n++} END {print n + 0 " of 50 runs learned first"}' >wanted
says out "$(cat wanted)"

# The order of files does not matter.
cp out first
expect 0 "$reduce" claims ode.h5 more.h5 few.h5 iterate.h5
cmp -s first out || fails "the order of files matters: $(diff first out)"

# CSV: a line for each part, of as many fields everywhere; JSON is JSON.
expect 0 "$reduce" claims --format csv iterate.h5 more.h5 ode.h5
says out "claim,claim_verdict,part,verdict,value,error,low,high,runs,needed,measured,criterion"
awk -F'"' 'NR > 1 && (NF != 7 || split($3, x, ",") != 9) {print; exit 1}' out ||
    fails "a line of the CSV is not whole"
says out '"eta_c ~ 2.68",agrees,2.68324'
expect 0 "$reduce" claims --format json iterate.h5 more.h5 ode.h5
cat >look.cmake <<'END'
file(READ out text)
string(JSON claims LENGTH "${text}" claims)
string(JSON verdict GET "${text}" claims 3 verdict)
string(JSON value GET "${text}" claims 5 parts 0 value)
if(NOT claims EQUAL 6 OR NOT verdict STREQUAL "not measured" OR NOT value MATCHES "^2\\.68324")
  message(FATAL_ERROR "${claims} claims, (d) ${verdict}, eta_c ${value}")
endif()
END
cmake -P look.cmake 2>look.err || fails "JSON: $(cat look.err)"

# Usage, and files that are not what they should be: all are named, nothing is written.
expect 0 "$reduce" claims --help
says out "usage: tpmsync-reduce claims"
expect 2 "$reduce" claims
says err "no files are given"
expect 2 "$reduce" claims --format latex --sideways iterate.h5
says err "--format \`latex\` is not text, csv or json"
says err "--sideways"
echo "not HDF5" >text.h5
head -c 3000 more.h5 >short.h5
expect 2 "$reduce" claims iterate.h5 text.h5 short.h5 missing.h5
says err "text.h5: not an HDF5 file"
says err "short.h5: "
says err "missing.h5: No such file"
[ ! -s out ] || fails "something is written in spite of bad files: $(cat out)"
if [ -w /dev/full ]; then
    "$reduce" claims iterate.h5 >/dev/full 2>err && fails "a full device is no failure"
    says err "No space left on device"
fi

finish
