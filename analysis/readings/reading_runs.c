#include "readings/reading_runs.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_math.h>

#include "statistics/sample_summary.h"

enum { PARTS = 20 };

/* A value, and the part of the runs that it belongs to. */
struct valued_run {
    double value;
    size_t part;
};

struct samples {
    struct valued_run *run[QUANTITIES]; /* [count], by value */
    double *chosen;                     /* room for [count] */
    size_t count, parts;
    double paper_runs;
};

/* ---- the runs ---------------------------------------------------------------------------- */

/* Whether runs went on until they had this. */
static bool waits_for(const struct parameters *p, enum quantity quantity) {
    const bool sync = p->until != UNTIL_LEARN, learn = p->until != UNTIL_SYNC;
    return quantity == T_SYNC ? sync : quantity == T_LEARN ? learn : sync && learn;
}

/* What a run has of a quantity; if it lacks it, at least that; NaN: not even a bound is known.
 */
static double value_of(const struct ensemble *e, int64_t run, enum quantity quantity,
                       bool *lacks) {
    const bool synced = e->t_sync[run] != ENSEMBLE_NOT_REACHED,
               learned = e->t_learn[run] != ENSEMBLE_NOT_REACHED;
    const double steps = (double)e->steps[run];
    const double t_sync = synced ? (double)e->t_sync[run] : steps,
                 t_learn = learned ? (double)e->t_learn[run] : steps;
    *lacks = (quantity != T_LEARN && !synced) || (quantity != T_SYNC && !learned);
    if (quantity == RATIO)
        return synced ? t_learn / t_sync : NAN;
    return quantity == T_SYNC ? t_sync : t_learn;
}

static int64_t count_runs(const struct group *pool) {
    int64_t count = 0;
    for (size_t m = 0; m < pool->count; m++)
        for (int64_t i = 0; i < pool->members[m]->parameters.runs; i++)
            count += pool->members[m]->done[i];
    return count;
}

/* Parts are stretches of runs. */
static void collect(const struct group *pool, enum quantity quantity, struct samples *samples,
                    struct reading_runs *runs) {
    size_t next = 0;
    double sum = 0.0;
    for (size_t m = 0; m < pool->count; m++)
        for (int64_t i = 0; i < pool->members[m]->parameters.runs; i++) {
            bool lacks;
            if (!pool->members[m]->done[i])
                continue;
            const double value = value_of(pool->members[m], i, quantity, &lacks);
            samples->run[quantity][next] =
                (struct valued_run){value, next * samples->parts / samples->count};
            runs->lacking[quantity] += lacks;
            sum += value;
            next++;
        }
    runs->bound[quantity] = runs->lacking[quantity] > 0 ? sum / (double)next : NAN;
}

static int by_value(const void *a, const void *b) {
    const double x = ((const struct valued_run *)a)->value,
                 y = ((const struct valued_run *)b)->value;
    return (x > y) - (x < y);
}

/* ---- the numbers ------------------------------------------------------------------------- */

/* Of all runs but those of one part, which may be none of them. */
static struct sample_summary summarise(const struct samples *samples, enum quantity quantity,
                                       size_t left_out) {
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++)
        if (samples->run[quantity][i].part != left_out)
            samples->chosen[count++] = samples->run[quantity][i].value;
    return sample_summarise(samples->chosen, count);
}

typedef double numbers[QUANTITIES][READING_STATISTICS];

static void take_summary(const struct sample_summary *s, double paper_runs, double number[]) {
    number[READING_MEAN] = number[READING_OF_MEANS] = s->mean;
    number[READING_MEDIAN] = s->median;
    number[READING_SD] = s->sd;
    number[READING_HALF_SD] = number[READING_SUM] = number[READING_ROOT] = 0.5 * s->sd;
    number[READING_MEAN_DEVIATION] = s->mean_deviation;
    number[READING_MEDIAN_DEVIATION] = s->median_deviation;
    number[READING_HALF_QUARTILES] = s->half_quartiles;
    number[READING_ERROR] = s->sd / sqrt(paper_runs);
}

