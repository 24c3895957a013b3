/* Speed of the two engines of `iterate`, plain and batch, run in turn on one core.
 *
 *     bench-iterate [L [runs [repetitions [max-steps [WHAT]]]]]
 *
 * WHAT is `six` or `nine`, the closure with the paper's attacker, or `geometric`, by `nine`.
 * Everything is included: random numbers, criteria, and an observer that asks for every step up
 * to 2000 and for 200 a decade beyond and sums the overlaps. Printed are the nanoseconds per
 * run and step, the ratio of the two engines (median and range of the repetitions), and as a
 * limit the time that the additions for one live unit take when nothing else is done: how long
 * an addition of vectors takes is measured in the same run. The plain engine makes fewer runs,
 * as many as take it a comparable time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "addition_limit.h"
#include "physics/model/engine.h"
#include "random/random_stream.h"
#include "vector/instruction_set.h"

enum { EVERY_STEP_UNTIL = 2000, OBSERVED_MAX = 8192 };

/* Sums of the overlaps at the observed steps. */
struct recorder {
    int observed;
    int64_t step[OBSERVED_MAX];
    double sum_ab[OBSERVED_MAX], sum_ao[OBSERVED_MAX];
    int place[4096]; /* of each lane */
};

static void choose_steps(struct recorder *rec) {
    int n = 0;
    for (int64_t step = 0; step <= EVERY_STEP_UNTIL; step++)
        rec->step[n++] = step;
    for (double step = EVERY_STEP_UNTIL; n < OBSERVED_MAX && step < 1e15;) {
        step *= 1.0115794542598986; /* 10^(1/200) */
        rec->step[n++] = (int64_t)step;
    }
    rec->observed = n;
}

static int64_t record(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    struct recorder *rec = self;
    int at = step == 0 ? 0 : rec->place[lane];
    if (rec->step[at] == step) {
        rec->sum_ab[at] += rho_ab[0] + rho_ab[1] + rho_ab[2];
        rec->sum_ao[at] += rho_ao[0] + rho_ao[1] + rho_ao[2];
        at++;
    }
    rec->place[lane] = at;
    return rec->step[at];
}

