#include "units/units.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_math.h>

#include "read/trace_reader.h"
#include "schema/values.h"
#include "units/traces.h"

/* ---- what is taken ----------------------------------------------------------------------- */

bool units_takes(const struct ensemble *e, const char **why) {
    const struct parameters *p = &e->parameters;
    const bool iterates = ensemble_is(e, "iterate");
    *why = NULL;
    if (!ensemble_has_times(e))
        *why = "its engine has no part in it";
    else if (p->update != UPDATE_AGREEMENT)
        *why = "its parties move on mismatch";
    else if (p->initial != p->L)
        *why = "its weights at the start are not uniform on -L .. L";
    else if (iterates && (p->closure != CLOSURE_NINE || p->criterion != CRITERION_MEAN))
        *why = "it is not of closure nine and the mean overlap";
    else if (!iterates && p->ties != TIES_MINUS)
        *why = "its ties are not minus";
    else if (!p->no_attacker && (p->attackers != 1 ||
                                 (p->attack != ATTACK_NAIVE && p->attack != ATTACK_GEOMETRIC)))
        *why = "its attacker is not one naive or geometric machine";
    else if (p->until == UNTIL_LEARN)
        *why = "its runs end when the attacker has learned";
    return !*why;
}

static enum units_attack attack_of(const struct parameters *p) {
    return p->no_attacker                  ? UNITS_ALONE
           : p->attack == ATTACK_GEOMETRIC ? UNITS_GEOMETRIC
                                           : UNITS_NAIVE;
}

/* ---- times ------------------------------------------------------------------------------- */

bool units_time_is_mean(const struct units_time *time) {
    return time->runs > 0 && time->reached == time->runs;
}

/* Sums over runs of one time, or of two at once. */
struct sums {
    double x, y, xx, yy, xy, n;
};

static void add(struct sums *s, double x, double y) {
    s->x += x;
    s->y += y;
    s->xx += x * x;
    s->yy += y * y;
    s->xy += x * y;
    s->n += 1.0;
}

/* Of the variance between runs, that of the mean. */
static double error_of(double sum, double squares, double n) {
    return n > 1.0 ? sqrt(fmax(0.0, squares / n - gsl_pow_2(sum / n)) / (n - 1.0)) : NAN;
}

static int64_t time_of(const struct ensemble *e, int64_t run, bool learn) {
    return learn ? e->t_learn[run] : e->t_sync[run];
}

static bool counts(const struct ensemble *e, int64_t run) {
    return e->done[run] && ensemble_run_end(e, run) != END_STALLED;
}

static struct units_time make_time(const struct group *pool, bool learn) {
    struct units_time time = {0, 0, NAN, NAN, NAN};
    struct sums s = {0};
    for (size_t m = 0; pool && m < pool->count; m++) {
        const struct ensemble *e = pool->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++) {
            if (!counts(e, i))
                continue;
            const bool reached = time_of(e, i, learn) != ENSEMBLE_NOT_REACHED;
            add(&s, (double)(reached ? time_of(e, i, learn) : e->steps[i]), 0.0);
            time.reached += reached;
            time.runs++;
        }
    }
    if (time.runs > 0)
        time.mean = s.x / s.n;
    if (units_time_is_mean(&time))
        time.error = error_of(s.x, s.xx, s.n);
    else if (time.reached >= 5)
        time.memoryless = s.x / (double)time.reached;
    return time;
}

/* Both times of the same runs, so that the error of their ratio knows how they hang together.
 */
static struct units_ratio make_ratio(const struct units_row *row) {
    struct units_ratio ratio = {NAN, NAN, NAN, NAN};
    struct sums s = {0}, r = {0};
    const struct group *pool = row->pool[UNITS_NAIVE];
    if (!pool || row->learn.runs == 0 || !units_time_is_mean(&row->sync))
        return ratio;
    ratio.means = row->learn.mean / row->sync.mean;
    if (!units_time_is_mean(&row->learn))
        return ratio;
    for (size_t m = 0; m < pool->count; m++) {
        const struct ensemble *e = pool->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++)
            if (counts(e, i)) {
                const double sync = (double)e->t_sync[i], learn = (double)e->t_learn[i];
                add(&s, sync, learn);
                add(&r, learn / sync, 0.0);
            }
    }
    const double q = ratio.means,
                 squares = s.yy - 2.0 * q * s.xy + q * q * s.xx; /* of learn - q sync */
    ratio.error = error_of(0.0, squares, s.n) * s.n / s.x;
    ratio.runs = r.x / r.n;
    ratio.runs_error = error_of(r.x, r.xx, r.n);
    return ratio;
}

