/* The kernels for any number of hidden units and any attacker: loops over K that are not
 * unrolled. */
#define ITERATE_ANY_K

#include "physics/iterate/iterate_kernels.c" // NOLINT(bugprone-suspicious-include): once more
