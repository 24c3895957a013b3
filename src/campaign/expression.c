#include "campaign/expression.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arithmetic/shortest.h"

enum { NUMBER_MAX = 64, DEPTH_MAX = 50 };

struct reading {
    const char *at, *end;
    expression_lookup *lookup;
    const void *self;
    int depth;
    bool failed;
    char *why;
    size_t size;
};

/* Notes the first fault. */
static double fault(struct reading *r, const char *what, const char *word, size_t length) {
    if (!r->failed)
        snprintf(r->why, r->size, "%s%.*s", what, (int)length, word);
    r->failed = true;
    return 0.0;
}

static char next(struct reading *r) {
    while (r->at < r->end && isspace((unsigned char)*r->at))
        r->at++;
    return r->at < r->end ? *r->at : '\0';
}

static bool takes(struct reading *r, char letter) {
    if (next(r) != letter)
        return false;
    r->at++;
    return true;
}

static double number(struct reading *r, const char *word, size_t length) {
    char text[NUMBER_MAX], *end;
    if (length >= sizeof text)
        return fault(r, "not a number: ", word, length);
    memcpy(text, word, length);
    text[length] = '\0';
    const double value = strtod(text, &end);
    if (length == 0 || *end || !isfinite(value) || strpbrk(text, "xXnNpP"))
        return fault(r, "not a number: ", word, length);
    return value;
}

/* Brackets are in brackets, DEPTH_MAX of them at most. */
// NOLINTBEGIN(misc-no-recursion)

static double sum(struct reading *r);

static double call(struct reading *r, const char *name, size_t length) {
    static const char *const names[] = {"floor", "ceil", "min", "max"};
    size_t f = 0;
    while (f < 4 && (strlen(names[f]) != length || strncmp(names[f], name, length) != 0))
        f++;
    if (f == 4)
        return fault(r, "known are floor, ceil, min and max, not ", name, length);
    const double a = sum(r);
    if (f >= 2 && !takes(r, ','))
        return fault(r, "two values, separated by a comma, are for ", name, length);
    const double b = f >= 2 ? sum(r) : 0.0;
    if (!takes(r, ')'))
        return fault(r, "a bracket is missing behind ", name, length);
    return f == 0 ? floor(a) : f == 1 ? ceil(a) : f == 2 ? fmin(a, b) : fmax(a, b);
}

static double name_or_call(struct reading *r) {
    const char *name = r->at;
    while (r->at < r->end && (isalnum((unsigned char)*r->at) || *r->at == '_'))
        r->at++;
    const size_t length = (size_t)(r->at - name);
    if (takes(r, '('))
        return call(r, name, length);
    const char *value = r->lookup(r->self, name, length);
    return value ? number(r, value, strlen(value))
                 : fault(r, "there is no variable ", name, length);
}

/* Digits, with the sign of an exponent. */
static double literal(struct reading *r) {
    const char *begin = r->at;
    while (r->at < r->end && (isalnum((unsigned char)*r->at) || *r->at == '.' ||
                              (strchr("+-", *r->at) && strchr("eE", r->at[-1]))))
        r->at++;
    return number(r, begin, (size_t)(r->at - begin));
}

static double factor(struct reading *r) {
    const char letter = next(r);
    double value = 0.0;
    if (++r->depth > DEPTH_MAX)
        return fault(r, "too many brackets", "", 0);
    if (letter == '-') {
        r->at++;
        value = -factor(r);
    } else if (letter == '(') {
        r->at++;
        value = sum(r);
        if (!takes(r, ')'))
            fault(r, "a bracket is missing", "", 0);
    } else if (isalpha((unsigned char)letter) || letter == '_') {
        value = name_or_call(r);
    } else if (isdigit((unsigned char)letter) || letter == '.') {
        value = literal(r);
    } else {
        fault(r, letter ? "a number is missing before " : "a number is missing at the end",
              r->at, letter ? 1 : 0);
    }
    r->depth--;
    return value;
}

static double product(struct reading *r) {
    double value = factor(r);
    while (!r->failed && (next(r) == '*' || next(r) == '/' || next(r) == '%')) {
        const char operation = *r->at++;
        const double other = factor(r);
        if (operation != '*' && other == 0.0)
            return fault(r, "division by zero", "", 0);
        value = operation == '*'   ? value * other
                : operation == '/' ? value / other
                                   : fmod(value, other);
    }
    return value;
}

static double sum(struct reading *r) {
    double value = product(r);
    while (!r->failed && (next(r) == '+' || next(r) == '-'))
        value += *r->at++ == '+' ? product(r) : -product(r);
    return value;
}

// NOLINTEND(misc-no-recursion)

bool expression_value(const char *text, size_t length, expression_lookup *lookup,
                      const void *self, double *value, char *why, size_t size) {
    struct reading r = {text, text + length, lookup, self, 0, false, why, size};
    *value = sum(&r);
    if (!r.failed && next(&r))
        fault(&r, "what is this: ", r.at, (size_t)(r.end - r.at));
    if (!r.failed && !isfinite(*value))
        fault(&r, "too large", "", 0);
    return !r.failed;
}

void expression_text(double value, char text[EXPRESSION_TEXT_MAX]) {
    const bool whole = value == floor(value) && fabs(value) <= 9007199254740992.0;
    if (whole)
        snprintf(text, EXPRESSION_TEXT_MAX, "%.0f", value == 0.0 ? 0.0 : value);
    else
        shortest_text(text, value);
}
