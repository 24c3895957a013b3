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

enum { K = K_OF_PAPER };
enum { SLOTS = 8 };    /* whole vectors on every instruction set */
enum { STRETCH = 32 }; /* the most steps of a call */

/* Pairs of machines; B'o for the closure `nine` alone. */
enum mirrored_pair { PAIR_AB, PAIR_AO, PAIR_BO, PAIRS };

/* What all runs have in common. */
struct iterate_setting {
    int L;
    bool attacker;
    bool nine;        /* the closure */
    bool each;        /* the criterion: every unit, or their mean */
    bool uniform;     /* weights uniform at the start, and so for ever: Q = L (L + 1) / 3 */
    double gap_limit; /* criterion `each`: gap <= gap_limit in every unit */
    double sum_limit; /* criterion `mean`: gap + gap + gap <= sum_limit */
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
    double gap[PAIRS][K][SLOTS];            /* of the present state */

    /* For kernels that iterate some of o's units only: live unit j is unit unit[j] of the run,
     * and f and gap of PAIR_AO are indexed by j. */
    uint64_t unit[K][SLOTS];

    /* The gaps after each step of the last call; of AO only as many as were iterated. */
    double trace[STRETCH][2][K][SLOTS]; /* PAIR_AB, PAIR_AO */

    /* The overlaps rho^AB and rho^Ao of the trace, run by run; see `overlaps`. */
    double overlap[SLOTS][2][K][STRETCH];

    double *f; /* [PAIRS][K][half_matrix_size(L)][SLOTS], aligned to 64 bytes */
};

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
    void (*overlaps)(struct iterate_group *group, enum mirrored_pair pair, int units,
                     int steps);
};

/* The kernels for the instruction set in use. */
extern const struct iterate_kernels iterate_kernels_baseline, iterate_kernels_avx2,
    iterate_kernels_avx512;

#endif
