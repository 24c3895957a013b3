#include "rules/published_times.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "read/value_file.h"
#include "schema/values.h"

enum column { K, L, N, UPDATE, RULE, MEAN, ERROR, ROUNDING, RUNS, SOURCE, CONDITIONS };

/* A number >= 0; 0 of an empty field. */
static bool parse_size(const char *text, double *value) {
    *value = 0.0;
    return *text == '\0' || (value_real(text, value) && *value >= 0.0);
}

/* An integer from 1 on; 0 of an empty field. */
static bool parse_count(const char *text, int64_t *value) {
    *value = 0;
    return *text == '\0' || value_count(text, value);
}

/* A choice of `simulate`, which has all of them; or empty. */
static bool parse_word(const char *text, const char *parameter, char word[24]) {
    const struct parameter *p = parameter_find("simulate", parameter);
    snprintf(word, 24, "%s", text);
    for (int i = 0; p->choices[i]; i++)
        if (strcmp(text, p->choices[i]) == 0)
            return true;
    return *text == '\0';
}

static const char *take(char *const field[], void *to) {
    struct published_times *times = to;
    if (times->count == PUBLISHED_TIMES_MAX)
        return "too many values";
    struct published_time *v = &times->value[times->count];
    if (!parse_count(field[K], &v->K) || !parse_count(field[L], &v->L) ||
        !parse_count(field[N], &v->N) || !parse_count(field[RUNS], &v->runs))
        return "K, L, N or runs is neither empty nor a whole number above 0";
    if (!parse_word(field[UPDATE], "update", v->update) ||
        !parse_word(field[RULE], "rule", v->rule))
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
