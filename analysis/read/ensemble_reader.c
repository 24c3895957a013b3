#include "read/ensemble_reader.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hdf5.h>

#include "file/hdf5_reason.h"
#include "read/attributes_reader.h"
#include "read/dataset_reader.h"
#include "read/input_file.h"

/* ---- runs -------------------------------------------------------------------------------- */

/* Reads a vector with an entry for every run. */
static void *read_runs(hid_t file, const char *name, hid_t type, size_t element, int64_t runs,
                       struct faults *faults) {
    struct expected expected = {name, H5T_INTEGER, 1, {runs}, {"attribute `runs`"}};
    return dataset_read(file, &expected, type, element, faults);
}

static bool time_is_valid(int64_t time, int64_t steps) {
    return time == ENSEMBLE_NOT_REACHED || (1 <= time && time <= steps);
}

/* What is wrong with a run that is done; "": nothing. */
static void check_run(const struct ensemble *e, int64_t i, char why[160]) {
    const struct parameters *p = &e->parameters;
    const int64_t sync = e->t_sync[i], learn = e->t_learn[i], steps = e->steps[i];
    why[0] = '\0';
    if (steps < 1 || !time_is_valid(sync, steps) || !time_is_valid(learn, steps))
        snprintf(why, 160,
                 " contradicts itself: t_sync %" PRId64 ", t_learn %" PRId64 ", steps %" PRId64,
                 sync, learn, steps);
    else if (p->no_attacker && learn != ENSEMBLE_NOT_REACHED)
        snprintf(why, 160, ": t_learn is %" PRId64 ", and there is no attacker", learn);
    else if (p->max_steps > 0 && steps > p->max_steps)
        snprintf(why, 160, " made %" PRId64 " steps, more than `max-steps`, %" PRId64, steps,
                 p->max_steps);
}

/* Checks that the entries make sense together; names the first run that does not. */
static void check_runs(const struct ensemble *e, struct faults *faults) {
    int64_t done = 0;
    for (int64_t i = 0; i < e->parameters.runs; i++) {
        char why[160] = "";
        if (e->done[i] > 1)
            snprintf(why, sizeof why, ": done is %d, not 0 or 1", e->done[i]);
        else if (e->done[i])
            check_run(e, i, why);
        if (*why) {
            faults_add(faults, "run %" PRId64 "%s", i, why);
            return;
        }
        done += e->done[i];
    }
    if (done == 0)
        faults_add(faults, "no run is done");
}

static void read_times(hid_t file, struct ensemble *e, struct faults *faults) {
    const int64_t runs = e->parameters.runs;
    const hid_t integer = H5T_NATIVE_INT64;
    e->t_sync = read_runs(file, "/runs/t_sync", integer, sizeof *e->t_sync, runs, faults);
    e->t_learn = read_runs(file, "/runs/t_learn", integer, sizeof *e->t_learn, runs, faults);
    e->steps = read_runs(file, "/runs/steps", integer, sizeof *e->steps, runs, faults);
    e->done = read_runs(file, "/runs/done", H5T_NATIVE_UINT8, sizeof *e->done, runs, faults);
    if (faults->count == 0)
        check_runs(e, faults);
}

/* Reads t_a and t_b, if they are there. */
static void read_split_times(hid_t file, struct ensemble *e, struct faults *faults) {
    const int64_t runs = e->parameters.runs;
    if (dataset_place(file, "/runs/t_a") == PLACE_EMPTY &&
        dataset_place(file, "/runs/t_b") == PLACE_EMPTY)
        return;
    e->t_a = read_runs(file, "/runs/t_a", H5T_NATIVE_INT64, sizeof *e->t_a, runs, faults);
    e->t_b = read_runs(file, "/runs/t_b", H5T_NATIVE_INT64, sizeof *e->t_b, runs, faults);
    for (int64_t i = 0; faults->count == 0 && i < runs; i++) {
        const bool reached = e->t_sync[i] != ENSEMBLE_NOT_REACHED,
                   none =
                       e->t_a[i] == ENSEMBLE_NOT_REACHED && e->t_b[i] == ENSEMBLE_NOT_REACHED,
                   split = 0 <= e->t_a[i] && 0 <= e->t_b[i] &&
                           e->t_a[i] <= INT64_MAX - e->t_b[i] &&
                           e->t_a[i] + e->t_b[i] == e->t_sync[i];
        if (e->done[i] && !(reached ? split : none))
            faults_add(faults,
                       "run %" PRId64 " contradicts itself: t_sync %" PRId64 ", t_a %" PRId64
                       ", t_b %" PRId64,
                       i, e->t_sync[i], e->t_a[i], e->t_b[i]);
    }
}

