/* Parameters as text, by which an ensemble is known again. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command_line.h"
#include "schema/description.h"
#include "schema/values.h"

/* The text of a command line, to be freed; words are separated by single blanks. */
static char *text_of(const char *line) {
    char copy[512], *argv[32];
    int argc = 0;
    struct parameters parameters;
    struct faults faults = {0};
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    command_line_read(&parameters, command_find(argv[0]), argc, argv, &faults);
    if (faults.count > 0)
        fail_msg("%s: %s", line, faults.text);
    char *text = parameters_text(&parameters);
    parameters_free(&parameters);
    faults_free(&faults);
    return text;
}

static struct faults compared(const char *ours, const char *theirs) {
    struct faults faults = {0};
    char *a = text_of(ours), *b = text_of(theirs);
    parameters_compare(a, b, "x.h5", &faults);
    free(a);
    free(b);
    return faults;
}

static void expect_equal(const char *ours, const char *theirs) {
    struct faults faults = compared(ours, theirs);
    if (faults.count > 0)
        fail_msg("%s, %s: %s", ours, theirs, faults.text);
}

static void expect_fault(const char *ours, const char *theirs, const char *told) {
    struct faults faults = compared(ours, theirs);
    assert_int_equal(faults.count, 1);
    if (!strstr(faults.text, told))
        fail_msg("'%s' is not in: %s", told, faults.text);
    faults_free(&faults);
}

static void a_line_for_each(void **state) {
    (void)state;
    char *text = text_of("iterate --L 2 --runs 7 --cl 0.9");
    assert_memory_equal(text, "engine iterate\n", 15);
    assert_non_null(strstr(text, "\nL 2\n"));
    assert_non_null(strstr(text, "\nruns 7\n"));
    assert_non_null(strstr(text, "\ncl 0.9\n")); /* to the last bit */
    assert_non_null(strstr(text, "\nclosure six\n"));
    assert_null(strstr(text, "output"));
    assert_null(strstr(text, "checkpoint"));
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
}

/* Defaults are equal to themselves given; what does not determine the result is no matter. */
static void equal_ones(void **state) {
    (void)state;
    expect_equal("iterate --L 2", "iterate --L 2 --initial 2 --closure six --seed 1");
    expect_equal("iterate --L 2", "iterate --L 2 -o y.h5 --quiet --time-limit 60 --resume");
    expect_equal("simulate --L 1 --N 10000", "simulate --L 1 --N 1e4");
    expect_equal("ode --eta 1:0.5:2", "ode --eta 1,1.5,2");
}

/* Older programs wrote all digits of a number. */
static void older_texts(void **state) {
    (void)state;
    static const char *const others[] = {"cl 0.90000000000000002", "cl 9e-1",
                                         "cl 0.90000000000000013", "cl 0.9x", "cl ."};
    char *ours = text_of("iterate --L 2 --cl 0.9"), theirs[1024];
    const char *at = strstr(ours, "cl 0.9\n");
    for (int i = 0; i < 5; i++) {
        struct faults faults = {0};
        snprintf(theirs, sizeof theirs, "%.*s%s%s", (int)(at - ours), ours, others[i], at + 6);
        parameters_compare(ours, theirs, "x.h5", &faults);
        assert_int_equal(faults.count, i < 2 ? 0 : 1);
        faults_free(&faults);
    }
    free(ours);
}

static void different_ones(void **state) {
    (void)state;
    expect_fault("iterate --L 2 --runs 7", "iterate --L 2 --runs 70",
                 "--runs 7: x.h5 has 70\n");
    expect_fault("iterate --L 2 --runs 70", "iterate --L 2 --runs 7",
                 "--runs 70: x.h5 has 7\n");
    expect_fault("iterate --L 2 --seed 18446744073709551615", "iterate --L 2",
                 "--seed 18446744073709551615: x.h5 has 1\n");
    expect_fault("iterate --L 2 --cl 0.9", "iterate --L 2 --cl 0.90000000000000013",
                 "--cl 0.9");
    expect_fault("ode --eta 1,2", "ode --eta 1,2,3", "--eta 1,2: x.h5 has 1,2,3");
    /* Of another engine nothing else is compared. */
    expect_fault("iterate --L 2", "simulate --L 3 --N 100",
                 "engine iterate: x.h5 has simulate\n");
    struct faults faults = compared("iterate --L 2 --runs 3", "iterate --L 1 --runs 4");
    assert_int_equal(faults.count, 3); /* L, the initial weights, runs */
    faults_free(&faults);
    faults = compared("iterate --L 2 --no-attacker", "iterate --L 2");
    assert_int_equal(faults.count, 2); /* that, and what it says of --attack */
    assert_non_null(strstr(faults.text, "--no-attacker 1: x.h5 has 0"));
    assert_non_null(strstr(faults.text, "--attack none: x.h5 has naive"));
    faults_free(&faults);
}

