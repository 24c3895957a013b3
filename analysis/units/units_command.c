/* tpmsync-reduce units: what the number of hidden units does. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"
#include "schema/description.h"
#include "units/units.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    OPTION_HELP,
};

const struct command_text units_text = {
    .name = "units",
    .summary = "times, success and the expected change of the overlaps against K",
    .operands = "FILE.h5...",
    .text =
        "What the number K of hidden units does, where the parties move on agreement: t_sync, "
        "t_learn, their ratio and the success of the naive and the geometric attacker "
        "(t_learn <= t_sync, of the runs that have synchronised) for each K, L and source, and "
        "the simulation beside the iteration at the criterion c_l = 1 - 0.1/(N L) that belongs "
        "to its N.\n"
        "\n"
        "From the iteration with a trace of every step, the expected change of the overlap "
        "(the mean over the units) in a step against the overlap: of the parties, and of the "
        "attacker before and after t_sync. A fixed point is where it falls through 0, by the "
        "zero of a straight line through the changes around it; beside it the mean overlap "
        "in the later half of the traces of runs that had not synchronised by then. How "
        "often units moved towards and away from each other, against what is known.\n"
        "\n"
        "The files are those of tpmsync, in any mix and order. Taken are those of\n"
        "iterate\twith nine matrices and the criterion on the mean overlap\n"
        "simulate\twith ties minus\n"
        "both with --update agreement, without an attacker or with one naive or geometric "
        "machine, and not --until learn. Others are passed over with a remark. Files that "
        "differ in seed, runs, step limit, stall or trace alone are pooled; the same seed "
        "twice is refused.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "Where the step limit has ended runs, a mean time is a lower bound (>=); memoryless is "
        "then all steps / the runs that got there, the mean if what holds the others up is "
        "left by chance. Runs that have stalled are counted by themselves.",
    .example = "tpmsync-reduce units --plot units.pdf out/units-*.h5",
};

/* ---- data -------------------------------------------------------------------------------- */

static const char header[] =
    "# Against the number K of hidden units; the parties move on agreement.\n"
    "#\n"
    "# Block times:\n"
    "#   1-3    K, L, N (0: the iteration)\n"
    "#   4      1 - c_l of the iteration; of the simulation 0.1 / (N L)\n"
    "#   5-6    t_sync and its standard error [steps]; 0: a lower bound\n"
    "#   7      t_sync, memoryless [steps]\n"
    "#   8-10   t_learn likewise\n"
    "#   11-12  mean t_learn / mean t_sync and its standard error; 0: a lower bound\n"
    "#   13-15  success of the naive attacker, with Wilson's interval of 95 %\n"
    "#   16-18  of the geometric attacker\n"
    "#   19     1: of the criterion of the iteration that most K of this L have, the finest of "
    "these\n"
    "# Block drift: in bins of the overlap, the mean over the units or that of a unit\n"
    "#   1-3    K, L, which (0 mutual, 1 listening, 2 one-way, 3 mutual unit, 4 one-way "
    "unit);\n"
    "#          of all K from 2 on together K = 0, 4\n"
    "#   4-5    mean overlap in the bin, steps that begin there\n"
    "#   6-7    mean change in a step, and its standard error\n"
    "# Block zero: fixed points\n"
    "#   1-3    K, L, which\n"
    "#   4-5    overlap and its standard error\n"
    "#   6-7    mean overlap late in the traces, and its standard error\n"
    "# Numbers that are missing are NaN.\n"
    "#\n";

static void put(FILE *data, double value) {
    fprintf(data, " %.8g", value);
}

static void put_time(FILE *data, const struct units_time *time) {
    put(data, time->mean);
    put(data, time->runs == 0 || units_time_is_mean(time) ? time->error : 0.0);
    put(data, time->memoryless);
}

static void write_times(const struct units_study *study, FILE *data) {
    for (size_t i = 0; i < study->rows; i++) {
        const struct units_row *row = &study->row[i];
        fprintf(data, "%" PRId64 " %" PRId64 " %" PRId64, row->K, row->L, row->N);
        put(data, row->gap);
        put_time(data, &row->sync);
        put_time(data, &row->learn);
        put(data, row->ratio.means);
        put(data, isnan(row->ratio.error) ? 0.0 : row->ratio.error);
        for (enum units_attack a = UNITS_NAIVE; a < UNITS_ALONE; a++) {
            put(data, row->success[a].value);
            put(data, row->success[a].low);
            put(data, row->success[a].high);
        }
        fprintf(data, " %d\n", units_is_drawn(study, row));
    }
}

