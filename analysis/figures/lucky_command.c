/* tpmsync-reduce lucky: how often the attacker has learned before the parties are synchronised.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "arithmetic/shortest.h"
#include "command.h"
#include "print/figure.h"
#include "read/claims_groups.h"
#include "read/option_reader.h"
#include "schema/values.h"
#include "statistics/claims_statistics.h"

#define CONFIDENCE 0.95

static const struct option_text known[] = {
    FIGURE_FORMAT_CSV,
    FIGURE_DATA,
    FIGURE_PLOT,
    OPTION_HELP,
};

const struct command_text lucky_text = {
    .name = "lucky",
    .summary = "how often the attacker is first, against L",
    .operands = "FILE.h5...",
    .text = "The lucky attacker: the probability P that t_learn < t_sync, against L, from "
            "every engine and closure, with the interval of Clopper and Pearson at 95 %. Runs "
            "in which both happen in the same step are counted by themselves and are not "
            "lucky. Where no run is, the one-sided upper limit at 95 % is given. Of splitting, "
            "P ± 1.96 standard errors.\n"
            "\n"
            "The files are those of tpmsync, in any mix and order. Taken are those of iterate "
            "and simulate with the attacker, weights uniform on -L .. L at the start and ties "
            "odd; --until sync is enough, since a run then knows whether o was first; and "
            "those of split --event lucky. Files that differ in seed, runs, step limit or "
            "trace alone are pooled; of those that differ in more, in one line, the fullest "
            "count and the others are passed over by name. Of several criteria or sizes with "
            "one L that with most runs is drawn.",
    .option = known,
    .options = sizeof known / sizeof *known,
    .example = "tpmsync-reduce lucky --plot lucky.pdf out/lucky-*.h5",
};

/* ---- what is measured -------------------------------------------------------------------- */

static bool is_split(const struct group *group) {
    return group_is_split(group, "lucky");
}

struct chance {
    struct race race;
    int64_t runs;     /* decided */
    double p;         /* learned first */
    double low, high; /* interval of p; without a lucky run 0 and the one-sided limit */
};

/* By splitting; runs are replicates, none of which is decided for itself. */
static struct chance chance_by_splitting(const struct group *group) {
    const struct split_mean mean = group_split_mean(group);
    const double reach = gsl_cdf_ugaussian_Pinv(0.5 + CONFIDENCE / 2.0) * mean.error;
    return (struct chance){.runs = mean.replicates,
                           .p = mean.value,
                           .low = fmax(mean.value - reach, 0.0),
                           .high = mean.value + reach};
}

static struct chance chance_of(const struct group *group) {
    if (is_split(group))
        return chance_by_splitting(group);
    struct chance c = {.race = group_race(group)};
    c.runs = c.race.learned_first + c.race.tied + c.race.synced_first;
    if (c.runs == 0)
        return c;
    const struct interval interval =
        binomial_interval(c.race.learned_first, c.runs, CONFIDENCE);
    c.p = (double)c.race.learned_first / (double)c.runs;
    c.low = interval.low;
    c.high = c.race.learned_first > 0 ? interval.high : binomial_upper(0, c.runs, CONFIDENCE);
    return c;
}

/* Runs that end with the attacker say nothing of the others: those that end with the parties'
 * time, or know both, are taken. */
static bool is_race(const struct group *group) {
    const struct parameters *p = group_parameters(group);
    return (strcmp(p->command, "iterate") == 0 || strcmp(p->command, "simulate") == 0 ||
            is_split(group)) &&
           chance_of(group).runs > 0;
}

/* ---- the numbers ------------------------------------------------------------------------- */

enum { LABEL_MAX = 64 };

