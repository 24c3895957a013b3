#include "schema/description.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/simulate/simulation.h"
#include "physics/split/learning_splitting.h"
#include "schema/values.h"

enum { NOT_SET = -1 };

void parameters_begin(struct parameters *parameters, const struct command *command) {
    struct faults none = {0};
    *parameters = (struct parameters){
        .command = command->name,
        .initial = NOT_SET,
        .ties = TIES_AUTO,
        .attack = NOT_SET,
        .attackers = NOT_SET,
        .trace_until = NOT_SET,
    };
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].standard && (parameter_table[i].commands & command->bit))
            value_parse(parameters, &parameter_table[i], parameter_table[i].standard, &none);
}

/* ---- the protocol and the attacker ---- */

/* No attacker can be said in two ways, which are one from here on. */
static void complete_attack(struct parameters *p, struct faults *faults) {
    if (p->attack == NOT_SET)
        p->attack = p->no_attacker ? ATTACK_NONE : ATTACK_NAIVE;
    else if (p->no_attacker && p->attack != ATTACK_NONE)
        faults_add(faults, "--no-attacker and --attack %s: one or the other",
                   value_word(p, "attack"));
    p->no_attacker = p->attack == ATTACK_NONE;
    if (p->attackers == NOT_SET)
        p->attackers = p->no_attacker ? 1 : attackers[p->attack]->machines;
    if (p->no_attacker && p->until == UNTIL_LEARN)
        faults_add(faults, "--until learn: needs the attacker; leave out --no-attacker");
}

/* What was said to another attacker than is there. */
static void check_attack_options(const struct parameters *p, struct faults *faults) {
    const int command = command_find(p->command)->bit;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *row = &parameter_table[i];
        if (!(row->commands & command) || !row->attacks ||
            (!p->no_attacker && (row->attacks >> p->attack & 1)) ||
            parameters_is_standard(p, row))
            continue;
        faults_add(faults, "--%s: says nothing to --attack %s", row->name,
                   value_word(p, "attack"));
    }
}

static void complete_protocol(struct parameters *p, struct faults *faults) {
    if (p->ties == TIES_AUTO)
        p->ties = p->update == UPDATE_MISMATCH ? TIES_ODD : TIES_MINUS;
    if (p->update == UPDATE_MISMATCH && p->K % 2 == 0)
        faults_add(faults,
                   "--K %" PRId64 " on mismatch: with an even number of hidden units B and -B "
                   "have the same output, so that parties that have become opposite would "
                   "stop at outputs that agree; --update agreement takes any K",
                   p->K);
}

/* What the engine cannot do. */
static void check_engine(const struct parameters *p, struct faults *faults) {
    const struct engine *engine = engine_find(p->command, value_word(p, "method"));
    const struct model model = parameters_model(p);
    const char *fault = engine && engine->fault ? engine->fault(&model) : NULL;
    if (fault)
        faults_add(faults, "--method %s: %s", value_word(p, "method"), fault);
}

/* What splitting cannot do; lucky runs are made by the plain iteration. */
static void check_split(const struct parameters *p, struct faults *faults) {
    const struct model model = parameters_model(p);
    const char *fault = p->event == SPLIT_PASSAGE ? learning_splitting_fault(&model)
                                                  : engine_iterate_plain.fault(&model);
    if (fault)
        faults_add(faults, "--event %s: %s", value_word(p, "event"), fault);
}

/* ---- all ---- */

static void complete_method(struct parameters *p) {
    const struct model model = parameters_model(p);
    if (p->method == METHOD_AUTO)
        p->method = simulation_prefers_weights(&model) ? METHOD_WEIGHTS : METHOD_OCCUPANCY;
}

static void complete_discrete(struct parameters *p, int command, struct faults *faults) {
    if (p->initial == NOT_SET)
        p->initial = p->L;
    else if (p->initial > p->L)
        faults_add(faults, "--initial %" PRId64 ": must not be above L = %" PRId64, p->initial,
                   p->L);
    complete_protocol(p, faults);
    if (command == FOR_SIMULATE)
        complete_method(p);
    if (command == FOR_SIMULATE && p->method <= METHOD_WEIGHTS_PLAIN &&
        p->N * p->K > WEIGHTS_N_MAX * K_OF_PAPER)
        faults_add(faults,
                   "--N %" PRId64 ": --method weights holds every weight and takes N up to "
                   "%" PRId64 "; --method occupancy takes any",
                   p->N, WEIGHTS_N_MAX * K_OF_PAPER / p->K);
}