/* Up to EVERY_STEP_UNTIL the step is its own place. */
static int64_t record_stretch(void *self, int lane, int64_t first, int count,
                              const double *const rho_ab[K_OF_PAPER],
                              const double *const rho_ao[K_OF_PAPER]) {
    struct recorder *rec = self;
    for (int n = 0; n < count; n++) {
        rec->sum_ab[first + n] += rho_ab[0][n] + rho_ab[1][n] + rho_ab[2][n];
        rec->sum_ao[first + n] += rho_ao[0][n] + rho_ao[1][n] + rho_ao[2][n];
    }
    rec->place[lane] = (int)first + count;
    return rec->step[first + count];
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Processor time of runs first .. first + runs - 1, per run and step, in nanoseconds. */
static double time_engine(const struct engine *engine, const struct model *model,
                          struct recorder *rec, int64_t runs) {
    const struct observer observer = {record, rec, record_stretch, EVERY_STEP_UNTIL};
    void *worker = engine->create(model, observer);
    struct outcome *outcome = calloc((size_t)engine->lanes, sizeof *outcome);
    bool *busy = calloc((size_t)engine->lanes, sizeof *busy);
    bool *finished = calloc((size_t)engine->lanes, sizeof *finished);
    if (!worker || !outcome || !busy || !finished)
        exit(EXIT_FAILURE);
    int64_t started = 0, done = 0, steps = 0;
    const double begin = now();
    while (done < runs) {
        for (int lane = 0; lane < engine->lanes && started < runs; lane++)
            if (!busy[lane]) {
                engine->start(worker, lane, started++);
                busy[lane] = true;
            }
        engine->advance(worker, 4096, outcome, finished);
        for (int lane = 0; lane < engine->lanes; lane++)
            if (finished[lane]) {
                finished[lane] = busy[lane] = false;
                steps += outcome[lane].steps;
                done++;
            }
    }
    const double seconds = now() - begin;
    engine->destroy(worker);
    free(outcome);
    free(busy);
    free(finished);
    return 1e9 * seconds / (double)steps;
}

static const struct addition_limit *addition_limit(void) {
    switch (instruction_set()) {
#ifdef TPMSYNC_X86_KERNELS
    case ISA_AVX512:
        return &addition_limit_avx512;
    case ISA_AVX2:
        return &addition_limit_avx2;
#endif
    default:
        return &addition_limit_baseline;
    }
}

/* Nanoseconds of an addition, for one of the vector's lanes: the least of some. */
static double addition_time(void) {
    enum { TIMES = 1000000, TRIALS = 7 };
    const struct addition_limit *limit = addition_limit();
    double least = INFINITY;
    for (int i = 0; i < TRIALS; i++) {
        const double begin = now();
        limit->add(TIMES);
        least = fmin(least, now() - begin);
    }
    return 1e9 * least / ((double)ADDITIONS * TIMES * limit->lanes);
}

/* Additions in a step for one unit of o: for each element of the half matrix two outcomes, with
 * one addition more in a corner, and the sum over what is off the diagonal. */
static double additions(int L) {
    const int values = 2 * L + 1, half = (values * values + 1) / 2;
    return 2 * half + 1 + (half - (L + 1));
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *name, double value[], int n) {
    qsort(value, (size_t)n, sizeof *value, by_value);
    printf("  %-28s %8.2f  (%.2f .. %.2f)\n", name, value[n / 2], value[0], value[n - 1]);
}

static long argument(int argc, char **argv, int i, long otherwise) {
    return i < argc ? strtol(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
    const char *fault = instruction_set_fault();
    if (fault) {
        fprintf(stderr, "bench-iterate: %s\n", fault);
        return 2;
    }
    const long L = argument(argc, argv, 1, 3), runs = argument(argc, argv, 2, 512);
    const long repetitions = argument(argc, argv, 3, 5);
    const long max_steps = argument(argc, argv, 4, 10000000);
    const char *what = argc > 5 ? argv[5] : "six";
    const bool six = strcmp(what, "six") == 0, geometric = strcmp(what, "geometric") == 0;
    if (L < 1 || L > L_MAX || runs < 1 || repetitions < 1 || repetitions > 100 ||
        max_steps < 1 || (!six && !geometric && strcmp(what, "nine") != 0)) {
        fprintf(stderr, "usage: bench-iterate [L [runs [repetitions [max-steps "
                        "[six|nine|geometric]]]]]\n");
        return 2;
    }
    const struct model model = {
        .seed = 1,
        .protocol = {.K = K_OF_PAPER},
        .attack = {.kind = geometric ? ATTACK_GEOMETRIC : ATTACK_NAIVE, .machines = 1},
        .L = (int)L,
        .initial = (int)L,
        .attacker = true,
        .max_steps = max_steps,
        .closure = six ? CLOSURE_SIX : CLOSURE_NINE,
        .criterion = CRITERION_MEAN,
        .cl = 1.0 - 1e-5};
    struct recorder *rec = calloc(1, sizeof *rec);
    if (!rec)
        return EXIT_FAILURE;
    choose_steps(rec);
    double plain[100], batch[100], ratio[100];
    for (int i = 0; i < repetitions; i++) {
        const int64_t fewer = runs / 32 > 0 ? runs / 32 : 1;
        plain[i] = time_engine(engine_find("iterate", "plain"), &model, rec, fewer);
        batch[i] = time_engine(engine_find("iterate", "batch"), &model, rec, runs);
        ratio[i] = plain[i] / batch[i];
    }
    printf("iterate, %s, L = %ld, %ld runs, %s; median (range) of %ld\n", what, L, runs,
           instruction_set_name(instruction_set()), repetitions);
    print_row("plain, ns per run and step", plain, (int)repetitions);
    print_row("batch, ns per run and step", batch, (int)repetitions);
    print_row("ratio", ratio, (int)repetitions);
    const double limit = addition_time() * additions((int)L);
    printf("  %-28s %8.2f  (share of batch: %.0f %%)\n", "limit for one live unit, ns", limit,
           100.0 * limit / batch[repetitions / 2]);
    free(rec);
    return EXIT_SUCCESS;
}
