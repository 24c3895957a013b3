/* How a file that is whole gets the name of an output, in one step. */
#ifndef TPMSYNC_OUTPUT_NAME_H
#define TPMSYNC_OUTPUT_NAME_H

#include <stdbool.h>

/* Renames `result` to `output`, in the same file system. What stands there is replaced if that
 * is wanted and it is a file; else false, with errno EEXIST. The folder is still to be brought
 * to the disk. */
bool output_name_give(const char *result, const char *output, bool replaces);

#endif
