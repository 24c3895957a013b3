#!/usr/bin/env bash
# What reducers write: nothing that is read or of another kind is replaced, files are whole or not
# there, gnuplot takes no name for a command, and an output that fails is a failure.
. "$(dirname "$0")/common.sh"

curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1"
make_file six.h5 run=50,60,60,1 run=52,40,52,1 run=54,54,54,1 run=70,100,100,1 $curve
make_file L3.h5 L=3 run=300,204000,204000,1 run=400,2400,2400,1 $curve
make_file sim.h5 engine=simulate run=50,60,60,1 run=60,50,60,1 $curve
make_file ode.h5 engine=ode state=2,-0.8,3,0.4 state=3,-1,5.7,-0.28 point=0,0,0 point=1,-0.6,0.7
make_file split.h5 L=3 engine=split passage=50 passage-error=1 passage-mark=40 dead-mark=3 \
    dead-learned=30 level=0.5,1 level=0.1,0.2 replicate=0.01,0.02,30,100 \
    replicate=0.03,0.04,nan,100 learning-time=770 learning-time-error=2
cp six.h5 kept

# refused OPTION OUTPUT TEXT: with status 2, the text, nothing printed and the input as it was.
refused() {
    run 2 fig1 six.h5 "--$1" "$2"
    is_empty out
    has err "--$1 \`$2\` $3"
    cmp six.h5 kept || fail "--$1 $2 has changed the input"
    no_rest
}
no_rest() {
    [ -z "$(find "$work" -name '.tpmsync-reduce-*')" ] || fail "something is left beside an output"
}

# ---- an input, by whatever name
ln -s six.h5 symbolic
ln six.h5 hard
ln six.h5 hard.svg
ln -s six.h5 symbolic.svg
for name in six.h5 ./six.h5 "$work/six.h5" symbolic hard; do
    refused data "$name" "is \`six.h5\`, which is read; choose another name"
done
for name in hard.svg symbolic.svg; do
    refused plot $name "is \`six.h5\`, which is read; choose another name"
done
# The one given last, of another command, and given by a link.
run 2 transition ode.h5 symbolic --data hard
has err "is \`symbolic\`, which is read"
# What is read beside ensembles.
cp -r "$source_dir/data" "$source_dir/analysis/plots" .
export TPMSYNC_DATA=$work/data TPMSYNC_PLOTS=$work/plots
refused data data/table1.csv "is \`$work/data/table1.csv\`, which is read"
refused data plots/fig1.gp "is \`$work/plots/fig1.gp\`, which is read"
refused data plots/common.gp "is \`$work/plots/common.gp\`, which is read"
"$reduce" attack --published data/attacks.csv six.h5 >>data/attacks.csv 2>err &&
    fail "attack writes into the published values"
has err "attacks.csv"
unset TPMSYNC_DATA TPMSYNC_PLOTS

# ---- ensembles, and what else is no file for columns or pictures
echo text >text.h5
cp six.h5 ensemble.dat
cp six.h5 ensemble.svg
{ head -c 512 /dev/zero && cat six.h5; } >behind_a_block.dat
{ head -c 1024 /dev/zero && cat six.h5; } >behind_two.dat
mkdir unfinished.h5.part folder.svg locked
echo precious >unfinished.h5.part/manifest
ln -s unfinished.h5.part way_in
ln -s new dangling
ln -s /dev/null null.svg
mkfifo fifo fifo.svg
refused data text.h5 "is a name for ensembles"
for name in new.h5 new.H5 new.hdf5 new.h5.part; do
    refused data $name "is a name for ensembles"
done
for name in ensemble.dat behind_a_block.dat behind_two.dat; do
    refused data $name "holds an ensemble; choose another name"
done
refused plot ensemble.svg "holds an ensemble"
for name in unfinished.h5.part/manifest unfinished.h5.part/new way_in/manifest; do
    refused data $name "stands in the folder of an unfinished ensemble"
