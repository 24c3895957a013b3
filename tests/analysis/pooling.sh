#!/usr/bin/env bash
# Which files are put together: those that agree in all but seed, runs (of a splitting, replicates),
# step limit and trace. Where others belong into the same place of what is reported, they are kept
# apart or passed over, and each is named with what tells it from the one that counts.
. "$(dirname "$0")/common.sh"

curve="mean=0,4,0.0,0.1,0.0,0.1 mean=10,4,-0.5,0.2,0.25,0.1"
two="run=50,60,60,1 run=60,60,60,1"
four="run=150,160,160,1 run=160,160,160,1 run=150,160,160,1 run=160,160,160,1"

# rows OF_TABLE1: how many
rows() { grep -c " t_sync  .*(" out; }

# ---- Table I: what may differ is pooled, all else has rows of its own
make_file base.h5 engine=simulate $two $curve
make_file seed.h5 engine=simulate seed=2 max-steps=200 trace=all trace-until=9 $four $curve
run 0 table1 base.h5 seed.h5
is_empty err
[ "$(rows)" = 1 ] || fail "other seeds are not pooled: $(cat out)"
for other in N=100 method=occupancy ties=plus until=sync L=2 "L=2 initial=1"; do
    # shellcheck disable=SC2086
    make_file other.h5 engine=simulate seed=2 $other $four $curve
    run 0 table1 base.h5 other.h5
    [ "$(rows)" = 2 ] || fail "$other is pooled: $(cat out)"
    is_empty err
done
make_file other.h5 engine=simulate seed=2 no-attacker=1 run=60,-1,60,1 run=70,-1,70,1 $curve
run 0 table1 base.h5 other.h5
[ "$(rows)" = 2 ] || fail "no-attacker is pooled: $(cat out)"
# Rows of one name are told apart: cl is shown with few digits.
make_file near.h5 $two $curve
make_file nearer.h5 seed=2 cl=0.99999000000001 $four $curve
run 0 table1 near.h5 nearer.h5
[ "$(rows)" = 2 ] || fail "another cl is pooled: $(cat out)"
has err "near.h5 and nearer.h5: kept apart in two rows \`iterate six\`, as they differ in cl"
# The same runs twice, which no trace and no step limit changes.
make_file again.h5 engine=simulate max-steps=900 trace=all $four $curve
run 2 table1 base.h5 again.h5
has err "again.h5 and base.h5: the same parameters and the same seed 1"

# ---- groups, as of claims, sizes, lucky and extend
run 0 lucky base.h5 seed.h5 --format csv
is_empty err
has out "1,simulate,,,10000,6,"
run 0 lucky base.h5 again.h5 --format csv
has err "base.h5: passed over, its runs are those of again.h5"
has out "1,simulate,,,10000,4,"
for other in method=occupancy until=sync; do
    make_file other.h5 engine=simulate seed=2 $other $four $curve
    for command in lucky sizes claims; do
        run 0 $command base.h5 other.h5
        has err "base.h5: passed over, its ${other%=*} is not that of other.h5"
    done
    run 0 lucky base.h5 other.h5 --format csv
    has out "1,simulate,,,10000,4,"
done
for other in ties=plus initial=1 K=5 "update=agreement ties=minus" rule=hebbian attack=geometric; do
    make_file other.h5 engine=simulate L=2 seed=2 $other $four $curve
    run 0 lucky base.h5 other.h5
    has err "other.h5: passed over, its ${other%%=*} is not that of the paper's model"
done
# Other machines than the paper's: rows of their own in Table I, which are not compared with it, and nowhere else.
for other in K=5 "update=agreement ties=minus" rule=hebbian attack=geometric attackers=2; do
    # shellcheck disable=SC2086
    make_file other.h5 engine=simulate seed=2 $other $four $curve
    run 0 table1 base.h5 other.h5
    is_empty err
    [ "$(rows)" = 2 ] || fail "$other is pooled: $(cat out)"
    word=${other%% *}
    grep "^simulate N=10000 weights $word  .* t_sync .* -  " out >/dev/null || fail "$other is compared: $(cat out)"
    grep "^simulate N=10000 weights  .* t_sync .* 61 ± 10  " out >/dev/null || fail "the paper's is not: $(cat out)"
    for command in lucky sizes claims; do
        run 0 $command base.h5 other.h5
        has err "other.h5: passed over, its ${word%=*} is not that of the paper's model"
    done
    make_file six.h5 $two $curve
    run 0 fig1 six.h5 other.h5
    has err "other.h5: passed over, its ${word%=*} is not the paper's"
