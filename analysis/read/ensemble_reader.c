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

/* Whether the parts that older files lack go with how the run went. */
static bool end_fits(const struct ensemble *e, int64_t i) {
    const struct model model = parameters_model(&e->parameters);
    const bool decided = run_is_decided(&model, e->t_sync[i], e->t_learn[i]);
    switch (e->end[i]) {
    case END_COMPLETE:
        return decided;
    case END_STEP_LIMIT:
        return !decided;
    case END_STALLED:
        return !decided && e->t_sync[i] == ENSEMBLE_NOT_REACHED;
    default:
        return false;
    }
}

static bool at_sync_fits(const struct ensemble *e, int64_t i) {
    const double rho = e->rho_ao_at_sync ? e->rho_ao_at_sync[i] : NAN,
                 equal = e->equal_at_sync ? e->equal_at_sync[i] : NAN;
    const int64_t sync = e->t_sync[i], learn = e->t_learn[i];
    if (sync == ENSEMBLE_NOT_REACHED)
        return isnan(rho) && isnan(equal) &&
               (!e->learned_at_sync || e->learned_at_sync[i] == ENSEMBLE_NOT_REACHED);
    const int64_t learned = e->learned_at_sync ? e->learned_at_sync[i] : 0;
    return !(fabs(rho) > 1.0 + 1e-6) && !(equal < 0.0 || equal > 1.0) && learned >= 0 &&
           (learned == 0 || (learn != ENSEMBLE_NOT_REACHED && learn <= sync));
}

static void check_newer(const struct ensemble *e, int64_t i, char why[160]) {
    if (e->end && !end_fits(e, i))
        snprintf(why, 160, " contradicts itself: end %d, t_sync %" PRId64 ", t_learn %" PRId64,
                 e->end[i], e->t_sync[i], e->t_learn[i]);
    else if (!at_sync_fits(e, i))
        snprintf(why, 160,
                 " contradicts itself: t_sync %" PRId64 ", t_learn %" PRId64
                 ", and what /runs/..._at_sync says",
                 e->t_sync[i], e->t_learn[i]);
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
        if (e->done[i] == 1 && !*why)
            check_newer(e, i, why);
        if (*why) {
            faults_add(faults, "run %" PRId64 "%s", i, why);
            return;
        }
        done += e->done[i];
    }
    if (done == 0)
        faults_add(faults, "no run is done");
}

/* NULL, and no fault, if it is not there. */
static void *read_newer(hid_t file, const char *path, hid_t type, struct shape *shape,
                        struct faults *faults) {
    return dataset_place(file, path) == PLACE_EMPTY
               ? NULL
               : dataset_read(file, path, type, shape, faults);
}

static void read_times(hid_t file, struct ensemble *e, struct shape *shape,
                       struct faults *faults) {
    const hid_t integer = H5T_NATIVE_INT64;
    e->t_sync = dataset_read(file, "/runs/t_sync", integer, shape, faults);
    e->t_learn = dataset_read(file, "/runs/t_learn", integer, shape, faults);
    e->steps = dataset_read(file, "/runs/steps", integer, shape, faults);
    e->done = dataset_read(file, "/runs/done", H5T_NATIVE_UINT8, shape, faults);
    if (ensemble_has_times(e)) {
        const hid_t real = H5T_NATIVE_DOUBLE;
        e->end = read_newer(file, "/runs/end", H5T_NATIVE_UINT8, shape, faults);
        e->rho_ao_at_sync = read_newer(file, "/runs/rho_ao_at_sync", real, shape, faults);
        e->equal_at_sync = read_newer(file, "/runs/equal_at_sync", real, shape, faults);
        e->learned_at_sync = read_newer(file, "/runs/learned_at_sync", integer, shape, faults);
    }
    if (faults->count == 0)
        check_runs(e, faults);
}

