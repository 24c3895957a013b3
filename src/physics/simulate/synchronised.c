#include "physics/simulate/synchronised.h"

#include <math.h>
#include <string.h>

#include "physics/simulate/simulation.h"
#include "random/binomial_rejection.h"
#include "random/random_words.h"

/* ---- orbits ------------------------------------------------------------------------------ */

int synchronised_orbit(int L, struct weight_pair weights) {
    const int middle = synchronised_orbits(L) - 1;
    const int class = (weights.q + L) * (2 * L + 1) + weights.s + L;
    return class < middle ? middle - class : class - middle;
}

static int clipped(int weight, int L) {
    return weight > L ? L : weight < -L ? -L : weight;
}

/* Where a component of such weights goes that moves by x. */
static uint16_t target(int L, struct weight_pair at, enum synchronised_movers movers, int x) {
    if (movers & MOVES_A)
        at.q = clipped(at.q + x, L);
    if (movers & MOVES_O)
        at.s = clipped(at.s + x, L);
    return (uint16_t)synchronised_orbit(L, at);
}

void synchronised_init(struct synchronised *s, const struct model *model) {
    s->K = model->protocol.K;
    s->L = model->L;
    s->rule = model->protocol.rule;
    s->tie_is_plus = model->protocol.ties != TIES_MINUS;
    s->attack = model->attack;
    s->seed = model->seed;
    for (int j = 0; j < synchronised_orbits(s->L); j++) {
        s->at[j] = synchronised_weights(s->L, j);
        for (enum synchronised_movers m = MOVES_NONE; m < SYNCHRONISED_MOVERS; m++) {
            s->plus[m][j] = target(s->L, s->at[j], m, +1);
            s->minus[m][j] = target(s->L, s->at[j], m, -1);
        }
    }
    binomial_words_init(&s->words);
    binomial_strips_init(&s->strips);
}

/* ---- inputs ------------------------------------------------------------------------------ */

static uint64_t next_word(void *words) {
    return random_words_next(words);
}

/* A draw has blocks of its own, so many that they suffice: all tries of 200 would have to fail.
 */
uint32_t synchronised_rejection(const struct synchronised *s, int64_t run, int64_t step,
                                int number, uint32_t n) {
    enum { BLOCKS_OF_DRAW = 256 };
    static_assert(K_MAX * SYNCHRONISED_ORBITS_MAX * BLOCKS_OF_DRAW <= RANDOM_BLOCKS_MAX,
                  "draws share blocks");
    const struct random_stream stream = random_stream(s->seed, run);
    struct random_words words = random_words(&stream, RANDOM_SYNCHRONISED_WORDS, step);
    words.block = (uint32_t)number * BLOCKS_OF_DRAW;
    return (uint32_t)binomial_rejection(n, next_word, &words);
}

/* Uniform on the multiples of 2^-52 in [0, 1). */
static double uniform(uint64_t word) {
    return (double)(int64_t)(word >> 12) * 0x1p-52;
}

/* binomial_strips.h; false: not accepted. */
static bool draw_from_strips(const struct binomial_strips *strips, uint32_t n, uint32_t *k,
                             struct random_small *random) {
    const uint64_t word = random_small_long(random);
    const double within = uniform(random_small_long(random));
    const double v = uniform(random_small_long(random)) + 0x1p-53;
    const uint64_t bucket = word % BINOMIAL_STRIPS, entry = strips->alias[bucket];
    const bool own = word >> BINOMIAL_STRIP_BITS < entry >> BINOMIAL_STRIP_BITS;
    const int strip = (int)(own ? bucket : entry % BINOMIAL_STRIPS);
    const int middle = BINOMIAL_STRIPS / 2;
    const double z = ((double)strip - (double)middle + within) * BINOMIAL_STRIP_WIDTH;
    const double size = n, sigma = 0.5 * sqrt(size);
    *k = (uint32_t)nearbyint(0.5 * size + sigma * z);
    return v <= strips->squeeze[strip] || binomial_strips_accept(strips, n, *k, strip, v);
}

