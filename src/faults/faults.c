#include "faults/faults.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a text from outside would do to a terminal, or to lines. */
static void hide_controls(char *line) {
    for (char *at = line; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = '?';
}

void faults_add(struct faults *faults, const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    hide_controls(line);
    const size_t old = faults->text ? strlen(faults->text) : 0;
    char *text = realloc(faults->text, old + strlen(line) + 4);
    if (!text)
        abort();
    sprintf(text + old, "  %s\n", line);
    faults->text = text;
    faults->count++;
}

void faults_join(const struct faults *faults, char *line, size_t size) {
    size_t length = 0;
    line[0] = '\0';
    for (const char *text = faults->text; text && *text && length < size;) {
        const int letters = (int)strcspn(text, "\n") - 2; /* of the indent */
        const size_t begin = length;
        length += (size_t)snprintf(line + length, size - length, "%s%.*s", begin ? "; " : "",
                                   letters, text + 2);
        text += letters + 3;
    }
    hide_controls(line);
}

void faults_free(struct faults *faults) {
    free(faults->text);
    *faults = (struct faults){0};
}
