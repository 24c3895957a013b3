/* The engine of the continuous machines against the definition written down literally, and what
 * every engine must keep to: the same bits however it is called. */
#include "physics/paper_rule.h"
#include "unit.h"

#include <string.h>

#include "physics/continuous/continuous.h"
#include "physics/model/engine.h"
#include "random/random_stream.h"

enum { ROWS = 4096 };

/* What an observer saw, every `every` steps. */
struct record {
    int64_t every;
    int rows;
    int64_t step[ROWS];
    double ab[ROWS][UNITS], ao[ROWS][UNITS];
};

static int64_t keep(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *rho_ab = overlaps->ab, *rho_ao = overlaps->ao;
    struct record *record = self;
    assert_int_equal(lane, 0);
    assert_true(record->rows < ROWS);
    record->step[record->rows] = step;
    memcpy(record->ab[record->rows], rho_ab, sizeof record->ab[0]);
    memcpy(record->ao[record->rows], rho_ao, sizeof record->ao[0]);
    record->rows++;
    return step + record->every;
}

static struct model model_of(int64_t N, double eta, double alpha_max) {
    return (struct model){.seed = 11,
                          .protocol = {.K = UNITS},
                          .attack = {.machines = 1},
                          .attacker = true,
                          .cl = 0.99,
                          .N = N,
                          .eta = eta,
                          .alpha_max = alpha_max,
                          .alpha_step = 0.1,
                          .max_steps = INT64_MAX};
}

static struct outcome finish(void *worker, int64_t cut) {
    struct outcome outcome = {0};
    bool finished = false;
    while (!finished)
        engine_continuous.advance(worker, cut, &outcome, &finished);
    return outcome;
}

static struct outcome run_once(const struct model *model, int64_t run, int64_t cut,
                               struct record *record) {
    record->rows = 0;
    void *worker =
        engine_continuous.create(model, (struct observer){.observe = keep, .self = record});
    assert_non_null(worker);
    engine_continuous.start(worker, 0, run);
    const struct outcome outcome = finish(worker, cut);
    engine_continuous.destroy(worker);
    return outcome;
}

static bool same_rows(const struct record *a, const struct record *b) {
    return a->rows == b->rows &&
           memcmp(a->step, b->step, sizeof a->step[0] * (size_t)a->rows) == 0 &&
           memcmp(a->ab, b->ab, sizeof a->ab[0] * (size_t)a->rows) == 0 &&
           memcmp(a->ao, b->ao, sizeof a->ao[0] * (size_t)a->rows) == 0;
}

/* ---- the definition, in double, normalised after every step ---- */

enum { LITERAL_N = 700 };

struct literal {
    struct random_stream stream;
    double w[MACHINES][UNITS][LITERAL_N];
};

static void literal_normalise(double *w) {
    double norm2 = 0.0;
    for (int j = 0; j < LITERAL_N; j++)
        norm2 += w[j] * w[j];
    for (int j = 0; j < LITERAL_N; j++)
        w[j] /= sqrt(norm2);
}

static void literal_begin(struct literal *machines, const struct model *model, int64_t run) {
    machines->stream = random_stream(model->seed, run);
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < UNITS; i++) {
            for (int j = 0; j < LITERAL_N; j++) {
                const struct random_block block =
                    random_block(&machines->stream, RANDOM_CONTINUOUS_WEIGHTS, UNITS * m + i,
                                 (uint32_t)(j / 2));
                double sum = 0.0;
                for (int k = 0; k < 2; k++) {
                    const uint32_t word = block.word[2 * (j % 2) + k];
                    sum += (double)(word & 0xffff) + (double)(word >> 16);
                }
                machines->w[m][i][j] = sum - 2.0 * 65535.0;
            }
            literal_normalise(machines->w[m][i]);
        }
}

static void literal_step(struct literal *machines, double eta, int64_t step) {
    enum { BLOCKS = (LITERAL_N + 127) / 128 };
    static double x[UNITS][LITERAL_N];
    struct representations ir;
    for (int i = 0; i < UNITS; i++) {
        for (int j = 0; j < LITERAL_N; j++) {
            const struct random_block block =
                random_block(&machines->stream, RANDOM_CONTINUOUS_INPUTS, step,
                             (uint32_t)(i * BLOCKS + j / 128));
            x[i][j] = block.word[j % 128 / 32] >> (j % 32) & 1 ? 1.0 : -1.0;
        }
        for (int m = 0; m < MACHINES; m++) {
            double field = 0.0;
            for (int j = 0; j < LITERAL_N; j++)
                field += machines->w[m][i][j] * x[i][j];
            ir.tau[m][i] = field > 0.0 ? 1 : -1;
        }
    }
    const struct paper_moves moves = paper_moves(&ir);
    for (int m = 0; m < MACHINES; m++)
        for (int i = 0; i < UNITS; i++) {
            if (!moves.moved[m][i])
                continue;
            for (int j = 0; j < LITERAL_N; j++)
                machines->w[m][i][j] += eta / LITERAL_N * moves.direction[m] * x[i][j];
            literal_normalise(machines->w[m][i]);
        }
}

