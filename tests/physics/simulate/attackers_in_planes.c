/* `weights` against its plain twin with every attacker: the same outcomes and the same
 * overlaps, of the best machine and of the mean over all of them, to the last bit and at every
 * step; kept and restored in the middle of a run, too. */
#include "film.h"

static void compare(const struct model *model, int64_t run) {
    const struct engine *plain = engine_find("simulate", "weights-plain");
    const struct engine *planes = engine_find("simulate", "weights");
    struct film expected = film_of(plain, model, run, 1000000, false);
    for (int moves_on = 0; moves_on < 2; moves_on++) {
        struct film film = film_of(planes, model, run, moves_on ? 7 : 1000000, moves_on);
        assert_same_film(&expected, &film);
        free(film.frame);
    }
    free(expected.frame);
}

/* ---- models ------------------------------------------------------------------------------ */

/* The attackers in turn, with few machines. */
static const struct attack attacks[] = {
    {.kind = ATTACK_NAIVE, .machines = 1},
    {.kind = ATTACK_NAIVE, .machines = 5},
    {.kind = ATTACK_NAIVE_STRICT, .machines = 1},
    {.kind = ATTACK_GEOMETRIC, .machines = 1},
    {.kind = ATTACK_GEOMETRIC, .machines = 9},
    {.kind = ATTACK_MAJORITY, .machines = 20, .wait = 10, .vote_every = 2},
    {.kind = ATTACK_GENETIC, .machines = 24, .selection = SELECTION_KLIMOV},
    {.kind = ATTACK_GENETIC,
     .machines = 40,
     .selection = SELECTION_RUTTOR,
     .fitness_right = 10,
     .fitness_of = 20},
    {.kind = ATTACK_GENETIC,
     .machines = 40,
     .selection = SELECTION_RUTTOR_GEOMETRIC,
     .fitness_right = 10,
     .fitness_of = 20},
};
enum { ATTACKS = sizeof attacks / sizeof *attacks };

static struct model model_of(const struct attack *attack, int K, int L, int64_t N) {
    return (struct model){.seed = 5,
                          .protocol = {.K = K,
                                       .update = UPDATE_AGREEMENT,
                                       .rule = RULE_RANDOM_WALK,
                                       .ties = TIES_MINUS},
                          .L = L,
                          .initial = L,
                          .attacker = true,
                          .attack = *attack,
                          .max_steps = 150,
                          .until = UNTIL_BOTH,
                          .N = N};
}

/* ---- tests ------------------------------------------------------------------------------- */

/* Sizes around those of a random block, of half a vector, and of a batch of blocks. */
static void every_attacker_at_every_size(void **state) {
    (void)state;
    static const int64_t sizes[] = {5, 127, 129, 500, 513, 1000, 1025, 2100};
    for (int a = 0; a < ATTACKS; a++)
        for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
            const struct model model = model_of(&attacks[a], 3, 1 + (int)n % 4, sizes[n]);
            compare(&model, (int64_t)n);
        }
}

static void every_attacker_with_every_number_of_units(void **state) {
    (void)state;
    for (int a = 0; a < ATTACKS; a++)
        for (int K = 1; K <= K_MAX; K++) {
            const struct model model = model_of(&attacks[a], K, 2, 70);
            compare(&model, K);
        }
}

/* Small machines, whose fields vanish often, and which synchronise and learn; on mismatch, too,
 * and by all rules. Some ties let synchronised parties part again. */
static void every_protocol_to_the_end(void **state) {
    (void)state;
    int synchronised = 0, learned = 0;
    for (int a = 0; a < ATTACKS; a++)
        for (enum ties ties = TIES_ODD; ties <= TIES_MINUS; ties++)
            for (int n = 0; n < 6; n++) {
                struct model model = model_of(&attacks[a], 3, 1 + n % 2, 20);
                model.protocol.ties = ties;
                model.protocol.rule = (enum rule)(n % 3);
                model.protocol.update = n < 3 ? UPDATE_AGREEMENT : UPDATE_MISMATCH;
                model.max_steps = 600;
                compare(&model, n);
                const struct film film =
                    film_of(engine_find("simulate", "weights"), &model, n, 600, false);
                synchronised += film.outcome.t_sync != NOT_REACHED;
                learned += film.outcome.t_learn != NOT_REACHED;
                free(film.frame);
            }
    assert_true(synchronised > 100 && learned > 50);
}

/* Each attacker with so many machines, beside sizes, weights, numbers of units, rules and
 * updates that change with them. */
static void numbers_of_machines(void **state) {
    (void)state;
    static const int machines[] = {1, 7, 40}, weights[] = {1, 3, 8}, units[] = {1, 3, 2, 4, 3};
    static const int64_t sizes[] = {10, 100, 129, 2049};
    int n = 0;
    for (int a = 0; a < ATTACKS; a++)
        for (int m = 0; m < 3; m++)
            for (int l = 0; l < 3; l++)
                for (int s = 0; s < 4; s++, n++) {
                    struct model model =
                        model_of(&attacks[a], units[n % 5], weights[l], sizes[s]);
                    model.attack.machines = machines[m];
                    model.protocol.rule = (enum rule)(n / 2 % 3);
                    if (model.protocol.K % 2 == 1 && n % 2)
                        model.protocol.update = UPDATE_MISMATCH;
                    model.max_steps = sizes[s] > 1000 ? 40 : 100;
                    compare(&model, n);
                }
}

/* 300 machines branch into more than a thousand, again and again. */
static void many_machines(void **state) {
    (void)state;
    const struct attack many = {.kind = ATTACK_GENETIC, .machines = 300};
    struct model model = model_of(&many, 3, 3, 100);
    compare(&model, 1);
    const struct attack votes = {
        .kind = ATTACK_MAJORITY, .machines = 100, .wait = 30, .vote_every = 2};
    model = model_of(&votes, 3, 3, 1000);
    compare(&model, 1);
}

static void without_an_attacker(void **state) {
    (void)state;
    struct model model = model_of(&attacks[0], 3, 2, 300);
    model.attacker = false;
    model.max_steps = 2000;
    compare(&model, 1);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_attacker_at_every_size),
        cmocka_unit_test(every_attacker_with_every_number_of_units),
        cmocka_unit_test(every_protocol_to_the_end),
        cmocka_unit_test(numbers_of_machines),
        cmocka_unit_test(many_machines),
        cmocka_unit_test(without_an_attacker),
    };
    return run_unit_tests(tests, argc, argv);
}
