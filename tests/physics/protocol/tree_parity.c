#include "unit.h"

#include "physics/protocol/tree_parity.h"

static struct moves moves_of(const int a[K], const int b[K], const int o[K]) {
    struct representations ir;
    for (int i = 0; i < K; i++) {
        ir.tau[MACHINE_A][i] = a[i];
        ir.tau[MACHINE_B][i] = b[i];
        ir.tau[MACHINE_O][i] = o[i];
    }
    return tree_parity_moves(&ir);
}

/* sigma^A = -1, sigma^B = +1. A's second unit is -1 = sigma^A and moves by x sigma^B = +x; B's
 * first unit alone is +1 = sigma^B and moves by x sigma^A = -x; o imitates A. */
static void a_case_by_hand(void **state) {
    (void)state;
    const int a[K] = {1, -1, 1}, b[K] = {1, -1, -1}, o[K] = {-1, 1, -1};
    const struct moves m = moves_of(a, b, o);
    assert_true(m.updated);
    const bool moved_a[K] = {false, true, false}; /* tau = sigma^A = -1 */
    const bool moved_b[K] = {true, false, false}; /* tau = sigma^B = +1 */
    const bool moved_o[K] = {true, false, true};  /* tau = sigma^A = -1 */
    for (int i = 0; i < K; i++) {
        assert_int_equal(m.moved[MACHINE_A][i], moved_a[i]);
        assert_int_equal(m.moved[MACHINE_B][i], moved_b[i]);
        assert_int_equal(m.moved[MACHINE_O][i], moved_o[i]);
    }
    assert_int_equal(m.direction[MACHINE_A], +1); /* sigma^B */
    assert_int_equal(m.direction[MACHINE_B], -1); /* sigma^A */
    assert_int_equal(m.direction[MACHINE_O], +1); /* sigma^B */
}

static void unpack(int bits, int tau[K]) {
    for (int i = 0; i < K; i++)
        tau[i] = bits >> i & 1 ? 1 : -1;
}

/* All 8 x 8 x 8 triples of internal representations. */
static void every_triple(void **state) {
    (void)state;
    int updates = 0, all_three = 0, one = 0;
    for (int bits = 0; bits < 512; bits++) {
        int a[K], b[K], o[K];
        unpack(bits, a);
        unpack(bits >> 3, b);
        unpack(bits >> 6, o);
        const struct moves m = moves_of(a, b, o);
        assert_int_equal(m.updated, tree_parity_output(a) != tree_parity_output(b));
        updates += m.updated;
        int moved_a = 0;
        for (int i = 0; i < K; i++) {
            const bool ma = m.moved[MACHINE_A][i], mb = m.moved[MACHINE_B][i];
            moved_a += ma;
            if (!m.updated)
                assert_true(!ma && !mb && !m.moved[MACHINE_O][i]);
            else if (a[i] != b[i])
                assert_int_equal(ma, mb); /* both, in opposite ways, or neither */
            else
                assert_int_not_equal(ma, mb); /* exactly one */
            if (m.updated)
                assert_int_equal(m.moved[MACHINE_O][i], o[i] == tree_parity_output(a));
        }
        if (m.updated) {
            assert_int_equal(m.direction[MACHINE_A], -m.direction[MACHINE_B]);
            assert_int_equal(m.direction[MACHINE_A], m.direction[MACHINE_O]);
            /* The product of three signs makes one or all of them equal to it. */
            assert_true(moved_a == 1 || moved_a == 3);
            one += moved_a == 1;
            all_three += moved_a == 3;
        }
    }
    assert_int_equal(updates, 256);
    assert_int_equal(one, 192);      /* 3/4 */
    assert_int_equal(all_three, 64); /* 1/4 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_by_hand),
        cmocka_unit_test(every_triple),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
