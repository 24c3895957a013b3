#include "attack/success.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rstat.h>

#include "schema/description.h"
#include "schema/values.h"
#include "statistics/histogram.h"

static const struct parameters *parameters_of(const struct success_row *row) {
    return group_parameters(row->pool);
}

/* ---- what is taken ----------------------------------------------------------------------- */

bool success_takes(const struct ensemble *e, const char **why) {
    const struct parameters *p = &e->parameters;
    *why = NULL;
    if (ensemble_is(e, "split"))
        *why = p->event == SPLIT_LUCKY ? NULL : "it splits the passage of a unit";
    else if (!ensemble_has_times(e))
        *why = "its engine has no part in it";
    else if (p->no_attacker)
        *why = "it has no attacker";
    else if (p->until == UNTIL_LEARN)
        *why = "its runs end when the attacker has learned, so that the others are not known";
    return !*why;
}

/* ---- times ------------------------------------------------------------------------------- */

static void add_time(struct success_time *time, gsl_rstat_workspace *sum, int64_t value,
                     int64_t steps) {
    const bool reached = value != ENSEMBLE_NOT_REACHED;
    gsl_rstat_add((double)(reached ? value : steps), sum);
    time->runs++;
    time->lacking += !reached;
}

static bool make_time(const struct group *pool, bool learn, struct success_time *time) {
    gsl_rstat_workspace *sum = gsl_rstat_alloc();
    *time = (struct success_time){TIME_IS_UNKNOWN, NAN, NAN, 0, 0};
    for (size_t m = 0; sum && m < pool->count; m++) {
        const struct ensemble *e = pool->members[m];
        const int64_t *times = learn ? e->t_learn : e->t_sync;
        for (int64_t i = 0; i < e->parameters.runs; i++)
            if (e->done[i] && ensemble_run_end(e, i) != END_STALLED)
                add_time(time, sum, times[i], e->steps[i]);
    }
    if (sum && time->runs > 0) {
        const bool whole = time->lacking == 0;
        time->status = whole ? TIME_IS_MEAN : TIME_IS_BOUND;
        time->mean = gsl_rstat_mean(sum);
        if (whole && time->runs > 1)
            time->error = gsl_rstat_sd_mean(sum);
    }
    const bool made = sum != NULL;
    gsl_rstat_free(sum);
    return made;
}

/* ---- success ----------------------------------------------------------------------------- */

enum verdict { FAILURE, SUCCESS, UNKNOWN };

static enum verdict verdict_of(bool success) {
    return success ? SUCCESS : FAILURE;
}

/* Of a real number that may be NaN, or not there. */
static enum verdict share_reached(const double values[], int64_t run) {
    return !values || isnan(values[run]) ? UNKNOWN : verdict_of(values[run] >= SUCCESS_SHARE);
}

/* Of a run that has synchronised. */
static enum verdict judge(const struct ensemble *e, int64_t i,
                          enum success_criterion criterion) {
    const bool learned = e->t_learn[i] != ENSEMBLE_NOT_REACHED;
    switch (criterion) {
    case SYNC_EXACT:
        return !e->learned_at_sync ? UNKNOWN : verdict_of(e->learned_at_sync[i] >= 1);
    case EVER_EXACT:
        return verdict_of(learned && e->t_learn[i] <= e->t_sync[i]);
    case EARLY_EXACT:
        return verdict_of(learned && e->t_learn[i] < e->t_sync[i]);
    case SYNC_OVERLAP:
        return share_reached(e->rho_ao_at_sync, i);
    default:
        return share_reached(e->equal_at_sync, i);
    }
}

static struct success unknown_success(enum success_status status) {
    return (struct success){
        .status = status, .p = NAN, .low = NAN, .high = NAN, .error = NAN, .distance = NAN};
}

static struct success count_success(const struct success_row *row,
                                    enum success_criterion criterion) {
    struct success s =
        unknown_success(row->synchronised > 0 ? SUCCESS_NOT_RECORDED : SUCCESS_NO_RUN);
    for (size_t m = 0; m < row->pool->count; m++) {
        const struct ensemble *e = row->pool->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++) {
            if (!e->done[i] || e->t_sync[i] == ENSEMBLE_NOT_REACHED)
                continue;
            const enum verdict verdict = judge(e, i, criterion);
            s.of += verdict != UNKNOWN;
            s.count += verdict == SUCCESS;
        }
    }
    if (s.of > 0) {
        const struct fraction fraction = fraction_of(s.count, s.of);
        s.status = SUCCESS_COUNTED;
        s.p = fraction.value;
        s.low = fraction.low;
        s.high = fraction.high;
    }
    return s;
}

