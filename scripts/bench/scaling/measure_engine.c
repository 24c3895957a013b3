/* Measures what engine_model.h needs to know of `iterate --L 4`: one run after the other, alone
 * in the engine, so that a call is one kernel; the observer tells how many units of o are live.
 *
 *     bench-scale-engine [runs [seed]]
 *
 * Prints the seconds of a step of the kernel in each stage (the lower decile of calls of 4000
 * steps: others disturb), the mean time of a unit's passage (live units times steps, over the
 * units), the Kolmogorov-Smirnov distance of t_learn - t_sync from the largest of three
 * exponential times of that mean, and the bytes of a saved run in each stage after the first.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include "engine_model.h"
#include "physics/model/engine.h"

enum { STEPS_OF_A_CALL = 4000, CALLS_KEPT = 100000 };

static int64_t observe(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    int *live = self;
    (void)lane, (void)rho_ab;
    *live = 0;
    for (int i = 0; i < K_OF_PAPER; i++)
        *live += rho_ao[i] < 1.0;
    return step + STEPS_OF_A_CALL;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What one worker is seen to do. */
struct bench {
    const struct engine *engine;
    void *worker;
    int live; /* units of o that have not come to rest */
    double *seconds[MODEL_STAGES];
    int64_t calls[MODEL_STAGES];
    size_t bytes[MODEL_STAGES];
    double unit_steps; /* of all live units after synchronisation */
    struct outcome *outcome;
    bool *finished;
};

static void keep_call(struct bench *b, int stage, double seconds) {
    if (b->calls[stage] < CALLS_KEPT)
        b->seconds[stage][b->calls[stage]++] = seconds / STEPS_OF_A_CALL;
    if (b->bytes[stage] == 0) {
        struct saved_run saved = {0};
        if (b->engine->save(b->worker, 0, &saved))
            b->bytes[stage] = saved.size;
        saved_run_free(&saved);
    }
}

/* Calls that are whole and within a stage count for its time. */
static struct outcome measure_run(struct bench *b, int64_t run) {
    b->engine->start(b->worker, 0, run);
    b->finished[0] = false;
    for (bool first = true; !b->finished[0]; first = false) {
        const int before = b->live;
        const double begin = now();
        b->engine->advance(b->worker, STEPS_OF_A_CALL, b->outcome, b->finished);
        const double seconds = now() - begin;
        if (b->finished[0])
            break;
        if (!first)
            b->unit_steps += 0.5 * (before + b->live) * STEPS_OF_A_CALL;
        if (first || before == b->live)
            keep_call(b, first ? 0 : MODEL_STAGES - before, seconds);
    }
    return b->outcome[0];
}

/* Of sorted times from that of the largest of three exponential ones with this mean. */
static double distance(const double time[], size_t count, double passage) {
    double most = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double p = pow(1.0 - exp(-time[i] / passage), K_OF_PAPER);
        const double below = (double)i / (double)count;
        most = fmax(most, fmax(p - below, below + 1.0 / (double)count - p));
    }
    return most;
}

static void print(struct bench *b, const double learn[], size_t count, double sync) {
    double kernel[MODEL_STAGES];
    const double passage = b->unit_steps / (K_OF_PAPER * (double)count);
    for (int s = 0; s < MODEL_STAGES; s++) {
        gsl_sort(b->seconds[s], 1, (size_t)b->calls[s]);
        kernel[s] =
            gsl_stats_quantile_from_sorted_data(b->seconds[s], 1, (size_t)b->calls[s], 0.1);
    }
    /* The first call is in the first stage until the parties are synchronised. */
    kernel[0] = kernel[1] + (kernel[0] - kernel[1]) * STEPS_OF_A_CALL / sync;
    printf("{\"runs\": %zu, \"sync\": %.1f, \"passage\": %.4g, \"kernel_ns\": [%.1f, %.1f, "
           "%.1f, %.1f], \"distance\": %.3f, \"distance_1_percent\": %.3f, \"saved_bytes\": "
           "[%zu, %zu, %zu]}\n",
           count, sync, passage, 1e9 * kernel[0], 1e9 * kernel[1], 1e9 * kernel[2],
           1e9 * kernel[3], distance(learn, count, passage), 1.63 / sqrt((double)count),
           b->bytes[1], b->bytes[2], b->bytes[3]);
}

static bool set_up(struct bench *b, uint64_t seed) {
    const struct model model = {
        .seed = seed,
        .protocol = {.K = K_OF_PAPER},
        .attack = {.machines = 1},
        .L = 4,
        .initial = 4,
        .attacker = true,
        .max_steps = 1000000000,
        .cl = 0.99999,
    };
    b->engine = engine_find("iterate", "batch");
    b->worker = b->engine->create(&model, (struct observer){observe, &b->live, NULL, -1});
    b->outcome = calloc((size_t)b->engine->lanes, sizeof *b->outcome);
    b->finished = calloc((size_t)b->engine->lanes, sizeof *b->finished);
    bool good = b->worker && b->outcome && b->finished;
    for (int s = 0; s < MODEL_STAGES; s++) {
        b->seconds[s] = malloc(CALLS_KEPT * sizeof *b->seconds[s]);
        good = good && b->seconds[s];
    }
    return good;
}

int main(int argc, char **argv) {
    const size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 200;
    static struct bench bench;
    double *learn = malloc((runs + 1) * sizeof *learn), sync = 0.0;
    if (!learn || !set_up(&bench, argc > 2 ? strtoull(argv[2], NULL, 10) : 1))
        return EXIT_FAILURE;
    for (size_t run = 0; run < runs; run++) {
        const struct outcome end = measure_run(&bench, (int64_t)run);
        learn[run] = (double)(end.t_learn - end.t_sync);
        sync += (double)end.t_sync / (double)runs;
    }
    gsl_sort(learn, 1, runs);
    print(&bench, learn, runs, sync);
    return EXIT_SUCCESS;
}
