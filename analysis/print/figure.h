/* What figures and tables have in common: options, reading of files and choice among them, the
 * data as columns, and the picture through gnuplot.
 *
 * The numbers always go to standard output, for people or, with --format, for programs; the
 * columns are written with --data, the picture with --plot. Both replace files that are there
 * (output_file.h says which they do not). A table has neither of these two options.
 *
 * Data files. Blocks are separated by two blank lines, so that gnuplot reads them by `index`;
 * every line of explanation starts with `#`, and every column is explained with its unit.
 *
 * Pictures. The template NAME.gp (see plot_file_path) is run as
 *     gnuplot -e VARIABLES -c NAME.gp DATA PICTURE FORMAT
 * with FORMAT png, svg or pdf; VARIABLES are assignments, of which `blocks` names the blocks of
 * the data file in their order.
 */
#ifndef TPMSYNC_FIGURE_H
#define TPMSYNC_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/program.h"
#include "print/json.h"
#include "print/remarks.h"
#include "read/claims_groups.h"
#include "read/ensemble_reader.h"
#include "read/pools.h"

enum { FIGURE_REASON_MAX = 512, FIGURE_SERIES_MAX = 4 };

/* How standard output holds the numbers: for people or for programs. */
enum figure_format { FIGURE_TEXT, FIGURE_JSON, FIGURE_CSV, FIGURE_LATEX };

/* Which table CSV holds, of a command that has several (`attack`): the order of its option. */
enum figure_part { FIGURE_PART_SUCCESS, FIGURE_PART_LAWS, FIGURE_PART_NEEDS };

/* The options that every figure has, with those formats of enum figure_format that it knows.
 * Some have more: eta, N, from, and that of the published values. */
#define FIGURE_FORMAT_OF                                                                       \
    .name = "format", .standard = "text", .help = "how the numbers are written"
#define FIGURE_FORMAT                                                                          \
    { FIGURE_FORMAT_OF, .argument = "text|json" }
#define FIGURE_FORMAT_CSV                                                                      \
    { FIGURE_FORMAT_OF, .argument = "text|json|csv" }
#define FIGURE_FORMAT_LATEX                                                                    \
    { FIGURE_FORMAT_OF, .argument = "text|csv|json|latex" }
#define FIGURE_DATA                                                                            \
    {                                                                                          \
        .name = "data", .argument = "FILE",                                                    \
        .help = "write the data behind the figure: blocks of columns, each with a name (for "  \
                "gnuplot: index \"NAME\") and a header; replaces FILE"                         \
    }
#define FIGURE_PLOT                                                                            \
    {                                                                                          \
        .name = "plot", .argument = "FILE.png|.svg|.pdf",                                      \
        .help = "draw the figure with gnuplot; replaces FILE. The template is COMMAND.gp in "  \
                "the folder that the environment variable TPMSYNC_PLOTS names, else the one "  \
                "installed with this program"                                                  \
    }

struct figure_options {
    const char *data, *plot; /* NULL: not wanted */
    /* Of those commands that have the option: */
    double eta;  /* learning rate of the curves */
    int64_t N;   /* of the simulation, inputs of a hidden unit */
    double from; /* the least N, or L, that is fitted */
    enum figure_part part;
    enum figure_format format;
    bool help;
    char *const *paths; /* [count], the files */
    int count;
    const char *published_path;    /* NULL: where data_file_path looks for it */
    const void *published;         /* what figure_published.load has read */
    const struct remarks *remarks; /* on files left out */
};

/* Published values that stand beside ours, read before the files. */
struct figure_published {
    const char *option; /* that names another file */
    const char *file;   /* in the folder of the data */
    size_t size;        /* bytes of the table that `load` fills, which holds no other memory */
    /* False, with what is wrong on standard error, `name` in front. */
    bool (*load)(const char *name, const char *given, void *table);
};

/* One of the series that a figure is made of. */
struct figure_series {
    const char *name;             /* of its data, one word */
    const char *wanted;           /* what file it is made from, for messages */
    bool essential;               /* no figure without it */
    const struct ensemble *found; /* NULL: there is none. Of several files of one pool ... */
    const struct ensemble *const *members; /* ... [count] the runs of all of them */
    size_t count;
};

struct figure {
    const struct command_text *command; /* its name is that of the template, too */
    struct figure_series series[FIGURE_SERIES_MAX];
    size_t series_count;

    /* The number in `series` of the series that an ensemble belongs to; -1, with the reason, if
     * it has no place in the figure. */
    int (*classify)(const struct ensemble *ensemble, const struct figure_options *options,
                    char reason[FIGURE_REASON_MAX]);

    /* Computes and writes: the numbers in the format of the options to `summary`, columns to
     * `data`, and gnuplot assignments, separated by `;`, to `variables`. False without memory.
     */
    bool (*make)(const struct figure_series series[], const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables);

    /* A figure of any number of files has these in place of series, classify and make: it is
     * made of the groups of all files (claims_groups.h), and remarks which of them stand back
     * for each other before it writes the numbers. At least one group must be `essential`, else
     * `wanted` is named as missing. */
    bool (*essential)(const struct group *group);
    const char *wanted;
    bool (*make_groups)(const struct groups *groups, const struct figure_options *options,
                        FILE *summary, FILE *data, FILE *variables);

    /* One of any number of files of any protocol has these instead: it is made of the pools
     * (pools.h), in this order, of the files that it takes; the others are passed over for the
     * reason that `takes` gives. At least one must be taken, else `wanted` is named as missing.
     * Curves of the mean (ensemble_read_curves) are not read. */
    bool (*takes)(const struct ensemble *ensemble, const char **why);
    int (*order)(const struct parameters *, const struct parameters *);
    bool (*make_pools)(const struct pools *pools, const struct figure_options *options,
                       FILE *summary, FILE *data, FILE *variables);

    const struct figure_published *published; /* NULL: none */
};

/* The whole command: options, files, choice, make, output. Returns an exit status. The files of
 * one series that are of one pool are put together (of ode: the one with most learning rates is
 * taken); of several pools the one with most runs is taken and the files of the others are
 * named, as are those whose runs are there already. Nothing is written if anything is wrong
 * with options or files. */
int figure_command(const struct figure *figure, int argc, char *argv[]);

/* Runs that are done. */
int64_t figure_runs(const struct ensemble *ensemble);

/* "FILE, parameters, runs, seed", of several files "FILE and 2 more" and the number of seeds.
 */
void figure_describe(const struct figure_series *series, FILE *out);

/* Members of an open object: the file (the first), its parameters, runs and seed; of several
 * files `files` and `seeds`, too. */
void figure_describe_json(const struct figure_series *series, struct json *json);

/* Names the series that are left out, and what they would need. */
void figure_left_out(const struct figure_series series[], size_t count, FILE *summary);

/* The same as a member "left_out", and the remarks. */
void figure_left_out_json(const struct figure_series series[], size_t count,
                          const struct remarks *remarks, struct json *json);

/* Two blank lines, but not before the first block; counts blocks, and adds the name to the
 * variable `blocks`. */
struct figure_blocks {
    FILE *data;
    char names[256];
};
void figure_block(struct figure_blocks *blocks, const char *series, const char *suffix);

#endif
