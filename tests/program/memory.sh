# Memory a rank stays below 200 MiB, however many runs and rows: the peak of the resident set, as
# the kernel counts it, libraries included.
. "$(dirname "$0")/common.sh"

cat >measure <<'M'
#!/usr/bin/env bash
# Runs its arguments as a child and then tells the child's peak, in KiB, in a file of its own: what
# several ranks print at a time gets mixed up.
/usr/bin/env time -o "peak.$$" -f "peak %M" "$@"
M
chmod +x measure
command -v time >/dev/null 2>&1 || type -P time >/dev/null || { fails "GNU time is not installed"; finish; }

peak() { # LIMIT_MIB RANKS OPTIONS...
    local limit=$1 n=$2 kib
    shift 2
    rm -f peak.*
    expect 0 mpirun -n "$n" ./measure "$tpmsync" "$@" --quiet --force -o big.h5
    for kib in $(sed -n 's/^peak //p' peak.*); do
        echo "$((kib / 1024)) MiB: $*"
        [ $((kib / 1024)) -lt "$limit" ] || fails "$((kib / 1024)) MiB: $*"
    done
    [ "$(cat peak.* | grep -c '^peak')" = "$n" ] || fails "no measurement: $(cat err)"
}

# 10^6 rows of trace in many runs, and in three long ones.
peak 200 2 iterate --L 1 --runs 9000 --trace all
peak 200 1 iterate --L 4 --runs 2 --max-steps 400000 --trace all
# Many runs.
peak 200 2 iterate --L 1 --runs 200000 --no-attacker --max-steps 5
# A large simulation, weight by weight.
peak 200 1 simulate --L 3 --N 1e6 --method weights --runs 1 --max-steps 3
peak 200 1 simulate --L 3 --N 1e6 --method weights-plain --runs 1 --max-steps 3
finish
