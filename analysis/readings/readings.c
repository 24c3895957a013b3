#include "readings/readings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "print/ensemble_label.h"
#include "readings/reading_runs.h"
#include "schema/description.h"

const char *const reading_statistic_text[READING_STATISTICS] = {
    "mean",
    "mean, r of means",
    "median",
    "standard deviation",
    "half of it",
    "mean deviation",
    "median deviation",
    "half the quartiles' distance",
    "standard error of the mean",
    "half of it, r by sum",
    "half of it, r by squares",
};
const char *const reading_statistic_name[READING_STATISTICS] = {
    "mean",           "of-means",       "median",           "sd",
    "half-sd",        "mean-deviation", "median-deviation", "half-quartiles",
    "standard-error", "half-sd-sum",    "half-sd-root",
};

/* ---- rules ------------------------------------------------------------------------------- */

/* What the ensembles of a reading have in common. */
struct reading_rule {
    const struct parameters *like; /* but for L, the start and the criterion */
    int64_t initial;               /* as in struct reading, like the rest */
    enum reading_criterion criterion;
    double gap;
};

/* cl is near 1, where it has lost digits. */
static bool same_gap(double a, double b) {
    return fabs(a / b - 1.0) < 1e-6;
}

static double divisor(enum reading_criterion criterion, int64_t L) {
    switch (criterion) {
    case CRITERION_BY_NORM:
        return (double)(L * (L + 1)) / 3.0;
    case CRITERION_BY_L:
        return (double)L;
    default:
        return 1.0;
    }
}

static bool obeys(const struct parameters *p, const struct reading_rule *rule) {
    const int64_t initial = rule->initial == 0 || rule->initial > p->L ? p->L : rule->initial;
    struct parameters like = *rule->like;
    like.L = p->L;
    like.initial = p->initial;
    like.cl = p->cl;
    like.until = p->until;
    return p->initial == initial &&
           same_gap((1.0 - p->cl) * divisor(rule->criterion, p->L), rule->gap) &&
           strcmp(like.command, p->command) == 0 && !parameters_difference(&like, p);
}

static bool is_power_of_ten(double value) {
    const double exponent = log10(value);
    return fabs(exponent - round(exponent)) < 1e-6;
}

/* The rules that an ensemble may stand for. */
enum { RULES_OF_ONE = 6 };
struct rules {
    struct reading_rule rule[RULES_OF_ONE];
    size_t count;
};

static void add_rules(const struct parameters *p, enum reading_criterion criterion,
                      struct rules *rules) {
    const double gap = (1.0 - p->cl) * divisor(criterion, p->L);
    if (p->initial == p->L)
        rules->rule[rules->count++] = (struct reading_rule){p, 0, criterion, gap};
    rules->rule[rules->count++] = (struct reading_rule){p, p->initial, criterion, gap};
}

static struct rules rules_of(const struct parameters *p) {
    static const enum reading_criterion criteria[] = {CRITERION_FIXED, CRITERION_BY_NORM,
                                                      CRITERION_BY_L};
    struct rules rules = {.count = 0};
    for (size_t i = 0; i < sizeof criteria / sizeof *criteria; i++)
        if (is_power_of_ten((1.0 - p->cl) * divisor(criteria[i], p->L)))
            add_rules(p, criteria[i], &rules);
    if (rules.count == 0)
        add_rules(p, CRITERION_FIXED, &rules);
    return rules;
}

/* ---- readings ---------------------------------------------------------------------------- */

static bool is_as_stated(const struct reading_rule *rule) {
    static const char *const open[] = {"L", "method", "cl", "initial", "until", NULL};
    return strcmp(rule->like->command, "iterate") == 0 && rule->initial == 0 &&
           rule->criterion == CRITERION_FIXED && same_gap(rule->gap, 1e-5) &&
           !parameters_unusual(rule->like, open);
}

static void append(char *label, const char *text) {
    const size_t used = strlen(label);
    snprintf(label + used, READING_LABEL_MAX - used, "%s%s", used > 0 ? " " : "", text);
}

