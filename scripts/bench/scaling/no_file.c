/* Stands for the file layer where the ensemble layer is measured alone: the result is counted
 * and written nowhere. */
#include <stdlib.h>

#include "file/ensemble_file.h"
#include "no_file.h"

int64_t no_file_runs;

struct ensemble_file {
    int nothing;
};

struct ensemble_file *ensemble_file_create(MPI_Comm comm,
                                           const struct ensemble_file_plan *plan) {
    (void)comm, (void)plan;
    return malloc(sizeof(struct ensemble_file));
}

void ensemble_file_write_runs(struct ensemble_file *file, int64_t count,
                              const struct run_record record[], struct row_reader *rows) {
    (void)file, (void)record, (void)rows;
    no_file_runs += count;
}

void ensemble_file_write_mean(struct ensemble_file *file, int64_t count,
                              const struct curve_point points[]) {
    (void)file, (void)count, (void)points;
}

void ensemble_file_finish(struct ensemble_file *file) {
    free(file);
}
