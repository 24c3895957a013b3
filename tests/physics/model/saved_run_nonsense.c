/* Bytes that are not the state of a run: they are refused, or at least harmless.
 *
 * Under the sanitizers this is a test of every byte that restore() reads. A state that is
 * damaged and yet accepted must still run to its end, with overlaps that are overlaps.
 */
#include "unit.h"

#include "physics/model/run.h"
#include "saved_run_situations.h"

/* ---- a worker that sees only overlaps ---- */

static int64_t look(void *self, int lane, int64_t step, const struct overlaps *overlaps) {
    const double *ab = overlaps->ab, *ao = overlaps->ao;
    const struct model *model = self;
    (void)lane;
    for (int i = 0; i < UNITS; i++) {
        assert_true(fabs(ab[i]) <= 1.0 + 1e-9);
        assert_true(model->attacker ? fabs(ao[i]) <= 1.0 + 1e-9 : isnan(ao[i]));
    }
    return step + 1 + step % 16;
}

static void *new_worker(const struct situation *s) {
    struct model *model = (struct model *)&s->model; /* looked at only */
    void *worker =
        s->engine->create(&s->model, (struct observer){.observe = look, .self = model});
    assert_non_null(worker);
    return worker;
}

/* The first `size` bytes in memory of their own, so that a read beyond them is found. */
static struct saved_run copy_of(const struct saved_run *state, size_t size) {
    struct saved_run copy = {.bytes = malloc(size ? size : 1), .size = size, .capacity = size};
    assert_non_null(copy.bytes);
    memcpy(copy.bytes, state->bytes, size);
    return copy;
}

/* Makes a quarter of the steps that a run may make; false if it has ended. */
static bool next_quarter(const struct situation *s, void *worker) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    s->engine->advance(worker, s->model.max_steps / 4, outcome, finished);
    const bool ended = finished[0];
    finished[0] = false;
    return !ended;
}

/* Calls `check` with an empty worker and a state, for every small situation, at the start of a
 * run and after every quarter of the steps that it may make. */
static void for_all_states(void (*check)(const struct situation *s, void *worker,
                                         const struct saved_run *state)) {
    int count;
    const struct situation *s = situations(true, &count);
    struct saved_run state = {0};
    for (int n = 0; n < count; n++, s++) {
        situation_print(s);
        void *source = new_worker(s), *worker = new_worker(s);
        s->engine->start(source, 0, 5);
        do {
            saved_run_clear(&state);
            assert_true(s->engine->save(source, 0, &state));
            check(s, worker, &state);
        } while (next_quarter(s, source));
        s->engine->destroy(source);
        s->engine->destroy(worker);
    }
    saved_run_free(&state);
}

/* Whether the bytes are taken for a run; if so it runs to its end. */
static bool accepted(const struct situation *s, void *worker, struct saved_run *bytes) {
    bytes->read = 0;
    if (!s->engine->restore(worker, 0, 5, bytes))
        return false;
    const struct outcome outcome = run_to_end(s->engine, worker, 0, 50);
    assert_true(0 < outcome.steps && outcome.steps <= s->model.max_steps);
    return true;
}

/* ---- kinds of nonsense ---- */

static void truncate_everywhere(const struct situation *s, void *worker,
                                const struct saved_run *state) {
    for (size_t size = 0; size < state->size; size++) {
        struct saved_run copy = copy_of(state, size);
        assert_false(s->engine->restore(worker, 0, 5, &copy));
        saved_run_free(&copy);
    }
    struct saved_run whole = copy_of(state, state->size);
    assert_true(accepted(s, worker, &whole)); /* the lane was left empty */
    saved_run_free(&whole);
}

static void truncated(void **state) {
    (void)state;
    for_all_states(truncate_everywhere);
}

/* The times byte by byte, the rest here and there, one to eight bits of a byte. */
static void flip_bytes(const struct situation *s, void *worker, const struct saved_run *state) {
    static const unsigned char flips[] = {0x01, 0x80, 0x40, 0xff, 0x10};
    const size_t stride = state->size / 24 | 1;
    struct saved_run copy = copy_of(state, state->size);
    int refused = 0;
    for (size_t at = 0; at < state->size; at += at < sizeof(struct run_clock) ? 1 : stride) {
        const unsigned char flip = flips[at % sizeof flips];
        copy.bytes[at] ^= flip;
        refused += !accepted(s, worker, &copy);
        copy.bytes[at] ^= flip;
    }
    assert_true(refused >= 10);
    saved_run_free(&copy);
}

static void flipped(void **state) {
    (void)state;
    for_all_states(flip_bytes);
}

