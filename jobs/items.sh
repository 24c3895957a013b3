# Sourced by scripts/reproduce and jobs/lib.sh: the items of the paper, and those beyond it. Which ensembles
# an item consists of, and what is reduced from them, stands here alone.
#
# An item is a function that takes a part of it (an L, mostly; parts are the members of an array of jobs) and
# calls, for its ensembles,
#   paper PATTERN...                   those of such names of paper.campaign
#   ensemble NAME COMMAND OPTIONS...   a line of a campaign file
# Items share ensembles. Who sources it defines
#   campaign FILE OPTIONS...           `tpmsync campaign`, into the folder `out`, until all is complete
#   undrawn FILE                       for a picture that could not be drawn
# and sets `out`, `reduce`, the program that reduces, `alone`, an array: the words that start tpmsync on one rank, and the
# sizes:
#   iterated, iterated_L4      runs of the iteration; of its L = 4
#   simulated, simulated_L4    runs of the simulation at each N; of L = 4, all to the end (0: none)
#   continuous, continuous_fig2   runs of continuous weights
#   many                       runs of L = 3 for the claim about early learners
#   lucky_unit                 unit of the runs of `lucky`
#   split_options              trials and replicates of `extend`
#   lucky_replicates           replicates of `lucky`
#   extend_simulated           runs of `extend` at each N, all to the end
#   readings_runs, strict_runs   an array: runs of each of the `readings` of L = 1 to 4; of its slow attacker
#   units_runs, units_simulated, units_traced, units_limit   runs of `units`: iterated, simulated, with a
#                              trace (of L = 3; more of smaller L); the step limit of all
#   rules_unit                 runs of `rules` at L = 1; of any other L this over L
#   rules_many                 runs of L = 3 for the distribution of t_sync
#   attacks_unit               runs of the geometric attack at L = 12, from which the others of `attacks` are reckoned
#   attacks_replicates         replicates of `attacks`
# and may narrow the following.

jobs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Sizes N: of the claims, discrete and continuous; of `sizes` (any of every_N, which decides the seeds); of
# `extend`; of `attacks`, whose rules follow.
claims_N="1000 3162 31623 100000 316228 1000000"
claims_continuous_N="500 1000 2000 4000 8000"
every_N="100 316 1000 3162 10000 31623 100000 316228 1000000 3162278 10000000 100000000 1000000000"
sizes_N=$every_N
extend_N="10000 1000000"
# What `readings` tries.
readings_of="stated nine each initial initial-each initial-nine cl-3 cl-4 cl-6 cl-4-each cl-norm cl-N strict"
attacks_N="100 1000 10000 1000000"
attacks_rules="random-walk anti-hebbian"
# The largest L that `sizes` runs to the end of learning.
sizes_learn=3
# Sizes of `rules`: of the random walk and of N -> infinity, which go far; of the two others, which differ at small N
# alone; and so small that runs can stall.
rules_N="100 316 1000 10000 100000 1000000 10000000 1000000000" rules_small_N="100 316 1000 10000 100000"
rules_infinite_N="10000 100000 10000000 1000000000" rules_tiny_N="10 16"

# Of `units`: the L at which attackers listen; those at which the parties alone synchronise, up to which K; which K
# are looked at for another N, and which at a larger L for how the parties come near to each other.
units_L="1 2 3"
units_deep_K="3 4 5"
declare -A units_alone=([4]=8 [5]=5 [6]=4 [7]=4 [8]=4)
units_large_K="3 4 6"

all_items="table1 fig1 fig2 claims sizes lucky extend attacks rules units readings"
declare -A parts=(
    [table1]="1 2 3 4" [fig1]=all [fig2]=all [transition]=all [claims]="1 2 3 many continuous"
    [sizes]="1 2 3 4" [lucky]="1 2 3 4" [extend]="2 3 4 5 6 7 8 9 10"
    [attacks]="1 2 3 4 5 6 7 8 9 10 11 12 14 16 sizes others" [rules]="1 2 3 4 5 6 8 10 12"
    [units]="1 2 3 4 5 6 7 8" [readings]="1 2 3 4"
)

paper() {
    patterns+=("$@")
}
ensemble() {
    lines+=("$*")
}

