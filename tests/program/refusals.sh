# Bad input is refused at once: exit status 2, all faults named, one message, nothing written.
. "$(dirname "$0")/common.sh"

# refused TEXT OPTIONS...: by one rank and by three, with the text said exactly once.
refused() {
    local text=$1 launcher
    shift
    for launcher in "" "mpirun -n 3"; do
        expect 2 $launcher "$tpmsync" "$@"
        says err "$text"
        [ "$(grep -cF -- "$text" err)" = 1 ] || fails "said more than once: $text"
        [ -z "$(ls -A | grep -vE '^(out|err|kept.h5|folder|text)$')" ] ||
            fails "something was written: $(ls -A)"
    done
}

refused "--L 0: must be from 1 to 16" iterate --L 0
refused "--runs many: not a whole number" iterate --runs many
refused "--closure seven: must be one of six|nine" iterate --closure seven
refused "--N 5: must be from 10" simulate --N 5
refused "did you mean --closure?" iterate --closrue six
refused "unknown command itrate; did you mean iterate?" itrate
refused "unknown command frobnicate" frobnicate
refused "no folder /no/such/folder" iterate -o /no/such/folder/x.h5
: >text
refused "text is not a folder" iterate -o text/x.h5
mkdir folder
refused "is a folder" iterate -o folder --force
refused "the trace may need" iterate --L 4 --runs 4e6 --trace all
refused "the trace may need" simulate --L 4 --runs 4e6 --trace all

# Several at once, of options and of the output.
expect 2 mpirun -n 2 "$tpmsync" simulate --L 0 --N 5 --ties even --runs x -o /no/such/folder/x.h5
for text in "--L 0" "--N 5" "--ties even" "--runs x" "/no/such/folder"; do
    says err "$text"
done

# Text from outside does nothing to a terminal, and is told on one line.
expect 2 "$tpmsync" iterate --L $'3\033[2J\n4'
says err "--L 3?[2J?4: not a whole number"
refused "--trace every:0: what follows the colon must be from 1 to 1000000000" iterate --trace every:0
expect 2 "$tpmsync" iterate --trace every:0
[ "$(wc -l <err)" = 2 ] || fails "more than one fault: $(cat err)"
refused "--output: must not be empty" iterate -o ""
refused "--output --force: is an option, not a name" iterate -o --force
refused "--resum: names must be whole: --resume" iterate --resum
refused "--runs: is given twice, as 5 and as 6" iterate --runs 5 -o x.h5 -r 6

# The commands that are not ensembles, by the same rules.
refused "--out: is given twice, as a and as b" campaign text --out a --out b
refused "--lst: unknown option; did you mean --list?" campaign text --lst
refused "--onl: names must be whole: --only" campaign text --onl x
refused "folder: unexpected; one FILE lists the ensembles" campaign text folder
refused "--output: is given twice, as x.h5 and as y.h5" snapshot kept.h5 -o x.h5 --output y.h5
refused "folder: unexpected; a snapshot is of one FILE.h5" snapshot text folder -o x.h5
refused "--outptu: unknown option; did you mean --output?" snapshot text --outptu x.h5
refused "-o: needs a value" snapshot text -o
refused "which unfinished FILE.h5?" snapshot -o x.h5
refused "--quiet: not an option of status" status --quiet folder
refused "text: unexpected; it tells of one FILE.h5, or of a folder" status folder text
refused "of which FILE.h5, or folder?" status
expect 0 "$tpmsync" status --help
says out "tpmsync status [options] FILE.h5|DIR"

# A folder that may not be written into, as an ordinary user.
if [ "$(id -u)" = 0 ]; then
    mkdir closed
    chmod 755 . closed
    cp "$tpmsync" own-tpmsync # the build may be where only root can look
    expect 2 setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/tmp ./own-tpmsync iterate -o closed/x.h5
    says err "cannot write into closed: Permission denied"
    rm -r closed own-tpmsync
fi

# What exists is kept, unless --force says otherwise; what another job writes is not touched.
expect 0 "$tpmsync" iterate --L 1 --runs 3 --quiet -o kept.h5
cp kept.h5 folder/copy.h5
refused "kept.h5: exists" iterate --L 1 --runs 4 -o kept.h5
cmp kept.h5 folder/copy.h5 || fails "the existing file was touched"
expect 0 "$tpmsync" iterate --L 1 --runs 4 --quiet --force -o kept.h5
h5ls kept.h5/runs/t_sync | grep -q '{4}' || fails "--force did not replace the file"
: >folder/busy.h5.part
expect 2 "$tpmsync" iterate --L 1 --runs 4 -o folder/busy.h5
says err "folder/busy.h5.part exists"

# Help and versions are no faults.
expect 0 mpirun -n 2 "$tpmsync" --help
says out "iterate"
[ "$(grep -c '^usage' out)" = 1 ] || fails "--help is printed more than once"
expect 0 "$tpmsync" iterate --help
says out "--closure six|nine"
expect 0 "$tpmsync" --version
says out "HDF5"
expect 2 "$tpmsync"
finish
