/* The parts of the paper's claims (a) to (f): what was measured, and the verdict on it.
 *
 * A claim consists of parts, one for each quantity that it speaks of. Every part states what
 * was measured, with its uncertainty, the criterion that decides, and the verdict that follows
 * from the two: "agrees" and "differs" only if an interval for the quantity, of the level that
 * statistics/claims_statistics.h states, says so; if it leaves both open, as it does when the
 * runs are too few, the part is undecided and tells how many would decide. What is claimed to
 * be impossible differs as soon as it is seen, and agrees after as many runs as the paper's
 * without it. What has no files is not measured.
 *
 * A claim agrees if all of its parts do, and differs if one part does; if none differs but
 * something that it needs is missing, it is not measured; else it is undecided.
 */
#ifndef TPMSYNC_CLAIM_PARTS_H
#define TPMSYNC_CLAIM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "print/remarks.h"
#include "statistics/claims_statistics.h"

enum verdict { VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_UNDECIDED, VERDICT_NOT_MEASURED };

extern const char *const verdict_name[]; /* agrees, differs, undecided, not measured */

enum { CLAIMS = 6, PART_NAME_MAX = 96, PART_TEXT_MAX = 640 };

struct claim_part {
    char claim; /* a .. f */
    enum verdict verdict;
    char name[PART_NAME_MAX];      /* "L = 3, t_a against N" */
    char measured[PART_TEXT_MAX];  /* with its uncertainty; or what is missing */
    char criterion[PART_TEXT_MAX]; /* when it agrees, and when it differs */
    char why[PART_TEXT_MAX];       /* what is known of it if it differs; "": nothing */
    double value, error;           /* what the criterion is about; NaN: none */
    double low, high;              /* the interval that decides; NaN: none */
    int64_t runs;                  /* behind it; 0: not made of runs */
    double needed; /* runs that would decide, about; NaN: decided, or no such number is known */
};

struct claims {
    struct claim_part *part; /* [count], by claim */
    size_t count, room;
    bool no_memory;
    struct claim_part nowhere;     /* takes what has no room */
    const struct remarks *remarks; /* on files left out, for JSON; of the caller */
};

/* Appends an empty part, its verdict "not measured" and its numbers NaN. Without memory sets
 * claims->no_memory and returns a part that goes nowhere. Valid until the next one is added. */
struct claim_part *claims_add(struct claims *claims, char claim, const char *name, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes a part's text, cut to its room. */
void claims_write(char text[PART_TEXT_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sets value, runs, and the interval of the value by its error, of which `freedom` degrees of
 * freedom are known. */
void claims_set_value(struct claim_part *part, double value, double error, double freedom,
                      int64_t runs);

/* ---- verdicts on a part whose value, interval, runs and `measured` are set ----------------
 * What leaves it undecided is added to `measured`, with the runs that would decide. */

/* The value is claimed to lie in a range: agrees if the interval does, differs if they have
 * nothing in common. */
void claims_judge_range(struct claim_part *part, struct interval claimed);

/* It is claimed to be exactly `claimed`: differs if the interval excludes that, agrees if the
 * interval holds it and goes no further than `tolerance` from it. */
void claims_judge_exact(struct claim_part *part, double claimed, double tolerance);

/* What was seen `seen` times is claimed to be possible, or impossible. If it never was seen,
 * that decides from `enough` runs on. */
void claims_judge_possible(struct claim_part *part, int64_t seen, int64_t enough);
void claims_judge_impossible(struct claim_part *part, int64_t seen, int64_t enough);

/* Leaves it undecided; `needed`: the runs that would decide, NaN or infinite if that is not
 * known. */
void claims_undecided(struct claim_part *part, double needed);

void claims_free(struct claims *claims);

/* The verdict on claim a .. f as a whole. */
enum verdict claims_verdict(const struct claims *claims, char claim);

#endif
