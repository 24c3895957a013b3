#include "print/figure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print/ensemble_json.h"
#include "print/figure_options.h"
#include "print/gnuplot.h"
#include "print/output_file.h"
#include "read/data_file.h"
#include "schema/description.h"
#include "schema/values.h"

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

static void tell_of_nothing(const char *name, const struct figure *figure, const char *wanted) {
    fprintf(stderr, "%s: no file holds what %s is made of: %s\n", name, figure->command->name,
            wanted);
}

static bool essentials_found(const char *name, const struct figure *figure,
                             const struct figure_series series[]) {
    bool good = true;
    for (size_t i = 0; i < figure->series_count; i++)
        if (series[i].essential && !series[i].found) {
            tell_of_nothing(name, figure, series[i].wanted);
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

/* What a figure is made of; NULL but for one. */
struct material {
    const struct figure_series *series;
    const struct groups *groups;
    const struct pools *pools;
};

static bool make(const struct figure *figure, const struct figure_options *options,
                 const struct material *from, const struct text texts[TEXTS]) {
    FILE *const summary = texts[SUMMARY].stream, *const data = texts[DATA].stream,
                *const variables = texts[VARIABLES].stream;
    if (from->pools)
        return figure->make_pools(from->pools, options, summary, data, variables);
    if (from->groups)
        return figure->make_groups(from->groups, options, summary, data, variables);
    return figure->make(from->series, options, summary, data, variables);
}

static int make_and_write(const char *name, const struct figure *figure,
                          const struct figure_options *options, const struct material *from) {
    struct text texts[TEXTS] = {{0}};
    const bool made = open_texts(texts) && make(figure, options, from, texts);
    const bool whole = close_texts(texts) && made;
    if (!whole)
        fprintf(stderr, "%s: no memory\n", name);
    const bool good = whole && write_out(name, figure, options, texts);
    free_texts(texts);
    return good ? REDUCE_DONE : REDUCE_FAILED;
}

static int reduce_series(const char *name, const struct figure *figure,
                         const struct figure_options *options,
                         const struct ensemble ensembles[]) {
    struct figure_series series[sizeof figure->series / sizeof *figure->series];
    memcpy(series, figure->series, sizeof series);
    choose(figure, options, ensembles, series);
    return essentials_found(name, figure, series)
               ? make_and_write(name, figure, options, &(struct material){.series = series})
               : REDUCE_BAD_INPUT;
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
        tell_of_nothing(name, figure, figure->wanted);
    const int status =
        found ? make_and_write(name, figure, options, &(struct material){.groups = &groups})
              : REDUCE_BAD_INPUT;
    groups_free(&groups);
    return status;
}

/* Reads the files that are taken into ensembles[0 .. result - 1], and remarks on the others.
 * Names all faulty files; *good is false if there are any, or if nothing is left. */
static size_t read_taken(const struct figure *figure, const struct figure_options *options,
                         struct ensemble ensembles[], bool *good) {
    const struct remarks *remarks = options->remarks;
    size_t taken = 0;
    int faulty = 0;
    for (int i = 0; i < options->count; i++) {
        char why[1024];
        const char *reason;
        if (!ensemble_read(options->paths[i], &ensembles[taken], why, sizeof why)) {
            fprintf(stderr, "%s: %s: %s\n", remarks->name, options->paths[i], why);
            faulty++;
        } else if (!figure->takes(&ensembles[taken], &reason)) {
            fprintf(remarks->stream, "%s: %s: passed over, %s\n", remarks->name,
                    options->paths[i], reason);
            ensemble_free(&ensembles[taken]);
        } else {
            taken++;
        }
    }
    if (faulty == 0 && taken == 0)
        tell_of_nothing(remarks->name, figure, figure->wanted);
    *good &= faulty == 0 && taken > 0;
    return taken;
}

static int reduce_pools(const char *name, const struct figure *figure,
                        const struct figure_options *options, struct ensemble ensembles[],
                        bool good) {
    const size_t taken = read_taken(figure, options, ensembles, &good);
    if (taken == 0)
        return REDUCE_BAD_INPUT;
    /* With faults already found the pools are made for their complaints: all that is wrong, at
     * once. */
    struct pools pools;
    const enum pools_result pooled =
        pools_make(ensembles, taken, figure->order, &pools, options->remarks->stream);
    if (pooled == POOLS_NO_MEMORY) {
        fprintf(stderr, "%s: no memory\n", name);
        return REDUCE_FAILED;
    }
    const int status =
        good && pooled == POOLS_DONE
            ? make_and_write(name, figure, options, &(struct material){.pools = &pools})
            : REDUCE_BAD_INPUT;
    pools_free(&pools);
    return status;
}

/* `good`: whether no fault has been found yet. */
static int reduce(const char *name, const struct figure *figure,
                  const struct figure_options *options, struct ensemble ensembles[],
                  bool good) {
    if (figure->make_pools)
        return reduce_pools(name, figure, options, ensembles, good);
    if (!ensemble_read_all(name, (size_t)options->count, options->paths, ensembles) || !good)
        return REDUCE_BAD_INPUT;
    return figure->make_groups ? reduce_groups(name, figure, options, ensembles)
                               : reduce_series(name, figure, options, ensembles);
}

/* With what there is to be kept in memory. */
static int reduce_all(const char *name, const struct figure *figure,
                      struct figure_options *options) {
    const struct figure_published *published = figure->published;
    const size_t count = (size_t)options->count;
    struct ensemble *ensembles = calloc(count, sizeof *ensembles);
    void *values = published ? calloc(1, published->size) : NULL;
    struct remarks remarks;
    if (!ensembles || (published && !values) || !remarks_open(&remarks, name)) {
        fprintf(stderr, "%s: no memory\n", name);
        free(ensembles);
        free(values);
        return REDUCE_FAILED;
    }
    const bool good = !published || published->load(name, options->published_path, values);
    options->remarks = &remarks;
    options->published = values;
    const int status = reduce(name, figure, options, ensembles, good);
    remarks_close(&remarks);
    for (size_t i = 0; i < count; i++)
        ensemble_free(&ensembles[i]);
    free(ensembles);
    free(values);
    return status;
}

int figure_command(const struct figure *figure, int argc, char *argv[]) {
    struct figure_options options;
    if (!figure_options_parse(figure, argc, argv, &options)) {
        fprintf(stderr, "Try `%s --help`.\n", argv[0]);
        return REDUCE_BAD_INPUT;
    }
    if (options.help) {
        command_print_help(figure->command);
        return REDUCE_DONE;
    }
    return reduce_all(argv[0], figure, &options);
}
