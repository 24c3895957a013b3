/* Times of the rules, for people. */
#include <inttypes.h>
#include <math.h>

#include "print/cells.h"
#include "rules/rules.h"

enum { NAME_COLUMN = 13, PAIR_COLUMN = 20 };

static void write_pair(FILE *out, const struct estimate *e) {
    cell_pair(out, PAIR_COLUMN, e->value, e->error);
}

static void write_heads(FILE *out, const char *const heads[]) {
    for (int i = 0; heads[i]; i++)
        cell_text(out, PAIR_COLUMN, heads[i]);
    fputc('\n', out);
}

static void write_p(FILE *out, double chi2, size_t freedom, double p) {
    fprintf(out, "%11.4g / %-4zu%9.2g", chi2, freedom, p);
}

/* ---- the times --------------------------------------------------------------------------- */

static void write_point(const struct rules_point *p, FILE *out) {
    const double unit = scaling_tail_rate((double)p->L);
    const struct tail *tail = &p->tail[1];
    fprintf(out, "  %-*s%3" PRId64 "%8.3g%9" PRId64 "%8" PRId64 "%6" PRId64, NAME_COLUMN,
            rules_source_name[p->source], p->L, p->N, p->synchronised, p->stalled, p->limited);
    if (p->limited > 0)
        cell_text(out, PAIR_COLUMN, "cut by the limit");
    else
        write_pair(out, &p->time.mean);
    write_pair(out, &p->time.dispersion);
    write_pair(out, &p->time.skewness);
    cell_pair(out, PAIR_COLUMN, tail->rate.value / unit, tail->rate.error / unit);
    cell_pair(out, PAIR_COLUMN, exp(p->effect.value), exp(p->effect.value) * p->effect.error);
    fputc('\n', out);
}

static void write_points(const struct rules_study *study, FILE *out) {
    static const char *const heads[] = {"t_sync",    "variance/mean",  "skewness",
                                        "tail rate", "t / t of r.-w.", NULL};
    fprintf(
        out,
        "t_sync by rule, in steps, mean ± standard error: K = 3, parties that move when they "
        "agree, no attacker\n\n  %-*s%3s%8s%9s%8s%6s",
        NAME_COLUMN, "rule", "L", "N", "runs", "stalled", "cut");
    write_heads(out, heads);
    for (size_t i = 0; i < study->points; i++)
        write_point(&study->point[i], out);
    fputs("\nruns: synchronised; stalled: never will, and in no mean; cut: by the step limit. "
          "tail rate: beyond 99 %\nof the runs, in units of -ln((1 + cos(pi/(2 L + 1))) / 2) a "
          "step. iteration: N -> infinity, ended where N\ninputs would.\n",
          out);
}

static void write_published(const struct rules_study *study, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (!p->published)
            continue;
        if (!any)
            fputs("\nPublished beside it; off: ours - theirs in standard errors of both\n",
                  out);
        any = true;
        fprintf(out, "  %-*s L = %" PRId64 ", N = %g:", NAME_COLUMN,
                rules_source_name[p->source], p->L, p->N);
        write_pair(out, &p->time.mean);
        cell_pair(out, PAIR_COLUMN, p->published->mean, p->published->error);
        fprintf(out, "  off %+.1f  %s\n", p->distance, p->published->source);
    }
}

/* ---- growth ------------------------------------------------------------------------------ */

static void write_growths(const struct rules_study *study, FILE *out) {
    static const char *const heads[] = {"s", "s r(L)", "c", NULL};
    fprintf(out,
            "\nGrowth with N >= %g: t_sync = c + s ln N; r(L) = 1/2 ln(1/cos(pi/(2 L + 1)))\n"
            "  %-*s%3s%7s",
            study->from, NAME_COLUMN, "rule", "L", "sizes");
    for (int i = 0; heads[i]; i++)
        cell_text(out, PAIR_COLUMN, heads[i]);
    fputs("   chi^2 / dof        P\n", out);
    for (size_t i = 0; i < study->growths; i++) {
        const struct rules_growth *g = &study->growth[i];
        const double rate = scaling_rate((double)g->L);
        fprintf(out, "  %-*s%3" PRId64 "%7zu", NAME_COLUMN, rules_source_name[g->source], g->L,
                g->line.points);
        cell_pair(out, PAIR_COLUMN, g->line.slope, g->line.slope_error);
        cell_pair(out, PAIR_COLUMN, g->line.slope * rate, g->line.slope_error * rate);
        cell_pair(out, PAIR_COLUMN, g->line.intercept, g->line.intercept_error);
        write_p(out, g->line.chi2, g->line.points - 2, g->line.p);
        fputc('\n', out);
    }
}

static void write_exponents(const struct rules_study *study, FILE *out) {
    fprintf(out, "\nGrowth with L >= %" PRId64 " at one N: t_sync = a L^p\n  %-*s%8s%7s",
            rules_from_L[1], NAME_COLUMN, "rule", "N", "sizes");
    cell_text(out, PAIR_COLUMN, "p");
    fputs("   chi^2 / dof        P\n", out);
    for (size_t i = 0; i < study->exponents; i++) {
        const struct rules_exponent *e = &study->exponent[i];
        fprintf(out, "  %-*s%8.3g%7zu", NAME_COLUMN, rules_source_name[e->source], e->N,
                e->growth.points);
        cell_pair(out, PAIR_COLUMN, e->growth.coefficient[1], e->growth.error[1]);
        write_p(out, e->growth.chi2, e->growth.points - 2, e->growth.p);
        fputc('\n', out);
    }
}