static void make_label(const struct reading_rule *rule, char *label) {
    static const char *const named[] = {"L", "N", "cl", "initial", "until", NULL};
    static const char *const divided[] = {"", "/Q", "/L"};
    const struct parameters *p = rule->like;
    const bool iteration = strcmp(p->command, "iterate") == 0;
    char text[READING_LABEL_MAX] = "";
    *label = '\0';
    if (!iteration) {
        snprintf(text, sizeof text, "%s N=%g", p->command, (double)p->N);
        append(label, text);
    }
    if (rule->initial > 0) {
        snprintf(text, sizeof text, "initial=%d", (int)rule->initial);
        append(label, text);
    }
    if (iteration && (rule->criterion != CRITERION_FIXED || !same_gap(rule->gap, 1e-5))) {
        snprintf(text, sizeof text, is_power_of_ten(rule->gap) ? "cl=1-1e%.0f%s" : "cl=1-%g%s",
                 is_power_of_ten(rule->gap) ? log10(rule->gap) : rule->gap,
                 divided[rule->criterion]);
        append(label, text);
    }
    *text = '\0';
    ensemble_label_append(p, named, text, sizeof text);
    if (*text)
        append(label, text + 1);
    if (!*label)
        append(label, "as stated");
}

/* The ensembles with most runs that have a quantity; NULL: none. */
static const struct reading_runs *fullest(const struct readings_study *study,
                                          const struct reading_rule *rule, int place,
                                          enum quantity quantity) {
    const struct reading_runs *found = NULL;
    for (size_t i = 0; i < study->run_sets; i++) {
        const struct reading_runs *runs = &study->runs[i];
        const struct parameters *p = group_parameters(runs->pool);
        if (p->L == study->L[place] && runs->waited[quantity] && obeys(p, rule) &&
            (!found || runs->runs > found->runs))
            found = runs;
    }
    return found;
}

static struct reading make_reading(const struct readings_study *study,
                                   const struct reading_rule *rule) {
    struct reading reading = {.initial = rule->initial,
                              .criterion = rule->criterion,
                              .gap = rule->gap,
                              .as_stated = is_as_stated(rule)};
    make_label(rule, reading.label);
    for (int place = 0; place < study->Ls; place++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            reading.runs[place][q] = fullest(study, rule, place, q);
            reading.filled += reading.runs[place][q] != NULL;
        }
    return reading;
}

/* Whether what reading `r` has of a quantity is part of one with more numbers. */
static bool is_in_larger(const struct readings_study *study, size_t r, int place,
                         enum quantity quantity) {
    const struct reading *reading = study->reading;
    for (size_t s = 0; s < study->count; s++)
        if (reading[s].runs[place][quantity] == reading[r].runs[place][quantity] &&
            reading[s].filled > reading[r].filled)
            return true;
    return false;
}

/* Rules that an ensemble obeys by chance make no reading: one must have an ensemble that is in
 * no larger one, and must not be there already. */
static bool stands_alone(const struct readings_study *study, size_t r) {
    const struct reading *reading = study->reading;
    for (size_t s = 0; s < r; s++)
        if (memcmp(reading[s].runs, reading[r].runs, sizeof reading[r].runs) == 0)
            return false;
    for (int place = 0; place < study->Ls; place++)
        for (enum quantity q = 0; q < QUANTITIES; q++)
            if (reading[r].runs[place][q] && !is_in_larger(study, r, place, q))
                return true;
    return false;
}

static bool find_readings(struct readings_study *study) {
    struct reading *all = calloc(study->run_sets * RULES_OF_ONE, sizeof *all);
    bool *stands = calloc(study->run_sets * RULES_OF_ONE, sizeof *stands);
    const bool good = all && stands;
    study->reading = all;
    for (size_t i = 0; good && i < study->run_sets; i++) {
        const struct rules rules = rules_of(group_parameters(study->runs[i].pool));
        for (size_t k = 0; k < rules.count; k++)
            all[study->count++] = make_reading(study, &rules.rule[k]);
    }
    size_t kept = 0;
    for (size_t r = 0; good && r < study->count; r++)
        stands[r] = stands_alone(study, r);
    for (size_t r = 0; good && r < study->count; r++)
        if (stands[r])
            all[kept++] = all[r];
    study->count = kept;
    free(stands);
    return good;
}

