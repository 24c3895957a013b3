/* The options of a figure, and whether its files may be read and written. */
#ifndef TPMSYNC_FIGURE_OPTIONS_H
#define TPMSYNC_FIGURE_OPTIONS_H

#include <stdbool.h>

#include "print/figure.h"

/* Reads the options, and finds the files behind them; argv[0] is the name for messages. Names
 * all faults on standard error, outputs that would replace what is read among them, and returns
 * false if there are any. With --help nothing else counts. */
bool figure_options_parse(const struct figure *figure, int argc, char *argv[],
                          struct figure_options *options);

#endif
