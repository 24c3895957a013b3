/* The parameters: one table says all that there is to say of each. The command line, --help,
 * the checks, the attributes of the output, their reading, what may be resumed and what
 * may be pooled, labels and columns of tables come from it. A new parameter is a field of
 * struct parameters and a row. */
#ifndef TPMSYNC_PARAMETERS_H
#define TPMSYNC_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physics/model/engine.h"
#include "record/trace_schedule.h"

/* A list of numbers; `value` belongs to the parameters (parameters_free). */
struct number_list {
    int64_t count;
    double *value; /* [count] */
};

/* U of V. */
struct ratio {
    int64_t part, whole;
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
    int64_t K, L, initial;
    int64_t update, rule;
    int64_t no_attacker; /* flags are 0 or 1 */
    int64_t attack;      /* enum attack_kind, or ATTACK_NONE */
    int64_t attackers;
    int64_t attack_wait, vote_every, selection;
    struct ratio fitness;
    int64_t stall;
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
    struct trace_schedule schedule; /* of --trace */
    int64_t trace_until;
    int64_t force, quiet;
    /* what happens when it does not get to the end at once */
    int64_t resume;
    double checkpoint_every, time_limit; /* seconds; a limit of 0: none */
    double io_timeout;                   /* seconds */
    /* the questions that are answered instead of running */
    int64_t help, version;
};

/* Choices of the command line beyond the enums of the physics. */
enum { ATTACK_NONE = ATTACK_KINDS }; /* of --attack */
enum { TIES_AUTO = TIES_MINUS + 1 }; /* of --ties: those that keep synchronised parties so */

/* How `simulate` is carried out, and to what N each weight has its own random numbers. `auto`
 * is for the command line: simulation_prefers_weights says which it is. */
enum {
    METHOD_WEIGHTS,
    METHOD_WEIGHTS_PLAIN,
    METHOD_OCCUPANCY,
    METHOD_OCCUPANCY_PLAIN,
    METHOD_AUTO
};
enum { WEIGHTS_N_MAX = 7000000 };

/* Which rare event: the learning of one unit after synchronisation, or o before the parties. */
enum split_event { SPLIT_PASSAGE, SPLIT_LUCKY };

enum parameter_type {
    PARAMETER_INTEGER, /* int64_t */
    PARAMETER_SEED,    /* uint64_t */
    PARAMETER_REAL,    /* double */
    PARAMETER_CHOICE,  /* int64_t, index of `choices` */
    PARAMETER_FLAG,    /* int64_t */
    PARAMETER_TEXT,    /* const char *, not copied */
    PARAMETER_TRACE,   /* struct trace_schedule, without its `until` */
    PARAMETER_RATIO,   /* struct ratio: U/V, 1 <= U <= V */
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

enum { PARAMETERS_MAX = 64 };

struct parameter {
    const char *name;
    char letter; /* of the short option; 0: none */
    enum parameter_type type;
    size_t offset;    /* in struct parameters */
    int commands;     /* FOR_ bits of those that have it */
    int attacks;      /* bits 1 << enum attack_kind: those of attackers that it says something
                       * to, others have its default; 0: of all */
    bool recorded;    /* becomes an attribute of the output: it determines the result */
    bool poolable;    /* says how much there is, not what it is: files that differ in it
                       * are pooled */
    bool grows;       /* may be raised when an output is resumed; one of a command at most */
    double low, high; /* inclusive for integers, exclusive for reals */
    const char *const *choices; /* the names, and NULL */
    const char *standard;       /* the default as text; NULL: derived, see `shown` */
    const char *absent;         /* what an older file without it means; "": the default */
    int absent_of;              /* FOR_ bits of the commands that have such files */
    const char *shown;          /* what --help says of a derived default, or of the argument */
    const char *help;
};

extern const struct parameter parameter_table[];
extern const size_t parameter_count;

struct command {
    const char *name;
    int bit;
    const char *summary; /* one line */
    const char *text;    /* what --help says before the options (cli/program.h) */
};

extern const struct command command_table[];
extern const size_t command_count;

/* The command of that name; NULL if there is none. */
const struct command *command_find(const char *name);

/* The row of that name that the command has; NULL if there is none. */
const struct parameter *parameter_find(const char *command, const char *name);

#endif
