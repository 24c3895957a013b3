/* Pictures by gnuplot, which runs as a program of its own. */
#ifndef TPMSYNC_GNUPLOT_H
#define TPMSYNC_GNUPLOT_H

#include <stdbool.h>

/* The format that the ending of a file name asks for: "png", "svg" or "pdf"; NULL: another. */
const char *gnuplot_format(const char *picture);

/* Runs `gnuplot -e VARIABLES -c TEMPLATE DATA PICTURE FORMAT`. The picture is made under
 * another name beside its own and renamed when it is whole. On failure writes a line that
 * starts with `name` to standard error, behind what gnuplot itself says, and leaves no picture.
 */
bool gnuplot_draw(const char *name, const char *variables, const char *template,
                  const char *data, const char *picture);

#endif
