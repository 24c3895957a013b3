/* The analytical iteration of the overlap matrices, N -> infinity: the plain engine.
 *
 * A step draws the internal representations of A, B and o: tau^A uniformly from the eight (the
 * paper's set II), and per unit whether B and o differ from A (set I), with the probabilities
 * that the closure gives. The rule of tree_parity.h says who moves, and each matrix of a moved
 * unit is moved.
 *
 * When the criterion for synchronisation is met, B = -A from then on: F^AB stays as it is and
 * every step is an update step. When the criterion for learning is met, o = A from then on.
 *
 * Random words of a step: block 0 gives tau^A (the three lowest bits of word 0) and "o differs"
 * for the units (words 1 to 3), block 1 gives "B differs" (words 1 to 3) and is drawn only
 * before synchronisation.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "physics/model/engine.h"
#include "physics/model/overlap_matrix.h"
#include "physics/model/run.h"

/* The pairs of machines whose matrices are iterated; BO by the closure `nine` alone. */
enum pair { PAIR_AB, PAIR_AO, PAIR_BO, PAIRS };

static const enum machine first_of[PAIRS] = {MACHINE_A, MACHINE_A, MACHINE_B};
static const enum machine second_of[PAIRS] = {MACHINE_B, MACHINE_O, MACHINE_O};

struct worker {
    struct run run;
    struct overlap_matrix f[PAIRS][K];
    struct overlap overlap[PAIRS][K];
    double mismatch[PAIRS][K]; /* arccos(rho) / pi */
};

/* Whether the matrices of a pair still move. */
static bool pair_is_iterated(const struct worker *w, enum pair pair) {
    switch (pair) {
    case PAIR_AB:
        return run_seeks_sync(&w->run);
    case PAIR_AO:
        return run_seeks_learn(&w->run);
    default:
        return w->run.model.closure == CLOSURE_NINE && run_seeks_learn(&w->run) &&
               run_seeks_sync(&w->run);
    }
}

static struct representations draw_representations(const struct worker *w) {
    const struct random_block own =
        random_block(&w->run.stream, RANDOM_ITERATE, w->run.clock.step, 0);
    struct random_block parties = {{0}};
    if (run_seeks_sync(&w->run))
        parties = random_block(&w->run.stream, RANDOM_ITERATE, w->run.clock.step, 1);

    struct representations ir;
    for (int i = 0; i < K; i++) {
        const struct mismatch e = {w->mismatch[PAIR_AB][i], w->mismatch[PAIR_AO][i],
                                   w->mismatch[PAIR_BO][i]};
        const int tau = own.word[0] >> i & 1 ? 1 : -1;
        bool b_differs = true, o_differs = false;
        if (run_seeks_sync(&w->run))
            b_differs = random_uniform(parties.word[1 + i]) < e.ab;
        if (run_seeks_learn(&w->run)) {
            /* B = -A: nothing is left that B's unit could tell about o's. */
            const double p = !run_seeks_sync(&w->run)
                                 ? e.ao
                                 : closure_attacker_differs(w->run.model.closure, e, b_differs);
            o_differs = random_uniform(own.word[1 + i]) < p;
        }
        ir.tau[MACHINE_A][i] = tau;
        ir.tau[MACHINE_B][i] = b_differs ? -tau : tau;
        ir.tau[MACHINE_O][i] = o_differs ? -tau : tau;
    }
    return ir;
}

static void measure(struct worker *w, enum pair pair, int i) {
    w->overlap[pair][i] = overlap_matrix_overlap(&w->f[pair][i]);
    w->mismatch[pair][i] = overlap_mismatch(w->overlap[pair][i]);
}

static void move_matrices(struct worker *w, const struct moves *moves) {
    for (enum pair pair = 0; pair < PAIRS; pair++) {
        if (!pair_is_iterated(w, pair))
            continue;
        const enum machine first = first_of[pair], second = second_of[pair];
        for (int i = 0; i < K; i++) {
            const int d = moves->moved[first][i] ? moves->direction[first] : 0;
            const int e = moves->moved[second][i] ? moves->direction[second] : 0;
            if (d == 0 && e == 0)
                continue;
            overlap_matrix_move(&w->f[pair][i], d, e);
            measure(w, pair, i);
        }
    }
}

