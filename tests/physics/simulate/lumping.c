/* The lumping is exact: a run weight by weight, projected to occupancy numbers of classes and
 * of orbits and driven by the same inputs, has the same fields, moves, occupancy numbers and
 * times as the occupancy step, step by step. */
#include <stdlib.h>
#include <string.h>

#include "physics/attack/attack.h"
#include "physics/paper_rule.h"
#include "physics/simulate/occupancy_kernels.h"
#include "unit.h"
#include "vector/layout.h"

/* One run, weight by weight, as the definition has it. */
struct literal {
    int L, N;
    bool attacker, geometric;
    int *weight[MACHINES][UNITS]; /* [N] */
    int *x[UNITS];                /* [N] */
};

/* The same run by orbits (and, without arrays of its own, by classes). */
struct lumped {
    struct orbit_space space;
    uint64_t *n[UNITS], *k[UNITS], *spare;
    int used[UNITS];
};

static struct random_stream stream;

static int machines(const struct literal *run) {
    return run->attacker ? 3 : 2;
}

static void *allocate(size_t bytes) {
    const size_t whole = (bytes + VECTOR_BYTES - 1) / VECTOR_BYTES * VECTOR_BYTES;
    void *memory = aligned_alloc(VECTOR_BYTES, whole);
    assert_non_null(memory);
    memset(memory, 0, whole);
    return memory;
}

static struct literal literal_new(int L, int N, bool attacker) {
    struct literal run = {.L = L, .N = N, .attacker = attacker};
    for (int i = 0; i < UNITS; i++) {
        run.x[i] = allocate((size_t)N * sizeof(int));
        for (int m = 0; m < MACHINES; m++) {
            run.weight[m][i] = allocate((size_t)N * sizeof(int));
            for (int j = 0; m < machines(&run) && j < N; j++) {
                const uint32_t block = (uint32_t)((m * UNITS + i) * N + j);
                const uint32_t word = random_block(&stream, RANDOM_WEIGHTS, 0, block).word[0];
                run.weight[m][i][j] = (int)(word % (2 * (uint32_t)L + 1)) - L;
            }
        }
    }
    return run;
}

static void literal_free(struct literal *run) {
    for (int i = 0; i < UNITS; i++) {
        free(run->x[i]);
        for (int m = 0; m < MACHINES; m++)
            free(run->weight[m][i]);
    }
}

static void draw_inputs(struct literal *run, int64_t step) {
    for (int i = 0; i < UNITS; i++)
        for (int j = 0; j < run->N; j++) {
            const struct random_block block =
                random_block(&stream, RANDOM_INPUTS, step, (uint32_t)(i * run->N + j));
            run->x[i][j] = block.word[0] & 1 ? 1 : -1;
        }
}

static struct weight_triple triple(const struct literal *run, int i, int j) {
    struct weight_triple at;
    for (int m = 0; m < MACHINES; m++)
        at.w[m] = m == MACHINE_B ? -run->weight[m][i][j] : run->weight[m][i][j];
    return at;
}

static void literal_move(struct literal *run, const struct paper_moves *moves) {
    for (int m = 0; m < machines(run); m++)
        for (int i = 0; i < UNITS; i++)
            for (int j = 0; moves->moved[m][i] && j < run->N; j++) {
                int *w = &run->weight[m][i][j];
                *w += moves->direction[m] * run->x[i][j];
                *w = *w > run->L ? run->L : *w < -run->L ? -run->L : *w;
            }
}

static bool literal_equal(const struct literal *run, enum machine other, int sign) {
    for (int i = 0; i < UNITS; i++)
        for (int j = 0; j < run->N; j++)
            if (run->weight[MACHINE_A][i][j] != sign * run->weight[other][i][j])
                return false;
    return true;
}

/* ---- projections ------------------------------------------------------------------------- */

