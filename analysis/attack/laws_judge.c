/* What becomes of two published claims on how success falls with L. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attack/laws.h"
#include "schema/values.h"

const char *const laws_verdict_name[LAWS_VERDICTS] = {"agrees", "differs", "undecided"};

const char *const laws_claim_name[LAWS_CLAIMS] = {"exponential", "majority"};

const char *const laws_claim_says[LAWS_CLAIMS] = {
    "the success probability falls exponentially with L, for all attacks (Ruttor et al.)",
    "the success probability of the majority attack does not decay with L (Shacham et al.)"};

/* 0.001 is the rate of false alarms of each rejection. */
const char *const laws_claim_criterion[LAWS_CLAIMS] = {
    "over the upper half of the L, of six at least: differs if the exponential is rejected, "
    "p < 0.001; agrees if it is not, P falls by more than 3 standard errors, and the quadratic "
    "law knows the change of the slope over these L to 25 % of it; else undecided",
    "over the same L: differs if the constant is rejected, p < 0.001, and the exponential "
    "falls by more than 3 standard errors; agrees if a change by 10 % over these L is excluded "
    "by 2; else undecided"};

#define REJECTED 1e-3

static const struct parameters *parameters_of(const struct laws_series *series) {
    return group_parameters(series->row[0]->pool);
}

void laws_label(const struct laws_series *series, char label[ENSEMBLE_LABEL_MAX]) {
    static const char *const named[] = {"N",         "L",       "rule",   "update",    "attack",
                                        "attackers", "closure", "event",  "selection", "cl",
                                        "trials",    "until",   "method", "initial",   NULL};
    const struct parameters *p = parameters_of(series);
    const char *rule = value_word(p, "rule"),
               *selection = p->attack == ATTACK_GENETIC ? value_word(p, "selection") : "";
    char size[48];
    if (p->N > 0)
        snprintf(size, sizeof size, "N = %" PRId64, p->N);
    else
        snprintf(size, sizeof size, "N = ∞ (%s, 1 - c_l = %.3g)", value_word(p, "closure"),
                 1.0 - p->cl);
    snprintf(label, ENSEMBLE_LABEL_MAX, "%s", value_word(p, "attack"));
    if (p->attackers > 1)
        snprintf(label + strlen(label), ENSEMBLE_LABEL_MAX - strlen(label), "%s%s of %" PRId64,
                 *selection ? " " : "", selection, p->attackers);
    snprintf(label + strlen(label), ENSEMBLE_LABEL_MAX - strlen(label), "%s%s, %s",
             *rule ? ", " : "", rule, size);
    if (p->update != UPDATE_AGREEMENT)
        snprintf(label + strlen(label), ENSEMBLE_LABEL_MAX - strlen(label), ", on mismatch");
    ensemble_label_append(p, named, label, ENSEMBLE_LABEL_MAX);
}

/* ---- findings ---------------------------------------------------------------------------- */

/* At small L success is near 1, and what is claimed is not meant for it. */
static const struct laws_fits *judged_range(const struct laws_series *series) {
    return &series->curve[series->judged].range[LAWS_UPPER];
}

static bool is_known(const struct decay *fit) {
    return fit->points > fit->terms && !fit->at_edge;
}

static const char *best_name(const struct laws_fits *fits) {
    return fits->best < DECAY_LAWS ? decay_law_name[fits->best] : "none";
}

