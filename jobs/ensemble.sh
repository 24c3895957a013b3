# Sourced by jobs/lib.sh and scripts/reproduce: how the program is started, what
# each end of the program means, and how a signal to the script reaches the program. Nothing that was
# committed is thrown away here.
#
# Who sources it sets
#   launcher     array: the words that start a program on all ranks
#   tpmsync      the program
# and defines
#   say TEXT...  tells the user
asked='' program=''

# pass_on WHY: for traps. Lets the program save all and end, with status 3; mpirun and srun hand USR1 to every
# rank.
pass_on() {
    asked=$1 interrupted=1
    say "$1: saving"
    [ -z "$program" ] || kill -USR1 "$program" 2>/dev/null || true
}

# Runs a program under the launcher, traps being served meanwhile; sets `status`.
launch() {
    program=begins # for a signal that comes before its number is known
    "${launcher[@]}" "$@" &
    program=$!
    # What arrived between the last look and now.
    [ -z "$asked" ] || kill -USR1 "$program" 2>/dev/null || true
    # A trap ends `wait` early, with a status that is not the program's.
    interrupted=1
    while [ -n "$interrupted" ]; do
        interrupted='' status=0
        wait "$program" || status=$?
    done
    program=
}

# start OPTIONS...: starts tpmsync, waits for its end and sets `status` and `ending`. But for `done`, the same call goes
# on later with what was committed:
#   done      the output is there, whole
#   refused   of other parameters, damaged, or another one writes it: the program has said what; all is as it was
#   stopped   all is saved, or was about to be
#   died      a signal ended the program, or MPI did
#   failed    anything else
start() {
    launch "$tpmsync" "$@"
    case $status in
    0) ending=done ;;
    2) ending=refused ;;
    3) ending=stopped ;;
    *)
        # A signal may find the program still starting, or the launcher stumbling on its way out: what was
        # committed is safe all the same.
        # A rank that loses another one is ended by Open MPI 5 with a class of MPI's errors, 14 or 17; they are less than
        # 100, and the program itself has none from 4 on.
        [ "$status" -gt 128 ] || { [ "$status" -gt 3 ] && [ "$status" -lt 100 ]; } && ending=died || ending=failed
        [ -z "$asked" ] || ending=stopped
        ;;
    esac
}