done
refused data dangling "is a link to \`new\`; name the file itself"
refused plot null.svg "is a link to \`/dev/null\`"
refused data fifo "is a device, FIFO or socket"
refused plot fifo.svg "is a device, FIFO or socket"
refused data /dev/null "is a device, FIFO or socket"
refused data folder.svg "is a folder"
refused plot folder.svg "is a folder"
refused data new/ "is a folder"
refused data "" "is no name for a file"
refused data $'a\nb' "is no name for a file"
refused data $'a\033[2J' "is no name for a file"
refused data nowhere/fig1.dat "cannot be written: No such file or directory"
refused data text.h5/fig1.dat "cannot be written: Not a directory"
refused data "$(printf 'a%.0s' $(seq 300))" "cannot be written: File name too long"
if [ "$(id -u)" != 0 ]; then
    chmod a-w locked
    refused data locked/new "cannot be written: its folder: Permission denied"
    echo protected >protected && chmod a-w protected
    refused data protected "cannot be replaced: Permission denied"
fi
[ "$(cat text.h5)" = text ] && [ -p fifo ] && [ ! -e new ] && [ ! -e new.h5 ] ||
    fail "an output was written"
[ "$(cat unfinished.h5.part/manifest)" = precious ] || fail "an unfinished ensemble was written"
cmp ensemble.dat kept || fail "an ensemble was overwritten"

# ---- all faults at once, before anything is read
run 2 fig1 --N 0 missing.h5 --data fifo --plot folder.svg --sideways
is_empty out
for text in "--N \`0\`" "--data \`fifo\`" "--plot \`folder.svg\`" "--sideways"; do
    has err "$text"
done
lacks err "missing.h5"
for pair in "same.svg|same.svg" "same.svg|./same.svg" "$work/same.svg|same.svg"; do
    run 2 fig1 six.h5 --data "${pair%|*}" --plot "${pair#*|}"
    has err "--data and --plot name the same file"
done
[ ! -e same.svg ] || fail "same.svg was written"
for command in fig2 transition sizes lucky extend attack rules units readings; do
    run 2 $command --data fifo --plot none.png six.h5 sim.h5 split.h5 ode.h5
    is_empty out
    has err "--data \`fifo\` is a device"
    [ ! -e none.png ] || fail "$command: something was written"
done

# ---- standard output is an output, too
cp six.h5 appended.h5
for command in fig1 table1 claims; do
    "$reduce" $command appended.h5 >>appended.h5 2>err
    [ $? = 2 ] || fail "$command: standard output into an input"
    has err "standard output goes into \`appended.h5\`, which is read"
    cmp appended.h5 kept || fail "$command has written into what it reads"
done
"$reduce" fig1 six.h5 --data both.txt >both.txt 2>err
[ $? = 2 ] || fail "standard output and --data into one file"
has err "--data \`both.txt\` is where standard output goes"
for words in --help --version "fig1 six.h5" "fig1 --help" "table1 six.h5" "table1 --format csv six.h5" \
    "table1 --format json six.h5" "table1 --format latex six.h5" "claims six.h5" \
    "claims --format csv six.h5" "claims --format json six.h5" "claims --help" "fig2 L3.h5" \
    "transition ode.h5" "sizes six.h5 sim.h5" "sizes --format csv sim.h5" "sizes --format json sim.h5" \
    "lucky six.h5" "lucky --format csv six.h5" "lucky --format json six.h5" \
    "extend split.h5" "extend --format csv split.h5" "extend --format json split.h5" \
    "readings six.h5" "readings --format csv six.h5" "readings --format json six.h5"; do
    # shellcheck disable=SC2086
    "$reduce" $words >/dev/full 2>err
    status=$?
    [ $status = 1 ] || fail "status $status of $words > /dev/full"
    has err "No space left on device"
    # shellcheck disable=SC2086
    "$reduce" $words >&- 2>err
    status=$?
    [ $status = 1 ] || fail "status $status of $words without standard output"
    has err "Bad file descriptor"
