/* The variables of a campaign file, and texts that speak of them. */
#ifndef TPMSYNC_VARIABLES_H
#define TPMSYNC_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

struct variable {
    char *name, *value;
    int line; /* where it is defined; 0: by a range of the line */
};

struct variables {
    struct variable *list; /* [count]; the last of a name holds */
    size_t count;
};

/* A variable more, copied. */
void variables_add(struct variables *variables, const char *name, size_t name_length,
                   const char *value, int line);
/* Takes the last ones away, down to `count`. */
void variables_cut(struct variables *variables, size_t count);
/* The one of that name, of `length` letters; NULL: there is none. */
const struct variable *variables_find(const struct variables *variables, const char *name,
                                      size_t length);

/* How many letters of `text` are a name: a letter or _, then letters, digits and _. */
size_t variable_name_length(const char *text);

/* `text` [length] with $NAME and $(ARITHMETIC) replaced by their values, to be freed. NULL,
 * with the reason in `why` (cut to `size` bytes), when one of them has none. */
char *variables_expand(const struct variables *variables, const char *text, size_t length,
                       char *why, size_t size);

#endif
