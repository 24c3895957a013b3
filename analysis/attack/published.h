/* Success of attackers as published, from a file of values (read/value_file.h) with the header
 *     K,L,N,update,rule,attack,attackers,selection,criterion,success,rounding,runs,source,conditions
 * An empty field says that the source does not say it. */
#ifndef TPMSYNC_PUBLISHED_H
#define TPMSYNC_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/value_file.h"
#include "schema/parameters.h"

/* When an attacker counts as successful, of a run whose parties have synchronised. */
enum success_criterion {
    SYNC_EXACT,   /* a machine equals A when A and B synchronise */
    EVER_EXACT,   /* a machine equals A then or has before: t_learn <= t_sync */
    EARLY_EXACT,  /* it has before: t_learn < t_sync, the lucky attacker of `split` */
    SYNC_OVERLAP, /* the overlap of the best machine is SUCCESS_SHARE or more then */
    SYNC_EQUAL,   /* so large a fraction of that machine's weights equals A's then */
    SUCCESS_CRITERIA
};
#define SUCCESS_SHARE 0.98

extern const char *const success_criterion_name[SUCCESS_CRITERIA]; /* sync-exact, ... */

enum { PUBLISHED_FIELD_MAX = 256, PUBLISHED_MAX = 128 };

/* Numbers are 0, and words empty, where the source does not say. */
struct published {
    int64_t K, L, N, attackers, runs;
    char update[VALUE_WORD_MAX], rule[VALUE_WORD_MAX], attack[VALUE_WORD_MAX],
        selection[VALUE_WORD_MAX];
    int criterion;            /* enum success_criterion, or SUCCESS_CRITERIA */
    double success, rounding; /* 0 < success < 1, rounding >= 0 */
    char source[PUBLISHED_FIELD_MAX], conditions[PUBLISHED_FIELD_MAX];
};

struct published_table {
    struct published value[PUBLISHED_MAX];
    int count;
};

/* Reads `given`, or if it is NULL attacks.csv where data_file_path looks for it. On failure
 * says what is wrong on standard error, `name` in front, and returns false. */
bool published_load(const char *name, const char *given, struct published_table *table);

/* The first value that is of such an ensemble and, if its source says one, of this criterion; N
 * within 2 %. NULL: there is none. */
const struct published *published_find(const struct published_table *table,
                                       const struct parameters *parameters,
                                       enum success_criterion criterion);

#endif
