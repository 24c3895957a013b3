/* Laws of success against L, for people. */
#include <inttypes.h>
#include <math.h>

#include "attack/laws_write.h"
#include "print/cells.h"
#include "print/number_text.h"
#include "schema/values.h"

enum { PAIR_COLUMN = 25 };

static const char *best_text(enum decay_law law) {
    return law < DECAY_LAWS ? decay_law_name[law] : "-";
}

/* ---- fits -------------------------------------------------------------------------------- */

/* "y = 0.71 ± 0.02". */
static void print_parameter(enum decay_law law, const struct decay *fit, size_t k, FILE *out) {
    char text[NUMBER_PAIR_MAX + 16] = "", pair[NUMBER_PAIR_MAX];
    if (k < fit->terms) {
        number_pair(pair, fit->parameter[k], fit->error[k]);
        snprintf(text, sizeof text, "%s = %s", decay_parameter[law][k], pair);
    }
    cell_text(out, PAIR_COLUMN, text);
}

static void print_law(enum decay_law law, const struct laws_fits *fits, FILE *out) {
    const struct decay *fit = &fits->fit[law];
    fprintf(out, "    %-27s", decay_law_text[law]);
    if (fit->points == 0) {
        fputs("  not fitted\n", out);
        return;
    }
    for (size_t k = 0; k < DECAY_TERMS_MAX; k++)
        print_parameter(law, fit, k, out);
    fprintf(out, "%10.4g / %-2zu %9.2g %11.5g%s%s\n", fit->deviance, fit->points - fit->terms,
            fit->p, fit->aic, law == fits->best ? "  best" : "",
            fit->at_edge ? "  P = 1 at a point" : "");
}

static void print_range(const struct laws_fits *fits, enum laws_range range, FILE *out) {
    if (fits->points == 0)
        return;
    fprintf(out, "  %s, L = %g .. %g, %zu points\n", laws_range_name[range], fits->from,
            fits->to, fits->points);
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        print_law(law, fits, out);
}

/* Of the other criteria the best law alone: the rest stands in JSON and CSV. */
static void print_other(const struct laws_series *series, enum success_criterion criterion,
                        FILE *out) {
    const struct laws_fits *fits = &series->curve[criterion].range[LAWS_ALL];
    if (fits->points == 0 || fits->best == DECAY_LAWS)
        return;
    const struct decay *fit = &fits->fit[fits->best];
    fprintf(out, "  %-13s best of all L: %s", success_criterion_name[criterion],
            decay_law_text[fits->best]);
    for (size_t k = 0; k < fit->terms; k++) {
        char pair[NUMBER_PAIR_MAX];
        number_pair(pair, fit->parameter[k], fit->error[k]);
        fprintf(out, ", %s = %s", decay_parameter[fits->best][k], pair);
    }
    fprintf(out, "; deviance %.4g / %zu, p = %.2g\n", fit->deviance, fit->points - fit->terms,
            fit->p);
}

static void print_residuals(const struct laws_series *series, FILE *out) {
    const struct laws_curve *curve = &series->curve[series->judged];
    const struct laws_fits *fits = &curve->range[LAWS_ALL];
    fprintf(out, "  %5s%14s", "L", "P");
    for (enum decay_law law = 0; law < DECAY_LAWS; law++)
        if (fits->fit[law].points > 0)
            fprintf(out, "%13s", decay_law_name[law]);
    fputs("  (residuals, in standard deviations)\n", out);
    for (size_t i = 0; i < curve->points; i++) {
        const struct decay_point *point = &curve->point[i];
        fprintf(out, "  %5g%14.4g", point->L,
                point->of > 0 ? (double)point->count / (double)point->of : point->p);
        for (enum decay_law law = 0; law < DECAY_LAWS; law++)
            if (fits->fit[law].points > 0)
                fprintf(out, "%13.1f", decay_residual(law, &fits->fit[law], point));
        fputs(point->of > 0 ? "\n" : "  splitting\n", out);
    }
}

static void print_series(const struct laws_series *series, FILE *out) {
    char label[ENSEMBLE_LABEL_MAX];
    laws_label(series, label);
    fprintf(out, "\n%s: %s\n", label, success_criterion_name[series->judged]);
    if (series->curve[series->judged].range[LAWS_ALL].points == 0)
        fprintf(out, "  no law: fewer than %d L\n", LAWS_L_MIN);
    for (enum laws_range range = 0; range < LAWS_RANGES; range++)
        print_range(&series->curve[series->judged].range[range], range, out);
    print_residuals(series, out);
    for (enum success_criterion c = 0; c < SUCCESS_CRITERIA; c++)
        if (c != series->judged)
            print_other(series, c, out);
    if (series->time.points > 0) {
        char power[NUMBER_PAIR_MAX];
        number_pair(power, series->time.coefficient[1], series->time.error[1]);
        fprintf(
            out,
            "  t_sync ~ L^(%s) over the upper half, chi^2 = %.4g / %zu, residuals of %.1f %%\n",
            power, series->time.chi2, series->time.points - series->time.terms,
            100.0 * series->time.rms);
    }
}

/* ---- what a designer asks ---------------------------------------------------------------- */

static void print_spread(double low, double high, FILE *out) {
    char text[64] = "-";
    if (isfinite(low))
        snprintf(text, sizeof text, "%.4g .. %.4g", low, high);
    cell_text(out, 18, text);
}

