#include "physics/model/overlap_matrix.h"

#include <math.h>
#include <string.h>

void overlap_matrix_init(struct overlap_matrix *matrix, int L, int initial) {
    const int values = 2 * L + 1;
    const double pairs = (2.0 * initial + 1.0) * (2.0 * initial + 1.0);
    *matrix = (struct overlap_matrix){.L = L};
    for (int q = -initial; q <= initial; q++)
        for (int r = -initial; r <= initial; r++)
            matrix->f[(q + L) * values + (r + L)] = 1.0 / pairs;
}

static int clip(int index, int values) {
    return index < 0 ? 0 : index >= values ? values - 1 : index;
}

/* Adds half of `row`, its columns moved by `shift` (-1, 0 or 1) and clipped, to `to`. */
static void add_half_row(double *restrict to, const double *restrict row, int values,
                         int shift) {
    const int begin = shift < 0 ? 1 : 0;
    const int end = shift > 0 ? values - 1 : values;
    for (int r = begin; r < end; r++)
        to[r + shift] += 0.5 * row[r];
    if (shift < 0)
        to[0] += 0.5 * row[0];
    if (shift > 0)
        to[values - 1] += 0.5 * row[values - 1];
}

void overlap_matrix_move(struct overlap_matrix *matrix, int first, int second) {
    const int values = 2 * matrix->L + 1;
    double old[WEIGHT_VALUES_MAX * WEIGHT_VALUES_MAX];
    const size_t bytes = sizeof(double) * (size_t)(values * values);
    memcpy(old, matrix->f, bytes);
    memset(matrix->f, 0, bytes);
    for (int q = 0; q < values; q++) {
        const double *row = old + q * values;
        add_half_row(matrix->f + clip(q + first, values) * values, row, values, second);
        add_half_row(matrix->f + clip(q - first, values) * values, row, values, -second);
    }
}

struct overlap overlap_matrix_overlap(const struct overlap_matrix *matrix) {
    const int values = 2 * matrix->L + 1;
    double column[WEIGHT_VALUES_MAX] = {0}; /* sum over q of f_qr */
    double norm_first = 0.0, norm_second = 0.0;
    for (int q = 0; q < values; q++) {
        const double *row = matrix->f + q * values;
        double sum = 0.0;
        for (int r = 0; r < values; r++)
            sum += row[r];
        for (int r = 0; r < values; r++)
            column[r] += row[r];
        norm_first += (q - matrix->L) * (q - matrix->L) * sum;
    }
    for (int r = 0; r < values; r++)
        norm_second += (r - matrix->L) * (r - matrix->L) * column[r];

    double x[WEIGHT_VALUES_MAX], y[WEIGHT_VALUES_MAX]; /* q / sqrt(Q), r / sqrt(Q') */
    const double scale_first = 1.0 / sqrt(norm_first), scale_second = 1.0 / sqrt(norm_second);
    for (int q = 0; q < values; q++) {
        x[q] = (q - matrix->L) * scale_first;
        y[q] = (q - matrix->L) * scale_second;
    }
    /* Summed column by column, so that the loop over r has no dependence and vectorises. */
    double minus[WEIGHT_VALUES_MAX] = {0}, plus[WEIGHT_VALUES_MAX] = {0};
    for (int q = 0; q < values; q++) {
        const double *row = matrix->f + q * values;
        for (int r = 0; r < values; r++) {
            minus[r] += (x[q] - y[r]) * (x[q] - y[r]) * row[r];
            plus[r] += (x[q] + y[r]) * (x[q] + y[r]) * row[r];
        }
    }
    struct overlap overlap = {0.0, 0.0};
    for (int r = 0; r < values; r++) {
        overlap.one_minus += 0.5 * minus[r];
        overlap.one_plus += 0.5 * plus[r];
    }
    return overlap;
}

double overlap_matrix_second_norm(const struct overlap_matrix *matrix) {
    const int L = matrix->L, values = 2 * L + 1;
    double norm = 0.0;
    for (int e = 0; e < values * values; e++)
        norm += (e % values - L) * (e % values - L) * matrix->f[e];
    return norm;
}

/* Whether the weights of one machine can be so distributed. */
static bool marginal_is_possible(const double marginal[], int L, bool uniform) {
    static const double tolerance = 1e-3;
    const int values = 2 * L + 1;
    double sum = 0.0, norm = 0.0;
    for (int q = 0; q < values; q++) {
        if (uniform && !(fabs(values * marginal[q] - 1.0) < tolerance))
            return false;
        sum += marginal[q];
        norm += (q - L) * (q - L) * marginal[q];
    }
    return fabs(sum - 1.0) < tolerance && norm > tolerance;
}

bool overlap_matrix_is_possible(const struct overlap_matrix *matrix, int initial) {
    const int L = matrix->L, values = 2 * L + 1;
    double row[WEIGHT_VALUES_MAX] = {0}, column[WEIGHT_VALUES_MAX] = {0};
    for (int e = 0; e < values * values; e++) {
        if (!(matrix->f[e] >= 0.0))
            return false;
        row[e / values] += matrix->f[e];
        column[e % values] += matrix->f[e];
    }
    return marginal_is_possible(row, L, initial == L) &&
           marginal_is_possible(column, L, initial == L);
}
