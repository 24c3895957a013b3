#include "file/solution_file.h"

#include <hdf5.h>

#include "file/attributes.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"

static bool read_back(const char *path, const struct parameters *parameters,
                      const struct solution *s, const char **what) {
    const hid_t file = layout_begin_check(path, parameters, what);
    bool good = file >= 0;
    for (size_t n = 0; n < s->numbers && good; n++) {
        *what = s->number[n].name;
        good = attributes_is_number(file, s->number[n].name, s->number[n].value);
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
    for (size_t n = 0; n < s->numbers && good; n++)
        good = attributes_put_number(file, s->number[n].name, H5T_NATIVE_DOUBLE,
                                     &s->number[n].value);
    good = good && arrays_put(file, &s->arrays, what);
    good = H5Fclose(file) >= 0 && good;
    return good && layout_finish(path) && read_back(path, parameters, s, what);
}
