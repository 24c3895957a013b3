#include "physics/continuous/spherical_unit.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 16, GROUP = 8, SUMS = 4, WORDS = SPHERICAL_BLOCK / 32 };

/* |V|^2 is kept within these, far inside of what float and its square can hold. */
static const double norm2_low = 0x1p-60, norm2_high = 0x1p60;

/* ---- memory ---- */

bool spherical_unit_init(struct spherical_unit *unit, int64_t N, int machines,
                         const float byte[SPHERICAL_TABLE]) {
    *unit = (struct spherical_unit){.N = N, .machines = machines, .byte = byte};
    unit->padded = (N + SPHERICAL_BLOCK - 1) / SPHERICAL_BLOCK * SPHERICAL_BLOCK;
    /* Five cache lines apart, so that the vectors do not fall on the same lines of the cache.
     */
    const size_t vector = (size_t)unit->padded * sizeof(float) + 5 * 64;
    const size_t bits = ((size_t)unit->padded / 8 + 63) / 64 * 64;
    const size_t bytes = (size_t)machines * vector + 2 * bits;
    char *next = unit->memory = aligned_alloc(64, bytes);
    if (!unit->memory)
        return false;
    memset(unit->memory, 0, bytes);
    for (int m = 0; m < machines; m++, next += vector)
        unit->vector[m] = (float *)(void *)next;
    unit->inputs = (uint32_t *)(void *)next;
    unit->moved_along = (uint32_t *)(void *)(next + bits);
    return true;
}

void spherical_unit_destroy(struct spherical_unit *unit) {
    free(unit->memory);
    unit->memory = NULL;
}

void spherical_unit_clear(struct spherical_unit *unit) {
    for (int m = 0; m < unit->machines; m++) {
        memset(unit->vector[m], 0, (size_t)unit->padded * sizeof(float));
        unit->norm2[m] = unit->product[m] = unit->field[m] = 0.0;
        unit->pending[m] = 0.0f;
    }
    unit->stale = false;
}

/* ---- one block ---- */

void spherical_byte_inputs(float byte[SPHERICAL_TABLE]) {
    for (int value = 0; value < 256; value++)
        for (int k = 0; k < 8; k++)
            byte[8 * value + k] = value >> k & 1 ? 1.0f : -1.0f;
}

/* The inputs of a block as numbers; 0 beyond the last input. */
static void spread_inputs(const struct spherical_unit *unit, const uint32_t *bits,
                          int64_t begin, float x[restrict SPHERICAL_BLOCK]) {
    for (int k = 0; k < WORDS; k++) {
        const uint32_t word = bits[begin / 32 + k];
        float *to = x + 32 * k;
        memcpy(to, unit->byte + 8 * (word & 255), 8 * sizeof *to);
        memcpy(to + 8, unit->byte + 8 * (word >> 8 & 255), 8 * sizeof *to);
        memcpy(to + 16, unit->byte + 8 * (word >> 16 & 255), 8 * sizeof *to);
        memcpy(to + 24, unit->byte + 8 * (word >> 24), 8 * sizeof *to);
    }
    for (int64_t j = unit->N - begin; j < SPHERICAL_BLOCK; j++)
        x[j] = 0.0f;
}

/* v <- v + c y */
static inline void move_block(float *restrict v, float c, const float *restrict y) {
    for (int j = 0; j < SPHERICAL_BLOCK; j += LANES)
        for (int l = 0; l < LANES; l++)
            v[j + l] += c * y[j + l];
}

/* Eight components of a lane. Lanes come in groups of eight: two vectors of SSE2, one of AVX,
 * which both compilers turn into straight lines. */
static inline float lane_field(const float *a, const float *x) {
    return ((a[0] * x[0] + a[8] * x[8]) + (a[16] * x[16] + a[24] * x[24])) +
           ((a[32] * x[32] + a[40] * x[40]) + (a[48] * x[48] + a[56] * x[56]));
}

static inline void add_lanes(double sum[SUMS], const float lane[LANES]) {
    for (int l = 0; l < SUMS; l++)
        sum[l] += (double)((lane[l] + lane[l + 4]) + (lane[l + 8] + lane[l + 12]));
}

/* Adds sum_j v_j x_j of a block to the partial sums of a machine. */
static void add_field(double sum[SUMS], const float *restrict v, const float *restrict x) {
    float lane[LANES];
    for (int j = 0; j < LANES; j += GROUP)
        for (int l = 0; l < GROUP; l++)
            lane[j + l] = lane_field(v + 8 * j + l, x + 8 * j + l);
    add_lanes(sum, lane);
}

