#include "sizes/sizes.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_math.h>

/* ---- what is expected -------------------------------------------------------------------- */

double sizes_expected_slope(int64_t L) {
    return -2.0 / log(cos(M_PI / (2.0 * (double)L + 1.0)));
}

/* 1 - c_l, times N. */
static double gap_of_criterion(int64_t L, enum size_source source) {
    return source == FROM_NINE_LAST ? exp(-M_EULER) / (2.0 * (double)L * ((double)L + 1.0))
                                    : 0.1 / (double)L;
}

double sizes_expected_difference(int64_t L, enum size_source source) {
    if (source == FROM_NINE_LAST)
        return 0.0;
    const double components = gap_of_criterion(L, source) * 2.0 * (double)L * ((double)L + 1.0);
    return (M_EULER + log(components)) * sizes_expected_slope(L);
}

/* ---- means ------------------------------------------------------------------------------- */

/* Whether a group is the source at this size. cl comes with 17 digits, of which 1 - cl keeps
 * but six at N = 10^9. */
static bool is_source(const struct group *group, int64_t L, int64_t N,
                      enum size_source source) {
    const struct parameters *p = group_parameters(group);
    if (p->L != L)
        return false;
    if (source == FROM_SIMULATION)
        return strcmp(p->command, "simulate") == 0 && p->N == N;
    const enum closure closure = source == FROM_SIX ? CLOSURE_SIX : CLOSURE_NINE;
    const double gap = gap_of_criterion(L, source) / (double)N;
    return strcmp(p->command, "iterate") == 0 && p->closure == (int64_t)closure &&
           p->criterion == CRITERION_MEAN && fabs((1.0 - p->cl) / gap - 1.0) < 1e-3;
}

static void fill_row(const struct groups *groups, int64_t L, struct size_row *row) {
    for (enum size_source source = 0; source < SIZE_SOURCES; source++) {
        const struct group *found = NULL;
        for (size_t g = 0; g < groups->count; g++)
            if (!is_source(&groups->group[g], L, row->N, source))
                continue;
            else if (found)
                groups_pass_over(groups, &groups->group[g], found);
            else
                groups_take(groups, found = &groups->group[g]);
        for (enum run_time time = 0; time < RUN_TIMES; time++)
            row->mean[source][time] =
                found ? group_mean(found, time) : (struct run_mean){NAN, NAN, 0, 0};
    }
}

/* Groups of one L stand in the order of N. */
static void collect(const struct groups *groups, int64_t L, struct size_study *study) {
    for (size_t g = 0; g < groups->count && study->count < SIZES_MAX; g++) {
        const struct parameters *p = group_parameters(&groups->group[g]);
        if (!is_source(&groups->group[g], L, p->N, FROM_SIMULATION))
            continue;
        struct size_row *row = &study->row[study->count++];
        row->N = p->N;
        fill_row(groups, L, row);
    }
}

/* ---- fits -------------------------------------------------------------------------------- */

/* A mean that no run lacks, with an error. */
static bool is_whole(const struct run_mean *mean) {
    return mean->lacking == 0 && mean->error > 0.0;
}

struct size_difference sizes_difference(const struct size_row *row, enum size_source source,
                                        enum run_time time) {
    const struct run_mean *a = &row->mean[FROM_SIMULATION][time], *b = &row->mean[source][time];
    if (!is_whole(a) || !is_whole(b))
        return (struct size_difference){NAN, NAN};
    return (struct size_difference){a->mean - b->mean, hypot(a->error, b->error)};
}

static void fit(struct size_study *study, double from, enum size_source source,
                enum run_time time) {
    double log_N[SIZES_MAX], mean[SIZES_MAX], error[SIZES_MAX];
    double difference[SIZES_MAX], difference_error[SIZES_MAX];
    size_t means = 0, differences = 0;
    for (size_t i = 0; i < study->count; i++) {
        const struct size_row *row = &study->row[i];
        const struct run_mean *m = &row->mean[source][time];
        if ((double)row->N < from || !is_whole(m))
            continue;
        log_N[means] = log((double)row->N);
        mean[means] = m->mean;
        error[means++] = m->error;
        const struct size_difference d = sizes_difference(row, source, time);
        if (source == FROM_SIMULATION || !(d.error > 0.0))
            continue;
        difference[differences] = d.value;
        difference_error[differences++] = d.error;
    }
    if (!line_fit(log_N, mean, error, NULL, means, &study->fit[source][time]))
        study->fit[source][time] = (struct line){0};
    if (!constant_fit(difference, difference_error, differences,
                      &study->difference[source][time]))
        study->difference[source][time] = (struct constant){0};
}

bool sizes_study(const struct groups *groups, int64_t L, double from,
                 struct size_study *study) {
    struct size_study result = {.L = L};
    collect(groups, L, &result);
    if (result.count == 0)
        return false;
    for (enum size_source source = 0; source < SIZE_SOURCES; source++)
        for (enum run_time time = 0; time < RUN_TIMES; time++)
            fit(&result, from, source, time);
    *study = result;
    return true;
}
