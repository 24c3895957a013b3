#include "unit.h"

#include "physics/model/overlap_matrix.h"
#include "random/random_stream.h"

static double at(const struct overlap_matrix *m, int q, int r) {
    return m->f[(q + m->L) * (2 * m->L + 1) + (r + m->L)];
}

static struct overlap_matrix all_at(int L, int q, int r) {
    struct overlap_matrix m = {.L = L};
    m.f[(q + L) * (2 * L + 1) + (r + L)] = 1.0;
    return m;
}

/* Moves all of (q, r) and expects one half at each of two places; both may be the same. */
static void expect(int L, int q, int r, int first, int second, int q1, int r1, int q2, int r2) {
    struct overlap_matrix m = all_at(L, q, r);
    overlap_matrix_move(&m, first, second);
    double total = 0.0;
    for (int i = 0; i < (2 * L + 1) * (2 * L + 1); i++)
        total += m.f[i];
    assert_true(total == 1.0);
    const bool same = q1 == q2 && r1 == r2;
    assert_true(at(&m, q1, r1) == (same ? 1.0 : 0.5));
    assert_true(at(&m, q2, r2) == (same ? 1.0 : 0.5));
}

/* L = 1, worked out by hand: in the middle, at an edge, in a corner. */
static void moves_for_L_1(void **state) {
    (void)state;
    expect(1, 0, 0, 1, 0, 1, 0, -1, 0);
    expect(1, 1, 0, 1, 0, 1, 0, 0, 0); /* +1 is clipped */
    expect(1, 0, -1, 0, 1, 0, 0, 0, -1);
    expect(1, 0, 0, 1, 1, 1, 1, -1, -1);
    expect(1, 1, 0, 1, 1, 1, 1, 0, -1);
    expect(1, 1, 1, 1, 1, 1, 1, 0, 0);   /* o = A stays o = A */
    expect(1, 1, -1, 1, 1, 1, 0, 0, -1); /* the corner loses distance on one side */
    expect(1, 0, 0, 1, -1, 1, -1, -1, 1);
    expect(1, 1, -1, 1, -1, 1, -1, 0, 0); /* B = -A stays B = -A */
    expect(1, 1, 1, 1, -1, 1, 0, 0, 1);
    expect(1, 1, 0, -1, 1, 0, 1, 1, -1); /* the sign of both directions does not matter */
}

static void moves_for_L_2(void **state) {
    (void)state;
    expect(2, 1, 0, 1, 0, 2, 0, 0, 0);
    expect(2, 2, 1, 1, 0, 2, 1, 1, 1);
    expect(2, 1, -2, 1, 1, 2, -1, 0, -2);
    expect(2, 2, -1, 1, -1, 2, -2, 1, 0);
    expect(2, -2, 2, 1, -1, -1, 1, -2, 2);
    expect(2, -2, -2, 0, 1, -2, -1, -2, -2);
}

/* By hand for L = 1 from the uniform start (1/9 everywhere), after one move "both the same
 * way". Only the two corners of disagreement lose: f(1,-1) takes nothing, since it would need a
 * source that is clipped in both; so f(1,-1) = 0 and f(1,1) = 1/18 (stays) + 1/18 (from (0,0))
 * + 1/18 (from (1,0)) + 1/18 (from (0,1)) = 2/9; R = 4/9, Q = 2/3, rho = 2/3. */
static void overlap_by_hand(void **state) {
    (void)state;
    struct overlap_matrix m;
    overlap_matrix_init(&m, 1, 1);
    struct overlap o = overlap_matrix_overlap(&m);
    assert_close(o.one_minus, 1.0, 1e-15);
    assert_close(o.one_plus, 1.0, 1e-15);
    overlap_matrix_move(&m, 1, 1);
    assert_close(at(&m, 1, 1), 2.0 / 9.0, 1e-16);
    assert_true(at(&m, 1, -1) == 0.0);
    o = overlap_matrix_overlap(&m);
    assert_close(o.one_minus, 1.0 / 3.0, 1e-15);
    assert_close(o.one_plus, 5.0 / 3.0, 1e-15);
}

/* A thousand random moves: the sum stays 1, the marginals stay uniform, f(q,r) = f(-q,-r), and
 * 1 - rho and 1 + rho agree with R and Q and add up to 2. */
static void conserved_quantities(void **state) {
    (void)state;
    static const int directions[4][2] = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};
    const struct random_stream stream = random_stream(3, 0);
    for (int L = 1; L <= 8; L++) {
        struct overlap_matrix m;
        overlap_matrix_init(&m, L, L);
        for (int step = 0; step < 1000; step++) {
            const uint32_t d = random_block(&stream, RANDOM_ITERATE, step, 0).word[0] % 4;
            overlap_matrix_move(&m, directions[d][0], directions[d][1]);
        }
        double total = 0.0, overlap = 0.0;
        for (int q = -L; q <= L; q++) {
            double row = 0.0, column = 0.0;
            for (int r = -L; r <= L; r++) {
                row += at(&m, q, r);
                column += at(&m, r, q);
                overlap += q * r * at(&m, q, r);
                assert_close(at(&m, q, r), at(&m, -q, -r), 1e-15);
            }
            assert_close(row, 1.0 / (2 * L + 1), 1e-13);
            assert_close(column, 1.0 / (2 * L + 1), 1e-13);
            total += row;
        }
        assert_close(total, 1.0, 1e-12);
        const struct overlap o = overlap_matrix_overlap(&m);
        assert_close(o.one_minus + o.one_plus, 2.0, 1e-13);
        assert_close(overlap_rho(o), overlap / (L * (L + 1) / 3.0), 1e-12);
    }
}

/* Near the end 1 - rho is far below what a subtraction could resolve: with a fraction d at each
 * of (1,0) and (-1,0) and the rest on the diagonal, sum (q - r)^2 f = 2 d. */
static void small_gaps_are_exact(void **state) {
    (void)state;
    const double d = 1e-24;
    struct overlap_matrix m = {.L = 1};
    m.f[0] = m.f[4] = m.f[8] = 1.0 / 3.0;
    m.f[2 * 3 + 1] = m.f[0 * 3 + 1] = d;
    const struct overlap o = overlap_matrix_overlap(&m);
    /* sqrt(Q) and sqrt(Q') differ by rounding alone; 2 Q = 4/3 */
    assert_close(o.one_minus / (2.0 * d / (4.0 / 3.0)), 1.0, 1e-6);
}

/* Unequal norms: f = 1 at (2, 1) and (-2, -1), rho = 1 although q != r. */
static void unequal_norms(void **state) {
    (void)state;
    struct overlap_matrix m = all_at(2, 2, 1);
    m.f[0 * 5 + 1] = 1.0;
    const struct overlap o = overlap_matrix_overlap(&m);
    assert_close(o.one_minus, 0.0, 1e-15);
    struct overlap_matrix narrow;
    overlap_matrix_init(&narrow, 4, 2);
    assert_true(at(&narrow, 2, -2) == 1.0 / 25.0 && at(&narrow, 3, 0) == 0.0);
    overlap_matrix_move(&narrow, 1, 0);
    const struct overlap moved = overlap_matrix_overlap(&narrow);
    assert_close(moved.one_minus + moved.one_plus, 2.0, 1e-14);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_for_L_1),        cmocka_unit_test(moves_for_L_2),
        cmocka_unit_test(overlap_by_hand),      cmocka_unit_test(conserved_quantities),
        cmocka_unit_test(small_gaps_are_exact), cmocka_unit_test(unequal_norms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