static void write_text_line(const struct group *group, struct json *to) {
    FILE *out = to->out;
    const struct chance c = chance_of(group);
    char label[LABEL_MAX];
    group_label(group, label, sizeof label);
    fprintf(out, "%3" PRId64 "  %-32s%11" PRId64, group_parameters(group)->L, label, c.runs);
    if (is_split(group))
        fprintf(out, "%10s%8s", "-", "-");
    else
        fprintf(out, "%10" PRId64 "%8" PRId64, c.race.learned_first, c.race.tied);
    if (c.p > 0.0)
        fprintf(out, "  %.4g (%.3g .. %.3g)\n", c.p, c.low, c.high);
    else
        fprintf(out, "  below %.2g\n", c.high);
}

static void write_csv_line(const struct group *group, struct json *to) {
    FILE *out = to->out;
    const struct parameters *p = group_parameters(group);
    const struct chance c = chance_of(group);
    fprintf(out, "%" PRId64 ",%s,%s,", p->L, p->command, value_word(p, "closure"));
    char cl[SHORTEST_MAX] = "";
    if (p->cl > 0.0)
        shortest_text(cl, p->cl);
    fprintf(out, "%s,", cl);
    if (p->N > 0)
        fprintf(out, "%" PRId64, p->N);
    fprintf(out, ",%" PRId64, c.runs);
    if (is_split(group))
        fputs(",,,", out);
    else
        fprintf(out, ",%" PRId64 ",%" PRId64 ",%" PRId64, c.race.learned_first, c.race.tied,
                c.race.undecided);
    fprintf(out, ",%.10g,%.10g,%.10g\n", c.p, c.low, c.high);
}

static void write_json_object(const struct group *group, struct json *json) {
    const struct parameters *p = group_parameters(group);
    const struct chance c = chance_of(group);
    json_open(json, NULL, '{');
    json_whole(json, "L", p->L);
    json_text(json, "engine", p->command);
    json_text(json, "closure", value_word(p, "closure"));
    json_real(json, "cl", p->cl);
    json_whole(json, "N", p->N);
    json_whole(json, "runs", c.runs);
    json_whole(json, "learned_first", c.race.learned_first);
    json_whole(json, "tied", c.race.tied);
    json_whole(json, "undecided", c.race.undecided);
    json_real(json, "p", c.p);
    json_real(json, "low", c.low);
    json_real(json, "high", c.high);
    json_close(json, '}');
}

/* Text and CSV have only the stream of the JSON. */
typedef void group_writer(const struct group *group, struct json *to);

static void write_lines(const struct groups *groups, group_writer *write, struct json *to) {
    int64_t last_L = 0;
    for (size_t g = 0; g < groups->count; g++)
        if (group_parameters(&groups->group[g])->L > last_L)
            last_L = group_parameters(&groups->group[g])->L;
    for (int64_t L = 1; L <= last_L; L++)
        for (size_t g = 0; g < groups->count; g++) {
            const struct group *group = &groups->group[g];
            if (group_parameters(group)->L != L || !is_race(group))
                continue;
            write(group, to);
        }
}

static void write_text(const struct groups *groups, FILE *out) {
    fputs("The lucky attacker: P(t_learn < t_sync) with its interval of 95 %\n\n"
          "  L  engine                                  runs     first    tied  P\n",
          out);
    write_lines(groups, write_text_line, &(struct json){.out = out});
    fputs("\nfirst: t_learn < t_sync; tied: in the same step, not counted as first. Intervals "
          "of\n"
          "Clopper and Pearson; below: one-sided limit at 95 %. splitting: runs are "
          "replicates; P "
          "± 1.96 standard\n"
          "errors.\n",
          out);
}

static void write_csv(const struct groups *groups, FILE *out) {
    fputs("L,engine,closure,cl,N,runs,learned_first,tied,undecided,p,low,high\n", out);
    write_lines(groups, write_csv_line, &(struct json){.out = out});
}

/* An array as that of the other studies: its first entry speaks of all. */
static void write_json(const struct groups *groups, const struct remarks *remarks, FILE *out) {
    struct json json = {.out = out};
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '{');
    json_real(&json, "confidence", CONFIDENCE);
    remarks_write_json(remarks, &json);
    json_close(&json, '}');
    write_lines(groups, write_json_object, &json);
    json_close(&json, ']');
}

