/* Stands for the file layer where the ensemble layer is measured alone: the result is counted
 * and written nowhere. */
#include <stdlib.h>

#include "file/base_file.h"
#include "file/ensemble_file.h"
#include "no_file.h"

int64_t no_file_runs;

struct ensemble_file {
    int rank;
};

struct ensemble_file *ensemble_file_create(MPI_Comm comm,
                                           const struct ensemble_file_plan *plan) {
    (void)plan;
    struct ensemble_file *file = malloc(sizeof *file);
    MPI_Comm_rank(comm, &file->rank);
    return file;
}

void ensemble_file_write_rows(struct ensemble_file *file, int64_t count,
                              const struct run_record record[], struct row_reader *rows) {
    (void)file, (void)count, (void)record, (void)rows;
}

void ensemble_file_end_rows(struct ensemble_file *file) {
    (void)file;
}

void ensemble_file_write_runs(struct ensemble_file *file, int64_t count,
                              const struct run_record record[]) {
    (void)record;
    /* They are the same on all ranks. */
    no_file_runs += file->rank == 0 ? count : 0;
}

void ensemble_file_write_mean(struct ensemble_file *file, int64_t count,
                              const struct curve_point points[]) {
    (void)file, (void)count, (void)points;
}

void ensemble_file_finish(struct ensemble_file *file) {
    free(file);
}

/* Nothing is grown. */
struct base_file *base_file_open(const char *path, const struct parameters *parameters,
                                 char *why, size_t size) {
    (void)path, (void)parameters, (void)why, (void)size;
    return NULL;
}

void base_file_close(struct base_file *base) {
    (void)base;
}

bool base_file_add_up(struct base_file *base, int64_t runs, struct mean_curve *curve,
                      int64_t *last_step, char *why, size_t size) {
    (void)base, (void)runs, (void)curve, (void)last_step, (void)why, (void)size;
    return false;
}

int64_t base_file_rows(const struct base_file *base) {
    (void)base;
    return 0;
}

bool base_file_read_runs(struct base_file *base, int64_t begin, int64_t count,
                         struct run_record record[], const char **what) {
    (void)base, (void)begin, (void)count, (void)record, (void)what;
    return false;
}
