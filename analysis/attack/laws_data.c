/* Success against L as columns, for the picture and others. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "attack/laws_write.h"
#include "schema/values.h"

static const char header[] =
    "# Success of attackers against L, under the criterion that is named at each block.\n"
    "#\n"
    "# Of series K, the blocks pK and lK:\n"
    "# pK: what was measured\n"
    "#   1    L\n"
    "#   2    P, successes / runs that have synchronised, or estimated by splitting\n"
    "#   3-4  interval of 95 %\n"
    "#   5    1 counted, 2 by splitting\n"
    "#   6    runs that have synchronised, or replicates\n"
    "# lK: fitted laws as log10 P, NaN where there is none\n"
    "#   1    L, over the range of the fit\n"
    "#   2    the best law\n"
    "#   3    the exponential over the upper half of the L (all, if there are few)\n"
    "#\n";

static void write_points(const struct laws_series *series, FILE *data) {
    for (size_t r = 0; r < series->rows; r++) {
        const struct success_row *row = series->row[r];
        const struct success *s = &row->success[series->judged];
        if (s->status != SUCCESS_COUNTED && s->status != SUCCESS_SPLIT)
            continue;
        fprintf(data, "%" PRId64 " %.8g %.8g %.8g %d %" PRId64 "\n",
                group_parameters(row->pool)->L, s->p, s->low, s->high,
                s->status == SUCCESS_SPLIT ? 2 : 1,
                s->status == SUCCESS_SPLIT ? row->runs : s->of);
    }
}

static double log10_of(const struct laws_fits *fits, enum decay_law law, double L) {
    if (fits->points == 0 || law == DECAY_LAWS || fits->fit[law].points == 0 ||
        L < fits->from || L > fits->to)
        return NAN;
    return decay_log(law, &fits->fit[law], L).value / M_LN10;
}

static void write_laws(const struct laws_series *series, FILE *data) {
    const struct laws_curve *curve = &series->curve[series->judged];
    const struct laws_fits *all = &curve->range[LAWS_ALL],
                           *best = &curve->range[series->need[0].range],
                           *upper = curve->range[LAWS_UPPER].points > 0
                                        ? &curve->range[LAWS_UPPER]
                                        : all;
    for (int i = 0; i <= 200; i++) {
        const double L = all->points > 0 ? all->from + (all->to - all->from) * i / 200.0 : NAN;
        fprintf(data, "%.6g %.6g %.6g\n", L,
                log10_of(best, best->points > 0 ? best->best : DECAY_LAWS, L),
                log10_of(upper, DECAY_EXPONENTIAL, L));
    }
}

/* One word a series, for what the picture tells apart. */
static void write_words(const struct laws *laws, const char *name,
                        void (*write)(const struct parameters *, FILE *), FILE *variables) {
    fprintf(variables, "; %s = \"", name);
    for (size_t i = 0; i < laws->count; i++) {
        fputs(i == 0 ? "" : " ", variables);
        write(group_parameters(laws->series[i].row[0]->pool), variables);
    }
    fputc('"', variables);
}

static void write_attack(const struct parameters *p, FILE *out) {
    const char *attack = value_word(p, "attack"), *selection = value_word(p, "selection");
    fprintf(out, "%s%s%s", attack, *selection && strcmp(attack, "genetic") == 0 ? "_" : "",
            strcmp(attack, "genetic") == 0 ? selection : "");
}

static void write_machines(const struct parameters *p, FILE *out) {
    fprintf(out, "%" PRId64, p->attackers);
}

static void write_rule(const struct parameters *p, FILE *out) {
    const char *rule = value_word(p, "rule");
    fputs(*rule ? rule : "none", out);
}

static void write_size(const struct parameters *p, FILE *out) {
    fprintf(out, "%" PRId64, p->N);
}

void laws_write_data(const struct laws *laws, FILE *data, FILE *variables) {
    struct figure_blocks blocks = {.data = data};
    fputs(header, data);
    for (size_t i = 0; i < laws->count; i++) {
        const struct laws_series *series = &laws->series[i];
        char label[ENSEMBLE_LABEL_MAX], number[24];
        laws_label(series, label);
        snprintf(number, sizeof number, "%zu", i + 1);
        figure_block(&blocks, "p", number);
        fprintf(data, "# %s: %s\n", label, success_criterion_name[series->judged]);
        write_points(series, data);
        figure_block(&blocks, "l", number);
        write_laws(series, data);
    }
    fprintf(variables, "series = %zu", laws->count);
    write_words(laws, "attacks", write_attack, variables);
    write_words(laws, "machines", write_machines, variables);
    write_words(laws, "rules", write_rule, variables);
    write_words(laws, "sizes", write_size, variables);
}
