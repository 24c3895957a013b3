/* Published values from a file of comma-separated values.
 *
 * Lines that begin with # are comments. The first other line is the header, and the rest are
 * values, with as many fields as it has; nothing is quoted. */
#ifndef TPMSYNC_VALUE_FILE_H
#define TPMSYNC_VALUE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VALUE_FIELDS_MAX = 16 };

/* A kind of such files. */
struct value_format {
    const char *what;   /* that it holds, for messages: "the paper's values" */
    const char *file;   /* in the folder of the data (data_file.h) */
    const char *header; /* whole, at most VALUE_FIELDS_MAX columns */
    /* Puts the fields of a line, cut in place, into the table; what is wrong with it, or NULL.
     */
    const char *(*take)(char *const field[], void *table);
    void (*comment)(const char *line, void *table); /* NULL: comments say nothing */
};

/* Fills the table from a file. False, with what is wrong and its line in `why`, cut to `size`
 * bytes. A file without any value is wrong. */
bool value_file_read(const char *path, const struct value_format *format, void *table,
                     char *why, size_t size);

/* Fills the table from `given` or, if that is NULL, from the file that comes with the program.
 * False, with what is wrong on standard error, `name` in front. */
bool value_file_load(const char *name, const struct value_format *format, const char *given,
                     void *table);

/* A finite number. */
bool value_real(const char *text, double *value);
/* An integer from 1 up to what a double holds exactly. */
bool value_count(const char *text, int64_t *value);
/* The same; 0 of an empty field. */
bool value_count_if_any(const char *text, int64_t *value);

enum { VALUE_WORD_MAX = 24 };
/* A choice that `tpmsync simulate`, which has all of them, knows for a parameter; or an empty
 * field. */
bool value_choice_if_any(const char *text, const char *parameter, char word[VALUE_WORD_MAX]);

#endif