/* Whether the gaps of the three units, 1 + rho^AB or 1 - rho^Ao, have sunk to 1 - cl. */
static bool criterion_met(const struct model *model, const double gap[K]) {
    const double limit = 1.0 - model->cl;
    if (model->criterion == CRITERION_MEAN)
        return (gap[0] + gap[1] + gap[2]) / K <= limit;
    return gap[0] <= limit && gap[1] <= limit && gap[2] <= limit;
}

static void test_criteria(struct worker *w) {
    double to_sync[K], to_learn[K];
    for (int i = 0; i < K; i++) {
        to_sync[i] = w->overlap[PAIR_AB][i].one_plus;
        to_learn[i] = w->overlap[PAIR_AO][i].one_minus;
    }
    const bool sync = run_seeks_sync(&w->run) && criterion_met(&w->run.model, to_sync);
    const bool learn = run_seeks_learn(&w->run) && criterion_met(&w->run.model, to_learn);
    if (sync)
        w->run.clock.t_sync = w->run.clock.step;
    if (learn)
        w->run.clock.t_learn = w->run.clock.step;
}

static void observe(void *worker) {
    struct worker *w = worker;
    double rho_ab[K], rho_ao[K];
    for (int i = 0; i < K; i++) {
        rho_ab[i] = overlap_rho(w->overlap[PAIR_AB][i]);
        rho_ao[i] = overlap_rho(w->overlap[PAIR_AO][i]);
    }
    run_show(&w->run, rho_ab, rho_ao);
}

static void make_step(void *worker) {
    struct worker *w = worker;
    const struct representations ir = draw_representations(w);
    if (run_seeks_sync(&w->run) && tree_parity_parties_differ(&ir))
        w->run.clock.last_difference = w->run.clock.step;
    const struct moves moves = tree_parity_moves(&ir);
    if (moves.updated) {
        move_matrices(w, &moves);
        test_criteria(w);
    }
}

static void begin(void *worker) {
    struct worker *w = worker;
    for (enum pair pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < K; i++) {
            overlap_matrix_init(&w->f[pair][i], w->run.model.L, w->run.model.initial);
            measure(w, pair, i);
        }
}

/* ---- a run as bytes --------------------------------------------------------------------- */

/* Whether the observer sees the overlaps of a pair. */
static bool pair_is_seen(const struct worker *w, enum pair pair) {
    return pair == PAIR_AB || (pair == PAIR_AO && w->run.model.attacker);
}

/* Of a pair that moves the matrices; of one that has come to rest the overlaps, if they are
 * seen. */
static struct run_part part(void *worker, int n) {
    struct worker *w = worker;
    const enum pair pair = (enum pair)(n / K);
    const size_t values = 2 * (size_t)w->run.model.L + 1;
    if (pair_is_iterated(w, pair))
        return (struct run_part){w->f[pair][n % K].f, values * values * sizeof(double)};
    if (pair_is_seen(w, pair))
        return (struct run_part){&w->overlap[pair][n % K], sizeof(struct overlap)};
    return (struct run_part){NULL, 0};
}

/* Whether these are 1 - rho and 1 + rho. */
static bool is_overlap(struct overlap overlap) {
    return overlap.one_minus >= 0.0 && overlap.one_plus >= 0.0 &&
           fabs(overlap.one_minus + overlap.one_plus - 2.0) < 1e-3;
}

static bool accept(void *worker, int n) {
    struct worker *w = worker;
    const enum pair pair = (enum pair)(n / K);
    struct overlap_matrix *matrix = &w->f[pair][n % K];
    if (pair_is_iterated(w, pair)) {
        matrix->L = w->run.model.L;
        if (!overlap_matrix_is_possible(matrix, w->run.model.initial))
            return false;
        measure(w, pair, n % K);
    }
    return is_overlap(w->overlap[pair][n % K]);
}

/* ---- the engine ------------------------------------------------------------------------- */

static void *create(const struct model *model, struct observer observer) {
    static const struct run_dynamics dynamics = {.begin = begin,
                                                 .make_step = make_step,
                                                 .observe = observe,
                                                 .parts = PAIRS * K,
                                                 .part = part,
                                                 .accept = accept};
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    return run_worker(sizeof(struct worker), &dynamics, model, observer);
}

const struct engine engine_iterate_plain = {
    .command = "iterate",
    .method = "plain",
    .lanes = 1,
    .create = create,
    .destroy = free,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