done
# Attributes that only newer files have mean the same as none where they say what is usual.
make_file newer.h5 engine=simulate seed=2 K=3 update=mismatch rule=anti-hebbian attack=naive attackers=1 \
    attack-wait=100 vote-every=2 selection=klimov fitness=10/20 stall=100000 $four $curve
run 0 table1 base.h5 newer.h5
[ "$(rows)" = 1 ] || fail "a newer file is not pooled: $(cat out)"
# Of the iteration and of splitting.
make_file six.h5 L=3 $two $curve
make_file other.h5 L=3 K=5 seed=2 $four $curve
run 0 fig2 six.h5 other.h5
has err "other.h5: passed over, its K is not the paper's"
run 0 lucky six.h5 other.h5
has err "other.h5: passed over, its K is not that of the paper's model"
# Continuous machines, and what is split.
make_file wide.h5 engine=continuous run=-1,-1,10000,1 run=-1,-1,10000,1 $curve
make_file fine.h5 engine=continuous seed=2 alpha-step=0.05 run=-1,-1,10000,1 $curve
run 0 claims wide.h5 fine.h5
has err "fine.h5: passed over, its alpha-step is not that of wide.h5"
luck="engine=split event=lucky lucky=0.5 lucky-error=0.1 replicate=0.4,10 replicate=0.6,10"
make_file luck.h5 $luck
make_file trials.h5 seed=2 trials=100 $luck
make_file replicates.h5 seed=3 replicates=4 $luck replicate=0.4,10 replicate=0.6,10
run 0 lucky luck.h5 replicates.h5 trials.h5 --format csv
has err "trials.h5: passed over, its trials is not that of replicates.h5"
has out "1,split,six,0.99999,,6,"

# ---- one place for several groups
attributes="engine=split L=3 passage=50 passage-error=1 passage-mark=40 dead-mark=3 dead-learned=30 \
    level=0.5,1 level=0.1,0.2 replicate=0.01,0.02,30,100 replicate=0.03,0.04,nan,100 \
    learning-time=770 learning-time-error=2"
make_file passage.h5 $attributes
make_file nine.h5 $attributes closure=nine seed=2
make_file close.h5 $attributes cl=0.999990001 seed=3
make_file sync.h5 L=3 $two $curve
make_file sync2.h5 L=3 cl=0.999990001 seed=2 $four $curve
run 0 extend passage.h5 nine.h5 close.h5 sync.h5 sync2.h5
has err "nine.h5: passed over, its closure is not that of passage.h5"
has err "close.h5: passed over, its cl is not that of passage.h5"
has err "sync2.h5: passed over, its cl is not that of sync.h5"
run 0 extend passage.h5 sync.h5 luck.h5
is_empty err # what has no place in it is none of its business
make_file six-a.h5 cl=0.99999 $two $curve
make_file six-b.h5 cl=0.999990001 seed=2 $four $curve
run 0 sizes base.h5 six-a.h5 six-b.h5
has err "six-b.h5: passed over, its cl is not that of six-a.h5"
# All are in the table of lucky, but one a series and L in what is drawn.
make_file small.h5 engine=simulate N=100 seed=2 $four $curve
run 0 lucky base.h5 small.h5
is_empty err
run 0 lucky base.h5 small.h5 --data lucky.dat
has err "base.h5: passed over in the columns and the picture, its N is not that of small.h5"

# ---- figures
make_file six.h5 $two $curve
make_file more.h5 seed=2 $four $curve
make_file same.h5 $four $curve
make_file another.h5 seed=3 cl=0.9999 $four $curve
run 0 fig1 six.h5 more.h5
is_empty err
has out "six.h5 and 1 more: iterate six, cl = 1 - 1e-05, L = 1, 6 runs of 2 seeds"
run 0 fig1 six.h5 same.h5
has err "six.h5: passed over, its runs are those of same.h5"
run 0 fig1 same.h5 same.h5
has err "same.h5: passed over, its runs are those of same.h5"
run 0 fig1 six.h5 another.h5
has err "six.h5: passed over, another.h5 has the same series, and more of it; it differs in cl"
ode="engine=ode state=2,-0.8,3,0.4 state=3,-1,5.7,-0.28 point=0,0,0 point=1,-0.6,0.7"
make_file ode.h5 $ode
make_file full.h5 attacker=full $ode
run 0 transition ode.h5 full.h5
has err "full.h5: passed over, ode.h5 has the same series, and was named first"
run 0 claims ode.h5 full.h5
has err "full.h5: passed over, the equations are solved in ode.h5, named first"

finish
