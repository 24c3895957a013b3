#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "campaign/campaign.h"
#include "campaign/expression.h"

/* All lines as they would be typed, to be freed. */
static char *lines_of(const struct campaign *c) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < c->count; i++)
        for (int w = 0; w < c->entry[i].words; w++)
            fprintf(stream, "%s%c", c->entry[i].word[w],
                    w + 1 < c->entry[i].words ? ' ' : '\n');
    fclose(stream);
    return text;
}

/* What `text` says, with up to one --set, is these lines. */
static void says(const char *text, const char *set, const char *wanted) {
    struct campaign campaign;
    struct faults faults = {0};
    char word[64] = "";
    char *const settings[] = {word};
    snprintf(word, sizeof word, "%s", set ? set : "");
    campaign_read(&campaign, "f", text, set != NULL, settings, &faults);
    assert_null(faults.text);
    char *made = lines_of(&campaign);
    assert_string_equal(made, wanted);
    free(made);
    campaign_free(&campaign);
}

/* It has these faults, a line each, indented. */
static void is_refused(const char *text, const char *set, const char *wanted) {
    struct campaign campaign;
    struct faults faults = {0};
    char word[64] = "";
    char *const settings[] = {word};
    snprintf(word, sizeof word, "%s", set ? set : "");
    campaign_read(&campaign, "f", text, set != NULL, settings, &faults);
    assert_non_null(faults.text);
    assert_string_equal(faults.text, wanted);
    faults_free(&faults);
    campaign_free(&campaign);
}

static void plain_lines(void **state) {
    (void)state;
    says("a iterate --L 1\n\n  b\tode   # with a comment\n#c\n", NULL,
         "a iterate --L 1\nb ode\n");
    says("a iterate \\\n --L 1\nb ode", NULL, "a iterate --L 1\nb ode\n");
    says("a iterate --eta 1#2\r\n", NULL, "a iterate --eta 1#2\n");
}

static void ranges(void **state) {
    (void)state;
    says("L{L=1..2}-N{N=9,10,12..13} c --N $N --L $L", NULL,
         "L1-N9 c --N 9 --L 1\nL1-N10 c --N 10 --L 1\nL1-N12 c --N 12 --L 1\n"
         "L1-N13 c --N 13 --L 1\nL2-N9 c --N 9 --L 2\nL2-N10 c --N 10 --L 2\n"
         "L2-N12 c --N 12 --L 2\nL2-N13 c --N 13 --L 2\n");
    says("x-{c=six,nine} iterate --closure $c", NULL,
         "x-six iterate --closure six\nx-nine iterate --closure nine\n");
    says("x{L=} iterate\ny{L=-1..0} c", NULL, "y-1 c\ny0 c\n");
    /* A later range may speak of an earlier one. */
    says("x{a=1..2}-{b=1..$a} c", NULL, "x1-1 c\nx2-1 c\nx2-2 c\n");
}

static void variables(void **state) {
    (void)state;
    const char *text =
        "runs = 20\nfew=$(floor(runs / 3))\nL = 1,2\nx{L=$L} c --runs $runs $few";
    says(text, NULL, "x1 c --runs 20 6\nx2 c --runs 20 6\n");
    says(text, "runs=9", "x1 c --runs 9 3\nx2 c --runs 9 3\n");
    says(text, "L=3", "x3 c --runs 20 6\n");
    says("N =\nx{N=$N} c\ny c", NULL, "y c\n");
}

static void arithmetic(void **state) {
    (void)state;
    says("L = 3\nx c $(3 + 50*L) $(-(L - 1) % 2) $(ceil(7/2)) $(min(4, 2*L)) $(max(1e6, L)) "
         "$(1 - 0.1/L/1000) $(2e-3*3)",
         NULL, "x c 153 0 4 4 1000000 0.9999666666666667 0.006\n");
    char text[EXPRESSION_TEXT_MAX];
    expression_text(-0.0, text);
    assert_string_equal(text, "0");
    expression_text(1e300, text);
    assert_string_equal(text, "1e+300");
}

