#include "physics/split/splitting.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

enum {
    WALKERS = 8,       /* that run through the basin side by side */
    UNCOUNTED = 8,     /* entries of each of them that are not counted: the beginning */
    NOT_RARE = 20,     /* times as many walkers met the event as gave a sample */
    SAMPLES = 128,     /* of the stationary gap, from each of them, to place the first level */
    ONE_IN_ENTRY = 10, /* the first level has 1 of 10 stationary gaps below */
    ONE_IN = 5,        /* a level is reached by 1 of 5 walks from the one before */
    PATIENCE = 1000000,
};

/* States in which walks reached a level, and what is known of their way. */
struct states {
    char *bytes;   /* [room][state_size] */
    double *clock; /* [room]: time since the entry */
    int count;
};

/* All that a replicate works with. */
struct splitting {
    const struct walk_process *process;
    struct random_stream stream;
    int trials;
    uint64_t numbers; /* used for walks so far */
    int64_t moves;
    struct states here, next; /* of the present level; places for the walks of the trials */
    struct walk *walks;       /* [max(trials, WALKERS)] */
    char *walker;             /* [WALKERS][state_size] */
};

/* The way through the basin: entries and the time between them. */
struct entries {
    int64_t counted;
    double time;
};

/* ---- faults ---------------------------------------------------------------------------- */

const char *splitting_levels_fault(const struct splitting_levels *levels) {
    if (levels->count < 2)
        return "there must be two levels at least";
    if (levels->count > SPLITTING_LEVELS_MAX)
        return "there are too many levels (more than 256)";
    for (int i = 0; i < levels->count; i++)
        if (!isfinite(levels->gap[i]) || levels->gap[i] < 0.0)
            return "a level must be a finite gap, not below 0";
    for (int i = 1; i < levels->count; i++)
        if (levels->gap[i] >= levels->gap[i - 1])
            return "levels must fall from one to the next";
    return NULL;
}

const char *splitting_trials_fault(int64_t trials) {
    if (trials < SPLITTING_TRIALS_MIN)
        return "there must be 32 trials at least";
    if (trials > SPLITTING_TRIALS_MAX)
        return "there are too many trials (more than 1048576)";
    return NULL;
}

const char *splitting_status_text(enum splitting_status status) {
    switch (status) {
    case SPLITTING_DONE:
        return "done";
    case SPLITTING_NO_MEMORY:
        return "there is no memory";
    case SPLITTING_NO_ENTRY:
        return "the process does not get to the first level, or not away from it";
    case SPLITTING_NO_PROGRESS:
        return "no level can be placed: the walks get no nearer to the event";
    case SPLITTING_NOT_RARE:
        return "the event is not rare: walks meet it before they have forgotten their start";
    }
    return "unknown";
}

double splitting_rate(const struct splitting_result *result, int i) {
    double rate = result->flux;
    for (int j = 1; j <= i; j++)
        rate *= result->probability[j];
    return rate;
}

/* ---- memory ---------------------------------------------------------------------------- */

static bool states_init(struct states *states, int room, size_t state_size) {
    states->bytes = calloc((size_t)room, state_size);
    states->clock = calloc((size_t)room, sizeof *states->clock);
    return states->bytes && states->clock;
}

static void states_free(struct states *states) {
    free(states->bytes);
    free(states->clock);
}

static void splitting_free(struct splitting *s) {
    states_free(&s->here);
    states_free(&s->next);
    free(s->walks);
    free(s->walker);
}

static bool splitting_init(struct splitting *s, const struct walk_process *process,
                           uint64_t seed, int64_t replicate, int trials) {
    *s = (struct splitting){
        .process = process, .stream = random_stream(seed, replicate), .trials = trials};
    const size_t size = process->state_size;
    s->walks = calloc((size_t)trials, sizeof *s->walks);
    s->walker = calloc(WALKERS, size);
    return states_init(&s->here, trials, size) && states_init(&s->next, trials, size) &&
           s->walks && s->walker;
}

static char *state_at(const struct splitting *s, char *bytes, int i) {
    return bytes + (size_t)i * s->process->state_size;
}

