# Power loss: what stands on the disk after any call may be all that is left, and of what was not synced anything.
# A start is recorded, call by call, one that runs through and one that goes on with what was stopped; the folder is
# made as it may be after a cut (power_loss.c says in which ways), and the program is to come to the same result.
# usage: power_loss.sh BIN SOURCE [CUTS]     (of each record, in each variant)
cuts=${3:-3}
. "$(dirname "$0")/../program/common.sh"
export TOOLS=$bin/../tests T=$tpmsync patience
export CREW="iterate --L 1 --runs 24 --seed 2 --trace all --checkpoint-every 0.002 --quiet --io-timeout 30"
expect 0 "$tpmsync" $CREW -o crew.h5

# recorded NAME RANKS [OPTIONS]: NAME.log holds all calls of a start in NAME/, from what is there on.
recorded() {
    local name=$1 ranks=$2
    shift 2
    rm -f log.*
    # shellcheck disable=SC2086
    expect 0 mpirun -n "$ranks" env LD_PRELOAD="$TOOLS/libinject.so" INJECT_PATH="$scratch/$name" \
        INJECT_LOG="$scratch/log." "$T" $CREW -o "$scratch/$name/x.h5" "$@"
    cat log.* >"$name.log"
}
mkdir fresh
recorded fresh 2
# The second start is recorded behind the first, so that what was there before it is known, too.
mkdir resumed
rm -f log.*
# shellcheck disable=SC2086
expect 3 mpirun -n 3 env LD_PRELOAD="$TOOLS/libinject.so" INJECT_PATH="$scratch/resumed" \
    INJECT_LOG="$scratch/log." "$T" $CREW -o "$scratch/resumed/x.h5" --time-limit 0.0001
cat log.* >before
recorded resumed 2 --resume
cat before >>resumed.log

# Runs that are done, as the program says.
done_in() { # FOLDER
    "$T" status "$1/x.h5" 2>/dev/null | sed -n 's/^runs  *\([0-9]*\) of.*/\1/p; s/.*: complete,.*/24/p' | tail -1
}
try() { # NAME CUT VARIANT
    local folder=cut.$BASHPID resume= status commit
    mkdir "$folder" "$folder.commit"
    read -r _ commit < <("$TOOLS/power_loss" "$1.log" "$PWD/$1" "$folder" "$2" "$3") || { echo "BROKEN $*" && return; }
    # What had been committed by then is there.
    "$TOOLS/power_loss" "$1.log" "$PWD/$1" "$folder.commit" "$commit" kept >/dev/null
    [ "$commit" = 0 ] || [ "$(done_in "$folder")" -ge "$(done_in "$folder.commit")" ] 2>/dev/null ||
        { echo "LOST $*: $(done_in "$folder") runs of $(done_in "$folder.commit")" && return; }
    rm -rf "$folder.commit"
    cp -a "$folder" "$folder.was"
    cd "$folder" || exit 1
    [ ! -e x.h5 ] && [ ! -e x.h5.part ] || resume=--resume
    # shellcheck disable=SC2086
    timeout $patience "$T" $CREW -o x.h5 $resume >log 2>&1
    status=$?
    if [ $status = 0 ] && h5diff ../crew.h5 x.h5 /runs >/dev/null 2>&1 &&
        h5diff ../crew.h5 x.h5 /mean >/dev/null 2>&1 && "$TOOLS/same_trace" ../crew.h5 x.h5 >/dev/null 2>&1; then
        echo "good $*"
        cd .. && rm -rf "$folder" "$folder.was"
    else
        echo "BAD $* status $status: $(head -3 log); there was: $(ls -s "../$folder.was" "../$folder.was"/* | tr '\n' ' ')"
    fi
}
export -f try done_in

for name in fresh resumed; do
    mkdir -p count
    read -r n _ < <("$TOOLS/power_loss" $name.log "$PWD/$name" count 0 kept)
    rm -rf count
    for variant in lost names zeros data kept; do
        for ((i = 1; i <= cuts && i <= n; i++)); do
            echo "$name $((i * n / (cuts < n ? cuts : n))) $variant"
        done
    done
done >chosen
# shellcheck disable=SC2016
xargs -P $((2 * $(nproc))) -L 1 bash -c 'try "$@"' try <chosen >said 2>&1
for name in fresh resumed; do
    for variant in lost names zeros data kept; do
        echo "$name $variant: $(grep -c "^good $name .* $variant" said) of $(grep -c "^$name .* $variant" chosen) cuts"
    done
done
grep -vE '^good ' said | head -20
[ "$(wc -l <chosen)" -ge 20 ] && [ "$(grep -c '^good ' said)" = "$(wc -l <chosen)" ] || fails "$(grep -vc '^good ' said) of $(wc -l <chosen) cuts"
finish
