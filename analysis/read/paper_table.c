#include "read/paper_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/data_file.h"
#include "read/input_file.h"

#define HEADER "L,quantity,mean,spread,rounding,runs"
#define SOURCE "# Source: "

enum { COLUMNS = 6 };

const char *const quantity_name[QUANTITIES] = {"t_sync", "t_learn", "r"};

/* Cuts a line at its commas; the number of fields, or COLUMNS + 1 if there are more. */
static int split(char *line, char *field[COLUMNS]) {
    int count = 0;
    for (char *next = line; next; count++) {
        if (count == COLUMNS)
            return COLUMNS + 1;
        field[count] = next;
        next = strchr(next, ',');
        if (next)
            *next++ = '\0';
    }
    return count;
}

static bool parse_real(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

/* An integer from 1 up to what a double holds exactly. */
static bool parse_count(const char *text, int64_t *value) {
    double real;
    if (!parse_real(text, &real) || !(real >= 1.0 && real <= 0x1p53) || real != floor(real))
        return false;
    *value = (int64_t)real;
    return true;
}

static bool parse_quantity(const char *text, enum quantity *quantity) {
    for (enum quantity q = 0; q < QUANTITIES; q++)
        if (strcmp(text, quantity_name[q]) == 0) {
            *quantity = q;
            return true;
        }
    return false;
}

/* What is wrong with a line of values, or NULL. */
static const char *parse_value(char *line, struct paper_value *value) {
    char *field[COLUMNS];
    if (split(line, field) != COLUMNS)
        return "not six fields";
    if (!parse_count(field[0], &value->L))
        return "L is not a positive integer";
    if (!parse_quantity(field[1], &value->quantity))
        return "the quantity is not t_sync, t_learn or r";
    if (!parse_real(field[2], &value->mean))
        return "the mean is not a number";
    if (!parse_real(field[3], &value->spread) || value->spread < 0.0)
        return "the spread is not a number >= 0";
    if (!parse_real(field[4], &value->rounding) || value->rounding < 0.0)
        return "the rounding is not a number >= 0";
    if (!parse_count(field[5], &value->runs))
        return "runs is not a positive integer";
    return NULL;
}

/* What is wrong with a line, or NULL. */
static const char *parse_line(char *line, struct paper_table *table, bool *header_seen) {
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, SOURCE, strlen(SOURCE)) == 0)
        snprintf(table->source, sizeof table->source, "%.*s", PAPER_SOURCE_MAX - 1,
                 line + strlen(SOURCE));
    if (*line == '#' || *line == '\0')
        return NULL;
    if (!*header_seen) {
        *header_seen = true;
        return strcmp(line, HEADER) == 0 ? NULL : "the header is not " HEADER;
    }
    struct paper_value value;
    const char *wrong = parse_value(line, &value);
    if (wrong)
        return wrong;
    if (paper_table_find(table, value.L, value.quantity))
        return "this L and quantity stand in the file already";
    if (table->count == PAPER_VALUES_MAX)
        return "too many values";
    table->value[table->count++] = value;
    return NULL;
}

bool paper_table_read(const char *path, struct paper_table *table, char *why, size_t size) {
    *table = (struct paper_table){0};
    const char *fault;
    const int descriptor = input_file_open(path, &fault);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
    if (!file) {
        snprintf(why, size, "%s", descriptor < 0 ? fault : "no memory");
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    char line[1024];
    bool header_seen = false;
    const char *wrong = NULL;
    int number = 0;
    while (!wrong && fgets(line, sizeof line, file)) {
        number++;
        wrong = strlen(line) == sizeof line - 1 ? "too long"
                                                : parse_line(line, table, &header_seen);
    }
    const bool failed = ferror(file);
    fclose(file);
    if (wrong)
        snprintf(why, size, "line %d: %s", number, wrong);
    else if (failed)
        snprintf(why, size, "cannot be read");
    else if (table->count == 0)
        snprintf(why, size, "holds no values");
    return !wrong && !failed && table->count > 0;
}

bool paper_table_load(const char *name, const char *given, struct paper_table *table) {
    char why[256];
    char *found = given ? NULL : data_file_path("table1.csv");
    const char *path = given ? given : found ? found : "table1.csv";
    const bool good = paper_table_read(path, table, why, sizeof why);
    if (!good)
        fprintf(stderr, "%s: the paper's values, %s: %s\n", name, path, why);
    free(found);
    return good;
}

const struct paper_value *paper_table_find(const struct paper_table *table, int64_t L,
                                           enum quantity quantity) {
    for (int i = 0; i < table->count; i++)
        if (table->value[i].L == L && table->value[i].quantity == quantity)
            return &table->value[i];
    return NULL;
}
