/* Prints the tables of src/file/README.md, as Markdown: every dataset, and every result that is
 * an attribute of the root. */
#include <stdio.h>

#include "schema/datasets.h"
#include "schema/results.h"

static const char *const dimension_name[DIMENSIONS] = {
    [DIMENSION_RUNS] = "runs",     [DIMENSION_STEPS] = "steps",
    [DIMENSION_ROWS] = "rows",     [DIMENSION_UNITS] = "K",
    [DIMENSION_ETAS] = "etas",     [DIMENSION_REPLICATES] = "replicates",
    [DIMENSION_LEVELS] = "levels",
};

static const char *const type_name[] = {
    [TYPE_INT64] = "int64", [TYPE_UINT8] = "uint8", [TYPE_DOUBLE] = "float64"};

/* Whose files have it; in the order in which they are told. */
static const struct {
    int files;
    const char *name;
} kinds[] = {{FOR_ITERATE, "iterate"},
             {FOR_SIMULATE, "simulate"},
             {FOR_CONTINUOUS, "continuous"},
             {FOR_ODE, "ode"},
             {IN_PASSAGE, "split passage"},
             {IN_LUCKY, "split lucky"},
             {IN_SEVERAL, "several attacking machines"}};

static void print_files(int files) {
    const char *between = "";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (files & kinds[i].files) {
            printf("%s%s", between, kinds[i].name);
            between = ", ";
        }
}

int main(void) {
    puts("| dataset | type, shape | in files of | units | |\n|---|---|---|---|---|");
    for (int i = 0; i < dataset_count; i++) {
        const struct dataset *d = &dataset_table[i];
        printf("| `%s` | %s [%s%s%s] | ", d->path, type_name[d->type],
               dimension_name[d->dimension[0]], d->dimension[1] ? ", " : "",
               d->dimension[1] ? dimension_name[d->dimension[1]] : "");
        print_files(d->files);
        printf(" | %s | %s%s |\n", d->units, d->long_name, d->is_scale ? " (scale)" : "");
    }
    puts("\n| attribute | in files of | units | |\n|---|---|---|---|");
    for (int i = 0; i < result_count; i++) {
        const struct result *r = &result_table[i];
        printf("| `%s` | ", r->name);
        print_files(r->files);
        printf(" | %s | %s |\n", r->units, r->long_name);
    }
    return 0;
}
