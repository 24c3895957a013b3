#include "schema/parameters.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "physics/model/tree_parity.h"
#include "random/random_stream.h"
#include "record/mean_curve.h"

/* Weight by weight: a random block gives four initial weights, and the counter has room for so
 * many blocks; units are filled up to whole blocks of 128 inputs. */
enum { METHOD_WEIGHTS, METHOD_WEIGHTS_PLAIN, WEIGHTS_N_MAX = 7000000 };
static_assert(MACHINES * K * ((WEIGHTS_N_MAX + 127) / 4) <= RANDOM_BLOCKS_MAX,
              "the weights of all machines are independent");

#define AT(field) offsetof(struct parameters, field)

const struct parameter parameter_table[] = {
    {"L", 0, PARAMETER_INTEGER, AT(L), FOR_DISCRETE | FOR_SPLIT, true, 1, L_MAX, NULL, "3",
     NULL, "weights take the values -L .. L"},
    {"N", 0, PARAMETER_INTEGER, AT(N), FOR_SIMULATE, true, 10, 1e9, NULL, "10000", NULL,
     "inputs of each hidden unit"},
    /* A random block gives two continuous weights, and every vector has all the blocks. */
    {"N", 0, PARAMETER_INTEGER, AT(N), FOR_CONTINUOUS, true, 10, 2.0 * RANDOM_BLOCKS_MAX, NULL,
     "5000", NULL, "inputs of each hidden unit"},
    {"eta", 0, PARAMETER_REAL, AT(eta), FOR_CONTINUOUS, true, 0, 1000, NULL, "3", NULL,
     "learning rate; above 2.68 the parties synchronise"},
    {"eta", 0, PARAMETER_LIST, AT(etas), FOR_ODE, true, 0, 1000, NULL, "3",
     "ETA|A,B,C|FROM:STEP:TO", "learning rates: one, a list or a range"},
    {"alpha-max", 0, PARAMETER_REAL, AT(alpha_max), FOR_ALPHA, true, 0, 1e6, NULL, "14", NULL,
     "time alpha = steps / N at which all ends"},
    {"alpha-step", 0, PARAMETER_REAL, AT(alpha_step), FOR_ALPHA, true, 0, 1e6, NULL, "0.1",
     NULL, "the grid of alpha on which overlaps are written"},
    {"attacker", 0, PARAMETER_CHOICE, AT(ode_attacker), FOR_ODE, true, 0, 0, "post-sync|full",
     "post-sync", NULL,
     "post-sync: the paper's equation, the parties being synchronised; full: the attacker "
     "beside "
     "the parties from the start"},
    {"method", 0, PARAMETER_CHOICE, AT(method), FOR_SIMULATE, true, 0, 0,
     "weights|weights-plain|occupancy|occupancy-plain", "occupancy", NULL,
     "occupancy: numbers of equal components, exact and for every N; weights: every weight, N "
     "up to 7e6; the plain ones: the same, written to be read"},
    {"method", 0, PARAMETER_CHOICE, AT(method), FOR_ITERATE, true, 0, 0, "batch|plain", "batch",
     NULL,
     "batch: many runs side by side in vector registers; plain: one run at a time, written to "
     "be read; same times"},
    {"event", 0, PARAMETER_CHOICE, AT(event), FOR_SPLIT, true, 0, 0, "passage|lucky", "passage",
     NULL,
     "passage: o's units learn A after synchronisation, hence the mean learning time; lucky: o "
     "has learned before the parties are synchronised"},
    {"trials", 0, PARAMETER_INTEGER, AT(trials), FOR_SPLIT, true, 32, 1048576, NULL, "2000",
     NULL, "walks from each level; of lucky: runs that are split"},
    {"replicates", 0, PARAMETER_INTEGER, AT(replicates), FOR_SPLIT, true, 2, 100000, NULL, "32",
     NULL, "independent repetitions, whose spread is the uncertainty; shared out to the ranks"},
    {"closure", 0, PARAMETER_CHOICE, AT(closure), FOR_ITERATE | FOR_SPLIT, true, 0, 0,
     "six|nine", "six", NULL,
     "six: the paper's six matrices; nine: with those of B and the attacker, exact for "
     "infinite "
     "N"},
    {"criterion", 0, PARAMETER_CHOICE, AT(criterion), FOR_ITERATE, true, 0, 0, "mean|each",
     "mean", NULL, "which overlap must reach cl: the mean over the units, or each unit's"},
    {"cl", 0, PARAMETER_REAL, AT(cl), FOR_ITERATE | FOR_CONTINUOUS | FOR_SPLIT, true, 0, 1,
     NULL, "0.99999", NULL,
     "synchronised at rho^AB <= -cl, learned at rho^Ao >= cl; to compare with a simulation: "
     "1 - 0.1/(N L)"},
    {"ties", 0, PARAMETER_CHOICE, AT(ties), FOR_SIMULATE, true, 0, 0, "odd|plus|random", "odd",
     NULL, "sgn(0): odd gives +1 to A and the attacker and -1 to B, plus +1 to all"},
    {"until", 0, PARAMETER_CHOICE, AT(until), FOR_DISCRETE, true, 0, 0, "both|sync|learn",
     "both", NULL, "what ends a run: both times, or the parties' or the attacker's alone"},
    {"initial", 0, PARAMETER_INTEGER, AT(initial), FOR_DISCRETE, true, 1, L_MAX, NULL, NULL,
     "L", "weights at the start are uniform on -M .. M"},
    {"no-attacker", 0, PARAMETER_FLAG, AT(no_attacker), FOR_RUNS, true, 0, 0, NULL, NULL, NULL,
     "A and B alone: runs end with their synchronisation"},
    {"runs", 'r', PARAMETER_INTEGER, AT(runs), FOR_RUNS, true, 1, MEAN_RUNS_MAX, NULL, "100",
     NULL, "independent runs, dealt out to the ranks"},
    {"seed", 's', PARAMETER_SEED, AT(seed), FOR_RESUME, true, 0, 0, NULL, "1", NULL,
     "a run depends on the seed and its number alone"},
    {"max-steps", 0, PARAMETER_INTEGER, AT(max_steps), FOR_RUNS, true, 1, 1e15, NULL,
     "1000000000", NULL, "a run that makes so many steps ends there and is marked as censored"},
    {"output", 'o', PARAMETER_TEXT, AT(output), FOR_ALL, false, 0, 0, NULL, NULL, "COMMAND.h5",
     "the HDF5 file to write"},
    {"trace", 't', PARAMETER_TRACE, AT(trace), FOR_RUNS, true, 0, 0, NULL, "none",
     "none|all|every:K|log:P",
     "the steps of every run whose overlaps are written: all, each K-th, or P a decade"},
    {"trace-until", 0, PARAMETER_INTEGER, AT(trace_until), FOR_RUNS, true, 0, 1e15, NULL, NULL,
     "the end", "no rows beyond this step"},
    {"force", 'f', PARAMETER_FLAG, AT(force), FOR_ALL, false, 0, 0, NULL, NULL, NULL,
     "replace an existing output, finished or not"},
    {"resume", 0, PARAMETER_FLAG, AT(resume), FOR_RESUME, false, 0, 0, NULL, NULL, NULL,
     "go on with an unfinished output, at any number of ranks; all else must be as it was"},
    {"checkpoint-every", 0, PARAMETER_REAL, AT(checkpoint_every), FOR_RUNS, false, 0, 1e7, NULL,
     "60", NULL, "seconds from one commit to the next; what was committed is never lost"},
    {"time-limit", 0, PARAMETER_REAL, AT(time_limit), FOR_RESUME, false, 0, 1e9, NULL, NULL,
     "none",
     "seconds after which all is saved and the program ends with status 3, as it does "
     "on SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 or SIGXCPU"},
    {"io-timeout", 0, PARAMETER_REAL, AT(io_timeout), FOR_ALL, false, 0, 1e9, NULL, "600", NULL,
     "seconds after which a job that waits for the disk or for another rank, and sees nothing "
     "move, is ended, to be resumed"},
    {"quiet", 'q', PARAMETER_FLAG, AT(quiet), FOR_ALL, false, 0, 0, NULL, NULL, NULL,
     "no progress on standard error"},
    {"help", 'h', PARAMETER_FLAG, AT(help), FOR_ALL, false, 0, 0, NULL, NULL, NULL,
     "this text"},
    {"version", 'V', PARAMETER_FLAG, AT(version), FOR_ALL, false, 0, 0, NULL, NULL, NULL,
     "the version and the libraries"},
};
const size_t parameter_count = sizeof parameter_table / sizeof *parameter_table;

