/* Pictures by gnuplot, which runs as a program of its own. */
#ifndef TPMSYNC_GNUPLOT_H
#define TPMSYNC_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>

/* The format that the ending of a file name asks for: "png", "svg" or "pdf"; NULL: another. */
const char *gnuplot_format(const char *picture);

/* Runs `gnuplot -e VARIABLES -c TEMPLATE DATA PICTURE FORMAT` in a temporary folder of its own,
 * where it sees names of ours alone; the format is that of the name `picture`, which serves for
 * messages beside. Returns the picture, of *size bytes, to be freed. On failure NULL, after a
 * line on standard error that starts with `name`, behind what gnuplot itself says. Leaves
 * nothing behind.
 */
char *gnuplot_draw(const char *name, const char *variables, const char *template,
                   const void *data, size_t data_size, const char *picture, size_t *size);

#endif
