/* The simulation of an ensemble by events, where it can be told what must come out. */
#include "unit.h"

#include "ensemble/pace.h"
#include "events.h"
#include "physics/iterate/iterate_kernels.h"

enum { RUNS = 100 };

/* One lane a rank, and nothing but the runs takes time. */
static struct scene free_of_charge(int ranks) {
    return (struct scene){
        .ranks = ranks,
        .runs = RUNS,
        .engine = engine_model_measured,
        .lanes = 1,
        .commit_every = INFINITY,
    };
}

static struct course simulated(const struct scene *scene) {
    struct course course;
    assert_true(simulate_events(scene, &course));
    assert_int_equal(course.runs, scene->runs);
    return course;
}

static double alone(int64_t run) {
    const struct modelled_run at = engine_model_start(&engine_model_measured, run);
    return engine_model_alone(&engine_model_measured, &at);
}

static void one_rank_makes_one_run_after_the_other(void **state) {
    (void)state;
    struct scene scene = free_of_charge(1);
    double sum = 0.0;
    for (int64_t run = 0; run < RUNS; run++)
        sum += alone(run);
    const struct course c = simulated(&scene);
    assert_close(c.seconds, sum, 1e-9 * sum);
    assert_close(c.work, sum / SLOTS, 1e-9 * sum);
    assert_int_equal(c.messages, 0);
    assert_int_equal(c.commits, 1);
    scene.commit = 10.0;
    assert_close(simulated(&scene).seconds, sum + 10.0, 1e-9 * sum);
}

/* Whoever is free first takes the next run; but a rank whose only run ends with its slice naps
 * first, at the most once for each of the eight or so that it makes. */
static void many_ranks_schedule_by_list(void **state) {
    (void)state;
    enum { RANKS = 13 };
    double busy[RANKS] = {0}, last = 0.0;
    for (int64_t run = 0; run < RUNS; run++) {
        int first = 0;
        for (int r = 1; r < RANKS; r++)
            if (busy[r] < busy[first])
                first = r;
        busy[first] += alone(run);
        last = fmax(last, busy[first]);
    }
    const struct scene scene = free_of_charge(RANKS);
    const struct course c = simulated(&scene);
    assert_close(c.ended, last, (RUNS / RANKS + 2) * 1e-9 * PACE_NAP_NANOSECONDS);
    assert_true(c.seconds >= c.ended && c.seconds < c.ended + 0.1);
}

/* Up and down a tree: two messages for each rank but one, whatever their number. */
static void sums_take_two_messages_a_rank(void **state) {
    (void)state;
    for (int ranks = 1; ranks <= 40; ranks++) {
        const struct scene scene = free_of_charge(ranks);
        const struct course c = simulated(&scene);
        assert_true(c.beats >= 2);
        assert_int_equal(c.messages, c.beats * 2 * (ranks - 1));
        assert_int_equal(c.commits, ranks);
    }
}

/* A message that nobody waits for at the time is no reason to look up: the deeper the tree, the
 * more slices a sum takes. */
static void sums_wait_for_the_ranks_to_look_up(void **state) {
    (void)state;
    struct scene scene = free_of_charge(64);
    scene.runs = 64 * 8;
    const struct course c = simulated(&scene);
    assert_true(c.seconds / (double)c.beats > 2 * 0.01);
}

static void who_has_its_share_asks_once(void **state) {
    (void)state;
    struct scene scene = free_of_charge(10);
    scene.lanes = 16;
    scene.runs = 160;
    /* The share of the last rank ends where the runs do. */
    assert_int_equal(simulated(&scene).fetches, 9);
}

/* One run for 64 ranks: rank 0 is the nearest and takes it, by two operations; the others' come
 * at the same time, and queue. */
static void the_counter_serves_one_at_a_time(void **state) {
    (void)state;
    struct scene scene = free_of_charge(64);
    scene.runs = 1;
    scene.latency = 1e-3;
    scene.counter = 1e-5;
    const struct course c = simulated(&scene);
    assert_int_equal(c.fetches, 2 + 63);
    assert_close(c.queue, 62 * 1e-5, 1e-12);
    assert_close(c.waited, 2 * 1e-5 + 63 * 2e-3 + 1e-5 * 63 * 64 / 2, 1e-12);
    /* By hand, whoever asks waits for rank 0 to look up, which computes. */
    scene.by_hand = true;
    assert_true(simulated(&scene).queue > 62 * 1e-5);
}

/* Full slots: 8 runs take as long as one; of 9 one waits for its turn. */
static void slots_are_shared(void **state) {
    const struct engine_model *model = &engine_model_measured;
    const struct modelled_run run = {.stage = 3, .left = {0, 0, 0, 100}};
    const double step = model->kernel[3];
    struct modelled_lanes lanes;
    bool ended[9] = {false};
    (void)state;
    assert_true(modelled_lanes_init(&lanes, 9));
    modelled_lanes_put(&lanes, 0, run);
    assert_close(engine_model_advance(model, &lanes, 10, ended), 10 * step, 1e-12);
    for (int l = 1; l < 8; l++)
        modelled_lanes_put(&lanes, l, run);
    assert_close(engine_model_advance(model, &lanes, 10, ended), 10 * step, 1e-12);
    modelled_lanes_put(&lanes, 8, run);
    /* Each call leaves one out, another one each time; the first has 80 steps left. */
    for (int call = 0; call < 9; call++)
        assert_close(engine_model_advance(model, &lanes, 10, ended), 10 * step, 1e-12);
    for (int l = 1; l < 9; l++)
        assert_int_equal(lanes.run[l].left[3], l < 8 ? 10 : 20);
    assert_true(ended[0]);
    for (int l = 1; l < 9; l++)
        assert_false(ended[l]);
    modelled_lanes_free(&lanes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_rank_makes_one_run_after_the_other),
        cmocka_unit_test(many_ranks_schedule_by_list),
        cmocka_unit_test(sums_take_two_messages_a_rank),
        cmocka_unit_test(sums_wait_for_the_ranks_to_look_up),
        cmocka_unit_test(who_has_its_share_asks_once),
        cmocka_unit_test(the_counter_serves_one_at_a_time),
        cmocka_unit_test(slots_are_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