static double literal_rho(const struct literal *machines, enum machine m, int i) {
    double sum = 0.0;
    for (int j = 0; j < LITERAL_N; j++)
        sum += machines->w[MACHINE_A][i][j] * machines->w[m][i][j];
    return sum;
}

/* Components in float: each step adds an error of 2^-25 of a component to W, independently, so
 * that an overlap is off by 2^-25 sqrt(steps / N) ~ 3e-8 at the end; a single field of another
 * sign would show as eta / N ~ 4e-3. */
static void test_against_the_definition(void **state) {
    (void)state;
    static struct record record;
    static struct literal machines;
    const struct model model = model_of(LITERAL_N, 3.0, 1.0);
    record.every = 1;
    for (int64_t run = 0; run < 2; run++) {
        run_once(&model, run, 1000, &record);
        assert_int_equal(record.rows, LITERAL_N + 1);
        literal_begin(&machines, &model, run);
        for (int step = 0; step <= LITERAL_N; step++) {
            if (step > 0)
                literal_step(&machines, model.eta, step);
            for (int i = 0; i < UNITS; i++) {
                const double ab = literal_rho(&machines, MACHINE_B, i);
                const double ao = literal_rho(&machines, MACHINE_O, i);
                if (!(fabs(record.ab[step][i] - ab) < 1e-6 &&
                      fabs(record.ao[step][i] - ao) < 1e-6))
                    fail_msg("run %d, step %d, unit %d: rho_ab %.9f, literally %.9f; "
                             "rho_ao %.9f, literally %.9f",
                             (int)run, step, i, record.ab[step][i], ab, record.ao[step][i], ao);
            }
        }
    }
}

/* ---- the same bits ---- */

static void test_cuts_do_not_matter(void **state) {
    (void)state;
    static struct record whole, cut;
    static const int64_t cuts[] = {1, 7, 64, 999};
    const struct model model = model_of(900, 3.0, 3.0);
    whole.every = cut.every = 10;
    const struct outcome expected = run_once(&model, 5, INT64_MAX, &whole);
    for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
        const struct outcome outcome = run_once(&model, 5, cuts[c], &cut);
        assert_int_equal(outcome.t_sync, expected.t_sync);
        assert_int_equal(outcome.steps, expected.steps);
        assert_true(same_rows(&whole, &cut));
    }
}

/* To look changes nothing: every tenth row of a run observed at every step. */
static void test_observing_does_not_matter(void **state) {
    (void)state;
    static struct record every, tenth;
    const struct model model = model_of(300, 2.0, 10.0);
    every.every = 1;
    tenth.every = 10;
    const struct outcome a = run_once(&model, 0, 100, &every);
    const struct outcome b = run_once(&model, 0, 100, &tenth);
    assert_int_equal(a.t_sync, b.t_sync);
    for (int row = 0; row < tenth.rows; row++) {
        assert_memory_equal(tenth.ab[row], every.ab[10 * row], sizeof tenth.ab[0]);
        assert_memory_equal(tenth.ao[row], every.ao[10 * row], sizeof tenth.ao[0]);
    }
}

static void test_worker_forgets_the_run_before(void **state) {
    (void)state;
    static struct record fresh, again;
    const struct model model = model_of(500, 3.0, 2.0);
    fresh.every = again.every = 10;
    run_once(&model, 3, 100, &fresh);
    void *worker =
        engine_continuous.create(&model, (struct observer){.observe = keep, .self = &again});
    for (int64_t run = 2; run <= 3; run++) {
        again.rows = 0;
        engine_continuous.start(worker, 0, run);
        finish(worker, 100);
        assert_true(same_rows(&fresh, &again) == (run == 3));
    }
    engine_continuous.destroy(worker);
}

static void test_parties_do_not_see_the_attacker(void **state) {
    (void)state;
    static struct record with, without;
    struct model model = model_of(500, 3.0, 4.0);
    with.every = without.every = 10;
    run_once(&model, 1, 100, &with);
    model.attacker = false;
    const struct outcome outcome = run_once(&model, 1, 100, &without);
    assert_int_equal(with.rows, without.rows);
    assert_memory_equal(with.ab, without.ab, sizeof with.ab[0] * (size_t)with.rows);
    assert_true(isnan(without.ao[0][0]));
    assert_int_equal(outcome.t_learn, NOT_REACHED);
}

/* Bits that every compiler and instruction set must give; they were written down from GCC 12
 * for plain x86-64. FNV-1a over the overlaps. */
static uint64_t fingerprint(const struct record *record) {
    uint64_t hash = 14695981039346656037u;
    for (int row = 0; row < record->rows; row++)
        for (int k = 0; k < 2 * UNITS; k++) {
            uint64_t bits;
            memcpy(&bits, k < UNITS ? &record->ab[row][k] : &record->ao[row][k - UNITS],
                   sizeof bits);
            hash = (hash ^ bits) * 1099511628211u;
        }
    return hash;
}