/* Runs and replicates may become more, never fewer, and nothing else. */
static void grown_ones(void **state) {
    (void)state;
    static const struct {
        const char *ours, *theirs;
        int faults;
    } pairs[] = {
        {"iterate --L 2 --runs 70", "iterate --L 2 --runs 7", 0},
        {"iterate --L 2 --runs 7", "iterate --L 2 --runs 7", 0},
        {"iterate --L 2 --runs 7", "iterate --L 2 --runs 70", 1},
        {"iterate --L 2 --runs 70 --seed 2", "iterate --L 2 --runs 7", 1},
        {"split --L 2 --replicates 9", "split --L 2 --replicates 4", 0},
        {"split --L 2 --replicates 4 --trials 99", "split --L 2 --replicates 9", 2},
        {"ode --eta 1:0.5:2", "ode --eta 1:0.5:3", 1},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct faults faults = {0};
        char *ours = text_of(pairs[i].ours), *theirs = text_of(pairs[i].theirs);
        parameters_compare_grown(ours, theirs, "x.h5", &faults);
        assert_int_equal(faults.count, pairs[i].faults);
        faults_free(&faults);
        free(ours);
        free(theirs);
    }
    char *runs = text_of("iterate --L 2 --runs 70"), *one = text_of("ode --eta 1,2"),
         *replicates = text_of("split --L 2 --replicates 9");
    assert_int_equal(parameters_count(runs), 70);
    assert_int_equal(parameters_count(replicates), 9);
    assert_int_equal(parameters_count(one), 1);
    free(runs);
    free(replicates);
    free(one);
}

/* There and back; and what is none. */
static void back_from_text(void **state) {
    (void)state;
    static const char *const lines[] = {
        "iterate --L 2 --runs 7 --cl 0.9 --trace log:5 --no-attacker",
        "simulate --L 3 --N 1e3 --method weights --attack genetic --selection ruttor --fitness "
        "3/7 --trace "
        "every:9",
        "continuous --N 100 --eta 2.7 --trace all --trace-until 77",
        "split --L 2 --event lucky --replicates 9 --seed 18446744073709551615",
        "ode --eta 1:0.5:2"};
    struct parameters parameters;
    struct faults faults = {0};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *text = text_of(lines[i]);
        assert_true(parameters_from_text(text, &parameters, &faults));
        char *again = parameters_text(&parameters);
        assert_string_equal(text, again);
        free(again);
        free(text);
        parameters_free(&parameters);
    }
    static const char *const bad[] = {"",
                                      "L 2\n",
                                      "engine\n",
                                      "engine none\n",
                                      "engine iterate\nL 99\n",
                                      "engine iterate\nnothing 1\n",
                                      "engine iterate\noutput x.h5\n",
                                      "engine iterate\nengine iterate\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(parameters_from_text(bad[i], &parameters, &faults));
        parameters_free(&parameters);
    }
    faults_free(&faults);
}

/* Texts that no program wrote. */
static void hostile_texts(void **state) {
    (void)state;
    static const char *const theirs[] = {
        "",          "\n",       "L",          "L ",
        "L 2",       "\n\nL 2",  "engine",     "engine iterate",
        "LL 2\nL 3", "runs 7\n", "x\ny\n\n\n", " "};
    char *ours = text_of("iterate --L 2 --runs 7");
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) {
        struct faults faults = {0};
        parameters_compare(ours, theirs[i], "x.h5", &faults);
        assert_true(faults.count > 0);
        faults_free(&faults);
    }
    free(ours);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_for_each), cmocka_unit_test(equal_ones),
        cmocka_unit_test(older_texts),     cmocka_unit_test(different_ones),
        cmocka_unit_test(back_from_text),  cmocka_unit_test(grown_ones),
        cmocka_unit_test(hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
