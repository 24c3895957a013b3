/* Numbers as a table prints them: no more digits than the uncertainty leaves, and large ones as
 * 6.9e+07, with the spread and the error under the same power of ten (0.2e+02 beside 1.1e+02).
 */
#ifndef TPMSYNC_NUMBER_TEXT_H
#define TPMSYNC_NUMBER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* How the numbers of one row are laid out. */
struct number_layout {
    bool scientific; /* a mantissa and a power of ten */
    int exponent;    /* that of the power of ten, if scientific */
    int last;        /* exponent of the last digit: -2 for 0.01 */
};

/* Layout for `value` with its last digit at 10^last. Scientific from 1e5 on, below 1e-4, and
 * where the last digit stands before the units. */
struct number_layout number_layout(double value, int last);

/* floor(log10 |value|), exactly; 0 for 0. value is finite. */
int number_exponent(double value);

/* The last digit for a value with this standard error: two digits of the error are shown, but
 * no more than seven of the value. With an error of 0 or NaN, four digits of the value. */
int number_last_digit(double value, double error);

enum { NUMBER_TEXT_MAX = 48 };

/* Writes a finite value, rounded to nearest; at most NUMBER_TEXT_MAX bytes with the end. */
void number_text(char text[NUMBER_TEXT_MAX], double value, struct number_layout layout);

/* The mantissa alone: the value in units of 10^layout.exponent if scientific. */
void number_mantissa(char text[NUMBER_TEXT_MAX], double value, struct number_layout layout);

/* The largest number of the layout that is not above `value`, for bounds. */
double number_round_down(double value, struct number_layout layout);

enum { NUMBER_PAIR_MAX = 2 * NUMBER_TEXT_MAX + 16 };

/* "value ± error" with the digits that the error leaves, as "(1.10 ± 0.20)e+05" if scientific.
 * Both are finite; without an error (0 or NaN) the value alone. UTF-8. */
void number_pair(char text[NUMBER_PAIR_MAX], double value, double error);

#endif
