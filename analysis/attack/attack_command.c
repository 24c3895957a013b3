/* tpmsync-reduce attack: options and files in, the success of attackers out. */
#include "attack/laws_write.h"
#include "attack/success.h"
#include "command.h"
#include "print/figure.h"
#include "read/option_reader.h"

static const struct option_text known[] = {
    FIGURE_FORMAT_LATEX,
    FIGURE_DATA,
    FIGURE_PLOT,
    {.name = "part",
     .argument = "success|laws|needs",
     .standard = "success",
     .help =
         "what --format csv writes: success, the rows; laws, what is fitted to them against "
         "L; needs, the L that a smaller success needs"},
    {.name = "published",
     .argument = "FILE.csv",
     .help =
         "the published values: comma-separated, with the columns of data/attacks.csv; without "
         "it, attacks.csv in the folder that the environment variable TPMSYNC_DATA names, "
         "else the one installed with this program"},
    OPTION_HELP,
};

const struct command_text attack_text = {
    .name = "attack",
    .summary = "success of attackers under every criterion, its laws against L, and published "
               "values",
    .operands = "FILE.h5...",
    .text =
        "Success of attackers: for every set of parameters the number of runs and how they "
        "ended, the mean t_sync and t_learn, and the probability P_E of success, which "
        "is counted in several ways:\n"
        "sync-exact\ta machine of the attacker equals A when A and B synchronise\n"
        "ever-exact\ta machine equals A then or has before: t_learn <= t_sync\n"
        "early-exact\tit has before: t_learn < t_sync, the lucky attacker\n"
        "sync-overlap\tthe overlap of the best machine with A is 0.98 or more then\n"
        "sync-equal\t98 % of that machine's weights equal A's then\n"
        "with Wilson's intervals of 95 %, beside published values where there are any.\n"
        "\n"
        "The files are those that `tpmsync simulate`, `tpmsync iterate` and `tpmsync split "
        "--event lucky` wrote, with an attacker and not --until learn, in any mix and order; "
        "others are passed over with a remark. Files that differ in what they hold, not in "
        "what it is of (seed, runs, step limit, stall, trace), are pooled; the same seed "
        "twice is refused.\n"
        "\n"
        "Rows that differ in L alone are a series, the rows of splitting with those of the "
        "iteration. To each, under each criterion, laws are fitted by maximum likelihood, over "
        "all "
        "L and over their upper half:\n"
        "constant\tP = e^a\n"
        "exponential\tP = e^(-y (L - L0))\n"
        "fermi\tP = 1 / (1 + e^(beta (L - mu)))\n"
        "square\tP = e^(a - c L^2)\n"
        "quadratic\tP = e^(a - b L - c L^2)\n"
        "From them follow verdicts on two published claims, and the L that a success below "
        "10^-3, "
        "10^-6, 10^-9 and 2^-64 needs, with t_sync there. Simulations are judged by "
        "sync-exact, "
        "N -> infinity by early-exact, which splitting knows. Beside it stand splitting "
        "against "
        "counting, and simulations against the iteration with c_l = 1 - 0.1/(N L).",
    .option = known,
    .options = sizeof known / sizeof *known,
    .closing =
        "P_E is over the runs whose parties have synchronised. Runs that have stalled, whose "
        "parties never will, and runs that the step limit ended before are counted by "
        "themselves and are in no P_E. Mean times are without stalled runs, and a lower bound "
        "(>=) where the step limit has ended some of the others. What a file does not say is "
        "not recorded: older ones know ever-exact and early-exact alone, and the iteration has "
        "no equal weights. Splitting gives early-exact.\n"
        "\n"
        "The distance from a published value P0 is in standard errors:\n"
        "  (P - P0) / sqrt(P0 (1 - P0) (1/n + 1/runs) + rounding^2/3)\n"
        "with n runs of ours, runs of the source, if it says how many, and half a unit of its "
        "last printed digit. Files whose N is within 2 % of the source's are compared.",
    .example = "tpmsync-reduce attack --plot attack.pdf out/attacks-*.h5",
};

static void write_json(const struct success_table *table, const struct laws *laws, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    success_write_json(table, &json);
    laws_write_json(laws, &json);
    remarks_write_json(table->remarks, &json);
    json_close(&json, '}');
}

static void write_csv(const struct success_table *table, const struct laws *laws,
                      enum figure_part part, FILE *out) {
    if (part == FIGURE_PART_LAWS)
        laws_write_csv(laws, out);
    else if (part == FIGURE_PART_NEEDS)
        laws_write_needs_csv(laws, out);
    else
        success_write_csv(table, out);
}

static void write_summary(const struct success_table *table, const struct laws *laws,
                          const struct figure_options *options, FILE *out) {
    switch (options->format) {
    case FIGURE_JSON:
        write_json(table, laws, out);
        break;
    case FIGURE_CSV:
        write_csv(table, laws, options->part, out);
        break;
    case FIGURE_LATEX:
        success_write_latex(table, out);
        break;
    default:
        success_write_text(table, out);
        laws_write_text(laws, out);
    }
}

/* False without memory. */
static bool make(const struct pools *pools, const struct figure_options *options, FILE *summary,
                 FILE *data, FILE *variables) {
    struct success_table table;
    struct laws laws;
    if (!success_make(pools, options->published, &table))
        return false;
    table.remarks = options->remarks;
    const bool made = laws_make(&table, &laws);
    if (made) {
        write_summary(&table, &laws, options, summary);
        laws_write_data(&laws, data, variables);
        laws_free(&laws);
    }
    success_free(&table);
    return made;
}

static bool load_published(const char *name, const char *given, void *table) {
    return published_load(name, given, table);
}

int attack_command(int argc, char *argv[]) {
    static const struct figure_published published = {
        .option = "published",
        .file = "attacks.csv",
        .size = sizeof(struct published_table),
        .load = load_published,
    };
    static const struct figure figure = {
        .command = &attack_text,
        .takes = success_takes,
        .order = success_order,
        .wanted = "runs of an attacker, or splitting of its luck",
        .make_pools = make,
        .published = &published,
    };
    return figure_command(&figure, argc, argv);
}