/* Derives what was not given, and checks all that does not ask what is derived. */
static void complete(struct parameters *p, int command, struct faults *faults) {
    /* The steps of `continuous` are tiny; "all" are those of the alpha grid. */
    if (command == FOR_CONTINUOUS && p->schedule.kind == TRACE_ALL)
        p->schedule.kind = TRACE_GRID;
    complete_attack(p, faults);
    if (command & (FOR_DISCRETE | FOR_SPLIT))
        complete_discrete(p, command, faults);
    if (p->trace_until == NOT_SET)
        p->trace_until = p->max_steps;
    p->schedule.until = p->trace_until;
    if ((command & FOR_ALPHA) && p->alpha_step > p->alpha_max)
        faults_add(faults, "--alpha-step %g: must not be above --alpha-max %g", p->alpha_step,
                   p->alpha_max);
    if ((command & FOR_ALPHA) && p->alpha_max / p->alpha_step > 1e6)
        faults_add(faults, "--alpha-step %g: makes more than 10^6 points up to --alpha-max %g",
                   p->alpha_step, p->alpha_max);
    if (p->resume && p->force)
        faults_add(faults, "--resume and --force: one goes on with what is there, the other "
                           "throws it away");
    if (1.0 - p->cl < 1e-15 && p->cl > 0.0)
        faults_add(faults, "--cl: nearer to 1 than 1e-15 cannot be told from 1");
}

void parameters_complete(struct parameters *p, struct faults *faults) {
    const int before = faults->count;
    complete(p, command_find(p->command)->bit, faults);
    if (faults->count > before)
        return;
    check_attack_options(p, faults);
    if (command_find(p->command)->bit == FOR_SPLIT)
        check_split(p, faults);
    else
        check_engine(p, faults);
}

/* ---- as text ---- */

char *parameters_text(const struct parameters *parameters) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        abort();
    fprintf(stream, "engine %s\n", parameters->command);
    const int command = command_find(parameters->command)->bit;
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].recorded && (parameter_table[i].commands & command)) {
            fprintf(stream, "%s ", parameter_table[i].name);
            value_print(stream, parameters, &parameter_table[i]);
            fputc('\n', stream);
        }
    if (fclose(stream) != 0)
        abort();
    return text;
}

/* A line "name value" of such a text. */
static void take_line(struct parameters *parameters, const char *name, const char *value,
                      struct faults *faults) {
    const struct parameter *p =
        parameters->command ? parameter_find(parameters->command, name) : NULL;
    if (!parameters->command && strcmp(name, "engine") == 0 && command_find(value))
        parameters_begin(parameters, command_find(value));
    else if (p && p->recorded)
        value_parse(parameters, p, value, faults);
    else
        faults_add(faults, "%s %s: unknown", name, value);
}

bool parameters_from_text(const char *text, struct parameters *parameters,
                          struct faults *faults) {
    const int before = faults->count;
    *parameters = (struct parameters){0};
    for (const char *line = text; *line && faults->count == before;
         line += strcspn(line, "\n") + 1) {
        char *name = strndup(line, strcspn(line, "\n"));
        if (!name)
            abort();
        char *blank = strchr(name, ' ');
        if (blank)
            *blank = '\0';
        take_line(parameters, name, blank ? blank + 1 : "", faults);
        free(name);
    }
    if (faults->count == before && parameters->command)
        parameters_complete(parameters, faults);
    return faults->count == before && parameters->command;
}

/* The value behind `name` (of `length` letters) in such a text, up to the end of its line. */
static const char *line_of(const char *text, const char *name, size_t length) {
    for (; text && *text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL)
        if (strncmp(text, name, length) == 0 && text[length] == ' ')
            return text + length + 1;
    return NULL;
}

/* The value of a line if it says how many there are of what grows; else 0. */
static int64_t count_of(const char *line) {
    for (size_t i = 0; i < parameter_count; i++) {
        const size_t length = strlen(parameter_table[i].name);
        if (parameter_table[i].grows && strncmp(line, parameter_table[i].name, length) == 0 &&
            line[length] == ' ')
            return strtoll(line + length + 1, NULL, 10);
    }
    return 0;
}

int64_t parameters_count(const char *text) {
    int64_t count = 0;
    for (const char *line = text; *line && count == 0; line += strcspn(line, "\n") + 1)
        count = count_of(line);
    return count > 0 ? count : 1;
}

/* Older programs wrote real numbers with all of 17 digits. */
static bool is_same_value(const char *a, size_t a_length, const char *b, size_t b_length) {
    char *a_end, *b_end;
    if (a_length == b_length && strncmp(a, b, a_length) == 0)
        return true;
    const bool real = strcspn(a, ".e") < a_length || strcspn(b, ".e") < b_length;
    const double x = strtod(a, &a_end), y = strtod(b, &b_end);
    return real && a_end > a && a_end == a + a_length && b_end == b + b_length && x == y;
}

