#include "ensemble/finished_runs.h"

#include <stdlib.h>

/* A commit is a collective write and wants to be worth its while: these are about 1 MiB of
 * records or 10 MiB of rows. */
enum { MANY_RECORDS = 1 << 15, MANY_ROWS = 2 * ROW_SPOOL_MEMORY };

bool finished_runs_init(struct finished_runs *finished, const char *folder) {
    *finished = (struct finished_runs){.rows = row_spool_new(folder, ROW_SPOOL_MEMORY / 2)};
    return finished->rows != NULL;
}

void finished_runs_free(struct finished_runs *finished) {
    free(finished->record);
    row_spool_destroy(finished->rows);
    *finished = (struct finished_runs){0};
}

bool finished_runs_append(struct finished_runs *finished, int64_t run,
                          const struct outcome *outcome, struct row_spool *rows) {
    if (finished->count == finished->capacity) {
        const int64_t capacity = finished->capacity ? 2 * finished->capacity : 256;
        void *record = realloc(finished->record, (size_t)capacity * sizeof *finished->record);
        if (!record)
            return false;
        finished->record = record;
        finished->capacity = capacity;
    }
    if (!row_spool_append_all(finished->rows, rows))
        return false;
    finished->record[finished->count++] =
        (struct run_record){run, *outcome, row_spool_count(rows)};
    return true;
}

bool finished_runs_clear(struct finished_runs *finished) {
    finished->count = 0;
    return row_spool_clear(finished->rows);
}

bool finished_runs_are_many(const struct finished_runs *finished) {
    return finished->count >= MANY_RECORDS || row_spool_count(finished->rows) >= MANY_ROWS;
}