const struct command command_table[] = {
    {"iterate", FOR_ITERATE, "iterate the overlap matrices, N -> infinity",
     "The paper's analytical iteration of A, B and the attacker for infinitely many inputs:\n"
     "matrices f_qr per hidden unit, moved by randomly drawn internal representations.\n"},
    {"simulate", FOR_SIMULATE, "simulate the three machines at finite N",
     "The dynamics of A, B and the attacker with N discrete weights a hidden unit, as it is\n"
     "defined.\n"},
    {"continuous", FOR_CONTINUOUS, "simulate machines with continuous weights",
     "The dynamics of A, B and the attacker with spherical weights, |W| = 1 in each hidden "
     "unit,\n"
     "at learning rate eta, recorded against alpha = steps / N. --trace all writes the points "
     "of\n"
     "the alpha grid.\n"},
    {"ode", FOR_ODE, "solve the equations of the continuous case",
     "The differential equations of the overlaps for continuous weights and N -> infinity, "
     "eta_c,\n"
     "the attacker's fixed point, and where the parties settle for each eta. One rank "
     "computes.\n"},
    {"split", FOR_SPLIT, "learning times and luck that cannot be waited for, by splitting",
     "Rare events of the iteration, N -> infinity. The learning time after synchronisation: "
     "one\n"
     "hidden unit of the attacker is brought to the learned state level by level (forward "
     "flux\n"
     "sampling), and the mean time of the last of three units follows, up to 10^27 steps for L "
     "=\n"
     "10. The lucky attacker: the probability that it has learned first, by adaptive "
     "multilevel\n"
     "splitting of whole runs. What is made is kept replicate by replicate.\n"},
};
const size_t command_count = sizeof command_table / sizeof *command_table;

