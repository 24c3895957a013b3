# Nothing that the program stores or decides depends on a last bit of the C library. Of its mathematics
# there is only what IEEE 754 makes exact; and scripts/verify --modes nofma, which runs the ensembles (program.verify),
# does put other variants of the rest in its place.
. "$(dirname "$0")/common.sh"

libm=$(ldd "$tpmsync" | awk '$1 ~ /^libm\./ {print $3}')
nm -D --defined-only "${libm:-/none}" | sed 's/.* //; s/@.*//' | sort -u >offered
nm -D --undefined-only "$tpmsync" | sed 's/.* //; s/@.*//' | sort -u >taken
says offered exp
exact='^(ceil|copysign|fabs|floor|fmax|fmin|fmod|ilogb|ldexp|llround|lround|nearbyint|nextafter|rint|round|sqrt|trunc)f?$'
inexact=$(comm -12 offered taken | grep -vE "$exact" | paste -sd ' ')
[ -z "$inexact" ] || fails "the program takes from the C library, whose last bits differ: $inexact"
# GSL goes by the C library, and is compiled with contractions where the processor has them.
! ldd "$tpmsync" | grep -q libgsl || fails "the program takes numbers from GSL"

# What a user may have set in CFLAGS and would change bits is refused.
cc -I "$source/src" -fsyntax-only "$source/src/arithmetic/elementary.c" || fails "elementary.c"
! cc -ffast-math -I "$source/src" -fsyntax-only "$source/src/arithmetic/elementary.c" 2>err ||
    fails "-ffast-math goes unnoticed"
says err "IEEE 754"

if grep -qw fma /proc/cpuinfo; then
    "$bin/../tests/library_bits" >with
    GLIBC_TUNABLES=$(sed -n 's/.*GLIBC_TUNABLES=\([^ ]*\).*/\1/p' "$source/scripts/verify") \
        "$bin/../tests/library_bits" >without
    for function in exp log pow sin cos tan atan; do
        ! cmp -s <(grep "^$function " with) <(grep "^$function " without) || same+=" $function"
    done
    [ "${same:-}" != " exp log pow sin cos tan atan" ] || fails "nofma changes nothing in this C library"
    echo "the same bits with and without FMA:${same:- none}"
else
    echo "this processor has no FMA: nofma is as it is"
fi
finish
