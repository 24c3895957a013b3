#include "vector_probe.h"

#include <string.h>

#include "physics/iterate/attacker_field_vector.h"
#include "physics/iterate/mismatch_vector.h"
#include "random/random_vector.h"
#include "vector/elementary_vector.h"

static void block(uint64_t seed, const uint64_t run[PROBES], const uint64_t step[PROBES],
                  uint32_t index, uint32_t word[4][PROBES]) {
    const struct vector_keys keys = vector_keys(seed);
    for (int k = 0; k < PROBES; k += LANES) {
        vword runs, steps;
        memcpy(&runs, run + k, sizeof runs);
        memcpy(&steps, step + k, sizeof steps);
        const struct vector_block b = vector_block(&keys, runs, RANDOM_ITERATE, steps, index);
        for (int w = 0; w < 4; w++)
            for (int lane = 0; lane < LANES; lane++)
                word[w][k + lane] = (uint32_t)b.word[w][lane];
    }
}

static void uniform(const uint64_t word[PROBES], double x[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vword in;
        memcpy(&in, word + k, sizeof in);
        const vreal out = vector_uniform(in);
        memcpy(x + k, &out, sizeof out);
    }
}

static void threshold(const double x[PROBES], double result[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, x + k, sizeof in);
        const vreal out = mismatch_threshold(in);
        memcpy(result + k, &out, sizeof out);
    }
}

static void probability(const double gap[PROBES], double result[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, gap + k, sizeof in);
        const vreal out = mismatch_probability(in);
        memcpy(result + k, &out, sizeof out);
    }
}

static void log_of(const double x[PROBES], double result[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, x + k, sizeof in);
        const vreal out = vector_log(in);
        memcpy(result + k, &out, sizeof out);
    }
}

static void sines(const double x[PROBES], double sin[PROBES], double cos[PROBES]) {
    for (int k = 0; k < PROBES; k += LANES) {
        vreal in;
        memcpy(&in, x + k, sizeof in);
        const struct vector_sines out = vector_sines(in);
        memcpy(sin + k, &out.sin, sizeof out.sin);
        memcpy(cos + k, &out.cos, sizeof out.cos);
    }
}

static void field(uint64_t seed, const struct field_probe probe[PROBES], uint32_t unit,
                  double result[PROBES]) {
    const struct vector_keys keys = vector_keys(seed);
    for (int k = 0; k < PROBES; k += LANES) {
        struct field_draws draws = {.keys = &keys, .unit = unit};
        vreal ab = real_all(0.0), ao = ab, bo = ab;
        vword b = word_all(0), o = word_all(0), three = word_all(0);
        for (int lane = 0; lane < LANES; lane++) {
            const struct field_probe *p = &probe[k + lane];
            draws.run[lane] = p->run, draws.step[lane] = p->step;
            ab[lane] = p->ab, ao[lane] = p->ao, bo[lane] = p->bo;
            b[lane] = p->b_differs, o[lane] = p->o_differs, three[lane] = p->three;
        }
        const struct field_unit u = {ab, ao, bo, has_bits(b, 1), has_bits(o, 1)};
        const vreal out = vector_field(&u, has_bits(three, 1), mask_all(), &draws);
        memcpy(result + k, &out, sizeof out);
    }
}

const struct vector_probe VECTOR_PROBE = {block,  uniform, threshold, probability,
                                          log_of, sines,   field};