static struct fraction make_success(const struct group *pool) {
    int64_t count = 0, of = 0;
    for (size_t m = 0; pool && m < pool->count; m++) {
        const struct ensemble *e = pool->members[m];
        for (int64_t i = 0; i < e->parameters.runs; i++) {
            if (!e->done[i] || e->t_sync[i] == ENSEMBLE_NOT_REACHED)
                continue;
            of++;
            count += e->t_learn[i] != ENSEMBLE_NOT_REACHED && e->t_learn[i] <= e->t_sync[i];
        }
    }
    return of > 0 ? fraction_of(count, of) : (struct fraction){0, 0, NAN, NAN, NAN};
}

static int64_t stalled_runs(const struct group *pool) {
    int64_t stalled = 0;
    for (size_t m = 0; pool && m < pool->count; m++)
        for (int64_t i = 0; i < pool->members[m]->parameters.runs; i++)
            stalled += pool->members[m]->done[i] &&
                       ensemble_run_end(pool->members[m], i) == END_STALLED;
    return stalled;
}

/* ---- rows -------------------------------------------------------------------------------- */

static double gap_of(const struct parameters *p) {
    return p->N > 0 ? 0.1 / ((double)p->N * (double)p->L) : 1.0 - p->cl;
}

static bool belongs(const struct units_row *row, const struct parameters *p) {
    return row->K == p->K && row->L == p->L && row->N == p->N &&
           strcmp(row->parameters->command, p->command) == 0 &&
           row->parameters->rule == p->rule && row->gap == gap_of(p);
}

static struct units_row *row_for(struct units_study *study, const struct parameters *p) {
    for (size_t r = 0; r < study->rows; r++)
        if (belongs(&study->row[r], p))
            return &study->row[r];
    struct units_row *row = &study->row[study->rows++];
    *row =
        (struct units_row){.K = p->K, .L = p->L, .N = p->N, .gap = gap_of(p), .parameters = p};
    return row;
}

/* How much a pool tells: whether its runs waited for the attacker, then how many they are. */
static double weight(const struct group *pool) {
    double runs = 0.0;
    for (size_t m = 0; m < pool->count; m++)
        runs += (double)pool->members[m]->parameters.runs;
    return runs + (group_parameters(pool)->until == UNTIL_BOTH ? 1e12 : 0.0);
}

static void tell(const struct group *passed, const struct group *taken,
                 const struct remarks *remarks) {
    for (size_t m = 0; m < passed->count; m++)
        fprintf(remarks->stream,
                "%s: %s: passed over in the table, %s tells more of the same\n", remarks->name,
                passed->members[m]->path, taken->members[0]->path);
}

static void place(struct units_study *study, const struct group *pool,
                  const struct remarks *remarks) {
    const struct parameters *p = group_parameters(pool);
    const struct group **slot = &row_for(study, p)->pool[attack_of(p)], *passed = pool;
    if (!*slot || weight(pool) > weight(*slot)) {
        passed = *slot;
        *slot = pool;
    }
    if (passed && !trace_is_there(passed->members[0]))
        tell(passed, *slot, remarks);
}

static void fill(struct units_row *row) {
    const struct group *naive = row->pool[UNITS_NAIVE], *geometric = row->pool[UNITS_GEOMETRIC],
                       *sync = naive       ? naive
                               : geometric ? geometric
                                           : row->pool[UNITS_ALONE];
    const bool waits = naive && group_parameters(naive)->until == UNTIL_BOTH;
    row->sync = make_time(sync, false);
    row->learn = make_time(waits ? naive : NULL, true);
    row->stalled = stalled_runs(sync);
    row->ratio = make_ratio(row);
    row->success[UNITS_NAIVE] = make_success(naive);
    row->success[UNITS_GEOMETRIC] = make_success(geometric);
    row->off_sync = row->off_learn = NAN;
    row->off_success[UNITS_NAIVE] = row->off_success[UNITS_GEOMETRIC] = NAN;
}

