# All items at reduced size: every job ends well, the reductions write what they should, and mpirun and
# srun give the same values.
. "$(dirname "$0")/common.sh"
export TPMSYNC_RUNS=24 TPMSYNC_SIMULATED=10 TPMSYNC_CONTINUOUS=2 TPMSYNC_MANY=200 TPMSYNC_LUCKY=100 TPMSYNC_RULES=12 \
    TPMSYNC_TRIALS=40 TPMSYNC_REPLICATES=4 TPMSYNC_ATTACKS=25

run_items() { # LAUNCHER ITEM...
    local launcher=$1 item runs reduction
    shift
    TPMSYNC_LAUNCHER=$launcher submits "$launcher" "$@" -- "${four_nodes[@]}"
    while read -r item runs reduction; do
        ends "$runs" COMPLETED 1500 && ends "$reduction" COMPLETED 100
        echo "$item by $launcher: $SECONDS s"
        case $item in
        table1 | claims) file=$item.txt ;;
        *) file=$item.svg ;;
        esac
        [ -s "$TPMSYNC_OUT/$file" ] || fails "no $file by $launcher"
    done < <(cat submitted)
}
run_items mpirun readings
run_items srun readings

compared=0
for file in mpirun/*.h5; do
    [ -f "srun/${file#*/}" ] || continue
    compared=$((compared + 1))
    for group in /mean $(h5ls "$file" | grep -o '^runs' | sed 's:^:/:'); do
        expect 0 h5diff "$file" "srun/${file#*/}" "$group"
    done
done
[ $compared = 12 ] || fails "$compared files were compared"
finish
