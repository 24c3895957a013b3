#include <stdio.h>
#include <string.h>

#include "campaign/cost.h"
#include "commands/campaign_plan.h"
#include "commands/carry_out.h"
#include "record/progress.h"

static const char *words_of(enum output_state state) {
    static const char *const words[] = {
        [OUTPUT_NOTHING] = "to begin",          [OUTPUT_UNFINISHED] = "unfinished",
        [OUTPUT_GROWS] = "to be grown",         [OUTPUT_COMPLETE] = "complete",
        [OUTPUT_OTHER] = "of other parameters", [OUTPUT_BAD] = "refused"};
    return words[state];
}

static void bytes_text(char *text, size_t size, double bytes) {
    const double units[] = {1e9, 1e6, 1e3};
    const char *const names[] = {"GB", "MB", "kB"};
    int u = 0;
    while (u < 2 && bytes < units[u])
        u++;
    const double value = bytes / units[u];
    snprintf(text, size, "%.*f %s", value < 10.0 ? 1 : 0, value, names[u]);
}

static double bytes_of(const struct planned *e) {
    const double trace = e->command->bit & FOR_RUNS ? carry_out_trace_bytes(&e->parameters) : 0;
    return cost_bytes(&e->parameters, trace);
}

static void print_row(const struct planned *e, int width) {
    char time[32] = "unknown", disk[32], runs[32] = "-";
    if (e->state == OUTPUT_COMPLETE)
        snprintf(time, sizeof time, "-");
    else if (e->cost > 0.0)
        progress_time(time, sizeof time, e->cost);
    bytes_text(disk, sizeof disk, bytes_of(e));
    if (planned_runs(e) > 0)
        snprintf(runs, sizeof runs, "%lld", (long long)planned_runs(e));
    printf("%-*s  %-10s  %9s  %-19s  %12s  %8s\n", width, e->entry->word[0], e->command->name,
           runs, words_of(e->state), time, disk);
}

static void print_sum(const struct campaign_plan *plan) {
    char time[32], disk[32];
    double seconds = 0.0, bytes = 0.0;
    long to_run = 0, unknown = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *e = &plan->ensemble[i];
        if (e->state == OUTPUT_COMPLETE || !e->command)
            continue;
        to_run++;
        unknown += !(e->cost > 0.0);
        seconds += e->cost;
        bytes += bytes_of(e);
    }
    progress_time(time, sizeof time, seconds);
    bytes_text(disk, sizeof disk, bytes);
    printf("%ld of %zu to run: %s of %s", to_run, plan->count, time, cost_processor);
    if (unknown > 0)
        printf(", and what %ld take, which is unknown", unknown);
    printf("; %s of disk, twice that while traces are put together\n", disk);
}

/* As lines of a campaign file, without ranges and variables. */
static void print_lines(const struct campaign_plan *plan) {
    for (size_t i = 0; i < plan->count; i++)
        for (int w = 0; w < plan->ensemble[i].entry->words; w++)
            printf("%s%c", plan->ensemble[i].entry->word[w],
                   w + 1 < plan->ensemble[i].entry->words ? ' ' : '\n');
}

void campaign_list(const struct campaign_plan *plan, bool lines_alone) {
    if (lines_alone) {
        print_lines(plan);
        return;
    }
    int width = 4;
    for (size_t i = 0; i < plan->count; i++)
        if ((int)strlen(plan->ensemble[i].entry->word[0]) > width)
            width = (int)strlen(plan->ensemble[i].entry->word[0]);
    printf("%-*s  %-10s  %9s  %-19s  %12s  %8s\n", width, "name", "command", "runs", "output",
           "core time", "disk");
    for (size_t i = 0; i < plan->count; i++)
        if (plan->ensemble[i].command)
            print_row(&plan->ensemble[i], width);
    print_sum(plan);
}
