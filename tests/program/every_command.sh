# Every command once, by two ranks, stopped, resumed, asked and reduced: the path that everybody takes, also
# with the sanitizers, which then look at the program as a whole.
. "$(dirname "$0")/common.sh"

# stopped FILE OPTIONS...: stopped at once by two ranks, asked for its standing, and resumed by one (each
# rank that starts takes seconds under the sanitizers).
stopped() {
    local file=$1
    shift
    expect 3 mpirun -n 2 "$tpmsync" "$@" --quiet --time-limit 0.01 -o "$file"
    expect 0 "$tpmsync" status "$file"
    says out "go on with --resume"
    expect 0 "$tpmsync" "$@" --quiet --resume -o "$file"
    expect 0 "$tpmsync" status "$file"
    says out complete
}
stopped six.h5 iterate --L 1 --runs 40 --trace all
stopped nine.h5 iterate --L 1 --runs 10 --closure nine --method plain --trace log:5
stopped occupancy.h5 simulate --L 1 --N 100 --runs 20 --trace every:3
stopped weights.h5 simulate --L 1 --N 200 --runs 10 --method weights
stopped continuous.h5 continuous --N 100 --runs 4 --alpha-max 2 --trace all
stopped split.h5 split --L 2 --trials 100 --replicates 4
stopped lucky.h5 split --event lucky --L 1 --trials 50 --replicates 4
expect 0 mpirun -n 2 "$tpmsync" ode --eta 2:0.5:3 --alpha-max 2 --quiet -o ode.h5
expect 2 mpirun -n 2 "$tpmsync" iterate --L 99 --runs 0 --seed -1 --trace some -o /no/such/folder/x.h5
for command in table1 claims fig1 fig2 transition sizes lucky attack units; do
    case $command in
    units)
        expect 0 "$tpmsync" iterate --L 2 --K 2 --update agreement --closure nine --trace all --runs 9 --quiet -o two.h5
        files=(two.h5 six.h5)
        ;;
    fig2) expect 0 "$tpmsync" iterate --L 3 --runs 4 --quiet -o three.h5 && files=(three.h5 ode.h5 continuous.h5) ;;
    *) files=(six.h5 nine.h5 occupancy.h5 weights.h5 ode.h5) ;;
    esac
    expect 0 "$reduce" $command "${files[@]}"
done
finish
