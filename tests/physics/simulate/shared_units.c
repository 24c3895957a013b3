/* Units that machines share, against machines with units of their own: what is in the slots is
 * a number that stands for weights. */
#include "physics/simulate/shared_units.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum { CAPACITY = 64, MOST = 48 };

struct world {
    struct shared_units units;
    int machines;
    uint64_t at[UNITS][CAPACITY];     /* by slots */
    uint64_t wanted[UNITS][CAPACITY]; /* by machines */
};

static uint64_t chance_state = 7;

static int chance(int below) {
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((chance_state >> 33) % (uint64_t)below);
}

static uint64_t moved(uint64_t state) {
    return (state + 99) * 0x9e3779b97f4a7c15u;
}

static void begin(struct world *w, int machines, bool shares) {
    *w = (struct world){.machines = machines};
    assert_true(shared_units_init(&w->units, UNITS, CAPACITY, shares));
    shared_units_begin(&w->units, machines);
    for (int i = 0; i < UNITS; i++)
        for (int m = 0; m < machines; m++)
            w->at[i][m] = w->wanted[i][m] = (uint64_t)(1000 * i + m);
}

static void assert_as_wanted(const struct world *w) {
    for (int i = 0; i < UNITS; i++) {
        const struct shared_unit *unit = &w->units.unit[i];
        assert_true(!w->units.shares || unit->states <= w->machines);
        for (int m = 0; m < w->machines; m++)
            assert_true(w->at[i][unit->of[m]] == w->wanted[i][m]);
    }
}

/* Moves states as the list says: from what was there before. */
static void follow(struct world *w, int i, int count, const struct state_move list[]) {
    uint64_t before[CAPACITY];
    bool written[CAPACITY] = {false};
    memcpy(before, w->at[i], sizeof before);
    for (int n = 0; n < count; n++) {
        assert_in_range(list[n].from, 0, CAPACITY - 1);
        assert_in_range(list[n].to, 0, CAPACITY - 1);
        assert_false(written[list[n].to]);
        written[list[n].to] = true;
        w->at[i][list[n].to] = moved(before[list[n].from]);
    }
}

static void answer(struct world *w, int machines, const int from[], const unit_set moves[]) {
    uint64_t before[UNITS][CAPACITY];
    memcpy(before, w->wanted, sizeof before);
    for (int i = 0; i < UNITS; i++) {
        struct state_move list[CAPACITY];
        const int count = shared_units_answer(&w->units, i, machines, from, moves, list);
        follow(w, i, count, list);
        for (int m = 0; m < machines; m++) {
            const uint64_t state = before[i][from[m]];
            w->wanted[i][m] = moves[m] >> i & 1 ? moved(state) : state;
        }
    }
    w->machines = machines;
    assert_as_wanted(w);
}

/* Some of the machines, in their order, each up to three times. */
static int choose(const struct world *w, int from[]) {
    const int copies = 1 + chance(3), keeps = 1 + chance(4);
    int machines = 0;
    for (int m = 0; m < w->machines; m++)
        for (int c = chance(5) < keeps ? 1 + chance(copies) : 0; c > 0 && machines < MOST; c--)
            from[machines++] = m;
    if (machines == 0)
        from[machines++] = 0;
    return machines;
}

static void resume(struct world *w) {
    struct saved_run saved = {0};
    struct shared_units got;
    assert_true(shared_units_put(&w->units, w->machines, &saved));
    assert_true(shared_units_init(&got, UNITS, CAPACITY, w->units.shares));
    assert_true(shared_units_get(&got, w->machines, &saved));
    assert_true(saved_run_is_read(&saved));
    saved_run_free(&saved);
    shared_units_free(&w->units);
    w->units = got;
    assert_as_wanted(w);
}

static void machines_that_branch(void **state) {
    (void)state;
    static struct world w;
    for (int resumes = 0; resumes < 2; resumes++) {
        int shared = 0;
        begin(&w, 1, true);
        for (int n = 0; n < 3000; n++) {
            int from[CAPACITY];
            unit_set moves[CAPACITY];
            const int machines = choose(&w, from);
            for (int m = 0; m < machines; m++)
                moves[m] = (unit_set)chance(1 << UNITS);
            answer(&w, machines, from, moves);
            shared += w.units.unit[0].states < machines;
            if (resumes && n % 10 == 0)
                resume(&w);
        }
        assert_true(shared > 500);
        shared_units_free(&w.units);
    }
}

