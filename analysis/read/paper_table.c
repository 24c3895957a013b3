#include "read/paper_table.h"

#include <stdio.h>
#include <string.h>

#include "read/value_file.h"

#define SOURCE "# Source: "

const char *const quantity_name[QUANTITIES] = {"t_sync", "t_learn", "r"};

static bool parse_quantity(const char *text, enum quantity *quantity) {
    for (enum quantity q = 0; q < QUANTITIES; q++)
        if (strcmp(text, quantity_name[q]) == 0) {
            *quantity = q;
            return true;
        }
    return false;
}

/* What is wrong with the fields, or NULL. */
static const char *parse_value(char *const field[], struct paper_value *value) {
    if (!value_count(field[0], &value->L))
        return "L is not a positive integer";
    if (!parse_quantity(field[1], &value->quantity))
        return "the quantity is not t_sync, t_learn or r";
    if (!value_real(field[2], &value->mean))
        return "the mean is not a number";
    if (!value_real(field[3], &value->spread) || value->spread < 0.0)
        return "the spread is not a number >= 0";
    if (!value_real(field[4], &value->rounding) || value->rounding < 0.0)
        return "the rounding is not a number >= 0";
    if (!value_count(field[5], &value->runs))
        return "runs is not a positive integer";
    return NULL;
}

static const char *take(char *const field[], void *filled) {
    struct paper_table *table = filled;
    struct paper_value value;
    const char *wrong = parse_value(field, &value);
    if (wrong)
        return wrong;
    if (paper_table_find(table, value.L, value.quantity))
        return "this L and quantity stand in the file already";
    if (table->count == PAPER_VALUES_MAX)
        return "too many values";
    table->value[table->count++] = value;
    return NULL;
}

static void take_source(const char *line, void *filled) {
    struct paper_table *table = filled;
    if (strncmp(line, SOURCE, strlen(SOURCE)) == 0)
        snprintf(table->source, sizeof table->source, "%.*s", PAPER_SOURCE_MAX - 1,
                 line + strlen(SOURCE));
}

static const struct value_format format = {
    .what = "the paper's values",
    .file = "table1.csv",
    .header = "L,quantity,mean,spread,rounding,runs",
    .take = take,
    .comment = take_source,
};

bool paper_table_read(const char *path, struct paper_table *table, char *why, size_t size) {
    *table = (struct paper_table){0};
    return value_file_read(path, &format, table, why, size);
}

bool paper_table_load(const char *name, const char *given, struct paper_table *table) {
    *table = (struct paper_table){0};
    return value_file_load(name, &format, given, table);
}

const struct paper_value *paper_table_find(const struct paper_table *table, int64_t L,
                                           enum quantity quantity) {
    for (int i = 0; i < table->count; i++)
        if (table->value[i].L == L && table->value[i].quantity == quantity)
            return &table->value[i];
    return NULL;
}
