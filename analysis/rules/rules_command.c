/* tpmsync-reduce rules: how long the parties take by each rule. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "rules/rules.h"
#include "schema/description.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "from", .argument = "N", .standard = "1e4", .help = "the least N that is fitted"},
    {.name = "published",
     .argument = "FILE.csv",
     .help =
         "the published times: comma-separated, with the columns of data/times.csv; without "
         "it, "
         "times.csv in the folder that the environment variable TPMSYNC_DATA names, else the "
         "one installed with this program"},
    OPTION_HELP,
};

const struct command_text rules_text = {
    .name = "rules",
    .summary = "t_sync of the three rules against L and N, and its distribution",
    .operands = "FILE.h5...",
    .text =
        "How long the parties take to synchronise where they move when they agree, by each "
        "rule, "
        "with nobody listening: mean t_sync against L and N, how it grows with either and with "
        "both, what tells the rules apart at finite N, how many runs stall, and how t_sync is "
        "distributed: variance over mean, skewness, the rate of the tail, and laws of the same "
        "moments (Poisson, normal, Gumbel, log-normal, and with an origin of their own gamma "
        "and "
        "log-normal).\n"
        "\n"
        "The files are those of tpmsync, in any mix and order. Taken are those with --update "
        "agreement --attack none, its usual ties, K = 3 and weights uniform on -L .. L at the "
        "start, of\n"
        "simulate\tat every N, by each rule\n"
        "iterate\tN -> infinity, the mean overlap as criterion: of N with 1 - c_l = "
        "exp(-gamma)/(2 L (L + 1) N), where it ends when N inputs are expected to; "
        "exp(-gamma) = 0.561459\n"
        "\n"
        "Files that differ in seed, runs, step limit, stall or trace alone are pooled; of "
        "those "
        "that differ in more, at one L and N, those with most runs count and the others are "
        "passed over by name. Give every file another seed: with the same one neighbours share "
        "random numbers, and the errors of fits, which take them as independent, are wrong.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "A law is fitted with the errors of the means as weights; P is the probability of a "
        "larger chi^2 if it holds. Means are exact enough that a law may fail by less than "
        "anybody would mind: the residuals tell. The bins that chi^2 of a distribution is "
        "counted in are cut at its own quantiles. Published values stand beside where "
        "data/times.csv has any.",
    .example = "tpmsync-reduce rules --plot rules.pdf out/rules-*.h5",
};

/* ---- data -------------------------------------------------------------------------------- */

static const char header[] =
    "# t_sync of the three rules, and of N -> infinity.\n"
    "#\n"
    "# Blocks random-walk, hebbian, anti-hebbian, iteration:\n"
    "#   1-2  L [1] and inputs of a hidden unit N [1]; of the iteration those its criterion "
    "stands for\n"
    "#   3-4  mean t_sync and its standard error [steps]\n"
    "#   5    L / sqrt(N) [1]\n"
    "#   6-7  ln(t_sync / that of the random walk at the same L and N), and its error [1]\n"
    "#   8-9  variance over mean, and its error [steps]\n"
    "#   10   runs that have synchronised [1]\n"
    "#   11   share of stalled runs [1]\n"
    "# Block growth: c + s ln N of the random walk\n"
    "#   1-3  L [1], N [1], t_sync of the line [steps]\n"
    "# Blocks effect_hebbian, effect_anti-hebbian: b x + c x^2, fitted to small x\n"
    "#   1-2  x = L / sqrt(N) [1], ln(t_sync / that of the random walk) [1]\n"
    "# Block distribution: of the random walk with most runs\n"
    "#   1-3  t_sync [steps], density and its counting error [1/step]\n"
    "# Block laws: densities [1/step] at t_sync [steps], column 1\n"
    "#   2-7  Poisson, normal, log-normal, Gumbel, shifted gamma, shifted log-normal\n"
    "# Numbers that are missing are NaN.\n"
    "#\n";

static void write_source(const struct rules_study *study, enum rules_source source,
                         struct figure_blocks *blocks) {
    bool any = false;
    for (size_t i = 0; i < study->points; i++) {
        const struct rules_point *p = &study->point[i];
        if (p->source != source)
            continue;
        if (!any)
            figure_block(blocks, rules_source_name[source], "");
        any = true;
        const bool whole = p->limited == 0;
        fprintf(blocks->data,
                "%" PRId64 " %.6g %.8g %.4g %.6g %.6g %.4g %.6g %.4g %" PRId64 " %.4g\n", p->L,
                p->N, whole ? p->time.mean.value : NAN, whole ? p->time.mean.error : NAN,
                (double)p->L / sqrt(p->N), p->effect.value, p->effect.error,
                p->time.dispersion.value, p->time.dispersion.error, p->synchronised,
                p->stalls.value);
    }
}

static void write_growth(const struct rules_study *study, struct figure_blocks *blocks) {
    bool any = false;
    for (size_t i = 0; i < study->growths; i++) {
        const struct rules_growth *g = &study->growth[i];
        if (g->source != BY_RANDOM_WALK)
            continue;
        if (!any)
            figure_block(blocks, "growth", "");
        any = true;
        for (int k = 0; k <= 7; k++) {
            const double N = study->from * pow(1e9 / study->from, k / 7.0);
            fprintf(blocks->data, "%" PRId64 " %.6g %.8g\n", g->L, N,
                    g->line.intercept + g->line.slope * log(N));
        }
        fputc('\n', blocks->data);
    }
}

