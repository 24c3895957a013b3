#include "file/ode_file.h"

#include <hdf5.h>

#include "file/arrays.h"
#include "file/attributes.h"
#include "file/hdf5_reason.h"
#include "file/layout.h"

static bool do_arrays(hid_t file, const struct ode_solution *s, arrays_action *action,
                      const char **what) {
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
    return action(file, sizeof arrays / sizeof *arrays, arrays, what);
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

static bool numbers_are_there(hid_t file, const struct ode_solution *s) {
    return attributes_is_number(file, "eta-c", s->eta_c) &&
           attributes_is_number(file, "eta-c-closed-form", s->eta_c_closed_form) &&
           attributes_is_number(file, "eta-last-interior", s->eta_last_interior) &&
           attributes_is_number(file, "fixed-point", s->fixed_point);
}

/* As anybody would read it, from the disk. */
static bool read_back(const char *path, const struct parameters *parameters,
                      const struct ode_solution *s, const char **what) {
    const hid_t file = layout_begin_check(path, parameters, what);
    const bool good =
        file >= 0 && numbers_are_there(file, s) && do_arrays(file, s, arrays_check, what);
    return (file < 0 || H5Fclose(file) >= 0) && good;
}

bool ode_file_write(const char *path, const struct parameters *parameters,
                    const struct provenance *provenance, const struct ode_solution *solution,
                    const char **what) {
    hdf5_keep_reasons();
    *what = "the file";
    const hid_t access = layout_access();
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    bool good = file >= 0 && attributes_put_parameters(file, parameters) &&
                attributes_put_provenance(file, provenance) && put_numbers(file, solution) &&
                put_groups(file) && do_arrays(file, solution, arrays_put, what);
    good = H5Fclose(file) >= 0 && good;
    return good && layout_finish(path) && read_back(path, parameters, solution, what);
}
