# Calls of the system fail, one in each case: writes, syncs, renames, opens, closes, truncations, folders and
# removals, on one rank of 1 to 4, in a fresh ensemble and in one that goes on, while runs are made, committed,
# put together and published. Whatever fails: the program ends; with status 0 the result is that of an
# undisturbed ensemble, to the bit; otherwise a message says what failed and --resume gives that result.
# usage: sweep.sh BIN SOURCE [STRIDE [all]]     (every STRIDE-th call; all: with Open MPI's other components)
stride=${3:-128} all=${4:-}
. "$(dirname "$0")/../program/common.sh"
export TOOLS=$bin/../tests T=$tpmsync patience

export CREW="iterate --L 1 --runs 24 --seed 2 --trace all --checkpoint-every 0.002 --quiet --io-timeout 6"
export SPLIT="split --L 1 --trials 40 --replicates 6 --quiet --io-timeout 6"
export ODE="ode --eta 3 --alpha-max 1 --quiet --io-timeout 6"
expect 0 "$tpmsync" $CREW -o crew.h5
expect 0 "$tpmsync" $SPLIT -o split.h5
expect 0 "$tpmsync" $ODE -o ode.h5
expect 3 mpirun -n 2 "$tpmsync" $CREW --time-limit 0.0001 -o begun.h5

# start WORK RANKS OUTPUT [OPTIONS...]: the program as it is started by so many ranks, with the library in it
# if LD_PRELOAD is set.
start() {
    local options=$CREW ranks=$2 output=$3 launcher=()
    case $1 in split) options=$SPLIT ;; ode) options=$ODE ;; esac
    shift 3
    [ "$ranks" = 1 ] || launcher=(mpirun -n "$ranks")
    # shellcheck disable=SC2086
    timeout -k 10 $patience "${launcher[@]}" env "${preload[@]}" "$T" $options "$@" -o "$output"
}
# same WORK OUTPUT: it is that of an undisturbed start, /provenance apart.
same() {
    local reference=../crew.h5 group
    case $1 in
    split) h5diff ../split.h5 "$2" /replicates >/dev/null 2>&1 && return ;;
    ode) h5diff ../ode.h5 "$2" /mean >/dev/null 2>&1 && h5diff ../ode.h5 "$2" /eta >/dev/null 2>&1 && return ;;
    *)
        for group in /runs /mean; do h5diff $reference "$2" $group >/dev/null 2>&1 || return 1; done
        "$TOOLS/same_trace" $reference "$2" >/dev/null 2>&1 && return
        ;;
    esac
    return 1
}
# setting RANK CALL AT TIMES ERROR: what is injected.
setting() {
    preload=(LD_PRELOAD="$TOOLS/libinject.so" INJECT_PATH=x.h5 INJECT_RANK="$1" INJECT_CALL="$2"
        INJECT_AT="$3" INJECT_TIMES="$4" INJECT_ERROR="$5" INJECT_COUNT="$PWD/count.")
}
# counted RANK FIELD: how often a call was made (8: how often it failed).
counted() { od -An -td8 -w72 "count.$1" 2>/dev/null | awk -v f="$2" '{print $(f + 1)}'; }

# One case, in a folder of its own: WORK RANKS RANK CALL AT TIMES ERROR [VARIABLE=VALUE...]. Says what became of it.
try() {
    local work=$1 ranks=$2 rank=$3 status verdict folder begun=
    folder=case.$BASHPID
    mkdir "$folder" && cd "$folder" || exit 1
    setting "$3" "$4" "$5" "$6" "$7"
    local what="$*"
    shift 7
    [ $# = 0 ] || export "$@"
    [ "$work" != resumed ] || { cp -a ../begun.h5.part x.h5.part && begun=--resume; }
    # shellcheck disable=SC2086
    start "$work" "$ranks" x.h5 $begun >log 2>&1
    status=$?
    if [ "$(counted "$rank" 8)" = 0 ]; then
        verdict=missed
    else
        case $status in
        124 | 137) verdict=HANG ;;
        132 | 134 | 135 | 136 | 139) verdict=CRASH ;;
        0) same "$work" x.h5 && verdict=survived || verdict=WRONG ;;
        *)
            verdict=told
            grep -q '^tpmsync' log || verdict=SILENT
            ;;
        esac
    fi
    if [ $verdict = told ]; then
        preload=()
        begun=
        [ ! -e x.h5 ] && [ ! -e x.h5.part ] || [ "$work" = ode ] || begun=--resume
        [ "$work" != ode ] || begun=--force
        # shellcheck disable=SC2086
        start "$work" $((ranks % 3 + 1)) x.h5 $begun >again 2>&1 && same "$work" x.h5 && [ ! -e x.h5.part ] ||
            verdict=LOST
    fi
    echo "$verdict $what"
    case $verdict in
    told | survived | missed) cd .. && rm -rf "$folder" ;;
    *) { grep -m3 tpmsync log; cat again; ls x.h5.part; } 2>/dev/null | head -20 | sed "s/^/    /" ;;
    esac
}
export -f start same setting counted try