static void count_classes(const struct literal *run, enum classes classes, int i, int64_t n[],
                          int64_t k[]) {
    const size_t bytes = (size_t)occupancy_classes(classes, run->L) * sizeof *n;
    memset(n, 0, bytes);
    memset(k, 0, bytes);
    for (int j = 0; j < run->N; j++) {
        const int c = occupancy_class(classes, run->L, triple(run, i, j));
        n[c]++;
        k[c] += run->x[i][j] > 0;
    }
}

static void count_orbits(const struct literal *run, const struct orbit_space *space, int i,
                         uint64_t n[], uint64_t k[]) {
    memset(n, 0, (size_t)space->count * sizeof *n);
    memset(k, 0, (size_t)space->count * sizeof *k);
    for (int j = 0; j < run->N; j++) {
        int sign;
        const int c = orbit_find(space, triple(run, i, j), &sign);
        n[c]++;
        k[c] += sign * run->x[i][j] > 0;
    }
}

static struct lumped lumped_new(const struct literal *run, enum classes classes) {
    struct lumped lumped;
    assert_true(orbit_space_init(&lumped.space, classes, run->L));
    const size_t bytes = (size_t)lumped.space.count * sizeof(uint64_t);
    lumped.spare = allocate(bytes);
    for (int i = 0; i < UNITS; i++) {
        lumped.n[i] = allocate(bytes);
        lumped.k[i] = allocate(bytes);
        count_orbits(run, &lumped.space, i, lumped.n[i], lumped.k[i]);
        lumped.used[i] = orbit_used(&lumped.space, lumped.n[i]);
    }
    return lumped;
}

static void lumped_free(struct lumped *lumped) {
    orbit_space_free(&lumped->space);
    free(lumped->spare);
    for (int i = 0; i < UNITS; i++) {
        free(lumped->n[i]);
        free(lumped->k[i]);
    }
}

/* ---- one step, compared ------------------------------------------------------------------ */

/* The fields by definition, by classes and by orbits; those of o into `of_o`. */
static struct representations same_fields(const struct literal *run, struct lumped *lumped,
                                          int64_t of_o[K_MAX]) {
    const enum classes classes = lumped->space.classes;
    const size_t bytes = (size_t)occupancy_classes(classes, run->L) * sizeof(int64_t);
    int64_t *n = malloc(bytes), *k = malloc(bytes);
    uint64_t *again = allocate((size_t)lumped->space.count * sizeof *again);
    struct representations ir;
    for (int i = 0; i < UNITS; i++) {
        int64_t by_class[MACHINES], by_orbit[MACHINES];
        count_classes(run, classes, i, n, k);
        occupancy_fields(classes, run->L, n, k, by_class);
        count_orbits(run, &lumped->space, i, again, lumped->k[i]);
        occupancy_kernels()->fields(&lumped->space, lumped->used[i], lumped->n[i], lumped->k[i],
                                    by_orbit);
        for (int m = 0; m < MACHINES; m++) {
            int64_t field = 0;
            for (int j = 0; j < run->N; j++)
                field += run->weight[m][i][j] * run->x[i][j];
            ir.tau[m][i] = field > 0 || (field == 0 && m != MACHINE_B) ? 1 : -1;
            if (m >= machines(run))
                continue;
            assert_int_equal(by_class[m], m == MACHINE_B ? -field : field);
            assert_int_equal(by_orbit[m], m == MACHINE_B ? -field : field);
        }
        of_o[i] = by_orbit[MACHINE_O];
        ir.tau[MACHINE_O][i] = run->attacker ? ir.tau[MACHINE_O][i] : 1;
    }
    free(n);
    free(k);
    free(again);
    return ir;
}

/* o as the geometric attacker has it: if its output is wrong, the first of the units with the
 * smallest |h| is flipped. The attacker of the program, given the fields of the lumped run,
 * must move the same units. */