static void judge_exponential(const struct laws_series *series, struct laws_finding *finding) {
    const struct laws_fits *fits = judged_range(series);
    const struct decay *line = &fits->fit[DECAY_EXPONENTIAL],
                       *bent = &fits->fit[DECAY_QUADRATIC];
    *finding = (struct laws_finding){.series = series, .verdict = LAWS_UNDECIDED};
    if (!is_known(line) || !is_known(bent)) {
        snprintf(finding->measured, sizeof finding->measured,
                 "fewer than six L, or too few successes and failures");
        return;
    }
    const double y = line->parameter[0], y_error = line->error[0],
                 span = 2.0 * (fits->to - fits->from) / fabs(y),
                 bend = bent->parameter[2] * span, bend_error = bent->error[2] * span;
    if (line->p < REJECTED)
        finding->verdict = LAWS_DIFFERS;
    else if (y > 3.0 * y_error && bend_error <= 0.25)
        finding->verdict = LAWS_AGREES;
    char change[64] = "in a way that is not known";
    if (bend_error < 2.0)
        snprintf(change, sizeof change, "by %+.0f ± %.0f %%", 100.0 * bend, 100.0 * bend_error);
    snprintf(
        finding->measured, sizeof finding->measured,
        "L = %g .. %g: y = %.4g ± %.2g, deviance %.4g / %zu, p = %.2g; the slope changes %s "
        "over these L; best by AIC: %s",
        fits->from, fits->to, y, y_error, line->deviance, line->points - line->terms, line->p,
        change, best_name(fits));
}

static void judge_majority(const struct laws_series *series, struct laws_finding *finding) {
    const struct laws_fits *fits = judged_range(series);
    const struct decay *line = &fits->fit[DECAY_EXPONENTIAL],
                       *flat = &fits->fit[DECAY_CONSTANT];
    *finding = (struct laws_finding){.series = series, .verdict = LAWS_UNDECIDED};
    if (!is_known(line) || !is_known(flat)) {
        snprintf(finding->measured, sizeof finding->measured,
                 "fewer than six L, or too few successes and failures");
        return;
    }
    const double y = line->parameter[0], error = line->error[0], span = fits->to - fits->from;
    if (flat->p < REJECTED && y > 3.0 * error)
        finding->verdict = LAWS_DIFFERS;
    else if ((fabs(y) + 2.0 * error) * span < 0.1)
        finding->verdict = LAWS_AGREES;
    const struct laws_curve *curve = &series->curve[series->judged];
    const struct decay_point *first = &curve->point[0],
                             *last = &curve->point[curve->points - 1];
    snprintf(
        finding->measured, sizeof finding->measured,
        "P = %.4g at L = %g, %.4g at L = %g; L = %g .. %g: y = %.4g ± %.2g, the constant has "
        "deviance %.4g / %zu, p = %.2g; best by AIC: %s",
        (double)first->count / (double)first->of, first->L,
        (double)last->count / (double)last->of, last->L, fits->from, fits->to, y, error,
        flat->deviance, flat->points - flat->terms, flat->p, best_name(fits));
}

static bool has_majority(const struct laws_series *series) {
    return strcmp(value_word(parameters_of(series), "attack"), "majority") == 0 &&
           parameters_of(series)->attackers > 1;
}

/* A claim on all attacks is refuted by one, and held up only if none is left open. */
static enum laws_verdict sum_up(const struct laws_finding finding[], size_t count) {
    enum laws_verdict verdict = count > 0 ? LAWS_AGREES : LAWS_UNDECIDED;
    for (size_t i = 0; i < count; i++) {
        if (finding[i].verdict == LAWS_DIFFERS)
            return LAWS_DIFFERS;
        if (finding[i].verdict == LAWS_UNDECIDED)
            verdict = LAWS_UNDECIDED;
    }
    return verdict;
}

bool laws_judge(struct laws *laws) {
    for (enum laws_claim claim = 0; claim < LAWS_CLAIMS; claim++) {
        struct laws_finding *finding = calloc(laws->count + 1, sizeof *finding);
        if (!finding)
            return false;
        size_t count = 0;
        for (size_t i = 0; i < laws->count; i++) {
            const struct laws_series *series = &laws->series[i];
            if (claim == LAWS_EXPONENTIAL)
                judge_exponential(series, &finding[count++]);
            else if (has_majority(series))
                judge_majority(series, &finding[count++]);
        }
        laws->finding[claim] = finding;
        laws->findings[claim] = count;
        laws->verdict[claim] = sum_up(finding, count);
    }
    return true;
}
