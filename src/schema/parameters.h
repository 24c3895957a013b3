/* The parameters of a command: one table says of each its name, type, range, default and help,
 * and the command line, --help, the checks and the attributes of the output come from it. */
#ifndef TPMSYNC_PARAMETERS_H
#define TPMSYNC_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "physics/model/engine.h"
#include "record/trace_schedule.h"

/* A list of numbers; `value` belongs to the parameters (parameters_free). */
struct number_list {
    int64_t count;
    double *value; /* [count] */
};

/* What the equations say of the attacker: from synchronisation on, or from the start. */
enum ode_attacker { ODE_POST_SYNC, ODE_FULL };

/* The value of every parameter; a command uses those that the table gives it. */
struct parameters {
    const char *command;
    /* the ensemble */
    int64_t runs;
    uint64_t seed;
    int64_t max_steps;
    /* the model */
    int64_t L, initial;
    int64_t no_attacker;        /* flags are 0 or 1 */
    int64_t closure, criterion; /* choices are indices, in the order of the enums of engine.h */
    double cl;
    int64_t N, ties, until, method;
    double eta, alpha_max, alpha_step;
    /* the equations */
    struct number_list etas;
    int64_t ode_attacker; /* enum ode_attacker */
    /* the splitting */
    int64_t event; /* enum split_event */
    int64_t trials, replicates;
    /* the output */
    const char *output;
    const char *trace; /* as given */
    struct trace_schedule schedule;
    int64_t trace_until;
    int64_t force, quiet;
    /* what happens when it does not get to the end at once */
    int64_t resume;
    double checkpoint_every, time_limit; /* seconds; a limit of 0: none */
    double io_timeout;                   /* seconds */
    /* the questions that are answered instead of running */
    int64_t help, version;
};

/* Which rare event: the learning of one unit after synchronisation, or o before the parties. */
enum split_event { SPLIT_PASSAGE, SPLIT_LUCKY };

enum parameter_type {
    PARAMETER_INTEGER, /* int64_t */
    PARAMETER_SEED,    /* uint64_t */
    PARAMETER_REAL,    /* double */
    PARAMETER_CHOICE,  /* int64_t, index of `choices` */
    PARAMETER_FLAG,    /* int64_t */
    PARAMETER_TEXT,    /* const char *, not copied */
    PARAMETER_TRACE,   /* const char *, and the schedule */
    PARAMETER_LIST,    /* struct number_list: A, A,B,C or FROM:STEP:TO */
};

enum {
    FOR_ITERATE = 1,
    FOR_SIMULATE = 2,
    FOR_CONTINUOUS = 4,
    FOR_ODE = 8,
    FOR_DISCRETE = FOR_ITERATE | FOR_SIMULATE,
    FOR_RUNS = FOR_DISCRETE | FOR_CONTINUOUS,
    FOR_ALPHA = FOR_CONTINUOUS | FOR_ODE,
    FOR_SPLIT = 16,
    FOR_RESUME = FOR_RUNS | FOR_SPLIT,
    FOR_ALL = FOR_RUNS | FOR_ODE | FOR_SPLIT,
};

struct parameter {
    const char *name;
    char letter; /* of the short option; 0: none */
    enum parameter_type type;
    size_t offset; /* in struct parameters */
    int commands;
    bool recorded;        /* becomes an attribute of the output: it determines the result */
    double low, high;     /* inclusive for integers, exclusive for reals */
    const char *choices;  /* "six|nine" */
    const char *standard; /* the default as text; NULL: derived, see `shown` */
    const char *shown;    /* what --help says of a derived default, or of the argument */
    const char *help;
};

extern const struct parameter parameter_table[];
extern const size_t parameter_count;

struct command {
    const char *name;
    int bit;
    const char *summary; /* one line */
    const char *text;    /* what --help says before the options */
};

extern const struct command command_table[];
extern const size_t command_count;

/* The command of that name; NULL if there is none. */
const struct command *command_find(const char *name);

/* Faults of an input, gathered so that all of them are told at once. */
struct faults {
    int count;
    char *text; /* a line each; NULL while there is none */
};
void faults_add(struct faults *faults, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void faults_free(struct faults *faults);

/* Reads argv[1 ..] (argv[0] is the command's name). Every fault is added to `faults`; the
 * values are complete only if there is none. */
void parameters_parse(struct parameters *parameters, const struct command *command, int argc,
                      char **argv, struct faults *faults);

/* What parsing has allocated, whether it found faults or not. */
void parameters_free(struct parameters *parameters);

/* Every parameter that determines the result as a line "name value", in full precision, the
 * engine first; to be freed. Equal texts are equal ensembles. */
char *parameters_text(const struct parameters *parameters);
/* Adds a fault for each line in which two such texts differ; `holder` is what `theirs` was read
 * from. */
void parameters_compare(const char *ours, const char *theirs, const char *holder,
                        struct faults *faults);

struct model parameters_model(const struct parameters *parameters);
/* The method by which the command is carried out, "" if it has but one; 32 bytes. */
void parameters_method(const struct parameters *parameters, char method[32]);
/* The name of the chosen value of a PARAMETER_CHOICE; `name` has 32 bytes. */
void parameter_choice_name(const struct parameter *parameter, int64_t index, char name[32]);

#endif