/* ---- walks ----------------------------------------------------------------------------- */

static uint64_t new_number(struct splitting *s) {
    assert(s->numbers < WALK_NUMBERS_MAX);
    return s->numbers++;
}

static void make_walks(struct splitting *s, int count) {
    s->process->walk(s->process->self, &s->stream, s->walks, (size_t)count);
    for (int i = 0; i < count; i++)
        s->moves += s->walks[i].moves;
}

static void start_walker(struct splitting *s, int i) {
    s->process->start(s->process->self, &s->stream, new_number(s), state_at(s, s->walker, i));
}

/* Takes all walkers on within the same bounds, with new random numbers. */
static void move_walkers(struct splitting *s, double reach, double leave, int64_t max_moves) {
    for (int i = 0; i < WALKERS; i++)
        s->walks[i] = (struct walk){.number = new_number(s),
                                    .state = state_at(s, s->walker, i),
                                    .reach = reach,
                                    .leave = leave,
                                    .max_moves = max_moves};
    make_walks(s, WALKERS);
}

/* Patience for a walk in the basin; the event may keep a walk below the first level so long. */
static int64_t patience(const struct splitting *s) {
    const int64_t moves = s->process->relaxation * PATIENCE;
    return moves < WALK_MOVES_MAX ? moves : WALK_MOVES_MAX;
}

/* Starts walker `i` in the basin. False if that is left for good by every start. */
static bool start_in_basin(struct splitting *s, int i, const struct splitting_levels *levels) {
    for (int tries = 0; tries < PATIENCE; tries++) {
        start_walker(s, i);
        s->walks[i] = (struct walk){.number = new_number(s),
                                    .state = state_at(s, s->walker, i),
                                    .reach = levels->gap[levels->count - 1],
                                    .leave = levels->gap[0],
                                    .max_moves = patience(s)};
        s->process->walk(s->process->self, &s->stream, &s->walks[i], 1);
        s->moves += s->walks[i].moves;
        if (s->walks[i].end != WALK_REACHED)
            return s->walks[i].end == WALK_RETURNED;
    }
    return false;
}

/* Takes all walkers from the basin to the first level. Keeps the states there in `here`, as
 * far as there is room, when they count. */
static bool enter(struct splitting *s, double first, bool counts, struct entries *entries) {
    move_walkers(s, first, INFINITY, patience(s));
    for (int i = 0; i < WALKERS; i++) {
        if (s->walks[i].end != WALK_REACHED)
            return false;
        if (!counts)
            continue;
        entries->counted++;
        entries->time += s->walks[i].time;
        if (s->here.count < s->trials) {
            s->here.clock[s->here.count] = 0;
            memcpy(state_at(s, s->here.bytes, s->here.count++), s->walks[i].state,
                   s->process->state_size);
        }
    }
    return true;
}

/* Takes all walkers back to the basin; one that meets the event is started anew. */
static bool come_back(struct splitting *s, const struct splitting_levels *levels, bool counts,
                      struct entries *entries) {
    move_walkers(s, levels->gap[levels->count - 1], levels->gap[0], patience(s));
    for (int i = 0; i < WALKERS; i++) {
        if (s->walks[i].end == WALK_STOPPED)
            return false;
        if (counts)
            entries->time += s->walks[i].time;
        if (s->walks[i].end == WALK_REACHED && !start_in_basin(s, i, levels))
            return false;
    }
    return true;
}

/* Runs through the basin until `here` holds as many entries as there are trials. */
static bool find_entries(struct splitting *s, const struct splitting_levels *levels,
                         struct entries *entries) {
    *entries = (struct entries){0, 0.0};
    s->here.count = 0;
    for (int i = 0; i < WALKERS; i++)
        if (!start_in_basin(s, i, levels))
            return false;
    for (int round = 0; s->here.count < s->trials; round++) {
        const bool counts = round >= UNCOUNTED;
        if (!enter(s, levels->gap[0], counts, entries) ||
            !come_back(s, levels, counts, entries))
            return false;
    }
    return true;
}

