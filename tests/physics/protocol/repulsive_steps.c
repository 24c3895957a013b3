/* Attractive and repulsive steps, exactly: how likely they are, and how far they move an
 * overlap for N -> infinity. Formulas and enumeration are independent of each other; there is
 * no chance in this test. */
#include "physics/attack/attack.h"
#include "physics/model/overlap_matrix.h"
#include "unit.h"

/* ---- probabilities ---------------------------------------------------------------------- */

struct chances {
    double update;       /* P_u */
    double party, naive; /* and unit 0 makes a repulsive step: between A and B', A and o */
    double attractive_of_party; /* and both A and B' move it */
};

static bool has(unit_set units, int i) {
    return units >> i & 1;
}

/* The probability that the units that differ are these, each with epsilon. */
static double of_difference(int K, unit_set different, double epsilon) {
    const int count = __builtin_popcount(different);
    return pow(epsilon, count) * pow(1.0 - epsilon, K - count);
}

static void add(struct chances *chances, int K, unit_set tau_a, unit_set different,
                double weight) {
    const struct protocol protocol = {K, UPDATE_AGREEMENT, RULE_HEBBIAN, TIES_MINUS};
    const struct moves moves = tree_parity_moves(&protocol, tau_a, tau_a ^ different);
    if (!moves.updated)
        return;
    const bool a = has(moves.units[MACHINE_A], 0), b = has(moves.units[MACHINE_B], 0);
    chances->update += weight;
    if (a != b)
        chances->party += weight;
    if (a && b)
        chances->attractive_of_party += weight;
}

/* The sum over all representations of A and all sets of units in which B' differs. */
static struct chances of_parties(int K, double epsilon) {
    struct chances chances = {0};
    for (unit_set tau = 0; tau <= all_units(K); tau++)
        for (unit_set different = 0; different <= all_units(K); different++)
            add(&chances, K, tau, different, of_difference(K, different, epsilon) / (1 << K));
    return chances;
}

/* The same for an attacker with one machine, when the parties move: no word of B' in it. */
static double of_naive(int K, double epsilon) {
    const struct attack attack = {.kind = ATTACK_NAIVE, .machines = 1};
    double repulsive = 0.0;
    for (unit_set tau = 0; tau <= all_units(K); tau++)
        for (unit_set different = 0; different <= all_units(K); different++) {
            const unit_set tau_o = tau ^ different;
            const int sigma = tree_parity_output(K, tau);
            const struct attack_view view = {
                .K = K, .machines = 1, .sigma = sigma, .tau = &tau_o};
            const unit_set a = tree_parity_followers(K, tau, sigma);
            if (has(a, 0) != has(attack_answer_of_one(&attack, &view), 0))
                repulsive += of_difference(K, different, epsilon) / (1 << K);
        }
    return repulsive;
}

static double choose(int n, int k) {
    double number = 1.0;
    for (int j = 0; j < k; j++)
        number = number * (n - j) / (j + 1);
    return number;
}

/* The parties move if they differ in an even number of units. */
static double update_probability(int K, double epsilon) {
    double sum = 0.0;
    for (int k = 0; k <= K; k += 2)
        sum += choose(K, k) * pow(epsilon, k) * pow(1.0 - epsilon, K - k);
    return sum;
}

/* That a unit differs and the parties move. */
static double repulsive_formula(int K, double e) {
    const double same = 1.0 - e;
    switch (K) {
    case 2:
        return e * e;
    case 3:
        return 2.0 * same * e * e;
    default:
        return 3.0 * same * same * e * e + e * e * e * e;
    }
}

static void probabilities(void **state) {
    (void)state;
    for (int K = 2; K <= 4; K++)
        for (int n = 1; n < 20; n++) {
            const double epsilon = 0.05 * n;
            const struct chances found = of_parties(K, epsilon);
            const double P_u = update_probability(K, epsilon);
            assert_close(found.update, P_u, 1e-14);
            assert_close(found.party / found.update, repulsive_formula(K, epsilon) / P_u,
                         1e-14);
            assert_close(of_naive(K, epsilon), epsilon, 1e-14);
        }
}

/* The paper's parties, who move when their outputs differ: in the frame of B' it is the same,
 * which holds for odd K alone. */
static void mismatch_is_agreement(void **state) {
    (void)state;
    const struct protocol agreement = {3, UPDATE_AGREEMENT, RULE_RANDOM_WALK, TIES_MINUS},
                          mismatch = {3, UPDATE_MISMATCH, RULE_RANDOM_WALK, TIES_ODD};
    for (unit_set a = 0; a < 8; a++)
        for (unit_set b = 0; b < 8; b++) {
            const struct moves one = tree_parity_moves(&agreement, a, b),
                               other = tree_parity_moves(&mismatch, a, b);
            assert_int_equal(one.updated, other.updated);
            for (int machine = MACHINE_A; machine <= MACHINE_B; machine++)
                assert_int_equal(one.units[machine], other.units[machine]);
        }
}

/* ---- sizes ------------------------------------------------------------------------------ */

static double rho(const struct overlap_matrix *matrix) {
    return overlap_rho(overlap_matrix_overlap(matrix));
}

/* Two machines with the same uniform weights. */
static void make_equal(struct overlap_matrix *matrix, int L) {
    const int values = 2 * L + 1;
    overlap_matrix_init(matrix, L, L);
    for (int q = 0; q < values; q++)
        for (int r = 0; r < values; r++)
            matrix->f[q * values + r] = q == r ? 1.0 / values : 0.0;
}

/* Uniform weights, which moves leave uniform. */
static void sizes(void **state) {
    (void)state;
    for (int L = 1; L <= L_MAX; L++) {
        const double values = 2 * L + 1;
        struct overlap_matrix matrix;
        overlap_matrix_init(&matrix, L, L);
        overlap_matrix_move(&matrix, 1, 1);
        assert_close(rho(&matrix), 12.0 * L / ((L + 1) * values * values), 1e-14);
        make_equal(&matrix, L);
        assert_close(rho(&matrix), 1.0, 1e-14);
        overlap_matrix_move(&matrix, 1, 0);
        assert_close(rho(&matrix), 1.0 - 3.0 / ((L + 1) * values), 1e-14);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities),
        cmocka_unit_test(mismatch_is_agreement),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