/* Zeros, ones and noise in place of everything after the times. */
static void fill(const struct situation *s, void *worker, const struct saved_run *state) {
    uint64_t noise = 1;
    struct saved_run copy = copy_of(state, state->size);
    for (int kind = 0; kind < 6; kind++) {
        for (size_t at = sizeof(struct run_clock); at < state->size; at++) {
            noise = noise * 6364136223846793005u + 1442695040888963407u;
            copy.bytes[at] = (unsigned char)(kind == 0 ? 0 : kind == 1 ? 0xff : noise >> 56);
        }
        const bool taken = accepted(s, worker, &copy);
        assert_true(kind < 2 || !taken); /* weights may be 0, or -1 */
    }
    saved_run_free(&copy);
}

static void filled(void **state) {
    (void)state;
    for_all_states(fill);
}

/* ---- times that no run has ---- */

static void refuse(const struct situation *s, void *worker, const struct saved_run *state,
                   struct run_clock times) {
    struct saved_run copy = copy_of(state, state->size);
    memcpy(copy.bytes, &times, sizeof times); /* as run_clock_put puts them */
    assert_false(s->engine->restore(worker, 0, 5, &copy));
    saved_run_free(&copy);
}

static void change_updates(const struct situation *s, void *worker,
                           const struct saved_run *state, struct run_clock good) {
    const int64_t numbers[] = {-1, INT64_MIN, good.step + 1, INT64_MAX};
    struct run_clock bad;
    for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++) {
        bad = good, bad.updates = numbers[j];
        refuse(s, worker, state, bad);
        bad = good, bad.last_update = numbers[j];
        refuse(s, worker, state, bad);
    }
    if (good.step > 1) { /* two updates in one step */
        bad = good, bad.updates = 2, bad.last_update = 1;
        refuse(s, worker, state, bad);
    }
}

/* How far the attacker was: of a run that has not synchronised nothing is known. */
static void change_at_sync(const struct situation *s, void *worker,
                           const struct saved_run *state, struct run_clock good) {
    const struct at_sync bad[] = {
        {1.5, 0.5, 0, 1},
        {0.5, 1.5, 0, 1},
        {0.5, -0.5, 0, 1},
        {0.5, 0.5, 2, 1},
        {0.5, 0.5, -1, 1},
        {0.5, 0.5, 0, -2},
        {0.5, 0.5, NOT_REACHED, NOT_REACHED},
    };
    for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
        struct run_clock times = good;
        times.at_sync = bad[j];
        refuse(s, worker, state, times);
    }
    if (good.t_sync == NOT_REACHED) {
        good.at_sync = (struct at_sync){0.5, 0.5, 0, 1};
        refuse(s, worker, state, good);
    }
}

static void change_times(const struct situation *s, void *worker,
                         const struct saved_run *state) {
    struct run_clock good;
    assert_true(state->size > sizeof good);
    memcpy(&good, state->bytes, sizeof good);
    const int64_t steps[] = {-1, INT64_MIN, s->model.max_steps, INT64_MAX};
    const int64_t times[] = {-2, 0, good.step + 1, INT64_MAX, INT64_MIN};
    const int64_t differences[] = {-1, good.step + 1, INT64_MAX};
    struct run_clock bad;
    for (size_t j = 0; j < sizeof steps / sizeof *steps; j++) {
        bad = good, bad.step = steps[j], bad.observe_at = INT64_MAX;
        refuse(s, worker, state, bad);
    }
    for (size_t j = 0; j < sizeof times / sizeof *times; j++) {
        bad = good, bad.t_sync = times[j];
        refuse(s, worker, state, bad);
        bad = good, bad.t_learn = times[j];
        refuse(s, worker, state, bad);
    }
    for (size_t j = 0; j < sizeof differences / sizeof *differences; j++) {
        bad = good, bad.last_difference = differences[j];
        refuse(s, worker, state, bad);
    }
    change_updates(s, worker, state, good);
    change_at_sync(s, worker, state, good);
    if (!s->model.attacker && good.step > 0) {
        bad = good, bad.t_learn = 1;
        refuse(s, worker, state, bad);
    }
    struct saved_run whole = copy_of(state, state->size);
    assert_true(accepted(s, worker, &whole));
    saved_run_free(&whole);
}

static void impossible_times(void **state) {
    (void)state;
    for_all_states(change_times);
}

/* ---- values out of range ---- */

/* One value of a state, which is at `at` bytes after the times, and what it must not be. */
struct patch {
    const struct engine *engine;
    size_t at, size;
    union {
        double real;
        float component;
        int16_t weight;
        uint16_t index;
        uint32_t number;
        int64_t machines;
    } value;
};

