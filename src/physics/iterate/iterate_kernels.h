/* The iteration of eight runs side by side: what the engine `batch` and its kernels share.
 *
 * A group has SLOTS places for runs. Everything that belongs to a run is an array over the
 * slots, which the kernel reads a vector at a time: lane = slot. B is held by its mirror image
 * B' = -B, which moves the same way as A and o do when they move; so every pair of machines
 * obeys the same move, synchronisation is rho^AB' -> 1, and what is small is
 * gap = 1 - rho^AB' = 1 + rho^AB.
 */
#ifndef TPMSYNC_ITERATE_KERNELS_H
#define TPMSYNC_ITERATE_KERNELS_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

#include "physics/protocol/tree_parity.h"
#include "random/random_vector.h"

enum { SLOTS = 8 };    /* whole vectors on every instruction set */
enum { STRETCH = 32 }; /* the most steps of a call */

/* Pairs of machines; B'o for the closure `nine` alone. */
enum mirrored_pair { PAIR_AB, PAIR_AO, PAIR_BO, PAIRS };

/* What all runs have in common. */
struct iterate_setting {
    int K, L;
    int mirror; /* what rho^AB is of rho^AB': -1 or 1 (tree_parity.h) */
    bool attacker;
    bool nine;        /* the closure */
    bool strict;      /* o moves only if its output is A's: the kernels for any K alone */
    bool each;        /* the criterion: every unit, or their mean */
    bool uniform;     /* weights uniform at the start, and so for ever: Q = L (L + 1) / 3 */
    bool geometric;   /* o corrects its output first, and all of its units are live to the end:
                         likewise the kernels for any K */
    double gap_limit; /* criterion `each`: gap <= gap_limit in every unit */
    double sum_limit; /* criterion `mean`: the sum of the gaps <= sum_limit */
    struct vector_keys keys;
};

/* Elements that are kept of an overlap matrix. By the inversion symmetry f_qr = f_{-q,-r} these
 * are the rows q = -L .. -1 and the first half of row 0, up to and with f_00. */
static inline int half_matrix_size(int L) {
    return ((2 * L + 1) * (2 * L + 1) + 1) / 2;
}

struct iterate_group {
    alignas(64) int64_t step[SLOTS];        /* steps made */
    uint64_t run[SLOTS];                    /* counter of the random numbers */
    uint64_t synced[SLOTS], learned[SLOTS]; /* all bits or none */
    int64_t t_sync[SLOTS], t_learn[SLOTS];  /* set when reached, else left alone */
    int64_t last_difference[SLOTS];         /* last step with tau_i^A != tau_i^B' */
    /* For kernels that iterate some of o's units only: live unit j is unit i of the run where
     * unit[j] is 1 << i, and f and gap of PAIR_AO are indexed by j. */
    uint64_t unit[K_MAX][SLOTS];

    /* The following lie as close as K lets them, and are read by the functions below. */
    double gap[PAIRS * K_MAX * SLOTS];           /* [PAIRS][K][SLOTS] of the present state */
    double trace[STRETCH * 2 * K_MAX * SLOTS];   /* [STRETCH][2][K][SLOTS]: the gaps of PAIR_AB
                                                  * and PAIR_AO after each step of the last call;
                                                  * of AO as many as were iterated */
    double overlap[SLOTS * 2 * K_MAX * STRETCH]; /* [SLOTS][2][K][STRETCH]: rho^AB and rho^Ao
                                                  * of the trace, run by run; see `overlaps` */
    double *f; /* [PAIRS][K][half_matrix_size(L)][SLOTS], aligned to 64 bytes */
};

/* [SLOTS] */
static inline double *group_gap(struct iterate_group *group, int K, int pair, int i) {
    return group->gap + (pair * K + i) * SLOTS;
}
static inline double *group_trace(struct iterate_group *group, int K, int n, int pair, int i) {
    return group->trace + ((n * 2 + pair) * K + i) * SLOTS;
}
/* [STRETCH] */
static inline double *group_overlap(struct iterate_group *group, int K, int slot, int pair,
                                    int i) {
    return group->overlap + ((slot * 2 + pair) * K + i) * STRETCH;
}

struct iterate_kernels {
    /* `steps` <= STRETCH steps of all slots, from any state on: before synchronisation and
     * after, learned or not. A run that is both stands still. */
    void (*all)(const struct iterate_setting *setting, struct iterate_group *group, int steps);
    /* The same for runs that have synchronised and not learned: A and o alone, and of these
     * the first `units` live ones. A run goes on after it has learned, without meaning. The
     * units left out count as gap 0. */
    void (*attacker)(const struct iterate_setting *setting, struct iterate_group *group,
                     int steps, int units);
    /* Fills `overlap` from the first `steps` steps of the trace of `units` units of a pair;
     * what stands beyond them has no meaning. */
    void (*overlaps)(const struct iterate_setting *setting, struct iterate_group *group,
                     enum mirrored_pair pair, int units, int steps);
};

/* The kernels for each instruction set: for K = 3 and the naive attacker, and for any. */
extern const struct iterate_kernels iterate_kernels_baseline, iterate_kernels_avx2,
    iterate_kernels_avx512;
extern const struct iterate_kernels iterate_kernels_any_baseline, iterate_kernels_any_avx2,
    iterate_kernels_any_avx512;

#endif
