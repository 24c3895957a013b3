/* What a reducer reads: regular files alone. Opening a FIFO would wait until somebody writes
 * into it, and opening a device may do anything. */
#ifndef TPMSYNC_INPUT_FILE_H
#define TPMSYNC_INPUT_FILE_H

/* Opens a file for reading, to be closed by the caller. Where that cannot be done, or it is no
 * regular file, returns -1 with the reason in `why`, which stays valid until the next call.
 * Never waits. Links are followed. */
int input_file_open(const char *path, const char **why);

#endif
