/* The analytical iteration of the overlap matrices, N -> infinity: the plain engine.
 *
 * B' of tree_parity.h is held by its opposite, which is B if the parties move on mismatch, and
 * called B here: synchronised is B = -A.
 *
 * A step draws the internal representations of A, B and o: tau^A uniformly from the eight (the
 * paper's set II), and per unit whether B and o differ from A (set I), with the probabilities
 * that the closure gives. The rule of tree_parity.h says who moves, and each matrix of a moved
 * unit is moved. An attacker that looks at its fields is given |h^o|, drawn for these states by
 * attacker_field.h; by `six` for those of A and o alone.
 *
 * When the criterion for synchronisation is met, B = -A from then on: F^AB stays as it is and
 * every step is an update step. When the criterion for learning is met, o = A from then on.
 *
 * Random words of a step: block 0 gives tau^A (the lowest bits of word 0) and "o differs" for
 * units 0 to 2 (words 1 to 3), block 1 "B differs" (words 1 to 3). For further units block 2 n
 * (block 2 n + 1) gives, word after word, "o differs" ("B differs") of the four units from 4 n
 * - 1 on.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "physics/iterate/attacker_field.h"
#include "physics/model/engine.h"
#include "physics/model/overlap_matrix.h"
#include "physics/model/run.h"

/* The pairs of machines whose matrices are iterated; BO by the closure `nine` alone. */
enum pair { PAIR_AB, PAIR_AO, PAIR_BO, PAIRS };

static const enum machine first_of[PAIRS] = {MACHINE_A, MACHINE_A, MACHINE_B};
static const enum machine second_of[PAIRS] = {MACHINE_B, MACHINE_O, MACHINE_O};
/* A move averages over x = +-1: what counts is who goes the same way as A. */
static const int direction_of[MACHINES] = {1, -1, 1};

