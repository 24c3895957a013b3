#include "print/figure.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "print/ensemble_json.h"
#include "print/gnuplot.h"
#include "print/output_file.h"
#include "read/data_file.h"
#include "read/input_file.h"
#include "read/option_reader.h"
#include "schema/description.h"
#include "schema/values.h"

/* ---- options ----------------------------------------------------------------------------- */

static bool parse_eta(const char *name, const char *text, double *eta) {
    char *end;
    *eta = strtod(text, &end);
    if (end != text && *end == '\0' && *eta > 0.0 && isfinite(*eta))
        return true;
    fprintf(stderr, "%s: --eta `%s` is not a number above 0\n", name, text);
    return false;
}

/* N may be written as 1e4, as for the programs that make the files. */
static bool parse_N(const char *name, const char *option, const char *text, double *N) {
    char *end;
    *N = strtod(text, &end);
    if (end != text && *end == '\0' && 1.0 <= *N && *N <= 1e15 && floor(*N) == *N)
        return true;
    fprintf(stderr, "%s: --%s `%s` is not a whole number above 0\n", name, option, text);
    return false;
}

static bool parse_plot(const char *name, const char *text, const char **plot) {
    *plot = text;
    if (gnuplot_format(text))
        return true;
    fprintf(stderr, "%s: --plot `%s` does not end in .png, .svg or .pdf\n", name, text);
    return false;
}

/* What a figure reads beside ensembles; NULL without memory, as if it were not there. */
enum { TEMPLATE, TEMPLATES_HEAD, PAPER, REFERENCES };

static void find_references(const struct figure *figure, char *reference[REFERENCES]) {
    char file[64];
    snprintf(file, sizeof file, "%s.gp", figure->command->name);
    reference[TEMPLATE] = plot_file_path(file);
    reference[TEMPLATES_HEAD] = plot_file_path("common.gp");
    reference[PAPER] = data_file_path("table1.csv");
}

/* gnuplot would wait for a FIFO, and says little of what is not there. */
static bool templates_are_good(const char *name, char *const reference[REFERENCES]) {
    bool good = true;
    for (int i = TEMPLATE; i <= TEMPLATES_HEAD; i++) {
        /* A template of somebody else may do without what ours have in common. */
        if (i == TEMPLATES_HEAD && reference[i] && access(reference[i], F_OK) != 0)
            continue;
        const char *why = "no memory";
        const int file = reference[i] ? input_file_open(reference[i], &why) : -1;
        if (file < 0) {
            fprintf(stderr, "%s: --plot needs %s: %s\n", name,
                    reference[i] ? reference[i] : "a template", why);
            good = false;
        } else {
            close(file);
        }
    }
    return good;
}

/* Whether what is asked for may be written beside all that is read. */
static bool files_are_good(const char *name, const struct figure *figure,
                           const struct figure_options *options) {
    const struct output output[] = {{"data", options->data}, {"plot", options->plot}};
    const size_t count = (size_t)options->count;
    const char **input = calloc(count + REFERENCES, sizeof *input);
    char *reference[REFERENCES];
    find_references(figure, reference);
    bool good = input != NULL;
    if (!good)
        fprintf(stderr, "%s: no memory\n", name);
    for (size_t i = 0; good && i < count + REFERENCES; i++)
        input[i] = i < count ? options->paths[i] : reference[i - count];
    good = good && output_files_check(name, output, 2, input, count + REFERENCES);
    if (options->plot)
        good &= templates_are_good(name, reference);
    for (int i = 0; i < REFERENCES; i++)
        free(reference[i]);
    free(input);
    return good;
}

