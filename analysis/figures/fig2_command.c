/* tpmsync-reduce fig2: the ratio of the times for L = 3, and continuous machines. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "command.h"
#include "print/figure.h"
#include "read/merged_ensemble.h"
#include "read/option_reader.h"
#include "schema/values.h"
#include "statistics/histogram.h"

static const struct option_text known[] = {
    FIGURE_FORMAT,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "eta",
     .argument = "VALUE",
     .standard = "3",
     .help = "learning rate of the inset; the default is the paper's"},
    {.name = "N",
     .argument = "INTEGER",
     .standard = "5000",
     .help = "which continuous simulations; the default is the paper's"},
    OPTION_HELP,
};

const struct command_text fig2_text = {
    .name = "fig2",
    .summary = "Fig. 2: distribution of r, L = 3, and the overlaps of continuous machines",
    .operands = "FILE.h5...",
    .text = "Fig. 2 of the paper: the distribution of r = t_learn / t_sync for L = 3, with the "
            "smallest and the largest value marked; in the inset the overlaps rho_AB and "
            "rho_Ao of machines with continuous weights against alpha = steps / N, lines from "
            "the equations and symbols with standard errors from the simulation.\n"
            "\n"
            "The files are those of tpmsync, in any mix and order:\n"
            "iterate --L 3\tneeded, with closure six, the mean overlap as criterion and "
            "weights uniform on -3 .. 3 at the start\n"
            "ode --attacker post-sync\tthe equations at this eta; left out if there is none\n"
            "ode --attacker full\tlikewise; of this one only rho_Ao is drawn\n"
            "continuous\tthe simulation at this eta and N; left out if there is none\n"
            "\n"
            "Files that have no place in the figure are passed over with a remark.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing = "Standard output tells the extremes, quartiles and mean of r, and how far the "
               "simulated overlap is from the equation. Runs that lack a time have no r; they "
               "are counted.",
    .example = "tpmsync-reduce fig2 --plot fig2.pdf out/fig2-*.h5",
};

enum { RATIO, POST_SYNC, FULL, CONTINUOUS, SERIES };

/* Two learning rates are the same if they are so up to rounding. */
static bool same_eta(double a, double b) {
    return fabs(a - b) <= 1e-9 * b;
}

/* The number of a learning rate among those of a file; -1 if it is not there. */
static int find_eta(const struct ensemble_equations *q, double eta) {
    for (size_t i = 0; i < q->etas; i++)
        if (same_eta(q->eta[i], eta))
            return (int)i;
    return -1;
}

static int classify_iterate(const struct parameters *p, char reason[FIGURE_REASON_MAX]) {
    static const char *const open[] = {"L", "cl", "method", NULL};
    const char *unusual = parameters_unusual(p, open);
    if (p->L != 3)
        snprintf(reason, FIGURE_REASON_MAX, "L is %" PRId64 ", not 3", p->L);
    else if (p->initial != p->L)
        snprintf(reason, FIGURE_REASON_MAX, "its weights do not start on all of -L .. L");
    else if (p->no_attacker)
        snprintf(reason, FIGURE_REASON_MAX, "it has no attacker");
    else if (p->until != UNTIL_BOTH)
        snprintf(reason, FIGURE_REASON_MAX, "its runs waited for %s only",
                 value_word(p, "until"));
    else if (p->closure != CLOSURE_SIX)
        snprintf(reason, FIGURE_REASON_MAX, "the closure is %s, not six",
                 value_word(p, "closure"));
    else if (p->criterion != CRITERION_MEAN)
        snprintf(reason, FIGURE_REASON_MAX, "the criterion is %s, not mean",
                 value_word(p, "criterion"));
    else if (unusual)
        snprintf(reason, FIGURE_REASON_MAX, "its %s is not the paper's", unusual);
    else
        return RATIO;
    return -1;
}

