#include "events.h"

#include <math.h>
#include <stdlib.h>

#include "ensemble/pace.h"
#include "ranks/dealer.h"

/* ---- state ------------------------------------------------------------------------------- */

/* What happens to a rank next. */
enum event {
    EVENT_LOOP,     /* it begins a slice */
    EVENT_ADVANCED, /* a call of the engine is over */
    EVENT_LOOK,     /* it looks up, its commit being done */
    EVENT_END,      /* its last commit is done */
};

enum question { NONE, HOW_MANY_ARE_DEALT, A_SHARE };
enum beat { BEAT_UP, BEAT_WAITS, BEAT_DOWN, BEAT_COMPLETE };

struct rank {
    enum event event;
    bool asleep;  /* no event is due: it naps until something arrives */
    double rests; /* seconds, since when it naps */
    struct modelled_lanes lanes;
    int occupied;
    bool exhausted, unsaved;
    int64_t steps; /* of the next call */
    double call;   /* seconds that the present one takes */
    int ended;     /* runs that end in it */
    double slice_begun, committed;

    int64_t next, end; /* the share in hand */
    enum question asked;
    double asked_at, answered; /* seconds; INFINITY: not yet */
    int64_t share, answer;

    enum beat beat;
    int child;         /* of the tree upwards: the next one to hear of */
    int64_t beats;     /* complete */
    double from_below; /* when the message to the parent arrives there; INFINITY: not sent */
    double from_above; /* when the message from the parent arrives */
};

struct simulation {
    const struct scene *scene;
    struct course *course;
    int lanes;         /* in use */
    struct rank *rank; /* [ranks] */
    /* What is due: rank r is number r, and its operation on the way to the counter ranks + r.
     */
    double *due;     /* [2 ranks], seconds */
    int *heap, size; /* numbers by time, and by number */
    int64_t counter;
    double counter_free;
    int *queue, queued; /* ranks that wait for rank 0 to serve the counter */
    int without[2];     /* ranks that have said, in a beat, that they have no run; by the parity
                         * of the beat, the third cannot begin before the first is complete
                         * everywhere */
    double now;
};

/* ---- the queue of events: a binary heap ---------------------------------------------------
 */

static bool is_earlier(const struct simulation *s, int a, int b) {
    return s->due[a] < s->due[b] || (s->due[a] == s->due[b] && a < b);
}

static void push(struct simulation *s, int number, double at) {
    int place = s->size++;
    s->due[number] = at;
    for (; place > 0 && is_earlier(s, number, s->heap[(place - 1) / 2]);
         place = (place - 1) / 2)
        s->heap[place] = s->heap[(place - 1) / 2];
    s->heap[place] = number;
}

static int pop(struct simulation *s) {
    const int first = s->heap[0], last = s->heap[--s->size];
    int place = 0;
    for (int child; (child = 2 * place + 1) < s->size; place = child) {
        if (child + 1 < s->size && is_earlier(s, s->heap[child + 1], s->heap[child]))
            child++;
        if (!is_earlier(s, s->heap[child], last))
            break;
        s->heap[place] = s->heap[child];
    }
    s->heap[place] = last;
    return first;
}

static void then(struct simulation *s, int rank, enum event event, double at) {
    s->rank[rank].event = event;
    push(s, rank, at);
}

/* ---- naps ---------------------------------------------------------------------------------
 */

/* A rank naps over and over until something has arrived: only the last nap is an event. */
static void end_naps(struct simulation *s, int rank, double arrives) {
    const double nap = 1e-9 * PACE_NAP_NANOSECONDS;
    const double naps = ceil((arrives - s->rank[rank].rests) / nap);
    s->rank[rank].asleep = false;
    then(s, rank, EVENT_LOOP, s->rank[rank].rests + nap * fmax(1.0, naps));
}

static void wake(struct simulation *s, int rank, double arrives) {
    if (s->rank[rank].asleep)
        end_naps(s, rank, arrives);
}

/* When that arrives which a rank without runs waits for; INFINITY: it is not under way. */
static double awaited(const struct simulation *s, int rank) {
    const struct rank *r = &s->rank[rank];
    double arrives = r->asked != NONE ? r->answered : INFINITY;
    if (!r->exhausted && r->asked == NONE)
        return s->now;
    if (r->beat == BEAT_WAITS)
        arrives = fmin(arrives, r->from_above);
    if (r->beat == BEAT_UP && rank + r->child < s->scene->ranks)
        arrives = fmin(arrives, s->rank[rank + r->child].from_below);
    return arrives;
}

static void rest(struct simulation *s, int rank, double from) {
    const double arrives = awaited(s, rank);
    s->rank[rank].rests = from;
    s->rank[rank].asleep = true;
    if (arrives < INFINITY)
        wake(s, rank, arrives);
}

/* ---- dealing ------------------------------------------------------------------------------
 */

static double latency_to_zero(const struct simulation *s, int rank) {
    return rank == 0 ? 0.0 : s->scene->latency;
}

