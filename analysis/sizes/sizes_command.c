/* tpmsync-reduce sizes: what the number of inputs N does. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "physics/protocol/tree_parity.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "sizes/sizes.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "from", .argument = "N", .standard = "1e5", .help = "the least N that is fitted"},
    OPTION_HELP,
};

const struct command_text sizes_text = {
    .name = "sizes",
    .summary = "t_sync, t_a, t_b and t_learn against N, and their limits",
    .operands = "FILE.h5...",
    .text =
        "Mean t_sync, t_a, t_b and t_learn of the simulation against the number of inputs N, "
        "for every L; the law c + s ln N; and beside each size the iteration at the criterion "
        "that belongs to it.\n"
        "\n"
        "The files are those of tpmsync, in any mix and order. Taken are those with weights "
        "uniform on -L .. L at the start:\n"
        "simulate\tneeded, with ties odd, at 3 sizes N or more for fits\n"
        "iterate --cl C\tthe mean overlap as criterion, with 1 - C equal to 0.1/(N L), six and "
        "nine matrices: `six`, `nine`; or to exp(-gamma)/(2 L (L + 1) N), nine matrices: "
        "`last`; exp(-gamma) = 0.561459\n"
        "\n"
        "Files that differ in seed, runs, step limit or trace alone are pooled; of those that "
        "differ in more, at one size, the fullest count and the others are passed over by "
        "name. Give every file another seed: with the same one neighbouring sizes share random "
        "numbers, and the errors of fits, which take sizes as independent, are wrong.\n"
        "\n"
        "What is expected. Towards synchronisation the logarithm of what is left of a hidden "
        "unit falls by rate = 1/2 ln(1/cos(pi/(2 L + 1))) a step, so that t_b grows by 1/rate "
        "per unit of ln N; by a little more at finite N, where the slowest of three units "
        "decides. The iteration ends at a fraction of the components, the simulation with the "
        "last of them, which is (gamma + ln((L + 1)/5)) / rate steps later than at 1 - 0.1/(N "
        "L), for every large N.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .example = "tpmsync-reduce sizes --plot sizes.pdf out/sizes-*.h5",
};

enum { STUDIES_MAX = 16 }; /* L that have room */
_Static_assert((int)STUDIES_MAX >= (int)L_MAX, "room for every L that files may have");

static bool is_simulated(const struct group *group) {
    return strcmp(group_parameters(group)->command, "simulate") == 0;
}

/* ---- data -------------------------------------------------------------------------------- */

static void write_header(double from, FILE *out) {
    fprintf(out,
            "# Times against the number of inputs N, for each L.\n"
            "#\n"
            "# Blocks L1, L2, ...:\n"
            "#    1     inputs of a hidden unit N [1]\n"
            "#    2- 9  simulation: mean and standard error of t_sync, t_a, t_b, t_learn "
            "[steps]\n"
            "#   10-13  simulation - six, c_l = 1 - 0.1/(N L): difference of the mean t_sync "
            "and t_learn,\n"
            "#          each with its standard error [steps]\n"
            "#   14-17  the same, simulation - nine\n"
            "#   18-21  the same, simulation - nine at 1 - exp(-gamma)/(2 L (L + 1) N)\n"
            "# Blocks fit1, fit2, ...: t = c + s ln N over N >= %g\n"
            "#   1-2  N [1] and t_sync of the line [steps]\n"
            "#   3    t_b of the line [steps]\n"
            "# Numbers that are missing are NaN.\n"
            "#\n",
            from);
}

static void write_row(const struct size_row *row, FILE *out) {
    fprintf(out, "%" PRId64, row->N);
    for (enum run_time time = 0; time < RUN_TIMES; time++) {
        const struct run_mean *mean = &row->mean[FROM_SIMULATION][time];
        const bool whole = mean->lacking == 0;
        fprintf(out, " %.8g %.4g", whole ? mean->mean : NAN, whole ? mean->error : NAN);
    }
    for (enum size_source source = FROM_SIX; source < SIZE_SOURCES; source++)
        for (int t = 0; t < 2; t++) {
            const struct size_difference d =
                sizes_difference(row, source, t == 0 ? TIME_SYNC : TIME_LEARN);
            fprintf(out, " %.6g %.4g", d.value, d.error);
        }
    fputc('\n', out);
}