static void test_known_bits(void **state) {
    (void)state;
    static struct record record;
    const struct model model = model_of(1001, 3.0, 3.5);
    record.every = 1;
    run_once(&model, 9, 100, &record);
    assert_int_equal(fingerprint(&record), 0x1aeef4b7e308a1d1u);
}

/* ---- how a run ends ---- */

static void test_length_of_a_run(void **state) {
    (void)state;
    static struct record record;
    struct model model = model_of(250, 3.0, 2.5);
    record.every = 1000000;
    assert_int_equal(run_once(&model, 0, 100, &record).steps, 625);
    assert_int_equal(record.rows, 2);
    assert_int_equal(record.step[1], 625);
    model.max_steps = 100;
    assert_int_equal(run_once(&model, 0, 64, &record).steps, 100);
    assert_int_equal(continuous_steps(0.1, 5000), 500);
    assert_int_equal(continuous_steps(0.3, 10), 3);
}

/* The first step after which the mean over the units of sign rho is at or above cl. */
static int64_t first_reached(const struct record *record, double cl, bool ao, double sign) {
    for (int row = 1; row < record->rows; row++) {
        const double *rho = ao ? record->ao[row] : record->ab[row];
        if (sign * (rho[0] + rho[1] + rho[2]) / UNITS >= cl)
            return record->step[row];
    }
    return NOT_REACHED;
}

/* Both times as defined, and neither ends a run. So few inputs let the attacker learn, too. */
static void test_times(void **state) {
    (void)state;
    static struct record record;
    const struct model model = model_of(60, 5.0, 60.0);
    record.every = 1;
    int synchronised = 0, learned = 0;
    for (int64_t run = 0; run < 5; run++) {
        const struct outcome outcome = run_once(&model, run, 100, &record);
        assert_int_equal(outcome.t_sync, first_reached(&record, model.cl, false, -1.0));
        assert_int_equal(outcome.t_learn, first_reached(&record, model.cl, true, 1.0));
        assert_int_equal(outcome.steps, 3600);
        synchronised += outcome.t_sync != NOT_REACHED;
        learned += outcome.t_learn != NOT_REACHED;
    }
    assert_true(synchronised > 0 && learned > 0);
}

/* Where float components end: 1 + rho decays to about N 2^-51 / eta^2, which is 2e-14 here, and
 * stays there. A hundred times that is allowed, which is far below what one step in which the
 * parties differ would make of it, eta^2 / (2 N) = 2e-2. The attacker is at its fixed point, in
 * the mean over the time from alpha = 40: its overlap of a unit has a standard deviation of
 * about 2 / sqrt(N) and forgets within alpha ~ 0.3, so that the mean of 3 units over 110 is
 * uncertain by 2 / sqrt(500 * 3 * 110 / 0.6) = 0.004, and the bias of order 1 / N is below 10 /
 * N. */
static void test_end_state(void **state) {
    (void)state;
    static struct record record;
    const struct model model = model_of(500, 4.0, 150.0);
    record.every = 50;
    const struct outcome outcome = run_once(&model, 0, 1000, &record);
    assert_true(outcome.t_sync > 0 && outcome.t_sync < 500 * 40);
    const double *end = record.ab[record.rows - 1];
    print_message("1 + rho_ab at the end: %.2g %.2g %.2g\n", 1.0 + end[0], 1.0 + end[1],
                  1.0 + end[2]);
    for (int i = 0; i < UNITS; i++)
        assert_true(1.0 + end[i] < 100.0 * 500.0 * 0x1p-51 / 16.0);
    double sum = 0.0;
    int rows = 0;
    for (int row = 0; row < record.rows; row++)
        if (record.step[row] >= 40 * 500) {
            sum += (record.ao[row][0] + record.ao[row][1] + record.ao[row][2]) / UNITS;
            rows++;
        }
    print_message("mean rho_ao after synchronisation: %.4f\n", sum / rows);
    assert_true(fabs(sum / rows - 0.7898) < 4.0 * 0.004 + 10.0 / 500.0);
}

static void test_in_the_table_of_engines(void **state) {
    (void)state;
    assert_ptr_equal(engine_find("continuous", ""), &engine_continuous);
    assert_null(engine_find("continuous", "weights"));
}

/* A block gives two components, and a vector has RANDOM_BLOCKS_MAX of them: no engine for one
 * more. */
static void test_more_components_than_random_numbers(void **state) {
    (void)state;
    const struct model model = model_of(INT64_C(2) * RANDOM_BLOCKS_MAX + 1, 1.0, 1.0);
    assert_null(engine_continuous.create(&model, (struct observer){.observe = keep}));
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_definition),
        cmocka_unit_test(test_cuts_do_not_matter),
        cmocka_unit_test(test_observing_does_not_matter),
        cmocka_unit_test(test_worker_forgets_the_run_before),
        cmocka_unit_test(test_parties_do_not_see_the_attacker),
        cmocka_unit_test(test_known_bits),
        cmocka_unit_test(test_length_of_a_run),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_end_state),
        cmocka_unit_test(test_more_components_than_random_numbers),
        cmocka_unit_test(test_in_the_table_of_engines),
    };
    return run_unit_tests(tests, argc, argv);
}
