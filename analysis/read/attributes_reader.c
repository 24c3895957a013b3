#include "read/attributes_reader.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "file/attributes.h"
#include "read/dataset_reader.h"

static void read_result(hid_t file, const struct result *r, double *value,
                        struct faults *faults) {
    char name[ATTRIBUTE_NAME_MAX];
    if (!attributes_find(file, r->name, name) && r->newer)
        return;
    if (!attributes_get_number(file, name, H5T_NATIVE_DOUBLE, value, faults))
        return;
    if (r->range == RANGE_POSITIVE && !(*value > 0.0 && isfinite(*value)))
        faults_add(faults, "attribute `%s` is %g, not above 0", r->name, *value);
    else if (!(*value >= 0.0 && isfinite(*value)))
        faults_add(faults, "attribute `%s` is %g, not 0 or above", r->name, *value);
    else if (r->range == RANGE_PROBABILITY && *value > 1.0)
        faults_add(faults, "attribute `%s` is %g, no probability", r->name, *value);
}

struct attribute_check {
    const struct parameters *parameters;
    struct faults *faults;
};

/* By the name that it has now. */
static bool attribute_is_known(const struct parameters *p, const char *name) {
    /* The netCDF library marks the files that it has touched; nothing else is known to do so.
     */
    static const char *const always[] = {"schema", "engine", "_NCProperties"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strcmp(name, always[i]) == 0)
            return true;
    for (int i = 0; i < result_count; i++)
        if ((result_table[i].files & dataset_files(p)) &&
            strcmp(result_table[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *known = &parameter_table[i];
        char attribute[ATTRIBUTE_NAME_MAX];
        value_name(known, attribute);
        if (known->recorded && (known->commands & command_find(p->command)->bit) &&
            strcmp(attribute, name) == 0)
            return true;
    }
    return false;
}

/* The name that an attribute of an older file would have now, if it is not there under that,
 * too.
 */
static void name_now(hid_t file, const char *name, char now[ATTRIBUTE_NAME_MAX]) {
    snprintf(now, ATTRIBUTE_NAME_MAX, "%s", name);
    for (char *at = now; (at = strchr(at, '-')) != NULL;)
        *at = '_';
    if (H5Aexists(file, now) > 0)
        snprintf(now, ATTRIBUTE_NAME_MAX, "%s", name);
}

static herr_t check_attribute(hid_t file, const char *name, const H5A_info_t *info,
                              void *self) {
    const struct attribute_check *check = self;
    char now[ATTRIBUTE_NAME_MAX];
    (void)info;
    name_now(file, name, now);
    if (strlen(name) >= sizeof now || !attribute_is_known(check->parameters, now))
        faults_add(
            check->faults,
            "attribute `%.40s` is not known to this version of tpmsync-reduce; use the one "
            "that belongs to the tpmsync that made the file",
            name);
    return 0;
}

/* A file that says more than is understood may be of another model: each such attribute is a
 * fault. */
static void check_attributes(hid_t file, const struct parameters *parameters,
                             struct faults *faults) {
    struct attribute_check check = {parameters, faults};
    if (H5Aiterate2(file, H5_INDEX_NAME, H5_ITER_INC, NULL, check_attribute, &check) < 0)
        hdf5_fault(faults, "cannot list the attributes", "");
}

void attributes_read(hid_t file, struct ensemble *ensemble, struct faults *faults) {
    const struct parameters *p = &ensemble->parameters;
    if (!attributes_get_parameters(file, &ensemble->parameters, faults) && !p->command)
        return;
    if (p->runs > ENSEMBLE_RUNS_MAX)
        faults_add(faults, "attribute `runs` is %" PRId64 ", not in 1 .. %d", p->runs,
                   ENSEMBLE_RUNS_MAX);
    for (int i = 0; i < result_count; i++) {
        const struct result *r = &result_table[i];
        if (r->files & dataset_files(p))
            read_result(file, r, (double *)((char *)&ensemble->results + r->offset), faults);
    }
    check_attributes(file, p, faults);
}
