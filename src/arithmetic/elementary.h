/* Elementary functions with the same bits on every machine.
 *
 * They are made of +, -, *, /, sqrt and integers alone, which IEEE 754 rounds correctly. Those
 * of the C library differ in their last bit between libraries, and between the processors that
 * one library picks variants for; what is stored, or decides something, takes these. Errors are
 * in units of the last place (ulp) of the result, tests hold them. Arguments are not NaN.
 */
#ifndef TPMSYNC_ELEMENTARY_H
#define TPMSYNC_ELEMENTARY_H

#include <float.h>

#if FLT_EVAL_METHOD != 0 || defined __FAST_MATH__
#error "doubles are not computed as IEEE 754 says: the results would not be the same bits"
#endif

#define ELEMENTARY_PI 3.14159265358979323846

/* ln x for normal x > 0, to a few ulp. */
double elementary_log(double x);

/* ln(a / b) for normal a, b > 0, to a few ulp where a and b are near each other too. */
double elementary_log_ratio(double a, double b);

/* e^x for any finite x, to 2 ulp where the result is normal; infinite or 0 beyond. */
double elementary_exp(double x);

/* 10^x for 0 <= x <= 22, to 8 ulp; exact for whole x. */
double elementary_power_of_ten(double x);

/* |x| < 2^20, to 2 ulp; NaN for larger ones. */
double elementary_sin(double x);
double elementary_cos(double x);

/* -1 <= x <= 1, to 4 ulp; arccos(x) near 1 and -1 is as exact as 1 - |x| is. */
double elementary_arcsin(double x);
double elementary_arccos(double x);

/* arccos(1 - gap) for 0 <= gap <= 1, to 2 ulp however small the gap. */
double elementary_angle(double gap);

#endif
