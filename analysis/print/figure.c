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
#include "read/merged_ensemble.h"
#include "schema/description.h"
#include "schema/values.h"

/* ---- files ------------------------------------------------------------------------------- */

int64_t figure_runs(const struct ensemble *ensemble) {
    int64_t done = 0;
    for (int64_t i = 0; i < ensemble->parameters.runs; i++)
        done += ensemble->done[i];
    return done;
}

static int64_t weight(const struct ensemble *ensemble) {
    return ensemble_is(ensemble, "ode") ? (int64_t)ensemble->equations.etas
                                        : figure_runs(ensemble);
}

/* Whether the runs of both are one sample. */
static bool same_pool(const struct ensemble *a, const struct ensemble *b) {
    return !ensemble_is(a, "ode") && !parameters_difference(&a->parameters, &b->parameters);
}

static void pass_over(const struct figure_options *options, const struct ensemble *passed,
                      const char *reason) {
    fprintf(options->remarks->stream, "%s: %s: passed over, %s\n", options->remarks->name,
            passed->path, reason);
}

/* Why a file has not got the place that another one has. */
static void tell_of_the_place(const struct figure_options *options,
                              const struct ensemble *passed, const struct ensemble *found,
                              bool more) {
    const char *difference =
        ensemble_is(found, "ode")
            ? NULL
            : parameters_difference(&found->parameters, &passed->parameters);
    char reason[FIGURE_REASON_MAX];
    snprintf(reason, sizeof reason, "%s has the same series, %s%s%s", found->path,
             more ? "and more of it" : "and was named first",
             difference ? "; it differs in " : "", difference ? difference : "");
    pass_over(options, passed, reason);
}

/* The files of one series, those of a pool beside each other by seed, pools in the order in
 * which the command line has the first file of each. */
struct candidates {
    const struct ensemble **file; /* [count] */
    size_t count;
};

/* Where a file belongs. */
static size_t place_of(const struct candidates *c, const struct ensemble *joining) {
    size_t at = c->count;
    while (at > 0 && !same_pool(c->file[at - 1], joining))
        at--;
    if (at == 0)
        return c->count; /* the first of its pool */
    while (at > 0 && same_pool(c->file[at - 1], joining) &&
           c->file[at - 1]->parameters.seed > joining->parameters.seed)
        at--;
    return at;
}

/* Puts a file into its place; of two with the same runs the one with more of them stays. */
static void join(const struct figure_options *options, struct candidates *c,
                 const struct ensemble *joining) {
    const size_t at = place_of(c, joining);
    const struct ensemble **before = at > 0 ? &c->file[at - 1] : NULL;
    if (before && same_pool(*before, joining) &&
        (*before)->parameters.seed == joining->parameters.seed) {
        const bool more = weight(joining) > weight(*before);
        const struct ensemble *passed = more ? *before : joining;
        char reason[FIGURE_REASON_MAX];
        *before = more ? joining : *before;
        snprintf(reason, sizeof reason, "its runs are those of %s", (*before)->path);
        pass_over(options, passed, reason);
        return;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): there is room for all files
    memmove(&c->file[at + 1], &c->file[at], (c->count - at) * sizeof *c->file);
    c->file[at] = joining;
    c->count++;
}

/* How many files, from `first` on, are of one pool, and what they have of the series. */
static size_t pool_at(const struct candidates *c, size_t first, int64_t *all) {
    size_t end = first;
    *all = 0;
    for (; end < c->count && (end == first || same_pool(c->file[first], c->file[end])); end++)
        *all += weight(c->file[end]);
    return end - first;
}

/* Gives a series the pool with most of it, of equal ones the first, and says why the others
 * have no place. `merged` is what several files are put together in. False without memory. */
static bool take_fullest(const struct figure_options *options, const struct candidates *c,
                         struct figure_series *series, struct ensemble *merged) {
    int64_t most = -1, all;
    for (size_t i = 0, count; i < c->count; i += count) {
        count = pool_at(c, i, &all);
        if (all > most) {
            most = all;
            series->members = &c->file[i];
            series->count = count;
        }
    }
    for (size_t i = 0, count; i < c->count; i += count) {
        count = pool_at(c, i, &all);
        for (size_t k = 0; k < count && &c->file[i] != series->members; k++)
            tell_of_the_place(options, c->file[i + k], *series->members, most > all);
    }
    series->found = series->count == 1 ? *series->members : merged;
    return series->count == 1 || ensemble_merge(series->members, series->count, merged);
}

