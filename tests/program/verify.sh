# The committed digests: the same bits with every instruction set, with other variants of the C library's functions, at
# one rank and at three, stopped and resumed. A difference is told.
# usage: verify.sh BIN SOURCE [all]     (all: every ensemble in every mode)
all=${3:-}
. "$(dirname "$0")/common.sh"
patience=$((5 * patience))
same_bits() { # OPTIONS...
    expect 0 "$source/scripts/verify" --build "$bin/.." "$@"
    says out "same bits"
    cat out
}
if [ -n "$all" ]; then
    same_bits
else
    # Every ensemble; some of each command; and the engines that program.ranks and program.resume leave out.
    same_bits --modes baseline
    same_bits --modes "avx2 avx512 nofma" --only "--trace log"
    same_bits --modes nofma --only ode
    same_bits --modes "ranks resumed grown" --only plain
    same_bits --modes "ranks resumed grown" --only "--method weights --update"
fi

mkdir -p "another place/scripts" "another place/data"
cp "$source"/scripts/{verify,mpi-environment} "another place/scripts"
sed '0,/^  mean ./s//  mean 0/' "$source/data/digests.txt" >"another place/data/digests.txt"
expect 1 "another place/scripts/verify" --build "$bin/.." --only "--L 1 --runs 200" --modes "baseline ranks"
says out "DIFFERS (baseline) in mean: tpmsync iterate --L 1"
says out "DIFFERS (ranks) in mean"
finish