/* ---- curves ------------------------------------------------------------------------------ */

static double *read_reals(hid_t file, struct expected expected, struct faults *faults) {
    return dataset_read(file, &expected, H5T_NATIVE_DOUBLE, sizeof(double), faults);
}

/* Reads what the curves are drawn against, and how many points there are. */
static double *read_abscissa(hid_t file, const char *name, H5T_class_t class, size_t *points,
                             struct faults *faults) {
    struct expected expected = {name, class, 1, {0}, {NULL}};
    double *x = dataset_read(file, &expected, H5T_NATIVE_DOUBLE, sizeof *x, faults);
    if (!x)
        return NULL;
    *points = (size_t)expected.length[0];
    for (size_t i = 0; i < *points; i++)
        if (!isfinite(x[i]) || x[i] < 0.0 || (i > 0 && x[i] <= x[i - 1])) {
            faults_add(faults, "dataset %s does not rise from 0 on", name);
            break;
        }
    return x;
}

/* With some room for rounding. */
static bool is_overlap(double rho) {
    return fabs(rho) <= 1.0 + 1e-6;
}

/* Whether these are the mean and the standard deviation of `count` overlaps; one alone has no
 * deviation. */
static bool is_mean(double mean, double std, int64_t count) {
    return is_overlap(mean) && ((0.0 <= std && std <= 1.5) || (count == 1 && isnan(std)));
}

static void check_curve(const struct ensemble_curve *c, bool attacker, struct faults *faults) {
    for (size_t i = 0; i < c->points; i++) {
        const int64_t count = c->count[i];
        const bool ab = is_mean(c->rho_ab[i], c->rho_ab_std[i], count),
                   ao = !attacker || is_mean(c->rho_ao[i], c->rho_ao_std[i], count);
        if (count < 0 || (count > 0 && !(ab && ao))) {
            faults_add(faults, "row %zu of /mean does not hold overlaps of %" PRId64 " runs", i,
                       count);
            return;
        }
        if (count > 0 && !attacker && !isnan(c->rho_ao[i])) {
            faults_add(faults,
                       "row %zu of /mean holds an overlap of the attacker, and there is none",
                       i);
            return;
        }
    }
}

static void read_curve(hid_t file, struct ensemble *e, struct faults *faults) {
    const bool alpha = ensemble_is(e, "continuous");
    const char *name = alpha ? "/mean/alpha" : "/mean/step";
    const char *length = alpha ? "the length of /mean/alpha" : "the length of /mean/step";
    struct ensemble_curve *c = &e->curve;
    c->abscissa =
        read_abscissa(file, name, alpha ? H5T_FLOAT : H5T_INTEGER, &c->points, faults);
    if (!c->abscissa)
        return;
    struct expected expected = {"/mean/count", H5T_INTEGER, 1, {(int64_t)c->points}, {length}};
    c->count = dataset_read(file, &expected, H5T_NATIVE_INT64, sizeof *c->count, faults);
    expected.class = H5T_FLOAT;
    double **const columns[] = {&c->rho_ab, &c->rho_ab_std, &c->rho_ao, &c->rho_ao_std};
    static const char *const names[] = {"/mean/rho_ab", "/mean/rho_ab_std", "/mean/rho_ao",
                                        "/mean/rho_ao_std"};
    for (int i = 0; i < 4; i++) {
        expected.name = names[i];
        *columns[i] = read_reals(file, expected, faults);
    }
    if (faults->count == 0)
        check_curve(c, !e->parameters.no_attacker, faults);
}

/* ---- equations --------------------------------------------------------------------------- */

static void check_equations(const struct ensemble_equations *q, struct faults *faults) {
    const struct parameter *eta = parameter_find("ode", "eta");
    for (size_t i = 0; i < q->etas; i++)
        if (!(q->eta[i] > eta->low && q->eta[i] < eta->high && is_overlap(q->stationary[i]) &&
              isfinite(q->growth_plus[i]) && isfinite(q->growth_minus[i]))) {
            faults_add(faults, "/stationary holds no overlap or rates for learning rate %zu",
                       i);
            return;
        }
    for (size_t i = 0; i < q->etas * q->points; i++)
        if (!is_overlap(q->rho_ab[i]) || !is_overlap(q->rho_ao[i])) {
            faults_add(faults, "/mean holds no overlaps for learning rate %zu, row %zu",
                       i / q->points, i % q->points);
            return;
        }
}

