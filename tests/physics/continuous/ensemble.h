/* An ensemble of runs of the continuous engine, recorded on a grid of alpha: for every point
 * the mean over the runs of the overlap averaged over the units, and the standard error of that
 * mean from the scatter between runs (units of a run share their updates and are not
 * independent). */
#ifndef TPMSYNC_TEST_ENSEMBLE_H
#define TPMSYNC_TEST_ENSEMBLE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "physics/continuous/continuous.h"
#include "physics/model/engine.h"

enum { ENSEMBLE_POINTS = 512 };

struct ensemble {
    int points;
    double alpha[ENSEMBLE_POINTS];
    double ab[ENSEMBLE_POINTS], ab_error[ENSEMBLE_POINTS];
    double ao[ENSEMBLE_POINTS], ao_error[ENSEMBLE_POINTS];
    int64_t N;
    int next; /* the point that the run in progress comes to */
};

static inline int64_t ensemble_observe(void *self, int lane, int64_t step,
                                       const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    (void)lane;
    struct ensemble *e = self;
    for (; e->next < e->points && step == continuous_steps(e->alpha[e->next], e->N);
         e->next++) {
        const double ab = (rho_ab[0] + rho_ab[1] + rho_ab[2]) / UNITS;
        const double ao = (rho_ao[0] + rho_ao[1] + rho_ao[2]) / UNITS;
        e->ab[e->next] += ab;
        e->ab_error[e->next] += ab * ab;
        e->ao[e->next] += ao;
        e->ao_error[e->next] += ao * ao;
    }
    return e->next < e->points ? continuous_steps(e->alpha[e->next], e->N) : INT64_MAX;
}

/* Grid points 0, alpha_step, ... alpha_max; false when there is no memory. */
static inline bool ensemble_run(struct ensemble *e, const struct model *model, int runs) {
    *e = (struct ensemble){.N = model->N};
    e->points = (int)lround(model->alpha_max / model->alpha_step) + 1;
    for (int i = 0; i < e->points; i++)
        e->alpha[i] = i * model->alpha_step;
    void *worker = engine_continuous.create(
        model, (struct observer){.observe = ensemble_observe, .self = e});
    if (!worker)
        return false;
    for (int run = 0; run < runs; run++) {
        struct outcome outcome;
        bool finished = false;
        e->next = 0;
        engine_continuous.start(worker, 0, run);
        while (!finished)
            engine_continuous.advance(worker, 1024, &outcome, &finished);
    }
    engine_continuous.destroy(worker);
    for (int i = 0; i < e->points; i++) {
        e->ab[i] /= runs;
        e->ao[i] /= runs;
        const double factor = 1.0 / (runs - 1.0);
        e->ab_error[i] = sqrt(fmax(0.0, e->ab_error[i] / runs - e->ab[i] * e->ab[i]) * factor);
        e->ao_error[i] = sqrt(fmax(0.0, e->ao_error[i] / runs - e->ao[i] * e->ao[i]) * factor);
    }
    return true;
}

#endif