/* ---- the figure -------------------------------------------------------------------------- */

enum { SIX, NINE, SIMULATE, SPLIT_SIX, SPLIT_NINE, SERIES };
static const char *const series_name[SERIES] = {"six", "nine", "simulate", "split_six",
                                                "split_nine"};
enum { L_DRAWN = 64 };

static int series_of(const struct group *group) {
    const struct parameters *p = group_parameters(group);
    if (strcmp(p->command, "simulate") == 0)
        return SIMULATE;
    const bool six = p->closure == CLOSURE_SIX;
    return is_split(group) ? (six ? SPLIT_SIX : SPLIT_NINE) : six ? SIX : NINE;
}

/* The group of a series and L with most runs; NULL if there is none. The others stand back. */
static const struct group *fullest(const struct groups *groups, int series, int64_t L) {
    const struct group *found = NULL;
    for (size_t g = 0; g < groups->count; g++) {
        const struct group *group = &groups->group[g];
        if (!is_race(group) || group_parameters(group)->L != L || series_of(group) != series)
            continue;
        if (!found || chance_of(group).runs > chance_of(found).runs)
            found = group;
    }
    for (size_t g = 0; found && g < groups->count; g++) {
        const struct group *group = &groups->group[g];
        if (group != found && is_race(group) && group_parameters(group)->L == L &&
            series_of(group) == series)
            groups_pass_over(groups, group, found);
    }
    return found;
}

static void write_data(const struct groups *groups, struct figure_blocks *blocks) {
    FILE *out = blocks->data;
    fputs("# Probability that the attacker learns before the parties are synchronised.\n"
          "#\n"
          "# Blocks six, nine (iteration), simulate, split_six, split_nine (splitting):\n"
          "#   1    L\n"
          "#   2    P(t_learn < t_sync) [1]\n"
          "#   3-4  ends of its interval of 95 % (Clopper-Pearson; of splitting ± 1.96\n"
          "#        standard errors); where no run was lucky: 0 and the one-sided upper limit "
          "[1]\n"
          "#   5-7  runs, those learned first, those tied; of splitting replicates, 0, 0\n"
          "#\n",
          out);
    for (int series = 0; series < SERIES; series++) {
        bool any = false;
        for (int64_t L = 1; L <= L_DRAWN; L++) {
            const struct group *group = fullest(groups, series, L);
            if (!group)
                continue;
            if (!any)
                figure_block(blocks, series_name[series], "");
            any = true;
            const struct chance c = chance_of(group);
            char label[LABEL_MAX];
            group_label(group, label, sizeof label);
            fprintf(out,
                    "%" PRId64 " %.8g %.8g %.8g %" PRId64 " %" PRId64 " %" PRId64 " # %s\n", L,
                    c.p, c.low, c.high, c.runs, c.race.learned_first, c.race.tied, label);
        }
    }
}

static bool make(const struct groups *groups, const struct figure_options *options,
                 FILE *summary, FILE *data, FILE *variables) {
    struct figure_blocks blocks = {.data = data};
    write_data(groups, &blocks);
    if (options->data || options->plot)
        groups_tell(groups, options->remarks->name, " in the columns and the picture",
                    options->remarks->stream);
    if (options->format == FIGURE_JSON)
        write_json(groups, options->remarks, summary);
    else if (options->format == FIGURE_CSV)
        write_csv(groups, summary);
    else
        write_text(groups, summary);
    fprintf(variables, "blocks = \"%s\"", blocks.names);
    return true;
}

int lucky_command(int argc, char *argv[]) {
    static const struct figure figure = {
        .command = &lucky_text,
        .essential = is_race,
        .wanted = "iterate or simulate with the attacker, or split --event lucky",
        .make_groups = make,

    };
    return figure_command(&figure, argc, argv);
}