static int classify(const struct ensemble *e, const struct figure_options *options,
                    char reason[FIGURE_REASON_MAX]) {
    const struct parameters *p = &e->parameters;
    if (ensemble_is(e, "iterate"))
        return classify_iterate(p, reason);
    if (ensemble_is(e, "ode")) {
        if (find_eta(&e->equations, options->eta) >= 0)
            return p->ode_attacker == ODE_FULL ? FULL : POST_SYNC;
        snprintf(reason, FIGURE_REASON_MAX, "it does not hold eta = %g", options->eta);
    } else if (!ensemble_is(e, "continuous")) {
        snprintf(reason, FIGURE_REASON_MAX, "engine %s is not part of the figure", p->command);
    } else if (!same_eta(p->eta, options->eta)) {
        snprintf(reason, FIGURE_REASON_MAX, "eta is %g, not %g", p->eta, options->eta);
    } else if (p->N != options->N) {
        snprintf(reason, FIGURE_REASON_MAX, "N is %" PRId64 ", not %" PRId64, p->N, options->N);
    } else {
        return CONTINUOUS;
    }
    return -1;
}

/* ---- the ratio --------------------------------------------------------------------------- */

struct ratios {
    double *r; /* [count], sorted */
    size_t count;
    int64_t runs, smallest, largest; /* done; the numbers of the runs with the extremes */
    gsl_histogram *histogram;        /* NULL without any ratio */
    double width;
};

static bool collect(const struct ensemble *e, struct ratios *x) {
    if (!(x->r = malloc((size_t)e->parameters.runs * sizeof *x->r)))
        return false;
    double smallest = INFINITY, largest = 0.0;
    for (int64_t i = 0; i < e->parameters.runs; i++) {
        x->runs += e->done[i];
        if (!e->done[i] || e->t_sync[i] == ENSEMBLE_NOT_REACHED ||
            e->t_learn[i] == ENSEMBLE_NOT_REACHED)
            continue;
        const double r = (double)e->t_learn[i] / (double)e->t_sync[i];
        x->r[x->count++] = r;
        if (r < smallest) {
            smallest = r;
            x->smallest = i;
        }
        if (r > largest) {
            largest = r;
            x->largest = i;
        }
    }
    if (x->count == 0)
        return true;
    x->width = histogram_width(x->r, x->count, 1e-3);
    while (largest / x->width > HISTOGRAM_BINS_MAX - 1)
        x->width = histogram_wider(x->width);
    const size_t bins = (size_t)floor(largest / x->width) + 1;
    x->histogram = histogram_make(x->r, x->count, 0.0, x->width, bins);
    return x->histogram != NULL;
}

static void write_extreme(const char *what, const struct figure_series *series, int64_t run,
                          double r, FILE *out) {
    int64_t own;
    const struct ensemble *e = ensemble_of_run(series->members, series->count, run, &own);
    fprintf(out,
            "  %s  %.4g  (run %" PRId64 "%s%s: t_sync %" PRId64 ", t_learn %" PRId64
            " steps)\n",
            what, r, own, series->count > 1 ? " of " : "", series->count > 1 ? e->path : "",
            e->t_sync[own], e->t_learn[own]);
}

static void write_ratios(const struct figure_series *series, const struct ratios *x,
                         FILE *out) {
    figure_describe(series, out);
    fputc('\n', out);
    if (x->count > 0) {
        write_extreme("smallest r", series, x->smallest, x->r[0], out);
        write_extreme("largest r ", series, x->largest, x->r[x->count - 1], out);
        fprintf(out, "  quartiles   %.4g, %.4g, %.4g\n",
                gsl_stats_quantile_from_sorted_data(x->r, 1, x->count, 0.25),
                gsl_stats_quantile_from_sorted_data(x->r, 1, x->count, 0.50),
                gsl_stats_quantile_from_sorted_data(x->r, 1, x->count, 0.75));
        fprintf(out, "  bins of     %g\n", x->width);
    }
    if (x->count > 1) {
        const double sd = gsl_stats_sd(x->r, 1, x->count);
        fprintf(out, "  mean r      %.2f ± %.2f (standard deviation %.1f)\n",
                gsl_stats_mean(x->r, 1, x->count), sd / sqrt((double)x->count), sd);
    }
    if ((int64_t)x->count < x->runs)
        fprintf(out,
                "  without r, as the step limit ended them: %" PRId64 " of %" PRId64 " runs\n",
                x->runs - (int64_t)x->count, x->runs);
}

/* ---- the curves -------------------------------------------------------------------------- */

