/* The paper's Table I, from a file of values (read/value_file.h) with the header
 *     L,quantity,mean,spread,rounding,runs
 * `spread` is what the paper prints after +-, `rounding` half a unit of the last printed digit
 * of the mean, `runs` how many runs the paper averaged over. A comment of the form "# Source:
 * text" names the source. */
#ifndef TPMSYNC_PAPER_TABLE_H
#define TPMSYNC_PAPER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The quantities of Table I. */
enum quantity {
    T_SYNC,  /* steps to synchronise */
    T_LEARN, /* steps until the attacker has learned */
    RATIO,   /* r = t_learn / t_sync of a run */
    QUANTITIES
};

extern const char *const quantity_name[QUANTITIES]; /* t_sync, t_learn, r */

struct paper_value {
    int64_t L; /* >= 1 */
    enum quantity quantity;
    double mean, spread; /* finite; spread >= 0 */
    double rounding;     /* >= 0 */
    int64_t runs;        /* >= 1 */
};

enum { PAPER_VALUES_MAX = 64, PAPER_SOURCE_MAX = 256 };

struct paper_table {
    char source[PAPER_SOURCE_MAX]; /* "" if the file names none */
    struct paper_value value[PAPER_VALUES_MAX];
    int count;
};

/* Reads the file. On failure returns false and writes what is wrong, with the line, into `why`,
 * cut to `size` bytes. */
bool paper_table_read(const char *path, struct paper_table *table, char *why, size_t size);

/* Reads `given` or, if that is NULL, the table that comes with the program (data_file.h). On
 * failure returns false and tells on standard error what is wrong, `name` in front. */
bool paper_table_load(const char *name, const char *given, struct paper_table *table);

/* The value for L and a quantity; NULL if the table has none. */
const struct paper_value *paper_table_find(const struct paper_table *table, int64_t L,
                                           enum quantity quantity);

#endif
