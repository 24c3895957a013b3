/* tpmsync-reduce readings: the readings of Table I that its text allows, beside it. */
#include <inttypes.h>
#include <math.h>

#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "readings/readings.h"
#include "schema/description.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "paper", .argument = "FILE", .help = "the paper's values, as for table1"},
    OPTION_HELP,
};

const struct command_text readings_text = {
    .name = "readings",
    .summary = "what the paper may have computed: readings of Table I, and how far off each is",
    .operands = "FILE.h5...",
    .text =
        "What the text of the paper leaves open, decided in one way or another: which of these "
        "readings gives the numbers of Table I? A reading is what ensembles have in common "
        "that differ in L alone; it is called by what differs from the text as it is usually "
        "taken: the iteration with six matrices, the mean overlap as criterion, c_l = 1 - "
        "1e-5, weights at the start uniform on -L .. L. Weights uniform on -M .. M are one "
        "reading whatever L, and so are criteria 1 - c_l = c/L and c/Q, Q = L (L + 1)/3.\n"
        "\n"
        "For each reading t_sync, t_learn and r of each L, their distance from the paper in "
        "standard errors and in percent, and over all chi^2 and the misfit, by which the "
        "readings are ranked: the sum of the squares of the distances, each of which counts "
        "as 5 standard errors at most. The same with medians in place of means, and with r as "
        "the ratio of the means; and, for the number that the paper prints after ±, with the "
        "standard deviation, half of it, and other widths. At last the numbers that no "
        "reading explains.\n"
        "\n"
        "The files are those of tpmsync iterate and simulate, of the paper's protocol, with an "
        "attacker. Of files that waited for different times the fullest count. Files that "
        "differ in seed, runs, step limit or trace "
        "alone are pooled; the others are passed over by name.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "off = (number - paper) / sqrt(se^2 (1 + runs / runs of the paper) + rounding^2 / 3): "
        "the paper's own statistical error is that which its runs would have in this reading.",
    .example = "tpmsync-reduce readings --plot readings.pdf out/iterate-six-L*.h5 "
               "out/readings-*.h5",
};

/* ---- data -------------------------------------------------------------------------------- */

static const char header[] =
    "# Numbers of Table I in units of the paper's, for each reading.\n"
    "#\n"
    "# Block readings: a reading a line, by rank\n"
    "#   1    its name\n"
    "#   2    its rank; NaN: not all numbers are known\n"
    "#   3    misfit\n"
    "# Blocks t_sync, t_learn and ratio (r): a reading and an L a line\n"
    "#   1    line of the reading in the block readings, from 1\n"
    "#   2    L\n"
    "#   3-4  mean / paper and its standard error\n"
    "#   5    standard error that the paper has, with the rounding, in units of the paper\n"
    "#   6    distance in standard errors\n"
    "#   7    runs\n"
    "# Numbers that are missing are NaN.\n"
    "#\n";

static void write_names(const struct readings_study *study, struct figure_blocks *blocks) {
    figure_block(blocks, "readings", "");
    for (size_t r = 0; r < study->count; r++) {
        const struct reading *reading = &study->reading[r];
        fprintf(blocks->data, "\"%s\" %.0f %.5g\n", reading->label,
                reading->rank > 0 ? reading->rank : NAN, reading->fit[READING_MEAN].misfit);
    }
}

static void write_ratio(const struct readings_study *study, size_t r, int place,
                        enum quantity quantity, FILE *data) {
    const struct reading *reading = &study->reading[r];
    const struct reading_number number = reading_number(reading, place, quantity, READING_MEAN);
    const struct paper_value *paper = readings_paper(study, place, quantity);
    if (!paper || !reading->runs[place][quantity])
        return;
    const double runs = (double)reading->runs[place][quantity]->runs;
    const double papers =
        hypot(number.error * sqrt(runs / (double)paper->runs), paper->rounding / sqrt(3.0));
    fprintf(data, "%zu %" PRId64 " %.6g %.4g %.4g %.4g %.0f\n", r + 1, study->L[place],
            number.value / paper->mean, number.error / paper->mean, papers / paper->mean,
            reading_distance(study, reading, place, quantity, READING_MEAN), runs);
}

static void write_data(const struct readings_study *study, struct figure_blocks *blocks) {
    fputs(header, blocks->data);
    write_names(study, blocks);
    for (enum quantity q = 0; q < QUANTITIES; q++) {
        figure_block(blocks, q == RATIO ? "ratio" : quantity_name[q], "");
        for (size_t r = 0; r < study->count; r++)
            for (int place = 0; place < study->Ls; place++)
                write_ratio(study, r, place, q, blocks->data);
    }
}

/* ---- the command ------------------------------------------------------------------------- */

/* Ensembles of an L of which the paper says nothing are in no reading. */
static void tell_unused(const struct readings_study *study, const struct remarks *remarks) {
    for (size_t i = 0; i < study->run_sets; i++) {
        const struct group *pool = study->runs[i].pool;
        bool used = false;
        for (int place = 0; place < study->Ls; place++)
            used = used || study->L[place] == group_parameters(pool)->L;
        for (size_t m = 0; m < pool->count && !used; m++)
            fprintf(remarks->stream,
                    "%s: %s: passed over, the paper has nothing for L = %" PRId64 "\n",
                    remarks->name, pool->members[m]->path, group_parameters(pool)->L);
    }
}

static bool make(const struct pools *pools, const struct figure_options *options, FILE *summary,
                 FILE *data, FILE *variables) {
    static readings_writer *const writers[] = {readings_write_text, readings_write_json,
                                               readings_write_csv};
    struct readings_study study = {.remarks = options->remarks};
    study.paper = *(const struct paper_table *)options->published;
    if (!readings_make(pools, &study))
        return false;
    struct figure_blocks blocks = {.data = data};
    tell_unused(&study, options->remarks);
    writers[options->format](&study, summary);
    write_data(&study, &blocks);
    fprintf(variables, "blocks = \"%s\"; readings = %zu; largest = %" PRId64, blocks.names,
            study.count, study.L[study.Ls - 1]);
    readings_free(&study);
    return true;
}

static bool load_paper(const char *name, const char *given, void *table) {
    return paper_table_load(name, given, table);
}

int readings_command(int argc, char *argv[]) {
    static const struct figure_published paper = {
        .option = "paper",
        .file = "table1.csv",
        .size = sizeof(struct paper_table),
        .load = load_paper,
    };
    static const struct figure figure = {
        .command = &readings_text,
        .takes = readings_takes,
        .order = parameters_order,
        .published = &paper,
        .wanted = "runs of the paper's protocol with an attacker (tpmsync iterate)",
        .make_pools = make,
    };
    return figure_command(&figure, argc, argv);
}
