/* Ensembles put together by what they are ensembles of, for the claims.
 *
 * A group is one line of what is reported, and its members are pooled; so they agree in all
 * recorded parameters that are not declared as poolable (ensemble_difference). Of files that
 * belong into the same line but differ, in method say or in what they wait for, those with most
 * runs count and the others are passed over by name, as is a second file of the same seed,
 * which holds the same runs again. Ensembles of split stand in groups of their own, which have
 * no runs.
 */
#ifndef TPMSYNC_CLAIMS_GROUPS_H
#define TPMSYNC_CLAIMS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "read/ensemble_reader.h"

/* Members have engine, L, N, eta, closure, criterion, cl and event in common. */
struct group {
    const struct ensemble *const *members; /* [count], by seed */
    size_t count;
};

/* Ordered by engine, closure, cl, eta, L, N. */
struct groups {
    struct group *group; /* [count] */
    size_t count;
    const struct group **place;        /* [count], see groups_pass_over */
    const struct ensemble **ensembles; /* what the groups point into */
};

/* Groups the ensembles that the claims are about: the paper's protocol and attacker, K = 3,
 * ties odd, weights at the start uniform on -L .. L. The others are passed over; for each a
 * remark goes to `remarks`, `name` in front. `ensembles` must outlive the groups, to be freed
 * by groups_free. False without memory. */
bool groups_make(const struct ensemble ensembles[], size_t count, const char *name,
                 struct groups *groups, FILE *remarks);

void groups_free(struct groups *groups);

/* Where a reducer has one place for groups of several kinds: the one that it takes, and each
 * that stands back for it. */
void groups_take(const struct groups *groups, const struct group *taken);
void groups_pass_over(const struct groups *groups, const struct group *passed,
                      const struct group *taken);

/* Names the files of the groups that stood back and were taken nowhere, with what tells them
 * from those that have the place; `name` in front. `where`: "", or " in the picture". */
void groups_tell(const struct groups *groups, const char *name, const char *where,
                 FILE *remarks);

/* The parameters that a group has in common. */
const struct parameters *group_parameters(const struct group *group);

/* Engine and what tells its groups apart: "iterate six", "simulate N = 10000". Without L. */
void group_label(const struct group *group, char *label, size_t size);

enum run_time { TIME_SYNC, TIME_A, TIME_B, TIME_LEARN, RUN_TIMES };

/* A mean over the runs of a group that are done. */
struct run_mean {
    double mean, error; /* in steps; error: standard error, NaN for fewer than two runs */
    int64_t runs;       /* that have the time */
    int64_t lacking;    /* that have not: with any of these the mean is that of the fast runs */
};

/* The mean of a time; members that did not record or wait for it do not take part. */
struct run_mean group_mean(const struct group *group, enum run_time time);

/* The mean over runs of r = t_learn / t_sync; members that do not know both do not take part. A
 * mean of ratios, as in the paper, not the ratio of the means. */
struct run_mean group_ratio(const struct group *group);

/* Whether the group is of split with this event, passage or lucky. */
bool group_is_split(const struct group *group, const char *event);

/* Of a group of split: the mean learning time since synchronisation in steps (passage), or the
 * probability that o has learned first (lucky). Members of different seeds are weighted by
 * their walks, not by their errors, which hang together with what they are the errors of. */
struct split_mean {
    double value, error; /* error: standard error */
    int64_t replicates;
};
struct split_mean group_split_mean(const struct group *group);

/* How runs ended in the race between the parties and the attacker. */
struct race {
    int64_t learned_first; /* t_learn < t_sync */
    int64_t tied;          /* in the same step */
    int64_t synced_first;
    int64_t undecided; /* neither, or done without the attacker's time being known */
};

struct race group_race(const struct group *group);

/* Runs with t_sync above a limit. */
struct above {
    int64_t above;     /* those, those not synchronised after as many steps, and stalled */
    int64_t runs;      /* of which it is known */
    int64_t undecided; /* ended before without t_sync */
    int64_t largest;   /* t_sync; 0 if none is known */
    int64_t censored;  /* among `above`: still not synchronised, so that `largest` is unknown */
};

struct above group_above(const struct group *group, int64_t limit);

#endif
