# The file: schema, attributes, provenance, units, scales; readable with HDF5's own tools.
. "$(dirname "$0")/common.sh"

expect 0 mpirun -n 2 "$tpmsync" iterate --L 2 --closure nine --cl 0.9999 --runs 50 --seed 12345678901 \
    --quiet -o it.h5
expect 0 h5dump it.h5
expect 0 h5ls -rv it.h5
expect 0 h5dump -A it.h5
cp out attributes

attribute() { # NAME EXPECTED
    local value
    value=$(h5dump -y -m %.17g -a "$1" it.h5 | sed -n '/DATA {/,/}/p' | sed -n 2p | sed 's/^ *//; s/ *$//')
    [ "$value" = "$2" ] || fails "attribute $1 is $value instead of $2"
}
attribute schema '"tpmsync/1"'
attribute engine '"iterate"'
attribute L 2
attribute initial 2
attribute closure '"nine"'
attribute criterion '"mean"'
attribute cl 0.99990000000000001
attribute runs 50
attribute seed 12345678901
attribute max_steps 1000000000
attribute no_attacker 0
attribute trace '"none"'
attribute /provenance/ranks '"2"'
for name in version revision compiler flags mpi hdf5 random_numbers instruction_set host \
    command_line started finished; do
    h5dump -a "/provenance/$name" it.h5 >value 2>&1 || fails "no /provenance/$name"
done

for dataset in runs/t_sync runs/t_learn runs/steps runs/done mean/step mean/count mean/rho_ab \
    mean/rho_ab_std mean/rho_ao mean/rho_ao_std trace/run trace/begin trace/count trace/step \
    trace/rho_ab trace/rho_ao; do
    for attribute in units long_name; do
        h5dump -a "/$dataset/$attribute" it.h5 >value 2>&1 || fails "$dataset has no $attribute"
    done
    # It has scales, or is one.
    h5dump -A -d "/$dataset" it.h5 | grep -qE 'DIMENSION_LIST|DIMENSION_SCALE' ||
        fails "$dataset has no dimension scale"
done
h5ls it.h5/runs/done | grep -q '{50}' || fails "not 50 runs"
data it.h5 /runs/done | grep -q 0 && fails "a run is not done"
h5dump -a /runs/t_sync/_FillValue it.h5 | grep -q -- '-1' || fails "no fill value"

# The mean begins at rho = 0 without spread and ends synchronised; every run counts throughout.
data it.h5 /mean/rho_ab >mean
awk 'NR == 1 && ($1 > 1e-15 || $1 < -1e-15) {exit 1} END {exit $1 > -0.9999}' mean ||
    fails "the mean overlap: $(head -1 mean) ... $(tail -1 mean)"
data it.h5 /mean/count | awk '$1 != 50 {exit 1}' || fails "a mean is not over 50 runs"

# Texts are UTF-8 whatever the name of the file is.
expect 0 "$tpmsync" iterate --L 1 --runs 2 --quiet -o "$(printf 'k\366ln-k\303\266ln.h5')"
h5dump -a /provenance/command_line ./*k*ln.h5 | grep -q 'CSET H5T_CSET_UTF8' || fails "no UTF-8"
h5dump -a /provenance/command_line ./*k*ln.h5 | grep -q 'k?ln-k.*ln' || fails "bytes that are no text"

# Without an attacker: NaN and -1, not numbers made up.
expect 0 "$tpmsync" iterate --L 1 --runs 5 --no-attacker --quiet -o alone.h5
data alone.h5 /mean/rho_ao | grep -qv nan &&
    fails "an overlap of an attacker that is not there"
[ "$(data alone.h5 /runs/t_learn | sort -u)" = -1 ] || fails "t_learn without attacker"

# Nothing but the file is left.
[ -z "$(ls -A | grep -E 'part$|tpmsync-trace')" ] || fails "left over: $(ls -A)"

# What comes out is what the reducer takes in.
expect 0 "$reduce" table1 it.h5
says out "iterate nine"
finish
