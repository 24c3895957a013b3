#include "read/value_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/data_file.h"
#include "read/input_file.h"
#include "schema/parameters.h"

bool value_real(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

bool value_count(const char *text, int64_t *value) {
    double real;
    if (!value_real(text, &real) || !(real >= 1.0 && real <= 0x1p53) || real != floor(real))
        return false;
    *value = (int64_t)real;
    return true;
}

bool value_count_if_any(const char *text, int64_t *value) {
    *value = 0;
    return *text == '\0' || value_count(text, value);
}

bool value_choice_if_any(const char *text, const char *parameter, char word[VALUE_WORD_MAX]) {
    const struct parameter *p = parameter_find("simulate", parameter);
    snprintf(word, VALUE_WORD_MAX, "%s", text);
    for (int i = 0; p->choices[i]; i++)
        if (strcmp(text, p->choices[i]) == 0)
            return true;
    return *text == '\0';
}

/* Cuts a line at its commas; the number of fields, of which the first VALUE_FIELDS_MAX are set.
 */
static int split(char *line, char *field[VALUE_FIELDS_MAX]) {
    int count = 0;
    for (char *next = line; next; count++) {
        if (count < VALUE_FIELDS_MAX)
            field[count] = next;
        next = strchr(next, ',');
        if (next)
            *next++ = '\0';
    }
    return count;
}

static int columns_of(const char *header) {
    int count = 1;
    for (const char *at = header; (at = strchr(at, ',')) != NULL; at++)
        count++;
    return count;
}

/* How far the reading of a file is. */
struct reading {
    const struct value_format *format;
    void *table;
    int line; /* number of the last one */
    bool header_seen, any_value;
};

/* What is wrong with a line, or NULL; `why` has room for it. */
static const char *take_line(struct reading *reading, char *line, char *why, size_t size) {
    const struct value_format *format = reading->format;
    char *field[VALUE_FIELDS_MAX];
    line[strcspn(line, "\r\n")] = '\0';
    if (*line == '#' && format->comment)
        format->comment(line, reading->table);
    if (*line == '#' || *line == '\0')
        return NULL;
    if (!reading->header_seen) {
        reading->header_seen = true;
        snprintf(why, size, "the header is not %s", format->header);
        return strcmp(line, format->header) == 0 ? NULL : why;
    }
    const int columns = columns_of(format->header), fields = split(line, field);
    snprintf(why, size, "%d fields where the header has %d", fields, columns);
    if (fields != columns)
        return why;
    reading->any_value = true;
    return format->take(field, reading->table);
}

static bool read_lines(FILE *file, struct reading *reading, char *why, size_t size) {
    char line[1024], fault[512];
    const char *wrong = NULL;
    while (!wrong && fgets(line, sizeof line, file)) {
        reading->line++;
        wrong = strlen(line) == sizeof line - 1 ? "too long"
                                                : take_line(reading, line, fault, sizeof fault);
    }
    if (wrong)
        snprintf(why, size, "line %d: %s", reading->line, wrong);
    else if (ferror(file))
        snprintf(why, size, "cannot be read");
    else if (!reading->any_value)
        snprintf(why, size, "holds no values");
    return !wrong && !ferror(file) && reading->any_value;
}

bool value_file_read(const char *path, const struct value_format *format, void *table,
                     char *why, size_t size) {
    struct reading reading = {.format = format, .table = table};
    const char *fault = "no memory";
    const int descriptor = input_file_open(path, &fault);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
    if (!file) {
        snprintf(why, size, "%s", descriptor < 0 ? fault : "no memory");
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    const bool good = read_lines(file, &reading, why, size);
    fclose(file);
    return good;
}

bool value_file_load(const char *name, const struct value_format *format, const char *given,
                     void *table) {
    char why[600];
    char *found = given ? NULL : data_file_path(format->file);
    const char *path = given ? given : found ? found : format->file;
    const bool good = value_file_read(path, format, table, why, sizeof why);
    if (!good)
        fprintf(stderr, "%s: %s, %s: %s\n", name, format->what, path, why);
    free(found);
    return good;
}
