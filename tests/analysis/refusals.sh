#!/usr/bin/env bash
# Faulty files are refused by name, with what is wrong, with status 2 and nothing on stdout.
. "$(dirname "$0")/common.sh"

runs="run=50,100,100,1 run=60,90,90,1"
make_file good.h5 $runs

# refused FILE REASON: alone, and together with a good file.
refused() {
    run 2 table1 "$1"
    is_empty out
    has err "$1: $2"
    lacks err "HDF5-DIAG"
    [ "$(wc -l <err)" -le 2 ] || fail "$1: more than what is wrong is printed: $(cat err)"
    run 2 table1 good.h5 "$1"
    is_empty out
    has err "$1: $2"
    lacks err "good.h5"
}

# Not files of this kind.
echo "Table I" >text.h5
: >empty.h5
mkdir folder.h5
head -c 3000 good.h5 >truncated.h5
head -c 50 good.h5 >head.h5
refused missing.h5 "No such file or directory"
refused folder.h5 "Is a directory"
refused text.h5 "not an HDF5 file"
refused empty.h5 "not an HDF5 file"
refused head.h5 "" # whatever HDF5 has to say
refused truncated.h5 "cannot be opened (HDF5: truncated file"

# Still open in the program that writes it.
if command -v flock >/dev/null; then
    cp good.h5 open.h5
    exec 9<open.h5
    flock -x 9
    refused open.h5 "cannot be opened (another program has it open"
    exec 9<&-
fi

# Other contents.
make_file foreign.h5 without=schema $runs
refused foreign.h5 "attribute \`schema\` is missing"
make_file newer.h5 schema=tpmsync/2 $runs
refused newer.h5 'its schema is "tpmsync/2", not "tpmsync/1"'
make_file number.h5 word=L $runs
refused number.h5 "attribute \`L\` is not an integer"
make_file number.h5 narrow=L $runs
refused number.h5 "attribute \`L\` is not an integer"
make_file engine.h5 engine=guess $runs
refused engine.h5 'attribute `engine` is "guess", which is unknown'
make_file no_engine.h5 without=engine $runs
refused no_engine.h5 "attribute \`engine\` is missing"

for name in runs seed L initial max-steps no-attacker closure criterion cl; do
    make_file lacking.h5 without=$name $runs
    refused lacking.h5 "attribute \`${name//-/_}\` is missing"
done
for name in N method ties until; do
    make_file lacking.h5 engine=simulate without=$name $runs
    refused lacking.h5 "attribute \`${name//-/_}\` is missing"
done

make_file bad.h5 L=0 $runs
refused bad.h5 "--L 0: must be from 1 to 16"
make_file bad.h5 cl=1 $runs
refused bad.h5 "--cl 1: must be above 0 and below 1"
make_file bad.h5 no-attacker=2 $runs
refused bad.h5 "--no-attacker 2: must be 0 or 1"
make_file bad.h5 closure=twelve $runs
refused bad.h5 "--closure twelve: must be one of six|nine"
make_file bad.h5 engine=simulate method=a,b $runs
refused bad.h5 "--method a,b: must be one of weights|"
make_file bad.h5 L=2 initial=3 $runs
refused bad.h5 "--initial 3: must not be above L = 2"
# Beyond what the program makes: indices and loops would be counted on it.
for L in 17 9223372036854775807 9223372036854775808; do
    make_file bad.h5 L=$L initial=1 $runs
    refused bad.h5 "--L $L: "
done
make_file bad.h5 engine=simulate N=3 $runs
refused bad.h5 "--N 3: must be from 10 to 1000000000"
make_file bad.h5 no-attacker=1 $runs
refused bad.h5 "run 0: t_learn is 100, and there is no attacker"
make_file bad.h5 no-attacker=1 until=learn run=50,-1,50,1
refused bad.h5 "--until learn: needs the attacker"
make_file bad.h5 cl=0.9999999999999999 $runs
refused bad.h5 "--cl: nearer to 1 than 1e-15 cannot be told from 1"
make_file bad.h5 max-steps=99 $runs
refused bad.h5 "run 0 made 100 steps, more than \`max-steps\`, 99"
make_file bad.h5 seed=-3 $runs
refused bad.h5 "--seed -3: must be a whole number from 0"
make_file bad.h5 engine=simulate method=guess $runs
refused bad.h5 "--method guess: must be one of weights|weights-plain|occupancy"
make_file bad.h5 runs=9223372036854775808 $runs
refused bad.h5 "--runs 9223372036854775808: "
# What is not known may make it another model.
for name in depth noise leak; do
    make_file bad.h5 extra=$name $runs
    refused bad.h5 "attribute \`$name\` is not known to this version"
    run 2 fig1 --data none.dat bad.h5
    has err "attribute \`$name\` is not known to this version"
