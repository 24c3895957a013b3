#include "physics/split/attacker_unit.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "arithmetic/elementary.h"
#include "physics/model/overlap.h"

enum { VALUES_MAX = 2 * L_MAX + 1, HALF_MAX = (L_MAX + 1) * VALUES_MAX };

static const double pi = ELEMENTARY_PI;

double attacker_unit_decay(int L) {
    return 0.5 * -elementary_log(elementary_cos(pi / (2 * L + 1)));
}

double attacker_unit_learned(int L) {
    const double follows = 0.5 + 0.5 * sqrt(elementary_cos(pi / (2 * L + 1)));
    const double epsilon = 1e-5 * (1.0 - follows);
    return 0.5 * (pi * epsilon) * (pi * epsilon);
}

static size_t half_size(int L) {
    return ((size_t)L + 1) * (2 * (size_t)L + 1);
}

/* sum over all q, r of (q - r)^2 f / (2 Q), the half q < 0 being the mirror of q > 0; the norm
 * Q = L (L + 1) / 3 never changes, for the weights of a machine stay uniform. */
void attacker_unit_init(struct attacker_unit *unit, int L) {
    assert(1 <= L && L <= L_MAX);
    const double norm = L * (L + 1) / 3.0;
    unit->L = L;
    for (int q = 0; q <= L; q++)
        for (int r = -L; r <= L; r++)
            unit->weight[q * (2 * L + 1) + r + L] =
                (q > 0 ? 2.0 : 1.0) * (q - r) * (q - r) / (2.0 * norm);
}

/* ---- moves ------------------------------------------------------------------------------- */

/* out_r = (up_{r - second} + down_{r + second}) / 2 with clipping at the ends, where `up` are
 * the components that come from the row below, seeing x = +1, and `down` those from above. */
static void shift_row(int values, int second, const double *restrict up,
                      const double *restrict down, double *restrict out) {
    const int last = values - 1;
    if (second == 0) {
        for (int r = 0; r < values; r++)
            out[r] = 0.5 * (up[r] + down[r]);
        return;
    }
    for (int r = 1; r < last; r++)
        out[r] = 0.5 * (up[r - 1] + down[r + 1]);
    out[0] = 0.5 * (down[0] + down[1]);
    out[last] = 0.5 * (up[last] + up[last - 1]);
}

static double gap_of(const struct attacker_unit *unit, const double f[]) {
    /* Summed column by column, so that the loop has no dependence and vectorises. */
    const int values = 2 * unit->L + 1;
    double column[VALUES_MAX] = {0}, gap = 0.0;
    for (int q = 0; q <= unit->L; q++)
        for (int r = 0; r < values; r++)
            column[r] += unit->weight[q * values + r] * f[q * values + r];
    for (int r = 0; r < values; r++)
        gap += column[r];
    return gap;
}

void attacker_unit_move(const struct attacker_unit *unit, int first, int second,
                        struct attacker_unit_state *state) {
    static const double none[VALUES_MAX] = {0};
    const int L = unit->L, values = 2 * L + 1;
    double old[HALF_MAX], mirrored[VALUES_MAX], both[VALUES_MAX];
    memcpy(old, state->f, half_size(L) * sizeof *old);
    for (int r = 0; r < values; r++) { /* row -1, and what the wall at L gathers */
        mirrored[r] = old[values + (values - 1 - r)];
        both[r] = old[(L - 1) * values + r] + old[L * values + r];
    }
    for (int q = 0; q <= L; q++) {
        const double *up = old + q * values, *down = up;
        if (first) {
            up = q == L ? both : q == 0 ? mirrored : old + (q - 1) * values;
            down = q == L ? none : old + (q + 1) * values;
        }
        shift_row(values, second, up, down, state->f + q * values);
    }
    state->gap = gap_of(unit, state->f);
}

static double mismatch(double gap) {
    return overlap_mismatch((struct overlap){gap, 2.0 - gap});
}

/* ---- walks ------------------------------------------------------------------------------- */

/* Four words a block, one a move. */
struct words {
    const struct random_stream *stream;
    enum random_purpose purpose;
    uint64_t number;
    struct random_block block;
};

