#include "schema/values.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic/shortest.h"

void value_name(const struct parameter *p, char name[ATTRIBUTE_NAME_MAX]) {
    snprintf(name, ATTRIBUTE_NAME_MAX, "%s", p->name);
    for (char *at = name; (at = strchr(at, '-')) != NULL;)
        *at = '_';
}

/* A decimal number, of all of the text; false unless it is one. strtod would take blanks, nan,
 * and hexadecimal digits, too. */
static bool read_number(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && strspn(text, "+-.0123456789eE") == strlen(text);
}

/* A whole number, also written as 1e6; false unless all of the text is one. What is beyond the
 * range of the type becomes its end, which no parameter takes. */
static bool read_integer(const char *text, int64_t *value) {
    double real;
    if (!read_number(text, &real) || (real != floor(real) && isfinite(real)))
        return false;
    char *end;
    *value = strtoll(text, &end, 10);
    if (*end != '\0')
        *value = fabs(real) <= 0x1p53 ? (int64_t)real : real < 0.0 ? INT64_MIN : INT64_MAX;
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
    double real;
    const bool number = read_number(text, &real) && text[0] != '-';
    errno = 0;
    const unsigned long long read = strtoull(text, &end, 10);
    if (number && *end == '\0' && errno == 0)
        *value = read;
    else if (number && *end != '\0' && real == floor(real) && real <= 0x1p53)
        *value = (uint64_t)real;
    else
        faults_add(
            faults,
            "--%s %s: must be a whole number from 0 to 18446744073709551615, beyond 2^53 "
            "with all its digits",
            p->name, text);
}

static void parse_real(const struct parameter *p, const char *text, double *value,
                       struct faults *faults) {
    double read;
    if (!read_number(text, &read))
        faults_add(faults, "--%s %s: not a number", p->name, text);
    else if (!(read > p->low && read < p->high))
        faults_add(faults, "--%s %s: must be above %g and below %g", p->name, text, p->low,
                   p->high);
    else
        *value = read;
}

void value_choices(const struct parameter *p, char *text, size_t size) {
    size_t length = 0;
    for (int i = 0; p->choices[i] && length < size; i++)
        length +=
            (size_t)snprintf(text + length, size - length, "%s%s", i ? "|" : "", p->choices[i]);
}

static void parse_choice(const struct parameter *p, const char *text, int64_t *value,
                         struct faults *faults) {
    char known[256];
    for (int64_t index = 0; p->choices[index]; index++)
        if (strcmp(text, p->choices[index]) == 0) {
            *value = index;
            return;
        }
    value_choices(p, known, sizeof known);
    faults_add(faults, "--%s %s: must be one of %s", p->name, text, known);
}

static void parse_trace(const struct parameter *p, const char *text,
                        struct trace_schedule *schedule, struct faults *faults) {
    enum { INTERVAL_MAX = 1000000000 };
    const char *colon = strchr(text, ':');
    struct trace_schedule read = {.until = schedule->until, .interval = 1};
    if (strcmp(text, "none") == 0)
        read.kind = TRACE_NONE;
    else if (strcmp(text, "all") == 0)
        read.kind = TRACE_ALL;
    else if (colon && strncmp(text, "every:", 6) == 0)
        read.kind = TRACE_EVERY;
    else if (colon && strncmp(text, "log:", 4) == 0)
        read.kind = TRACE_LOG;
    else {
        faults_add(faults, "--%s %s: must be none, all, every:K or log:P", p->name, text);
        return;
    }
    if (colon && (!read_integer(colon + 1, &read.interval) || read.interval < 1 ||
                  read.interval > INTERVAL_MAX))
        faults_add(faults, "--%s %s: what follows the colon must be from 1 to %d", p->name,
                   text, INTERVAL_MAX);
    else
        *schedule = read;
}

