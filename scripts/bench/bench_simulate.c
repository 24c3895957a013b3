/* Measures the simulations: nanoseconds a step of the plain and the fast engines, in turn.
 *
 *     bench-simulate [REPETITIONS]        (default 7)
 *
 * Each line is one kind of work: the same number of steps from the same runs, by either engine,
 * before or after synchronisation, everything included but the start of a run. The figures are
 * medians over the repetitions, with the range of the ratio. Times are processor times of this
 * thread, so that a busy machine disturbs less; TPMSYNC_ISA forces an instruction set.
 *
 * `bits` is what the random bits alone take: 3 N a step, made and counted by the generator of
 * the engine. Where tables save random bits the engine can be faster.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "physics/model/engine.h"
#include "random_limit.h"
#include "vector/instruction_set.h"

extern const struct random_limit random_limit_baseline;
#ifdef TPMSYNC_X86_KERNELS
extern const struct random_limit random_limit_avx2, random_limit_avx512;
#endif

enum { REPETITIONS_MAX = 100 };

/* What a line measures. After synchronisation a run is brought there first, unmeasured. */
struct work {
    const char *name;
    const char *fast, *plain;
    int L;
    int64_t N;
    bool synchronised;
    int64_t steps, plain_steps; /* that are measured, at least */
    double target_ns, target_ratio;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int64_t look_away(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    (void)self, (void)lane, (void)step, (void)rho_ab, (void)rho_ao;
    return NOT_REACHED;
}

struct tally {
    double time;
    int64_t steps;
};

/* One run: measured up to synchronisation, or from there to the end or for `most` steps. */
static void run_once(const struct work *work, const char *method, int64_t run, int64_t most,
                     struct tally *tally) {
    const struct engine *engine = engine_find("simulate", method);
    struct model model = {.seed = 1,
                          .protocol = {.K = K_OF_PAPER},
                          .attack = {.machines = 1},
                          .L = work->L,
                          .initial = work->L,
                          .attacker = true,
                          .max_steps = INT64_MAX,
                          .N = work->N,
                          .until = UNTIL_SYNC};
    struct outcome outcome = {0};
    bool finished = false;
    void *worker = engine->create(&model, (struct observer){.observe = look_away});
    engine->start(worker, 0, run);
    const double begin = now();
    engine->advance(worker, work->synchronised ? INT64_MAX : most, &outcome, &finished);
    if (!work->synchronised) {
        tally->time += now() - begin;
        tally->steps += finished ? outcome.steps : most;
    }
    engine->destroy(worker);
    if (!work->synchronised)
        return;

    const int64_t t_sync = outcome.steps;
    model.until = UNTIL_BOTH;
    worker = engine->create(&model, (struct observer){.observe = look_away});
    engine->start(worker, 0, run);
    finished = false;
    engine->advance(worker, t_sync, &outcome, &finished);
    if (!finished) {
        const double after = now();
        engine->advance(worker, most, &outcome, &finished);
        tally->time += now() - after;
        tally->steps += finished ? outcome.steps - t_sync : most;
    }
    engine->destroy(worker);
}

static double nanoseconds_a_step(const struct work *work, const char *method, int64_t steps,
                                 int64_t first_run) {
    struct tally tally = {0};
    for (int64_t run = first_run; tally.steps < steps; run++)
        run_once(work, method, run, steps - tally.steps, &tally);
    return tally.time / (double)tally.steps;
}

/* ---- the limit --------------------------------------------------------------------------- */

static const struct random_limit *random_limit(void) {
#ifdef TPMSYNC_X86_KERNELS
    if (instruction_set() == ISA_AVX512 && __builtin_cpu_supports("avx512vpopcntdq"))
        return &random_limit_avx512;
    if (instruction_set() >= ISA_AVX2)
        return &random_limit_avx2;
#endif
    return &random_limit_baseline;
}

static volatile uint64_t sink; /* keeps the compiler from leaving the work out */

static double nanoseconds_of_bits(const struct work *work) {
    const struct random_limit *limit = random_limit();
    const struct random_stream stream = random_stream(1, 1);
    const int64_t vectors = (3 * work->N + 511) / 512;
    const int64_t steps = 1 + 20000000 / (100 * vectors);
    uint64_t ones = 0;
    const double begin = now();
    for (int64_t step = 1; step <= steps; step++)
        ones += strcmp(work->fast, "weights") == 0 ? limit->philox(&stream, step, vectors)
                                                   : limit->xoshiro(&stream, step, vectors);
    sink = ones;
    return (now() - begin) / (double)steps;
}

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double value[], int count) {
    qsort(value, (size_t)count, sizeof *value, compare);
    return count % 2 ? value[count / 2] : 0.5 * (value[count / 2 - 1] + value[count / 2]);
}