/* The first situation of each engine has L = 1; that of `continuous` N = 5. The states begin:
 * iterate with a matrix, or with gaps (in a batch); weights with how many machines o has, 64
 * bits of memory of each, and A's weights or their planes; occupancy with how many classes of a
 * unit are occupied, the first of them, and its number; continuous with |V|^2, V.V', and V.
 * Orbit 1 does not exist. */
static const struct patch patches[] = {
    {&engine_iterate_plain, 0, 8, {.real = -0.1}},
    {&engine_iterate_plain, 0, 8, {.real = 0.5}},
    {&engine_iterate_plain, 0, 8, {.real = NAN}},
    {&engine_iterate_batch, 0, 8, {.real = -0.1}},
    {&engine_iterate_batch, 0, 8, {.real = 2.1}},
    {&engine_iterate_batch, 0, 8, {.real = NAN}},
    {&engine_iterate_batch, 72, 8, {.real = 0.5}},
    {&engine_iterate_batch, 72, 8, {.real = INFINITY}},
    {&engine_weights_plain, 0, 8, {.machines = 0}},
    {&engine_weights_plain, 0, 8, {.machines = 2}},
    {&engine_weights_plain, 0, 8, {.machines = -1}},
    {&engine_weights_plain, 16, 2, {.weight = 2}},
    {&engine_weights_plain, 16, 2, {.weight = -2}},
    {&engine_weights_planes, 0, 8, {.machines = 0}},
    {&engine_weights_planes, 0, 8, {.machines = 2}},
    {&engine_weights_planes, 16, 8, {.machines = -1}}, /* u = 3 in some of 64 weights */
    {&engine_occupancy_plain, 0, 4, {.number = UINT32_MAX}},
    {&engine_occupancy_plain, 4, 2, {.index = UINT16_MAX}},
    {&engine_occupancy_plain, 6, 4, {.number = 0}},
    {&engine_occupancy_plain, 6, 4, {.number = 1}},
    {&engine_occupancy_plain, 6, 4, {.number = 101}},
    {&engine_occupancy_fast, 0, 4, {.number = 0}},
    {&engine_occupancy_fast, 4, 2, {.index = 1}},
    {&engine_occupancy_fast, 6, 4, {.number = 1}},
    {&engine_continuous, 0, 8, {.real = -1.0}},
    {&engine_continuous, 0, 8, {.real = NAN}},
    {&engine_continuous, 0, 8, {.real = 1e300}},
    {&engine_continuous, 8, 8, {.real = NAN}},
    {&engine_continuous, 8, 8, {.real = -INFINITY}},
    {&engine_continuous, 16, 4, {.component = NAN}},
    {&engine_continuous, 16, 4, {.component = -1e30f}},
};

static const struct engine *const patched[] = {&engine_iterate_plain,   &engine_iterate_batch,
                                               &engine_weights_plain,   &engine_weights_planes,
                                               &engine_occupancy_plain, &engine_occupancy_fast,
                                               &engine_continuous};

static const struct situation *first_situation_of(const struct engine *engine) {
    int count;
    const struct situation *s = situations(true, &count);
    while (s->engine != engine)
        s++;
    return s;
}

static void patch_values(const struct situation *s, void *worker,
                         const struct saved_run *state) {
    for (size_t j = 0; j < sizeof patches / sizeof *patches; j++) {
        const struct patch *patch = &patches[j];
        if (patch->engine != s->engine)
            continue;
        struct saved_run bytes = copy_of(state, state->size);
        unsigned char *place = bytes.bytes + sizeof(struct run_clock) + patch->at;
        assert_memory_not_equal(place, &patch->value, patch->size);
        memcpy(place, &patch->value, patch->size);
        printf("patch %zu\n", j);
        assert_false(accepted(s, worker, &bytes));
        saved_run_free(&bytes);
    }
}

static void out_of_range(void **state) {
    (void)state;
    for (size_t e = 0; e < sizeof patched / sizeof *patched; e++) {
        const struct situation *s = first_situation_of(patched[e]);
        struct saved_run at_start = {0};
        void *worker = new_worker(s), *other = new_worker(s);
        s->engine->start(worker, 0, 5);
        assert_true(s->engine->save(worker, 0, &at_start));
        patch_values(s, other, &at_start);
        s->engine->destroy(worker);
        s->engine->destroy(other);
        saved_run_free(&at_start);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated),    cmocka_unit_test(flipped),
        cmocka_unit_test(filled),       cmocka_unit_test(impossible_times),
        cmocka_unit_test(out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
