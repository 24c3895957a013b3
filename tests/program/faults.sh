# Full disks, limits, folders that are closed or missing, ranks that fail, checkpoints that are removed
# or damaged: a clear error, never a crash or a hang, and nothing that was committed is lost.
# usage: faults.sh BIN SOURCE [FLIPS]
flips=${3:-12}
. "$(dirname "$0")/common.sh"

# says_rank FILE: the message says which rank, where and what.
says_rank() {
    grep -qE 'tpmsync: rank [0-9]+ on [^ ]+: cannot .*: .' "$1" || fails "no rank in: $(cat "$1")"
}
# failed STATUS: neither success, nor refusal, nor a stop, a crash or a time-out.
failed() {
    case $1 in 0 | 2 | 3 | 124 | 132 | 134 | 135 | 136 | 139) fails "status $1: $(cat err)" ;; esac
}

options=(iterate --L 1 --runs 6000 --trace all --checkpoint-every 0.1 --quiet)
expect 0 "$tpmsync" "${options[@]}" -o whole.h5

# ---- a full disk: a small tmpfs where that may be mounted, else nothing to test ----------------------
# room KIB: leaves so much free on the disk.
room() {
    local free
    rm -f disk/ballast
    free=$(df --output=avail -k disk | tail -1)
    [ "$1" = all ] || head -c $(((free - $1) * 1024)) /dev/zero >disk/ballast
}
full_disk() {
    local status kib n=0
    mkdir disk
    if ! mount -t tmpfs -o size=120m tmpfs disk 2>/dev/null; then
        echo "not tested, no tmpfs may be mounted here: the full disk"
        return
    fi
    expect 2 "$tpmsync" iterate --L 1 --runs 100000 --trace all -o disk/full.h5
    says err "the trace may need"
    expect 3 mpirun -n 2 "$tpmsync" "${options[@]}" --time-limit 0.01 -o disk/full.h5
    # Full at once, while rows are written, and while the result is put together.
    for kib in 0 100 1000 10000 20000 30000 40000; do
        room $kib
        timeout $patience mpirun -n 2 "$tpmsync" "${options[@]}" -o disk/full.h5 --resume >out 2>err
        status=$?
        [ $status != 0 ] || break
        [ $status = 2 ] || { failed $status && says_rank err; }
        grep -q "No space left" err || fails "not said that the disk is full: $(cat err)"
        expect 0 "$tpmsync" status disk/full.h5
        n=$((n + 1))
    done
    echo "the disk was full $n times"
    [ $n -ge 5 ] || fails "the disk was full only $n times"
    room all
    [ $status = 0 ] || expect 0 mpirun -n 3 "$tpmsync" "${options[@]}" -o disk/full.h5 --resume
    same whole.h5 disk/full.h5
    umount disk
}
full_disk

# ---- a limit on the size of files, on one rank alone, and on all ----------------------------------------
cat >limited <<'L'
#!/usr/bin/env bash
# usage: limited RANK KIB COMMAND...   (RANK: any for all)
rank=$1 kib=$2
shift 2
[ "$rank" != any ] && [ "$rank" != "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}" ] || ulimit -f "$kib" # Open MPI, MPICH
exec "$@"
L
chmod +x limited
for rank in 1 any; do
    # Without Open MPI's shared memory: from 5 on its own files are larger than the limit, before the program begins.
    OMPI_MCA_btl=self,tcp timeout $patience mpirun -n 3 ./limited $rank 6000 "$tpmsync" "${options[@]}" -o limited-$rank.h5 >out 2>err
    failed $?
    says_rank err
    says err "File too large"
    [ $rank = any ] || grep -q "rank 1 on" err || fails "not rank 1: $(cat err)"
    expect 0 mpirun -n 2 "$tpmsync" "${options[@]}" -o limited-$rank.h5 --resume
    same whole.h5 limited-$rank.h5
    rm limited-$rank.h5
done