static void faults_name_their_lines(void **state) {
    (void)state;
    is_refused("\na\nb c\nb d\n/x c\nq $y\n", NULL,
               "  f:2: a: a line is NAME COMMAND OPTIONS, or VARIABLE = VALUE\n"
               "  f:4: b: is an ensemble of line 3 already\n"
               "  f:5: /x: a name has letters, digits, - _ . and +\n"
               "  f:6: $y: there is no such variable up to here\n");
    is_refused("x{L=1..2} c\\\n\\\n $\nx{L} c\nx{L=2..1} c\nx{L=1,,2} c\nx} c", NULL,
               "  f:1: $ is to be followed by a name or by arithmetic in brackets\n"
               "  f:4: a range is {NAME=LIST}, as in {L=1..4} or {N=100,1000}\n"
               "  f:5: 2..1: goes from a whole number up to another, not too far\n"
               "  f:6: {L=...}: there is an empty member in the list\n"
               "  f:7: a range is {NAME=LIST}, as in {L=1..4} or {N=100,1000}\n");
    is_refused("L=1\nL=2\nx c", NULL, "  f:2: L: is a variable of line 1 already\n");
    is_refused("x c\n", "runs=3", "  --set runs=3: f has no variable runs\n");
    is_refused("x c\n", "runs", "  --set runs: is NAME=VALUE\n");
    is_refused("# nothing\n", NULL, "  f: lists no ensemble\n");
    is_refused("x{L=1..99999999} c\n", NULL,
               "  f:1: 1..99999999: goes from a whole number up to another, not too far\n");
}

static void faults_of_arithmetic(void **state) {
    (void)state;
    is_refused(
        "w = two\na c $(1/0)\nb c $(1 +)\nd c $(M)\ne c $(1 2)\ng c $(w)\nh c $(min(1))\n"
        "i c $((1)\nj c $(sin(1))\nk c $(1e999)\nl c $(0x10)\n",
        NULL,
        "  f:2: $(1/0): division by zero\n"
        "  f:3: $(1 +): a number is missing at the end\n"
        "  f:4: $(M): there is no variable M\n"
        "  f:5: $(1 2): what is this: 2\n"
        "  f:6: $(w): not a number: two\n"
        "  f:7: $(min(1)): two values, separated by a comma, are for min\n"
        "  f:8: $(: the bracket that closes it is missing\n"
        "  f:9: $(sin(1)): known are floor, ceil, min and max, not sin\n"
        "  f:10: $(1e999): not a number: 1e999\n"
        "  f:11: $(0x10): not a number: 0x10\n");
    char deep[512] = "a c $(";
    for (int i = 0; i < 100; i++)
        strcat(deep, "(");
    strcat(deep, "1");
    for (int i = 0; i < 101; i++)
        strcat(deep, ")");
    struct campaign campaign;
    struct faults faults = {0};
    campaign_read(&campaign, "f", deep, 0, NULL, &faults);
    assert_int_equal(faults.count, 1);
    faults_free(&faults);
    campaign_free(&campaign);
}

static void many_ranges(void **state) {
    (void)state;
    char text[1024] = "x";
    for (int i = 0; i < 21; i++)
        strcat(text, "{a=1}");
    is_refused(strcat(text, " c"), NULL, "  f:1: a line has no more than 20 ranges\n");
}

static void selection(void **state) {
    (void)state;
    struct campaign campaign;
    struct faults faults = {0};
    campaign_read(&campaign, "f", "a-L{L=1..12} c\nb c", 0, NULL, &faults);
    bool chosen[13] = {false};
    assert_int_equal(campaign.count, 13);
    campaign_select(&campaign, "b,a-L?,*[12]2", chosen, &faults);
    assert_null(faults.text);
    for (int i = 0; i < 13; i++)
        assert_int_equal(chosen[i], i != 9 && i != 10);
    campaign_select(&campaign, "b,x*", chosen, &faults);
    assert_string_equal(faults.text, "  --only x*: no ensemble has such a name\n");
    faults_free(&faults);
    campaign_free(&campaign);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(ranges),
        cmocka_unit_test(variables),
        cmocka_unit_test(arithmetic),
        cmocka_unit_test(faults_name_their_lines),
        cmocka_unit_test(faults_of_arithmetic),
        cmocka_unit_test(many_ranges),
        cmocka_unit_test(selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