/* The same for three machines together, so that x need not be loaded for each. */
static void add_three_fields(double sum[MACHINES][SUMS], const float *restrict a,
                             const float *restrict b, const float *restrict o,
                             const float *restrict x) {
    float lane[MACHINES][LANES];
    for (int j = 0; j < LANES; j += GROUP) {
        for (int l = 0; l < GROUP; l++) {
            lane[MACHINE_A][j + l] = lane_field(a + 8 * j + l, x + 8 * j + l);
            lane[MACHINE_B][j + l] = lane_field(b + 8 * j + l, x + 8 * j + l);
            lane[MACHINE_O][j + l] = lane_field(o + 8 * j + l, x + 8 * j + l);
        }
    }
    for (int m = 0; m < MACHINES; m++)
        add_lanes(sum[m], lane[m]);
}

static bool any_pending(const struct spherical_unit *unit) {
    bool any = false;
    for (int m = 0; m < unit->machines; m++)
        any |= unit->pending[m] != 0.0f;
    return any;
}

/* ---- the step ---- */

void spherical_unit_fields(struct spherical_unit *unit) {
    double sum[MACHINES][SUMS] = {{0.0}};
    _Alignas(64) float x[SPHERICAL_BLOCK];
    _Alignas(64) float y[SPHERICAL_BLOCK];
    const bool moves = any_pending(unit);
    for (int64_t begin = 0; begin < unit->padded; begin += SPHERICAL_BLOCK) {
        spread_inputs(unit, unit->inputs, begin, x);
        if (moves)
            spread_inputs(unit, unit->moved_along, begin, y);
        for (int m = 0; m < unit->machines; m++)
            if (unit->pending[m] != 0.0f)
                move_block(unit->vector[m] + begin, unit->pending[m], y);
        if (unit->machines == MACHINES)
            add_three_fields(sum, unit->vector[MACHINE_A] + begin,
                             unit->vector[MACHINE_B] + begin, unit->vector[MACHINE_O] + begin,
                             x);
        else
            for (int m = 0; m < unit->machines; m++)
                add_field(sum[m], unit->vector[m] + begin, x);
    }
    for (int m = 0; m < unit->machines; m++) {
        unit->field[m] = (sum[m][0] + sum[m][1]) + (sum[m][2] + sum[m][3]);
        unit->pending[m] = 0.0f;
    }
    uint32_t *used = unit->inputs;
    unit->inputs = unit->moved_along;
    unit->moved_along = used;
}

void spherical_unit_move(struct spherical_unit *unit, double rate, const bool moved[MACHINES],
                         const int direction[MACHINES]) {
    const double N = (double)unit->N;
    double c[MACHINES];
    for (int m = 0; m < unit->machines; m++) {
        unit->pending[m] =
            moved[m] ? (float)(direction[m] * rate * sqrt(unit->norm2[m])) : 0.0f;
        c[m] = unit->pending[m]; /* what is really added, after rounding */
    }
    for (int m = 1; m < unit->machines; m++)
        unit->product[m] += (c[0] * unit->field[m] + c[m] * unit->field[0]) + c[0] * c[m] * N;
    for (int m = 0; m < unit->machines; m++) {
        const double before = unit->norm2[m];
        unit->norm2[m] += c[m] * (2.0 * unit->field[m] + c[m] * N);
        /* A step as large as the vector may all but cancel it: then digits are lost. */
        if (c[m] != 0.0 && !(unit->norm2[m] > 0.25 * before && unit->norm2[m] > norm2_low &&
                             unit->norm2[m] < norm2_high))
            unit->stale = true;
    }
}

void spherical_unit_settle(struct spherical_unit *unit) {
    if (!any_pending(unit))
        return;
    float y[SPHERICAL_BLOCK];
    for (int64_t begin = 0; begin < unit->padded; begin += SPHERICAL_BLOCK) {
        spread_inputs(unit, unit->moved_along, begin, y);
        for (int m = 0; m < unit->machines; m++) {
            if (unit->pending[m] != 0.0f)
                move_block(unit->vector[m] + begin, unit->pending[m], y);
        }
    }
    for (int m = 0; m < unit->machines; m++)
        unit->pending[m] = 0.0f;
}

/* ---- what is measured ---- */