static void read_equations(hid_t file, struct ensemble_equations *q, struct faults *faults) {
    struct expected etas = {"/eta", H5T_FLOAT, 1, {0}, {"the length of /eta"}};
    q->eta = dataset_read(file, &etas, H5T_NATIVE_DOUBLE, sizeof *q->eta, faults);
    q->alpha = read_abscissa(file, "/mean/alpha", H5T_FLOAT, &q->points, faults);
    if (!q->eta || !q->alpha)
        return;
    q->etas = (size_t)etas.length[0];
    struct expected curves = {"/mean/rho_ab",
                              H5T_FLOAT,
                              2,
                              {etas.length[0], (int64_t)q->points},
                              {"the length of /eta", "the length of /mean/alpha"}};
    q->rho_ab = read_reals(file, curves, faults);
    curves.name = "/mean/rho_ao";
    q->rho_ao = read_reals(file, curves, faults);
    etas.name = "/stationary/rho_ab";
    q->stationary = read_reals(file, etas, faults);
    etas.name = "/stationary/growth_plus";
    q->growth_plus = read_reals(file, etas, faults);
    etas.name = "/stationary/growth_minus";
    q->growth_minus = read_reals(file, etas, faults);
    if (faults->count == 0)
        check_equations(q, faults);
}

/* ---- splitting --------------------------------------------------------------------------- */

/* Reads one number a replicate and checks that none is negative; what is not there in a
 * replicate is NaN, if that is allowed. */
static double *read_replicates(hid_t file, const char *name, int64_t replicates, bool nan,
                               struct faults *faults) {
    const struct expected expected = {
        name, H5T_FLOAT, 1, {replicates}, {"attribute `replicates`"}};
    double *value = read_reals(file, expected, faults);
    for (int64_t r = 0; value && r < replicates; r++)
        if (!((value[r] >= 0.0 && isfinite(value[r])) || (nan && isnan(value[r])))) {
            faults_add(faults, "%s of replicate %" PRId64 " is %g", name, r, value[r]);
            break;
        }
    return value;
}

/* The mean over replicates must be what the attribute says: an attribute that was damaged or
 * changed does not go with the replicates that it comes from. */
static void check_mean(const double value[], int64_t replicates, double mean, const char *name,
                       struct faults *faults) {
    double sum = 0.0;
    for (int64_t r = 0; r < replicates; r++)
        sum += value[r] / (double)replicates;
    if (!(fabs(sum - mean) <= 1e-9 * mean))
        faults_add(faults, "attribute `%s` is not what the replicates say", name);
}

/* Levels fall, and what goes from one to the next is a probability. */
static void read_levels(hid_t file, int64_t replicates, struct faults *faults) {
    struct expected gaps = {"/levels/gap", H5T_FLOAT, 1, {0}, {NULL}};
    double *gap = dataset_read(file, &gaps, H5T_NATIVE_DOUBLE, sizeof *gap, faults);
    if (!gap)
        return;
    const int64_t levels = gaps.length[0];
    for (int64_t i = 0; i < levels; i++)
        if (!(gap[i] >= 0.0 && isfinite(gap[i])) || (i > 0 && gap[i] >= gap[i - 1])) {
            faults_add(faults, "dataset /levels/gap does not fall");
            break;
        }
    free(gap);
    const struct expected probabilities = {"/replicates/probability",
                                           H5T_FLOAT,
                                           2,
                                           {replicates, levels},
                                           {"attribute `replicates`", "the number of levels"}};
    double *probability = read_reals(file, probabilities, faults);
    for (int64_t i = 0; probability && i < replicates * levels; i++)
        if (!(0.0 <= probability[i] && probability[i] <= 1.0)) {
            faults_add(faults, "/replicates/probability of replicate %" PRId64 " holds %g",
                       i / levels, probability[i]);
            break;
        }
    free(probability);
}

static void read_passage(hid_t file, int64_t replicates, const struct ensemble_results *found,
                         struct faults *faults) {
    double *learned =
        read_replicates(file, "/replicates/rate_learned", replicates, false, faults);
    if (learned && faults->count == 0)
        check_mean(learned, replicates, 1.0 / found->passage, "passage", faults);
    free(learned);
    free(read_replicates(file, "/replicates/rate_mark", replicates, false, faults));
    free(read_replicates(file, "/replicates/transit", replicates, true, faults));
    free(read_replicates(file, "/replicates/moves", replicates, false, faults));
    read_levels(file, replicates, faults);
    if (found->dead_mark > found->dead_learned)
        faults_add(faults, "attribute `dead-mark` is larger than `dead-learned`");
}

static void read_lucky(hid_t file, int64_t replicates, const struct ensemble_results *found,
                       struct faults *faults) {
    double *lucky = read_replicates(file, "/replicates/lucky", replicates, false, faults);
    if (lucky && faults->count == 0)
        check_mean(lucky, replicates, found->lucky, "lucky", faults);
    free(lucky);
    free(read_replicates(file, "/replicates/steps", replicates, false, faults));
}

