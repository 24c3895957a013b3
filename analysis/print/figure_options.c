#include "print/figure_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "print/gnuplot.h"
#include "print/output_file.h"
#include "read/data_file.h"
#include "read/input_file.h"
#include "read/option_reader.h"

/* ---- values ------------------------------------------------------------------------------ */

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

static bool parse_format(const char *name, const struct option_text *option, const char *value,
                         enum figure_format *format) {
    static const char *const word[] = {[FIGURE_TEXT] = "text",
                                       [FIGURE_JSON] = "json",
                                       [FIGURE_CSV] = "csv",
                                       [FIGURE_LATEX] = "latex"};
    if (option_choice(name, option, value) < 0)
        return false;
    for (enum figure_format f = FIGURE_TEXT; f <= FIGURE_LATEX; f++)
        if (strcmp(value, word[f]) == 0)
            *format = f;
    return true;
}

/* ---- files ------------------------------------------------------------------------------- */

/* What a figure reads beside ensembles; NULL without memory or where it reads none. */
enum { TEMPLATE, TEMPLATES_HEAD, PAPER, PUBLISHED, REFERENCES };

static void find_references(const struct figure *figure, const struct figure_options *options,
                            char *reference[REFERENCES]) {
    const struct figure_published *published = figure->published;
    char file[64];
    snprintf(file, sizeof file, "%s.gp", figure->command->name);
    reference[TEMPLATE] = plot_file_path(file);
    reference[TEMPLATES_HEAD] = plot_file_path("common.gp");
    reference[PAPER] = data_file_path("table1.csv");
    reference[PUBLISHED] = options->published_path ? strdup(options->published_path)
                           : published             ? data_file_path(published->file)
                                                   : NULL;
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
    find_references(figure, options, reference);
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

/* ---- the options ------------------------------------------------------------------------- */

/* Where what is read goes. */
struct reading {
    const struct figure *figure;
    struct figure_options *options;
};

static bool take_option(const char *name, const struct option_text *option, const char *value,
                        void *self) {
    const struct figure *figure = ((struct reading *)self)->figure;
    struct figure_options *options = ((struct reading *)self)->options;
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
        good = parse_format(name, option, value, &options->format);
    } else if (strcmp(word, "part") == 0) {
        const int part = option_choice(name, option, value);
        options->part = (enum figure_part)(part < 0 ? 0 : part);
        good = part >= 0;
    } else if (figure->published && strcmp(word, figure->published->option) == 0) {
        options->published_path = value;
    } else {
        options->help = true;
    }
    return good;
}

bool figure_options_parse(const struct figure *figure, int argc, char *argv[],
                          struct figure_options *options) {
    const struct command_text *command = figure->command;
    struct reading reading = {figure, options};
    *options = (struct figure_options){0};
    for (size_t i = 0; i < command->options; i++)
        if (command->option[i].standard)
            take_option(argv[0], &command->option[i], command->option[i].standard, &reading);
    const bool good = option_read(command, argc, argv, take_option, &reading, &options->count);
    options->paths = argv + 1;
    if (options->help)
        return true;
    if (options->count == 0)
        fprintf(stderr, "%s: no files are given\n", argv[0]);
    return files_are_good(argv[0], figure, options) && good && options->count > 0;
}