static double draw(struct words *words, int64_t move) {
    if (move % 4 == 0)
        words->block = random_block(words->stream, words->purpose,
                                    walk_counter(words->number, move / 4), 0);
    return random_uniform(words->block.word[move % 4]);
}

/* One of the three moves; returns the steps that it takes in the mean. */
static double make_move(const struct attacker_unit *unit, double u,
                        struct attacker_unit_state *state) {
    const double epsilon = mismatch(state->gap);
    const double alone = epsilon / (1.0 + epsilon);
    attacker_unit_move(unit, u >= alone, u < alone || u >= 2.0 * alone, state);
    return 2.0 / (1.0 + epsilon);
}

/* One step, drawn as it is defined: the first bit of the random number is A's pattern, the
 * others say whether o differs. */
static double make_step(const struct attacker_unit *unit, double u,
                        struct attacker_unit_state *state) {
    const bool a_moves = u < 0.5;
    const bool differs = (a_moves ? 2.0 * u : 2.0 * u - 1.0) < mismatch(state->gap);
    if (a_moves || differs)
        attacker_unit_move(unit, a_moves, a_moves != differs, state);
    return 1.0;
}

typedef double advance(const struct attacker_unit *unit, double u,
                       struct attacker_unit_state *state);

static void start_with(const struct attacker_unit *unit, const struct random_stream *stream,
                       uint64_t number, int64_t moves, struct attacker_unit_state *state) {
    const double pair = 1.0 / ((2 * unit->L + 1) * (2 * unit->L + 1));
    struct words words = {stream, RANDOM_SPLITTING_START, number, {{0}}};
    for (size_t e = 0; e < half_size(unit->L); e++)
        state->f[e] = pair;
    state->gap = 1.0;
    for (int64_t move = 0; move < moves; move++)
        make_move(unit, draw(&words, move), state);
}

static void walk_with(const struct attacker_unit *unit, const struct random_stream *stream,
                      advance *one, struct walk *w) {
    struct attacker_unit_state *state = w->state;
    struct words words = {stream, RANDOM_SPLITTING_WALK, w->number, {{0}}};
    w->moves = 0;
    w->time = 0.0;
    w->least = state->gap;
    while (state->gap > w->reach && state->gap <= w->leave && w->moves < w->max_moves) {
        w->time += one(unit, draw(&words, w->moves++), state);
        if (state->gap < w->least)
            w->least = state->gap;
    }
    w->gap = state->gap;
    w->end = w->gap <= w->reach  ? WALK_REACHED
             : w->gap > w->leave ? WALK_RETURNED
                                 : WALK_STOPPED;
}

static int64_t relaxation(int L) {
    return (int64_t)ceil(4.0 / attacker_unit_decay(L));
}

static void start(const void *self, const struct random_stream *stream, uint64_t number,
                  void *state) {
    const struct attacker_unit *unit = self;
    start_with(unit, stream, number, relaxation(unit->L), state);
}

static void walk(const void *self, const struct random_stream *stream, struct walk walks[],
                 size_t count) {
    for (size_t i = 0; i < count; i++)
        walk_with(self, stream, make_move, &walks[i]);
}

static void walk_plainly(const void *self, const struct random_stream *stream,
                         struct walk walks[], size_t count) {
    for (size_t i = 0; i < count; i++)
        walk_with(self, stream, make_step, &walks[i]);
}

static struct walk_process process(const struct attacker_unit *unit,
                                   void (*how)(const void *, const struct random_stream *,
                                               struct walk[], size_t)) {
    return (struct walk_process){
        .state_size = sizeof(struct attacker_unit_state) + half_size(unit->L) * sizeof(double),
        .self = unit,
        .relaxation = relaxation(unit->L),
        .start = start,
        .walk = how,
    };
}

struct walk_process attacker_unit_process(const struct attacker_unit *unit) {
    return process(unit, walk);
}

struct walk_process attacker_unit_process_plain(const struct attacker_unit *unit) {
    return process(unit, walk_plainly);
}