/* Bins without an error decide nothing, and are not there. */
static void write_drift(int64_t K, int64_t L, enum drift_kind kind, const struct drift *drift,
                        FILE *data) {
    for (size_t b = 0; b < DRIFT_BINS; b++) {
        const struct drift_bin bin = drift_bin(drift, b);
        if (isnan(bin.change.error))
            continue;
        fprintf(data, "%" PRId64 " %" PRId64 " %d", K, L, (int)kind);
        put(data, bin.rho);
        put(data, bin.steps);
        put(data, bin.change.value);
        put(data, bin.change.error);
        fputc('\n', data);
    }
}

static void write_drifts(const struct units_study *study, FILE *data) {
    for (size_t i = 0; i < study->traces; i++)
        for (enum drift_kind kind = 0; kind < DRIFTS; kind++)
            write_drift(study->trace[i].K, study->trace[i].L, kind,
                        &study->trace[i].drift[kind], data);
    for (size_t i = 0; i < study->listeners; i++)
        write_drift(0, study->listener[i].L, DRIFT_ONE_WAY_UNIT, &study->listener[i].drift,
                    data);
}

static void write_zero(int64_t K, int64_t L, enum drift_kind kind,
                       const struct drift_zero *zero, const struct drift_value *late,
                       FILE *data) {
    fprintf(data, "%" PRId64 " %" PRId64 " %d", K, L, (int)kind);
    put(data, zero->found ? zero->rho.value : NAN);
    put(data, zero->found ? zero->rho.error : NAN);
    put(data, late ? late->value : NAN);
    put(data, late ? late->error : NAN);
    fputc('\n', data);
}

static void write_zeros(const struct units_study *study, FILE *data) {
    for (size_t i = 0; i < study->traces; i++) {
        const struct units_trace *t = &study->trace[i];
        for (enum drift_kind kind = 0; kind < DRIFTS; kind++)
            write_zero(t->K, t->L, kind, &t->zero[kind], &t->late[kind], data);
    }
    for (size_t i = 0; i < study->listeners; i++)
        write_zero(0, study->listener[i].L, DRIFT_ONE_WAY_UNIT, &study->listener[i].zero, NULL,
                   data);
}

static void write_data(const struct units_study *study, struct figure_blocks *blocks) {
    fputs(header, blocks->data);
    figure_block(blocks, "times", "");
    write_times(study, blocks->data);
    if (study->traces == 0)
        return;
    figure_block(blocks, "drift", "");
    write_drifts(study, blocks->data);
    figure_block(blocks, "zero", "");
    write_zeros(study, blocks->data);
}

/* ---- the command ------------------------------------------------------------------------- */

/* The largest L at which the attacker's unit has been watched after t_sync; 0: none. */
static int64_t largest_watched(const struct units_study *study) {
    int64_t largest = 0;
    for (size_t i = 0; i < study->listeners; i++)
        for (size_t b = 0; b < DRIFT_BINS; b++)
            if (!isnan(drift_bin(&study->listener[i].drift, b).change.error))
                largest = study->listener[i].L;
    return largest;
}

static int64_t largest_K(const struct units_study *study) {
    int64_t largest = 1;
    for (size_t i = 0; i < study->rows; i++)
        largest = study->row[i].K > largest ? study->row[i].K : largest;
    return largest;
}

static bool make(const struct pools *pools, const struct figure_options *options, FILE *summary,
                 FILE *data, FILE *variables) {
    static units_writer *const writers[] = {units_write_text, units_write_json,
                                            units_write_csv};
    struct units_study study;
    if (!units_make(pools, options->remarks, &study))
        return false;
    struct figure_blocks blocks = {.data = data};
    writers[options->format](&study, summary);
    write_data(&study, &blocks);
    fprintf(variables,
            "blocks = \"%s\"; last_K = %" PRId64 "; last_L = %" PRId64 "; traced = %" PRId64
            "; deepest = %" PRId64,
            blocks.names, largest_K(&study), study.row[study.rows - 1].L,
            largest_watched(&study), study.traces ? study.trace[study.traces - 1].L : 0);
    units_free(&study);
    return true;
}

int units_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &units_text,
        .takes = units_takes,
        .order = parameters_order,
        .wanted = "parties that move on agreement (tpmsync iterate, simulate)",
        .make_pools = make,
    };
    return figure_command(&figure, argc, argv);
}
