#include "schema/datasets.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "record/trace_row.h"
#include "schema/description.h"

/* One of the two numbers of an exact sum over runs. */
#define SUM_PART(name, text)                                                                   \
    {                                                                                          \
        .path = "/mean/sums/" name, .files = FOR_RUNS, .type = TYPE_INT64,                     \
        .dimension = {DIMENSION_STEPS}, .newer = true, .units = "1",                           \
        .long_name = "sum over runs of round(2^40 " text,                                      \
    }
#define EXACTLY  ", exactly: high * 2^53 + low"
#define LOW_PART ": its low part, 0 .. 2^53 - 1"

const struct dataset dataset_table[] = {
    {
        .path = "/runs/run",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .is_scale = true,
        .units = "1",
        .long_name = "number of the run",
    },
    {
        .path = "/runs/t_sync",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .fill = -1,
        .units = "steps",
        .long_name = "first step after which A and B are synchronised; -1: not reached",
    },
    {
        .path = "/runs/t_learn",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .fill = -1,
        .units = "steps",
        .long_name =
            "first step after which the attacker has learned A; -1: not reached; where "
            "runs end at t_sync (until = sync) only lucky attackers reach it",
    },
    {
        .path = "/runs/t_a",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .fill = -1,
        .units = "steps",
        .long_name = "last step up to t_sync in which the internal representations of A and B "
                     "differed; 0: none; -1: t_sync not reached",
    },
    {
        .path = "/runs/t_b",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .fill = -1,
        .units = "steps",
        .long_name = "t_sync - t_a; -1: t_sync not reached",
    },
    {
        .path = "/runs/steps",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .units = "steps",
        .long_name = "steps made",
    },
    {
        .path = "/runs/done",
        .files = FOR_RUNS,
        .type = TYPE_UINT8,
        .dimension = {DIMENSION_RUNS},
        .units = "1",
        .long_name = "1: the run is complete or censored; 0: not run yet",
    },
    {
        .path = "/runs/end",
        .files = FOR_DISCRETE,
        .type = TYPE_UINT8,
        .dimension = {DIMENSION_RUNS},
        .newer = true,
        .units = "1",
        .long_name = "how the run ended: 0 complete, 1 at the step limit, 2 stalled",
    },
    {
        .path = "/runs/rho_ao_at_sync",
        .files = FOR_DISCRETE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_RUNS},
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "overlap of A and the best machine of the attacker when A and B "
                     "synchronised, the mean over the hidden units; NaN without",
    },
    {
        .path = "/runs/equal_at_sync",
        .files = FOR_DISCRETE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_RUNS},
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "fraction of that machine's weights that equalled A's then; NaN without, "
                     "and in the iteration",
    },
    {
        .path = "/runs/learned_at_sync",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .newer = true,
        .fill = -1,
        .units = "1",
        .long_name = "machines of the attacker that were equal to A then; -1: t_sync not "
                     "reached",
    },
    {
        .path = "/runs/machines_at_sync",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .newer = true,
        .fill = -1,
        .units = "1",
        .long_name = "machines that the attacker had then; -1: t_sync not reached",
    },
    {
        .path = "/mean/step",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_STEPS},
        .is_scale = true,
        .units = "steps",
        .long_name = "step",
    },
    {
        .path = "/mean/alpha",
        .files = FOR_ALPHA,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .is_scale = true,
        .fill = NAN,
        .units = "1",
        .long_name = "time alpha = steps / N",
    },
    {
        .path = "/mean/count",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_STEPS},
        .units = "1",
        .long_name =
            "runs that the mean is over; a run that has ended counts on with its last value",
    },
    {
        .path = "/mean/rho_ab",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name =
            "mean over runs of the overlap of A and B, itself the mean over the hidden units",
    },
    {
        .path = "/mean/rho_ab_std",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name = "standard deviation between runs of that overlap",
    },
    {
        .path = "/mean/rho_ao",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name = "mean over runs of the overlap of A and the attacker, itself the mean "
                     "over the hidden units; NaN without an attacker",
    },
    {
        .path = "/mean/rho_ao_std",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name = "standard deviation between runs of that overlap; NaN without an attacker",
    },
    {
        .path = "/mean/sums/step",
        .files = FOR_DISCRETE,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_STEPS},
        .is_scale = true,
        .newer = true,
        .units = "steps",
        .long_name = "step",
    },
    {
        .path = "/mean/sums/alpha",
        .files = FOR_CONTINUOUS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_STEPS},
        .is_scale = true,
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "time alpha = steps / N",
    },
    SUM_PART("rho_ab_high", "rho_ab)" EXACTLY),
    SUM_PART("rho_ab_low", "rho_ab)" LOW_PART),
    SUM_PART("rho_ab_squares_high", "rho_ab)^2" EXACTLY),
    SUM_PART("rho_ab_squares_low", "rho_ab)^2" LOW_PART),
    SUM_PART("rho_ao_high", "rho_ao)" EXACTLY),
    SUM_PART("rho_ao_low", "rho_ao)" LOW_PART),
    SUM_PART("rho_ao_squares_high", "rho_ao)^2" EXACTLY),
    SUM_PART("rho_ao_squares_low", "rho_ao)^2" LOW_PART),
    {
        .path = "/trace/run",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .is_scale = true,
        .units = "1",
        .long_name = "number of the run",
    },
    {
        .path = "/trace/unit",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_UNITS},
        .is_scale = true,
        .newer = true,
        .units = "1",
        .long_name = "number of the hidden unit",
    },
    {
        .path = "/trace/begin",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .fill = -1,
        .units = "rows",
        .long_name = "first row of the run; -1: not written",
    },
    {
        .path = "/trace/count",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_RUNS},
        .units = "rows",
        .long_name = "number of rows of the run",
    },
    {
        .path = "/trace/step",
        .files = FOR_RUNS,
        .type = TYPE_INT64,
        .dimension = {DIMENSION_ROWS},
        .is_scale = true,
        .units = "steps",
        .long_name = "step of the row",
    },
    {
        .path = "/trace/rho_ab",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ROWS, DIMENSION_UNITS},
        .fill = NAN,
        .units = "1",
        .long_name = "overlap of A and B in each hidden unit",
    },
    {
        .path = "/trace/rho_ao",
        .files = FOR_RUNS,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ROWS, DIMENSION_UNITS},
        .fill = NAN,
        .units = "1",
        .long_name =
            "overlap of A and the attacker in each hidden unit, of its best machine if it has "
            "several; NaN without an attacker",
    },
    {
        .path = "/trace/rho_ao_mean",
        .files = IN_SEVERAL,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ROWS, DIMENSION_UNITS},
        .fill = NAN,
        .units = "1",
        .long_name = "the mean of that overlap over the machines of the attacker",
    },

    /* the equations */
    {
        .path = "/eta",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .is_scale = true,
        .fill = NAN,
        .units = "1",
        .long_name = "learning rate",
    },
    {
        .path = "/mean/eta",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .is_scale = true,
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "learning rate",
    },
    {
        .path = "/mean/rho_ab",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS, DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name = "overlap of A and B",
    },
    {
        .path = "/mean/rho_ao",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS, DIMENSION_STEPS},
        .fill = NAN,
        .units = "1",
        .long_name = "overlap of A and the attacker",
    },
    {
        .path = "/stationary/eta",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .is_scale = true,
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "learning rate",
    },
    {
        .path = "/stationary/rho_ab",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .fill = NAN,
        .units = "1",
        .long_name = "overlap at which A and B settle that start at 0",
    },
    {
        .path = "/stationary/growth_minus",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .fill = NAN,
        .units = "1",
        .long_name = "growth rate of 1 + rho_ab at rho_ab = -1; positive: repulsive",
    },
    {
        .path = "/stationary/growth_plus",
        .files = FOR_ODE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_ETAS},
        .fill = NAN,
        .units = "1",
        .long_name = "rate of arccos(rho_ab) at rho_ab = 1; positive: repulsive",
    },

    /* the splitting */
    {
        .path = "/replicates/replicate",
        .files = IN_SPLIT,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .is_scale = true,
        .fill = NAN,
        .units = "1",
        .long_name = "number of the replicate",
    },
    {
        .path = "/replicates/rate_learned",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "1/steps",
        .long_name = "passages of one unit to the last level, from which it does not return",
    },
    {
        .path = "/replicates/rate_mark",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "1/steps",
        .long_name = "passages of one unit to the gap K (1 - cl), at which the last unit ends "
                     "the learning",
    },
    {
        .path = "/replicates/transit",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "steps",
        .long_name = "mean time from the first level to the last, of those that get there; "
                     "NaN: none did",
    },
    {
        .path = "/replicates/ahead",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "1",
        .long_name =
            "mean number of units that are on their way when the parties are synchronised",
    },
    {
        .path = "/replicates/moves",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "1",
        .long_name = "moves made",
    },
    {
        .path = "/replicates/lucky",
        .files = IN_LUCKY,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "1",
        .long_name =
            "estimate of the probability that o has learned before A and B are synchronised",
    },
    {
        .path = "/replicates/steps",
        .files = IN_LUCKY,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES},
        .fill = NAN,
        .units = "steps",
        .long_name = "steps made",
    },
    {
        .path = "/levels/gap",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_LEVELS},
        .is_scale = true,
        .fill = NAN,
        .units = "1",
        .long_name = "levels of the gap 1 - rho of one unit, the basin above the first",
    },
    {
        .path = "/replicates/gap",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_LEVELS},
        .is_scale = true,
        .newer = true,
        .fill = NAN,
        .units = "1",
        .long_name = "level of the gap 1 - rho of one unit, as in /levels/gap",
    },
    {
        .path = "/replicates/probability",
        .files = IN_PASSAGE,
        .type = TYPE_DOUBLE,
        .dimension = {DIMENSION_REPLICATES, DIMENSION_LEVELS},
        .fill = NAN,
        .units = "1",
        .long_name = "probability to reach a level from the one before without returning to "
                     "the basin; 1 for the first",
    },
};
const int dataset_count = sizeof dataset_table / sizeof *dataset_table;
static_assert(sizeof dataset_table / sizeof *dataset_table <= DATASETS_MAX,
              "arrays of one entry a dataset have room");

