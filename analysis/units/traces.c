#include "units/traces.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "read/trace_reader.h"
#include "units/units.h"

/* ---- a run ------------------------------------------------------------------------------- */

struct reading {
    struct units_trace *trace;
    const struct ensemble *ensemble;
    int64_t first; /* number of the ensemble's first run among those of the pool */
};

static double mean_of(const double rho[], size_t K) {
    double sum = 0.0;
    for (size_t k = 0; k < K; k++)
        sum += rho[k];
    return sum / (double)K;
}

/* Infinity if it is not reached. */
static double time_of(int64_t time) {
    return time == ENSEMBLE_NOT_REACHED ? INFINITY : (double)time;
}

static void add_change(struct drift *drift, size_t block, const double before[],
                       const double after[], size_t K, bool late) {
    const double rho = mean_of(before, K);
    drift_add(drift, block, rho, mean_of(after, K) - rho, late);
}

/* The same of every unit. */
static void add_changes(struct drift *drift, size_t block, const double before[],
                        const double after[], size_t K, bool late) {
    for (size_t k = 0; k < K; k++)
        drift_add(drift, block, before[k], after[k] - before[k], late);
}

/* A step from row i of a piece to the next. The attacker that has had time for it is late. */
static void add_step(struct reading *reading, const struct trace_piece *piece, size_t i) {
    struct units_trace *t = reading->trace;
    const struct ensemble *e = reading->ensemble;
    const size_t K = piece->K, block = (size_t)(reading->first + piece->run) % DRIFT_BLOCKS;
    const double *ab = piece->rho_ab + i * K, *ao = piece->rho_ao + i * K, L = (double)t->L;
    const double step = (double)piece->step[i], sync = time_of(e->t_sync[piece->run]),
                 learn = time_of(e->t_learn[piece->run]), half = (double)t->until / 2.0;
    const bool late = step >= half, late_learner = late && sync <= half / 2.0;
    if (step < sync) {
        add_change(&t->drift[DRIFT_MUTUAL], block, ab, ab + K, K, late);
        add_changes(&t->drift[DRIFT_MUTUAL_UNIT], block, ab, ab + K, K, late);
        moves_add_mutual(&t->moves, block, K, L, ab, ab + K);
    }
    if (e->parameters.no_attacker || step >= learn)
        return;
    if (step < sync) {
        add_change(&t->drift[DRIFT_LISTENING], block, ao, ao + K, K, false);
    } else {
        add_change(&t->drift[DRIFT_ONE_WAY], block, ao, ao + K, K, late_learner);
        add_changes(&t->drift[DRIFT_ONE_WAY_UNIT], block, ao, ao + K, K, late_learner);
        moves_add_one_way(&t->moves, block, K, L, ao, ao + K);
    }
}

static void visit(void *context, const struct trace_piece *piece) {
    for (size_t i = 0; i + 1 < piece->rows; i++)
        add_step(context, piece, i);
}

/* ---- whose traces are read --------------------------------------------------------------- */

static int64_t steps_traced(const struct ensemble *e) {
    const int64_t until = e->parameters.schedule.until, most = e->parameters.max_steps;
    return until < most ? until : most;
}

/* Members of a pool may have no trace, or one of another length: the late steps are those of
 * one length. */
static bool is_read(const struct units_trace *t, const struct ensemble *e) {
    return trace_is_there(e) && steps_traced(e) == t->until;
}

/* ---- what comes of it -------------------------------------------------------------------- */

/* The runs of which the later half is wanted, and those that are still there in its end. */
static void count_late(struct units_trace *t) {
    double parties = 0.0, waiting = 0.0, learners = 0.0, learning = 0.0;
    const double until = (double)t->until;
    for (size_t m = 0; m < t->pool->count; m++) {
        const struct ensemble *e = t->pool->members[m];
        for (int64_t i = 0; is_read(t, e) && i < e->parameters.runs; i++) {
            if (!e->done[i])
                continue;
            const bool early = time_of(e->t_sync[i]) <= until / 4.0;
            parties += 1.0;
            waiting += time_of(e->t_sync[i]) > until;
            learners += early;
            learning += early && time_of(e->t_learn[i]) > until;
        }
    }
    t->runs = (int64_t)parties;
    t->late_share[DRIFT_MUTUAL] = waiting / parties;
    t->late_share[DRIFT_ONE_WAY] = learners > 0.0 ? learning / learners : 0.0;
    t->late_share[DRIFT_MUTUAL_UNIT] = t->late_share[DRIFT_MUTUAL];
    t->late_share[DRIFT_ONE_WAY_UNIT] = t->late_share[DRIFT_ONE_WAY];
}

static void finish(struct units_trace *t) {
    count_late(t);
    for (enum drift_kind kind = 0; kind < DRIFTS; kind++) {
        t->zero[kind] = drift_zero(&t->drift[kind]);
        t->late[kind] = t->late_share[kind] > 0.5 ? drift_late_mean(&t->drift[kind])
                                                  : (struct drift_value){NAN, NAN};
    }
}

/* ---- parties and attacker ---------------------------------------------------------------- */