# collect ITEM [K]: what all parts of it, or the Kth, consist of, into `patterns` and `lines`.
collect() {
    local part chosen
    patterns=() lines=()
    read -ra chosen <<<"${parts[$1]}"
    [ -z "${2:-}" ] || chosen=("${chosen[$2 - 1]}")
    for part in "${chosen[@]}"; do
        "$1" "$part"
    done
}

# from_paper: sets `from_paper` to the file and the options that stand for the patterns.
from_paper() {
    from_paper=("$jobs/paper.campaign" --only "$(IFS=, && echo "${patterns[*]}")"
        --set iterated="$iterated" --set iterated_L4="$iterated_L4" --set simulated="$simulated"
        --set continuous="$continuous" --set continuous_fig2="$continuous_fig2" --set many="$many"
        --set claims_N="${claims_N// /,}" --set claims_continuous_N="${claims_continuous_N// /,}")
    [ "$simulated_L4" = 0 ] || from_paper+=(--set simulated_L4="$simulated_L4")
}

# run_item ITEM [K]: all parts of it, or the Kth.
run_item() {
    local patterns lines from_paper listed=$out/$1${2:+-$2}.campaign
    collect "$@"
    [ "$1" != fig2 ] || transition
    from_paper
    [ ${#patterns[@]} = 0 ] || campaign "${from_paper[@]}"
    [ ${#lines[@]} -gt 0 ] || return 0
    printf '%s\n' "${lines[@]}" >"$listed"
    campaign "$listed"
}

# files_of ITEM: sets `files` to the files of its ensembles, each once.
files_of() {
    local name patterns lines from_paper
    collect "$1"
    from_paper
    [ ${#patterns[@]} = 0 ] ||
        mapfile -t -O ${#lines[@]} lines < <("${alone[@]}" campaign "${from_paper[@]}" --out "$out" --list --quiet 2>/dev/null)
    files=()
    for name in $(printf '%s\n' "${lines[@]%% *}" | sort -u); do
        files+=("$out/$name.h5")
    done
}

# The command of tpmsync-reduce that an item is for, where it has another name.
declare -A command_of=([attacks]=attack)

# numbers ITEM FORMAT...: what its reducer finds, for people (text) and for programs.
numbers() {
    local item=$1 command=${command_of[$1]:-$1} format files
    files_of "$item"
    for format in "${@:2}"; do
        "$reduce" "$command" --format "$format" "${files[@]}" >"$out/$item.${format/text/txt}"
    done
}

# figure ITEM: the numbers, the columns and the pictures of a figure. What cannot be drawn (no gnuplot) is
# named, and the rest goes on.
figure() {
    local item=$1 command=${command_of[$1]:-$1} format files
    files_of "$item"
    rm -f "$out/$item".{txt,json,dat,svg,png,pdf}
    "$reduce" "$command" --format json "${files[@]}" >"$out/$item.json"
    "$reduce" "$command" --data "$out/$item.dat" "${files[@]}" >"$out/$item.txt"
    for format in svg png pdf; do
        "$reduce" "$command" --plot "$out/$item.$format" "${files[@]}" >/dev/null || undrawn "$item.$format"
    done
}

# parts_of_attacks PART...: the other tables of its reducer, as CSV.
parts_of_attacks() {
    local part files
    files_of attacks
    for part in "$@"; do
        "$reduce" attack --format csv --part "$part" "${files[@]}" >"$out/attacks_$part.csv"
    done
}

reduce_item() {
    case $1 in
    table1 | claims) numbers "$1" csv json text ;;
    fig1) figure fig1 ;;
    fig2) figure fig2 && figure transition ;;
    sizes | lucky | extend | rules | units | readings) figure "$1" && numbers "$1" csv ;;
    attacks) figure attacks && numbers attacks csv && parts_of_attacks laws needs ;;
    esac
}

table1() { # L
    paper "iterate-six-L$1"
    [ "$1" = 4 ] && [ "$simulated_L4" = 0 ] || paper "simulate-L$1"
}

fig1() {
    paper iterate-six-L1 iterate-nine-L1 simulate-L1
}

fig2() {
    paper iterate-six-L3 ode-eta3 ode-eta3-full continuous-fig2
}

transition() {
    paper ode-transition
}

claims() { # L, many or continuous
    case $1 in
    many) paper simulate-L3-many ;;
    continuous) paper ode-transition 'continuous-N*' ;;
    *) paper "iterate-six-L$1" "simulate-L$1" "simulate-L$1-N*" ;;
    esac
}

