# Manual pages and completion: there is one for every command, with all the options of --help, that
# renders without a warning, and bash offers what the command line takes.
. "$(dirname "$0")/common.sh"
export LC_ALL=C
made=${bin%/bin}/scripts/package/described
for tool in man mandoc; do
    command -v $tool >/dev/null || fails "$tool is missing: scripts/setup --tests installs it"
done

# ---- pages ------------------------------------------------------------------------------------------------
# Every --help once, as a file of the name of the page: starts of MPI take their time.
commands() { # PROGRAM
    sed -n '/^commands:/,/^$/s/^  \([a-z0-9]*\) .*/\1/p' "help/${1##*/}"
}
mkdir help
for program in "$tpmsync" "$reduce"; do
    "$program" --help >"help/${program##*/}"
    for command in $(commands "$program"); do
        "$program" "$command" --help >"help/${program##*/}-$command"
    done
done
pages=0
for program in "$tpmsync" "$reduce"; do
    name=${program##*/}
    [ "$(commands "$program" | wc -l)" -gt 5 ] || fails "$name --help names no commands"
    for command in "" $(commands "$program"); do
        page=$made/man1/$name${command:+-$command}.1.gz
        pages=$((pages + 1))
        [ -f "$page" ] || { fails "there is no page $page" && continue; }
        expect 0 man --warnings -l "$page"
        [ ! -s err ] || fails "$page: $(head -c 500 err)"
        gzip -dc "$page" >page.1
        expect 0 mandoc -Tlint -Wstyle page.1
        [ ! -s out ] || fails "$page: $(head -c 500 out)"
        mandoc -Tascii -O width=400 page.1 | col -bx | tr -s ' ' >rendered
        # Every option with its argument.
        grep -oE -- '--[a-zA-Z-]+( [^ ]+)?' <(sed -n '/^options/,/^$/p' "help/$name${command:+-$command}") | while read -r option; do
            grep -qF -- "$option" rendered || echo "$option"
        done >lacking
        [ ! -s lacking ] || fails "$page lacks $(paste -sd ' ' lacking)"
    done
done
[ "$(ls "$made/man1" | wc -l)" = $pages ] || fails "pages of no command: $(ls "$made/man1")"
expect 0 man -P cat -l "$made/man1/tpmsync.1.gz"
col -bx <out | tr -s ' ' >rendered
says rendered "3 stopped early, all saved, to be resumed"

# ---- completion -------------------------------------------------------------------------------------------
mkdir folder folder/inner unfinished.h5.part
touch one.h5 "two words.h5" three.txt folder/four.h5 values.csv
cat >complete <<'END'
# complete WORD...: what bash would offer for the last word, one a line, sorted. Words are cut at = and :, as bash
# cuts them.
set -u
. "$made/completions/tpmsync"
. "$made/completions/tpmsync-reduce"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
function=$(complete -p "$1" | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}" | sort
END
export made
# offers "WORD|WORD..." LINE...: exactly these.
offers() {
    local wanted=$1
    shift
    expect 0 bash complete "$@"
    [ ! -s err ] || fails "completion of $*: $(cat err)"
    [ "$(paste -sd '|' out)" = "$wanted" ] || fails "completion of $*: $(paste -sd '|' out), not $wanted"
}
offers "--help|--version|campaign|continuous|iterate|ode|simulate|snapshot|split|status" tpmsync ""
offers "simulate|snapshot|split|status" tpmsync s
offers "nine|six" tpmsync iterate --closure ""
offers "nine" tpmsync iterate --L 3 --closure = n
offers "nine|six" tpmsync iterate --closure =
offers "full|post-sync" tpmsync ode --attacker ""
offers "all|every:|log:|none" tpmsync simulate -t ""
offers "" tpmsync iterate --runs ""
offers "" tpmsync nonsense ""
offers "--checkpoint-every|--cl|--closure|--criterion" tpmsync iterate --c
offers "folder|help|one.h5|two words.h5|unfinished.h5" tpmsync status ""
offers "folder|help|one.h5|two words.h5|unfinished.h5" tpmsync iterate -o ""
offers "folder|help" tpmsync campaign x --out ""
offers "folder/four.h5|folder/inner" tpmsync-reduce table1 folder/
offers "one.h5" tpmsync-reduce table1 --format text o
offers "folder|help|values.csv" tpmsync-reduce table1 --paper ""
offers "csv|json|latex|text" tpmsync-reduce table1 --format ""
offers "json|text" tpmsync-reduce fig1 --format ""
offers "--N|--data|--eta|--format|--help|--plot" tpmsync-reduce fig2 --
# Every option of --help is offered, and no other.
for program in "$tpmsync" "$reduce"; do
    for command in $(commands "$program"); do
        wanted=$(sed -n '/^options/,/^$/s/^.\{6\}\(--[a-zA-Z-]*\).*/\1/p' "help/${program##*/}-$command" | sort | paste -sd '|')
        offers "${wanted:---help}" "${program##*/}" "$command" -
    done
done
finish