const struct command *command_find(const char *name) {
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return &command_table[i];
    return NULL;
}

/* ---- faults ---- */

void faults_add(struct faults *faults, const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    const size_t old = faults->text ? strlen(faults->text) : 0;
    char *text = realloc(faults->text, old + strlen(line) + 4);
    if (!text)
        abort();
    sprintf(text + old, "  %s\n", line);
    faults->text = text;
    faults->count++;
}

void faults_free(struct faults *faults) {
    free(faults->text);
    *faults = (struct faults){0};
}

/* ---- single values ---- */

static void *field(struct parameters *parameters, const struct parameter *parameter) {
    return (char *)parameters + parameter->offset;
}

/* A whole number, also written as 1e6; false unless all of the text is one. */
static bool read_integer(const char *text, int64_t *value) {
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    if (end != text && *end == '\0' && errno == 0)
        return true;
    const double real = strtod(text, &end);
    if (end == text || *end != '\0' || strspn(text, "+-.0123456789eE") != strlen(text))
        return false;
    if (!(fabs(real) <= 0x1p53) || real != floor(real))
        return false;
    *value = (int64_t)real;
    return true;
}

static void parse_integer(const struct parameter *p, const char *text, int64_t *value,
                          struct faults *faults) {
    int64_t read = 0;
    if (!read_integer(text, &read))
        faults_add(faults, "--%s %s: not a whole number", p->name, text);
    else if ((double)read < p->low || (double)read > p->high)
        faults_add(faults, "--%s %s: must be from %.0f to %.0f", p->name, text, p->low,
                   p->high);
    else
        *value = read;
}

static void parse_seed(const struct parameter *p, const char *text, uint64_t *value,
                       struct faults *faults) {
    char *end;
    errno = 0;
    const unsigned long long read = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0)
        faults_add(faults, "--%s %s: must be a whole number from 0 to 18446744073709551615",
                   p->name, text);
    else
        *value = read;
}

static void parse_real(const struct parameter *p, const char *text, double *value,
                       struct faults *faults) {
    char *end;
    const double read = strtod(text, &end);
    if (end == text || *end != '\0')
        faults_add(faults, "--%s %s: not a number", p->name, text);
    else if (!(read > p->low && read < p->high))
        faults_add(faults, "--%s %s: must be above %g and below %g", p->name, text, p->low,
                   p->high);
    else
        *value = read;
}

void parameter_choice_name(const struct parameter *parameter, int64_t index, char name[32]) {
    const char *begin = parameter->choices;
    for (; index > 0 && begin; index--)
        begin = strchr(begin, '|') ? strchr(begin, '|') + 1 : NULL;
    snprintf(name, 32, "%.*s", begin ? (int)strcspn(begin, "|") : 0, begin ? begin : "");
}

static void parse_choice(const struct parameter *p, const char *text, int64_t *value,
                         struct faults *faults) {
    char name[32];
    for (int64_t index = 0;; index++) {
        parameter_choice_name(p, index, name);
        if (name[0] == '\0')
            break;
        if (strcmp(text, name) == 0) {
            *value = index;
            return;
        }
    }
    faults_add(faults, "--%s %s: must be one of %s", p->name, text, p->choices);
}