done
# What is opened does not become standard output or error.
"$reduce" fig1 six.h5 --data closed.dat >&- 2>&-
[ $? = 1 ] && [ ! -e closed.dat ] || fail "without standard output and error"

# ---- whole, or as it was
echo old >limited.dat
status=$( (ulimit -f 1 && "$reduce" fig1 six.h5 --data limited.dat >out 2>err) && echo 0 || echo $?)
[ "$status" = 1 ] || fail "status $status at the limit of file sizes"
has err "limited.dat: File too large"
[ "$(cat limited.dat)" = old ] || fail "half a file: $(cat limited.dat)"
no_rest
chmod 640 limited.dat
run 0 fig1 six.h5 --data limited.dat
has limited.dat "# block: six"
[ "$(stat -c %a limited.dat)" = 640 ] || fail "the permissions are those of $(stat -c %a limited.dat)"
run 0 fig1 six.h5 --data fresh.dat
(umask 027 && "$reduce" fig1 six.h5 --data masked.dat >/dev/null)
[ "$(stat -c %a masked.dat)" = 640 ] || fail "the mask of the user"
no_rest
echo precious >precious
ln -s precious fresh.dat.part
ln -s precious safe.svg.part
run 0 fig1 six.h5 --data fresh.dat

# ---- gnuplot sees no name that it could take for something else
if command -v gnuplot >/dev/null; then
    mkdir scratch
    export TMPDIR=$work/scratch
    for odd in "|touch hacked;.svg" "<touch hacked;.svg" '`touch hacked`.svg' '$(touch hacked).svg' \
        "'; system('touch hacked'); '.svg" 'a"b\c.svg' '\.svg' "-x.svg" "--persist.svg" ">x.svg" "safe.svg"; do
        run 0 fig1 six.h5 "--plot=$odd" "--data=$odd.dat"
        signature "./$odd" svg
        has "./$odd.dat" "# block: six"
    done
    # Of folders, too: of temporary ones, and of templates.
    for odd in "|touch hacked;" "<touch hacked;" "\`touch hacked\`'\"\\" "-x" ">x"; do
        mkdir -p "./$odd"
        cp plots/*.gp "./$odd"
        TMPDIR=$odd TPMSYNC_PLOTS=$odd run 0 fig1 six.h5 --plot odd.svg
        is_empty err
        signature odd.svg svg
        rm odd.svg
        TPMSYNC_PLOTS=$odd/nowhere run 2 fig1 six.h5 --plot odd.svg
        has err "--plot needs $odd/nowhere/fig1.gp: No such file or directory"
        [ "$(find "./$odd" ! -name '*.gp' | wc -l)" = 1 ] || fail "$odd: the temporary folder is left"
    done
    [ -z "$(find . -name '*hacked' -newer precious)" ] || fail "a name was taken for a command"
    [ "$(cat precious)" = precious ] && [ -L safe.svg.part ] || fail "a link was followed"
    # The folder is of nobody else, and nothing stays in it.
    mkdir modes
    { echo "system(\"stat -c %a . >'$work/mode'\")" && cat plots/fig1.gp; } >modes/fig1.gp
    cp plots/common.gp modes
    TPMSYNC_PLOTS=$work/modes run 0 fig1 six.h5 --plot mode.svg
    [ "$(cat mode)" = 700 ] || fail "the temporary folder has mode $(cat mode)"
    TMPDIR=$work/nowhere run 1 fig1 six.h5 --plot none.svg
    has err "no temporary folder (TMPDIR): No such file or directory"
    rm modes/fig1.gp && mkfifo modes/fig1.gp
    TPMSYNC_PLOTS=$work/modes run 2 fig1 six.h5 --plot none.svg
    has err "--plot needs $work/modes/fig1.gp: is a device, FIFO or socket"
    [ ! -e none.svg ] || fail "none.svg was drawn"
    [ -z "$(ls -A scratch)" ] || fail "the temporary folder is left: $(ls -A scratch)"
else
    echo "no gnuplot: the pictures are not tested"
fi

finish
