/* The parts of the paper's claims (a) to (f): what was measured, and the verdict on it.
 *
 * A claim consists of parts, one for each quantity that it speaks of. Every part states what
 * was measured, with its uncertainty, the criterion that decides, and the verdict that follows
 * from the two. What is claimed to be zero, or never to happen, needs enough runs to agree:
 * without them it is not measured. A claim agrees if all of its parts do, and differs if one
 * part does; if none differs but something that it needs is missing, it is not measured.
 */
#ifndef TPMSYNC_CLAIM_PARTS_H
#define TPMSYNC_CLAIM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "print/remarks.h"

enum verdict { VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_NOT_MEASURED };

extern const char *const verdict_name[]; /* agrees, differs, not measured */

enum { CLAIMS = 6, PART_NAME_MAX = 96, PART_TEXT_MAX = 640 };

struct claim_part {
    char claim; /* a .. f */
    enum verdict verdict;
    char name[PART_NAME_MAX];      /* "L = 3, t_a against N" */
    char measured[PART_TEXT_MAX];  /* with its uncertainty; or what is missing */
    char criterion[PART_TEXT_MAX]; /* agrees if this holds */
    char why[PART_TEXT_MAX];       /* what is known of it if it does not; "": nothing */
    double value, error;           /* what the criterion is about; NaN: none */
    double low, high;              /* interval instead of an error; NaN: none */
    int64_t runs;                  /* behind it; 0: not made of runs */
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

void claims_free(struct claims *claims);

/* The verdict on claim a .. f as a whole. */
enum verdict claims_verdict(const struct claims *claims, char claim);

#endif