static void parse_ratio(const struct parameter *p, const char *text, struct ratio *ratio,
                        struct faults *faults) {
    int used = 0;
    struct ratio read;
    if (strspn(text, "0123456789/") != strlen(text) ||
        sscanf(text, "%4" SCNd64 "/%4" SCNd64 "%n", &read.part, &read.whole, &used) != 2 ||
        text[used] != '\0' || read.part < p->low || read.part > read.whole ||
        read.whole > p->high)
        faults_add(faults, "--%s %s: must be U/V with %.0f <= U <= V <= %.0f", p->name, text,
                   p->low, p->high);
    else
        *ratio = read;
}

/* The number that `text` begins with, up to the separator or the end; where that is, or NULL.
 */
static const char *read_item(const char *text, char separator, double *value) {
    char item[64];
    const char ends[2] = {separator};
    const size_t length = strcspn(text, ends);
    if (length >= sizeof item)
        return NULL;
    memcpy(item, text, length);
    item[length] = '\0';
    return read_number(item, value) ? text + length : NULL;
}

static double *new_numbers(int64_t count) {
    double *value = malloc((size_t)count * sizeof *value);
    if (!value)
        abort();
    return value;
}

/* The numbers of "1,2.5,4"; false unless all of the text is such a list. */
static bool read_list(const char *text, struct number_list *list) {
    list->count = 0;
    list->value = new_numbers((int64_t)strlen(text) / 2 + 1);
    do {
        text = read_item(text, ',', &list->value[list->count++]);
    } while (text && *text++ == ',');
    return text != NULL;
}

/* The numbers FROM, FROM + STEP, ... up to TO; false unless the text is FROM:STEP:TO. */
static bool read_range(const char *text, struct number_list *list) {
    enum { NUMBERS_MAX = 100000 };
    double part[3];
    for (int i = 0; i < 3; i++) {
        text = read_item(text, ':', &part[i]);
        if (!text || (*text == ':') != (i < 2))
            return false;
        text++;
    }
    const double from = part[0], step = part[1], to = part[2];
    if (!(step > 0.0 && to >= from && (to - from) / step < NUMBERS_MAX))
        return false;
    list->count = 1 + (int64_t)floor((to - from) / step + 1e-9);
    list->value = new_numbers(list->count);
    for (int64_t i = 0; i < list->count; i++)
        list->value[i] = from + (double)i * step;
    return true;
}