static void write_effects(const struct rules_study *study, struct figure_blocks *blocks) {
    for (int s = 0; s < 2; s++) {
        const struct rules_effect *e = &study->effect[s][EFFECT_SMALL];
        if (e->points == 0)
            continue;
        figure_block(blocks, "effect_", rules_source_name[e->source]);
        for (int i = 0; i <= 100; i++) {
            const double x = pow(e->up_to, 1.0 + (100.0 - i) / 100.0);
            fprintf(blocks->data, "%.6g %.6g\n", x, e->b.value * x + e->c.value * x * x);
        }
    }
}

/* False without memory. */
static bool write_distribution(const struct rules_point *p, struct figure_blocks *blocks) {
    const size_t n = (size_t)p->synchronised;
    const double width = ceil(histogram_width(p->sorted, n, 1.0)),
                 low = p->sorted[0] - 0.5 - width, high = p->sorted[n - 1] + width;
    const size_t bins = (size_t)fmin(ceil((high - low) / width), HISTOGRAM_BINS_MAX);
    gsl_histogram *h = histogram_make(p->sorted, n, low, width, bins);
    if (!h)
        return false;
    figure_block(blocks, "distribution", "");
    for (size_t bin = 0; bin < bins; bin++)
        if (gsl_histogram_get(h, bin) > 0.0)
            fprintf(blocks->data, "%.8g %.6g %.4g\n", low + ((double)bin + 0.5) * width,
                    histogram_density(h, bin, p->synchronised),
                    histogram_error(h, bin, p->synchronised));
    gsl_histogram_free(h);
    figure_block(blocks, "laws", "");
    const double step = fmax(floor((high - low) / 400.0), 1.0);
    for (int64_t at = (int64_t)fmax(floor(low), 1.0); (double)at < high; at += (int64_t)step) {
        const double t = (double)at;
        fprintf(blocks->data, "%.8g", t + (step - 1.0) / 2.0);
        for (enum sample_law law = 0; law < SAMPLE_LAWS; law++) {
            const struct fitted_law *fit = &p->law[law];
            fprintf(blocks->data, " %.6g",
                    fit->parameters > 0
                        ? (law_cdf(fit, t + step - 1.0) - law_cdf(fit, t - 1.0)) / step
                        : NAN);
        }
        fputc('\n', blocks->data);
    }
    return true;
}

static bool write_data(const struct rules_study *study, struct figure_blocks *blocks) {
    const struct rules_point *fullest = rules_fullest(study);
    fputs(header, blocks->data);
    for (enum rules_source source = 0; source < RULES_SOURCES; source++)
        write_source(study, source, blocks);
    write_growth(study, blocks);
    write_effects(study, blocks);
    return !fullest || fullest->synchronised == 0 || write_distribution(fullest, blocks);
}

/* ---- the command ------------------------------------------------------------------------- */

/* The N of most points of a rule that has few: there all rules are compared. */
static double common_size(const struct rules_study *study) {
    double common = NAN;
    size_t most = 0;
    for (size_t i = 0; i < study->points; i++) {
        size_t count = 0;
        for (size_t j = 0; j < study->points; j++)
            count += study->point[j].source != BY_ITERATION &&
                     study->point[j].N == study->point[i].N;
        if (study->point[i].source != BY_ITERATION && count > most) {
            most = count;
            common = study->point[i].N;
        }
    }
    return common;
}

static void write_variables(const struct rules_study *study, const struct figure_blocks *blocks,
                            FILE *out) {
    const struct rules_point *fullest = rules_fullest(study);
    int64_t last = 0;
    for (size_t i = 0; i < study->points; i++)
        last = study->point[i].L > last ? study->point[i].L : last;
    fprintf(out, "blocks = \"%s\"; last = %" PRId64 "; common = %.10g; from = %.10g",
            blocks->names, last, common_size(study), study->from);
    if (fullest && fullest->synchronised > 0)
        fprintf(out,
                "; rule_shown = \"%s\"; shown = \"{/:Italic L} = %" PRId64
                ", {/:Italic N} = %.0f\"; runs = "
                "%" PRId64 ".0",
                rules_source_name[fullest->source], fullest->L, fullest->N,
                fullest->synchronised);
}

static bool make(const struct pools *pools, const struct figure_options *options, FILE *summary,
                 FILE *data, FILE *variables) {
    static rules_writer *const writers[] = {rules_write_text, rules_write_json,
                                            rules_write_csv};
    struct rules_study *study = calloc(1, sizeof *study);
    if (!study)
        return false;
    study->remarks = options->remarks;
    study->published = options->published;
    struct figure_blocks blocks = {.data = data};
    bool good = rules_make(pools, options->from, study);
    if (good) {
        writers[options->format](study, summary);
        good = write_data(study, &blocks);
        write_variables(study, &blocks, variables);
        rules_free(study);
    }
    free(study);
    return good;
}

int rules_command(int argc, char *argv[]) {
    static const struct figure_published published = {
        "published", "times.csv", sizeof(struct published_times), published_times_load};
    static const struct figure figure = {
        .command = &rules_text,
        .published = &published,
        .wanted = "t_sync of parties that move when they agree, without an attacker",
        .takes = rules_take,
        .order = parameters_order,
        .make_pools = make,
    };
    return figure_command(&figure, argc, argv);
}
