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
only_in mpi.h src/main.c src/ranks/ src/file/ src/ensemble/ src/commands/
only_in 'hdf5' src/file/ analysis/read/
only_in 'Random123' src/random/

# The rooms are a tower: each includes itself and what stands below it. The reducers have a tower of their
# own, on that of the program.
tower() { # FOLDER ROOM...: from the ground up
    local folder=$1 file line from to
    shift
    local -A floor=()
    local floors=0 room
    for room in "$@"; do
        floor[$room]=$((++floors))
    done
    for room in $(cd "$folder" && git ls-files '*.h' | sed 's|/[^/]*$||' | sort -u); do
        [ -n "${floor[$room]:-}" ] || [[ $room = *.h ]] || fails "$folder/$room has no place in the tower"
    done
    while IFS=: read -r file line; do
        from=${file#"$folder"/} to=${line#*\"}
        from=${from%/*} to=${to%\"*}
        to=${to%/*}
        [ "${floor[$to]:-0}" -le "${floor[$from]:-$floors}" ] || fails "upwards: $file includes $line"
    done < <(grep -rE '#include "' "$folder" --include='*.[ch]')
}
tower src arithmetic vector faults random physics/protocol physics/attack physics/model physics/iterate physics/simulate physics/continuous physics/split \
    checkpoint record schema ranks file ensemble cli campaign commands
tower analysis statistics read print table1 attack claims sizes extend rules units readings figures
# The reducers may be linked to parallel HDF5, and call no MPI themselves.
! nm -D --undefined-only "$bin/tpmsync-reduce" | grep ' MPI_' || fails "the reducers call MPI"
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
# What is cited is what is built.
version=$(sed -n 's/^project(tpmsync VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
[ "$(sed -n 's/^version: //p' CITATION.cff)" = "$version" ] || fails "CITATION.cff is not of version $version"
# What texts lead to is there: links, and the paths that they name.
while IFS=: read -r text target; do
    [ -e "$(dirname "$text")/${target%%#*}" ] || fails "$text leads to $target, which is not there"
done < <(git ls-files '*.md' | xargs grep -oE '\]\([^)#:]+\)' | sed 's/](//; s/)$//')
while IFS=: read -r text target; do
    # shellcheck disable=SC2086
    ls -d ${target/ITEM/*} >/dev/null 2>&1 || fails "$text names $target, which is not there"
done < <(git ls-files '*.md' | xargs grep -oE '`(src|analysis|tests|data|scripts|jobs)/[^` ]*`' | tr -d '`')
finish