/* What of r is made from t_sync and t_learn. */
static void combine(numbers number) {
    const double *sync = number[T_SYNC], *learn = number[T_LEARN];
    const double r = learn[READING_MEAN] / sync[READING_MEAN];
    const double a = sync[READING_HALF_SD] / sync[READING_MEAN],
                 b = learn[READING_HALF_SD] / learn[READING_MEAN];
    number[RATIO][READING_OF_MEANS] = r;
    number[RATIO][READING_SUM] = r * (a + b);
    number[RATIO][READING_ROOT] = r * hypot(a, b);
}

static void make_numbers(const struct samples *samples, const struct reading_runs *runs,
                         size_t left_out, numbers number) {
    for (enum quantity q = 0; q < QUANTITIES; q++) {
        for (enum reading_statistic s = 0; s < READING_STATISTICS; s++)
            number[q][s] = NAN;
        if (!runs->waited[q] || runs->lacking[q] > 0)
            continue;
        const struct sample_summary summary = summarise(samples, q, left_out);
        take_summary(&summary, samples->paper_runs, number[q]);
    }
    combine(number);
}

/* Standard errors: the jackknife with the parts left out one after the other. */
static void add_errors(const struct samples *samples, struct reading_runs *runs) {
    numbers without[PARTS];
    for (size_t part = 0; part < samples->parts; part++)
        make_numbers(samples, runs, part, without[part]);
    const double parts = (double)samples->parts;
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (enum reading_statistic s = 0; s < READING_STATISTICS; s++) {
            double mean = 0.0, squares = 0.0;
            for (size_t part = 0; part < samples->parts; part++)
                mean += without[part][q][s] / parts;
            for (size_t part = 0; part < samples->parts; part++)
                squares += gsl_pow_2(without[part][q][s] - mean);
            runs->number[q][s].error = sqrt((parts - 1.0) / parts * squares);
        }
    for (enum quantity q = 0; q < QUANTITIES; q++)
        runs->number[q][READING_MEAN].error =
            runs->number[q][READING_SD].value / sqrt((double)samples->count);
    for (enum quantity q = T_SYNC; q <= T_LEARN; q++)
        runs->number[q][READING_OF_MEANS].error = runs->number[q][READING_MEAN].error;
}

static void fill(struct samples *samples, struct reading_runs *runs) {
    for (enum quantity q = 0; q < QUANTITIES; q++) {
        runs->bound[q] = NAN;
        runs->waited[q] = samples->count > 0 && waits_for(group_parameters(runs->pool), q);
        if (runs->waited[q])
            collect(runs->pool, q, samples, runs);
        if (runs->waited[q] && runs->lacking[q] == 0)
            qsort(samples->run[q], samples->count, sizeof *samples->run[q], by_value);
    }
    numbers number;
    make_numbers(samples, runs, samples->parts, number);
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (enum reading_statistic s = 0; s < READING_STATISTICS; s++)
            runs->number[q][s] = (struct reading_number){number[q][s], NAN};
    if (samples->count >= 2)
        add_errors(samples, runs);
}

bool reading_runs_make(const struct group *pool, double paper_runs, struct reading_runs *runs) {
    *runs = (struct reading_runs){.pool = pool, .runs = count_runs(pool)};
    const size_t count = (size_t)runs->runs;
    struct samples samples = {
        .count = count, .parts = count < PARTS ? count : PARTS, .paper_runs = paper_runs};
    samples.chosen = calloc(count + 1, sizeof *samples.chosen);
    bool good = samples.chosen != NULL;
    for (enum quantity q = 0; q < QUANTITIES; q++)
        good &= (samples.run[q] = calloc(count + 1, sizeof *samples.run[q])) != NULL;
    if (good)
        fill(&samples, runs);
    for (enum quantity q = 0; q < QUANTITIES; q++)
        free(samples.run[q]);
    free(samples.chosen);
    return good;
}
