# Whole programs leave no memory behind and read none that was not written, says valgrind: the path of an
# ensemble with a trace, of a splitting, of a question and of a reduction. (The leak check of the address
# sanitizer cannot be had for them: where a library has threads it may crash itself, "Tracer caught signal
# 11". Unit tests have it.)
. "$(dirname "$0")/common.sh"
command -v valgrind >/dev/null || {
    fails "valgrind is missing: scripts/setup --tests installs it"
    finish
}
found=99 # valgrind's status when it finds something; else the program's
checker=(valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
    --error-exitcode=$found --num-callers=60 --keep-debuginfo=yes --gen-suppressions=all
    --suppressions="$source/tests/valgrind.supp")
shipped=$(dirname "$(dirname "$(command -v mpirun)")")/share/openmpi/openmpi-valgrind.supp
[ ! -f "$shipped" ] || checker+=(--suppressions="$shipped")
# No messages but to itself: what drivers of networks do is not looked at.
export OMPI_MCA_pml=ob1 OMPI_MCA_btl=self

# clean STATUS COMMAND...: one rank ends with the status, and valgrind finds nothing.
clean() {
    local wanted=$1 status=0
    shift
    timeout $patience "${checker[@]}" "$@" >out 2>err || status=$?
    [ $status != $found ] || fails "valgrind, in $*: $(grep '^==' err | head -60)"
    [[ $status = $found || $status = "$wanted" ]] ||
        fails "status $status instead of $wanted: $* ($(tail -c 500 err))"
}

clean 3 "$tpmsync" iterate --L 1 --runs 20 --trace all --time-limit 0.01 -o six.h5
clean 0 "$tpmsync" iterate --L 1 --runs 20 --trace all --resume -o six.h5
clean 0 "$tpmsync" status six.h5
clean 0 "$tpmsync" split --L 2 --trials 32 --replicates 2 --quiet -o split.h5
clean 2 "$tpmsync" iterate --L 99 --runs 0 --eta 3 --resume -o six.h5
clean 0 "$reduce" fig1 --data fig1.dat six.h5
finish