static void compare(const char *ours, const char *theirs, const char *holder, bool may_grow,
                    struct faults *faults) {
    for (const char *line = ours; *line; line += strcspn(line, "\n") + 1) {
        const size_t name = strcspn(line, " ");
        const char *mine = line + name + 1, *other = line_of(theirs, line, name);
        const size_t length = strcspn(mine, "\n"),
                     other_length = other ? strcspn(other, "\n") : 0;
        if (other && is_same_value(mine, length, other, other_length))
            continue;
        if (other && may_grow && count_of(line) > strtoll(other, NULL, 10))
            continue;
        const bool engine = strncmp(line, "engine ", 7) == 0;
        faults_add(faults, "%s%.*s %.*s: %s has %.*s", engine ? "" : "--", (int)name, line,
                   (int)length, mine, holder, other ? (int)other_length : 7,
                   other ? other : "nothing");
        if (engine)
            return; /* whose other parameters are not ours to compare */
    }
}

void parameters_compare(const char *ours, const char *theirs, const char *holder,
                        struct faults *faults) {
    compare(ours, theirs, holder, false, faults);
}

void parameters_compare_grown(const char *ours, const char *theirs, const char *holder,
                              struct faults *faults) {
    compare(ours, theirs, holder, true, faults);
}

/* The first parameter that may not be pooled and differs, and how; NULL: there is none. */
static const struct parameter *difference(const struct parameters *a,
                                          const struct parameters *b, int *order) {
    const int command = command_find(a->command)->bit;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        *order = 0;
        if (p->recorded && (p->commands & command) && !p->poolable)
            *order = value_compare(p, a, b);
        if (*order != 0)
            return p;
    }
    return NULL;
}

int parameters_order(const struct parameters *a, const struct parameters *b) {
    int order = strcmp(a->command, b->command);
    if (order == 0)
        difference(a, b, &order);
    return order;
}

const char *parameters_difference(const struct parameters *a, const struct parameters *b) {
    int order;
    if (strcmp(a->command, b->command) != 0)
        return "engine";
    const struct parameter *differs = difference(a, b, &order);
    return differs ? differs->name : NULL;
}

bool parameters_is_standard(const struct parameters *parameters, const struct parameter *p) {
    struct parameters standard;
    struct faults none = {0};
    parameters_begin(&standard, command_find(parameters->command));
    /* What others are derived from. */
    standard.L = parameters->L;
    if (p->offset != offsetof(struct parameters, update))
        standard.update = parameters->update;
    if (p->offset != offsetof(struct parameters, no_attacker)) {
        standard.no_attacker = parameters->no_attacker; /* hence --attack none */
        if (p->offset != offsetof(struct parameters, attack))
            standard.attack = parameters->attack;
    }
    if (standard.method == METHOD_AUTO)
        standard.method = METHOD_OCCUPANCY;
    complete(&standard, command_find(parameters->command)->bit, &none);
    const bool same = value_compare(p, parameters, &standard) == 0;
    faults_free(&none);
    parameters_free(&standard);
    return same;
}

static bool is_listed(const char *name, const char *const list[]) {
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

const char *parameters_unusual(const struct parameters *parameters, const char *const open[]) {
    const int command = command_find(parameters->command)->bit;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (p->recorded && !p->poolable && (p->commands & command) &&
            !is_listed(p->name, open) && !parameters_is_standard(parameters, p))
            return p->name;
    }
    return NULL;
}

void parameters_free(struct parameters *parameters) {
    free(parameters->etas.value);
    parameters->etas = (struct number_list){0, NULL};
}

/* Of those that are not complete, too: of files with faults. */
struct model parameters_model(const struct parameters *p) {
    return (struct model){
        .seed = p->seed,
        .protocol = {.K = p->K > 0 ? (int)p->K : K_OF_PAPER,
                     .update = (enum update)p->update,
                     .rule = (enum rule)p->rule,
                     .ties = p->ties == TIES_AUTO ? TIES_ODD : (enum ties)p->ties},
        .L = (int)p->L,
        .initial = (int)p->initial,
        .attacker = !p->no_attacker,
        .attack = {.kind = p->no_attacker || p->attack == NOT_SET ? ATTACK_NAIVE
                                                                  : (enum attack_kind)p->attack,
                   .machines = (int)p->attackers,
                   .wait = p->attack_wait,
                   .vote_every = p->vote_every,
                   .selection = (enum selection)p->selection,
                   .fitness_right = (int)p->fitness.part,
                   .fitness_of = (int)p->fitness.whole},
        .max_steps = p->max_steps,
        .until = p->no_attacker ? UNTIL_SYNC : (enum until)p->until,
        .stall = p->stall,
        .closure = (enum closure)p->closure,
        .criterion = (enum criterion)p->criterion,
        .cl = p->cl,
        .N = p->N,
        .eta = p->eta,
        .alpha_max = p->alpha_max,
        .alpha_step = p->alpha_step,
    };
}