struct worker {
    struct run run;
    struct overlap_matrix f[PAIRS][K_MAX];
    struct overlap overlap[PAIRS][K_MAX];
    double mismatch[PAIRS][K_MAX]; /* arccos(rho) / pi */
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

static int units_of(const struct worker *w) {
    return w->run.model.protocol.K;
}

/* The internal representations of A, B' and o. */
struct representations {
    unit_set a, b, o;
};

/* The random words of a step. */
enum { WORDS_OF_O, WORDS_OF_B, KINDS_OF_WORDS };
struct step_words {
    struct random_block block[KINDS_OF_WORDS][K_MAX / 4 + 1];
};

static void draw_words(const struct worker *w, struct step_words *words) {
    for (int i = 0; i < units_of(w); i += i == 0 ? 3 : 4)
        for (uint32_t kind = 0; kind < KINDS_OF_WORDS; kind++) {
            const uint32_t n = ((uint32_t)i + 1) / 4;
            words->block[kind][n] = random_block(&w->run.stream, RANDOM_ITERATE,
                                                 w->run.clock.step, KINDS_OF_WORDS * n + kind);
        }
}

/* Uniform in (0, 1), for a unit. */
static double uniform_of(const struct step_words *words, int kind, int i) {
    return random_uniform(words->block[kind][(i + 1) / 4].word[(i + 1) % 4]);
}

static struct representations draw_representations(const struct worker *w) {
    struct step_words words;
    draw_words(w, &words);
    struct representations ir = {0, 0, 0};
    for (int i = 0; i < units_of(w); i++) {
        const struct mismatch e = {w->mismatch[PAIR_AB][i], w->mismatch[PAIR_AO][i],
                                   w->mismatch[PAIR_BO][i]};
        const unit_set unit = 1u << i;
        const bool plus = words.block[0][0].word[0] >> i & 1;
        bool b_differs = true, o_differs = false;
        if (run_seeks_sync(&w->run))
            b_differs = uniform_of(&words, WORDS_OF_B, i) < e.ab;
        if (run_seeks_learn(&w->run)) {
            /* B = -A: nothing is left that B's unit could tell about o's. */
            const double p = !run_seeks_sync(&w->run)
                                 ? e.ao
                                 : closure_attacker_differs(w->run.model.closure, e, b_differs);
            o_differs = uniform_of(&words, WORDS_OF_O, i) < p;
        }
        ir.a |= plus ? unit : 0;
        ir.b |= plus == b_differs ? unit : 0;
        ir.o |= plus != o_differs ? unit : 0;
    }
    return ir;
}

/* ---- the attacker ------------------------------------------------------------------------ */

/* sqrt(Q) of o's unit. Weights that are uniform at the start stay so. */
static double length_of_o(const struct worker *w, int i) {
    const double L = w->run.model.L;
    return w->run.model.initial == w->run.model.L
               ? sqrt(L * (L + 1.0) / 3.0)
               : sqrt(overlap_matrix_second_norm(&w->f[PAIR_AO][i]));
}

/* |h^o| of a unit, where o is not A. */
static double draw_field(const struct worker *w, const struct representations *ir, int i) {
    const struct field_gaps gaps = {.ab = w->overlap[PAIR_AB][i].one_plus,
                                    .ao = w->overlap[PAIR_AO][i].one_minus,
                                    .bo = w->overlap[PAIR_BO][i].one_plus};
    const bool b_differs = (ir->a ^ ir->b) >> i & 1, o_differs = (ir->a ^ ir->o) >> i & 1;
    const struct run *run = &w->run;
    const double field =
        pair_is_iterated(w, PAIR_BO)
            ? attacker_field(&gaps, b_differs, o_differs, &run->stream, run->clock.step, i)
            : attacker_field_given_a(gaps.ao, o_differs, &run->stream, run->clock.step, i);
    return field * length_of_o(w, i);
}

/* The fields of o in units of 2^-55: below 2^62, and fine enough for those of units that hardly
 * ever differ from A's. */
static void draw_fields(const struct worker *w, const struct representations *ir,
                        int64_t field[K_MAX]) {
    for (int i = 0; i < units_of(w); i++) {
        const int64_t size = (int64_t)(draw_field(w, ir, i) * 0x1p55);
        field[i] = ir->o >> i & 1 ? size : -size;
    }
}

static unit_set moves_of_o(const struct worker *w, const struct representations *ir,
                           int sigma) {
    const struct attack *attack = &w->run.model.attack;
    int64_t field[K_MAX] = {0};
    const struct attack_view view = {
        .K = units_of(w),
        .machines = 1,
        .sigma = sigma,
        .updates = w->run.clock.updates - 1,
        .tau = &ir->o,
        .field = (const int64_t(*)[K_MAX])field,
        .stream = &w->run.stream,
        .step = w->run.clock.step,
    };
    /* Nobody looks at the fields of a machine whose output is right. */
    if (attack_needs_fields(attack) && run_seeks_learn(&w->run) &&
        tree_parity_output(units_of(w), ir->o) != sigma)
        draw_fields(w, ir, field);
    return attack_answer_of_one(attack, &view);
}

/* ---- a step ------------------------------------------------------------------------------ */

static void measure(struct worker *w, enum pair pair, int i) {
    w->overlap[pair][i] = overlap_matrix_overlap(&w->f[pair][i]);
    w->mismatch[pair][i] = overlap_mismatch(w->overlap[pair][i]);
}

static void move_matrices(struct worker *w, const struct moves *moves) {
    for (enum pair pair = 0; pair < PAIRS; pair++) {
        if (!pair_is_iterated(w, pair))
            continue;
        const enum machine first = first_of[pair], second = second_of[pair];
        for (int i = 0; i < units_of(w); i++) {
            const int d = moves->units[first] >> i & 1 ? direction_of[first] : 0;
            const int e = moves->units[second] >> i & 1 ? direction_of[second] : 0;
            if (d == 0 && e == 0)
                continue;
            overlap_matrix_move(&w->f[pair][i], d, e);
            measure(w, pair, i);
        }
    }
}

/* Whether the gaps of the units, 1 + rho^AB or 1 - rho^Ao, have sunk to 1 - cl. */
static bool criterion_met(const struct model *model, const double gap[]) {
    const double limit = 1.0 - model->cl;
    double sum = 0.0, largest = 0.0;
    for (int i = 0; i < model->protocol.K; i++) {
        sum += gap[i];
        largest = fmax(largest, gap[i]);
    }
    return model->criterion == CRITERION_MEAN ? sum / model->protocol.K <= limit
                                              : largest <= limit;
}

/* The mean of rho^Ao over the units. */
static double mean_rho_ao(const struct worker *w) {
    double sum = 0.0;
    for (int i = 0; i < units_of(w); i++)
        sum += overlap_rho(w->overlap[PAIR_AO][i]);
    return sum / units_of(w);
}

static void test_criteria(struct worker *w) {
    double to_sync[K_MAX], to_learn[K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        to_sync[i] = w->overlap[PAIR_AB][i].one_plus;
        to_learn[i] = w->overlap[PAIR_AO][i].one_minus;
    }
    const bool sync = run_seeks_sync(&w->run) && criterion_met(&w->run.model, to_sync);
    const bool learn = run_seeks_learn(&w->run) && criterion_met(&w->run.model, to_learn);
    if (learn)
        w->run.clock.t_learn = w->run.clock.step;
    if (sync) {
        const bool attacker = w->run.model.attacker;
        w->run.clock.t_sync = w->run.clock.step;
        w->run.clock.at_sync = (struct at_sync){
            .rho_ao = attacker ? mean_rho_ao(w) : NAN,
            .equal = NAN,
            .learned = attacker && !run_seeks_learn(&w->run),
            .machines = attacker,
        };
    }
}

static void observe(void *worker) {
    struct worker *w = worker;
    const int mirror = tree_parity_mirror(w->run.model.protocol.update);
    double rho_ab[K_MAX], rho_ao[K_MAX];
    for (int i = 0; i < units_of(w); i++) {
        rho_ab[i] = -mirror * overlap_rho(w->overlap[PAIR_AB][i]);
        rho_ao[i] = overlap_rho(w->overlap[PAIR_AO][i]);
    }
    run_show(&w->run, rho_ab, rho_ao);
}

static void make_step(void *worker) {
    struct worker *w = worker;
    const struct representations ir = draw_representations(w);
    if (run_seeks_sync(&w->run) && ir.a != ir.b)
        w->run.clock.last_difference = w->run.clock.step;
    struct moves moves = tree_parity_moves(&w->run.model.protocol, ir.a, ir.b);
    if (moves.updated) {
        run_updates(&w->run);
        if (w->run.model.attacker)
            moves.units[MACHINE_O] = moves_of_o(w, &ir, moves.sigma);
        move_matrices(w, &moves);
        test_criteria(w);
    }
}

static void begin(void *worker) {
    struct worker *w = worker;
    for (enum pair pair = 0; pair < PAIRS; pair++)
        for (int i = 0; i < units_of(w); i++) {
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
    const enum pair pair = (enum pair)(n / units_of(w));
    const size_t values = 2 * (size_t)w->run.model.L + 1;
    if (pair_is_iterated(w, pair))
        return (struct run_part){w->f[pair][n % units_of(w)].f,
                                 values * values * sizeof(double)};
    if (pair_is_seen(w, pair))
        return (struct run_part){&w->overlap[pair][n % units_of(w)], sizeof(struct overlap)};
    return (struct run_part){NULL, 0};
}

/* Whether these are 1 - rho and 1 + rho. */
static bool is_overlap(struct overlap overlap) {
    return overlap.one_minus >= 0.0 && overlap.one_plus >= 0.0 &&
           fabs(overlap.one_minus + overlap.one_plus - 2.0) < 1e-3;
}

static bool accept(void *worker, int n) {
    struct worker *w = worker;
    const enum pair pair = (enum pair)(n / units_of(w));
    struct overlap_matrix *matrix = &w->f[pair][n % units_of(w)];
    if (pair_is_iterated(w, pair)) {
        matrix->L = w->run.model.L;
        if (!overlap_matrix_is_possible(matrix, w->run.model.initial))
            return false;
        measure(w, pair, n % units_of(w));
    }
    return is_overlap(w->overlap[pair][n % units_of(w)]);
}

/* ---- the engine ------------------------------------------------------------------------- */

/* Machines that hear the same inputs would have overlaps with each other. */
static const char *fault(const struct model *model) {
    if (!model->attacker ||
        (model->attack.machines == 1 && model->attack.kind != ATTACK_GENETIC &&
         model->attack.kind != ATTACK_MAJORITY))
        return NULL;
    return "it follows one machine of the attacker; for majority, genetic and any number of "
           "machines there is simulate --method weights";
}

static void *create(const struct model *model, struct observer observer) {
    static const struct run_dynamics dynamics = {.begin = begin,
                                                 .make_step = make_step,
                                                 .observe = observe,
                                                 .parts_of_unit = PAIRS,
                                                 .part = part,
                                                 .accept = accept};
    assert(1 <= model->initial && model->initial <= model->L && model->L <= L_MAX);
    assert(!fault(model));
    return run_worker(sizeof(struct worker), &dynamics, model, observer);
}

const struct engine engine_iterate_plain = {
    .command = "iterate",
    .method = "plain",
    .lanes = 1,
    .fault = fault,
    .create = create,
    .destroy = free,
    .start = run_start,
    .advance = run_advance,
    .save = run_save,
    .restore = run_restore,
};
