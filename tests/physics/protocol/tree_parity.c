/* The protocol against its definition, in which B is B and not B'. */
#include "physics/paper_rule.h"

/* ---- the paper's case ---- */

static unit_set set_of(const int tau[UNITS], int sign) {
    unit_set set = 0;
    for (int i = 0; i < UNITS; i++)
        set |= (unit_set)(sign * tau[i] > 0) << i;
    return set;
}

/* sigma^A = -1, sigma^B = +1. A's second unit is -1 = sigma^A and moves by x sigma^B = +x; B's
 * first unit alone is +1 = sigma^B and moves by x sigma^A = -x: B' by +x. */
static void a_case_by_hand(void **state) {
    (void)state;
    const int a[UNITS] = {1, -1, 1}, b[UNITS] = {1, -1, -1};
    const struct protocol paper = {.K = UNITS};
    const struct moves m = tree_parity_moves(&paper, set_of(a, 1), set_of(b, -1));
    assert_true(m.updated);
    assert_int_equal(m.units[MACHINE_A], 2);
    assert_int_equal(m.units[MACHINE_B], 1);
    assert_int_equal(m.sigma, -1);
    assert_int_equal(m.sign, 1);
}

/* All 8 x 8 pairs of internal representations, against Eq. 1. */
static void every_pair_of_the_paper(void **state) {
    (void)state;
    const struct protocol paper = {.K = UNITS};
    for (int bits = 0; bits < 64; bits++) {
        struct representations ir;
        for (int i = 0; i < UNITS; i++) {
            ir.tau[MACHINE_A][i] = bits >> i & 1 ? 1 : -1;
            ir.tau[MACHINE_B][i] = bits >> (3 + i) & 1 ? 1 : -1;
            ir.tau[MACHINE_O][i] = 1;
        }
        const struct paper_moves wanted = paper_moves(&ir);
        const struct moves m = tree_parity_moves(&paper, set_of(ir.tau[MACHINE_A], 1),
                                                 set_of(ir.tau[MACHINE_B], -1));
        assert_int_equal(m.updated, wanted.updated);
        for (int i = 0; i < UNITS; i++) {
            assert_int_equal(m.units[MACHINE_A] >> i & 1, wanted.moved[MACHINE_A][i]);
            assert_int_equal(m.units[MACHINE_B] >> i & 1, wanted.moved[MACHINE_B][i]);
        }
        if (!m.updated)
            continue;
        assert_int_equal(m.sign, wanted.direction[MACHINE_A]);
        assert_int_equal(-m.sign, wanted.direction[MACHINE_B]);
    }
}

/* ---- every protocol ---- */

struct definition {
    bool updated;
    int sigma_a;
    int a[K_MAX], b[K_MAX]; /* by what multiple of x the units of A and B move */
};

static int output(int K, const int tau[]) {
    int sigma = 1;
    for (int i = 0; i < K; i++)
        sigma *= tau[i];
    return sigma;
}

/* As protocols are written down: of A and B themselves. */
static struct definition define(const struct protocol *p, const int a[], const int b[]) {
    struct definition d = {.sigma_a = output(p->K, a)};
    const int sigma_b = output(p->K, b);
    const bool mismatch = p->update == UPDATE_MISMATCH;
    d.updated = mismatch ? d.sigma_a != sigma_b : d.sigma_a == sigma_b;
    for (int i = 0; i < p->K && d.updated; i++) {
        const int walk_b = mismatch ? -1 : 1;
        const int to_a = p->rule == RULE_HEBBIAN        ? d.sigma_a
                         : p->rule == RULE_ANTI_HEBBIAN ? -d.sigma_a
                                                        : 1;
        const int to_b = p->rule == RULE_HEBBIAN        ? sigma_b
                         : p->rule == RULE_ANTI_HEBBIAN ? -sigma_b
                                                        : walk_b;
        d.a[i] = a[i] == d.sigma_a ? to_a : 0;
        d.b[i] = b[i] == sigma_b ? to_b : 0;
    }
    return d;
}

static void check(const struct protocol *p, unit_set tau_a, unit_set tau_b) {
    int a[K_MAX], b[K_MAX];
    const int mirror = tree_parity_mirror(p->update);
    unit_set mirrored = 0;
    for (int i = 0; i < p->K; i++) {
        a[i] = tau_a >> i & 1 ? 1 : -1;
        b[i] = tau_b >> i & 1 ? 1 : -1;
        mirrored |= (unit_set)(mirror * b[i] > 0) << i;
    }
    const struct definition d = define(p, a, b);
    const struct moves m = tree_parity_moves(p, tau_a, mirrored);
    assert_int_equal(m.updated, d.updated);
    assert_int_equal(m.sigma, d.sigma_a);
    assert_int_equal(m.units[MACHINE_O], 0);
    for (int i = 0; i < p->K; i++) {
        assert_int_equal((int)(m.units[MACHINE_A] >> i & 1) * m.sign, d.a[i]);
        assert_int_equal((int)(m.units[MACHINE_B] >> i & 1) * m.sign, mirror * d.b[i]);
    }
    assert_int_equal((m.units[MACHINE_A] | m.units[MACHINE_B]) >> p->K, 0);
}

/* All K, rules and updates; on mismatch K is odd. All pairs of representations up to K = 5,
 * then a fifteenth of them. */
static void every_protocol(void **state) {
    (void)state;
    int protocols = 0;
    for (int K = 1; K <= K_MAX; K++)
        for (enum update update = UPDATE_MISMATCH; update <= UPDATE_AGREEMENT; update++)
            for (enum rule rule = RULE_ANTI_HEBBIAN; rule <= RULE_RANDOM_WALK; rule++) {
                const struct protocol p = {.K = K, .update = update, .rule = rule};
                if (update == UPDATE_MISMATCH && K % 2 == 0)
                    continue;
                protocols++;
                for (unit_set a = 0; a <= all_units(K); a += K <= 5 ? 1 : 3)
                    for (unit_set b = 0; b <= all_units(K); b += K <= 5 ? 1 : 5)
                        check(&p, a, b);
            }
    assert_int_equal(protocols, 3 * (8 + 4));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_by_hand),
        cmocka_unit_test(every_pair_of_the_paper),
        cmocka_unit_test(every_protocol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
