/* Bytes that are not the state of a run: they are refused, or at least harmless.
 *
 * Under the sanitizers this is a test of every byte that restore() reads. A state that is
 * damaged and yet accepted must still run to its end, with overlaps that are overlaps.
 */
#include "unit.h"

#include "physics/saved_times.h"
#include "saved_run_situations.h"

/* ---- a worker that sees only overlaps ---- */

static int64_t look(void *self, int lane, int64_t step, const double ab[K],
                    const double ao[K]) {
    const struct model *model = self;
    (void)lane;
    for (int i = 0; i < K; i++) {
        assert_true(fabs(ab[i]) <= 1.0 + 1e-9);
        assert_true(model->attacker ? fabs(ao[i]) <= 1.0 + 1e-9 : isnan(ao[i]));
    }
    return step + 1;
}

static void *new_worker(const struct situation *s) {
    struct model *model = (struct model *)&s->model; /* looked at only */
    void *worker =
        s->engine->create(&s->model, (struct observer){.observe = look, .self = model});
    assert_non_null(worker);
    return worker;
}

/* A quarter, a half, ... of the way through run 5; false if it does not get there. */
static bool state_at(const struct situation *s, int quarter, struct saved_run *state) {
    static struct outcome outcome[LANES_MAX];
    static bool finished[LANES_MAX];
    const int64_t steps = quarter * s->model.max_steps / 4;
    void *worker = new_worker(s);
    s->engine->start(worker, 0, 5);
    if (steps > 0)
        s->engine->advance(worker, steps, outcome, finished);
    const bool there = !finished[0];
    finished[0] = false;
    saved_run_clear(state);
    if (there)
        assert_true(s->engine->save(worker, 0, state));
    s->engine->destroy(worker);
    return there;
}

/* The first `size` bytes in memory of their own, so that a read beyond them is found. */
static struct saved_run copy_of(const struct saved_run *state, size_t size) {
    struct saved_run copy = {.bytes = malloc(size ? size : 1), .size = size, .capacity = size};
    assert_non_null(copy.bytes);
    memcpy(copy.bytes, state->bytes, size);
    return copy;
}

/* Calls `check` with a worker and a state, for every small situation and time. */
static void for_all_states(void (*check)(const struct situation *s, void *worker,
                                         const struct saved_run *state)) {
    int count;
    const struct situation *s = situations(true, &count);
    struct saved_run state = {0};
    for (int n = 0; n < count; n++, s++) {
        situation_print(s);
        void *worker = new_worker(s);
        for (int quarter = 0; quarter < 4; quarter++)
            if (state_at(s, quarter, &state))
                check(s, worker, &state);
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
    const size_t stride = state->size / 40 | 1;
    struct saved_run copy = copy_of(state, state->size);
    int refused = 0;
    for (size_t at = 0; at < state->size; at += at < sizeof(struct saved_times) ? 1 : stride) {
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
        for (size_t at = sizeof(struct saved_times); at < state->size; at++) {
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
                   struct saved_times times) {
    struct saved_run copy = copy_of(state, state->size);
    memcpy(copy.bytes, &times, sizeof times); /* as saved_times_put puts them */
    assert_false(s->engine->restore(worker, 0, 5, &copy));
    saved_run_free(&copy);
}

static void change_times(const struct situation *s, void *worker,
                         const struct saved_run *state) {
    struct saved_times good;
    assert_true(state->size > sizeof good);
    memcpy(&good, state->bytes, sizeof good);
    const int64_t steps[] = {-1, INT64_MIN, s->model.max_steps, INT64_MAX};
    const int64_t times[] = {-2, 0, good.step + 1, INT64_MAX, INT64_MIN};
    const int64_t differences[] = {-1, good.step + 1, INT64_MAX};
    struct saved_times bad;
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated),
        cmocka_unit_test(flipped),
        cmocka_unit_test(filled),
        cmocka_unit_test(impossible_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