# 1 - GAP/N, for --cl; GAP is a formula.
cl() { # GAP N
    LC_ALL=C awk "BEGIN { printf \"%.17g\", 1 - ($1) / $2 }"
}

# What N does. Every ensemble has a seed of its own, since the sizes are fitted as independent; the parties
# alone need no run beyond t_sync, and t_learn of L = 3 takes most of the time.
sizes() { # L
    local L=$1 N closure until=both seed=$((1000 + 52 * ($1 - 1)))
    [ "$L" -le $sizes_learn ] || until=sync
    for N in $every_N; do
        seed=$((seed + 4))
        [[ " $sizes_N " = *" $N "* ]] || continue
        ensemble "sizes-L$L-N$N" simulate --method occupancy --L "$L" --N $N --until $until --seed $((seed - 3)) --runs "$iterated"
        ensemble "sizes-six-L$L-N$N" iterate --L "$L" --closure six --until $until \
            --cl "$(cl "0.1 / $L" $N)" --seed $((seed - 2)) --runs $((5 * iterated))
        ensemble "sizes-nine-L$L-N$N" iterate --L "$L" --closure nine --until $until \
            --cl "$(cl "0.1 / $L" $N)" --seed $((seed - 1)) --runs $((5 * iterated))
        ensemble "sizes-last-L$L-N$N" iterate --L "$L" --closure nine --until sync \
            --cl "$(cl "0.5614594835668851 / (2 * $L * ($L + 1))" $N)" --seed $seed --runs $((5 * iterated))
    done
}

# How often the attacker is first: no run need go on beyond t_sync. The rarer it is, the more runs.
lucky() { # L
    local L=$1 closure
    local iterated_units=(0 1 10 40 40) simulated_units=(0 1 2 1 0)
    for closure in six nine; do
        ensemble "lucky-$closure-L$L" iterate --L "$L" --closure $closure --until sync --seed 3 \
            --runs $((iterated_units[L] * lucky_unit))
        [ "$L" -lt 3 ] ||
            ensemble "lucky-split-$closure-L$L" split --event lucky --closure $closure --L "$L" \
                --trials 500 --replicates "$lucky_replicates"
    done
    [ "$L" = 4 ] ||
        ensemble "lucky-simulate-L$L" simulate --method occupancy --L "$L" --N 10000 --until sync --seed 3 \
            --runs $((simulated_units[L] * lucky_unit))
}

# Table I carried on: t_sync and splitting, runs to the end where they are quick, and the simulation of L = 4
# at finite N beside what is predicted for its criterion.
extend() { # L
    local L=$1 N
    ensemble "extend-split-L$L" split --L "$L" "${split_options[@]}"
    ensemble "extend-sync-L$L" iterate --L "$L" --no-attacker --seed 4 --runs "$iterated"
    [ "$L" -gt 4 ] || paper "iterate-six-L$L"
    [ "$L" = 4 ] || return 0
    for N in $extend_N; do
        ensemble "extend-criterion-N$N" split --L 4 --cl "$(cl 0.1/4 "$N")" --seed 2 "${split_options[@]}"
        ensemble "extend-simulate-N$N" simulate --method occupancy --L 4 --N "$N" --until both --seed 2 --runs "$extend_simulated"
    done
}