int dataset_files(const struct parameters *parameters) {
    const int command = command_find(parameters->command)->bit;
    const struct model model = parameters_model(parameters);
    if (command & FOR_DISCRETE)
        return command | (trace_has_mean(&model) ? IN_SEVERAL : 0);
    if (command != FOR_SPLIT)
        return command;
    return parameters->event == SPLIT_PASSAGE ? IN_PASSAGE : IN_LUCKY;
}

static int find(const char *path, int files) {
    for (int d = 0; d < dataset_count; d++)
        if ((dataset_table[d].files & files) && strcmp(dataset_table[d].path, path) == 0)
            return d;
    return -1;
}

bool dataset_is_in(const char *path, int files) {
    return find(path, files) >= 0;
}

int dataset_find(const char *path, int files) {
    const int row = find(path, files);
    assert(row >= 0);
    return row;
}

/* Bytes of the path of its group, with the last slash. */
static size_t group_length(const char *path) {
    return (size_t)(strrchr(path, '/') - path) + 1;
}

const char *dataset_scale(const struct dataset *dataset, int dimension, int files) {
    const size_t group = group_length(dataset->path);
    for (int d = 0; d < dataset_count; d++) {
        const struct dataset *row = &dataset_table[d];
        if (row->is_scale && (row->files & files) &&
            row->dimension[0] == dataset->dimension[dimension] &&
            group_length(row->path) == group && strncmp(row->path, dataset->path, group) == 0)
            return row->path;
    }
    return NULL;
}

const char *dataset_length_name(enum dimension dimension, int files) {
    switch (dimension) {
    case DIMENSION_RUNS:
        return "attribute `runs`";
    case DIMENSION_STEPS:
        return files & FOR_ALPHA ? "the length of /mean/alpha" : "the length of /mean/step";
    case DIMENSION_ETAS:
        return "the length of /eta";
    case DIMENSION_REPLICATES:
        return "attribute `replicates`";
    case DIMENSION_LEVELS:
        return "the number of levels";
    default:
        return "its length";
    }
}