# ---- folders ---------------------------------------------------------------------------------------------
expect 2 "$tpmsync" iterate --resume -o /no/such/folder/x.h5
says err "no folder /no/such/folder"
small=(iterate --L $deep --runs 40 --max-steps 3e6 --trace log:5 --quiet)
expect 0 "$tpmsync" "${small[@]}" -o small.h5
if [ "$(id -u)" = 0 ]; then
    # As an ordinary user, whom permissions stop: closed before the begin, and in the middle. The build may be
    # where only root can look.
    mkdir home closed
    cp "$tpmsync" own-tpmsync
    chmod 755 . closed
    chown -R 65534:65534 home
    user=(setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/tmp)
    expect 2 "${user[@]}" ./own-tpmsync "${small[@]}" -o closed/x.h5
    says err "cannot write into closed"
    expect 3 "${user[@]}" ./own-tpmsync "${small[@]}" --time-limit 0.3 -o home/x.h5
    chmod 555 home/x.h5.part
    expect 2 "${user[@]}" ./own-tpmsync "${small[@]}" --resume -o home/x.h5
    says err "Permission denied"
    chmod 755 home/x.h5.part
    expect 0 "${user[@]}" ./own-tpmsync "${small[@]}" --resume -o home/x.h5
    same small.h5 home/x.h5
fi

# ---- checkpoints that are removed or damaged --------------------------------------------------------------
expect 3 mpirun -n 2 "$tpmsync" "${small[@]}" --time-limit 0.3 -o c.h5
cp -a c.h5.part kept
files=$(cd kept && ls | grep -v owner)
refused() { # TEXT [LAUNCHER...]
    local text=$1
    shift
    expect 2 "$@" "$tpmsync" "${small[@]}" --resume -o c.h5
    says err "$text"
    # Nothing was changed by being refused.
    diff -rq --exclude 'owner-*' kept-damaged c.h5.part >out || fails "changed: $(cat out)"
}
restore() {
    rm -rf c.h5.part kept-damaged
    cp -a kept c.h5.part
}
for file in $files; do
    restore
    rm "c.h5.part/$file"
    cp -a c.h5.part kept-damaged
    case $file in
    manifest-*) refused "c.h5.part: there is no manifest in it" mpirun -n 2 ;;
    *) refused "c.h5.part/$file: No such file" mpirun -n 2 ;;
    esac
    restore
    truncate -s -1 "c.h5.part/$file"
    cp -a c.h5.part kept-damaged
    refused "c.h5.part/$file"
    restore
    : >"c.h5.part/$file"
    cp -a c.h5.part kept-damaged
    refused "c.h5.part/$file"
done
# One byte flipped, at places spread over all files and regions.
flipped=0
for file in $files; do
    size=$(stat -c %s "kept/$file")
    each=$((flips / $(echo "$files" | wc -w) + 1))
    for i in $(seq 0 $((each - 1))); do
        restore
        at=$((size * i / each))
        byte=$(od -An -tu1 -j $at -N 1 "c.h5.part/$file" | tr -d ' ')
        # shellcheck disable=SC2059
        printf "\\x$(printf %x $((byte ^ 0x20)))" | dd of="c.h5.part/$file" bs=1 seek=$at conv=notrunc 2>/dev/null
        cp -a c.h5.part kept-damaged
        refused "c.h5.part/$file"
        flipped=$((flipped + 1))
    done
done
echo "$flipped bytes flipped, one at a time"
# Foreign things of that name.
rm -rf c.h5.part kept-damaged
echo text >c.h5.part
expect 2 "$tpmsync" "${small[@]}" --resume -o c.h5
says err "is no unfinished output of this program"
expect 2 "$tpmsync" "${small[@]}" -o c.h5
says err "is no unfinished output of this program"
rm c.h5.part
mkdir c.h5.part
echo precious >c.h5.part/letter
expect 2 "$tpmsync" "${small[@]}" --force -o c.h5
[ "$(cat c.h5.part/letter)" = precious ] || fails "a foreign file was touched"
rm -rf c.h5.part
# What was kept is as good as ever.
cp -a kept c.h5.part
expect 0 mpirun -n 3 "$tpmsync" "${small[@]}" --resume -o c.h5
same small.h5 c.h5

# ---- a rank that dies -------------------------------------------------------------------------------------
mpirun -n 3 "$tpmsync" iterate --L 4 --runs 300 --checkpoint-every 0.2 --quiet -o dies.h5 >out 2>err &
job=$!
begun dies.h5
kill -9 "$(pgrep -P $job -x tpmsync | tail -1)"
for _ in $(seq 150); do kill -0 $job 2>/dev/null || break; sleep 0.1; done
if kill -0 $job 2>/dev/null; then
    # Ranks must not; mpirun has been seen to, see torture.sh.
    ps -o stat= --ppid $job | grep -qv Z && fails "the others hang"
    echo "mpirun hung"
    kill -9 $job
fi
wait $job
failed $?
expect 0 "$tpmsync" status dies.h5
says out "was killed or lost"
finish
