#include "print/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct number_layout number_layout(double value, int last) {
    const int exponent = number_exponent(value);
    const bool scientific = exponent >= 5 || exponent < -4 || last > 0;
    return (struct number_layout){scientific, scientific ? exponent : 0, last};
}

/* printf knows the decimal exponent exactly, log10 only up to rounding. */
int number_exponent(double value) {
    char digits[NUMBER_TEXT_MAX];
    snprintf(digits, sizeof digits, "%.16e", value);
    return (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
}

int number_last_digit(double value, double error) {
    enum { DIGITS_MAX = 7 }; /* an error of rounding noise is no reason for more */
    if (!(error > 0.0))
        return number_exponent(value) - 3;
    const int last = number_exponent(error) - 1,
              least = number_exponent(value) - DIGITS_MAX + 1;
    return last > least ? last : least;
}

void number_mantissa(char text[NUMBER_TEXT_MAX], double value, struct number_layout layout) {
    const int decimals = layout.exponent - layout.last;
    const double mantissa = layout.scientific ? value / pow(10.0, layout.exponent) : value;
    snprintf(text, NUMBER_TEXT_MAX, "%.*f", decimals > 0 ? decimals : 0, mantissa);
}

void number_text(char text[NUMBER_TEXT_MAX], double value, struct number_layout layout) {
    number_mantissa(text, value, layout);
    const size_t length = strlen(text);
    if (layout.scientific)
        snprintf(text + length, NUMBER_TEXT_MAX - length, "e%+03d", layout.exponent);
}

double number_round_down(double value, struct number_layout layout) {
    /* Powers of ten with positive exponents alone: those are exact. */
    if (layout.last >= 0) {
        const double unit = pow(10.0, layout.last);
        return floor(value / unit) * unit;
    }
    const double per_unit = pow(10.0, -layout.last);
    return floor(value * per_unit) / per_unit;
}

void number_pair(char text[NUMBER_PAIR_MAX], double value, double error) {
    const bool exact = !(error > 0.0);
    const struct number_layout layout =
        number_layout(value, number_last_digit(value, exact ? NAN : error));
    char mantissa[NUMBER_TEXT_MAX], spread[NUMBER_TEXT_MAX];
    if (exact) {
        number_text(text, value, layout);
        return;
    }
    number_mantissa(mantissa, value, layout);
    number_mantissa(spread, error, layout);
    if (layout.scientific)
        snprintf(text, NUMBER_PAIR_MAX, "(%s ± %s)e%+03d", mantissa, spread, layout.exponent);
    else
        snprintf(text, NUMBER_PAIR_MAX, "%s ± %s", mantissa, spread);
}