/* ---- simulation against iteration -------------------------------------------------------- */

static double off(const struct units_time *a, const struct units_time *b) {
    return units_time_is_mean(a) && units_time_is_mean(b)
               ? (a->mean - b->mean) / hypot(a->error, b->error)
               : NAN;
}

/* With the error that both would have if they were of one probability. */
static double off_fraction(struct fraction a, struct fraction b) {
    if (a.of == 0 || b.of == 0)
        return NAN;
    const double p = (double)(a.count + b.count) / (double)(a.of + b.of);
    return (a.value - b.value) /
           sqrt(p * (1.0 - p) * (1.0 / (double)a.of + 1.0 / (double)b.of));
}

static void compare(struct units_row *row, const struct units_row *iterated) {
    if (row->N == 0 || iterated->N > 0 || row->K != iterated->K || row->L != iterated->L ||
        fabs(iterated->gap / row->gap - 1.0) > UNITS_SAME_GAP)
        return;
    row->off_sync = off(&row->sync, &iterated->sync);
    row->off_learn = off(&row->learn, &iterated->learn);
    for (enum units_attack a = UNITS_NAIVE; a < UNITS_ALONE; a++)
        row->off_success[a] = off_fraction(row->success[a], iterated->success[a]);
}

/* ---- the study --------------------------------------------------------------------------- */

#define THREE_WAY(a, b) (((a) > (b)) - ((a) < (b)))

/* By L, iteration before simulation, criterion, then K. */
static int compare_rows(const void *left, const void *right) {
    const struct units_row *a = left, *b = right;
    const int orders[] = {
        THREE_WAY(a->L, b->L), THREE_WAY(a->N, b->N), THREE_WAY(b->gap, a->gap),
        THREE_WAY(a->parameters->rule, b->parameters->rule), THREE_WAY(a->K, b->K)};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

/* Rows of the iteration with this L and criterion. */
static int units_of_source(const struct units_study *study, const struct units_row *row) {
    int units = 0;
    for (size_t i = 0; i < study->rows; i++)
        units +=
            study->row[i].N == 0 && study->row[i].L == row->L && study->row[i].gap == row->gap;
    return units;
}

bool units_is_drawn(const struct units_study *study, const struct units_row *row) {
    const int units = units_of_source(study, row);
    for (size_t i = 0; i < study->rows; i++) {
        const struct units_row *other = &study->row[i];
        const int others = units_of_source(study, other);
        if (other->N == 0 && other->L == row->L &&
            (others > units || (others == units && other->gap < row->gap)))
            return false;
    }
    return row->N == 0;
}

double units_return(int64_t K) {
    return 4.0 * (double)(K - 1) / (M_PI * M_PI);
}

bool units_make(const struct pools *pools, const struct remarks *remarks,
                struct units_study *study) {
    *study = (struct units_study){.row = calloc(pools->count, sizeof *study->row),
                                  .trace = calloc(pools->count, sizeof *study->trace),
                                  .listener = calloc(pools->count, sizeof *study->listener),
                                  .remarks = remarks};
    bool good = study->row && study->trace && study->listener;
    for (size_t g = 0; good && g < pools->count; g++)
        place(study, &pools->pool[g], remarks);
    for (size_t r = 0; good && r < study->rows; r++)
        fill(&study->row[r]);
    for (size_t r = 0; good && r < study->rows; r++)
        for (size_t i = 0; i < study->rows; i++)
            compare(&study->row[r], &study->row[i]);
    good = good && traces_make(pools, study);
    if (!good) {
        units_free(study);
        return false;
    }
    qsort(study->row, study->rows, sizeof *study->row, compare_rows);
    return true;
}

void units_free(struct units_study *study) {
    for (size_t i = 0; study->trace && i < study->traces; i++)
        free(study->trace[i].drift);
    free(study->row);
    free(study->trace);
    free(study->listener);
    *study = (struct units_study){.remarks = study->remarks};
}