/* ---- distances --------------------------------------------------------------------------- */

const struct paper_value *readings_paper(const struct readings_study *study, int place,
                                         enum quantity quantity) {
    return paper_table_find(&study->paper, study->L[place], quantity);
}

double reading_printed(const struct paper_value *paper, enum reading_statistic statistic) {
    return !paper ? NAN : statistic < READING_SPREADS ? paper->mean : paper->spread;
}

struct reading_number reading_number(const struct reading *reading, int place,
                                     enum quantity quantity, enum reading_statistic statistic) {
    const struct reading_runs *runs = reading->runs[place][quantity];
    return runs ? runs->number[quantity][statistic] : (struct reading_number){NAN, NAN};
}

/* What is after ± is printed with as many digits as what is before it. The median of times,
 * which are whole numbers, may have an error of 0. */
double reading_distance(const struct readings_study *study, const struct reading *reading,
                        int place, enum quantity quantity, enum reading_statistic statistic) {
    const struct paper_value *paper = readings_paper(study, place, quantity);
    const struct reading_number number = reading_number(reading, place, quantity, statistic);
    if (!paper || isnan(number.error))
        return NAN;
    const double samples =
        1.0 + (double)reading->runs[place][quantity]->runs / (double)paper->runs;
    const double variance =
        gsl_pow_2(number.error) * samples + gsl_pow_2(paper->rounding) / 3.0;
    return variance > 0.0 ? (number.value - reading_printed(paper, statistic)) / sqrt(variance)
                          : NAN;
}

static struct reading_fit make_fit(const struct readings_study *study,
                                   const struct reading *reading,
                                   enum reading_statistic statistic) {
    struct reading_fit fit = {0};
    for (enum quantity q = 0; q < QUANTITIES; q++)
        for (int place = 0; place < study->Ls; place++) {
            if (!readings_paper(study, place, q))
                continue;
            const double z = reading_distance(study, reading, place, q, statistic);
            fit.numbers += !isnan(z);
            fit.within += fabs(z) <= READING_FAR; /* false for NaN */
            fit.part[q] += gsl_pow_2(z);
            fit.chi2 += gsl_pow_2(z);
            fit.misfit += isnan(z) ? NAN : fmin(gsl_pow_2(z), gsl_pow_2(READING_CAP));
        }
    return fit;
}

/* ---- ranks ------------------------------------------------------------------------------- */

static int by_misfit(const void *a, const void *b) {
    const struct reading *r = a, *s = b;
    const double x = r->fit[READING_MEAN].misfit, y = s->fit[READING_MEAN].misfit;
    if (isnan(x) != isnan(y))
        return isnan(x) ? 1 : -1;
    return x < y ? -1 : x > y ? 1 : strcmp(r->label, s->label);
}

static void rank(struct readings_study *study) {
    for (size_t r = 0; r < study->count; r++)
        for (enum reading_statistic s = 0; s < READING_STATISTICS; s++)
            study->reading[r].fit[s] = make_fit(study, &study->reading[r], s);
    qsort(study->reading, study->count, sizeof *study->reading, by_misfit);
    for (size_t r = 0; r < study->count; r++)
        study->reading[r].rank =
            isnan(study->reading[r].fit[READING_MEAN].misfit) ? 0 : (int)r + 1;
}

const struct reading *readings_best(const struct readings_study *study,
                                    enum reading_statistic statistic) {
    const struct reading *best = NULL;
    for (size_t r = 0; r < study->count; r++) {
        const double misfit = study->reading[r].fit[statistic].misfit;
        if (!isnan(misfit) && (!best || misfit < best->fit[statistic].misfit))
            best = &study->reading[r];
    }
    return best;
}