/* The operation of a rank is carried out from `begin` on. */
static void serve(struct simulation *s, int rank, double begin) {
    struct rank *r = &s->rank[rank];
    const double queue = begin - (r->asked_at + latency_to_zero(s, rank));
    s->counter_free = begin + s->scene->counter;
    s->course->fetches++;
    if (queue > s->course->queue)
        s->course->queue = queue;
    r->answer = s->counter;
    if (r->asked == A_SHARE) {
        s->counter += r->share;
        if (r->answer < s->scene->runs && s->counter >= s->scene->runs)
            s->course->dealt = s->counter_free;
    }
    r->answered = s->counter_free + latency_to_zero(s, rank);
    s->course->waited += r->answered - r->asked_at;
    wake(s, rank, r->answered);
}

static void arrive(struct simulation *s, int rank) {
    if (s->scene->by_hand && rank != 0) {
        s->queue[s->queued++] = rank;
        wake(s, 0, s->now);
    } else {
        serve(s, rank, fmax(s->now, s->counter_free));
    }
}

static void ask(struct simulation *s, int rank, enum question question) {
    s->rank[rank].asked = question;
    s->rank[rank].asked_at = s->now;
    s->rank[rank].answered = INFINITY;
    if (latency_to_zero(s, rank) > 0.0)
        push(s, s->scene->ranks + rank, s->now + s->scene->latency);
    else
        arrive(s, rank);
}

/* Rank 0 serves those that wait; until when. */
static double serve_queue(struct simulation *s) {
    double until = s->now;
    for (int i = 0; i < s->queued; i++) {
        serve(s, s->queue[i], fmax(until, s->counter_free));
        until = s->counter_free;
    }
    s->queued = 0;
    return until;
}

/* Whether a share is in hand, or nothing is left; see dealer.c. */
static bool take_share(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    const int64_t runs = s->scene->runs;
    if (r->asked == NONE)
        ask(s, rank, HOW_MANY_ARE_DEALT);
    while (r->answered <= s->now) {
        if (r->asked == A_SHARE || r->answer >= runs) {
            const int64_t share = r->asked == A_SHARE ? r->share : 0;
            r->asked = NONE;
            r->next = r->answer < runs ? r->answer : runs;
            r->end = r->answer + share < runs ? r->answer + share : runs;
            return true;
        }
        r->share = dealer_share(runs - r->answer, s->scene->ranks);
        ask(s, rank, A_SHARE);
    }
    return false;
}

/* ---- the heartbeat ------------------------------------------------------------------------
 */

static bool has_no_run(const struct rank *r) {
    return r->exhausted && r->occupied == 0;
}

/* A message to a rank. */
static void send(struct simulation *s, int to, double *arrives) {
    *arrives = s->now + s->scene->latency;
    s->course->messages++;
    wake(s, to, *arrives);
}

/* Whether all of the subtree below has been heard of. */
static bool hear_from_below(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    for (; r->child < s->scene->ranks && (rank & r->child) == 0; r->child *= 2) {
        const int from = rank + r->child;
        if (from >= s->scene->ranks)
            return true;
        if (s->rank[from].from_below > s->now)
            return false;
        s->rank[from].from_below = INFINITY;
    }
    return true;
}

static void tell_below(struct simulation *s, int rank) {
    int power = 1;
    while (power <= rank)
        power *= 2;
    for (; rank + power < s->scene->ranks; power *= 2)
        send(s, rank + power, &s->rank[rank + power].from_above);
}

/* What a rank does for the sum when it looks up. */
static void get_on(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    if (r->beat == BEAT_UP && hear_from_below(s, rank)) {
        r->beat = rank == 0 ? BEAT_DOWN : BEAT_WAITS;
        if (rank != 0)
            send(s, rank & (rank - 1), &r->from_below);
    }
    if (r->beat == BEAT_WAITS && r->from_above <= s->now) {
        r->from_above = INFINITY;
        r->beat = BEAT_DOWN;
    }
    if (r->beat == BEAT_DOWN) {
        tell_below(s, rank);
        r->beat = BEAT_COMPLETE;
    }
}

static void start_beat(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    r->beat = BEAT_UP;
    r->child = 1;
    s->without[r->beats % 2] += has_no_run(r);
    get_on(s, rank);
}

/* ---- a rank -------------------------------------------------------------------------------
 */

static bool commit_is_due(const struct simulation *s, const struct rank *r) {
    return r->unsaved && s->now - r->committed >= s->scene->commit_every;
}

static void commit(struct simulation *s, int rank, enum event next) {
    s->course->commits++;
    s->rank[rank].committed = s->now + s->scene->commit;
    s->rank[rank].unsaved = false;
    then(s, rank, next, s->rank[rank].committed);
}

/* The sum of the beat that is complete has been read; the next one begins. Whoever is the first
 * to begin it clears the place of the one before, which all have read. */
static void next_beat(struct simulation *s, int rank) {
    const int64_t beats = ++s->rank[rank].beats;
    if (beats > s->course->beats) {
        s->course->beats = beats;
        s->without[beats % 2] = 0;
    }
    start_beat(s, rank);
}