static void flip_weakest(const struct literal *run, struct representations *ir,
                         const int64_t of_o[K_MAX]) {
    int *o = ir->tau[MACHINE_O];
    const int *a = ir->tau[MACHINE_A];
    unit_set tau = 0, wanted = 0;
    int weakest = 0;
    int64_t least = INT64_MAX;
    for (int i = 0; i < UNITS; i++) {
        int64_t field = 0;
        for (int j = 0; j < run->N; j++)
            field += run->weight[MACHINE_O][i][j] * run->x[i][j];
        if (llabs(field) < least)
            least = llabs(field), weakest = i;
        tau |= (unit_set)(o[i] > 0) << i;
    }
    const int sigma = a[0] * a[1] * a[2];
    if (o[0] * o[1] * o[2] != sigma)
        o[weakest] = -o[weakest];
    for (int i = 0; i < UNITS; i++)
        wanted |= (unit_set)(o[i] == sigma) << i;
    const struct attack attack = {.kind = ATTACK_GEOMETRIC, .machines = 1};
    const struct attack_view view = {.K = UNITS,
                                     .machines = 1,
                                     .sigma = sigma,
                                     .tau = &tau,
                                     .field = (const int64_t(*)[K_MAX])of_o};
    assert_int_equal(attack_answer_of_one(&attack, &view), wanted);
}

/* The products by definition and by orbits. */
static void same_products(const struct literal *run, const struct lumped *lumped, int i) {
    struct unit_products expected = {0}, found;
    for (int j = 0; j < run->N; j++) {
        const struct weight_triple at = triple(run, i, j);
        const int *w = at.w;
        expected.aa += w[MACHINE_A] * w[MACHINE_A];
        expected.bb += w[MACHINE_B] * w[MACHINE_B];
        expected.oo += w[MACHINE_O] * w[MACHINE_O];
        expected.ab += w[MACHINE_A] * w[MACHINE_B];
        expected.ao += w[MACHINE_A] * w[MACHINE_O];
    }
    occupancy_kernels()->products(&lumped->space, lumped->used[i], lumped->n[i], &found);
    assert_int_equal(found.aa, expected.aa);
    assert_int_equal(found.bb, expected.bb);
    assert_int_equal(found.ab, expected.ab);
    if (run->attacker) {
        assert_int_equal(found.oo, expected.oo);
        assert_int_equal(found.ao, expected.ao);
    }
}

/* After the literal run has moved as well: the same occupancy numbers. */
static void same_orbits(const struct literal *run, const struct lumped *lumped) {
    const size_t bytes = (size_t)lumped->space.count * sizeof(uint64_t);
    uint64_t *n = allocate(bytes), *k = allocate(bytes);
    for (int i = 0; i < UNITS; i++) {
        count_orbits(run, &lumped->space, i, n, k);
        assert_memory_equal(n, lumped->n[i], bytes);
        assert_int_equal(lumped->used[i], orbit_used(&lumped->space, n));
        same_products(run, lumped, i);
    }
    free(n);
    free(k);
}

static void same_moves_by_classes(struct literal *run, enum classes classes,
                                  const struct paper_moves *paper) {
    const struct moves moves = in_frame(paper);
    const size_t bytes = (size_t)occupancy_classes(classes, run->L) * sizeof(int64_t);
    int64_t *n[UNITS], *k = malloc(bytes), *moved[UNITS];
    for (int i = 0; i < UNITS; i++) {
        n[i] = malloc(bytes);
        moved[i] = malloc(bytes);
        count_classes(run, classes, i, n[i], k);
        occupancy_move(classes, run->L, &moves, i, n[i], k, moved[i]);
    }
    literal_move(run, paper);
    for (int i = 0; i < UNITS; i++) {
        count_classes(run, classes, i, n[i], k);
        assert_memory_equal(n[i], moved[i], bytes);
        free(n[i]);
        free(moved[i]);
    }
    free(k);
}

static void same_times(const struct literal *run, const struct lumped *lumped) {
    bool sync = true, learned = true;
    for (int i = 0; i < UNITS; i++) {
        sync = sync && lumped->used[i] <= lumped->space.end_sync;
        learned = learned && occupancy_kernels()->empty(lumped->used[i], lumped->n[i],
                                                        lumped->space.unlearned);
    }
    assert_int_equal(sync, literal_equal(run, MACHINE_B, -1));
    if (run->attacker)
        assert_int_equal(learned, literal_equal(run, MACHINE_O, +1));
}

