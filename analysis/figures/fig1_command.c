/* tpmsync-reduce fig1: how long it takes to synchronise and to learn for L = 1. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "schema/values.h"
#include "statistics/histogram.h"

static const struct option_text known[] = {
    FIGURE_FORMAT,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "N",
     .argument = "INTEGER",
     .standard = "1e4",
     .help = "which simulations; the default is the paper's"},
    OPTION_HELP,
};

const struct command_text fig1_text = {
    .name = "fig1",
    .summary = "Fig. 1: histograms of t_sync and t_learn, L = 1, and the mean overlap",
    .operands = "FILE.h5...",
    .text = "Fig. 1 of the paper, L = 1: histograms of t_sync and t_learn, lines from the "
            "iteration (closures six and nine) and symbols with counting errors from the "
            "simulation; in the inset the mean overlap of A and B against the step, with its "
            "standard deviation between runs.\n"
            "\n"
            "The files are those of tpmsync, in any mix and order. Taken are those with L = 1, "
            "weights uniform on -1 .. 1 at the start, and an attacker:\n"
            "iterate --closure six\tneeded, with the mean overlap as criterion and until both\n"
            "iterate --closure nine\tlikewise, left out if there is none\n"
            "simulate --N N\twith ties odd and until both, left out if there is none\n"
            "\n"
            "Files that have no place in the figure are passed over with a remark.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing = "Standard output tells, for every series, the overlap of the distributions of "
               "t_sync and t_learn, that is the sum over the bins of the smaller of the two "
               "probabilities, and the fraction of runs that were learned before they were "
               "synchronised with its Wilson interval of 95 %. All series have the same bins: "
               "their width follows the rule of Freedman and Diaconis for t_sync of the series "
               "with the fewest runs, rounded to 1, 2 or 5 times a power of ten. Runs that the "
               "step limit ended count in the normalisation, but in no bin.",
    .example = "tpmsync-reduce fig1 --plot fig1.pdf out/fig1-*.h5",
};

enum { SIX, NINE, SIMULATE, SERIES };

static int classify(const struct ensemble *e, const struct figure_options *options,
                    char reason[FIGURE_REASON_MAX]) {
    const struct parameters *p = &e->parameters;
    const bool simulate = ensemble_is(e, "simulate");
    static const char *const open[] = {"L", "N", "closure", "cl", "method", "initial", NULL};
    const char *unusual = parameters_unusual(p, open);
    if (!ensemble_has_times(e))
        snprintf(reason, FIGURE_REASON_MAX, "engine %s is not part of the figure", p->command);
    else if (p->L != 1)
        snprintf(reason, FIGURE_REASON_MAX, "L is %" PRId64 ", not 1", p->L);
    else if (p->no_attacker)
        snprintf(reason, FIGURE_REASON_MAX, "it has no attacker");
    else if (simulate && p->N != options->N)
        snprintf(reason, FIGURE_REASON_MAX, "N is %" PRId64 ", not %" PRId64, p->N, options->N);
    else if (p->until != UNTIL_BOTH)
        snprintf(reason, FIGURE_REASON_MAX, "its runs waited for %s only",
                 value_word(p, "until"));
    else if (simulate && p->update == UPDATE_MISMATCH && p->ties != TIES_ODD)
        snprintf(reason, FIGURE_REASON_MAX, "ties are %s, not odd", value_word(p, "ties"));
    else if (!simulate && p->criterion != CRITERION_MEAN)
        snprintf(reason, FIGURE_REASON_MAX, "the criterion is %s, not mean",
                 value_word(p, "criterion"));
    else if (unusual)
        snprintf(reason, FIGURE_REASON_MAX, "its %s is not the paper's", unusual);
    else
        return simulate ? SIMULATE : p->closure == CLOSURE_SIX ? SIX : NINE;
    return -1;
}

/* ---- what is measured -------------------------------------------------------------------- */

enum { T_SYNC, T_LEARN, TIMES };

struct measured {
    const struct figure_series *series;
    const struct ensemble *ensemble; /* its runs; NULL: left out */
    int64_t runs, undecided;         /* done; neither synchronised nor learned */
    double *time[TIMES];             /* [reached[t]] */
    size_t reached[TIMES];
    gsl_histogram *histogram[TIMES];
    struct fraction first; /* learned before synchronised, of those that are decided */
    int64_t same;          /* learned at the same step */
};

