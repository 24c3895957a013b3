#include "file/solution_file.h"

#include <hdf5.h>

#include "file/attributes.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"

static const double *value_of(const struct solution *s, const struct result *result) {
    return (const double *)((const char *)&s->results + result->offset);
}

static bool read_back(const char *path, const struct parameters *parameters,
                      const struct solution *s, const char **what) {
    const hid_t file = layout_begin_check(path, parameters, what);
    bool good = file >= 0;
    for (int i = 0; i < result_count && good; i++)
        if (result_table[i].files & s->arrays.files) {
            *what = result_table[i].name;
            good = attributes_is_number(file, *what, *value_of(s, &result_table[i]));
        }
    good = good && arrays_check(file, &s->arrays, what);
    return (file < 0 || H5Fclose(file) >= 0) && good;
}

bool solution_file_write(const char *path, const struct parameters *parameters,
                         const struct provenance *provenance, const struct solution *s,
                         const char **what) {
    hdf5_keep_reasons();
    *what = "the file";
    const hid_t access = layout_access();
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    bool good = file >= 0 && attributes_put_parameters(file, parameters) &&
                attributes_put_provenance(file, provenance);
    for (int i = 0; i < result_count && good; i++)
        if (result_table[i].files & s->arrays.files)
            good = attributes_put_number(file, result_table[i].name, H5T_NATIVE_DOUBLE,
                                         value_of(s, &result_table[i]));
    good = good && arrays_put(file, &s->arrays, what);
    good = H5Fclose(file) >= 0 && good;
    return good && layout_finish(path) && read_back(path, parameters, s, what);
}
