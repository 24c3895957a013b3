# The revision in the provenance is that of the source: in a checkout, in one that belongs to somebody else, in a
# tarball, and in a tarball that was unpacked inside another repository.
. "$(dirname "$0")/common.sh"

git_() {
    git -c user.name=test -c user.email=test@example.org "$@"
}
# is REVISION FOLDER: what the build would write.
is() {
    cmake -DSOURCE_DIR="$2" -DOUTPUT="$scratch/version.h" -P "$2/src/version.cmake" || fails "$2: cmake"
    says version.h "#define TPMSYNC_REVISION \"$1\""
}
mkdir -p "a checkout/src" && cd "a checkout" || exit 1
cp "$source/.gitattributes" .
cp "$source"/src/{revision,version.cmake,version.h.in} src
git_ init -q . && git_ add -A && git_ commit -q -m first
revision=$(git rev-parse --short=12 HEAD)
mkdir -p ../other/inside ../alone
git_ archive HEAD | tar -x -C ../other/inside
git_ archive HEAD | tar -x -C ../alone
cd ../other && git_ init -q . && git_ add -A && git_ commit -q -m other && cd ..

is "$revision" "$scratch/a checkout"
is "$revision" "$scratch/alone"
is "$revision" "$scratch/other/inside"
rm -rf other/inside/src/revision
cp "$source/src/revision" other/inside/src
is unknown "$scratch/other/inside"
echo >>"a checkout/src/version.h.in"
is "$revision-dirty" "$scratch/a checkout"
if [ "$(id -u)" = 0 ]; then
    chown -R nobody "a checkout"
    is "$revision-dirty" "$scratch/a checkout"
fi
finish