static bool collect(const struct figure_series *series, struct measured *m) {
    const struct ensemble *e = series->found;
    const size_t runs = (size_t)e->parameters.runs;
    m->series = series;
    m->ensemble = e;
    for (int t = 0; t < TIMES; t++)
        if (!(m->time[t] = malloc(runs * sizeof *m->time[t])))
            return false;
    int64_t first = 0;
    for (size_t i = 0; i < runs; i++) {
        if (!e->done[i])
            continue;
        const int64_t sync = e->t_sync[i], learn = e->t_learn[i];
        const bool synced = sync != ENSEMBLE_NOT_REACHED,
                   learned = learn != ENSEMBLE_NOT_REACHED;
        m->runs++;
        m->undecided += !synced && !learned;
        first += learned && (!synced || learn < sync);
        m->same += learned && learn == sync;
        if (synced)
            m->time[T_SYNC][m->reached[T_SYNC]++] = (double)sync;
        if (learned)
            m->time[T_LEARN][m->reached[T_LEARN]++] = (double)learn;
    }
    if (m->runs > m->undecided)
        m->first = fraction_of(first, m->runs - m->undecided);
    return true;
}

static double largest_time(const struct measured measured[]) {
    double largest = 1.0;
    for (int s = 0; s < SERIES; s++)
        for (int t = 0; t < TIMES; t++)
            for (size_t i = 0; i < measured[s].reached[t]; i++)
                largest = fmax(largest, measured[s].time[t][i]);
    return largest;
}

/* Bins for all series: from 0.5 on, since the times are whole numbers. */
static double choose_width(struct measured measured[]) {
    struct measured *sparsest = NULL;
    for (int s = 0; s < SERIES; s++)
        if (measured[s].reached[T_SYNC] > 0 &&
            (!sparsest || measured[s].reached[T_SYNC] < sparsest->reached[T_SYNC]))
            sparsest = &measured[s];
    double width = sparsest
                       ? histogram_width(sparsest->time[T_SYNC], sparsest->reached[T_SYNC], 1.0)
                       : 1.0;
    while (largest_time(measured) / width > HISTOGRAM_BINS_MAX - 1)
        width = histogram_wider(width);
    return width;
}

static bool fill_histograms(struct measured measured[], double width) {
    const size_t bins = (size_t)ceil(largest_time(measured) / width);
    bool good = true;
    for (int s = 0; s < SERIES; s++)
        for (int t = 0; t < TIMES && measured[s].ensemble; t++) {
            struct measured *m = &measured[s];
            m->histogram[t] = histogram_make(m->time[t], m->reached[t], 0.5, width, bins);
            good &= m->histogram[t] != NULL;
        }
    return good;
}

static void free_measured(struct measured measured[]) {
    for (int s = 0; s < SERIES; s++)
        for (int t = 0; t < TIMES; t++) {
            free(measured[s].time[t]);
            if (measured[s].histogram[t])
                gsl_histogram_free(measured[s].histogram[t]);
        }
}

/* ---- the inset --------------------------------------------------------------------------- */

/* Up to here the mean overlap of some series is still on its way to -1: the inset shows this
 * and a little more. */
static double inset_end(const struct measured measured[]) {
    double end = 1.0;
    for (int s = 0; s < SERIES; s++) {
        if (!measured[s].ensemble)
            continue;
        const struct ensemble_curve *c = &measured[s].ensemble->curve;
        for (size_t i = 0; i < c->points; i++)
            if (c->count[i] > 0 && c->rho_ab[i] > -0.99)
                end = fmax(end, c->abscissa[i]);
    }
    return ceil(1.15 * end / 10.0) * 10.0;
}

/* The largest distance of two mean overlaps at a step that both curves have. */
static double largest_distance(const struct ensemble_curve *a, const struct ensemble_curve *b,
                               double *step) {
    double largest = 0.0;
    *step = 0.0;
    for (size_t i = 0, j = 0; i < a->points && j < b->points;) {
        if (a->abscissa[i] < b->abscissa[j]) {
            i++;
        } else if (a->abscissa[i] > b->abscissa[j]) {
            j++;
        } else {
            const double distance = fabs(a->rho_ab[i] - b->rho_ab[j]);
            if (a->count[i] > 0 && b->count[j] > 0 && distance > largest) {
                largest = distance;
                *step = a->abscissa[i];
            }
            i++;
            j++;
        }
    }
    return largest;
}

/* ---- output ------------------------------------------------------------------------------ */

static void write_times(const struct measured *m, int t, const char *what, FILE *out) {
    const double *values = m->time[t];
    const size_t n = m->reached[t];
    if (n == 0)
        fprintf(out, "  mean %s  not reached by any run\n", what);
    else if (n == 1)
        fprintf(out, "  mean %s  %g (one run)\n", what, values[0]);
    else
        fprintf(out, "  mean %-7s  %.2f ± %.2f steps (standard deviation %.1f)\n", what,
                gsl_stats_mean(values, 1, n), gsl_stats_sd(values, 1, n) / sqrt((double)n),
                gsl_stats_sd(values, 1, n));
    if (n > 0 && (int64_t)n < m->runs)
        fprintf(out, "    over the %zu of %" PRId64 " runs that have reached it\n", n, m->runs);
}