static void parse_trace(const struct parameter *p, const char *text,
                        struct trace_schedule *schedule, struct faults *faults) {
    const char *colon = strchr(text, ':');
    schedule->interval = 1;
    if (strcmp(text, "none") == 0)
        schedule->kind = TRACE_NONE;
    else if (strcmp(text, "all") == 0)
        schedule->kind = TRACE_ALL;
    else if (colon && strncmp(text, "every:", 6) == 0)
        schedule->kind = TRACE_EVERY;
    else if (colon && strncmp(text, "log:", 4) == 0)
        schedule->kind = TRACE_LOG;
    else {
        faults_add(faults, "--%s %s: must be none, all, every:K or log:P", p->name, text);
        return;
    }
    if (colon && (!read_integer(colon + 1, &schedule->interval) || schedule->interval < 1 ||
                  schedule->interval > 1000000000))
        faults_add(faults, "--%s %s: what follows the colon must be from 1 to 1000000000",
                   p->name, text);
}

/* The numbers of "1,2.5,4"; false unless all of the text is such a list. */
static bool read_list(const char *text, struct number_list *list) {
    char *end;
    list->count = 0;
    list->value = malloc((strlen(text) / 2 + 1) * sizeof *list->value);
    if (!list->value)
        abort();
    do {
        list->value[list->count++] = strtod(text, &end);
        if (end == text || (*end != ',' && *end != '\0'))
            return false;
        text = end + 1;
    } while (*end == ',');
    return true;
}

/* The numbers FROM, FROM + STEP, ... up to TO; false unless the text is FROM:STEP:TO. */
static bool read_range(const char *text, struct number_list *list) {
    enum { NUMBERS_MAX = 100000 };
    double from, step, to;
    int used = 0;
    if (sscanf(text, "%lf:%lf:%lf%n", &from, &step, &to, &used) != 3 || text[used] != '\0')
        return false;
    if (!(step > 0.0 && to >= from && (to - from) / step < NUMBERS_MAX))
        return false;
    list->count = 1 + (int64_t)floor((to - from) / step + 1e-9);
    list->value = malloc((size_t)list->count * sizeof *list->value);
    if (!list->value)
        abort();
    for (int64_t i = 0; i < list->count; i++)
        list->value[i] = from + (double)i * step;
    return true;
}

static void parse_list(const struct parameter *p, const char *text, struct number_list *list,
                       struct faults *faults) {
    struct number_list read = {0, NULL};
    bool good = strchr(text, ':') ? read_range(text, &read) : read_list(text, &read);
    if (!good)
        faults_add(faults, "--%s %s: must be a number, a list A,B,C or a range FROM:STEP:TO",
                   p->name, text);
    for (int64_t i = 0; i < read.count && good; i++)
        if (!(read.value[i] > p->low && read.value[i] < p->high)) {
            faults_add(faults, "--%s %s: must be above %g and below %g", p->name, text, p->low,
                       p->high);
            good = false;
        }
    free(good ? list->value : read.value);
    if (good)
        *list = read;
}

static void parse_value(struct parameters *parameters, const struct parameter *p,
                        const char *text, struct faults *faults) {
    void *value = field(parameters, p);
    switch (p->type) {
    case PARAMETER_INTEGER:
        parse_integer(p, text, value, faults);
        break;
    case PARAMETER_SEED:
        parse_seed(p, text, value, faults);
        break;
    case PARAMETER_REAL:
        parse_real(p, text, value, faults);
        break;
    case PARAMETER_CHOICE:
        parse_choice(p, text, value, faults);
        break;
    case PARAMETER_FLAG:
        *(int64_t *)value = 1;
        break;
    case PARAMETER_TEXT:
        if (text[0] == '\0')
            faults_add(faults, "--%s: must not be empty", p->name);
        *(const char **)value = text;
        break;
    case PARAMETER_TRACE:
        *(const char **)value = text;
        parse_trace(p, text, &parameters->schedule, faults);
        break;
    case PARAMETER_LIST:
        parse_list(p, text, value, faults);
        break;
    }
}

/* ---- the command line ---- */

enum { NOT_SET = -1 };

static void set_defaults(struct parameters *parameters, const struct command *command) {
    struct faults none = {0};
    *parameters = (struct parameters){
        .command = command->name, .initial = NOT_SET, .trace_until = NOT_SET};
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].standard && (parameter_table[i].commands & command->bit))
            parse_value(parameters, &parameter_table[i], parameter_table[i].standard, &none);
}

