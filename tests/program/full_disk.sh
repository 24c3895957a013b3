# A real disk that fills up while the result is put together, at 2, 3 and 8 ranks, for a moment and for good:
# never status 0 with a result that is not whole, and everything resumable. From three ranks on Open MPI does not
# tell HDF5 of it.
# usage: full_disk.sh BIN SOURCE [TIMES [RANKS]]
times=${3:-2} counts=${4:-2 3 8}
. "$(dirname "$0")/common.sh"
mkdir disk
if ! mount -t tmpfs -o size=128m tmpfs disk 2>/dev/null; then
    echo "SKIPPED: program.full_disk: no tmpfs may be mounted here"
    finish
fi
trap 'umount "$scratch/disk"; rm -rf "$scratch"' EXIT
options=(iterate --L 1 --runs 6000 --trace all --quiet --io-timeout 10)
expect 0 "$tpmsync" "${options[@]}" -o whole.h5

same() { # FILE
    local group
    for group in /runs /mean; do
        expect 0 h5diff whole.h5 "$1" $group
    done
    expect 0 "$bin/../tests/same_trace" whole.h5 "$1"
}
# fills WAIT FOR: when the result is begun, and WAIT seconds later, the disk is full for so many seconds.
fills() {
    for _ in $(seq 1000); do ls disk/x.h5.part/output-* >/dev/null 2>&1 && break; sleep 0.01; done
    sleep "$1"
    head -c 160m /dev/zero >disk/ballast 2>/dev/null
    sleep "$2"
    rm -f disk/ballast
}
told=0 survived=0
for ranks in $counts; do
    for ((i = 0; i < times; i++)); do
        rm -rf disk/*
        fills "$(printf 0.%02d $((i * 7 % 25)))" "$((i % 2 * 12 + 1))" &
        timeout $patience mpirun -n $ranks "$tpmsync" "${options[@]}" -o disk/x.h5 >out 2>err
        status=$?
        case $status in
        0) survived=$((survived + 1)) ;;
        1)
            told=$((told + 1))
            grep -q '^tpmsync: rank' err || fails "$ranks ranks: no message: $(cat err)"
            ;;
        *) fails "$ranks ranks: status $status: $(cat err)" ;;
        esac
        wait
        [ $status = 0 ] || expect 0 mpirun -n $((ranks % 3 + 1)) "$tpmsync" "${options[@]}" --resume -o disk/x.h5
        same disk/x.h5
        [ ! -e disk/x.h5.part ] || fails "$ranks ranks: x.h5.part is left"
    done
done
echo "the disk filled up $((told + survived)) times: told and resumed $told, survived $survived"
[ $told -ge $((times * 3 / 2)) ] || fails "only $told times in the right moment"
# Too small from the begin: told before anything of the result is written.
rm -rf disk/*
expect 3 mpirun -n 2 "$tpmsync" "${options[@]}" --force --time-limit 0.05 -o disk/x.h5
head -c 60m /dev/zero >disk/ballast
timeout $patience mpirun -n 3 "$tpmsync" "${options[@]}" --resume -o disk/x.h5 >out 2>err
[ $? = 1 ] || fails "a disk that is too small: $(cat err)"
grep -qE "it may take up to .* MB: No space left|No space left" err || fails "not said: $(cat err)"
! ls disk/x.h5.part/output-* >/dev/null 2>&1 || fails "the result was begun"
rm disk/ballast
expect 0 "$tpmsync" "${options[@]}" --resume -o disk/x.h5
same disk/x.h5
# Runs added where there is no room for the larger file: the smaller one stays, and it goes on when there is.
rm -rf disk/*
expect 0 "$tpmsync" "${options[@]/6000/2000}" -o disk/x.h5
cp disk/x.h5 small.h5
head -c 92m /dev/zero >disk/ballast 2>/dev/null
timeout $patience mpirun -n 2 "$tpmsync" "${options[@]}" --resume -o disk/x.h5 >out 2>err
[ $? = 1 ] || fails "a disk that is too small for the larger file: $(cat err)"
grep -q "No space left" err || fails "not said: $(cat err)"
cmp small.h5 disk/x.h5 || fails "the file that was to grow has changed"
rm disk/ballast
expect 0 mpirun -n 3 "$tpmsync" "${options[@]}" --resume -o disk/x.h5
same disk/x.h5
finish
