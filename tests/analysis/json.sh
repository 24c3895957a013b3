#!/usr/bin/env bash
# Every reducer's JSON is JSON, whatever files are called: those that it takes and those that it leaves out;
# and says what its text says.
. "$(dirname "$0")/common.sh"

odd=$'a "quoted\\" \u00e9\u2248 \x01\x1b\t\n\x7f \xff\xed\xa0\x80 name.h5' # the last four bytes are not UTF-8
shown=$'a "quoted\\" \u00e9\u2248 \x01\x1b\t\n\x7f \ufffd\ufffd\ufffd\ufffd name.h5'
curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1"
make_file six.h5 run=50,60,60,1 run=52,40,52,1 run=54,54,54,1 run=70,100,100,1 $curve
make_file L3.h5 L=3 run=300,204000,204000,1 run=400,2400,2400,1 $curve
make_file sim.h5 engine=simulate run=50,60,60,1 run=60,50,60,1 split=40,10 split=45,15 $curve
make_file plus.h5 engine=simulate ties=plus run=50,60,60,1 run=60,50,60,1 split=40,10 split=45,15 $curve
make_file ode.h5 engine=ode state=2,-0.8,3,0.4 state=3,-1,5.7,-0.28 point=0,0,0 point=1,-0.6,0.7
make_file split.h5 L=3 engine=split passage=50 passage-error=1 passage-mark=40 dead-mark=3 \
    dead-learned=30 level=0.5,1 level=0.1,0.2 replicate=0.01,0.02,30,100 \
    replicate=0.03,0.04,nan,100 learning-time=770 learning-time-error=2

make_file four.h5 K=4 update=agreement closure=nine run=50,60,60,1 run=60,70,70,1

# look FILTER: jq on out, which must be true.
look() {
    jq -e --arg odd "$shown" "$1" out >looked 2>&1 || fail "$1: $(cat looked) of: $(cat out)"
}
# json COMMAND FILES: with all the names as they are, and with the oddest for each in turn.
json() {
    local command=$1 file
    shift
    run 0 "$command" --format json "$@"
    for file in "$@"; do
        mv "$file" "$odd"
        run 0 "$command" --format json "${@/#$file/$odd}"
        look . && ! grep -qiE '[:[ ](nan|-?inf)' out || fail "$command: not JSON: $(cat out)"
        [ "$(jq '[.. | strings | select(contains("\n"))] | all(contains($odd))' --arg odd "$shown" out)" = true ] ||
            fail "$command: the odd name is not itself: $(cat out)"
        mv "$odd" "$file"
    done
}
json table1 six.h5 L3.h5 sim.h5 ode.h5
look '.remarks == ["\($odd): passed over, its engine is not part of Table I"]'
json claims six.h5 L3.h5 sim.h5 ode.h5 plus.h5
look '[.claims[] | .claim] == ["a", "b", "c", "d", "e", "f"] and (.remarks | length) == 1'
json fig1 six.h5 sim.h5 L3.h5
look '.remarks == ["\($odd): passed over, L is 3, not 1"]'
json fig2 L3.h5 ode.h5 six.h5
json transition ode.h5 six.h5
json sizes sim.h5 plus.h5
look '.[0].remarks == ["\($odd): passed over, its ties is not that of the paper\u0027s model"]'
json lucky six.h5 sim.h5 plus.h5
json extend split.h5 six.h5 L3.h5
json readings six.h5 L3.h5 sim.h5 ode.h5
json units four.h5 six.h5
look '.remarks == ["\($odd): passed over, its parties move on mismatch"] and (.rows | length) == 1'
json attack six.h5 L3.h5 sim.h5 ode.h5
look '.remarks == ["\($odd): passed over, its engine has no part in it"] and (.groups | length) == 3'

# ---- the numbers of the figures are those of their texts
run 0 fig1 --format json six.h5 sim.h5
look '.series.six | .file == "six.h5" and .t_sync.mean == 56.5 and .learned_first == 1 and .same_step == 1'
look '.series.simulate.runs == 2 and .series.nine == null and [.left_out[].series] == ["nine"]'
run 0 fig2 --format json L3.h5 ode.h5
look '.ratio | .largest.r == 680 and .smallest == {r: 6, file: "L3.h5", run: 1, t_sync: 400, t_learn: 2400}'
look '.comparisons == {} and .paper.largest_r == 680 and [.left_out[].series] == ["full", "continuous"]'
run 0 transition --format json ode.h5
look '.states | map(.eta) == [2, 3] and .[1].rate_minus == -0.28'
look '.paper.eta_c == 2.68 and .left_out == []'
refuses fig1 "--format \`csv\` is not text or json" --format csv six.h5

finish
