# clang-tidy finds nothing; what it looks for stands in .clang-tidy.
. "$(dirname "$0")/common.sh"
build=$(dirname "$bin")
cd "$source" || exit 1
if ! command -v clang-tidy >/dev/null; then
    fails "clang-tidy is missing: scripts/setup --tests installs it"
    finish
fi
find src analysis -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 4 clang-tidy -quiet -p "$build" \
    --extra-arg=-Wno-ignored-optimization-argument --extra-arg=-Wno-unused-command-line-argument \
    >"$scratch/tidy" 2>/dev/null || fails "$(grep -E 'error|warning' "$scratch/tidy")"
finish
