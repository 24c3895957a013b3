/* Faults of an input, gathered so that all of them are told at once. */
#ifndef TPMSYNC_FAULTS_H
#define TPMSYNC_FAULTS_H

#include <stddef.h>

struct faults {
    int count;
    char *text; /* a line each, indented; NULL while there is none */
};

void faults_add(struct faults *faults, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* All of them on one line, separated by "; ", cut to `size` bytes. Names in files may hold what
 * moves the cursor of a terminal: such letters become question marks. */
void faults_join(const struct faults *faults, char *line, size_t size);
void faults_free(struct faults *faults);

#endif
