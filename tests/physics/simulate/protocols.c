/* weights-plain against the definitions step by step, for every protocol; and mismatch with odd
 * K, which is agreement of A and -B. */
#include "film.h"
#include "literal.h"

static struct model model_of(int K, enum update update, enum rule rule, enum ties ties) {
    return (struct model){
        .seed = 77,
        .protocol = {.K = K, .update = update, .rule = rule, .ties = ties},
        .L = 2,
        .initial = 2,
        .attacker = true,
        .attack = {.kind = ATTACK_NAIVE, .machines = 1},
        .max_steps = 500,
        .until = UNTIL_BOTH,
        .N = 11, /* fields vanish in every sixth unit or so */
    };
}

/* ---- against the definition -------------------------------------------------------------- */

/* The times and what else is known of a run, by the literal simulation. */
struct found {
    int64_t t_sync, t_learn, t_a, last_difference;
    double equal; /* at t_sync: of o's weights, that equal A's */
};

static double equal_share(const struct literal *l) {
    const int weights = l->model.protocol.K * (int)l->model.N;
    int equal = 0;
    for (int i = 0; i < l->model.protocol.K; i++)
        for (int j = 0; j < l->model.N; j++)
            equal += l->w[MACHINE_O][i][j] == l->w[MACHINE_A][i][j];
    return (double)equal / weights;
}

static void look(struct found *found, const struct literal *l) {
    const int same = l->model.protocol.update == UPDATE_MISMATCH ? -1 : 1;
    if (l->differed)
        found->last_difference = l->step;
    if (found->t_learn == NOT_REACHED && literal_equals_a(l, MACHINE_O, 1))
        found->t_learn = l->step;
    if (found->t_sync == NOT_REACHED && literal_equals_a(l, MACHINE_B, same)) {
        found->t_sync = l->step;
        found->t_a = found->last_difference;
        found->equal = equal_share(l);
    }
}

static void assert_same_overlaps(const struct literal *l, const struct frame *frame) {
    for (int i = 0; i < l->model.protocol.K; i++) {
        assert_close(frame->overlap[i], literal_overlap(l, MACHINE_B, i), 1e-14);
        assert_close(frame->overlap[K_MAX + i], literal_overlap(l, MACHINE_O, i), 1e-14);
    }
}

/* Returns whether the parties synchronised. */
static bool compare(const struct model *model, int64_t run) {
    static struct literal l;
    struct film film = film_of(&engine_weights_plain, model, run, 1000, false);
    struct found found = {NOT_REACHED, NOT_REACHED, NOT_REACHED, 0, NAN};
    literal_start(&l, model, run);
    for (int64_t n = 0; n < film.count; n++) {
        while (l.step < film.frame[n].step) {
            literal_step(&l);
            look(&found, &l);
        }
        assert_same_overlaps(&l, &film.frame[n]);
    }
    assert_int_equal(l.step, film.outcome.steps);
    assert_int_equal(film.outcome.t_sync, found.t_sync);
    assert_int_equal(film.outcome.t_learn, found.t_learn);
    assert_int_equal(film.outcome.t_a, found.t_a);
    if (found.t_sync != NOT_REACHED)
        assert_close(film.outcome.at_sync.equal, found.equal, 1e-15);
    free(film.frame);
    return found.t_sync != NOT_REACHED;
}

static void compare_all(enum update update, const int units[], int count) {
    int synchronised = 0;
    for (int n = 0; n < count; n++)
        for (enum rule rule = RULE_ANTI_HEBBIAN; rule <= RULE_RANDOM_WALK; rule++)
            for (enum ties ties = TIES_ODD; ties <= TIES_MINUS; ties++)
                for (int64_t run = 0; run < 3; run++) {
                    const struct model model = model_of(units[n], update, rule, ties);
                    synchronised += compare(&model, run);
                }
    assert_true(synchronised > 20); /* what comes after it is tried, too */
}

static void mismatch(void **state) {
    (void)state;
    compare_all(UPDATE_MISMATCH, (const int[]){1, 3, 5}, 3);
}

static void agreement(void **state) {
    (void)state;
    compare_all(UPDATE_AGREEMENT, (const int[]){1, 2, 3, 4, 5, 8}, 6);
}

/* ---- mismatch is agreement of A and -B --------------------------------------------------- */

/* With sgn(0) of -B: that of `odd` on mismatch is +1 for all on agreement, and that of `plus`
 * is `odd`. The weights of the start are the same but for B's sign. */
static void in_the_mirror(const struct engine *engine, struct model model, enum ties ties,
                          int64_t run) {
    model.protocol.update = UPDATE_MISMATCH;
    struct film mismatch = film_of(engine, &model, run, 1000, false);
    model.protocol.update = UPDATE_AGREEMENT;
    model.protocol.ties = ties;
    struct film agreement = film_of(engine, &model, run, 1000, false);
    for (int64_t n = 0; n < agreement.count; n++)
        for (int i = 0; i < model.protocol.K; i++) /* 0 - 0 is +0 */
            agreement.frame[n].overlap[i] = 0.0 - agreement.frame[n].overlap[i];
    for (int64_t n = 0; n < mismatch.count; n++)
        for (int i = 0; i < model.protocol.K; i++)
            mismatch.frame[n].overlap[i] += 0.0; /* -0 as +0 */
    assert_same_film(&mismatch, &agreement);
    free(mismatch.frame);
    free(agreement.frame);
}

static void mismatch_is_agreement_in_the_mirror(void **state) {
    (void)state;
    const struct engine *const engines[] = {&engine_weights_plain, &engine_weights_planes};
    for (int e = 0; e < 2; e++)
        for (int K = 1; K <= 5; K += 2)
            for (enum rule rule = RULE_ANTI_HEBBIAN; rule <= RULE_RANDOM_WALK; rule++)
                for (int64_t run = 0; run < 4; run++) {
                    in_the_mirror(engines[e], model_of(K, UPDATE_MISMATCH, rule, TIES_ODD),
                                  TIES_PLUS, run);
                    in_the_mirror(engines[e], model_of(K, UPDATE_MISMATCH, rule, TIES_PLUS),
                                  TIES_ODD, run);
                }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mismatch),
        cmocka_unit_test(agreement),
        cmocka_unit_test(mismatch_is_agreement_in_the_mirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
