#include "physics/continuous/integration.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum { MOST = INTEGRATION_COMPONENTS_MAX, COLUMNS = 6 };

static const double tolerance = 1e-11, first_step = 1e-6;
/* The error of a step goes as its length to the power 2 COLUMNS - 1: twice the length
 * multiplies it by 2^11, and another factor of two is kept in hand. */
static const double doubling_below = 0x1p-12;

/* The modified midpoint rule: what y changes by within `length`, in `parts` (even) steps. */
static void midpoint(const struct integration *run, double length, int parts,
                     double change[MOST]) {
    const double h = length / parts;
    double before[MOST] = {0.0}, now[MOST], at[MOST], slope[MOST];
    run->slope(run->self, run->y, slope);
    for (int i = 0; i < run->components; i++)
        now[i] = h * slope[i];
    for (int part = 1; part <= parts; part++) {
        for (int i = 0; i < run->components; i++)
            at[i] = run->y[i] + now[i];
        run->slope(run->self, at, slope);
        for (int i = 0; i < run->components && part < parts; i++) {
            const double next = before[i] + 2.0 * h * slope[i];
            before[i] = now[i];
            now[i] = next;
        }
    }
    for (int i = 0; i < run->components; i++)
        change[i] = 0.5 * (now[i] + before[i] + h * slope[i]);
}

/* What y changes by within `length`, and how far that is off what one column less gives:
 * Neville's scheme, towards the square of the midpoint rule's step = 0. */
static void extrapolate(const struct integration *run, double length, double change[MOST],
                        double error[MOST]) {
    double from[COLUMNS][MOST]; /* [j]: by the rules j .. k, rule j being of 2 (j + 1) parts */
    for (int k = 0; k < COLUMNS; k++) {
        midpoint(run, length, 2 * (k + 1), from[k]);
        for (int j = k - 1; j >= 0; j--) {
            const double ratio = (k + 1.0) / (j + 1.0);
            for (int i = 0; i < run->components; i++)
                from[j][i] =
                    from[j + 1][i] + (from[j + 1][i] - from[j][i]) / (ratio * ratio - 1.0);
        }
    }
    for (int i = 0; i < run->components; i++) {
        change[i] = from[0][i];
        error[i] = from[0][i] - from[1][i];
    }
}

/* Tries a step: whether it is accepted. */
static bool try_step(struct integration *run, double length, bool *easy) {
    double change[MOST], error[MOST], largest = 0.0;
    extrapolate(run, length, change, error);
    for (int i = 0; i < run->components; i++) {
        const double y = run->y[i] + change[i];
        const double size = fmax(fmax(fabs(run->y[i]), fabs(y)), run->floor[i]);
        const double relative = fabs(error[i]) / size;
        if (!(relative <= tolerance)) /* nor if it is not a number */
            return false;
        largest = fmax(largest, relative);
    }
    for (int i = 0; i < run->components; i++)
        run->y[i] += change[i];
    *easy = largest <= tolerance * doubling_below;
    return true;
}

const char *integration_reach(struct integration *run, double end) {
    if (!(run->x <= end))
        return "the points do not ascend";
    if (run->step == 0.0)
        run->step = first_step;
    while (run->x < end) {
        const double left = end - run->x;
        const bool last = run->step >= left;
        bool easy = false;
        if (!try_step(run, last ? left : run->step, &easy)) {
            run->step = 0.5 * (last ? left : run->step);
            if (run->x + run->step == run->x)
                return "the steps became too small";
            continue;
        }
        run->x = last ? end : run->x + run->step;
        if (easy && !last)
            run->step *= 2.0;
    }
    return NULL;
}
