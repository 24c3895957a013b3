/* Prints what a step of the continuous simulation costs: time_continuous [N [eta [alpha]]].
 * Not a test: times depend on the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "physics/continuous/continuous.h"
#include "physics/model/engine.h"

static int64_t observe_nothing(void *self, int lane, int64_t step,
                               const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    (void)self, (void)lane, (void)step, (void)rho_ab, (void)rho_ao;
    return INT64_MAX;
}

/* Of the processor, so that what else runs counts less. */
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv) {
    struct model model = {.seed = 1,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .attacker = true,
                          .cl = 1.0 - 1e-5};
    model.N = argc > 1 ? atoll(argv[1]) : 5000;
    model.eta = argc > 2 ? atof(argv[2]) : 3.0;
    model.alpha_max = argc > 3 ? atof(argv[3]) : 14.0;
    model.max_steps = INT64_MAX;
    void *worker = engine_continuous.create(
        &model, (struct observer){.observe = observe_nothing, .self = NULL});
    if (!worker) {
        fprintf(stderr, "time_continuous: no memory for N = %s\n", argv[1]);
        return EXIT_FAILURE;
    }
    engine_continuous.start(worker, 0, 0);
    struct outcome outcome;
    bool finished = false;
    const double begin = seconds();
    while (!finished)
        engine_continuous.advance(worker, 1024, &outcome, &finished);
    const double end = seconds();
    printf("N %lld, eta %g, alpha up to %g: %.3f us of CPU a step of all three machines, "
           "t_sync/N %g\n",
           (long long)model.N, model.eta, model.alpha_max,
           1e6 * (end - begin) / (double)outcome.steps,
           outcome.t_sync < 0 ? -1.0 : (double)outcome.t_sync / (double)model.N);
    engine_continuous.destroy(worker);
    return EXIT_SUCCESS;
}