/* Uniform in 0 .. n - 1, up to 2^-44 n. */
static uint32_t draw_below(const struct splitting *s, int64_t step, uint32_t n) {
    const struct random_block block =
        random_block(&s->stream, RANDOM_SPLITTING_CHOICE, step, 0);
    const uint64_t bits = (uint64_t)block.word[0] << 12 | block.word[1] >> 20;
    return (uint32_t)(((uint128)bits * n) >> 44);
}

/* Sets up one walk for each trial from the states of level `level`. */
static void set_up_trials(struct splitting *s, int level, double reach, double leave) {
    const uint64_t n = (uint64_t)s->here.count, trials = (uint64_t)s->trials;
    const uint64_t offset = draw_below(s, level, (uint32_t)n);
    for (uint64_t j = 0; j < trials; j++) {
        const int from = (int)((j * n + offset) / trials);
        s->next.clock[j] = s->here.clock[from];
        memcpy(state_at(s, s->next.bytes, (int)j), state_at(s, s->here.bytes, from),
               s->process->state_size);
        s->walks[j] = (struct walk){.number = new_number(s),
                                    .state = state_at(s, s->next.bytes, (int)j),
                                    .reach = reach,
                                    .leave = leave,
                                    .max_moves = WALK_MOVES_MAX};
    }
}

/* Makes the states of the trials that have reached their level those of the present one. False
 * if a trial has come to no end: to count it as returned would bias the estimate. */
static bool keep_reached(struct splitting *s) {
    int count = 0;
    for (int j = 0; j < s->trials; j++) {
        if (s->walks[j].end == WALK_STOPPED)
            return false;
        if (s->walks[j].end != WALK_REACHED)
            continue;
        s->here.clock[count] = s->next.clock[j] + s->walks[j].time;
        memcpy(state_at(s, s->here.bytes, count++), state_at(s, s->next.bytes, j),
               s->process->state_size);
    }
    s->here.count = count;
    return true;
}

/* ---- a replicate ----------------------------------------------------------------------- */

static double mean_clock(const struct states *states) {
    double sum = 0.0;
    for (int i = 0; i < states->count; i++)
        sum += states->clock[i];
    return sum / states->count;
}

static enum splitting_status run(struct splitting *s, const struct splitting_levels *levels,
                                 struct splitting_result *result) {
    struct entries entries;
    if (!find_entries(s, levels, &entries))
        return SPLITTING_NO_ENTRY;
    result->flux = (double)entries.counted / entries.time;
    result->probability[0] = 1.0;
    for (int level = 1; level < levels->count && s->here.count > 0; level++) {
        set_up_trials(s, level, levels->gap[level], levels->gap[0]);
        make_walks(s, s->trials);
        if (!keep_reached(s))
            return SPLITTING_NO_ENTRY;
        result->probability[level] = (double)s->here.count / s->trials;
    }
    result->transit = s->here.count > 0 ? mean_clock(&s->here) : NAN;
    return SPLITTING_DONE;
}

enum splitting_status splitting_run(const struct walk_process *process, uint64_t seed,
                                    int64_t replicate, int trials,
                                    const struct splitting_levels *levels,
                                    struct splitting_result *result) {
    assert(!splitting_levels_fault(levels) && !splitting_trials_fault(trials));
    struct splitting s;
    *result = (struct splitting_result){.count = levels->count, .transit = NAN};
    enum splitting_status status = SPLITTING_NO_MEMORY;
    if (splitting_init(&s, process, seed, replicate, trials))
        status = run(&s, levels, result);
    result->moves = s.moves;
    splitting_free(&s);
    return status;
}

/* ---- placing levels -------------------------------------------------------------------- */

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The gap that 1 of ONE_IN_ENTRY stationary ones is below. Walkers that get to `rare`, from
 * which the event is near, start anew, so that they do not count as stationary; false when most
 * of them do. */