# What the paper may have computed: for each reading of its text an ensemble, with a seed of its own. Of L = 4, whose
# runs are long, t_sync is taken of more of them. What is left out for L = 1 is the ensemble of another reading. The
# attacker that wants sigma^o = sigma^A (strict) needs so long from L = 2 on that a few are followed for a while.
reading() { # L SEED RUNS NAME OPTIONS...
    local L=$1 seed=$2 runs=$3 name=$4
    shift 4
    [ "$L" = 4 ] && [ "$name" = stated ] ||
        ensemble "readings-$name-L$L" iterate --L "$L" "$@" --seed "$seed" --runs "$runs"
    [ "$L" != 4 ] ||
        ensemble "readings-$name-L$L-sync" iterate --L "$L" "$@" --until sync --seed $((seed + 50)) \
            --runs "${readings_runs[1]}"
}
readings() { # L
    local L=$1 seed=$((3000 + 100 * $1)) name runs options
    paper "iterate-six-L$L"
    for name in $readings_of; do
        seed=$((seed + 1)) runs=${readings_runs[$L]} options=()
        [[ $L = 1 && $name = @(initial*|cl-N) ]] && continue
        case $name in
        *initial*) options+=(--initial 1) ;;&
        *nine*) options+=(--closure nine) ;;&
        *each*) options+=(--criterion each) ;;&
        *cl-3*) options+=(--cl 0.999) ;;
        *cl-4*) options+=(--cl 0.9999) ;;
        *cl-6*) options+=(--cl 0.999999) ;;
        *cl-norm*) options+=(--cl "$(cl "3e-5 / ($L + 1)" "$L")") ;;
        *cl-N*) options+=(--cl "$(cl 1e-5 "$L")") ;;
        strict)
            options+=(--attack naive-strict)
            [ "$L" = 1 ] || runs=$strict_runs options+=(--max-steps 200000)
            ;;
        esac
        reading "$L" $seed "$runs" "$name" ${options[@]+"${options[@]}"}
    done
}

# What the number of hidden units does. The iteration takes the criterion that belongs to N, so that the simulation
# may be compared with it; every ensemble has a seed of its own. Runs of L = 3 last longest, and are fewer.
units_at() { # K L N: the naive attacker in the iteration and in the simulation
    local K=$1 L=$2 N=$3 method=weights seed=$((1000 * $1 + 100 * $2)) fewer=$(($2 < 3 ? 1 : 2))
    [ "$N" = 1000 ] || method=occupancy seed=$((seed + 50))
    ensemble "units-naive-K$K-L$L-N$N" iterate --K "$K" --L "$L" --update agreement --closure nine \
        --cl "$(cl "0.1 / $L" "$N")" --max-steps "$units_limit" --seed $((seed + 1)) --runs $(((units_runs + fewer - 1) / fewer))
    ensemble "units-simulate-K$K-L$L-N$N" simulate --K "$K" --L "$L" --N "$N" --method $method --update agreement \
        --rule random-walk --max-steps "$units_limit" --seed $((seed + 2)) \
        --runs $(((units_simulated + fewer * fewer - 1) / fewer / fewer))
}

units() { # K
    local K=$1 L N=1000 seed fewer
    for L in $units_L; do
        seed=$((1000 * K + 100 * L)) fewer=$((L < 3 ? 1 : 2))
        units_at "$K" "$L" $N
        ensemble "units-geometric-K$K-L$L-N$N" iterate --K "$K" --L "$L" --update agreement --closure nine \
            --attack geometric --until sync --cl "$(cl "0.1 / $L" $N)" \
            --max-steps "$units_limit" --seed $((seed + 3)) --runs $(((units_runs + fewer * fewer - 1) / fewer / fewer))
        ensemble "units-simulate-geometric-K$K-L$L-N$N" simulate --K "$K" --L "$L" --N $N --method weights \
            --update agreement --rule random-walk --attack geometric --until sync --max-steps "$units_limit" \
            --seed $((seed + 4)) --runs $(((units_simulated + fewer - 1) / fewer))
        ensemble "units-trace-K$K-L$L" iterate --K "$K" --L "$L" --update agreement --closure nine \
            --cl "$(cl "0.1 / $L" $N)" --max-steps "$units_limit" --trace all --trace-until $((500 * L)) \
            --seed $((seed + 5)) --runs $((units_traced * (L < 3 ? 4 - L : 1)))
        [[ " $units_large_K " != *" $K "* ]] || units_at "$K" "$L" 10000
    done
    for L in 3 4 5 6 7 8; do
        [ "$K" -gt "${units_alone[$L]:-0}" ] ||
            ensemble "units-alone-K$K-L$L" iterate --K "$K" --L "$L" --update agreement --closure nine \
                --no-attacker --cl "$(cl "0.1 / $L" $N)" --max-steps "$units_limit" \
                --seed $((1000 * K + 100 * L + 6)) --runs $(((units_runs + 15) / 16))
    done
    [[ " $units_deep_K " != *" $K "* ]] ||
        ensemble "units-trace-K$K-L5" iterate --K "$K" --L 5 --update agreement --closure nine --no-attacker \
            --cl "$(cl 0.1/5 $N)" --max-steps "$units_limit" --trace all --trace-until 2500 \
            --seed $((1000 * K + 505)) --runs "$units_traced"
}

