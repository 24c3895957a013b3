/* The reader of the paper's values, and the values that come with the program. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/paper_table.h"
#include "unit.h"

#define HEADER "L,quantity,mean,spread,rounding,runs\n"

static struct paper_table table;
static char why[256];

/* Reads a table from a file of this content. */
static bool read_text(const char *content) {
    char path[] = "paper_table_XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    const bool good = paper_table_read(path, &table, why, sizeof why);
    unlink(path);
    return good;
}

static void assert_refused(const char *content, const char *reason) {
    assert_false(read_text(content));
    if (!strstr(why, reason))
        fail_msg("refused for \"%s\", expected \"%s\"", why, reason);
}

/* Table I as printed, and half a unit of the last digit of each mean. */
static void test_shipped_values(void **state) {
    (void)state;
    static const double printed[4][QUANTITIES][3] = {
        {{61, 10, 0.5}, {110, 20, 5}, {1.8, 0.6, 0.05}},
        {{188, 26, 0.5}, {1500, 500, 50}, {8.0, 2.9, 0.05}},
        {{376, 51, 0.5}, {45000, 13000, 500}, {120, 51, 0.5}},
        {{673, 95, 0.5}, {69e6, 57e6, 0.5e6}, {104e3, 102e3, 500}},
    };
    assert_true(paper_table_read(TPMSYNC_SOURCE_DATA "/table1.csv", &table, why, sizeof why));
    assert_int_equal(table.count, 12);
    assert_non_null(strstr(table.source, "Rosen-Zvi, Kanter, Kinzel"));
    for (int L = 1; L <= 4; L++)
        for (enum quantity q = 0; q < QUANTITIES; q++) {
            const struct paper_value *value = paper_table_find(&table, L, q);
            assert_non_null(value);
            assert_close(value->mean, printed[L - 1][q][0], 0.0);
            assert_close(value->spread, printed[L - 1][q][1], 0.0);
            assert_close(value->rounding, printed[L - 1][q][2], 0.0);
            assert_int_equal(value->runs, 2000);
        }
    assert_null(paper_table_find(&table, 5, T_SYNC));
}

static void test_comments_and_endings(void **state) {
    (void)state;
    assert_true(read_text("# Source: somebody, Table II\r\n\r\n" HEADER
                          "# between\n2,r,1.5,0.5,0.05,10\r\n3,t_sync,7,0,0,1"));
    assert_string_equal(table.source, "somebody, Table II");
    assert_int_equal(table.count, 2);
    assert_close(paper_table_find(&table, 2, RATIO)->mean, 1.5, 0.0);
    assert_null(paper_table_find(&table, 2, T_SYNC));
}

static void test_refusals(void **state) {
    (void)state;
    assert_refused("", "holds no values");
    assert_refused(HEADER, "holds no values");
    assert_refused("1,r,1.8,0.6,0.05,2000\n", "line 1: the header");
    assert_refused(HEADER "1,r,1.8,0.6,0.05\n", "line 2: 5 fields where the header has 6");
    assert_refused(HEADER "1,r,1.8,0.6,0.05,2000,1\n",
                   "line 2: 7 fields where the header has 6");
    assert_refused(HEADER "0,r,1.8,0.6,0.05,2000\n", "L is not");
    assert_refused(HEADER "1.5,r,1.8,0.6,0.05,2000\n", "L is not");
    assert_refused(HEADER "1,t,1.8,0.6,0.05,2000\n", "the quantity");
    assert_refused(HEADER "1,r,1.8x,0.6,0.05,2000\n", "the mean");
    assert_refused(HEADER "1,r,nan,0.6,0.05,2000\n", "the mean");
    assert_refused(HEADER "1,r,1.8,-1,0.05,2000\n", "the spread");
    assert_refused(HEADER "1,r,1.8,0.6,,2000\n", "the rounding");
    assert_refused(HEADER "1,r,1.8,0.6,0.05,0\n", "runs is not");
    assert_refused(HEADER "1,r,1,1,0,9\n1,r,1,1,0,9\n", "line 3: this L and quantity");
    assert_false(paper_table_read("no/such/file", &table, why, sizeof why));
    assert_string_equal(why, "No such file or directory");
    assert_false(paper_table_read(".", &table, why, sizeof why));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_values),
        cmocka_unit_test(test_comments_and_endings),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