static void unknown_option(const struct command *command, const char *text,
                           struct faults *faults) {
    char word[64];
    const char *names[64] = {NULL};
    snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "="), text);
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].commands & command->bit)
            names[i] = parameter_table[i].name;
    const char *nearest = suggest_nearest(word + strspn(word, "-"), names, parameter_count);
    for (size_t i = 0; i < parameter_count; i++)
        if (strcmp(parameter_table[i].name, word + strspn(word, "-")) == 0) {
            faults_add(faults, "%s: not an option of %s", text, command->name);
            return;
        }
    if (nearest)
        faults_add(faults, "%s: unknown option; did you mean --%s?", text, nearest);
    else
        faults_add(faults, "%s: unknown option; %s --help lists them", text, command->name);
}

/* What getopt needs, made of the table: long options return 256 + their index. */
static void getopt_tables(const struct command *command, struct option *options,
                          char *letters) {
    *letters++ = '-'; /* words that are no options come in their place */
    *letters++ = ':';
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        if (!(p->commands & command->bit))
            continue;
        const bool flag = p->type == PARAMETER_FLAG;
        *options++ = (struct option){p->name, flag ? no_argument : required_argument, NULL,
                                     256 + (int)i};
        if (p->letter) {
            *letters++ = p->letter;
            if (!flag)
                *letters++ = ':';
        }
    }
    *options = (struct option){0};
    *letters = '\0';
}

static const struct parameter *parameter_of(int code) {
    if (code >= 256)
        return &parameter_table[code - 256];
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].letter == code)
            return &parameter_table[i];
    return NULL;
}

/* Whatever getopt returns for one word: a value, or a fault. */
static void read_option(struct parameters *parameters, const struct command *command, int code,
                        const char *word, const char *last, struct faults *faults) {
    if (code == ':')
        faults_add(faults, "%s: needs a value", last);
    else if (code == '?' && optopt >= 256)
        faults_add(faults, "%s: takes no value", last);
    else if (code == '?')
        unknown_option(command, word[0] == '-' && word[1] != '-' ? word : last, faults);
    else
        parse_value(parameters, parameter_of(code), optarg, faults);
}

static void read_options(struct parameters *parameters, const struct command *command, int argc,
                         char **argv, struct faults *faults) {
    enum { STRAY = 1 }; /* a word that is no option */
    struct option options[64];
    char letters[160];
    bool after_unknown = false; /* then a stray word is most likely meant as its value */
    getopt_tables(command, options, letters);
    opterr = 0;
    optind = 0; /* glibc: begin anew, whatever was read before */
    for (;;) {
        const int before = optind;
        const int code = getopt_long(argc, argv, letters, options, NULL);
        if (code == -1)
            break;
        if (code == STRAY && !after_unknown)
            faults_add(faults, "%s: unexpected; values belong to options, as in --L 3", optarg);
        if (code != STRAY)
            read_option(parameters, command, code, argv[before > 0 ? before : 1],
                        argv[optind - 1], faults);
        after_unknown = code == '?' && optopt < 256;
    }
    for (int i = optind; i < argc; i++)
        faults_add(faults, "%s: unexpected; values belong to options, as in --L 3", argv[i]);
}

static void check_together(struct parameters *p, const struct command *command,
                           struct faults *faults) {
    /* The steps of `continuous` are tiny; "all" are those of the alpha grid. */
    if (command->bit == FOR_CONTINUOUS && p->schedule.kind == TRACE_ALL)
        p->schedule.kind = TRACE_GRID;
    if (p->initial == NOT_SET)
        p->initial = p->L;
    else if (p->initial > p->L)
        faults_add(faults, "--initial %" PRId64 ": must not be above L = %" PRId64, p->initial,
                   p->L);
    if (p->trace_until == NOT_SET)
        p->trace_until = p->max_steps;
    p->schedule.until = p->trace_until;
    if (command->bit == FOR_SIMULATE && p->method <= METHOD_WEIGHTS_PLAIN &&
        p->N > WEIGHTS_N_MAX)
        faults_add(faults,
                   "--N %" PRId64 ": --method weights holds every weight and takes N up to %d; "
                   "--method occupancy takes any",
                   p->N, WEIGHTS_N_MAX);
    if (p->no_attacker && p->until == UNTIL_LEARN)
        faults_add(faults, "--until learn: needs the attacker; leave out --no-attacker");
    if ((command->bit & FOR_ALPHA) && p->alpha_step > p->alpha_max)
        faults_add(faults, "--alpha-step %g: must not be above --alpha-max %g", p->alpha_step,
                   p->alpha_max);
    if ((command->bit & FOR_ALPHA) && p->alpha_max / p->alpha_step > 1e6)
        faults_add(faults, "--alpha-step %g: makes more than 10^6 points up to --alpha-max %g",
                   p->alpha_step, p->alpha_max);
    if (p->resume && p->force)
        faults_add(faults, "--resume and --force: one goes on with what is there, the other "
                           "throws it away");
    if (1.0 - p->cl < 1e-15 && p->cl > 0.0)
        faults_add(faults, "--cl: nearer to 1 than 1e-15 cannot be told from 1");
}

