#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command_line.h"
#include "schema/description.h"
#include "schema/values.h"

enum { WORDS = 64 };

/* Parses "iterate --L 3" and the like, words parted by single spaces. The result points into
 * the static copy. */
static struct faults parse(const char *line, struct parameters *parameters) {
    static char copy[512];
    char *argv[WORDS];
    int argc = 0;
    strcpy(copy, line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (argc < WORDS - 1)
            argv[argc++] = word;
    argv[argc] = NULL;
    struct faults faults = {0};
    command_line_read(parameters, command_find(argv[0]), argc, argv, &faults);
    return faults;
}

static struct parameters good(const char *line) {
    struct parameters parameters;
    const struct faults faults = parse(line, &parameters);
    if (faults.count)
        fail_msg("%s: %s", line, faults.text);
    return parameters;
}

/* One fault, whose text contains `text`. */
static void bad(const char *line, const char *text) {
    struct parameters parameters;
    struct faults faults = parse(line, &parameters);
    if (faults.count != 1 || !strstr(faults.text, text))
        fail_msg("%s: %d faults: %s", line, faults.count, faults.text ? faults.text : "");
    faults_free(&faults);
    parameters_free(&parameters);
}

static void defaults(void **state) {
    (void)state;
    const struct parameters p = good("iterate");
    assert_int_equal(p.L, 3);
    assert_int_equal(p.initial, 3); /* L */
    assert_int_equal(p.runs, 100);
    assert_int_equal(p.seed, 1);
    assert_int_equal(p.closure, CLOSURE_SIX);
    assert_int_equal(p.criterion, CRITERION_MEAN);
    assert_true(p.cl == 0.99999);
    assert_int_equal(p.schedule.kind, TRACE_NONE);
    assert_int_equal(p.trace_until, p.max_steps);
    assert_null(p.output);
    const struct parameters s = good("simulate");
    assert_int_equal(s.N, 10000);
    assert_int_equal(s.ties, TIES_ODD);
    assert_int_equal(s.until, UNTIL_BOTH);
}

static void values(void **state) {
    (void)state;
    const struct parameters p =
        good("iterate --L 4 --initial=2 --closure nine --criterion each --cl 0.5 -r 7 -s "
             "18446744073709551615 --max-steps 1e6 -o x.h5 -t log:20 --trace-until 1e3 --force "
             "--no-attacker");
    assert_int_equal(p.L, 4);
    assert_int_equal(p.initial, 2);
    assert_int_equal(p.closure, CLOSURE_NINE);
    assert_int_equal(p.criterion, CRITERION_EACH);
    assert_true(p.cl == 0.5);
    assert_int_equal(p.runs, 7);
    assert_true(p.seed == UINT64_MAX);
    assert_int_equal(p.max_steps, 1000000);
    assert_string_equal(p.output, "x.h5");
    assert_int_equal(p.schedule.kind, TRACE_LOG);
    assert_int_equal(p.schedule.interval, 20);
    assert_int_equal(p.schedule.until, 1000);
    assert_true(p.force && p.no_attacker && !p.quiet);
    const struct model m = parameters_model(&p);
    assert_false(m.attacker);
    assert_int_equal(good("simulate --N 1e4 --ties random --until sync").until, UNTIL_SYNC);
    assert_int_equal(good("simulate --trace every:1000").schedule.interval, 1000);
    assert_int_equal(good("simulate --seed 1e3").seed, 1000);
    assert_int_equal(good("simulate --L +2 --L +2 --quiet -q").L, 2);
    assert_int_equal(good("simulate --trace all").schedule.kind, TRACE_ALL);
}

/* By the rule, where nothing else is asked for; what is asked for stays. */
static void method_by_rule(void **state) {
    (void)state;
    assert_int_equal(good("simulate").method, METHOD_OCCUPANCY);
    assert_int_equal(good("simulate --method auto --N 100 --until learn").method,
                     METHOD_OCCUPANCY);
    assert_int_equal(good("simulate --N 100 --until learn --attack majority").method,
                     METHOD_WEIGHTS);
    assert_int_equal(good("simulate --N 1e6 --attack naive --attackers 2").method,
                     METHOD_WEIGHTS);
    assert_int_equal(good("simulate --L 2 --N 5600 --until sync").method, METHOD_WEIGHTS);
    assert_int_equal(good("simulate --L 2 --N 5601 --until sync").method, METHOD_OCCUPANCY);
    assert_int_equal(good("simulate --L 5 --N 4000 --no-attacker").method, METHOD_WEIGHTS);
    assert_int_equal(good("simulate --L 5 --N 4001 --attack none").method, METHOD_OCCUPANCY);
    assert_int_equal(good("simulate --N 10 --until sync --method occupancy").method,
                     METHOD_OCCUPANCY);
    const struct parameters chosen = good("simulate --N 1000 --until sync");
    char *text = parameters_text(&chosen);
    assert_non_null(strstr(text, "\nmethod weights\n"));
    free(text);
}

static void one_fault_each(void **state) {
    (void)state;
    bad("iterate --L 0", "--L 0: must be from 1 to 16");
    bad("iterate --L 17", "--L 17: must be from 1 to 16");
    bad("iterate --L three", "--L three: not a whole number");
    bad("iterate --L 3.5", "--L 3.5: not a whole number");
    bad("iterate --L 3x", "--L 3x: not a whole number");
    bad("iterate --L inf", "--L inf: not a whole number");
    bad("iterate --L 0x3", "--L 0x3: not a whole number");
    bad("iterate --L=", "--L : not a whole number");
    bad("iterate --L -", "--L -: not a whole number");
    bad("iterate --L \t3", "--L ?3: not a whole number");
    bad("iterate --L \xef\xbc\x93", "not a whole number"); /* a wide 3 */
    bad("iterate --L -1", "--L -1: must be from 1 to 16");
    bad("iterate --runs 1e18", "--runs 1e18: must be from 1 to");
    bad("iterate --runs 1e400", "--runs 1e400: must be from 1 to");
    bad("iterate --runs -1e30", "--runs -1e30: must be from 1 to");
    bad("iterate --runs 1e-3", "--runs 1e-3: not a whole number");
    bad("iterate --runs 1e30", "--runs 1e30");
    bad("iterate --runs 0", "--runs 0: must be from 1");
    bad("iterate --runs 99999999999999999999", "--runs 99999999999999999999");
    bad("iterate --cl 1", "--cl 1: must be above 0 and below 1");
    bad("iterate --cl nan", "--cl nan: not a number");
    bad("iterate --cl 0x.8", "--cl 0x.8: not a number");
    bad("iterate --cl 1e-400", "--cl 1e-400: must be above 0");
    bad("iterate --cl=", "--cl : not a number");
    bad("iterate --cl \t0.5", "--cl ?0.5: not a number");
    bad("iterate --cl 0.9.9", "--cl 0.9.9: not a number");
    bad("iterate --cl 0.9999999999999999", "--cl: nearer to 1");
    bad("iterate --closure seven", "--closure seven: must be one of six|nine");
    bad("iterate --criterion", "--criterion: needs a value");
    bad("iterate --seed -1", "--seed -1: must be a whole number from 0");
    bad("iterate --seed 18446744073709551616", "--seed 18446744073709551616");
    bad("iterate --seed +-1", "--seed +-1: must be a whole number");
    bad("iterate --seed 0x10", "--seed 0x10: must be a whole number");
    bad("iterate --seed 1.5", "--seed 1.5: must be a whole number");
    bad("iterate --seed 1e18", "beyond 2^53 with all its digits");
    bad("iterate --seed=", "--seed : must be a whole number");
    bad("iterate --trace some", "--trace some: must be none, all, every:K or log:P");
    bad("iterate --trace every:0", "--trace every:0: what follows the colon");
    bad("iterate --trace every:1e10", "--trace every:1e10: what follows the colon");
    bad("iterate --trace every:", "--trace every:: what follows the colon");
    bad("iterate --trace all:3", "--trace all:3: must be none, all");
    bad("simulate --fitness +1/2", "--fitness +1/2: must be U/V");
    bad("simulate --fitness 1/2/3", "--fitness 1/2/3: must be U/V");
    bad("iterate -o", "-o: needs a value");
    bad("iterate -o --quiet", "--output --quiet: is an option, not a name");
    bad("iterate --output=", "--output: must not be empty");
    bad("iterate --run 5", "--run: names must be whole: --runs");
    bad("iterate --run=5", "--run: names must be whole: --runs");
    bad("iterate --L 2 --runs 3 --L 4", "--L: is given twice, as 2 and as 4");
    bad("iterate -r 3 --runs 4", "--runs: is given twice, as 3 and as 4");
    bad("iterate --trace log:x", "--trace log:x: what follows the colon");
    bad("iterate --initial 4", "--initial 4: must not be above L = 3");
    bad("iterate --N=100", "--N=100: not an option of iterate");
    bad("simulate --cl=0.9", "--cl=0.9: not an option of simulate");
    bad("simulate --N 9", "--N 9: must be from 10");
    bad("simulate --method weights --N 1e8", "--N 100000000: --method weights");
    bad("simulate --until learn --no-attacker", "--until learn: needs the attacker");
    bad("iterate --closrue six", "did you mean --closure?");
    bad("iterate --temperature=3",
        "--temperature=3: unknown option; iterate --help lists them");
    bad("iterate --quiet=1", "takes no value");
    bad("iterate -x", "-x: unknown option");
    bad("iterate file.h5", "file.h5: unexpected");
}

static void lists_and_ranges(void **state) {
    (void)state;
    const struct parameters one = good("ode --eta 2.5");
    assert_int_equal(one.etas.count, 1);
    assert_true(one.etas.value[0] == 2.5);
    const struct parameters list = good("ode --eta 1,2.5,4 --attacker full");
    assert_int_equal(list.etas.count, 3);
    assert_true(list.etas.value[1] == 2.5 && list.etas.value[2] == 4.0);
    assert_int_equal(list.ode_attacker, ODE_FULL);
    const struct parameters range = good("ode --eta 0.5:0.1:1"); /* 0.5, 0.6, ... 1 */
    assert_int_equal(range.etas.count, 6);
    assert_close(range.etas.value[5], 1.0, 1e-15);
    assert_int_equal(good("continuous --trace all").schedule.kind, TRACE_GRID);
    for (size_t i = 0; i < 3; i++)
        parameters_free((struct parameters[]){one, list, range} + i);
}

static void faults_of_the_continuous_case(void **state) {
    (void)state;
    bad("ode --eta 0", "--eta 0: must be above 0");
    bad("ode --eta 1,,2", "--eta 1,,2: must be a number, a list");
    bad("ode --eta 1,", "--eta 1,: must be a number, a list");
    bad("ode --eta 1:0:2", "--eta 1:0:2: must be a number, a list");
    bad("ode --eta 2:0.1:1", "--eta 2:0.1:1: must be a number, a list");
    bad("ode --eta 1:x:2", "--eta 1:x:2: must be a number, a list");
    bad("ode --eta nan", "--eta nan: must be a number, a list");
    bad("ode --eta 0x1,2", "--eta 0x1,2: must be a number, a list");
    bad("ode --eta 1:2", "--eta 1:2: must be a number, a list");
    bad("ode --eta 1:1:2:3", "--eta 1:1:2:3: must be a number, a list");
    bad("ode --eta 1:1e-9:2", "at most 100000 numbers");
    bad("ode --attacker none", "--attacker none: must be one of post-sync|full");
    bad("ode --runs=3", "--runs=3: not an option of ode");
    bad("continuous --eta -1", "--eta -1: must be above 0");
    bad("continuous --eta 1,2", "--eta 1,2: not a number");
    bad("continuous --N 5", "--N 5: must be from 10 to 33554432");
    bad("continuous --alpha-max 0", "--alpha-max 0: must be above 0");
    bad("continuous --alpha-step 20", "--alpha-step 20: must not be above --alpha-max 14");
    bad("continuous --alpha-step 1e-9", "makes more than 10^6 points");
    bad("continuous --L=3", "--L=3: not an option of continuous");
}

static void all_faults_at_once(void **state) {
    (void)state;
    struct parameters parameters;
    struct faults faults =
        parse("simulate --L 0 --N 5 --ties even --sed 1 --runs x", &parameters);
    assert_true(faults.count >= 5);
    static const char *const parts[] = {"--L 0", "--N 5", "--ties even", "--sed", "--runs x"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(faults.text, parts[i]));
    faults_free(&faults);
}

/* The table itself: names are unique, and every default passes its own check. */
static void the_table(void **state) {
    (void)state;
    for (size_t i = 0; i < parameter_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct parameter *a = &parameter_table[i], *b = &parameter_table[j];
            /* A name may stand twice if no command has both. */
            assert_true(!(a->commands & b->commands) || strcmp(a->name, b->name) != 0);
            assert_true(!a->letter || a->letter != b->letter);
        }
    for (size_t c = 0; c < command_count; c++)
        for (size_t i = 0; i < parameter_count; i++) {
            const struct parameter *p = &parameter_table[i];
            if (!(p->commands & command_table[c].bit) || !p->standard)
                continue;
            char line[128];
            snprintf(line, sizeof line, "%s --%s %s", command_table[c].name, p->name,
                     p->standard);
            struct parameters standard = good(line);
            parameters_free(&standard);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),           cmocka_unit_test(values),
        cmocka_unit_test(method_by_rule),     cmocka_unit_test(one_fault_each),
        cmocka_unit_test(lists_and_ranges),   cmocka_unit_test(faults_of_the_continuous_case),
        cmocka_unit_test(all_faults_at_once), cmocka_unit_test(the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
