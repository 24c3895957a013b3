#include "file/split_file.h"

#include <stdlib.h>

#include <hdf5.h>

#include "file/arrays.h"
#include "file/attributes.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"

/* Puts or checks what is there of each replicate. */
static bool do_replicates(hid_t file, const struct split_solution *s, arrays_action *action,
                          const char **what) {
    const hsize_t replicates = s->replicates;
    double *number = malloc((s->replicates + 1) * sizeof *number);
    if (!number)
        return false;
    for (size_t r = 0; r < s->replicates; r++)
        number[r] = (double)r;
    const struct array scale = {"/replicates/replicate",  1, {replicates}, {NULL}, number, "1",
                                "number of the replicate"};
    bool good = action(file, 1, &scale, what);
    free(number);
    for (size_t c = 0; c < s->columns && good; c++) {
        const struct split_column *column = &s->column[c];
        const struct array array = {column->path,     1,
                                    {replicates},     {"/replicates/replicate"},
                                    column->value,    column->units,
                                    column->long_name};
        good = action(file, 1, &array, what);
    }
    return good;
}

static bool do_levels(hid_t file, const struct split_solution *s, arrays_action *action,
                      const char **what) {
    const hsize_t replicates = s->replicates, levels = s->levels;
    const struct array arrays[] = {
        {"/levels/gap",
         1,
         {levels},
         {NULL},
         s->gap,
         "1",
         "levels of the gap 1 - rho of one unit, the basin above the first"},
        {"/replicates/probability",
         2,
         {replicates, levels},
         {"/replicates/replicate", "/levels/gap"},
         s->probability,
         "1",
         "probability to reach a level from the one before without returning to the basin; 1 "
         "for "
         "the first"},
    };
    return s->levels == 0 || action(file, sizeof arrays / sizeof *arrays, arrays, what);
}

static bool put_groups(hid_t file, bool levels) {
    const hid_t replicates =
        H5Gcreate2(file, "/replicates", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool good = H5Gclose(replicates) >= 0;
    if (levels) {
        const hid_t group = H5Gcreate2(file, "/levels", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        good = H5Gclose(group) >= 0 && good;
    }
    return good;
}

/* As anybody would read it, from the disk. */
static bool read_back(const char *path, const struct parameters *parameters,
                      const struct split_solution *s, const char **what) {
    const hid_t file = layout_begin_check(path, parameters, what);
    bool good = file >= 0;
    for (size_t n = 0; n < s->numbers && good; n++) {
        *what = s->number[n].name;
        good = attributes_is_number(file, s->number[n].name, s->number[n].value);
    }
    good = good && do_replicates(file, s, arrays_check, what) &&
           do_levels(file, s, arrays_check, what);
    return (file < 0 || H5Fclose(file) >= 0) && good;
}

bool split_file_write(const char *path, const struct parameters *parameters,
                      const struct provenance *provenance, const struct split_solution *s,
                      const char **what) {
    hdf5_keep_reasons();
    *what = "the file";
    const hid_t access = layout_access();
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    bool good = file >= 0 && attributes_put_parameters(file, parameters) &&
                attributes_put_provenance(file, provenance) && put_groups(file, s->levels > 0);
    for (size_t n = 0; n < s->numbers && good; n++)
        good = attributes_put_number(file, s->number[n].name, H5T_NATIVE_DOUBLE,
                                     &s->number[n].value);
    good = good && do_replicates(file, s, arrays_put, what) &&
           do_levels(file, s, arrays_put, what);
    good = H5Fclose(file) >= 0 && good;
    return good && layout_finish(path) && read_back(path, parameters, s, what);
}
