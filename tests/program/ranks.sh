# The same results at 1, 2, 3 and 4 ranks, bit for bit: times, means, and the trace of each run.
. "$(dirname "$0")/common.sh"

# The trace of one run as text: its rows in the file differ in place, not in content.
rows_of() { # FILE RUN
    local begin count
    begin=$(data "$1" /trace/begin -s "$2" -c 1)
    count=$(data "$1" /trace/count -s "$2" -c 1)
    data "$1" /trace/step -s "$begin" -c "$count"
    for dataset in rho_ab rho_ao; do
        data "$1" "/trace/$dataset" -s "$begin,0" -c "$count,3"
    done
}

compare() { # NAME OPTIONS...
    local name=$1 n run
    shift
    for n in 1 2 3 4; do
        expect 0 mpirun -n $n "$tpmsync" "$@" --quiet -o "$name-$n.h5"
    done
    for n in 2 3 4; do
        for group in /runs /mean; do
            expect 0 h5diff -v "$name-1.h5" "$name-$n.h5" $group
            says out "0 differences found"
        done
        for run in 0 1 7; do
            [ "$(rows_of "$name-1.h5" $run)" = "$(rows_of "$name-$n.h5" $run)" ] ||
                fails "$name: the trace of run $run at $n ranks"
        done
    done
    [ -n "$(rows_of "$name-1.h5" 7 | grep -E '[0-9]')" ] || fails "$name: no trace at all"
}

compare six iterate --L 2 --runs 60 --trace log:20
compare nine iterate --L 1 --runs 200 --closure nine --criterion each --trace all
compare weights simulate --L 1 --N 200 --runs 60 --trace all
compare random simulate --L 2 --N 100 --runs 9 --ties random --until sync --trace every:10
compare alone iterate --L 3 --runs 30 --no-attacker --trace all
compare censored iterate --L 3 --runs 12 --max-steps 3000 --trace every:500
# More ranks than runs.
compare few iterate --L 1 --runs 8 --trace all --seed 77

# Another seed is another result.
expect 0 "$tpmsync" iterate --L 1 --runs 8 --seed 78 --quiet -o other.h5
expect 1 h5diff few-1.h5 other.h5 /runs/t_sync
finish
