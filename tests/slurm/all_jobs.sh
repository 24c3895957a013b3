# All items at once, at reduced size, by both launchers: every job ends well, the reductions write what
# they should, and both launchers give the same values.
. "$(dirname "$0")/common.sh"
export TPMSYNC_RUNS=24 TPMSYNC_SIMULATED=10 TPMSYNC_CONTINUOUS=2 TPMSYNC_MANY=200 TPMSYNC_LUCKY=100
export TPMSYNC_LAUNCHER
mapfile -t items < <(cd "$source/jobs" && for folder in */; do echo "${folder%/}"; done)

for TPMSYNC_LAUNCHER in mpirun srun; do
    submits "$TPMSYNC_LAUNCHER" "${items[@]}" -- "${four_nodes[@]}"
    while read -r item runs reduction; do
        ends "$runs" COMPLETED 600 && ends "$reduction" COMPLETED 100
        echo "$item by $TPMSYNC_LAUNCHER: $SECONDS s"
    done <submitted
    for file in table1.txt claims.txt fig1.svg fig2.svg sizes.svg lucky.svg transition.svg; do
        [ -s "$TPMSYNC_OUT/$file" ] || fails "no $file by $TPMSYNC_LAUNCHER"
    done
done
for file in mpirun/*.h5; do
    for group in /runs /mean; do
        expect 0 h5diff "$file" "srun/${file#*/}" $group
    done
done
[ "$(find . -name '*.h5' | wc -l)" -gt 100 ] || fails "too few files were compared"
finish
