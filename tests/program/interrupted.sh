# The paper's reproduction, interrupted at random moments by Ctrl-C, signals to the script, and kill -9 of a rank or of
# everything, and gone on with at another number of ranks: the same ensembles and the same tables as undisturbed.
# usage: interrupted.sh BIN SOURCE [INTERRUPTIONS]
wanted=${3:-3}
. "$(dirname "$0")/common.sh"
. "$source/tests/program/reproduction.sh"
RANDOM=1 # the moments; when they come in the life of an ensemble is up to the machine

# reproduce OUT RANKS: in a session of its own, in the background; sets `pid`.
reproduce() {
    setsid "$root/scripts/reproduce" --quick --ranks "$2" --out "$1" --runs 24 >out 2>err &
    pid=$!
}
# all_of: the processes of the reproduction; mpirun has a session of its own, too.
all_of() {
    local mpirun
    mpirun=$(pgrep -P "$pid" -x mpirun)
    echo "$pid" "$mpirun" $(pgrep -P "${mpirun:-$pid}")
}
# interrupt: in one of five ways; sets `way`.
interrupt() {
    local ranks
    case $((RANDOM % 5)) in
    0) way=INT && kill -INT "$pid" ;;
    1) way=TERM && kill -TERM "$pid" ;;
    2) way=HUP && kill -HUP "$pid" ;;
    3)
        way="kill -9 of a rank"
        mapfile -t ranks < <(pgrep -P "$(pgrep -P "$pid" -x mpirun || echo "$pid")" -x tpmsync)
        [ ${#ranks[@]} = 0 ] || kill -9 "${ranks[RANDOM % ${#ranks[@]}]}"
        ;;
    4) way="kill -9 of all" && kill -9 $(all_of) ;;
    esac 2>/dev/null
}
# over: waits until no process of the reproduction is left, a minute at most, and sets `status`.
over() {
    local left
    left=$(all_of)
    wait "$pid" 2>/dev/null
    status=$?
    for _ in $(seq $((patience * 5))); do
        ps -o stat= -p "${left// /,}" 2>/dev/null | grep -qv '^Z' || return 0
        sleep 0.2
    done
    fails "processes live on after $way: $(ps -o args= -p "${left// /,}")"
}

begin=$EPOCHREALTIME
reproduce whole 2
way=nothing && over
[ $status = 0 ] || fails "undisturbed: status $status: $(tail -5 err)"
takes=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%d", 1000 * (b - a) }')

# compare FOLDER: every ensemble, and what was made of them but for words on when and where.
compare() {
    local file dataset name compared=0
    for file in whole/*.h5; do
        name=${file#whole/}
        for dataset in $(h5ls -r "$file" | sed -n 's,^\(/[a-z]*/[a-z_]*\) *Dataset.*,\1,p'); do
            compared=$((compared + 1))
            cmp -s <(data "$file" "$dataset") <(data "$1/$name" "$dataset") || fails "$1/$name: other values of $dataset"
        done
    done
    for file in whole/*.csv whole/*.dat; do
        cmp -s <(grep -v '^#' "$file") <(grep -v '^#' "$1/${file#whole/}") || fails "$1/${file#whole/} differs"
    done
    [ $compared -gt 100 ] || fails "only $compared datasets to compare"
    ls "$1" | grep -q '\.part$' && fails "left something: $(ls "$1")"
}

# Moments are spread over a time in which some ensembles are made; one that came to its end is begun anew.
interrupted=0 folders=1 rounds=0
while [ $interrupted -lt "$wanted" ] && [ $((rounds += 1)) -le $((4 * wanted)) ]; do
    reproduce "again$folders" $((RANDOM % 4 + 1))
    sleep "$(awk -v ms=$((RANDOM % (takes / 6 + 1) + 200)) 'BEGIN { print ms / 1000 }')"
    interrupt
    over
    case $status in
    0) compare "again$folders" && folders=$((folders + 1)) ;;
    *)
        interrupted=$((interrupted + 1))
        echo "$way: status $status, $(ls "again$folders" | grep -c 'h5$') ensembles complete"
        [[ $way = *-9* ]] || [ $status = 3 ] || fails "status $status after $way: $(tail -3 err)"
        ;;
    esac
done
[ $interrupted -ge "$wanted" ] || fails "interrupted $interrupted times in place of $wanted"
reproduce "again$folders" 3
way=nothing && over
[ $status = 0 ] || fails "not gone on with: status $status: $(tail -5 err)"
compare "again$folders"
echo "interrupted $interrupted times, $folders reproductions, each like the undisturbed one of $((takes / 1000)) s"
finish
