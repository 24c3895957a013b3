#include "engine_model.h"

#include <math.h>
#include <stdlib.h>

#include "physics/iterate/iterate_kernels.h"
#include "random/random_stream.h"

const struct engine_model engine_model_measured = {
    .seed = 1,
    .sync = 744,
    .passage = 2.313e6,
    .kernel = {374e-9, 201e-9, 123e-9, 68e-9},
};

static void order(double *a, double *b) {
    const double low = fmin(*a, *b), high = fmax(*a, *b);
    *a = low;
    *b = high;
}

struct modelled_run engine_model_start(const struct engine_model *model, int64_t run) {
    const struct random_stream stream = random_stream(model->seed, run);
    const struct random_block block = random_block(&stream, RANDOM_ITERATE, 0, 0);
    double learned[K_OF_PAPER];
    for (int i = 0; i < K_OF_PAPER; i++)
        learned[i] = ceil(-model->passage * log(random_uniform(block.word[i])));
    order(&learned[0], &learned[1]);
    order(&learned[1], &learned[2]);
    order(&learned[0], &learned[1]);
    struct modelled_run at = {.left = {(int32_t)model->sync, (int32_t)learned[0]}};
    for (int i = 1; i < K_OF_PAPER; i++)
        at.left[i + 1] = (int32_t)(learned[i] - learned[i - 1]);
    return at;
}

int64_t modelled_run_steps(const struct modelled_run *run) {
    int64_t steps = 0;
    for (int s = 0; s < MODEL_STAGES; s++)
        steps += run->left[s];
    return steps;
}

/* The runs that are in a stage during a call. */
struct crowd {
    int64_t full;            /* that make all the steps of the call in it */
    int64_t others, longest; /* steps of the others in all, and of one at the most */
};

static void join(struct crowd *crowd, int64_t made, int64_t steps) {
    if (made == steps) {
        crowd->full++;
        return;
    }
    crowd->others += made;
    if (made > crowd->longest)
        crowd->longest = made;
}

/* Steps of the kernel: rounds of full slots, the others in what is free of the last one. */
static int64_t kernel_steps(const struct crowd *crowd, int64_t steps) {
    const int64_t rounds = (crowd->full + SLOTS - 1) / SLOTS;
    const int64_t even = (crowd->full * steps + crowd->others + SLOTS - 1) / SLOTS;
    const int64_t whole = rounds * steps + (crowd->full % SLOTS == 0 ? crowd->longest : 0);
    return even > whole ? even : whole;
}

/* A run that goes to another stage, or to its end, or stays. */
static void take_on(struct modelled_run *run, int64_t steps, struct crowd crowd[]) {
    int64_t rest = steps;
    while (run->left[run->stage] <= rest) {
        join(&crowd[run->stage], run->left[run->stage], steps);
        rest -= run->left[run->stage];
        run->stage++;
        if (run->stage == MODEL_STAGES)
            return;
    }
    run->left[run->stage] -= (int32_t)rest;
    join(&crowd[run->stage], rest, steps);
}

bool modelled_lanes_init(struct modelled_lanes *lanes, int count) {
    const size_t size = (size_t)count;
    *lanes = (struct modelled_lanes){.lanes = count};
    lanes->run = calloc(size, sizeof *lanes->run);
    lanes->places = calloc(MODEL_STAGES * size, sizeof *lanes->places);
    for (int l = 0; lanes->run && l < count; l++)
        lanes->run[l].stage = MODEL_STAGES;
    return lanes->run && lanes->places;
}

void modelled_lanes_free(struct modelled_lanes *lanes) {
    free(lanes->run);
    free(lanes->places);
}

static void enter_stage(struct modelled_lanes *lanes, int lane) {
    const int stage = lanes->run[lane].stage;
    lanes->places[stage * lanes->lanes + lanes->count[stage]++] = (int16_t)lane;
}

void modelled_lanes_put(struct modelled_lanes *lanes, int lane, struct modelled_run run) {
    lanes->run[lane] = run;
    enter_stage(lanes, lane);
}

/* Takes `count` runs of a stage on and closes the gaps of those that leave it, which are put
 * into left[]; how many. */
static int advance_stage(struct modelled_lanes *lanes, int stage, int count, int64_t steps,
                         struct crowd crowd[], int left[]) {
    int16_t *place = lanes->places + stage * lanes->lanes;
    const int all = lanes->count[stage];
    int at = lanes->turn[stage], leaving = 0;
    for (int n = 0; n < count; n++) {
        struct modelled_run *run = &lanes->run[place[at]];
        if (run->left[stage] > steps) {
            run->left[stage] -= (int32_t)steps;
            crowd[stage].full++;
        } else {
            take_on(run, steps, crowd);
            left[leaving++] = place[at];
            place[at] = -1;
        }
        at = at + 1 < all ? at + 1 : 0;
    }
    lanes->turn[stage] = at;
    lanes->count[stage] = 0;
    for (int n = 0; n < all && leaving > 0; n++) {
        lanes->turn[stage] -= place[n] < 0 && n < at;
        if (place[n] >= 0)
            place[lanes->count[stage]++] = place[n];
    }
    if (leaving == 0)
        lanes->count[stage] = all;
    if (lanes->turn[stage] >= lanes->count[stage])
        lanes->turn[stage] = 0;
    return leaving;
}

double engine_model_advance(const struct engine_model *model, struct modelled_lanes *lanes,
                            int64_t steps, bool ended[]) {
    struct crowd crowd[MODEL_STAGES] = {{0, 0, 0}};
    int left[MODEL_LANES];
    bool any_is_full = false;
    double seconds = 0.0;
    for (int s = 0; s < MODEL_STAGES; s++)
        any_is_full = any_is_full || lanes->count[s] >= SLOTS;
    /* The last stage first, so that none is taken on in two. */
    for (int s = MODEL_STAGES - 1; s >= 0; s--) {
        const int over = any_is_full ? lanes->count[s] % SLOTS : 0;
        const int leaving = advance_stage(lanes, s, lanes->count[s] - over, steps, crowd, left);
        for (int n = 0; n < leaving; n++)
            if (lanes->run[left[n]].stage == MODEL_STAGES)
                ended[left[n]] = true;
            else
                enter_stage(lanes, left[n]);
    }
    for (int s = 0; s < MODEL_STAGES; s++)
        seconds += (double)kernel_steps(&crowd[s], steps) * model->kernel[s];
    return seconds;
}

double engine_model_alone(const struct engine_model *model, const struct modelled_run *run) {
    double seconds = 0.0;
    for (int s = 0; s < MODEL_STAGES; s++)
        seconds += run->left[s] * model->kernel[s];
    return seconds;
}

double engine_model_work(const struct engine_model *model, const struct modelled_run *run) {
    return engine_model_alone(model, run) / SLOTS;
}