/* Takes one option; false, and it has been named, if its value is none. */
static bool take_option(const char *name, const struct option_text *option, const char *value,
                        struct figure_options *options) {
    const char *word = option->name;
    double number = 1.0;
    bool good = true;
    if (strcmp(word, "data") == 0)
        options->data = value;
    else if (strcmp(word, "plot") == 0)
        good = parse_plot(name, value, &options->plot);
    else if (strcmp(word, "eta") == 0)
        good = parse_eta(name, value, &options->eta);
    else if (strcmp(word, "from") == 0)
        good = parse_N(name, word, value, &options->from);
    else if (strcmp(word, "N") == 0) {
        good = parse_N(name, word, value, &number);
        options->N = (int64_t)number;
    } else if (strcmp(word, "format") == 0) {
        const int format = option_choice(name, option, value);
        options->format = (enum figure_format)format;
        good = format >= 0;
    } else {
        options->help = true;
    }
    return good;
}

/* Reads the options, and finds the files behind them. Names all faults. */
static bool parse_options(const struct figure *figure, int argc, char *argv[],
                          struct figure_options *options) {
    const struct command_text *command = figure->command;
    const struct option_text *option;
    const char *value;
    bool good = true;
    *options = (struct figure_options){0};
    for (size_t i = 0; i < command->options; i++)
        if (command->option[i].standard)
            take_option(argv[0], &command->option[i], command->option[i].standard, options);
    while ((option = option_next(command, argc, argv, &value, &good)))
        good &= take_option(argv[0], option, value, options);
    options->paths = argv + optind;
    options->count = argc - optind;
    if (options->count == 0 && !options->help) {
        fprintf(stderr, "%s: no files are given\n", argv[0]);
        good = false;
    }
    if (!options->help)
        good &= files_are_good(argv[0], figure, options);
    return good || options->help;
}

/* ---- files ------------------------------------------------------------------------------- */

int64_t figure_runs(const struct ensemble *ensemble) {
    int64_t done = 0;
    for (int64_t i = 0; i < ensemble->parameters.runs; i++)
        done += ensemble->done[i];
    return done;
}

/* What a file has more of than another one of the same series. */
static int64_t weight(const struct ensemble *ensemble) {
    return ensemble_is(ensemble, "ode") ? (int64_t)ensemble->equations.etas
                                        : figure_runs(ensemble);
}

/* Why a file has not got the place that another one has. A figure is made of single files. */
static void give_reason(const struct ensemble *passed, const struct ensemble *found,
                        char reason[FIGURE_REASON_MAX]) {
    const bool runs = !ensemble_is(found, "ode");
    const char *difference =
        runs ? parameters_difference(&found->parameters, &passed->parameters) : NULL;
    const bool same = runs && !difference && found->parameters.seed == passed->parameters.seed;
    snprintf(reason, FIGURE_REASON_MAX, "%s has the same series, %s%s%s", found->path,
             weight(found) > weight(passed) ? "and more of it" : "and was named first",
             same         ? "; the runs are the same"
             : difference ? "; it differs in "
             : runs       ? "; the figure takes the runs of one seed"
                          : "",
             difference ? difference : "");
}

/* Gives every series its file, and tells why the others have no place. */
static void choose(const struct figure *figure, const struct figure_options *options,
                   const struct ensemble ensembles[], struct figure_series series[]) {
    for (int i = 0; i < options->count; i++) {
        char reason[FIGURE_REASON_MAX] = "";
        const struct ensemble *candidate = &ensembles[i], *passed = candidate;
        const int place = figure->classify(candidate, options, reason);
        if (place >= 0) {
            struct figure_series *s = &series[place];
            passed = s->found;
            if (!passed || weight(candidate) > weight(passed))
                s->found = candidate;
            else
                passed = candidate;
            if (passed)
                give_reason(passed, s->found, reason);
        }
        if (passed)
            fprintf(options->remarks->stream, "%s: %s: passed over, %s\n",
                    options->remarks->name, passed->path, reason);
    }
}

static bool essentials_found(const char *name, const struct figure_series series[],
                             size_t count) {
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (series[i].essential && !series[i].found) {
            fprintf(stderr, "%s: no file holds what the figure is made of: %s\n", name,
                    series[i].wanted);
            good = false;
        }
    return good;
}

/* ---- data -------------------------------------------------------------------------------- */

