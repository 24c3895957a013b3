/* The lumped chain of occupancy.h once the parties are synchronised for good, W^B' = W^A: a
 * step of one run, which reads like the model, and of sixteen runs side by side, which is the
 * same step for each of them, from the same random words.
 *
 * What is left of a unit are the numbers n_qs of components with (W^A, W^o) = (q, s). The
 * classes (q, s) and (-q, -s) are counted together (orbits.h), so that half of the square of
 * the (2 L + 1)^2 classes is kept: in the order of their numbers, (q + L) (2 L + 1) + s + L,
 * from the middle on. Orbit j has (q, s) = synchronised_weights(L, j); orbit 0 is (0, 0), which
 * needs no input and is never drawn.
 *
 * A step draws, unit by unit and orbit by orbit, k ~ Binomial(n, 1/2) of the components that
 * see the input +1: by binomial_words.h below BINOMIAL_STRIPS_FROM, else by the strips of
 * binomial_strips.h and, where these do not accept, by binomial_rejection.h. All of it is a
 * function of (seed, run, step) and of the n of this run, whatever body makes the step.
 */
#ifndef TPMSYNC_SYNCHRONISED_H
#define TPMSYNC_SYNCHRONISED_H

#include "physics/model/engine.h"
#include "random/binomial_strips.h"
#include "random/binomial_words.h"

enum { SYNCHRONISED_ORBITS_MAX = ((2 * L_MAX + 1) * (2 * L_MAX + 1) + 1) / 2 };

/* The orbits of a unit: half of (2 L + 1)^2, rounded up. */
static inline int synchronised_orbits(int L) {
    return ((2 * L + 1) * (2 * L + 1) + 1) / 2;
}

struct weight_pair {
    int q, s;
};

static inline struct weight_pair synchronised_weights(int L, int j) {
    const int values = 2 * L + 1, class = synchronised_orbits(L) - 1 + j;
    return (struct weight_pair){class / values - L, class % values - L};
}

/* The orbit of such weights. */
int synchronised_orbit(int L, struct weight_pair weights);

/* Which machines move in a unit: A (and B'), o, or both. */
enum synchronised_movers { MOVES_NONE, MOVES_A, MOVES_O, MOVES_BOTH, SYNCHRONISED_MOVERS };

/* What runs have in common. */
struct synchronised {
    int K, L;
    enum rule rule;
    bool tie_is_plus; /* sgn(0), the same in all three machines */
    struct attack attack;
    uint64_t seed;
    struct weight_pair at[SYNCHRONISED_ORBITS_MAX]; /* weights of an orbit */
    /* Where the components go of which x is +1, and -1, when the moves are along +1. */
    uint16_t plus[SYNCHRONISED_MOVERS][SYNCHRONISED_ORBITS_MAX],
        minus[SYNCHRONISED_MOVERS][SYNCHRONISED_ORBITS_MAX];
    struct binomial_words words;
    struct binomial_strips strips;
};

/* Of a model whose synchronised parties stay so, with an attacker of one machine. */
void synchronised_init(struct synchronised *s, const struct model *model);

/* One run: n[i][j] for unit i and orbit j. */
struct synchronised_run {
    int64_t run, step, updates; /* steps, and updates, made before */
    uint32_t *n[K_MAX];
};

/* The move of a unit: `up` components of each orbit have a move of +1. */
void synchronised_move(const struct synchronised *s, enum synchronised_movers movers,
                       const uint32_t up[], uint32_t n[]);
/* Makes a step; whether s = q in all components after it, o has learned. */
bool synchronised_step(const struct synchronised *s, struct synchronised_run *run);

/* ---- sixteen runs ------------------------------------------------------------------------ */

enum { SYNCHRONISED_LANES = 16 };

/* Lanes without a run hold a run of which all n are 0. */
struct synchronised_group {
    int64_t run[SYNCHRONISED_LANES], step[SYNCHRONISED_LANES], updates[SYNCHRONISED_LANES];
    uint32_t *n; /* [K][orbits][SYNCHRONISED_LANES], aligned to VECTOR_BYTES */
};

struct synchronised_kernels {
    /* Makes at most `steps` steps in all lanes; returns how many: fewer if, and as soon as, o
     * has learned in a lane of the set `wanted`, bit l for lane l. *learned: where it has. */
    int64_t (*steps)(const struct synchronised *s, struct synchronised_group *group,
                     int64_t steps, unsigned wanted, unsigned *learned);
    /* What `steps` does for the orbits below BINOMIAL_STRIPS_FROM, for tests: in each lane
     * binomial_words_draw. */
    void (*draw)(const struct binomial_words *tables, const uint32_t n[SYNCHRONISED_LANES],
                 struct random_small random[SYNCHRONISED_LANES],
                 uint32_t k[SYNCHRONISED_LANES]);
};

/* The kernels for instruction_set(), as occupancy_kernels(). */
const struct synchronised_kernels *synchronised_kernels(void);

/* ---- for both bodies --------------------------------------------------------------------- */

/* k of n >= BINOMIAL_STRIPS_FROM components where the strips have not accepted: of draw
 * `number` = i orbits + j of a step. */
uint32_t synchronised_rejection(const struct synchronised *s, int64_t run, int64_t step,
                                int number, uint32_t n);

/* Which units of o move. */
unit_set synchronised_answer(const struct synchronised *s, int64_t run, int64_t step,
                             int64_t updates, int sigma, const int64_t field[K_MAX]);

#endif
