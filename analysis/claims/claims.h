/* The paper's claims (a) to (f), each measured from runs and judged.
 *
 * A claim consists of parts, one for each quantity that it speaks of. Every part states what
 * was measured, with its uncertainty, the criterion that decides, and the verdict that follows
 * from the two. What is claimed to be zero, or never to happen, needs enough runs to agree:
 * without them it is not measured. A claim agrees if all of its parts do, and differs if one
 * part does; if none differs but something that it needs is missing, it is not measured.
 */
#ifndef TPMSYNC_CLAIMS_H
#define TPMSYNC_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "print/remarks.h"
#include "read/claims_groups.h"
#include "read/ensemble_reader.h"

enum verdict { VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_NOT_MEASURED };

extern const char *const verdict_name[]; /* agrees, differs, not measured */

enum { CLAIMS = 6, PART_NAME_MAX = 96, PART_TEXT_MAX = 640 };

/* What the paper says in claim (a) + i. */
extern const char *const claim_says[CLAIMS];

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

/* Measures all claims from what is there. `groups` and `ensembles`, of which the groups are
 * made, are needed during the call alone. To be freed by claims_free; false without memory,
 * then it is empty. */
bool claims_make(const struct ensemble ensembles[], size_t count, const struct groups *groups,
                 struct claims *claims);

void claims_free(struct claims *claims);

/* The verdict on claim a .. f as a whole. */
enum verdict claims_verdict(const struct claims *claims, char claim);

/* ---- for the measurements, a file for each kind ------------------------------------------ */

/* Appends an empty part, its verdict "not measured" and its numbers NaN. Without memory sets
 * claims->no_memory and returns a part that goes nowhere. Valid until the next one is added. */
struct claim_part *claims_add(struct claims *claims, char claim, const char *name, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes a part's text, cut to its room. */
void claims_write(char text[PART_TEXT_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

typedef void claims_of_groups(const struct groups *groups, struct claims *claims);

claims_of_groups claims_growth;     /* (a), claims_growth.c */
claims_of_groups claims_spread;     /* (b), claims_spread.c */
claims_of_groups claims_races;      /* (c), (d), (e), claims_races.c */
claims_of_groups claims_continuous; /* (f), times, claims_continuous.c */
void claims_equations(const struct ensemble ensembles[], size_t count,
                      struct claims *claims); /* (f), eta_c and the fixed point */

/* ---- output (claims_print.c) ------------------------------------------------------------- */

typedef void claims_writer(const struct claims *claims, FILE *out);

claims_writer claims_write_text; /* a block for each claim */
claims_writer claims_write_csv;  /* a line for each part, full precision */
claims_writer claims_write_json; /* the same, and the remarks */

#endif