static uint32_t draw(const struct synchronised *s, const struct synchronised_run *run,
                     int number, uint32_t n, struct random_small *random) {
    uint32_t k;
    if (n < BINOMIAL_STRIPS_FROM)
        return binomial_words_draw(&s->words, n, random);
    return draw_from_strips(&s->strips, n, &k, random)
               ? k
               : synchronised_rejection(s, run->run, run->step, number, n);
}

/* ---- a step ------------------------------------------------------------------------------ */

static unit_set representation(const struct synchronised *s, const int64_t field[K_MAX]) {
    unit_set tau = 0;
    for (int i = 0; i < s->K; i++)
        tau |= (unit_set)(field[i] > 0 || (field[i] == 0 && s->tie_is_plus)) << i;
    return tau;
}

unit_set synchronised_answer(const struct synchronised *s, int64_t run, int64_t step,
                             int64_t updates, int sigma, const int64_t field[K_MAX]) {
    const struct random_stream stream = random_stream(s->seed, run);
    const unit_set tau = representation(s, field);
    const struct attack_view view = {
        .K = s->K,
        .machines = 1,
        .sigma = sigma,
        .updates = updates,
        .tau = &tau,
        .field = (const int64_t(*)[K_MAX])field,
        .stream = &stream,
        .step = step,
    };
    return attack_answer_of_one(&s->attack, &view);
}

void synchronised_move(const struct synchronised *s, enum synchronised_movers movers,
                       const uint32_t up[], uint32_t n[]) {
    uint32_t after[SYNCHRONISED_ORBITS_MAX];
    const int orbits = synchronised_orbits(s->L);
    memset(after, 0, (size_t)orbits * sizeof *after);
    for (int j = 0; j < orbits; j++) {
        after[s->plus[movers][j]] += up[j];
        after[s->minus[movers][j]] += n[j] - up[j];
    }
    memcpy(n, after, (size_t)orbits * sizeof *n);
}

static bool has_learned(const struct synchronised *s, const struct synchronised_run *run) {
    for (int i = 0; i < s->K; i++)
        for (int j = 1; j < synchronised_orbits(s->L); j++)
            if (s->at[j].q != s->at[j].s && run->n[i][j] > 0)
                return false;
    return true;
}

/* The inputs of a unit, k[j] of each orbit, and its fields. */
static void draw_unit(const struct synchronised *s, const struct synchronised_run *run, int i,
                      struct random_small *random, uint32_t k[], int64_t *of_a, int64_t *of_o) {
    const int orbits = synchronised_orbits(s->L);
    k[0] = 0; /* or any: both ways lead to the same orbit */
    *of_a = *of_o = 0;
    for (int j = 1; j < orbits; j++) {
        const uint32_t n = run->n[i][j];
        k[j] = draw(s, run, i * orbits + j, n, random);
        const int64_t inputs = 2 * (int64_t)k[j] - n;
        *of_a += s->at[j].q * inputs;
        *of_o += s->at[j].s * inputs;
    }
}

bool synchronised_step(const struct synchronised *s, struct synchronised_run *run) {
    const int orbits = synchronised_orbits(s->L);
    uint32_t k[K_MAX][SYNCHRONISED_ORBITS_MAX];
    int64_t of_a[K_MAX] = {0}, of_o[K_MAX] = {0};
    const struct random_stream stream = random_stream(s->seed, run->run);
    run->step++;
    struct random_small random = random_small_seed(&stream, RANDOM_SYNCHRONISED, run->step);
    for (int i = 0; i < s->K; i++)
        draw_unit(s, run, i, &random, k[i], &of_a[i], &of_o[i]);
    const struct protocol protocol = {.K = s->K, .rule = s->rule};
    const unit_set tau = representation(s, of_a);
    const struct moves moves = tree_parity_moves(&protocol, tau, tau);
    const unit_set a = moves.units[MACHINE_A];
    const unit_set o =
        synchronised_answer(s, run->run, run->step, run->updates++, moves.sigma, of_o);
    for (int i = 0; i < s->K; i++) {
        for (int j = 0; moves.sign < 0 && j < orbits; j++)
            k[i][j] = run->n[i][j] - k[i][j];
        synchronised_move(s, (a >> i & 1) * MOVES_A + (o >> i & 1) * MOVES_O, k[i], run->n[i]);
    }
    return has_learned(s, run);
}