static void write_series(const struct measured *m, FILE *out) {
    figure_describe(m->series, out);
    fputc('\n', out);
    write_times(m, T_SYNC, "t_sync", out);
    write_times(m, T_LEARN, "t_learn", out);
    if (m->reached[T_SYNC] > 0 && m->reached[T_LEARN] > 0)
        fprintf(out, "  overlap of the distributions  %.4f\n",
                histogram_overlap(m->histogram[T_SYNC], m->histogram[T_LEARN]));
    if (m->first.of > 0)
        fprintf(out,
                "  learned before synchronised   %.4f [%.4f, %.4f], %" PRId64 " of %" PRId64
                " runs, and %" PRId64 " at the same step\n",
                m->first.value, m->first.low, m->first.high, m->first.count, m->first.of,
                m->same);
    if (m->undecided > 0)
        fprintf(out,
                "  ended with neither, by the step limit or stalled: %" PRId64
                " runs, not counted\n",
                m->undecided);
}

static void write_summary(const struct figure_series series[], const struct measured measured[],
                          double width, FILE *out) {
    fprintf(out, "Figure 1: steps to synchronise and to learn, L = 1; bins of %g steps\n\n",
            width);
    for (int s = 0; s < SERIES; s++)
        if (measured[s].ensemble)
            write_series(&measured[s], out);
    for (int s = 0; s < SIMULATE && measured[SIMULATE].ensemble; s++) {
        double step;
        if (!measured[s].ensemble)
            continue;
        const double distance = largest_distance(&measured[s].ensemble->curve,
                                                 &measured[SIMULATE].ensemble->curve, &step);
        fprintf(out,
                "largest distance of mean rho_AB between %s and simulation: %.4f, at step %g\n",
                series[s].name, distance, step);
    }
    figure_left_out(series, SERIES, out);
    fputs("\nmean ± standard error of the mean; overlap: sum over the bins of the smaller of "
          "the\n"
          "probabilities of t_sync and t_learn; fraction with Wilson interval of 95 %\n",
          out);
}

static void write_times_json(const struct measured *m, int t, const char *name,
                             struct json *json) {
    const double *values = m->time[t];
    const size_t n = m->reached[t];
    const double sd = n > 1 ? gsl_stats_sd(values, 1, n) : NAN;
    json_open(json, name, '{');
    json_whole(json, "reached", (int64_t)n);
    json_real(json, "mean", n > 0 ? gsl_stats_mean(values, 1, n) : NAN);
    json_real(json, "se", sd / sqrt((double)n));
    json_real(json, "sd", sd);
    json_close(json, '}');
}

static void write_series_json(const char *name, const struct measured *m, struct json *json) {
    const bool both = m->reached[T_SYNC] > 0 && m->reached[T_LEARN] > 0;
    json_open(json, name, '{');
    figure_describe_json(m->series, json);
    write_times_json(m, T_SYNC, "t_sync", json);
    write_times_json(m, T_LEARN, "t_learn", json);
    json_real(json, "overlap",
              both ? histogram_overlap(m->histogram[T_SYNC], m->histogram[T_LEARN]) : NAN);
    json_whole(json, "decided", m->first.of);
    json_whole(json, "learned_first", m->first.count);
    json_real(json, "fraction", m->first.of > 0 ? m->first.value : NAN);
    json_real(json, "low", m->first.of > 0 ? m->first.low : NAN);
    json_real(json, "high", m->first.of > 0 ? m->first.high : NAN);
    json_whole(json, "same_step", m->same);
    json_whole(json, "undecided", m->undecided);
    json_close(json, '}');
}

static void write_json(const struct figure_series series[], const struct measured measured[],
                       double width, const struct remarks *remarks, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "figure", "fig1");
    json_real(&json, "bin_width", width);
    json_open(&json, "series", '{');
    for (int s = 0; s < SERIES; s++)
        if (measured[s].ensemble)
            write_series_json(series[s].name, &measured[s], &json);
    json_close(&json, '}');
    json_open(&json, "distances", '{');
    for (int s = 0; s < SIMULATE && measured[SIMULATE].ensemble; s++) {
        double step;
        if (!measured[s].ensemble)
            continue;
        json_open(&json, series[s].name, '{');
        json_real(&json, "largest",
                  largest_distance(&measured[s].ensemble->curve,
                                   &measured[SIMULATE].ensemble->curve, &step));
        json_real(&json, "step", step);
        json_close(&json, '}');
    }
    json_close(&json, '}');
    figure_left_out_json(series, SERIES, remarks, &json);
    json_close(&json, '}');
}