static void same_step(struct literal *run, struct lumped *lumped, int64_t step) {
    draw_inputs(run, step);
    int64_t of_o[K_MAX];
    struct representations ir = same_fields(run, lumped, of_o);
    if (run->geometric)
        flip_weakest(run, &ir, of_o);
    const struct paper_moves paper = paper_moves(&ir);
    const struct moves moves = in_frame(&paper);
    for (int i = 0; i < UNITS; i++) {
        orbit_move(&lumped->space, &moves, i, lumped->used[i], lumped->n[i], lumped->k[i],
                   lumped->spare);
        uint64_t *before = lumped->n[i];
        lumped->n[i] = lumped->spare;
        lumped->spare = before;
        lumped->used[i] = orbit_used(&lumped->space, lumped->n[i]);
    }
    same_moves_by_classes(run, lumped->space.classes, &paper);
    same_orbits(run, lumped);
    same_times(run, lumped);
}

/* A run up to synchronisation and some way on in the reduced classes. */
static void compare(int L, int N, bool attacker, bool geometric, int steps) {
    stream = random_stream(31, 1000 * L + N + attacker);
    struct literal run = literal_new(L, N, attacker);
    run.geometric = geometric;
    struct lumped lumped = lumped_new(&run, attacker ? CLASSES_ABO : CLASSES_AB);
    bool synchronised = false;
    for (int64_t step = 1; step <= steps; step++) {
        same_step(&run, &lumped, step);
        if (!attacker || synchronised || !literal_equal(&run, MACHINE_B, -1))
            continue;
        synchronised = true;
        lumped_free(&lumped);
        lumped = lumped_new(&run, CLASSES_AO);
    }
    if (L <= 2)
        assert_true(!attacker || synchronised);
    lumped_free(&lumped);
    literal_free(&run);
}

static void with_attacker(void **state) {
    (void)state;
    compare(1, 100, true, false, 200);
    compare(2, 60, true, false, 600);
    compare(3, 101, true, false, 300);
    compare(4, 40, true, false, 200);
}

static void with_geometric_attacker(void **state) {
    (void)state;
    compare(1, 100, true, true, 200);
    compare(2, 60, true, true, 600);
    compare(3, 101, true, true, 300);
}

static void without_attacker(void **state) {
    (void)state;
    compare(1, 100, false, false, 100);
    compare(3, 100, false, false, 300);
}

/* The orbits: every class in one, with the sign that its weights have. */
static void orbits_cover_classes(void **state) {
    (void)state;
    const enum classes spaces[] = {CLASSES_AB, CLASSES_ABO, CLASSES_AO};
    for (int L = 1; L <= 5; L++)
        for (int s = 0; s < 3; s++) {
            struct orbit_space space;
            assert_true(orbit_space_init(&space, spaces[s], L));
            assert_int_equal(space.count % VECTOR_WORDS, 0);
            for (int c = 0; c < occupancy_classes(spaces[s], L); c++) {
                const struct weight_triple at = occupancy_weights(spaces[s], L, c);
                int sign;
                const int index = orbit_find(&space, at, &sign);
                assert_in_range(index, 0, space.count - 1);
                assert_int_equal(occupancy_class(spaces[s], L, at), c);
                for (int m = 0; m < (spaces[s] == CLASSES_AB ? 2 : 3); m++)
                    assert_int_equal((int64_t)space.weight[m][index], sign * at.w[m]);
                const bool sync = at.w[MACHINE_B] == at.w[MACHINE_A];
                assert_int_equal(sync, index < space.end_sync);
            }
            orbit_space_free(&space);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orbits_cover_classes),
        cmocka_unit_test(with_attacker),
        cmocka_unit_test(with_geometric_attacker),
        cmocka_unit_test(without_attacker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