static struct success split_success(const struct success_row *row,
                                    enum success_criterion criterion) {
    struct success s = unknown_success(SUCCESS_NOT_RECORDED);
    if (criterion != EARLY_EXACT)
        return s;
    const struct split_mean mean = group_split_mean(row->pool);
    const double reach = gsl_cdf_ugaussian_Pinv(0.975) * mean.error;
    s.status = SUCCESS_SPLIT;
    s.p = mean.value;
    s.error = mean.error;
    s.low = fmax(mean.value - reach, 0.0);
    s.high = fmin(mean.value + reach, 1.0);
    return s;
}

static double distance(const struct success *s) {
    const struct published *v = s->published;
    if (!v || isnan(s->p))
        return NAN;
    const double one = v->success * (1.0 - v->success),
                 ours = s->status == SUCCESS_SPLIT ? s->error * s->error : one / (double)s->of,
                 theirs = v->runs > 0 ? one / (double)v->runs : 0.0;
    return (s->p - v->success) / sqrt(ours + theirs + v->rounding * v->rounding / 3.0);
}

/* ---- rows -------------------------------------------------------------------------------- */

static bool is_split(const struct success_row *row) {
    return strcmp(parameters_of(row)->command, "split") == 0;
}

/* Of splitting, runs are replicates. */
static void count_runs(struct success_row *row) {
    for (size_t m = 0; m < row->pool->count; m++) {
        const struct ensemble *e = row->pool->members[m];
        row->runs += is_split(row) ? e->parameters.replicates : 0;
        for (int64_t i = 0; e->done && i < e->parameters.runs; i++) {
            row->runs += e->done[i];
            row->not_done += !e->done[i];
            if (!e->done[i])
                continue;
            row->ended[ensemble_run_end(e, i)]++;
            row->synchronised += e->t_sync[i] != ENSEMBLE_NOT_REACHED;
        }
    }
}

static bool fill_row(struct success_row *row, const struct published_table *published) {
    const struct success_time none = {TIME_IS_UNKNOWN, NAN, NAN, 0, 0};
    bool good = true;
    count_runs(row);
    row->t_sync = row->t_learn = none;
    if (!is_split(row))
        good = make_time(row->pool, false, &row->t_sync) &&
               make_time(row->pool, true, &row->t_learn);
    if (!is_split(row) && parameters_of(row)->until == UNTIL_SYNC)
        row->t_learn = (struct success_time){TIME_NOT_MEASURED, NAN, NAN, 0, 0};
    for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++) {
        struct success *s = &row->success[c];
        *s = is_split(row) ? split_success(row, c) : count_success(row, c);
        s->published = published_find(published, parameters_of(row), c);
        s->distance = distance(s);
    }
    return good;
}

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

int success_order(const struct parameters *a, const struct parameters *b) {
    const int orders[] = {
        THREE_WAY(a->update, b->update),
        THREE_WAY(a->attack, b->attack),
        THREE_WAY(a->attackers, b->attackers),
        strcmp(a->command, b->command),
        THREE_WAY(a->rule, b->rule),
        THREE_WAY(a->closure, b->closure),
        THREE_WAY(a->K, b->K),
        THREE_WAY(a->N, b->N),
        THREE_WAY(a->L, b->L),
        parameters_order(a, b),
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

bool success_make(const struct pools *pools, const struct published_table *published,
                  struct success_table *table) {
    bool good = true;
    *table = (struct success_table){.row = calloc(pools->count, sizeof *table->row),
                                    .count = pools->count};
    if (!table->row)
        return false;
    for (size_t r = 0; r < table->count && good; r++) {
        table->row[r].pool = &pools->pool[r];
        good = fill_row(&table->row[r], published);
    }
    if (!good)
        success_free(table);
    return good;
}

void success_free(struct success_table *table) {
    free(table->row);
    *table = (struct success_table){0};
}

void success_label(const struct success_row *row, char label[ENSEMBLE_LABEL_MAX]) {
    static const char *const columns[] = {"N",      "L",         "K",       "rule",  "update",
                                          "attack", "attackers", "closure", "event", NULL};
    const struct parameters *p = parameters_of(row);
    const char *closure = value_word(p, "closure");
    snprintf(label, ENSEMBLE_LABEL_MAX, "%s%s%s", is_split(row) ? "splitting" : p->command,
             *closure ? " " : "", closure);
    ensemble_label_append(p, columns, label, ENSEMBLE_LABEL_MAX);
}
