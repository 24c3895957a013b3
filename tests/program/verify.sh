# The committed digests: the same bits with every instruction set, with other variants of the C library's functions, at
# one rank and at three, stopped and resumed. A difference is told.
. "$(dirname "$0")/common.sh"
patience=$((5 * patience))
expect 0 "$source/scripts/verify" --build "$bin/.."
says out "same bits"
cat out

mkdir -p "another place/scripts" "another place/data"
cp "$source"/scripts/{verify,mpi-environment} "another place/scripts"
sed '0,/^  mean ./s//  mean 0/' "$source/data/digests.txt" >"another place/data/digests.txt"
expect 1 "another place/scripts/verify" --build "$bin/.." --only "--L 1 --runs 200" --modes "baseline ranks"
says out "DIFFERS (baseline) in mean: tpmsync iterate --L 1"
says out "DIFFERS (ranks) in mean"
finish
