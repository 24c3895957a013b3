#!/usr/bin/env bash
# Help, version, usage, and where the paper's values are found.
. "$(dirname "$0")/common.sh"
make_file good.h5 run=50,100,100,1 run=60,90,90,1

# ---- help and version
run 0 --help
is_empty err
has out "usage: tpmsync-reduce COMMAND"
has out "table1"
run 0 table1 --help
is_empty err
for word in --format --paper text csv json latex TPMSYNC_DATA "half a unit" "rounding^2/3"; do
    has out "$word"
done
run 0 --version
grep -qE '^tpmsync-reduce [0-9]+\.[0-9]+' out || fail "--version: $(cat out)"

# ---- usage
run 2
is_empty out
has err "usage: tpmsync-reduce"
run 2 table7 good.h5
is_empty out
has err "no command \`table7\`"
run 2 table1
has err "no files are given"
run 2 table1 --format xml --sideways
is_empty out
has err "--format \`xml\` is not text, csv, json or latex"
has err "--sideways"
has err "no files are given"

# ---- the paper's values: --paper, else TPMSYNC_DATA, else the source tree
mkdir data
printf 'L,quantity,mean,spread,rounding,runs\n1,t_sync,77,1,0.5,9\n' >data/table1.csv
sed 's/77/88/' data/table1.csv >given.csv
run 0 table1 good.h5
has out "61 ± 10"
TPMSYNC_DATA=$work/data run 0 table1 good.h5
has out "77 ± 1"
TPMSYNC_DATA=$work/data run 0 table1 --paper given.csv good.h5
has out "88 ± 1"
TPMSYNC_DATA=$work/nowhere run 2 table1 good.h5
is_empty out
has err "$work/nowhere/table1.csv: No such file or directory"
echo "not a table" >bad.csv
run 2 table1 --paper bad.csv good.h5
is_empty out
has err "bad.csv: line 1: the header is not"

# Installed: ../share/tpmsync/data from the program, before the source tree.
mkdir -p prefix/bin prefix/share/tpmsync/data
cp "$reduce" prefix/bin/
sed 's/77/99/' data/table1.csv >prefix/share/tpmsync/data/table1.csv
(cd / && "$work/prefix/bin/tpmsync-reduce" table1 "$work/good.h5") >out 2>err
has out "99 ± 1"

# ---- output that cannot be written is a failure
if [ -w /dev/full ]; then
    "$reduce" table1 good.h5 >/dev/full 2>err
    status=$?
    [ $status -eq 1 ] || fail "status $status with a full device"
    has err "No space left on device"
fi

# Beginnings of names may be those of two options one day.
make_file whole.h5 run=50,100,100,1
for option in --form=csv "--form csv"; do
    run 2 table1 $option whole.h5
    has err "--form: names must be whole: --format"
    is_empty out
done
# The last of two values would win unseen.
run 2 table1 --format csv whole.h5 --format json
has err "--format: is given twice, as csv and as json"
is_empty out
run 0 table1 --format csv --format csv whole.h5
run 2 claims --plot x.svg --formt csv whole.h5 --format
for text in "--plot: not an option of claims" "--formt: unknown option; did you mean --format?" \
    "--format: needs a value"; do
    has err "$text"
done
run 2 fig1 --help=yes whole.h5
has err "takes no value"
# Behind -- there are files alone.
run 2 table1 -- --format
has err "--format: No such file"

finish
