/* Simulates an ensemble on many ranks by events (events.h).
 *
 *     bench-scale-events NAME=VALUE...
 *
 * Names: ranks, runs, seed, passage (steps, of the engine model), lanes, latency, counter
 * (seconds), by-hand (0 or 1), commit-every, commit (seconds). What is not given is what
 * `iterate
 * --L 4` has and was measured. Prints one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "schema/description.h"

enum { NAMES = 10 };

/* The interval of commits that the program has if none is asked for. */
static double standard_interval(void) {
    struct parameters parameters;
    parameters_begin(&parameters, command_find("iterate"));
    const double interval = parameters.checkpoint_every;
    parameters_free(&parameters);
    return interval;
}

/* Reads "name=value"; false if there is no such name. */
static bool read_word(const char *const name[], double value[], const char *word) {
    for (int n = 0; n < NAMES; n++) {
        const size_t length = strlen(name[n]);
        if (strncmp(word, name[n], length) == 0 && word[length] == '=') {
            value[n] = strtod(word + length + 1, NULL);
            return true;
        }
    }
    return false;
}

static bool read_scene(struct scene *scene, int words, char **word) {
    static const char *const name[NAMES] = {"ranks",        "runs",    "seed",    "passage",
                                            "lanes",        "latency", "counter", "by-hand",
                                            "commit-every", "commit"};
    const struct engine_model *e = &engine_model_measured;
    double value[NAMES] = {1,    2000, (double)e->seed,     e->passage, MODEL_LANES, 2e-6,
                           1e-6, 0,    standard_interval(), 7.3e-3};
    for (int w = 0; w < words; w++)
        if (!read_word(name, value, word[w])) {
            fprintf(stderr, "bench-scale-events: what is %s?\n", word[w]);
            return false;
        }
    *scene = (struct scene){
        .ranks = (int)value[0],
        .runs = (int64_t)value[1],
        .engine = *e,
        .lanes = (int)value[4],
        .latency = value[5],
        .counter = value[6],
        .by_hand = value[7] != 0.0,
        .commit_every = value[8],
        .commit = value[9],
    };
    scene->engine.seed = (uint64_t)value[2];
    scene->engine.passage = value[3];
    return scene->ranks >= 1 && scene->runs >= 1 && scene->lanes >= 1 &&
           scene->lanes <= MODEL_LANES;
}

int main(int argc, char **argv) {
    struct scene s;
    struct course c;
    if (!read_scene(&s, argc - 1, argv + 1) || !simulate_events(&s, &c))
        return EXIT_FAILURE;
    printf("{\"ranks\": %d, \"runs\": %lld, \"finished\": %lld, \"seconds\": %.6f, "
           "\"work\": %.6f, \"efficiency\": %.4f, \"dealt\": %.6f, \"ended\": %.6f, "
           "\"longest\": %.6f, \"fetches\": %lld, \"wait\": %.9f, \"queue\": %.9f, "
           "\"beats\": %lld, \"messages\": %lld, \"commits\": %lld, \"calls\": %lld}\n",
           s.ranks, (long long)s.runs, (long long)c.runs, c.seconds, c.work,
           c.work / c.seconds / s.ranks, c.dealt, c.ended, c.longest, (long long)c.fetches,
           c.fetches ? c.waited / (double)c.fetches : 0.0, c.queue, (long long)c.beats,
           (long long)c.messages, (long long)c.commits, (long long)c.calls);
    return EXIT_SUCCESS;
}