/* sum_j a_j b_j in double, in which the products of floats are exact. */
static double dot(const float *restrict a, const float *restrict b, int64_t n) {
    double lane[8] = {0.0};
    for (int64_t j = 0; j < n; j += GROUP)
        for (int l = 0; l < GROUP; l++)
            lane[l] += (double)a[j + l] * (double)b[j + l];
    return ((lane[0] + lane[4]) + (lane[1] + lane[5])) +
           ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

/* Scales by a power of two, which rounds nothing, if |V|^2 is off 1 by more than 2^16. */
static void rescale(struct spherical_unit *unit, int m) {
    const double norm2 = unit->norm2[m];
    if (!(norm2 > 0.0) || (norm2 > 0x1p-16 && norm2 < 0x1p16))
        return;
    const double scale = ldexp(1.0, -(ilogb(norm2) / 2));
    for (int64_t j = 0; j < unit->padded; j++)
        unit->vector[m][j] *= (float)scale;
    unit->norm2[m] *= scale * scale;
}

void spherical_unit_renew(struct spherical_unit *unit) {
    spherical_unit_settle(unit);
    for (int m = 0; m < unit->machines; m++) {
        unit->norm2[m] = dot(unit->vector[m], unit->vector[m], unit->padded);
        rescale(unit, m);
    }
    for (int m = 1; m < unit->machines; m++)
        unit->product[m] = dot(unit->vector[0], unit->vector[m], unit->padded);
    unit->stale = false;
}

double spherical_unit_carried_rho(const struct spherical_unit *unit, enum machine m) {
    const double norms = unit->norm2[MACHINE_A] * unit->norm2[m];
    return norms > 0.0 ? unit->product[m] / sqrt(norms) : 0.0;
}

struct overlap spherical_unit_overlap(struct spherical_unit *unit, enum machine m) {
    spherical_unit_settle(unit);
    const float *restrict a = unit->vector[MACHINE_A], *restrict b = unit->vector[m];
    const double norm_a = dot(a, a, unit->padded), norm_b = dot(b, b, unit->padded);
    if (!(norm_a > 0.0 && norm_b > 0.0))
        return (struct overlap){1.0, 1.0};
    const double scale_a = 1.0 / sqrt(norm_a), scale_b = 1.0 / sqrt(norm_b);
    double minus[4] = {0.0}, plus[4] = {0.0};
    for (int64_t j = 0; j < unit->padded; j += 4)
        for (int l = 0; l < 4; l++) {
            const double wa = a[j + l] * scale_a, wb = b[j + l] * scale_b;
            minus[l] += (wa - wb) * (wa - wb);
            plus[l] += (wa + wb) * (wa + wb);
        }
    return (struct overlap){0.5 * ((minus[0] + minus[1]) + (minus[2] + minus[3])),
                            0.5 * ((plus[0] + plus[1]) + (plus[2] + plus[3]))};
}

/* ---- as bytes ---- */

/* How many components of the block that begins there are inputs. */
static size_t inputs_of_block(const struct spherical_unit *unit, int64_t begin) {
    const int64_t left = unit->N - begin;
    return (size_t)(left < SPHERICAL_BLOCK ? left : SPHERICAL_BLOCK);
}

bool spherical_unit_save(const struct spherical_unit *unit, struct saved_run *saved) {
    assert(!unit->stale);
    float v[SPHERICAL_BLOCK], y[SPHERICAL_BLOCK];
    for (int m = 0; m < unit->machines; m++) {
        if (!SAVED_RUN_PUT(saved, unit->norm2[m]) || !SAVED_RUN_PUT(saved, unit->product[m]))
            return false;
        for (int64_t begin = 0; begin < unit->N; begin += SPHERICAL_BLOCK) {
            memcpy(v, unit->vector[m] + begin, sizeof v);
            if (unit->pending[m] != 0.0f) {
                spread_inputs(unit, unit->moved_along, begin, y);
                move_block(v, unit->pending[m], y);
            }
            if (!saved_run_put(saved, v, inputs_of_block(unit, begin) * sizeof *v))
                return false;
        }
    }
    return true;
}

/* Far above what |V|^2 < norm2_high allows, far below what could overflow. NaN fails too. */
static bool vector_fits(const float *v, int64_t n) {
    for (int64_t j = 0; j < n; j++)
        if (!(fabsf(v[j]) < 0x1p32f))
            return false;
    return true;
}

bool spherical_unit_restore(struct spherical_unit *unit, struct saved_run *saved) {
    spherical_unit_clear(unit);
    for (int m = 0; m < unit->machines; m++) {
        if (!SAVED_RUN_GET(saved, unit->norm2[m]) || !SAVED_RUN_GET(saved, unit->product[m]) ||
            !saved_run_get(saved, unit->vector[m], (size_t)unit->N * sizeof(float)))
            return false;
        const double norm2 = unit->norm2[m];
        if (!(norm2 == 0.0 || (norm2 > norm2_low && norm2 < norm2_high)) ||
            !(fabs(unit->product[m]) <= 2.0 * norm2_high) ||
            !vector_fits(unit->vector[m], unit->N))
            return false;
    }
    return true;
}