static void read_splitting(hid_t file, const struct ensemble *ensemble, struct faults *faults) {
    const int64_t replicates = ensemble->parameters.replicates;
    if (ensemble->parameters.event == SPLIT_PASSAGE)
        read_passage(file, replicates, &ensemble->results, faults);
    else
        read_lucky(file, replicates, &ensemble->results, faults);
}

/* ---- files ------------------------------------------------------------------------------- */

static void read_open_file(hid_t file, struct ensemble *ensemble, bool curves,
                           struct faults *faults) {
    attributes_read(file, ensemble, faults);
    if (faults->count > 0)
        return;
    const bool equations = ensemble_is(ensemble, "ode"),
               splitting = ensemble_is(ensemble, "split"),
               runs = ensemble_has_times(ensemble) || ensemble_is(ensemble, "continuous");
    if (!ensemble_has_times(ensemble) && !curves)
        return;
    if (faults->count == 0 && runs)
        read_times(file, ensemble, faults);
    if (faults->count == 0 && runs && curves) {
        read_split_times(file, ensemble, faults);
        read_curve(file, ensemble, faults);
    }
    if (faults->count == 0 && equations)
        read_equations(file, &ensemble->equations, faults);
    if (faults->count == 0 && splitting)
        read_splitting(file, ensemble, faults);
}

/* Opens a file for reading; negative, with the fault named, if that fails. */
static hid_t open_file(const char *path, struct faults *faults) {
    const char *why;
    const int readable = input_file_open(path, &why);
    if (readable < 0) {
        faults_add(faults, "%s", why);
        return H5I_INVALID_HID;
    }
    close(readable);
    if (H5Fis_hdf5(path) == 0) {
        faults_add(faults, "not an HDF5 file");
        return H5I_INVALID_HID;
    }
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        hdf5_fault(faults, "cannot be opened", "");
    return file;
}

static bool read_file(const char *path, struct ensemble *ensemble, bool curves, char *why,
                      size_t size) {
    struct faults faults = {0};
    *ensemble = (struct ensemble){0};
    hdf5_keep_reasons();
    const hid_t file = open_file(path, &faults);
    if (file >= 0) {
        read_open_file(file, ensemble, curves, &faults);
        H5Fclose(file);
    }
    if (faults.count == 0 && !(ensemble->path = strdup(path)))
        faults_add(&faults, "no memory");
    const bool good = faults.count == 0;
    if (!good) {
        faults_join(&faults, why, size);
        ensemble_free(ensemble);
    }
    faults_free(&faults);
    return good;
}

bool ensemble_read(const char *path, struct ensemble *ensemble, char *why, size_t size) {
    return read_file(path, ensemble, false, why, size);
}

bool ensemble_read_curves(const char *path, struct ensemble *ensemble, char *why, size_t size) {
    return read_file(path, ensemble, true, why, size);
}

bool ensemble_is(const struct ensemble *ensemble, const char *engine) {
    return ensemble->parameters.command && strcmp(ensemble->parameters.command, engine) == 0;
}

bool ensemble_has_times(const struct ensemble *ensemble) {
    return ensemble_is(ensemble, "iterate") || ensemble_is(ensemble, "simulate");
}

static void free_curve(struct ensemble_curve *curve) {
    free(curve->abscissa);
    free(curve->count);
    free(curve->rho_ab);
    free(curve->rho_ab_std);
    free(curve->rho_ao);
    free(curve->rho_ao_std);
}

static void free_equations(struct ensemble_equations *equations) {
    free(equations->eta);
    free(equations->alpha);
    free(equations->rho_ab);
    free(equations->rho_ao);
    free(equations->stationary);
    free(equations->growth_plus);
    free(equations->growth_minus);
}

bool ensemble_read_all(const char *name, size_t count, char *const paths[],
                       struct ensemble ensembles[]) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        char why[1024];
        if (ensemble_read_curves(paths[i], &ensembles[i], why, sizeof why))
            continue;
        fprintf(stderr, "%s: %s: %s\n", name, paths[i], why);
        good = false;
    }
    return good;
}

void ensemble_free(struct ensemble *ensemble) {
    free(ensemble->path);
    free(ensemble->t_sync);
    free(ensemble->t_learn);
    free(ensemble->steps);
    free(ensemble->done);
    free(ensemble->t_a);
    free(ensemble->t_b);
    free_curve(&ensemble->curve);
    free_equations(&ensemble->equations);
    parameters_free(&ensemble->parameters);
    *ensemble = (struct ensemble){0};
}
