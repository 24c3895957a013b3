# What the architecture promises, held by a test: the physics knows neither MPI nor HDF5, one
# folder knows HDF5, and the code is formatted.
. "$(dirname "$0")/common.sh"
cd "$source" || exit 1

only_in() { # HEADER FOLDER...: the folders that may include it
    local header=$1 file folder allowed
    shift
    while read -r file; do
        allowed=0
        for folder in "$@"; do
            case $file in "$folder"*) allowed=1 ;; esac
        done
        [ $allowed = 1 ] || fails "$file includes $header"
    done < <(grep -lrE "#include [<\"]$header" src analysis)
}
only_in mpi.h src/main.c src/ensemble/dealer src/ensemble/ensemble. src/ensemble/failure \
    src/ensemble/agree src/ensemble/merge src/ensemble/replicates src/ensemble/session src/ensemble/takeover \
    src/ensemble/heartbeat src/ensemble/pulse src/file/ src/commands/
only_in 'hdf5' src/file/ analysis/ensemble_reader.c
only_in 'Random123' src/random/
# Physics includes physics and random numbers alone.
grep -hrE '#include "' src/physics | grep -vE '"(physics|random|vector)/' && fails "physics includes more"
grep -rlE -- '-ffast-math' CMakeLists.txt src analysis tests/CMakeLists.txt |
    xargs -r grep -nE -- '-ffast-math' | grep -v '#' && fails "-ffast-math"

if command -v clang-format >/dev/null; then
    find src analysis tests scripts -name '*.[ch]' -print0 |
        xargs -0 clang-format --dry-run -Werror || fails "not formatted: run clang-format -i"
else
    fails "clang-format is missing: scripts/setup --tests installs it"
fi
for script in $(git ls-files scripts .ci tests jobs 2>/dev/null | xargs -r grep -lE '^#!.*bash'); do
    bash -n "$script" || fails "$script"
done
finish