static void machines_of_their_own(void **state) {
    (void)state;
    static struct world w;
    begin(&w, CAPACITY, false);
    for (int n = 0; n < 50; n++) {
        int from[CAPACITY];
        unit_set moves[CAPACITY];
        for (int m = 0; m < CAPACITY; m++) {
            from[m] = m;
            moves[m] = (unit_set)chance(1 << UNITS);
        }
        answer(&w, CAPACITY, from, moves);
        if (n == 20)
            resume(&w);
    }
    shared_units_free(&w.units);
}

/* Machines that fill all places, each with states of its own, and back to one. */
static void as_many_as_there_is_room_for(void **state) {
    (void)state;
    static struct world w;
    int from[CAPACITY] = {0};
    unit_set moves[CAPACITY];
    begin(&w, 1, true);
    for (int round = 0; round < 3; round++) {
        while (w.machines < CAPACITY) {
            const int machines = 2 * w.machines;
            for (int m = 0; m < machines; m++) {
                from[m] = m / 2;
                moves[m] = m % 2 ? 7 : 0;
            }
            answer(&w, machines, from, moves);
        }
        assert_int_equal(w.units.unit[0].states, CAPACITY);
        assert_int_equal(w.units.unit[0].free_slots, 0);
        from[0] = 17 * round;
        moves[0] = 2;
        answer(&w, 1, from, moves);
        assert_int_equal(w.units.unit[1].states, 1);
        assert_int_equal(w.units.unit[1].free_slots, CAPACITY - 1);
    }
    shared_units_free(&w.units);
}

/* ---- nonsense ---------------------------------------------------------------------------- */

/* Three machines that share two states of each unit: how many there are, their slots, and the
 * state of each machine, for each unit. */
struct bytes {
    struct {
        int states, live[2], of[3];
    } unit[UNITS];
};

static bool taken(const void *bytes, size_t size, int machines) {
    struct shared_units units;
    struct saved_run saved = {0};
    assert_true(shared_units_init(&units, UNITS, CAPACITY, true));
    assert_true(saved_run_put(&saved, bytes, size));
    const bool good = shared_units_get(&units, machines, &saved);
    saved_run_free(&saved);
    shared_units_free(&units);
    return good;
}

static void nonsense_is_refused(void **state) {
    (void)state;
    struct bytes good;
    for (int i = 0; i < UNITS; i++) {
        good.unit[i].states = 2;
        memcpy(good.unit[i].live, (const int[]){5, CAPACITY - 1}, sizeof good.unit[i].live);
        memcpy(good.unit[i].of, (const int[]){5, CAPACITY - 1, 5}, sizeof good.unit[i].of);
    }
    assert_true(taken(&good, sizeof good, 3));
    for (int i = 0; i < UNITS; i++) {
        static const int states[] = {0, -1, 4, INT32_MIN, INT32_MAX};
        static const int slots[] = {-1, CAPACITY, INT32_MIN, INT32_MAX};
        struct bytes bad;
        for (size_t j = 0; j < sizeof states / sizeof *states; j++) {
            bad = good, bad.unit[i].states = states[j];
            assert_false(taken(&bad, sizeof bad, 3));
        }
        for (size_t j = 0; j < sizeof slots / sizeof *slots; j++) {
            bad = good, bad.unit[i].live[0] = slots[j];
            assert_false(taken(&bad, sizeof bad, 3));
            bad = good, bad.unit[i].of[2] = slots[j];
            assert_false(taken(&bad, sizeof bad, 3));
        }
        bad = good, bad.unit[i].live[1] = bad.unit[i].of[1] = 5; /* a slot twice */
        assert_false(taken(&bad, sizeof bad, 3));
        bad = good, bad.unit[i].of[1] = 6; /* a free slot */
        assert_false(taken(&bad, sizeof bad, 3));
    }
}

/* Each state belongs to a machine. */
static void more_states_than_machines(void **state) {
    (void)state;
    int bytes[UNITS][4]; /* states, live[2], of[1] */
    for (int i = 0; i < UNITS; i++)
        memcpy(bytes[i], (const int[]){2, 8, 9, 9}, sizeof bytes[i]);
    assert_false(taken(bytes, sizeof bytes, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_that_branch),         cmocka_unit_test(machines_of_their_own),
        cmocka_unit_test(as_many_as_there_is_room_for), cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(more_states_than_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
