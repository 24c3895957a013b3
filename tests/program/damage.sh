# A finished file in which a byte was changed, or which was cut off: every reader refuses it by
# name, or, where the byte does not matter, answers as if nothing had happened.
# usage: damage.sh BIN SOURCE [FLIPS]; files are cut off at an eighth as many lengths
. "$(dirname "$0")/common.sh"
flips=${3:-24} cuts=$((${3:-24} / 8))
damage=$bin/../tests/damage

answer() { # READER: what it says of file.h5, and its status
    case $1 in
    status) timeout $patience "$tpmsync" status file.h5 ;;
    fig1)
        rm -f figure
        timeout $patience "$reduce" fig1 --data figure file.h5 && cat figure
        ;;
    *) timeout $patience "$reduce" "$1" file.h5 ;;
    esac
}
readers="table1 claims fig1 status"

try() { # WHAT: was done to file.h5
    local reader status
    for reader in $readers; do
        answer "$reader" >out 2>err
        status=$?
        if [ $status = 2 ]; then
            says err file.h5
            [ "$reader" = status ] || [ ! -s out ] || fails "$1, $reader: refused, and answered"
        elif [ $status != 0 ]; then
            fails "$1, $reader: status $status: $(head -c 300 err)"
        elif ! cmp -s out "good.$reader"; then
            fails "$1, $reader: another answer: $(diff out "good.$reader" | head -5)"
        fi
    done
}

expect 0 "$tpmsync" iterate --L 1 --runs 40 --trace log:5 --quiet -o good.h5
cp good.h5 file.h5
for reader in $readers; do
    answer "$reader" >"good.$reader" 2>err || fails "$reader: $(cat err)"
done
length=$("$damage" file.h5 length)

for ((i = 0; i < flips; i++)); do
    at=$(((2 * i + 1) * length / (2 * flips)))
    "$damage" file.h5 flip "$at"
    try "byte $at of $length flipped"
    "$damage" file.h5 flip "$at"
done
cmp good.h5 file.h5 || fails "the byte is not what it was"
for ((i = 0; i < cuts; i++)); do
    cp good.h5 file.h5
    at=$((i * length / cuts))
    "$damage" file.h5 cut "$at"
    try "cut off at $at of $length"
done
finish