/* The files of every series, and where several of them are put together. */
struct choice {
    struct candidates candidates[FIGURE_SERIES_MAX];
    struct ensemble merged[FIGURE_SERIES_MAX];
};

static bool choice_open(struct choice *choice, size_t files) {
    bool good = true;
    *choice = (struct choice){0};
    for (size_t s = 0; s < FIGURE_SERIES_MAX; s++) {
        choice->candidates[s].file = calloc(files, sizeof *choice->candidates[s].file);
        good &= choice->candidates[s].file != NULL;
    }
    return good;
}

static void choice_close(struct choice *choice) {
    for (size_t s = 0; s < FIGURE_SERIES_MAX; s++) {
        free(choice->candidates[s].file);
        ensemble_free(&choice->merged[s]);
    }
}

/* Gives every series its files, and tells why the others have no place. False without memory.
 */
static bool choose(const struct figure *figure, const struct figure_options *options,
                   const struct ensemble ensembles[], struct figure_series series[],
                   struct choice *choice) {
    bool good = true;
    for (int i = 0; i < options->count; i++) {
        char reason[FIGURE_REASON_MAX] = "";
        const int place = figure->classify(&ensembles[i], options, reason);
        if (place >= 0)
            join(options, &choice->candidates[place], &ensembles[i]);
        else
            pass_over(options, &ensembles[i], reason);
    }
    for (size_t s = 0; s < figure->series_count && good; s++)
        if (choice->candidates[s].count > 0)
            good =
                take_fullest(options, &choice->candidates[s], &series[s], &choice->merged[s]);
    return good;
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

void figure_describe(const struct figure_series *series, FILE *out) {
    const struct ensemble *ensemble = series->found;
    const struct parameters *p = &ensemble->parameters;
    fprintf(out, "%s", ensemble->path);
    if (series->count > 1)
        fprintf(out, " and %zu more", series->count - 1);
    fprintf(out, ": %s", p->command);
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
    if (p->runs > 0 && series->count > 1)
        fprintf(out, ", %" PRId64 " runs of %zu seeds", figure_runs(ensemble), series->count);
    else if (p->runs > 0)
        fprintf(out, ", %" PRId64 " runs, seed %" PRIu64, figure_runs(ensemble), p->seed);
}

void figure_describe_json(const struct figure_series *series, struct json *json) {
    const struct ensemble *ensemble = series->found;
    json_text(json, "file", ensemble->path);
    ensemble_write_json(&ensemble->parameters, json);
    if (ensemble->parameters.runs > 0) {
        json_whole(json, "runs", figure_runs(ensemble));
        json_natural(json, "seed", ensemble->parameters.seed);
    }
    if (series->count < 2)
        return;
    json_open(json, "files", '[');
    for (size_t m = 0; m < series->count; m++)
        json_text(json, NULL, series->members[m]->path);
    json_close(json, ']');
    json_open(json, "seeds", '[');
    for (size_t m = 0; m < series->count; m++)
        json_natural(json, NULL, series->members[m]->parameters.seed);
    json_close(json, ']');
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
    /* The second line is the name by which gnuplot finds the block (index "NAME"). */
    fprintf(blocks->data, "# block: %s%s\n# %s%s\n", series, suffix, series, suffix);
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
    struct figure_series series[FIGURE_SERIES_MAX];
    struct choice choice;
    int status = REDUCE_FAILED;
    memcpy(series, figure->series, sizeof series);
    if (!choice_open(&choice, (size_t)options->count) ||
        !choose(figure, options, ensembles, series, &choice))
        fprintf(stderr, "%s: no memory\n", name);
    else if (!essentials_found(name, figure, series))
        status = REDUCE_BAD_INPUT;
    else
        status = make_and_write(name, figure, options, &(struct material){.series = series});
    choice_close(&choice);
    return status;
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
            ensemble_tell_missing(&ensembles[taken], remarks->name, remarks->stream);
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
    options->remarks = NULL;
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