# ---- which cases -------------------------------------------------------------------------------------------
calls=(write sync rename open close mkdir truncate unlink)
# cases WORK RANKS ERRORS-OF-WRITES [VARIABLE=VALUE...]: every call of each rank that an undisturbed start makes.
cases() {
    local work=$1 ranks=$2 errors=$3 rank c at n error folder=undisturbed begun=
    shift 3
    mkdir $folder && cd $folder || exit 1
    [ "$work" != resumed ] || { cp -a ../begun.h5.part x.h5.part && begun=--resume; }
    preload=(LD_PRELOAD="$TOOLS/libinject.so" INJECT_PATH=x.h5 INJECT_COUNT="$PWD/count." "$@")
    # shellcheck disable=SC2086
    start "$work" "$ranks" x.h5 $begun >log 2>&1 || fails "undisturbed: $work by $ranks ranks: $(cat log)"
    preload=()
    for ((rank = 0; rank < ranks; rank++)); do
        for c in "${!calls[@]}"; do
            n=$(counted $rank "$c")
            for ((at = 1; at <= ${n:-0}; at++)); do
                echo "$work $ranks $rank ${calls[c]} $at 1 EIO $*"
                [ "${calls[c]}" = write ] || continue
                for error in $errors; do
                    # A disk that is full stays so for a while; nothing else does.
                    case $error in ENOSPC | EDQUOT) echo "$work $ranks $rank write $at 20 $error $*" ;;
                    *) echo "$work $ranks $rank write $at 1 $error $*" ;;
                    esac
                done
            done
        done
    done
    cd .. && rm -rf $folder
}
{
    for ranks in 1 2 3 4; do
        cases fresh $ranks "ENOSPC EDQUOT short EINTR"
    done
    cases resumed 1 ENOSPC
    cases resumed 3 ENOSPC
    cases split 2 ENOSPC
    cases ode 1 ENOSPC
    if [ -n "$all" ]; then
        for component in two_phase dynamic dynamic_gen2 individual; do
            cases fresh 3 ENOSPC OMPI_MCA_fcoll=$component
        done
        cases fresh 3 ENOSPC OMPI_MCA_io=romio321
    fi
} >everything
awk -v stride="$stride" 'NR % stride == 0' everything >chosen
echo "$(wc -l <chosen) cases of $(wc -l <everything)"

# Twice as many at a time as cores: they wait for each other and for the disk.
# shellcheck disable=SC2016
xargs -P $((2 * $(nproc))) -d '\n' -n 1 bash -c 'try $1' try <chosen >said 2>&1

# ---- what became of them -----------------------------------------------------------------------------------
awk '/^[A-Za-z]+ (fresh|resumed|split|ode) / {
        kind = $5 " " $8; n[kind, $3, $1]++; kinds[kind]; all[$1]++; verdict[$1] }
    END {
        printf "%-18s %s\n", "", "ranks: cases, of which told, survived, and neither (hung, crashed, wrong, lost)"
        for (k in kinds) {
            printf "%-18s", k
            for (r = 1; r <= 4; r++) {
                bad = 0
                for (v in verdict) if (v !~ /told|survived|missed/) bad += n[k, r, v]
                t = n[k, r, "told"] + 0; s = n[k, r, "survived"] + 0
                printf "   %d: %4d %4d %4d %2d", r, t + s + bad, t, s, bad
            }
            print ""
        }
        for (v in all) printf "%s %d  ", v, all[v]; print "" }' said | sort
grep -A 12 -E '^(HANG|CRASH|WRONG|SILENT|LOST) ' said && fails "$(grep -cE '^(HANG|CRASH|WRONG|SILENT|LOST) ' said) cases"
good=$(grep -cE '^(told|survived) ' said)
echo "$good cases: told and resumed, or survived"
[ "$good" -ge $(($(wc -l <chosen) * 3 / 4)) ] || fails "only $good faults happened"
[ "$(wc -l <everything)" -ge 2500 ] || fails "only $(wc -l <everything) calls"
finish
