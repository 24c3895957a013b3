/* Integrates dy/dx = f(y) with adaptive steps, by extrapolating the modified midpoint rule
 * (Gragg, Bulirsch, Stoer): the same bits on every machine if f gives them, for there are no
 * operations but +, -, * and /, and steps change by powers of two.
 *
 * Order 12, explicit, with 48 evaluations of f in a step. A step is accepted if it changes by
 * less than 10^-11 of y, component by component, when one column of the extrapolation less is
 * used; the error of what is kept is smaller still.
 */
#ifndef TPMSYNC_INTEGRATION_H
#define TPMSYNC_INTEGRATION_H

enum { INTEGRATION_COMPONENTS_MAX = 3 };

/* Fill all but `step` and set step to 0. */
struct integration {
    int components;
    void (*slope)(const void *self, const double y[], double slope[]);
    const void *self;
    double x, y[INTEGRATION_COMPONENTS_MAX];
    double floor[INTEGRATION_COMPONENTS_MAX]; /* below it the error of |y| is that of `floor` */
    double step;                              /* the one to try next */
};

/* Takes x to `end` >= x. What stopped it, a static string, or NULL. */
const char *integration_reach(struct integration *run, double end);

#endif