/* The value of curve y at x, linearly between its points; NaN outside. */
static double interpolate(const double x[], const double y[], size_t points, double at) {
    if (at < x[0] || at > x[points - 1])
        return NAN;
    size_t low = 0, high = points - 1;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (x[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    if (low == high || x[low] == at)
        return y[low];
    const double share = (at - x[low]) / (x[high] - x[low]);
    return y[low] + share * (y[high] - y[low]);
}

static double standard_error(const struct ensemble_curve *c, const double std[], size_t i) {
    return std[i] / sqrt((double)c->count[i]);
}

/* How far the simulated overlap of two machines is from that of the equation. */
struct comparison {
    const char *what;
    double largest, error,
        at;                   /* the largest distance, its standard error, and at which alpha */
    int64_t compared, beyond; /* points; those beyond 3 standard errors + 0.01 */
};

static struct comparison compare(const char *what, const struct ensemble *simulated,
                                 bool attacker, const struct ensemble *equations, double eta) {
    const struct ensemble_curve *c = &simulated->curve;
    const struct ensemble_equations *q = &equations->equations;
    const double *mean = attacker ? c->rho_ao : c->rho_ab,
                 *std = attacker ? c->rho_ao_std : c->rho_ab_std,
                 *solution =
                     (attacker ? q->rho_ao : q->rho_ab) + (size_t)find_eta(q, eta) * q->points;
    struct comparison x = {what, -1.0, NAN, NAN, 0, 0};
    for (size_t i = 0; i < c->points; i++) {
        const double distance =
            fabs(mean[i] - interpolate(q->alpha, solution, q->points, c->abscissa[i]));
        if (c->count[i] < 2 || isnan(distance))
            continue;
        x.compared++;
        x.beyond += distance > 3.0 * standard_error(c, std, i) + 0.01;
        if (distance > x.largest) {
            x.largest = distance;
            x.error = standard_error(c, std, i);
            x.at = c->abscissa[i];
        }
    }
    return x;
}

enum { COMPARISONS = 3 };

/* Those that can be made and have a point; returns their number. */
static int compare_all(const struct figure_series series[], double eta,
                       struct comparison made[COMPARISONS]) {
    const struct ensemble *post = series[POST_SYNC].found, *full = series[FULL].found,
                          *simulated = series[CONTINUOUS].found, *any = post ? post : full;
    const bool attacker = simulated && !simulated->parameters.no_attacker;
    int count = 0;
    if (simulated && any)
        made[count++] = compare("rho_AB", simulated, false, any, eta);
    if (attacker && post)
        made[count++] =
            compare("rho_Ao, equation after synchronisation", simulated, true, post, eta);
    if (attacker && full)
        made[count++] = compare("rho_Ao, full equation", simulated, true, full, eta);
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (made[i].compared > 0)
            made[kept++] = made[i];
    return kept;
}

static void write_curves_summary(const struct figure_series series[], double eta, FILE *out) {
    const struct ensemble *any =
        series[POST_SYNC].found ? series[POST_SYNC].found : series[FULL].found;
    for (int s = POST_SYNC; s < SERIES; s++)
        if (series[s].found) {
            figure_describe(&series[s], out);
            fputc('\n', out);
        }
    if (any)
        fprintf(out, "  critical learning rate %.4f, fixed point of the attacker %.4f\n",
                any->results.eta_c, any->results.fixed_point);
    struct comparison made[COMPARISONS];
    const int count = compare_all(series, eta, made);
    for (int i = 0; i < count; i++)
        fprintf(out,
                "%s: simulation and equation differ by at most %.4f (standard error %.4f), at "
                "alpha %g;\n  beyond 3 standard errors + 0.01 at %" PRId64 " of %" PRId64
                " points\n",
                made[i].what, made[i].largest, made[i].error, made[i].at, made[i].beyond,
                made[i].compared);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void write_extreme_json(const char *name, const struct figure_series *series,
                               int64_t run, double r, struct json *json) {
    int64_t own;
    const struct ensemble *e = ensemble_of_run(series->members, series->count, run, &own);
    json_open(json, name, '{');
    json_real(json, "r", r);
    json_text(json, "file", e->path);
    json_whole(json, "run", own);
    json_whole(json, "t_sync", e->t_sync[own]);
    json_whole(json, "t_learn", e->t_learn[own]);
    json_close(json, '}');
}

static void write_ratios_json(const struct figure_series *series, const struct ratios *x,
                              struct json *json) {
    const double sd = x->count > 1 ? gsl_stats_sd(x->r, 1, x->count) : NAN;
    json_open(json, "ratio", '{');
    figure_describe_json(series, json);
    json_whole(json, "count", (int64_t)x->count);
    if (x->count > 0) {
        write_extreme_json("smallest", series, x->smallest, x->r[0], json);
        write_extreme_json("largest", series, x->largest, x->r[x->count - 1], json);
        json_open(json, "quartiles", '[');
        for (int q = 1; q <= 3; q++)
            json_real(json, NULL,
                      gsl_stats_quantile_from_sorted_data(x->r, 1, x->count, 0.25 * q));
        json_close(json, ']');
        json_real(json, "bin_width", x->width);
        json_real(json, "mean", gsl_stats_mean(x->r, 1, x->count));
        json_real(json, "se", sd / sqrt((double)x->count));
        json_real(json, "sd", sd);
    }
    json_close(json, '}');
}

static void write_comparisons_json(const struct figure_series series[], double eta,
                                   struct json *json) {
    struct comparison made[COMPARISONS];
    const int count = compare_all(series, eta, made);
    json_open(json, "comparisons", '{');
    for (int i = 0; i < count; i++) {
        json_open(json, made[i].what, '{');
        json_real(json, "largest", made[i].largest);
        json_real(json, "error", made[i].error);
        json_real(json, "alpha", made[i].at);
        json_whole(json, "beyond", made[i].beyond);
        json_whole(json, "points", made[i].compared);
        json_close(json, '}');
    }
    json_close(json, '}');
}

/* What the paper says of the figure. */
static void write_paper_json(struct json *json) {
    json_open(json, "paper", '{');
    json_whole(json, "runs", 1200);
    json_real(json, "smallest_r", 6.0);
    json_real(json, "largest_r", 680.0);
    json_real(json, "fixed_point", 0.79);
    json_close(json, '}');
}

static void write_json(const struct figure_series series[], const struct ratios *x,
                       const struct figure_options *options, FILE *out) {
    const struct ensemble *any =
        series[POST_SYNC].found ? series[POST_SYNC].found : series[FULL].found;
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "figure", "fig2");
    json_real(&json, "eta", options->eta);
    json_whole(&json, "N", options->N);
    write_ratios_json(&series[RATIO], x, &json);
    json_open(&json, "curves", '{');
    for (int s = POST_SYNC; s < SERIES; s++)
        if (series[s].found) {
            json_open(&json, series[s].name, '{');
            figure_describe_json(&series[s], &json);
            json_close(&json, '}');
        }
    json_close(&json, '}');
    json_real(&json, "eta_c", any ? any->results.eta_c : NAN);
    json_real(&json, "fixed_point", any ? any->results.fixed_point : NAN);
    write_comparisons_json(series, options->eta, &json);
    write_paper_json(&json);
    figure_left_out_json(series, SERIES, options->remarks, &json);
    json_close(&json, '}');
}

/* ---- data -------------------------------------------------------------------------------- */

static void write_header(double width, FILE *out) {
    fprintf(
        out,
        "# The ratio r = t_learn / t_sync for L = 3, and the overlaps of machines whose\n"
        "# weights are continuous. Blocks are separated by two blank lines.\n"
        "#\n"
        "# Block ratio: histogram of r in bins of %g\n"
        "#   1  lower edge of the bin [1]\n"
        "#   2  upper edge of the bin [1]\n"
        "#   3  centre of the bin [1]\n"
        "#   4  runs with r in the bin [1]\n"
        "#   5  probability density of r, runs / (all runs * width) [1]\n"
        "#   6  its counting error, sqrt(runs) / (all runs * width) [1]\n"
        "# Blocks post_sync, full: the equations, the attacker after synchronisation or all\n"
        "# the time\n"
        "#   1  alpha = steps / N [1]\n"
        "#   2  overlap rho_AB of A and B [1]\n"
        "#   3  overlap rho_Ao of A and the attacker [1]\n"
        "# Block continuous: simulation\n"
        "#   1  alpha = steps / N [1]\n"
        "#   2  mean over runs of the overlap rho_AB, itself the mean over hidden units [1]\n"
        "#   3  standard error of that mean [1]\n"
        "#   4  mean over runs of the overlap rho_Ao; nan without attacker [1]\n"
        "#   5  standard error of that mean [1]\n"
        "#   6  runs behind the means [1]\n"
        "#\n",
        width);
}

static void write_histogram(const struct ratios *x, FILE *out) {
    for (size_t i = 0; x->histogram && i < gsl_histogram_bins(x->histogram); i++) {
        double low, high;
        gsl_histogram_get_range(x->histogram, i, &low, &high);
        fprintf(out, "%.10g %.10g %.10g %.0f %.6e %.6e\n", low, high, 0.5 * (low + high),
                gsl_histogram_get(x->histogram, i), histogram_density(x->histogram, i, x->runs),
                histogram_error(x->histogram, i, x->runs));
    }
}

static void write_solution(const struct ensemble_equations *q, double eta, FILE *out) {
    const size_t first = (size_t)find_eta(q, eta) * q->points;
    for (size_t i = 0; i < q->points; i++)
        fprintf(out, "%.10g %.8f %.8f\n", q->alpha[i], q->rho_ab[first + i],
                q->rho_ao[first + i]);
}

static void write_simulation(const struct ensemble_curve *c, FILE *out) {
    for (size_t i = 0; i < c->points; i++)
        if (c->count[i] > 0)
            fprintf(out, "%.10g %.8f %.8f %.8f %.8f %" PRId64 "\n", c->abscissa[i],
                    c->rho_ab[i], standard_error(c, c->rho_ab_std, i), c->rho_ao[i],
                    standard_error(c, c->rho_ao_std, i), c->count[i]);
}

static void write_data(const struct figure_series series[], const struct ratios *x, double eta,
                       struct figure_blocks *blocks) {
    static const char *const columns[] = {"low high centre runs density error",
                                          "alpha rho_ab rho_ao", "alpha rho_ab rho_ao",
                                          "alpha rho_ab error rho_ao error runs"};
    FILE *out = blocks->data;
    write_header(x->width, out);
    for (int s = 0; s < SERIES; s++) {
        if (!series[s].found || (s == RATIO && !x->histogram))
            continue;
        figure_block(blocks, series[s].name, "");
        fputs("# ", out);
        figure_describe(&series[s], out);
        fprintf(out, "\n# %s\n", columns[s]);
        if (s == RATIO)
            write_histogram(x, out);
        else if (s == CONTINUOUS)
            write_simulation(&series[s].found->curve, out);
        else
            write_solution(&series[s].found->equations, eta, out);
    }
}

/* How far the inset reaches: as far as the simulation, or else the equations. */
static double inset_end(const struct figure_series series[]) {
    for (int s = SERIES - 1; s > RATIO; s--)
        if (series[s].found)
            return series[s].found->parameters.alpha_max;
    return 0.0;
}

static void write_summary(const struct figure_series series[], const struct ratios *x,
                          double eta, FILE *out) {
    fputs("Figure 2: r = t_learn / t_sync for L = 3, and continuous machines\n\n", out);
    write_ratios(&series[RATIO], x, out);
    write_curves_summary(series, eta, out);
    figure_left_out(series, SERIES, out);
}

static bool make(const struct figure_series series[], const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    struct ratios x = {0};
    struct figure_blocks blocks = {.data = data};
    const bool good = collect(series[RATIO].found, &x);
    if (good) {
        if (options->format == FIGURE_JSON)
            write_json(series, &x, options, summary);
        else
            write_summary(series, &x, options->eta, summary);
        write_data(series, &x, options->eta, &blocks);
        fprintf(variables,
                "blocks = \"%s\"; smallest = %.10g; largest = %.10g; inset_end = %g; eta = %g; "
                "N = %" PRId64,
                blocks.names, x.count ? x.r[0] : 0.0, x.count ? x.r[x.count - 1] : 0.0,
                inset_end(series), options->eta, options->N);
    }
    free(x.r);
    if (x.histogram)
        gsl_histogram_free(x.histogram);
    return good;
}

int fig2_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &fig2_text,
        .series = {[RATIO] = {.name = "ratio",
                              .wanted =
                                  "the iteration with closure six for L = 3, with attacker",
                              .essential = true},
                   [POST_SYNC] = {.name = "post_sync",
                                  .wanted =
                                      "the equations at this eta (--eta), attacker post-sync"},
                   [FULL] = {.name = "full",
                             .wanted = "the equations at this eta (--eta), attacker full"},
                   [CONTINUOUS] = {.name = "continuous",
                                   .wanted = "the continuous simulation at this eta and N "
                                             "(--eta, --N)"}},
        .series_count = SERIES,
        .classify = classify,
        .make = make,
    };
    return figure_command(&figure, argc, argv);
}