/* The end of a turn of the loop: the next one begins, or all is done. */
static void look(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    const double until = rank == 0 ? serve_queue(s) : s->now;
    get_on(s, rank);
    if (r->beat != BEAT_COMPLETE && r->occupied == 0) {
        rest(s, rank, until);
    } else if (r->beat != BEAT_COMPLETE) {
        then(s, rank, EVENT_LOOP, until);
    } else if (s->without[r->beats % 2] == s->scene->ranks) {
        s->course->beats = r->beats + 1;
        if (r->unsaved)
            commit(s, rank, EVENT_END);
        else
            then(s, rank, EVENT_END, s->now);
    } else {
        next_beat(s, rank);
        then(s, rank, EVENT_LOOP, until);
    }
}

static void end_slice(struct simulation *s, int rank) {
    if (commit_is_due(s, &s->rank[rank]))
        commit(s, rank, EVENT_LOOK);
    else
        look(s, rank);
}

static void take_run(struct simulation *s, struct rank *r, int lane) {
    const struct modelled_run run = engine_model_start(&s->scene->engine, r->next++);
    modelled_lanes_put(&r->lanes, lane, run);
    r->occupied++;
    s->course->work += engine_model_work(&s->scene->engine, &run);
    s->course->longest = fmax(s->course->longest, engine_model_alone(&s->scene->engine, &run));
}

/* As far as there are runs and rank 0 has answered. */
static void fill(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    for (int l = 0; l < s->lanes && r->occupied < s->lanes && !r->exhausted; l++) {
        if (r->lanes.run[l].stage < MODEL_STAGES)
            continue;
        if (r->next == r->end && r->end < s->scene->runs && !take_share(s, rank))
            return;
        r->exhausted = r->next == r->end;
        if (!r->exhausted)
            take_run(s, r, l);
    }
}

static void compute(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    fill(s, rank);
    if (r->occupied == 0) {
        end_slice(s, rank);
        return;
    }
    bool ended[MODEL_LANES] = {false};
    r->call = engine_model_advance(&s->scene->engine, &r->lanes, r->steps, ended);
    r->unsaved = true;
    s->course->calls++;
    r->ended = 0;
    for (int l = 0; l < s->lanes; l++)
        r->ended += ended[l];
    then(s, rank, EVENT_ADVANCED, s->now + r->call);
}

static void collect(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    /* How long runs are is not modelled; 0: a call in which one ends makes none longer. */
    const struct call call = {.steps = r->steps,
                              .seconds = r->call,
                              .runs = r->occupied,
                              .ended = r->ended,
                              .longest = 0};
    r->steps = pace_steps(&call);
    r->occupied -= r->ended;
    s->course->runs += r->ended;
    if (r->ended > 0)
        s->course->ended = s->now;
    if (pace_slice_is_over(s->now - r->slice_begun))
        end_slice(s, rank);
    else
        compute(s, rank);
}

static void happen(struct simulation *s, int rank) {
    struct rank *r = &s->rank[rank];
    switch (r->event) {
    case EVENT_LOOP:
        r->slice_begun = s->now;
        compute(s, rank);
        break;
    case EVENT_ADVANCED:
        collect(s, rank);
        break;
    case EVENT_LOOK:
        look(s, rank);
        break;
    case EVENT_END:
        s->course->seconds = s->now;
        break;
    }
}

/* ---- all of them --------------------------------------------------------------------------
 */

static bool set_up(struct simulation *s) {
    const size_t ranks = (size_t)s->scene->ranks;
    s->rank = calloc(ranks, sizeof *s->rank);
    s->heap = calloc(3 * ranks, sizeof *s->heap);
    s->due = calloc(2 * ranks, sizeof *s->due);
    if (!s->rank || !s->heap || !s->due)
        return false;
    s->queue = s->heap + 2 * ranks;
    const int64_t share = dealer_first_share(s->scene->runs, s->scene->ranks, s->lanes);
    s->counter = s->scene->ranks * share;
    for (int r = 0; r < s->scene->ranks; r++) {
        if (!modelled_lanes_init(&s->rank[r].lanes, s->lanes))
            return false;
        s->rank[r].next = r * share;
        s->rank[r].end = s->rank[r].next + share;
        s->rank[r].steps = 1;
        s->rank[r].from_below = s->rank[r].from_above = INFINITY;
    }
    for (int r = 0; r < s->scene->ranks; r++) {
        start_beat(s, r);
        then(s, r, EVENT_LOOP, 0.0);
    }
    return true;
}

bool simulate_events(const struct scene *scene, struct course *course) {
    struct simulation s = {
        .scene = scene,
        .course = course,
        .lanes = pace_lanes(scene->runs, scene->ranks, scene->lanes),
    };
    *course = (struct course){0};
    const bool good = set_up(&s);
    while (good && s.size > 0) {
        const int number = pop(&s);
        s.now = s.due[number];
        if (number < scene->ranks)
            happen(&s, number);
        else
            arrive(&s, number - scene->ranks);
    }
    for (int r = 0; s.rank && r < scene->ranks; r++)
        modelled_lanes_free(&s.rank[r].lanes);
    free(s.rank);
    free(s.heap);
    free(s.due);
    return good;
}