# How long parties take that move when they agree, by each rule, no attacker listening. Every ensemble has a seed of
# its own, since times are fitted as independent.
rules() { # L
    local L=$1 N rule runs=$((rules_unit / $1)) seed=$((20000 + 100 * $1))
    for N in $rules_N; do
        rules_simulated random-walk $((seed += 1)) $runs
    done
    for rule in hebbian anti-hebbian; do
        for N in $rules_small_N; do
            rules_simulated $rule $((seed += 1)) $runs
        done
    done
    # Costs a thirtieth of the simulation for L up to 4, less than half for larger ones.
    for N in $rules_infinite_N; do
        ensemble "rules-iterate-L$L-N$N" iterate --update agreement --attack none --L "$L" \
            --cl "$(cl "0.5614594835668851 / (2 * $L * ($L + 1))" $N)" --seed $((seed += 1)) \
            --runs $((L > 4 ? 2 * runs : 10 * runs))
    done
    case $L in
    3) N=1000 rules_simulated random-walk 3 "$rules_many" ;;
    4 | 8)
        for rule in hebbian random-walk; do
            for N in $rules_tiny_N; do
                rules_simulated $rule $((seed += 1)) $((4 * runs))
            done
        done
        ;;
    esac
    # What is left out by the anti-Hebbian rule: how many of a few runs are done after 10^6 steps.
    [ "$L" != 8 ] || ensemble rules-anti-hebbian-L8-N100-cut simulate --update agreement --rule anti-hebbian --attack none \
        --method weights --L 8 --N 100 --max-steps 1e6 --seed $((seed += 1)) --runs $(((runs + 49) / 50))
}

# Of L and N of the caller. By the anti-Hebbian rule the time grows exponentially where L^3 comes to some N: at N = 100
# from 10^3 steps for L = 4 to 10^4 for L = 6 and more than 10^6 for L = 8. Up to N = 1000 weights are the quicker engine.
rules_simulated() { # RULE SEED RUNS
    local method=occupancy
    [ "$1" != anti-hebbian ] || [ $((2 * L * L * L)) -le $((5 * N)) ] || return 0
    [ "$N" -gt 1000 ] || method=weights
    ensemble "rules-$1-L$L-N$N-seed$2" simulate --update agreement --rule "$1" --attack none --method $method \
        --L "$L" --N "$N" --seed "$2" --runs "$3"
}

# Runs at L in the time of so many at L = 12: t_sync grows as L^2.
as_at_12() { # RUNS L
    local runs=$(($1 * 144 / ($2 * $2)))
    echo $((runs < 1000000 ? runs : 1000000))
}

# simulated_attack NAME L RULE RUNS OPTIONS...: nothing if that are no runs.
simulated_attack() {
    local name=$1 L=$2 rule=$3 runs=$4
    seed=$((seed + 1))
    [ "$runs" -gt 0 ] || return 0
    ensemble "attacks-$name-$rule-L$L" simulate --L "$L" --N 1000 --method weights --update agreement \
        --rule "$rule" --until sync --seed $seed --runs "$runs" "${@:5}"
}

# Success of the attackers at N = 1000; anti-Hebbian runs are half of them, up to L = 10: there t_sync is 2.7 times that of
# the random walk, and at L = 12 8 times, as N is finite. Machines that branch cost a thousand times
# as much a step as one; of the selection `ruttor` that does succeed there are 256 machines, too, few enough for
# success to fall.
attacks_simulated() { # L RULE
    local L=$1 rule=$2 unit=$attacks_unit
    [ "$rule" = random-walk ] || [ "$L" -le 10 ] || return 0
    [ "$rule" = random-walk ] || unit=$((unit / 2))
    if [ "$L" -le 12 ]; then
        [ "$L" -gt 3 ] || simulated_attack naive "$L" "$rule" "$(as_at_12 $((3 * unit)) "$L")" --attack naive
        simulated_attack geometric "$L" "$rule" "$(as_at_12 "$unit" "$L")" --attack geometric
    fi
    simulated_attack majority "$L" "$rule" "$(as_at_12 $((unit * 6 / 100)) "$L")" --attack majority
    [ "$rule" = random-walk ] || [ "$L" -le 3 ] || return 0
    [ "$L" -gt 5 ] || simulated_attack klimov "$L" "$rule" $((unit / 25)) --attack genetic
    [ "$rule" = random-walk ] || return 0
    [ "$L" -gt 3 ] || simulated_attack ruttor "$L" "$rule" $((unit / 250)) --attack genetic --selection ruttor
    case $L in 4 | 8 | 12)
        simulated_attack ruttor-geometric "$L" "$rule" $((unit / 250)) --attack genetic --selection ruttor-geometric
        ;;
    esac
    simulated_attack ruttor-geometric-256 "$L" "$rule" "$(as_at_12 $((unit / 50)) "$L")" \
        --attack genetic --selection ruttor-geometric --attackers 256
}