static void write_header(double width, FILE *out) {
    fprintf(
        out,
        "# Steps to synchronise (t_sync) and to learn (t_learn) for L = 1, and the mean\n"
        "# overlap of A and B. Blocks are separated by two blank lines.\n"
        "#\n"
        "# Blocks six, nine, simulate: histograms in bins of %g steps\n"
        "#   1  lower edge of the bin [steps]\n"
        "#   2  upper edge of the bin [steps]\n"
        "#   3  centre of the bin [steps]\n"
        "#   4  runs with t_sync in the bin [1]\n"
        "#   5  probability density of t_sync, runs / (all runs * width) [1/steps]\n"
        "#   6  its counting error, sqrt(runs) / (all runs * width) [1/steps]\n"
        "#   7  runs with t_learn in the bin [1]\n"
        "#   8  probability density of t_learn [1/steps]\n"
        "#   9  its counting error [1/steps]\n"
        "# Blocks six_mean, nine_mean, simulate_mean: mean overlap of A and B\n"
        "#   1  step [steps]\n"
        "#   2  mean over runs of the overlap rho_AB, itself the mean over hidden units [1]\n"
        "#   3  standard deviation between runs of that overlap [1]\n"
        "#   4  runs behind the mean [1]\n"
        "#\n",
        width);
}

static void write_histograms(const struct measured *m, FILE *out) {
    const size_t bins = gsl_histogram_bins(m->histogram[T_SYNC]);
    for (size_t i = 0; i < bins; i++) {
        double low, high;
        gsl_histogram_get_range(m->histogram[T_SYNC], i, &low, &high);
        fprintf(out, "%.10g %.10g %.10g", low, high, 0.5 * (low + high));
        for (int t = 0; t < TIMES; t++)
            fprintf(out, " %.0f %.6e %.6e", gsl_histogram_get(m->histogram[t], i),
                    histogram_density(m->histogram[t], i, m->runs),
                    histogram_error(m->histogram[t], i, m->runs));
        fputc('\n', out);
    }
}

static void write_curve(const struct ensemble_curve *c, double end, FILE *out) {
    for (size_t i = 0; i < c->points && c->abscissa[i] <= end; i++)
        if (c->count[i] > 0)
            fprintf(out, "%.0f %.8f %.8f %" PRId64 "\n", c->abscissa[i], c->rho_ab[i],
                    c->rho_ab_std[i], c->count[i]);
}

static void write_data(const struct figure_series series[], const struct measured measured[],
                       double width, struct figure_blocks *blocks) {
    FILE *out = blocks->data;
    write_header(width, out);
    for (int mean = 0; mean < 2; mean++)
        for (int s = 0; s < SERIES; s++) {
            const struct ensemble *e = measured[s].ensemble;
            if (!e)
                continue;
            figure_block(blocks, series[s].name, mean ? "_mean" : "");
            fputs("# ", out);
            figure_describe(&series[s], out);
            fputs(mean ? "\n# step rho_ab rho_ab_std runs\n"
                       : "\n# low high centre sync density error learn density error\n",
                  out);
            if (mean)
                write_curve(&e->curve, inset_end(measured), out);
            else
                write_histograms(&measured[s], out);
        }
}

static bool make(const struct figure_series series[], const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    struct measured measured[SERIES] = {{0}};
    struct figure_blocks blocks = {.data = data};
    bool good = true;
    for (int s = 0; s < SERIES && good; s++)
        if (series[s].found)
            good = collect(&series[s], &measured[s]);
    const double width = good ? choose_width(measured) : 1.0;
    if (good && fill_histograms(measured, width)) {
        if (options->format == FIGURE_JSON)
            write_json(series, measured, width, options->remarks, summary);
        else
            write_summary(series, measured, width, summary);
        write_data(series, measured, width, &blocks);
        fprintf(variables, "blocks = \"%s\"; inset_end = %g", blocks.names,
                inset_end(measured));
    } else {
        good = false;
    }
    free_measured(measured);
    return good;
}

int fig1_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &fig1_text,
        .series = {[SIX] = {.name = "six",
                            .wanted = "the iteration with closure six for L = 1, with attacker",
                            .essential = true},
                   [NINE] = {.name = "nine",
                             .wanted =
                                 "the iteration with closure nine for L = 1, with attacker"},
                   [SIMULATE] = {.name = "simulate",
                                 .wanted = "the simulation for L = 1 at this N (--N), with "
                                           "attacker, until both"}},
        .series_count = SERIES,
        .classify = classify,
        .make = make,
    };
    return figure_command(&figure, argc, argv);
}
