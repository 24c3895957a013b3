/* The table of datasets holds together. */
#include "unit.h"

#include <string.h>

#include "schema/datasets.h"

static const int kinds[] = {FOR_ITERATE,    FOR_SIMULATE, FOR_SIMULATE | IN_SEVERAL,
                            FOR_CONTINUOUS, FOR_ODE,      IN_PASSAGE,
                            IN_LUCKY};

/* What is created in the order of the table finds its scales, in its own group. */
static void scales_come_first_and_are_near(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int i = 0; i < dataset_count; i++) {
            const struct dataset *row = &dataset_table[i];
            for (int d = 0; d < 2 && row->dimension[d] && (row->files & kinds[k]); d++) {
                const char *scale = dataset_scale(row, d, kinds[k]);
                if (!scale)
                    fail_msg("%s has no scale for dimension %d", row->path, d);
                const int at = dataset_find(scale, kinds[k]);
                assert_true(at <= i && (at < i || row->is_scale));
                assert_int_equal(dataset_table[at].dimension[0], row->dimension[d]);
                assert_int_equal(strrchr(scale, '/') - scale,
                                 strrchr(row->path, '/') - row->path);
            }
        }
}

static void each_path_stands_once_in_a_file(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int i = 0; i < dataset_count; i++)
            if (dataset_table[i].files & kinds[k])
                assert_int_equal(dataset_find(dataset_table[i].path, kinds[k]), i);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_come_first_and_are_near),
        cmocka_unit_test(each_path_stands_once_in_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