struct reading_nearest readings_nearest(const struct readings_study *study, int place,
                                        enum quantity quantity) {
    struct reading_nearest nearest = {NULL, READING_MEAN, NAN};
    const double printed =
        reading_printed(readings_paper(study, place, quantity), READING_MEAN);
    double least = INFINITY;
    for (size_t r = 0; r < study->count; r++)
        for (enum reading_statistic s = 0; s < READING_SPREADS; s++) {
            const struct reading *reading = &study->reading[r];
            const double away =
                fabs(log(reading_number(reading, place, quantity, s).value / printed));
            if (!(away < least)) /* NaN is not near */
                continue;
            least = away;
            nearest = (struct reading_nearest){
                reading, s, reading_distance(study, reading, place, quantity, s)};
        }
    return nearest;
}

bool readings_explain(const struct readings_study *study, int place, enum quantity quantity) {
    for (size_t r = 0; r < study->count; r++)
        for (enum reading_statistic s = 0; s < READING_SPREADS; s++)
            if (fabs(reading_distance(study, &study->reading[r], place, quantity, s)) <=
                READING_FAR)
                return true;
    return false;
}

struct reading_number readings_paper_ratio(const struct readings_study *study, int place) {
    const struct paper_value *sync = readings_paper(study, place, T_SYNC),
                             *learn = readings_paper(study, place, T_LEARN),
                             *r = readings_paper(study, place, RATIO);
    if (!sync || !learn || !r)
        return (struct reading_number){NAN, NAN};
    const double ratio = r->mean * sync->mean / learn->mean;
    const double rounding =
        hypot(hypot(sync->rounding / sync->mean, learn->rounding / learn->mean),
              r->rounding / r->mean);
    return (struct reading_number){ratio, ratio * rounding / sqrt(3.0)};
}

double reading_ratio(const struct reading *reading, int place) {
    return reading_number(reading, place, RATIO, READING_MEAN).value /
           reading_number(reading, place, RATIO, READING_OF_MEANS).value;
}

/* ---- the study --------------------------------------------------------------------------- */

bool readings_takes(const struct ensemble *ensemble, const char **why) {
    static const char *const open[] = {"L",      "N",      "closure", "criterion",
                                       "cl",     "method", "ties",    "initial",
                                       "attack", "until",  NULL};
    static const struct {
        const char *parameter, *why;
    } reasons[] = {
        {"K", "its K is not the paper's"},
        {"update", "its update is not the paper's"},
        {"rule", "its rule is not the paper's"},
        {"attackers", "its attackers are more than the paper's one"},
        {"no-attacker", "it has no attacker"},
    };
    *why = "it has no runs of the discrete machines";
    if (!ensemble_has_times(ensemble))
        return false;
    const char *unusual = parameters_unusual(&ensemble->parameters, open);
    if (ensemble->parameters.attack == ATTACK_NONE)
        unusual = "no-attacker";
    *why = unusual ? "it is not of the paper's machines" : NULL;
    for (size_t i = 0; unusual && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(unusual, reasons[i].parameter) == 0)
            *why = reasons[i].why;
    return !unusual;
}

static void list_L(struct readings_study *study) {
    study->Ls = 0;
    for (int64_t L = 1; L <= READING_L_MAX; L++)
        if (paper_table_find(&study->paper, L, T_SYNC) ||
            paper_table_find(&study->paper, L, T_LEARN) ||
            paper_table_find(&study->paper, L, RATIO))
            study->L[study->Ls++] = L;
}

bool readings_make(const struct pools *pools, struct readings_study *study) {
    const double paper_runs = (double)study->paper.value[0].runs;
    study->reading = NULL;
    study->count = study->run_sets = 0;
    list_L(study);
    study->runs = calloc(pools->count, sizeof *study->runs);
    bool good = study->runs != NULL;
    for (size_t i = 0; good && i < pools->count; i++)
        good = reading_runs_make(&pools->pool[i], paper_runs, &study->runs[study->run_sets++]);
    good = good && find_readings(study);
    if (good)
        rank(study);
    else
        readings_free(study);
    return good;
}

void readings_free(struct readings_study *study) {
    free(study->runs);
    free(study->reading);
    study->runs = NULL;
    study->reading = NULL;
    study->count = study->run_sets = 0;
}