# split_attack ATTACK L FROM SEED: beyond L = FROM fewer replicates, for what one costs.
split_attack() {
    local replicates=$((attacks_replicates * $3 * $3 / ($2 * $2) / 2 * 2 + 2))
    ensemble "attacks-split-$1-L$2" split --event lucky --L "$2" --closure nine --update agreement --attack "$1" \
        --trials 50 --seed "$4" \
        --replicates $((replicates < attacks_replicates ? replicates : attacks_replicates))
}

# The same for N -> infinity: counted as far as it can be, and split.
attacks_iterated() { # L
    local L=$1 runs=$((attacks_unit * 160 / ($1 * $1 * $1))) many=$((100 * attacks_unit)) options
    options=(iterate --L "$L" --closure nine --update agreement --until sync)
    [ "$L" -gt 3 ] ||
        ensemble "attacks-iterate-naive-L$L" "${options[@]}" --attack naive --seed $((2026 + 50 * L)) \
            --runs $((many < 4000000 ? many : 4000000))
    [ "$L" -gt 8 ] ||
        ensemble "attacks-iterate-geometric-L$L" "${options[@]}" --attack geometric \
            --seed $((2027 + 50 * L)) --runs $((runs < 20 * attacks_unit ? runs : 20 * attacks_unit))
    [ "$L" -lt 3 ] || [ "$L" -gt 7 ] || split_attack naive "$L" 5 $((2028 + 50 * L))
    [ "$L" -lt 4 ] || [ $((L % 2)) = 1 ] || split_attack geometric "$L" 8 $((2029 + 50 * L))
}

# What N does: the share of attackers of overlap 0.98 at L = 3, and the iteration at the criterion of that N.
attacks_sizes() {
    local N seed=2000
    for N in $attacks_N; do
        seed=$((seed + 2))
        ensemble "attacks-N$N" simulate --method occupancy --L 3 --N "$N" --update agreement --rule random-walk --attack geometric \
            --until sync --seed $seed --runs $((2 * attacks_unit))
        ensemble "attacks-criterion-N$N" iterate --L 3 --closure nine --update agreement --attack geometric \
            --cl "$(cl 0.1/3 "$N")" --until sync --seed $((seed + 1)) --runs $((2 * attacks_unit))
    done
}

# Conditions of others whose numbers stand in data/attacks.csv: small N and the Hebbian rule.
attacks_of_others() {
    local seed=2040
    as_others() { # NAME RUNS OPTIONS...
        seed=$((seed + 1))
        ensemble "attacks-others-$1" simulate --method weights --update agreement --rule hebbian --until sync \
            --seed $seed --runs "$2" "${@:3}"
    }
    as_others geometric $((attacks_unit / 5)) --L 3 --N 101 --attack geometric --attackers 100
    as_others genetic $((attacks_unit / 20)) --L 3 --N 101 --attack genetic --attackers 2500
    as_others genetic-L2 $((attacks_unit / 20)) --L 2 --N 100 --attack genetic --attackers 2500
    as_others naive $attacks_unit --L 3 --N 10 --attack naive
    as_others naive-strict $attacks_unit --L 3 --N 10 --attack naive-strict
}

# Success of the attackers. Every ensemble has a seed of its own, since the L are fitted as independent.
attacks() { # L, sizes or others
    local rule seed
    case $1 in
    sizes) attacks_sizes ;;
    others) attacks_of_others ;;
    *)
        seed=$((2000 + 50 * $1))
        for rule in $attacks_rules; do
            attacks_simulated "$1" $rule
        done
        attacks_iterated "$1"
        ;;
    esac
}
