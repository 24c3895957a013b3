#include "campaign/variables.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/expression.h"

static char *copy(const char *text, size_t length) {
    char *made = strndup(text, length);
    if (!made)
        abort();
    return made;
}

void variables_add(struct variables *v, const char *name, size_t name_length, const char *value,
                   int line) {
    v->list = realloc(v->list, (v->count + 1) * sizeof *v->list);
    if (!v->list)
        abort();
    v->list[v->count++] =
        (struct variable){copy(name, name_length), copy(value, strlen(value)), line};
}

void variables_cut(struct variables *v, size_t count) {
    while (v->count > count) {
        free(v->list[--v->count].name);
        free(v->list[v->count].value);
    }
    if (count == 0) {
        free(v->list);
        v->list = NULL;
    }
}

const struct variable *variables_find(const struct variables *v, const char *name,
                                      size_t length) {
    for (size_t i = v->count; i-- > 0;)
        if (strlen(v->list[i].name) == length && strncmp(v->list[i].name, name, length) == 0)
            return &v->list[i];
    return NULL;
}

static const char *value_of(const void *self, const char *name, size_t length) {
    const struct variable *found = variables_find(self, name, length);
    return found ? found->value : NULL;
}

size_t variable_name_length(const char *text) {
    size_t length = 0;
    if (isalpha((unsigned char)*text) || *text == '_')
        while (isalnum((unsigned char)text[length]) || text[length] == '_')
            length++;
    return length;
}

/* Behind "$(": how many letters up to the bracket that belongs to it; `most` if there is none.
 */
static size_t to_bracket(const char *text, size_t most) {
    int open = 1;
    for (size_t i = 0; i < most; i++) {
        open += (text[i] == '(') - (text[i] == ')');
        if (open == 0)
            return i;
    }
    return most;
}

/* Prints the value of what stands behind a $; how many letters that is, 0: it has none. */
static size_t put_value(FILE *stream, const struct variables *v, const char *text,
                        size_t length, char *why, size_t size) {
    char name[256], number[EXPRESSION_TEXT_MAX];
    double value;
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    const size_t letters = variable_name_length(name);
    if (letters > 0) {
        const char *found = value_of(v, text, letters);
        fputs(found ? found : "", stream);
        if (!found)
            snprintf(why, size, "$%.*s: there is no such variable up to here", (int)letters,
                     text);
        return found ? letters : 0;
    }
    if (*name != '(') {
        snprintf(why, size, "$ is to be followed by a name or by arithmetic in brackets");
        return 0;
    }
    const size_t inside = to_bracket(text + 1, length - 1);
    if (inside == length - 1) {
        snprintf(why, size, "$(: the bracket that closes it is missing");
        return 0;
    }
    if (!expression_value(text + 1, inside, value_of, v, &value, why, size)) {
        char reason[256];
        snprintf(reason, sizeof reason, "%s", why);
        snprintf(why, size, "$(%.*s): %s", (int)inside, text + 1, reason);
        return 0;
    }
    expression_text(value, number);
    fputs(number, stream);
    return inside + 2;
}

char *variables_expand(const struct variables *v, const char *text, size_t length, char *why,
                       size_t size) {
    char *made = NULL;
    size_t bytes, letters = 1;
    FILE *stream = open_memstream(&made, &bytes);
    if (!stream)
        abort();
    for (size_t i = 0; i < length && letters > 0; i += letters) {
        letters = 1;
        if (text[i] != '$')
            fputc(text[i], stream);
        else if ((letters = put_value(stream, v, text + i + 1, length - i - 1, why, size)) > 0)
            letters++;
    }
    if (fclose(stream) != 0)
        abort();
    if (letters == 0) {
        free(made);
        return NULL;
    }
    return made;
}
