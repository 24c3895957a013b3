#include "attack/published.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "schema/values.h"

const char *const success_criterion_name[SUCCESS_CRITERIA] = {
    "sync-exact", "ever-exact", "early-exact", "sync-overlap", "sync-equal"};

enum column {
    COLUMN_K,
    COLUMN_L,
    COLUMN_N,
    COLUMN_UPDATE,
    COLUMN_RULE,
    COLUMN_ATTACK,
    COLUMN_ATTACKERS,
    COLUMN_SELECTION,
    COLUMN_CRITERION,
    COLUMN_SUCCESS,
    COLUMN_ROUNDING,
    COLUMN_RUNS,
    COLUMN_SOURCE,
    COLUMN_CONDITIONS
};

/* ---- fields ------------------------------------------------------------------------------ */

static bool parse_criterion(const char *text, int *criterion) {
    *criterion = SUCCESS_CRITERIA;
    for (int c = 0; c < SUCCESS_CRITERIA; c++)
        if (strcmp(text, success_criterion_name[c]) == 0)
            *criterion = c;
    return *text == '\0' || *criterion < SUCCESS_CRITERIA;
}

/* ---- the file ---------------------------------------------------------------------------- */

/* What is wrong with the fields; NULL: nothing. */
static const char *parse_value(char *const field[], struct published *v) {
    if (!value_count_if_any(field[COLUMN_K], &v->K) ||
        !value_count_if_any(field[COLUMN_L], &v->L) ||
        !value_count_if_any(field[COLUMN_N], &v->N) ||
        !value_count_if_any(field[COLUMN_ATTACKERS], &v->attackers) ||
        !value_count_if_any(field[COLUMN_RUNS], &v->runs))
        return "K, L, N, attackers or runs is neither empty nor a whole number above 0";
    if (!value_choice_if_any(field[COLUMN_UPDATE], "update", v->update) ||
        !value_choice_if_any(field[COLUMN_RULE], "rule", v->rule) ||
        !value_choice_if_any(field[COLUMN_ATTACK], "attack", v->attack) ||
        !value_choice_if_any(field[COLUMN_SELECTION], "selection", v->selection))
        return "update, rule, attack or selection is neither empty nor a word of its option";
    if (!parse_criterion(field[COLUMN_CRITERION], &v->criterion))
        return "the criterion is unknown";
    if (!value_real(field[COLUMN_SUCCESS], &v->success) ||
        !(0.0 < v->success && v->success < 1.0))
        return "success is not between 0 and 1";
    if (!value_real(field[COLUMN_ROUNDING], &v->rounding) || v->rounding < 0.0)
        return "the rounding is not a number >= 0";
    if (*field[COLUMN_SOURCE] == '\0')
        return "there is no source";
    snprintf(v->source, sizeof v->source, "%s", field[COLUMN_SOURCE]);
    snprintf(v->conditions, sizeof v->conditions, "%s", field[COLUMN_CONDITIONS]);
    return NULL;
}

static const char *take(char *const field[], void *filled) {
    struct published_table *table = filled;
    if (table->count == PUBLISHED_MAX)
        return "too many values";
    const char *wrong = parse_value(field, &table->value[table->count]);
    table->count += !wrong;
    return wrong;
}

static const struct value_format format = {
    .what = "the published values",
    .file = "attacks.csv",
    .header = "K,L,N,update,rule,attack,attackers,selection,criterion,success,rounding,runs,"
              "source,conditions",
    .take = take,
};

bool published_load(const char *name, const char *given, struct published_table *table) {
    *table = (struct published_table){.count = 0};
    return value_file_load(name, &format, given, table);
}

/* ---- finding ----------------------------------------------------------------------------- */

static bool is_or_unsaid(int64_t published, int64_t value) {
    return published == 0 || published == value;
}

/* What the command has no choice of says nothing either. */
static bool word_fits(const char *published, const struct parameters *p, const char *name) {
    const char *word = value_word(p, name);
    return *published == '\0' || strcmp(published, word) == 0;
}

const struct published *published_find(const struct published_table *table,
                                       const struct parameters *p,
                                       enum success_criterion criterion) {
    for (int i = 0; i < table->count; i++) {
        const struct published *v = &table->value[i];
        if (is_or_unsaid(v->K, p->K) && is_or_unsaid(v->L, p->L) &&
            (v->N == 0 || fabs((double)p->N / (double)v->N - 1.0) <= 0.02) &&
            is_or_unsaid(v->attackers, p->attackers) && word_fits(v->update, p, "update") &&
            word_fits(v->rule, p, "rule") && word_fits(v->attack, p, "attack") &&
            word_fits(v->selection, p, "selection") &&
            (v->criterion == SUCCESS_CRITERIA || v->criterion == (int)criterion))
            return v;
    }
    return NULL;
}