static void write_law(enum scaling_law law, const struct scaling *fit, FILE *out) {
    fprintf(out, "    %-36s", scaling_law_text[law]);
    if (fit->points == 0) {
        fputs("not fitted, too few L or N\n", out);
        return;
    }
    for (size_t k = 0; k < fit->terms; k++) {
        fprintf(out, "%2s =", scaling_term_name[law][k]);
        cell_pair(out, PAIR_COLUMN + 2, fit->coefficient[k], fit->error[k]);
    }
    if (fit->terms < SCALING_TERMS_MAX)
        fprintf(out, "%*s", PAIR_COLUMN + 6, "");
    write_p(out, fit->chi2, fit->points - fit->terms, fit->p);
    fprintf(out, "  residuals %.2g %%, at most %.2g %%\n", 100.0 * fit->rms,
            100.0 * fabs(fit->worst));
}

static void write_scaling(const struct rules_study *study, FILE *out) {
    for (int s = 0; s < 2; s++)
        for (int f = 0; f < RULES_FROM_L; f++) {
            const struct rules_scaling *scaling = &study->scaling[s][f];
            fprintf(out,
                    "\nt_sync against L and N, %s, L >= %" PRId64
                    ", N >= %g: law, chi^2 / dof, P\n",
                    rules_source_name[scaling->source], scaling->from_L, study->from);
            for (enum scaling_law law = 0; law < SCALING_LAWS; law++)
                write_law(law, &scaling->fit[law], out);
        }
}

static void write_effects(const struct rules_study *study, FILE *out) {
    fprintf(out, "\nFinite size, N >= %d: ln(t / t of the random walk)\n  %-*s%-36s",
            RULES_EFFECT_FROM, NAME_COLUMN, "rule", "");
    cell_text(out, PAIR_COLUMN, "q");
    cell_text(out, PAIR_COLUMN, "b");
    cell_text(out, PAIR_COLUMN, "c");
    fputs("   chi^2 / dof        P\n", out);
    for (int s = 0; s < 2; s++)
        for (enum rules_effect_fit kind = 0; kind < EFFECT_FITS; kind++) {
            const struct rules_effect *e = &study->effect[s][kind];
            fprintf(out, "  %-*s%-36s", NAME_COLUMN, rules_source_name[e->source],
                    rules_effect_name[kind]);
            if (e->points == 0) {
                fputs("not fitted\n", out);
                continue;
            }
            write_pair(out, &e->q);
            write_pair(out, &e->b);
            write_pair(out, &e->c);
            write_p(out, e->chi2, (size_t)e->freedom, e->p);
            fputc('\n', out);
        }
}

/* ---- the distribution -------------------------------------------------------------------- */

static void write_tails(const struct rules_point *p, FILE *out) {
    const double L = (double)p->L;
    for (int t = 0; t < RULES_TAILS; t++) {
        const struct tail *tail = &p->tail[t];
        if (tail->count == 0)
            continue;
        fprintf(out, "    tail beyond %.1f %%, %" PRId64 " runs above %g steps: rate",
                100.0 * rules_tail_quantile[t], tail->count, tail->beyond);
        write_pair(out, &tail->rate);
        fputs(" a step; in units of r(L)", out);
        cell_pair(out, PAIR_COLUMN, tail->rate.value / scaling_rate(L),
                  tail->rate.error / scaling_rate(L));
        fputs(", of the mean's", out);
        cell_pair(out, PAIR_COLUMN, tail->rate.value / scaling_tail_rate(L),
                  tail->rate.error / scaling_tail_rate(L));
        fputs("; scatter", out);
        write_pair(out, &tail->scatter);
        fputc('\n', out);
    }
}

static void write_distribution(const struct rules_point *p, FILE *out) {
    fprintf(out,
            "\n  %s, L = %" PRId64 ", N = %g, %" PRId64
            " runs: variance/mean %.3f ± %.3f, skewness %.3f ± %.3f\n",
            rules_source_name[p->source], p->L, p->N, p->synchronised, p->time.dispersion.value,
            p->time.dispersion.error, p->time.skewness.value, p->time.skewness.error);
    for (enum sample_law law = 0; law < SAMPLE_LAWS; law++) {
        const struct law_test *test = &p->test[law];
        if (p->law[law].parameters == 0)
            continue;
        fprintf(out, "    %-20s off by %.4f at most", sample_law_name[law], test->distance);
        if (test->freedom > 0)
            write_p(out, test->chi2, (size_t)test->freedom, test->p);
        fputc('\n', out);
    }
    write_tails(p, out);
}

/* Those with a third of the runs of the fullest simulation, or more. */
static void write_distributions(const struct rules_study *study, FILE *out) {
    const struct rules_point *fullest = rules_fullest(study);
    double low = INFINITY, high = 0.0;
    fputs(
        "\nDistribution of t_sync: laws of the same moments, their largest distance in P(T <= "
        "t), chi^2 / dof, P\n",
        out);
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (fullest && 3 * p->synchronised >= fullest->synchronised)
            write_distribution(p, out);
        if (p->limited > 0 || !(p->time.dispersion.value > 0.0))
            continue;
        low = fmin(low, p->time.dispersion.value);
        high = fmax(high, p->time.dispersion.value);
    }
    if (high > 0.0)
        fprintf(out,
                "\n  Poisson: variance/mean would be 1; it is %.3g to %.3g in all of these "
                "ensembles.\n",
                low, high);
}

void rules_write_text(const struct rules_study *study, FILE *out) {
    write_points(study, out);
    write_published(study, out);
    write_growths(study, out);
    write_exponents(study, out);
    write_scaling(study, out);
    write_effects(study, out);
    write_distributions(study, out);
}