static void compare_drifts(struct units_trace *t, const struct units_listener *o) {
    for (size_t b = 0; b < DRIFT_BINS; b++) {
        const struct drift_value mutual = drift_bin(&t->drift[DRIFT_MUTUAL_UNIT], b).change,
                                 one_way = drift_bin(&o->drift, b).change;
        const double far = (mutual.value - one_way.value) / hypot(mutual.error, one_way.error);
        t->compared += !isnan(far);
        t->larger += far > DRIFT_SURE;
        t->smaller += far < -DRIFT_SURE;
    }
    t->lead = (struct drift_value){NAN, NAN};
    if (o->zero.found)
        t->lead = drift_at(&t->drift[DRIFT_MUTUAL_UNIT], o->zero.rho.value);
}

/* Traces are sorted by L. */
static void make_listeners(struct units_study *study) {
    for (size_t i = 0; i < study->traces; i++) {
        const struct units_trace *t = &study->trace[i];
        if (i == 0 || t->L != study->trace[i - 1].L)
            study->listener[study->listeners++].L = t->L;
        if (t->K > 1)
            drift_pool(&study->listener[study->listeners - 1].drift,
                       &t->drift[DRIFT_ONE_WAY_UNIT]);
    }
    for (size_t j = 0; j < study->listeners; j++) {
        struct units_listener *o = &study->listener[j];
        o->zero = drift_zero(&o->drift);
        for (size_t i = 0; i < study->traces; i++)
            if (study->trace[i].L == o->L)
                compare_drifts(&study->trace[i], o);
    }
}

/* ---- which ------------------------------------------------------------------------------- */

static bool read_pool(struct units_trace *t, const struct remarks *remarks) {
    char why[1024];
    struct reading reading = {.trace = t};
    for (size_t m = 0; m < t->pool->count; m++) {
        const struct ensemble *e = reading.ensemble = t->pool->members[m];
        if (!is_read(t, e))
            continue;
        if (!trace_read(e, visit, &reading, why, sizeof why)) {
            fprintf(remarks->stream, "%s: %s: no drift is made of its trace: %s\n",
                    remarks->name, e->path, why);
            return false;
        }
        reading.first += e->parameters.runs;
    }
    return true;
}

/* Of a pool what units_trace says of it: the longest traces, and how many runs have them. */
static struct units_trace measure(const struct group *pool) {
    const struct parameters *p = group_parameters(pool);
    struct units_trace t = {.K = p->K, .L = p->L, .pool = pool};
    for (size_t m = 0; m < pool->count; m++)
        if (trace_is_there(pool->members[m]) && steps_traced(pool->members[m]) > t.until)
            t.until = steps_traced(pool->members[m]);
    for (size_t m = 0; m < pool->count; m++)
        if (is_read(&t, pool->members[m]))
            t.runs += pool->members[m]->parameters.runs;
    return t;
}

static bool is_wanted(const struct group *pool) {
    const struct parameters *p = group_parameters(pool);
    return strcmp(p->command, "iterate") == 0 &&
           (p->no_attacker || p->attack == ATTACK_NAIVE) && measure(pool).runs > 0;
}

/* Enters a pool, unless there is a fuller one of its K and L. */
static void choose(struct units_study *study, const struct group *pool) {
    const struct units_trace found = measure(pool);
    struct units_trace *t = study->trace;
    while (t < study->trace + study->traces && (t->K != found.K || t->L != found.L))
        t++;
    const bool is_new = t == study->trace + study->traces, fuller = found.runs > t->runs;
    if (!is_new)
        fprintf(study->remarks->stream, "%s: %s: no drift is made of its trace, %s\n",
                study->remarks->name, (fuller ? t->pool : pool)->members[0]->path,
                "another file of the same K and L has more");
    study->traces += is_new;
    if (is_new || fuller)
        *t = found;
}

static int compare_traces(const void *left, const void *right) {
    const struct units_trace *a = left, *b = right;
    const int64_t by_L = a->L - b->L, by_K = a->K - b->K;
    return by_L != 0 ? (by_L > 0) - (by_L < 0) : (by_K > 0) - (by_K < 0);
}

/* Reads the traces, and leaves out those that cannot be read. */
static bool read_all(struct units_study *study) {
    const size_t chosen = study->traces;
    study->traces = 0;
    for (size_t i = 0; i < chosen; i++) {
        struct units_trace t = study->trace[i];
        t.drift = calloc(DRIFTS, sizeof *t.drift);
        if (!t.drift)
            return false;
        const bool good = read_pool(&t, study->remarks);
        if (good) {
            finish(&t);
            study->trace[study->traces++] = t;
        } else {
            free(t.drift);
        }
    }
    return true;
}

bool traces_make(const struct pools *pools, struct units_study *study) {
    for (size_t g = 0; g < pools->count; g++)
        if (is_wanted(&pools->pool[g]))
            choose(study, &pools->pool[g]);
    if (!read_all(study))
        return false;
    qsort(study->trace, study->traces, sizeof *study->trace, compare_traces);
    make_listeners(study);
    return true;
}
