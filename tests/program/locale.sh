# Numbers have a point and letters are UTF-8 whatever the user's locale: the same report with a decimal comma
# (de_DE.UTF-8, made here), and without any locale, as with the C locale.
. "$(dirname "$0")/common.sh"
. "$source/tests/program/reproduction.sh"

mkdir locales
localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 || fails "no German locale can be made (Debian: locales)"
german=(LOCPATH="$scratch/locales" LC_ALL=de_DE.UTF-8)
[ "$(env "${german[@]}" bash -c "printf %.1f 0,5")" = 0,5 ] || fails "the German locale has no decimal comma"

# The ensembles, once.
expect 0 env LC_ALL=C.UTF-8 "$root/scripts/reproduce" --quick --ranks 1 --runs 30 --items fig1 --out made
files=(iterate-six-L1.h5 iterate-nine-L1.h5 simulate-L1.h5)

# all NAME ENVIRONMENT...: what users run, with results in NAME.
all() {
    local name=$1
    shift
    cp -r made "$name"
    expect 0 env "$@" "$root/scripts/reproduce" --quick --ranks 1 --runs 30 --items fig1 --out "$name"
    cat out err >"$name.said"
    ! grep -iE "warning|locale" "$name.said" || fails "$name: warned"
    (
        cd "$name" || exit
        env "$@" "$reduce" table1 "${files[@]}" >table1.txt
        env "$@" "$reduce" sizes --format csv --plot sizes.svg --data sizes.dat "${files[@]}" >sizes.csv
        env "$@" "$tpmsync" --help >help.txt
        env "$@" "$tpmsync" iterate --cl 0,9999 --ties none --output x.h5 >refused.txt 2>&1
        env "$@" "$tpmsync" status iterate-six-L1.h5 >status.txt
    ) 2>"$name.err"
    [ ! -s "$name.err" ] || fails "$name: $(cat "$name.err")"
    ! grep -E '[0-9],[0-9]+ ' "$name"/{report.md,table1.txt} || fails "$name: a decimal comma"
}
# Whatever is not a time.
all plain LC_ALL=C.UTF-8
all german "${german[@]}"
all numeric LOCPATH="$scratch/locales" LC_ALL= LC_NUMERIC=de_DE.UTF-8
all none LC_ALL= LANG= LC_CTYPE=
for name in german numeric none; do
    for file in plain/*.{txt,csv,json,dat,svg,md}; do
        file=${file#plain/}
        diff <(sed "s/plain/$name/g" "plain/$file" | grep -v 20[0-9][0-9]-) \
            <(grep -v 20[0-9][0-9]- "$name/$file") >difference ||
            fails "$name/$file: $(head -5 difference)"
    done
done
expect 0 env "${german[@]}" bash -c '. "$0/jobs/items.sh" && cl "0.1 / 3" 1000' "$source"
[ "$(cat out)" = 0.99996666666666667 ] || fails "cl: $(cat out)"
finish