done
make_file bad.h5 extra=max-steps $runs # beside max_steps
refused bad.h5 "attribute \`max-steps\` is not known"
# So it is in files that the table only passes over, and whatever the name does to a terminal.
make_file bad.h5 engine=ode extra=rule
refused bad.h5 "attribute \`rule\` is not known to this version"
make_file bad.h5 extra=$(printf "a\033[2Jb") $runs
refused bad.h5 "attribute \`a?[2Jb\` is not known to this version"
# What another engine has is not known to this one.
make_file bad.h5 extra=eta $runs
refused bad.h5 "attribute \`eta\` is not known to this version"
# An event that is not known is one fault, and not one for each of its numbers.
make_file bad.h5 engine=split event=guess passage=50
run 2 extend bad.h5
lacks err "not known to this version"
make_file touched.h5 extra=_NCProperties $runs
run 0 table1 touched.h5
mkfifo fifo.h5
refused fifo.h5 "is a device, FIFO or socket, not a file"
# Nor does a file that leads to one. What stands elsewhere is not in the file that is named.
make_file linked.h5 elsewhere=/runs/t_sync $runs
timeout 20 "$reduce" table1 linked.h5 >out 2>err
[ $? = 2 ] || fail "a link to a FIFO: $(cat err)"
has err "linked.h5: dataset /runs/t_sync is a link, and not in the file itself"
make_file linked.h5 soft=/runs/steps $runs
refused linked.h5 "dataset /runs/steps is a link"
make_file stored.h5 stored=/runs/t_learn $runs
refused stored.h5 "dataset /runs/t_learn has its values in other files"
# What a reducer reads beside ensembles does not hold it up either.
timeout 20 "$reduce" table1 --paper fifo.h5 good.h5 >out 2>err
[ $? = 2 ] || fail "a FIFO with the values of the paper: $(cat err)"
has err "fifo.h5: is a device, FIFO or socket, not a file"
is_empty out
make_file bad.h5 runs=1000000000000 $runs
refused bad.h5 "--runs 1000000000000: must be from 1 to "

# All that is wrong with one file, at once.
make_file bad.h5 L=0 cl=7 without=seed $runs
refused bad.h5 "--L 0: must be from 1 to 16"
has err "--cl 7: must be above 0 and below 1"
has err "attribute \`seed\` is missing"

# Datasets.
for name in /runs/t_sync /runs/t_learn /runs/steps /runs/done; do
    make_file lacking.h5 without=$name $runs
    refused lacking.h5 "dataset $name is missing"
    make_file shape.h5 short=$name $runs
    refused shape.h5 "dataset $name has 1 entries, but attribute \`runs\` is 2"
    make_file shape.h5 square=$name $runs
    refused shape.h5 "dataset $name has 2 dimensions, not 1"
    make_file type.h5 real=$name $runs
    refused type.h5 "dataset $name does not hold integers"
done
make_file lacking.h5 without=/runs $runs
refused lacking.h5 "dataset /runs/t_sync is missing"

# Runs.
make_file none.h5
refused none.h5 "--runs 0: must be from 1 to "
make_file none.h5 run=-1,-1,7,0
refused none.h5 "no run is done"
make_file odd.h5 run=50,100,100,2
refused odd.h5 "run 0: done is 2, not 0 or 1"
for impossible in 0,100,100,1 50,101,100,1 -2,100,100,1 50,0,100,1 -1,-1,0,1; do
    make_file odd.h5 run=5,5,5,1 run=$impossible
    refused odd.h5 "run 1 contradicts itself"
done

# The same runs twice: the file itself, a copy, and other numbers of runs and step limits.
run 2 table1 good.h5 ./good.h5
is_empty out
has err "the same seed 1, so the same runs would be counted twice"
make_file longer.h5 max-steps=700 $runs run=70,140,140,1
run 2 table1 good.h5 longer.h5
is_empty out
has err "good.h5 and longer.h5"

# All faulty files are named at once, together with what else is wrong.
make_file newer.h5 schema=tpmsync/2 $runs
run 2 table1 --paper missing.csv missing.h5 good.h5 text.h5 newer.h5 longer.h5
is_empty out
for name in missing.csv missing.h5 text.h5 newer.h5 "good.h5 and longer.h5"; do
    has err "$name: "
done

finish
