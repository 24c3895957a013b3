/* Pictures by gnuplot, which runs as a program of its own. */
#ifndef TPMSYNC_GNUPLOT_H
#define TPMSYNC_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>

/* The format that the ending of a file name asks for: "png", "svg" or "pdf"; NULL: another. */
const char *gnuplot_format(const char *picture);

/* Runs `gnuplot -e VARIABLES -c TEMPLATE DATA PICTURE FORMAT` in a temporary folder, where the
 * data are brought, and the picture from there to its place (output_file.h). On failure writes
 * a line that starts with `name` to standard error, behind what gnuplot itself says, and leaves
 * no picture. */
bool gnuplot_draw(const char *name, const char *variables, const char *template,
                  const char *data, size_t size, const char *picture);

#endif