static void parse_list(const struct parameter *p, const char *text, struct number_list *list,
                       struct faults *faults) {
    struct number_list read = {0, NULL};
    bool good = strchr(text, ':') ? read_range(text, &read) : read_list(text, &read);
    if (!good)
        faults_add(faults,
                   "--%s %s: must be a number, a list A,B,C or a range FROM:STEP:TO that rises "
                   "and has at most 100000 numbers",
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

void value_parse(struct parameters *parameters, const struct parameter *p, const char *text,
                 struct faults *faults) {
    void *value = (char *)parameters + p->offset;
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
    case PARAMETER_FLAG: /* on the command line it has no value */
        if (text && strcmp(text, "0") != 0 && strcmp(text, "1") != 0)
            faults_add(faults, "--%s %s: must be 0 or 1", p->name, text);
        *(int64_t *)value = !text || strcmp(text, "0") != 0;
        break;
    case PARAMETER_TEXT:
        if (text[0] == '\0')
            faults_add(faults, "--%s: must not be empty", p->name);
        if (text[0] == '-')
            faults_add(faults, "--%s %s: is an option, not a name; a name like that is ./%s",
                       p->name, text, text);
        *(const char **)value = text;
        break;
    case PARAMETER_TRACE:
        parse_trace(p, text, value, faults);
        break;
    case PARAMETER_RATIO:
        parse_ratio(p, text, value, faults);
        break;
    case PARAMETER_LIST:
        parse_list(p, text, value, faults);
        break;
    }
}

static void print_trace(FILE *stream, const struct trace_schedule *schedule) {
    if (schedule->kind == TRACE_EVERY || schedule->kind == TRACE_LOG)
        fprintf(stream, "%s:%" PRId64, schedule->kind == TRACE_LOG ? "log" : "every",
                schedule->interval);
    else
        fputs(schedule->kind == TRACE_NONE ? "none" : "all", stream);
}

static void print_list(FILE *stream, const struct number_list *list) {
    char number[SHORTEST_MAX];
    for (int64_t i = 0; i < list->count; i++) {
        shortest_text(number, list->value[i]);
        fprintf(stream, "%s%s", i ? "," : "", number);
    }
}

void value_print(FILE *stream, const struct parameters *parameters, const struct parameter *p) {
    const void *value = (const char *)parameters + p->offset;
    char number[SHORTEST_MAX];
    switch (p->type) {
    case PARAMETER_INTEGER:
    case PARAMETER_FLAG:
        fprintf(stream, "%" PRId64, *(const int64_t *)value);
        break;
    case PARAMETER_SEED:
        fprintf(stream, "%" PRIu64, *(const uint64_t *)value);
        break;
    case PARAMETER_REAL:
        shortest_text(number, *(const double *)value);
        fputs(number, stream);
        break;
    case PARAMETER_LIST:
        print_list(stream, value);
        break;
    case PARAMETER_RATIO: {
        const struct ratio *ratio = value;
        fprintf(stream, "%" PRId64 "/%" PRId64, ratio->part, ratio->whole);
        break;
    }
    case PARAMETER_CHOICE:
        if (*(const int64_t *)value >= 0) /* one that could not be read, nor derived */
            fputs(p->choices[*(const int64_t *)value], stream);
        break;
    case PARAMETER_TRACE:
        print_trace(stream, value);
        break;
    case PARAMETER_TEXT:
        fputs(*(const char *const *)value, stream);
        break;
    }
}

void value_text(const struct parameters *parameters, const struct parameter *p, char *text,
                size_t size) {
    FILE *stream = fmemopen(text, size, "w");
    if (!stream)
        abort();
    value_print(stream, parameters, p);
    fclose(stream);
}

const char *value_word(const struct parameters *parameters, const char *name) {
    const struct parameter *p = parameter_find(parameters->command, name);
    return p ? p->choices[*(const int64_t *)((const char *)parameters + p->offset)] : "";
}

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_lists(const struct number_list *a, const struct number_list *b) {
    for (int64_t i = 0; i < a->count && i < b->count; i++)
        if (a->value[i] != b->value[i])
            return THREE_WAY(a->value[i], b->value[i]);
    return THREE_WAY(a->count, b->count);
}

static int compare_schedules(const struct trace_schedule *a, const struct trace_schedule *b) {
    return a->kind != b->kind ? THREE_WAY(a->kind, b->kind)
                              : THREE_WAY(a->interval, b->interval);
}

static int compare_ratios(const struct ratio *a, const struct ratio *b) {
    return a->part != b->part ? THREE_WAY(a->part, b->part) : THREE_WAY(a->whole, b->whole);
}

int value_compare(const struct parameter *p, const struct parameters *a,
                  const struct parameters *b) {
    const void *x = (const char *)a + p->offset, *y = (const char *)b + p->offset;
    switch (p->type) {
    case PARAMETER_SEED:
        return THREE_WAY(*(const uint64_t *)x, *(const uint64_t *)y);
    case PARAMETER_REAL:
        return THREE_WAY(*(const double *)x, *(const double *)y);
    case PARAMETER_RATIO:
        return compare_ratios(x, y);
    case PARAMETER_LIST:
        return compare_lists(x, y);
    case PARAMETER_TEXT:
        return strcmp(*(const char *const *)x, *(const char *const *)y);
    case PARAMETER_TRACE:
        return compare_schedules(x, y);
    default:
        return THREE_WAY(*(const int64_t *)x, *(const int64_t *)y);
    }
}
