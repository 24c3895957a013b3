/* Measures the attackers: the engines `weights` and `weights-plain` in turn, from the start of
 * a run to the synchronisation.
 *
 *     bench-attackers [REPETITIONS [N [NAME]]]        (default 3, 1000, all)
 *
 * K = 3, L = 3, agreement, random walk. Each line is one attacker: the time of a step, for
 * those of one machine, or of an update, for those of many, for both engines. `recorded`: every
 * step is observed, as by the default grid of `tpmsync simulate`; else none is but the first
 * and the last. Figures are medians over the repetitions, the ratio with its range, each
 * repetition of runs of its own. Times are processor times of this thread; TPMSYNC_ISA forces
 * an instruction set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "physics/model/run.h"
#include "vector/instruction_set.h"

enum { REPETITIONS_MAX = 100 };

struct work {
    const char *name;
    struct attack attack;
    bool recorded;
    int runs, plain_runs; /* measured in a repetition */
    double target, target_ratio;
};

/* What one engine did in one repetition. */
struct tally {
    double time;
    int64_t steps, updates;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int64_t look_away(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)step, (void)overlaps;
    return INT64_MAX;
}

static int64_t look(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    (void)self, (void)lane, (void)overlaps;
    return step + 1;
}

/* The start is not measured. */
static void run_once(const struct engine *engine, const struct model *model, bool recorded,
                     int64_t run, struct tally *tally) {
    struct outcome outcome;
    bool finished = false;
    void *worker =
        engine->create(model, (struct observer){.observe = recorded ? look : look_away});
    if (!worker)
        exit(1);
    engine->start(worker, 0, run);
    const double begin = now();
    engine->advance(worker, INT64_MAX, &outcome, &finished);
    tally->time += now() - begin;
    tally->steps += outcome.steps;
    tally->updates += ((const struct run *)worker)->clock.updates;
    engine->destroy(worker);
}

static struct model model_of(const struct work *work, int64_t N) {
    return (struct model){.seed = 1,
                          .protocol = {.K = 3,
                                       .update = UPDATE_AGREEMENT,
                                       .rule = RULE_RANDOM_WALK,
                                       .ties = TIES_MINUS},
                          .L = 3,
                          .initial = 3,
                          .attacker = true,
                          .attack = work->attack,
                          .max_steps = 100000,
                          .until = UNTIL_SYNC,
                          .N = N};
}

static bool of_many(const struct work *work) {
    return work->attack.machines > 1;
}

/* Nanoseconds a step, or microseconds an update. */
static double time_of(const struct work *work, const char *method, int64_t N, int64_t first,
                      int runs) {
    const struct model model = model_of(work, N);
    struct tally tally = {0};
    for (int64_t run = first; run < first + runs; run++)
        run_once(engine_find("simulate", method), &model, work->recorded, run, &tally);
    return of_many(work) ? 1e-3 * tally.time / (double)tally.updates
                         : tally.time / (double)tally.steps;
}

static int compare(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sorts. */
static double median(double value[], int count) {
    qsort(value, (size_t)count, sizeof *value, compare);
    return count % 2 ? value[count / 2] : 0.5 * (value[count / 2 - 1] + value[count / 2]);
}

static void measure(const struct work *work, int repetitions, int64_t N) {
    double fast[REPETITIONS_MAX], plain[REPETITIONS_MAX], ratio[REPETITIONS_MAX];
    for (int r = 0; r < repetitions; r++) {
        const int64_t first = 1000 * r;
        fast[r] = time_of(work, "weights", N, first, work->runs);
        plain[r] = time_of(work, "weights-plain", N, first, work->plain_runs);
        ratio[r] = plain[r] / fast[r];
    }
    const double middle = median(ratio, repetitions);
    printf("%-26s %-9s %9.1f %9.1f %6.1f (%.1f-%.1f)", work->name,
           of_many(work) ? "us/update" : "ns/step", median(fast, repetitions),
           median(plain, repetitions), middle, ratio[0], ratio[repetitions - 1]);
    if (work->target > 0.0)
        printf("   <= %.0f, >= %.0f", work->target, work->target_ratio);
    putchar('\n');
    fflush(stdout);
}

#define NAIVE                                                                                  \
    { .kind = ATTACK_NAIVE, .machines = 1 }
#define GEOMETRIC                                                                              \
    { .kind = ATTACK_GEOMETRIC, .machines = 1 }
#define MAJORITY                                                                               \
    { .kind = ATTACK_MAJORITY, .machines = 100, .wait = 100, .vote_every = 2 }
#define GENETIC                                                                                \
    { .kind = ATTACK_GENETIC, .machines = 4096 }

static const struct work table[] = {
    {"naive", NAIVE, false, 100, 10, 250, 15},
    {"geometric", GEOMETRIC, false, 100, 10, 250, 15},
    {"majority, M = 100", MAJORITY, false, 5, 1, 4, 15},
    {"genetic, M = 4096", GENETIC, false, 1, 1, 150, 15},
    {"naive, recorded", NAIVE, true, 50, 5, 0, 0},
    {"geometric, recorded", GEOMETRIC, true, 50, 5, 0, 0},
    {"majority, recorded", MAJORITY, true, 5, 1, 0, 0},
    {"genetic, recorded", GENETIC, true, 1, 1, 0, 0},
};

int main(int argc, char **argv) {
    const long repetitions = argc > 1 ? strtol(argv[1], NULL, 10) : 3;
    const long N = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
    if (repetitions < 1 || repetitions > REPETITIONS_MAX || N < 1 || instruction_set_fault()) {
        fprintf(stderr, "usage: [TPMSYNC_ISA=...] %s [REPETITIONS [N [NAME]]]\n", argv[0]);
        return 2;
    }
    printf(
        "instruction set: %s; K = 3, L = 3, N = %ld, agreement, random walk; medians of %ld\n",
        instruction_set_name(instruction_set()), N, repetitions);
    printf("%-26s %-9s %9s %9s %6s %-10s   %s\n", "", "", "fast", "plain", "ratio", "(range)",
           "targets");
    for (size_t j = 0; j < sizeof table / sizeof *table; j++)
        if (argc <= 3 || strstr(table[j].name, argv[3]) == table[j].name)
            measure(&table[j], (int)repetitions, N);
    return 0;
}