void figure_describe(const struct ensemble *ensemble, FILE *out) {
    const struct parameters *p = &ensemble->parameters;
    fprintf(out, "%s: %s", ensemble->path, p->command);
    if (*value_word(p, "closure"))
        fprintf(out, " %s, cl = 1 - %g", value_word(p, "closure"), 1.0 - p->cl);
    if (p->L > 0)
        fprintf(out, ", L = %" PRId64, p->L);
    if (p->N > 0)
        fprintf(out, ", N = %" PRId64, p->N);
    if (p->eta > 0.0)
        fprintf(out, ", eta = %g", p->eta);
    if (*value_word(p, "attacker"))
        fprintf(out, ", attacker %s", value_word(p, "attacker"));
    if (p->runs > 0)
        fprintf(out, ", %" PRId64 " runs, seed %" PRIu64, figure_runs(ensemble), p->seed);
}

void figure_describe_json(const struct ensemble *ensemble, struct json *json) {
    json_text(json, "file", ensemble->path);
    ensemble_write_json(&ensemble->parameters, json);
    if (ensemble->parameters.runs > 0) {
        json_whole(json, "runs", figure_runs(ensemble));
        json_natural(json, "seed", ensemble->parameters.seed);
    }
}

void figure_left_out(const struct figure_series series[], size_t count, FILE *summary) {
    for (size_t i = 0; i < count; i++)
        if (!series[i].found)
            fprintf(summary, "left out: %s, as no file holds %s\n", series[i].name,
                    series[i].wanted);
}

void figure_left_out_json(const struct figure_series series[], size_t count,
                          const struct remarks *remarks, struct json *json) {
    json_open(json, "left_out", '[');
    for (size_t i = 0; i < count; i++) {
        if (series[i].found)
            continue;
        json_open(json, NULL, '{');
        json_text(json, "series", series[i].name);
        json_text(json, "wanted", series[i].wanted);
        json_close(json, '}');
    }
    json_close(json, ']');
    remarks_write_json(remarks, json);
}

void figure_block(struct figure_blocks *blocks, const char *series, const char *suffix) {
    const size_t length = strlen(blocks->names);
    if (length > 0)
        fputs("\n\n", blocks->data);
    snprintf(blocks->names + length, sizeof blocks->names - length, "%s%s%s",
             length > 0 ? " " : "", series, suffix);
    fprintf(blocks->data, "# block: %s%s\n", series, suffix);
}

/* ---- output ------------------------------------------------------------------------------ */

/* What make() writes, kept until all of it is known to be good. */
struct text {
    char *text;
    size_t size;
    FILE *stream;
};
enum { SUMMARY, DATA, VARIABLES, TEXTS };

static bool open_texts(struct text texts[TEXTS]) {
    bool good = true;
    for (int i = 0; i < TEXTS; i++)
        good &= (texts[i].stream = open_memstream(&texts[i].text, &texts[i].size)) != NULL;
    return good;
}

static bool close_texts(struct text texts[TEXTS]) {
    bool good = true;
    for (int i = 0; i < TEXTS; i++) {
        good &= texts[i].stream && !ferror(texts[i].stream);
        good &= texts[i].stream && fclose(texts[i].stream) == 0;
        texts[i].stream = NULL;
    }
    return good;
}

static void free_texts(struct text texts[TEXTS]) {
    for (int i = 0; i < TEXTS; i++)
        free(texts[i].text);
}

/* So that --plot needs no --data. */
static bool draw(const char *name, const struct figure *figure, const char *plot,
                 const struct text *data, const char *variables) {
    char file[64];
    snprintf(file, sizeof file, "%s.gp", figure->command->name);
    char *template = plot_file_path(file);
    if (!template) {
        fprintf(stderr, "%s: no memory\n", name);
        return false;
    }
    size_t size;
    char *picture =
        gnuplot_draw(name, variables, template, data->text, data->size, plot, &size);
    const bool good = picture && output_file_write(name, plot, picture, size);
    free(picture);
    free(template);
    return good;
}

