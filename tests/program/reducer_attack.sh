# Files of attackers and protocols beyond the paper, as the program writes them, through the reducers: what `attack`
# counts is what stands in the files, and the paper's reducers name what they leave out.
. "$(dirname "$0")/common.sh"

make() { # FILE OPTIONS...
    local file=$1
    shift
    expect 0 "$tpmsync" "$@" --quiet -o "$file"
}
weights="simulate --method weights --N 100 --update agreement"
# shellcheck disable=SC2086
{
    make geometric.h5 $weights --L 2 --attack geometric --rule random-walk --runs 60 --trace log:3
    make several.h5 $weights --L 2 --attack geometric --attackers 20 --until sync --runs 20
    make majority.h5 $weights --L 2 --attack majority --attackers 20 --until sync --runs 20
    make genetic.h5 $weights --L 2 --attack genetic --attackers 64 --until sync --runs 20
    make units.h5 $weights --L 1 --K 8 --rule hebbian --until sync --runs 20 --trace every:7
    make short.h5 $weights --L 3 --until sync --runs 10 --max-steps 100
}
make four.h5 iterate --L 1 --K 4 --update agreement --closure nine --runs 20 --until sync --trace all
make paper.h5 iterate --L 1 --runs 40
make lucky.h5 split --event lucky --L 1 --K 4 --update agreement --closure nine --trials 50 --replicates 4
files=(geometric.h5 several.h5 majority.h5 genetic.h5 units.h5 short.h5 four.h5 paper.h5 lucky.h5)

counted() { # FILE CRITERION: what attack counts, of how many
    jq -r --arg f "$1" --arg c "$2" '.groups[] | select(.files[0].path == $f) | .success[] | select(.criterion == $c)
        | "\(.count) \(.of)"' attack.json
}
expect 0 "$reduce" attack --format json "${files[@]}"
cp out attack.json
[ "$(jq '.groups | length' attack.json)" = ${#files[@]} ] || fails "groups: $(jq -c '.groups | map(.files)' attack.json)"
for file in geometric several majority genetic units four paper; do
    file=$file.h5
    paste <(data $file /runs/t_sync) <(data $file /runs/t_learn) <(data $file /runs/learned_at_sync) \
        <(data $file /runs/rho_ao_at_sync) <(data $file /runs/equal_at_sync) >runs
    [ "$(wc -l <runs)" = "$(jq --arg f $file '.groups[] | select(.files[0].path == $f) | .runs' attack.json)" ] ||
        fails "$file: runs: $(head -3 runs)"
    [ "$(counted $file sync-exact)" = "$(awk '{ n += $3 >= 1 } END { print n + 0, NR }' runs)" ] ||
        fails "$file: sync-exact $(counted $file sync-exact)"
    [ "$(counted $file ever-exact)" = "$(awk '{ n += $2 >= 0 && $2 <= $1 } END { print n + 0, NR }' runs)" ] ||
        fails "$file: ever-exact $(counted $file ever-exact)"
    [ "$(counted $file sync-overlap)" = "$(awk '{ n += $4 >= 0.98 } END { print n + 0, NR }' runs)" ] ||
        fails "$file: sync-overlap $(counted $file sync-overlap)"
    [ "$(counted $file sync-equal)" = "$(awk '$5 !~ /nan/ { k++; n += $5 >= 0.98 } END { print n + 0, k + 0 }' runs)" ] ||
        fails "$file: sync-equal $(counted $file sync-equal)"
done
# Not for nothing: of each kind there are some.
[ "$(jq '[.groups[].success[] | select(.count > 0).criterion] | unique | length' attack.json)" = 5 ] ||
    fails "not every criterion is met by some run"
jq -e '.groups[] | select(.files[0].path == "short.h5") | .ended == {complete: 0, step_limit: 10, stalled: 0}
    and .synchronised == 0 and .t_sync.lower_bound == 100 and .success[0].status == "no run"' attack.json >looked ||
    fails "short.h5: $(jq -c '.groups[] | select(.files[0].path == "short.h5")' attack.json)"
jq -e '.groups[] | select(.files[0].path == "lucky.h5") | .K == 4 and .success[2].p > 0' attack.json >looked ||
    fails "lucky.h5: $(cat looked)"
for format in text csv latex; do expect 0 "$reduce" attack --format $format "${files[@]}"; done

# ---- the others
expect 0 "$reduce" table1 "${files[@]}"
for row in "simulate N=100 weights K=8 update=agreement rule=hebbian until=sync  *1  *20 " \
    "iterate nine K=4 update=agreement until=sync  *1  *20 " "iterate six  *1  *40 "; do
    grep -q "^$row" out || fails "table1 has no row $row: $(cat out)"
done
[ "$(grep -c '61 ± 10' out)" = 1 ] || fails "more than the paper's row is compared with it"
for command in claims fig1 lucky; do
    expect 0 "$reduce" $command paper.h5 units.h5 four.h5
    for file in units four; do
        grep -q "^[^:]*: $file.h5: passed over, .*\(its K is not\|N is 100, not 10000\|waited for sync\)" err ||
            fails "$command does not pass over $file.h5: $(cat err)"
    done
done
finish