static void write_fit(const struct size_study *study, double from, FILE *out) {
    const struct line *sync = &study->fit[FROM_SIMULATION][TIME_SYNC];
    const struct line *b = &study->fit[FROM_SIMULATION][TIME_B];
    for (size_t i = 0; i < study->count; i++) {
        const double N = (double)study->row[i].N;
        if (N >= from)
            fprintf(out, "%.10g %.8g %.8g\n", N, sync->intercept + sync->slope * log(N),
                    b->intercept + b->slope * log(N));
    }
}

static void write_data(const struct size_study studies[], size_t count, double from,
                       struct figure_blocks *blocks) {
    write_header(from, blocks->data);
    for (size_t s = 0; s < count; s++) {
        char suffix[16];
        snprintf(suffix, sizeof suffix, "%" PRId64, studies[s].L);
        figure_block(blocks, "L", suffix);
        for (size_t i = 0; i < studies[s].count; i++)
            write_row(&studies[s].row[i], blocks->data);
        if (studies[s].fit[FROM_SIMULATION][TIME_SYNC].points == 0 ||
            studies[s].fit[FROM_SIMULATION][TIME_B].points == 0)
            continue;
        figure_block(blocks, "fit", suffix);
        write_fit(&studies[s], from, blocks->data);
    }
}

/* ---- the command ------------------------------------------------------------------------- */

/* Over which sizes and differences the axes of the picture go. What small N do to the
 * difference is in the table: the last panel has room for how it settles. */
struct axes {
    int64_t low, high;  /* N */
    double bottom, top; /* simulation - nine with its error, t_sync, in steps */
    int differences;    /* of which there are so many */
};

static struct axes axes_of(const struct size_study studies[], size_t count, double from) {
    struct axes axes = {INT64_MAX, 0, 0.0, 0.0, 0};
    for (size_t s = 0; s < count; s++) {
        const double expected = sizes_expected_difference(studies[s].L, FROM_NINE);
        axes.bottom = fmin(axes.bottom, expected);
        axes.top = fmax(axes.top, expected);
        for (size_t i = 0; i < studies[s].count; i++) {
            const struct size_row *row = &studies[s].row[i];
            const struct size_difference d = sizes_difference(row, FROM_NINE, TIME_SYNC);
            axes.low = row->N < axes.low ? row->N : axes.low;
            axes.high = row->N > axes.high ? row->N : axes.high;
            if (!(d.error > 0.0) || (double)row->N < from / 10.0)
                continue;
            axes.bottom = fmin(axes.bottom, d.value - d.error);
            axes.top = fmax(axes.top, d.value + d.error);
            axes.differences++;
        }
    }
    const double room = axes.top > axes.bottom ? 0.1 * (axes.top - axes.bottom) : 1.0;
    axes.bottom -= room;
    axes.top += room;
    return axes;
}

/* gnuplot: L = 1, 2, ... in `Ls`, and what is expected at each in `expected`. */
static void write_variables(const struct size_study studies[], size_t count, double from,
                            const struct figure_blocks *blocks, FILE *out) {
    const struct axes axes = axes_of(studies, count, from);
    fprintf(out, "blocks = \"%s\"; Ls = \"", blocks->names);
    for (size_t s = 0; s < count; s++)
        fprintf(out, "%s%" PRId64, s > 0 ? " " : "", studies[s].L);
    fputs("\"; expected = \"", out);
    for (size_t s = 0; s < count; s++)
        fprintf(out, "%s%.4f", s > 0 ? " " : "",
                sizes_expected_difference(studies[s].L, FROM_NINE));
    fprintf(out,
            "\"; low = %" PRId64 ".0; high = %" PRId64
            ".0; bottom = %.6g; top = %.6g; differences = %d",
            axes.low, axes.high, axes.bottom, axes.top, axes.differences);
}

static bool make(const struct groups *groups, const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    static sizes_writer *const writers[] = {sizes_write_text, sizes_write_json,
                                            sizes_write_csv};
    struct size_study *studies = calloc(STUDIES_MAX, sizeof *studies);
    if (!studies)
        return false;
    size_t count = 0;
    for (int64_t L = 1; L <= STUDIES_MAX; L++)
        count += sizes_study(groups, L, options->from, &studies[count]);
    struct figure_blocks blocks = {.data = data};
    groups_tell(groups, options->remarks->name, "", options->remarks->stream);
    writers[options->format](studies, count, options, summary);
    write_data(studies, count, options->from, &blocks);
    write_variables(studies, count, options->from, &blocks, variables);
    free(studies);
    return true;
}

int sizes_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &sizes_text,
        .essential = is_simulated,
        .wanted = "the simulation at one size N at least",
        .make_groups = make,
    };
    return figure_command(&figure, argc, argv);
}