static void print_need(const struct laws_need *need, const char *target, FILE *out) {
    char text[128] = "-";
    fprintf(out, "  %8s", target);
    if (need->measured > 0)
        snprintf(text, sizeof text, "%" PRId64, need->measured);
    cell_text(out, 10, text);
    const struct decay_value best =
        need->best < DECAY_LAWS ? need->by[need->best] : (struct decay_value){NAN, NAN};
    cell_pair(out, 18, best.value, best.error);
    cell_text(out, 13, best_text(need->best));
    print_spread(need->standing_low, need->standing_high, out);
    print_spread(need->low, need->high, out);
    snprintf(text, sizeof text, "-");
    if (need->L > 0)
        snprintf(text, sizeof text, "%" PRId64, need->L);
    cell_text(out, 8, text);
    cell_pair(out, 22, need->t_sync.value, need->t_sync.error);
    fputs(need->extrapolated ? "  extrapolated\n" : "\n", out);
}

static void print_needs(const struct laws *laws, FILE *out) {
    fputs("\nWhat a designer asks: the L that a smaller success needs, and t_sync there\n",
          out);
    for (size_t i = 0; i < laws->count; i++) {
        char label[ENSEMBLE_LABEL_MAX];
        const struct laws_series *series = &laws->series[i];
        laws_label(series, label);
        fprintf(out, "\n%s: %s\n  %8s%10s%18s%13s%18s%18s%8s%22s\n", label,
                success_criterion_name[series->judged], "below", "measured", "best law", "",
                "laws that stand", "all laws", "L", "t_sync");
        for (int target = 0; target < LAWS_TARGETS; target++)
            print_need(&series->need[target], laws_target_name[target], out);
    }
    fputs("\nmeasured: the least L from which on the upper limit (95 %) is below; best law: by "
          "Akaike's criterion, over all\n"
          "L if it is not rejected at 1 % there, else over the upper half, ± standard error; "
          "laws that stand: those\n"
          "that fall and are not rejected at 1 % there; all laws: all that fall;\n"
          "L: the next whole number of the best law; t_sync: measured there, else by its power "
          "law, whose residuals are\n"
          "part of the error. Extrapolated: beyond the largest L that was measured; the spread "
          "of "
          "the laws says how far to\n"
          "trust it.\n",
          out);
}

/* ---- comparisons ------------------------------------------------------------------------- */

static void print_pairs(const struct laws *laws, FILE *out) {
    double squares = 0.0;
    size_t pairs = 0;
    for (size_t i = 0; i < laws->count; i++)
        for (size_t k = 0; k < laws->series[i].pairs; k++) {
            char label[ENSEMBLE_LABEL_MAX];
            const struct laws_pair *pair = &laws->series[i].pair[k];
            laws_label(&laws->series[i], label);
            if (pairs++ == 0)
                fputs(
                    "\nSplitting against counting (early-exact): ln P of one minus ln P of the "
                    "other, in standard errors\n",
                    out);
            fprintf(out, "  L = %-3" PRId64 " %11.4g split, %11.4g counted, %+5.1f  %s\n",
                    pair->L, pair->split, pair->counted, pair->distance, label);
            squares += pair->distance * pair->distance;
        }
    if (pairs > 0)
        fprintf(out, "  chi^2 = %.3g of %zu\n", squares, pairs);
}

static void print_sizes(const struct laws *laws, FILE *out) {
    if (laws->sizes > 0)
        fputs("\nSimulation minus iteration at c_l = 1 - 0.1/(N L): P of an overlap of 0.98 "
              "(sync-overlap)\n",
              out);
    for (size_t i = 0; i < laws->sizes; i++) {
        const struct laws_size *size = &laws->size[i];
        const struct parameters *p = group_parameters(size->simulated->pool);
        char pair[NUMBER_PAIR_MAX];
        number_pair(pair, size->difference, size->error);
        fprintf(out, "  L = %-3" PRId64 " N = %-9" PRId64 " %-12s %.4f - %.4f = %s\n", p->L,
                p->N, value_word(p, "rule"), size->simulated->success[SYNC_OVERLAP].p,
                size->iterated->success[SYNC_OVERLAP].p, pair);
    }
}

static void print_claims(const struct laws *laws, FILE *out) {
    for (enum laws_claim claim = 0; claim < LAWS_CLAIMS; claim++) {
        fprintf(out, "\nClaim: %s: %s\n  criterion: %s\n", laws_claim_says[claim],
                laws_verdict_name[laws->verdict[claim]], laws_claim_criterion[claim]);
        for (size_t i = 0; i < laws->findings[claim]; i++) {
            const struct laws_finding *finding = &laws->finding[claim][i];
            char label[ENSEMBLE_LABEL_MAX];
            laws_label(finding->series, label);
            fprintf(out, "  %-9s  %s: %s\n", laws_verdict_name[finding->verdict], label,
                    finding->measured);
        }
        if (laws->findings[claim] == 0)
            fputs("  no such attack at two L or more\n", out);
    }
}

void laws_write_text(const struct laws *laws, FILE *out) {
    if (laws->count > 0)
        fprintf(out, "\nHow success falls with L\n");
    for (size_t i = 0; i < laws->count; i++)
        print_series(&laws->series[i], out);
    if (laws->count > 0) {
        fputs("\ndeviance / degrees of freedom: chi^2 by the likelihood ratio; p: of a larger "
              "one "
              "if the law is right; then\n"
              "Akaike's criterion, deviance + 2 parameters. A law with P = 1 at a point has no "
              "errors.\n",
              out);
        print_claims(laws, out);
        print_needs(laws, out);
        print_pairs(laws, out);
    }
    print_sizes(laws, out);
}
