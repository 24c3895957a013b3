#include "physics/simulate/population.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool population_init(struct population *p, const struct model *model) {
    *p = (struct population){0};
    if (!model->attacker)
        return true;
    p->capacity = attack_capacity(&model->attack, model->protocol.K);
    p->fewest = attack_attacker(&model->attack)->grows ? 1 : p->capacity;
    const size_t room = (size_t)p->capacity;
    p->place = calloc(room, sizeof *p->place);
    p->tau = calloc(room, sizeof *p->tau);
    p->field = calloc(room, sizeof *p->field);
    p->moves = calloc(room, sizeof *p->moves);
    p->memory = calloc(room, sizeof *p->memory);
    p->from = calloc(room, sizeof *p->from);
    p->before = calloc(room, sizeof *p->before);
    p->free = calloc(room, sizeof *p->free);
    return p->place && p->tau && p->field && p->moves && p->memory && p->from && p->before &&
           p->free;
}

void population_free(struct population *p) {
    free(p->place);
    free(p->tau);
    free(p->field);
    free(p->moves);
    free(p->memory);
    free(p->from);
    free(p->before);
    free(p->free);
    *p = (struct population){0};
}

static void take_places_in_order(struct population *p, int machines) {
    p->machines = machines;
    p->free_places = p->capacity - machines;
    for (int m = 0; m < machines; m++)
        p->place[m] = m;
    for (int f = 0; f < p->free_places; f++) /* the lowest are taken first */
        p->free[f] = p->capacity - 1 - f;
}

void population_begin(struct population *p, const struct model *model) {
    const int machines = model->attacker ? attack_machines_at_start(&model->attack) : 0;
    take_places_in_order(p, machines);
    if (machines > 0)
        memset(p->memory, 0, (size_t)machines * sizeof *p->memory);
}

/* ---- a step ------------------------------------------------------------------------------ */

/* Frees the places of those that are given up; machines are numbered as before. */
static void give_up(struct population *p, int before) {
    int next = 0;
    for (int m = 0; m < before; m++) {
        while (next < p->machines && p->from[next] < m)
            next++;
        if (next == p->machines || p->from[next] != m)
            p->free[p->free_places++] = p->before[m];
    }
}

/* The first of the copies of a machine is the machine itself. */
static void give_places(struct population *p, void *worker,
                        void (*copy)(void *worker, int from, int to)) {
    for (int m = 0; m < p->machines; m++) {
        const int place = p->before[p->from[m]];
        const bool is_copy = m > 0 && p->from[m] == p->from[m - 1];
        p->place[m] = is_copy ? p->free[--p->free_places] : place;
        if (is_copy)
            copy(worker, place, p->place[m]);
    }
}

void population_ask(struct population *p, const struct run *run, const struct moves *moves) {
    const struct attacker *attacker = attack_attacker(&run->model.attack);
    const struct attack_view view = {
        .K = run->model.protocol.K,
        .machines = p->machines,
        .sigma = moves->sigma,
        .updates = run->clock.updates - 1,
        .tau = p->tau,
        .field = (const int64_t(*)[K_MAX])p->field,
        .stream = &run->stream,
        .step = run->clock.step,
    };
    struct attack_reply reply = {p->machines, p->from, p->moves, p->memory};
    for (int m = 0; m < p->machines; m++) {
        p->from[m] = m;
        p->moves[m] = 0;
    }
    attacker->answer(&run->model.attack, &view, &reply);
    assert(1 <= reply.machines && reply.machines <= p->capacity);
    p->machines = reply.machines;
}

void population_answer(struct population *p, struct run *run, const struct moves *moves,
                       void (*copy)(void *worker, int from, int to)) {
    const int before = p->machines;
    population_ask(p, run, moves);
    if (!attack_attacker(&run->model.attack)->grows)
        return;
    memcpy(p->before, p->place, (size_t)before * sizeof *p->before);
    give_up(p, before);
    give_places(p, run, copy);
}

/* ---- as bytes ---------------------------------------------------------------------------- */

/* Without machines there is no array, and memcpy must not be given NULL even for no bytes. */
bool population_put(const struct population *p, struct saved_run *saved) {
    const int64_t machines = p->machines;
    return SAVED_RUN_PUT(saved, machines) &&
           (machines == 0 ||
            saved_run_put(saved, p->memory, (size_t)machines * sizeof *p->memory));
}

bool population_get(struct population *p, struct saved_run *saved) {
    int64_t machines;
    if (!SAVED_RUN_GET(saved, machines) || machines > p->capacity || machines < p->fewest)
        return false;
    take_places_in_order(p, (int)machines);
    return machines == 0 ||
           saved_run_get(saved, p->memory, (size_t)machines * sizeof *p->memory);
}