static bool place_first(struct splitting *s, double rare, double *first) {
    double sample[WALKERS * SAMPLES];
    int count = 0, anew = 0;
    for (int i = 0; i < WALKERS; i++)
        start_walker(s, i);
    while (count < WALKERS * SAMPLES) {
        move_walkers(s, rare, INFINITY, s->process->relaxation);
        for (int i = 0; i < WALKERS; i++)
            if (s->walks[i].end == WALK_REACHED) {
                if (++anew > NOT_RARE * WALKERS * SAMPLES)
                    return false;
                start_walker(s, i);
            } else if (count < WALKERS * SAMPLES)
                sample[count++] = s->walks[i].gap;
    }
    qsort(sample, WALKERS * SAMPLES, sizeof *sample, compare_doubles);
    *first = sample[WALKERS * SAMPLES / ONE_IN_ENTRY];
    return true;
}

/* The next level: reached by 1 of ONE_IN trials, or the event if so many get there. */
static double place_next(struct splitting *s, double event, double least[]) {
    for (int j = 0; j < s->trials; j++)
        least[j] = s->walks[j].least;
    qsort(least, (size_t)s->trials, sizeof *least, compare_doubles);
    const double next = least[s->trials / ONE_IN];
    return next > event ? next : event;
}

/* The same trials once more, down to the level that they have placed. */
static bool repeat_trials(struct splitting *s, uint64_t numbers, int level, double reach,
                          double leave) {
    s->numbers = numbers;
    set_up_trials(s, level, reach, leave);
    make_walks(s, s->trials);
    return keep_reached(s);
}

static enum splitting_status place(struct splitting *s, double rare, double event,
                                   double least[], struct splitting_levels *levels) {
    struct entries entries;
    if (!place_first(s, rare, &levels->gap[0]))
        return SPLITTING_NOT_RARE;
    levels->gap[1] = event;
    levels->count = 2;
    if (levels->gap[0] <= event)
        return SPLITTING_NO_PROGRESS;
    if (!find_entries(s, levels, &entries))
        return SPLITTING_NO_ENTRY;
    for (int i = 1; i < SPLITTING_LEVELS_MAX; i++) {
        const uint64_t numbers = s->numbers;
        set_up_trials(s, i, event, levels->gap[0]);
        make_walks(s, s->trials);
        levels->gap[i] = place_next(s, event, least);
        levels->count = i + 1;
        if (levels->gap[i] <= event)
            return SPLITTING_DONE;
        if (levels->gap[i] >= levels->gap[i - 1])
            return SPLITTING_NO_PROGRESS;
        if (!repeat_trials(s, numbers, i, levels->gap[i], levels->gap[0]))
            return SPLITTING_NO_ENTRY;
    }
    return SPLITTING_NO_PROGRESS;
}

/* Makes `gap` a level if it lies between the first and the last. */
static bool insert_level(struct splitting_levels *levels, double gap) {
    int at = 0;
    while (at < levels->count && levels->gap[at] > gap)
        at++;
    if (at == 0 || at == levels->count || levels->gap[at] >= gap)
        return true;
    if (levels->count == SPLITTING_LEVELS_MAX)
        return false;
    memmove(levels->gap + at + 1, levels->gap + at,
            (size_t)(levels->count - at) * sizeof *levels->gap);
    levels->gap[at] = gap;
    levels->count++;
    return true;
}

static double largest(double event, const double marks[], int mark_count) {
    double gap = event;
    for (int m = 0; m < mark_count; m++)
        gap = marks[m] > gap ? marks[m] : gap;
    return gap;
}

enum splitting_status splitting_place_levels(const struct walk_process *process, uint64_t seed,
                                             int trials, double event, const double marks[],
                                             int mark_count, struct splitting_levels *levels) {
    assert(!splitting_trials_fault(trials));
    struct splitting s;
    *levels = (struct splitting_levels){0};
    enum splitting_status status = SPLITTING_NO_MEMORY;
    double *least = calloc((size_t)trials, sizeof *least);
    if (splitting_init(&s, process, seed, SPLITTING_REPLICATE_MAX + 1, trials) && least)
        status = place(&s, largest(event, marks, mark_count), event, least, levels);
    for (int m = 0; m < mark_count && status == SPLITTING_DONE; m++)
        if (!insert_level(levels, marks[m]))
            status = SPLITTING_NO_PROGRESS;
    free(least);
    splitting_free(&s);
    return status;
}