/* Reads t_a and t_b, if they are there. */
static void read_split_times(hid_t file, struct ensemble *e, struct shape *shape,
                             struct faults *faults) {
    const int64_t runs = e->parameters.runs;
    if (dataset_place(file, "/runs/t_a") == PLACE_EMPTY &&
        dataset_place(file, "/runs/t_b") == PLACE_EMPTY)
        return;
    e->t_a = dataset_read(file, "/runs/t_a", H5T_NATIVE_INT64, shape, faults);
    e->t_b = dataset_read(file, "/runs/t_b", H5T_NATIVE_INT64, shape, faults);
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

static double *read_reals(hid_t file, const char *name, struct shape *shape,
                          struct faults *faults) {
    return dataset_read(file, name, H5T_NATIVE_DOUBLE, shape, faults);
}

/* Reads what the curves are drawn against. */
static double *read_abscissa(hid_t file, const char *name, struct shape *shape,
                             struct faults *faults) {
    double *x = read_reals(file, name, shape, faults);
    for (int64_t i = 0; x && i < shape->length[DIMENSION_STEPS]; i++)
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

static void read_curve(hid_t file, struct ensemble *e, struct shape *shape,
                       struct faults *faults) {
    struct ensemble_curve *c = &e->curve;
    c->abscissa = read_abscissa(file, shape->files & FOR_ALPHA ? "/mean/alpha" : "/mean/step",
                                shape, faults);
    if (!c->abscissa)
        return;
    c->points = (size_t)shape->length[DIMENSION_STEPS];
    c->count = dataset_read(file, "/mean/count", H5T_NATIVE_INT64, shape, faults);
    c->rho_ab = read_reals(file, "/mean/rho_ab", shape, faults);
    c->rho_ab_std = read_reals(file, "/mean/rho_ab_std", shape, faults);
    c->rho_ao = read_reals(file, "/mean/rho_ao", shape, faults);
    c->rho_ao_std = read_reals(file, "/mean/rho_ao_std", shape, faults);
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

static void read_equations(hid_t file, struct ensemble_equations *q, struct shape *shape,
                           struct faults *faults) {
    q->eta = read_reals(file, "/eta", shape, faults);
    q->alpha = read_abscissa(file, "/mean/alpha", shape, faults);
    if (!q->eta || !q->alpha)
        return;
    q->etas = (size_t)shape->length[DIMENSION_ETAS];
    q->points = (size_t)shape->length[DIMENSION_STEPS];
    q->rho_ab = read_reals(file, "/mean/rho_ab", shape, faults);
    q->rho_ao = read_reals(file, "/mean/rho_ao", shape, faults);
    q->stationary = read_reals(file, "/stationary/rho_ab", shape, faults);
    q->growth_plus = read_reals(file, "/stationary/growth_plus", shape, faults);
    q->growth_minus = read_reals(file, "/stationary/growth_minus", shape, faults);
    if (faults->count == 0)
        check_equations(q, faults);
}

/* ---- splitting --------------------------------------------------------------------------- */

/* Reads one number a replicate and checks that none is negative; what is not there in a
 * replicate is NaN, if that is allowed. */
static double *read_replicates(hid_t file, const char *name, struct shape *shape, bool nan,
                               struct faults *faults) {
    const int64_t replicates = shape->length[DIMENSION_REPLICATES];
    double *value = read_reals(file, name, shape, faults);
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
static void read_levels(hid_t file, struct shape *shape, struct faults *faults) {
    double *gap = read_reals(file, "/levels/gap", shape, faults);
    if (!gap)
        return;
    const int64_t levels = shape->length[DIMENSION_LEVELS],
                  replicates = shape->length[DIMENSION_REPLICATES];
    for (int64_t i = 0; i < levels; i++)
        if (!(gap[i] >= 0.0 && isfinite(gap[i])) || (i > 0 && gap[i] >= gap[i - 1])) {
            faults_add(faults, "dataset /levels/gap does not fall");
            break;
        }
    free(gap);
    double *probability = read_reals(file, "/replicates/probability", shape, faults);
    for (int64_t i = 0; probability && i < replicates * levels; i++)
        if (!(0.0 <= probability[i] && probability[i] <= 1.0)) {
            faults_add(faults, "/replicates/probability of replicate %" PRId64 " holds %g",
                       i / levels, probability[i]);
            break;
        }
    free(probability);
}

static void read_passage(hid_t file, struct shape *shape, const struct results *found,
                         struct faults *faults) {
    double *learned = read_replicates(file, "/replicates/rate_learned", shape, false, faults);
    if (learned && faults->count == 0)
        check_mean(learned, shape->length[DIMENSION_REPLICATES], 1.0 / found->passage,
                   "passage", faults);
    free(learned);
    free(read_replicates(file, "/replicates/rate_mark", shape, false, faults));
    free(read_replicates(file, "/replicates/transit", shape, true, faults));
    free(read_replicates(file, "/replicates/moves", shape, false, faults));
    read_levels(file, shape, faults);
    if (found->dead_mark > found->dead_learned)
        faults_add(faults, "attribute `dead_mark` is larger than `dead_learned`");
}

static void read_lucky(hid_t file, struct shape *shape, const struct results *found,
                       struct faults *faults) {
    double *lucky = read_replicates(file, "/replicates/lucky", shape, false, faults);
    if (lucky && faults->count == 0)
        check_mean(lucky, shape->length[DIMENSION_REPLICATES], found->lucky, "lucky", faults);
    free(lucky);
    free(read_replicates(file, "/replicates/steps", shape, false, faults));
}

static void read_splitting(hid_t file, const struct ensemble *ensemble, struct shape *shape,
                           struct faults *faults) {
    if (ensemble->parameters.event == SPLIT_PASSAGE)
        read_passage(file, shape, &ensemble->results, faults);
    else
        read_lucky(file, shape, &ensemble->results, faults);
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
    const struct parameters *p = &ensemble->parameters;
    struct shape shape = {dataset_files(p),
                          {[DIMENSION_RUNS] = p->runs, [DIMENSION_REPLICATES] = p->replicates}};
    if (runs)
        read_times(file, ensemble, &shape, faults);
    if (faults->count == 0 && runs && curves) {
        read_split_times(file, ensemble, &shape, faults);
        read_curve(file, ensemble, &shape, faults);
    }
    if (equations)
        read_equations(file, &ensemble->equations, &shape, faults);
    if (splitting)
        read_splitting(file, ensemble, &shape, faults);
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

enum run_end ensemble_run_end(const struct ensemble *e, int64_t run) {
    const struct model model = parameters_model(&e->parameters);
    if (e->end)
        return (enum run_end)e->end[run];
    return run_is_decided(&model, e->t_sync[run], e->t_learn[run]) ? END_COMPLETE
                                                                   : END_STEP_LIMIT;
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

void ensemble_tell_missing(const struct ensemble *e, const char *name, FILE *stream) {
    int64_t missing = 0;
    for (int64_t i = 0; e->done && i < e->parameters.runs; i++)
        missing += !e->done[i];
    if (missing > 0)
        fprintf(stream,
                "%s: %s: %" PRId64 " of %" PRId64
                " runs are not done, and left out; short runs "
                "are done first, so that times are too small and what takes long is too rare\n",
                name, e->path, missing, e->parameters.runs);
}

bool ensemble_read_all(const char *name, size_t count, char *const paths[],
                       struct ensemble ensembles[]) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        char why[1024];
        if (ensemble_read_curves(paths[i], &ensembles[i], why, sizeof why)) {
            ensemble_tell_missing(&ensembles[i], name, stderr);
            continue;
        }
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
    free(ensemble->end);
    free(ensemble->rho_ao_at_sync);
    free(ensemble->equal_at_sync);
    free(ensemble->learned_at_sync);
    free(ensemble->t_a);
    free(ensemble->t_b);
    free_curve(&ensemble->curve);
    free_equations(&ensemble->equations);
    parameters_free(&ensemble->parameters);
    *ensemble = (struct ensemble){0};
}