void parameters_parse(struct parameters *parameters, const struct command *command, int argc,
                      char **argv, struct faults *faults) {
    set_defaults(parameters, command);
    read_options(parameters, command, argc, argv, faults);
    check_together(parameters, command, faults);
}

/* ---- as text ---- */

/* The value as it would be given on the command line. */
static void print_value(FILE *stream, const struct parameters *parameters,
                        const struct parameter *p) {
    const void *value = (const char *)parameters + p->offset;
    char name[32];
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_FLAG:
        fprintf(stream, "%" PRId64, *(const int64_t *)value);
        break;
    case PARAMETER_SEED:
        fprintf(stream, "%" PRIu64, *(const uint64_t *)value);
        break;
    case PARAMETER_REAL:
        fprintf(stream, "%.17g", *(const double *)value);
        break;
    case PARAMETER_LIST: {
        const struct number_list *list = value;
        for (int64_t i = 0; i < list->count; i++)
            fprintf(stream, "%s%.17g", i ? "," : "", list->value[i]);
        break;
    }
    case PARAMETER_CHOICE:
        parameter_choice_name(p, *(const int64_t *)value, name);
        fputs(name, stream);
        break;
    default:
        fputs(*(const char *const *)value, stream);
        break;
    }
}

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
            print_value(stream, parameters, &parameter_table[i]);
            fputc('\n', stream);
        }
    if (fclose(stream) != 0)
        abort();
    return text;
}

/* The value behind `name` (of `length` letters) in such a text, up to the end of its line. */
static const char *line_of(const char *text, const char *name, size_t length) {
    for (; text && *text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL)
        if (strncmp(text, name, length) == 0 && text[length] == ' ')
            return text + length + 1;
    return NULL;
}

void parameters_compare(const char *ours, const char *theirs, const char *holder,
                        struct faults *faults) {
    for (const char *line = ours; *line; line += strcspn(line, "\n") + 1) {
        const size_t name = strcspn(line, " ");
        const char *mine = line + name + 1, *other = line_of(theirs, line, name);
        const size_t length = strcspn(mine, "\n"),
                     other_length = other ? strcspn(other, "\n") : 0;
        if (other && length == other_length && strncmp(mine, other, length) == 0)
            continue;
        const bool engine = strncmp(line, "engine ", 7) == 0;
        faults_add(faults, "%s%.*s %.*s: %s has %.*s", engine ? "" : "--", (int)name, line,
                   (int)length, mine, holder, other ? (int)other_length : 7,
                   other ? other : "nothing");
        if (engine)
            return; /* whose other parameters are not ours to compare */
    }
}

void parameters_free(struct parameters *parameters) {
    free(parameters->etas.value);
    parameters->etas = (struct number_list){0, NULL};
}

struct model parameters_model(const struct parameters *p) {
    return (struct model){
        .seed = p->seed,
        .L = (int)p->L,
        .initial = (int)p->initial,
        .attacker = !p->no_attacker,
        .max_steps = p->max_steps,
        .closure = (enum closure)p->closure,
        .criterion = (enum criterion)p->criterion,
        .cl = p->cl,
        .N = p->N,
        .ties = (enum ties)p->ties,
        .until = p->no_attacker ? UNTIL_SYNC : (enum until)p->until,
        .eta = p->eta,
        .alpha_max = p->alpha_max,
        .alpha_step = p->alpha_step,
    };
}

void parameters_method(const struct parameters *parameters, char method[32]) {
    const int command = command_find(parameters->command)->bit;
    method[0] = '\0';
    for (size_t i = 0; i < parameter_count; i++)
        if (parameter_table[i].offset == AT(method) && (parameter_table[i].commands & command))
            parameter_choice_name(&parameter_table[i], parameters->method, method);
}