/* ---- the table --------------------------------------------------------------------------- */

static void measure(const struct work *work, int repetitions) {
    double fast[REPETITIONS_MAX], plain[REPETITIONS_MAX], ratio[REPETITIONS_MAX],
        bits[REPETITIONS_MAX];
    for (int r = 0; r < repetitions; r++) {
        const int64_t first_run = 1000 * r;
        fast[r] = nanoseconds_a_step(work, work->fast, work->steps, first_run);
        plain[r] = nanoseconds_a_step(work, work->plain, work->plain_steps, first_run);
        ratio[r] = plain[r] / fast[r];
        bits[r] = nanoseconds_of_bits(work);
    }
    const double middle = median(ratio, repetitions); /* sorts */
    printf("%-34s %9.0f %9.0f %7.1f (%.1f-%.1f) %9.0f %6.2f   <= %.0f ns, >= %.0f\n",
           work->name, median(fast, repetitions), median(plain, repetitions), middle, ratio[0],
           ratio[repetitions - 1], median(bits, repetitions),
           median(bits, repetitions) / median(fast, repetitions), work->target_ns,
           work->target_ratio);
    fflush(stdout);
}

/* A step at N = 10^9 against one at 10^5, in turn. */
static void measure_growth(int L, bool synchronised, int64_t steps, int repetitions) {
    const struct work small = {.L = L, .N = 100000, .synchronised = synchronised};
    const struct work large = {.L = L, .N = 1000000000, .synchronised = synchronised};
    double few[REPETITIONS_MAX], many[REPETITIONS_MAX], ratio[REPETITIONS_MAX];
    for (int r = 0; r < repetitions; r++) {
        few[r] = nanoseconds_a_step(&small, "occupancy", steps, 1000 * r);
        many[r] = nanoseconds_a_step(&large, "occupancy", steps, 1000 * r);
        ratio[r] = many[r] / few[r];
    }
    const double middle = median(ratio, repetitions);
    printf("L=%d, %s synchronisation: %.0f ns at N = 10^5, %.0f ns at 10^9, ratio %.2f "
           "(%.2f-%.2f)\n",
           L, synchronised ? "after " : "before", median(few, repetitions),
           median(many, repetitions), middle, ratio[0], ratio[repetitions - 1]);
    fflush(stdout);
}

int main(int argc, char **argv) {
    const long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 7;
    if (wanted < 1 || wanted > REPETITIONS_MAX || instruction_set_fault()) {
        fprintf(stderr, "usage: [TPMSYNC_ISA=...] %s [REPETITIONS]\n", argv[0]);
        return 2;
    }
    const int repetitions = (int)wanted;
    static const struct work table[] = {
        {"occupancy, L=1, synchronised", "occupancy", "weights-plain", 1, 10000, true, 20000,
         1000, 250, 40},
        {"occupancy, L=2, synchronised", "occupancy", "weights-plain", 2, 10000, true, 50000,
         2000, 250, 40},
        {"occupancy, L=3, synchronised", "occupancy", "weights-plain", 3, 10000, true, 200000,
         2000, 250, 40},
        {"occupancy, L=4, synchronised", "occupancy", "weights-plain", 4, 10000, true, 200000,
         2000, 250, 40},
        {"occupancy, L=3, before", "occupancy", "weights-plain", 3, 10000, false, 20000, 2000,
         1200, 15},
        {"weights, L=3", "weights", "weights-plain", 3, 10000, false, 10000, 2000, 1500, 10},
    };
    printf("instruction set: %s; N = 10^4; nanoseconds a step, medians of %d\n",
           instruction_set_name(instruction_set()), repetitions);
    printf("%-34s %9s %9s %7s %-11s %9s %6s   %s\n", "", "fast", "plain", "ratio", "(range)",
           "bits", "share", "targets");
    for (size_t j = 0; j < sizeof table / sizeof *table; j++)
        measure(&table[j], repetitions);
    measure_growth(3, false, 5000, repetitions);
    measure_growth(3, true, 20000, repetitions);
    return 0;
}
