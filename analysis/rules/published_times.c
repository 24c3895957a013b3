#include "rules/published_times.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "schema/values.h"

enum column { K, L, N, UPDATE, RULE, MEAN, ERROR, ROUNDING, RUNS, SOURCE, CONDITIONS };

/* A number >= 0; 0 of an empty field. */
static bool parse_size(const char *text, double *value) {
    *value = 0.0;
    return *text == '\0' || (value_real(text, value) && *value >= 0.0);
}

static const char *take(char *const field[], void *to) {
    struct published_times *times = to;
    if (times->count == PUBLISHED_TIMES_MAX)
        return "too many values";
    struct published_time *v = &times->value[times->count];
    if (!value_count_if_any(field[K], &v->K) || !value_count_if_any(field[L], &v->L) ||
        !value_count_if_any(field[N], &v->N) || !value_count_if_any(field[RUNS], &v->runs))
        return "K, L, N or runs is neither empty nor a whole number above 0";
    if (!value_choice_if_any(field[UPDATE], "update", v->update) ||
        !value_choice_if_any(field[RULE], "rule", v->rule))
        return "update or rule is neither empty nor a word of its option";
    if (!value_real(field[MEAN], &v->mean) || !(v->mean > 0.0))
        return "the mean is not a number above 0";
    if (!parse_size(field[ERROR], &v->error) || !parse_size(field[ROUNDING], &v->rounding))
        return "the error or the rounding is neither empty nor a number >= 0";
    if (*field[SOURCE] == '\0')
        return "there is no source";
    snprintf(v->source, sizeof v->source, "%s", field[SOURCE]);
    snprintf(v->conditions, sizeof v->conditions, "%s", field[CONDITIONS]);
    times->count++;
    return NULL;
}

static const struct value_format format = {
    .what = "the published times",
    .file = "times.csv",
    .header = "K,L,N,update,rule,mean,error,rounding,runs,source,conditions",
    .take = take,
};

bool published_times_load(const char *name, const char *given, void *times) {
    *(struct published_times *)times = (struct published_times){.count = 0};
    return value_file_load(name, &format, given, times);
}

static bool is_or_unsaid(int64_t published, int64_t value) {
    return published == 0 || published == value;
}

static bool word_fits(const char *published, const struct parameters *p, const char *name) {
    return *published == '\0' || strcmp(published, value_word(p, name)) == 0;
}

const struct published_time *published_times_find(const struct published_times *times,
                                                  const struct parameters *p) {
    for (int i = 0; i < times->count; i++) {
        const struct published_time *v = &times->value[i];
        const double off = fabs((double)p->N - (double)v->N);
        if (is_or_unsaid(v->K, p->K) && is_or_unsaid(v->L, p->L) &&
            (v->N == 0 || off <= 0.02 * (double)v->N) && word_fits(v->update, p, "update") &&
            word_fits(v->rule, p, "rule"))
            return v;
    }
    return NULL;
}