static bool write_out(const char *name, const struct figure *figure,
                      const struct figure_options *options, const struct text texts[TEXTS]) {
    if (fwrite(texts[SUMMARY].text, 1, texts[SUMMARY].size, stdout) != texts[SUMMARY].size ||
        fflush(stdout) != 0) {
        perror(name);
        return false;
    }
    bool good = true;
    if (options->data)
        good = output_file_write(name, options->data, texts[DATA].text, texts[DATA].size);
    if (options->plot)
        good &= draw(name, figure, options->plot, &texts[DATA], texts[VARIABLES].text);
    return good;
}

/* ---- the command ------------------------------------------------------------------------- */

/* From series or, if there are any, from groups. */
static int make_and_write(const char *name, const struct figure *figure,
                          const struct figure_options *options,
                          const struct figure_series series[], const struct groups *groups) {
    struct text texts[TEXTS] = {{0}};
    bool made = open_texts(texts);
    if (made && groups)
        made = figure->make_groups(groups, options, texts[SUMMARY].stream, texts[DATA].stream,
                                   texts[VARIABLES].stream);
    else if (made)
        made = figure->make(series, options, texts[SUMMARY].stream, texts[DATA].stream,
                            texts[VARIABLES].stream);
    const bool whole = close_texts(texts) && made;
    if (!whole)
        fprintf(stderr, "%s: no memory\n", name);
    const bool good = whole && write_out(name, figure, options, texts);
    free_texts(texts);
    return good ? REDUCE_DONE : REDUCE_FAILED;
}

static int reduce_groups(const char *name, const struct figure *figure,
                         const struct figure_options *options,
                         const struct ensemble ensembles[]) {
    struct groups groups;
    if (!groups_make(ensembles, (size_t)options->count, name, &groups,
                     options->remarks->stream)) {
        fprintf(stderr, "%s: no memory\n", name);
        return REDUCE_FAILED;
    }
    bool found = false;
    for (size_t g = 0; g < groups.count; g++)
        found = found || figure->essential(&groups.group[g]);
    if (!found)
        fprintf(stderr, "%s: no file holds what the figure is made of: %s\n", name,
                figure->wanted);
    const int status =
        found ? make_and_write(name, figure, options, NULL, &groups) : REDUCE_BAD_INPUT;
    groups_free(&groups);
    return status;
}

static int reduce(const char *name, const struct figure *figure,
                  const struct figure_options *options, struct ensemble ensembles[]) {
    struct figure_series series[sizeof figure->series / sizeof *figure->series];
    memcpy(series, figure->series, sizeof series);
    if (!ensemble_read_all(name, (size_t)options->count, options->paths, ensembles))
        return REDUCE_BAD_INPUT;
    if (figure->make_groups)
        return reduce_groups(name, figure, options, ensembles);
    choose(figure, options, ensembles, series);
    if (!essentials_found(name, series, figure->series_count))
        return REDUCE_BAD_INPUT;
    return make_and_write(name, figure, options, series, NULL);
}

int figure_command(const struct figure *figure, int argc, char *argv[]) {
    struct figure_options options;
    if (!parse_options(figure, argc, argv, &options)) {
        fprintf(stderr, "Try `%s --help`.\n", argv[0]);
        return REDUCE_BAD_INPUT;
    }
    if (options.help) {
        command_print_help(figure->command);
        return REDUCE_DONE;
    }
    struct ensemble *ensembles = calloc((size_t)options.count, sizeof *ensembles);
    struct remarks remarks;
    if (!ensembles || !remarks_open(&remarks, argv[0])) {
        fprintf(stderr, "%s: no memory\n", argv[0]);
        free(ensembles);
        return REDUCE_FAILED;
    }
    options.remarks = &remarks;
    const int status = reduce(argv[0], figure, &options, ensembles);
    remarks_close(&remarks);
    for (int i = 0; i < options.count; i++)
        ensemble_free(&ensembles[i]);
    free(ensembles);
    return status;
}
