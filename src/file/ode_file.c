#include "file/ode_file.h"

#include <stdlib.h>
#include <unistd.h>

#include <hdf5.h>
#include <hdf5_hl.h>

#include "file/attributes.h"
#include "file/layout.h"

enum { DIMENSIONS_MAX = 2 };

struct array {
    const char *path;
    int dimensions;
    hsize_t size[DIMENSIONS_MAX];
    const char *scale[DIMENSIONS_MAX]; /* NULL: it is a scale itself */
    const double *value;
    const char *units, *long_name;
};

static bool attach(hid_t file, hid_t dataset, const struct array *a) {
    if (!a->scale[0])
        return H5DSset_scale(dataset, a->path) >= 0;
    bool good = true;
    for (int d = 0; d < a->dimensions && good; d++) {
        const hid_t scale = H5Dopen2(file, a->scale[d], H5P_DEFAULT);
        good = H5DSattach_scale(dataset, scale, (unsigned)d) >= 0;
        H5Dclose(scale);
    }
    return good;
}

static bool put_array(hid_t file, const struct array *a) {
    const hid_t space = H5Screate_simple(a->dimensions, a->size, NULL);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, a->dimensions, a->size);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    const hid_t dataset =
        H5Dcreate2(file, a->path, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    bool good = dataset >= 0 && H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL,
                                         H5P_DEFAULT, a->value) >= 0;
    good = good && attributes_put_text(dataset, "units", a->units) &&
           attributes_put_text(dataset, "long_name", a->long_name) && attach(file, dataset, a);
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
    return good;
}

static bool put_arrays(hid_t file, const struct ode_solution *s, const char **what) {
    const hsize_t etas = s->etas, points = s->points;
    const struct array arrays[] = {
        {"/eta", 1, {etas}, {NULL}, s->eta, "1", "learning rate"},
        {"/mean/alpha", 1, {points}, {NULL}, s->alpha, "1", "time alpha = steps / N"},
        {"/mean/rho_ab",
         2,
         {etas, points},
         {"/eta", "/mean/alpha"},
         s->rho_ab,
         "1",
         "overlap of A and B"},
        {"/mean/rho_ao",
         2,
         {etas, points},
         {"/eta", "/mean/alpha"},
         s->rho_ao,
         "1",
         "overlap of A and the attacker"},
        {"/stationary/rho_ab",
         1,
         {etas},
         {"/eta"},
         s->stationary_ab,
         "1",
         "overlap at which A and B settle that start at 0"},
        {"/stationary/growth_minus",
         1,
         {etas},
         {"/eta"},
         s->growth_minus,
         "1",
         "growth rate of 1 + rho_ab at rho_ab = -1; positive: repulsive"},
        {"/stationary/growth_plus",
         1,
         {etas},
         {"/eta"},
         s->growth_plus,
         "1",
         "rate of arccos(rho_ab) at rho_ab = 1; positive: repulsive"},
    };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (!put_array(file, &arrays[i])) {
            *what = arrays[i].path;
            return false;
        }
    return true;
}

static bool put_numbers(hid_t file, const struct ode_solution *s) {
    return attributes_put_number(file, "eta-c", H5T_NATIVE_DOUBLE, &s->eta_c) &&
           attributes_put_number(file, "eta-c-closed-form", H5T_NATIVE_DOUBLE,
                                 &s->eta_c_closed_form) &&
           attributes_put_number(file, "eta-last-interior", H5T_NATIVE_DOUBLE,
                                 &s->eta_last_interior) &&
           attributes_put_number(file, "fixed-point", H5T_NATIVE_DOUBLE, &s->fixed_point);
}

static bool put_groups(hid_t file) {
    const hid_t mean = H5Gcreate2(file, "/mean", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t stationary =
        H5Gcreate2(file, "/stationary", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const bool good = mean >= 0 && stationary >= 0;
    H5Gclose(stationary);
    H5Gclose(mean);
    return good;
}

bool ode_file_write(const char *path, const struct parameters *parameters,
                    const struct provenance *provenance, const struct ode_solution *solution,
                    const char **what) {
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    *what = "the file";
    const hid_t access = layout_access();
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    bool good = file >= 0 && attributes_put_parameters(file, parameters) &&
                attributes_put_provenance(file, provenance) && put_numbers(file, solution) &&
                put_groups(file) && put_arrays(file, solution, what);
    good = H5Fclose(file) >= 0 && good;
    return good && layout_finish(path);
}
