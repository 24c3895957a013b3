/* Measures the simulations: nanoseconds a step of the plain and the fast engines, in turn.
 *
 *     bench-simulate [REPETITIONS]        (default 7)
 *
 * Each line is one kind of work, before or after synchronisation, everything included but the
 * start of a run, and no step observed: scripts/bench/whole has both. After it an engine is
 * given as many runs as it holds, and a new one for each that has ended, in calls of fewer
 * steps than runs have. The figures are medians over the repetitions, with the range of the
 * ratio. Times are processor times of this thread, so that a busy machine disturbs less;
 * TPMSYNC_ISA forces an instruction set.
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

static struct model model_of(const struct work *work, enum until until) {
    return (struct model){.seed = 1,
                          .protocol = {.K = K_OF_PAPER},
                          .attack = {.machines = 1},
                          .L = work->L,
                          .initial = work->L,
                          .attacker = true,
                          .max_steps = INT64_MAX,
                          .N = work->N,
                          .until = until};
}

static const struct observer nobody = {.observe = look_away};

/* Advances the run `run` of a worker that has no other, measured: at most so many steps.
 * Returns how many it has made; *ended: whether it has ended there. */
static int64_t advance_one(const struct engine *engine, void *worker, int64_t run, int64_t most,
                           bool *ended, struct tally *tally) {
    struct outcome outcome = {0};
    *ended = false;
    engine->start(worker, 0, run);
    const double begin = now();
    engine->advance(worker, most, &outcome, ended);
    tally->time += now() - begin;
    const int64_t made = *ended ? outcome.steps : most;
    tally->steps += made;
    return made;
}

/* Steps before synchronisation, so many, of the runs from first_run on. */
static void measure_before(const struct work *work, const struct engine *engine, int64_t steps,
                           int64_t first_run, struct tally *tally) {
    const struct model model = model_of(work, UNTIL_SYNC);
    bool ended;
    for (int64_t run = first_run; tally->steps < steps; run++) {
        void *worker = engine->create(&model, nobody);
        advance_one(engine, worker, run, steps - tally->steps, &ended, tally);
        engine->destroy(worker);
    }
}

/* A run as it is when its parties have just synchronised. */
struct synchronised_run {
    int64_t run, steps;
    struct saved_run saved;
};

enum { RUNS = 128, LANES_MAX = 1024 };

/* The next run from *run on, unless o has learned by then. `to_sync` is a worker whose runs end
 * at the synchronisation. */
static struct synchronised_run synchronise(const struct work *work, const struct engine *engine,
                                           void *to_sync, int64_t *run) {
    const struct model model = model_of(work, UNTIL_BOTH);
    for (;;) {
        struct tally unused = {0};
        struct synchronised_run s = {.run = (*run)++};
        bool ended;
        s.steps = advance_one(engine, to_sync, s.run, INT64_MAX, &ended, &unused);
        void *beyond = engine->create(&model, nobody);
        advance_one(engine, beyond, s.run, s.steps, &ended, &unused);
        if (!ended && !engine->save(beyond, 0, &s.saved))
            abort();
        engine->destroy(beyond);
        if (!ended)
            return s;
    }
}

/* Steps after synchronisation, at least so many, of the given runs in turn, again and again. */
static void measure_runs(const struct work *work, const struct engine *engine, int64_t steps,
                         struct synchronised_run runs[RUNS], struct tally *tally) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    static int64_t counted[LANES_MAX]; /* up to this step of a run; 0: the lane is empty */
    const int64_t call = work->L == 1 ? 32 : work->L == 2 ? 200 : 1000;
    const struct model model = model_of(work, UNTIL_BOTH);
    void *worker = engine->create(&model, nobody);
    memset(counted, 0, sizeof counted);
    for (int next = 0; tally->steps < steps;) {
        for (int lane = 0; lane < engine->lanes; lane++)
            if (counted[lane] == 0) {
                struct synchronised_run *s = &runs[next++ % RUNS];
                s->saved.read = 0;
                if (!engine->restore(worker, lane, s->run, &s->saved))
                    abort();
                counted[lane] = s->steps;
            }
        const double begin = now();
        engine->advance(worker, call, outcome, finished);
        tally->time += now() - begin;
        for (int lane = 0; lane < engine->lanes; lane++) {
            tally->steps += finished[lane] ? outcome[lane].steps - counted[lane] : call;
            counted[lane] = finished[lane] ? 0 : counted[lane] + call;
            finished[lane] = false;
        }
    }
    engine->destroy(worker);
}

static void measure_after(const struct work *work, const struct engine *engine, int64_t steps,
                          int64_t first_run, struct tally *tally) {
    static struct synchronised_run runs[RUNS];
    const int count = engine->lanes > 1 ? RUNS : 8;
    const struct model until_sync = model_of(work, UNTIL_SYNC);
    void *to_sync = engine->create(&until_sync, nobody);
    for (int j = 0; j < RUNS; j++)
        runs[j] = j < count ? synchronise(work, engine, to_sync, &first_run) : runs[j % count];
    engine->destroy(to_sync);
    measure_runs(work, engine, steps, runs, tally);
    for (int j = 0; j < count; j++)
        saved_run_free(&runs[j].saved);
}

static double nanoseconds_a_step(const struct work *work, const char *method, int64_t steps,
                                 int64_t first_run) {
    const struct engine *engine = engine_find("simulate", method);
    struct tally tally = {0};
    (work->synchronised ? measure_after : measure_before)(work, engine, steps, first_run,
                                                          &tally);
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
        const int64_t first_run = 10000 * r;
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
        {"occupancy, L=1, synchronised", "occupancy", "weights-plain", 1, 10000, true, 200000,
         1000, 35, 350},
        {"occupancy, L=2, synchronised", "occupancy", "weights-plain", 2, 10000, true, 500000,
         2000, 60, 200},
        {"occupancy, L=3, synchronised", "occupancy", "weights-plain", 3, 10000, true, 2000000,
         2000, 110, 110},
        {"occupancy, L=4, synchronised", "occupancy", "weights-plain", 4, 10000, true, 2000000,
         2000, 180, 70},
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
    measure_growth(3, true, 200000, repetitions);
    return 0;
}
