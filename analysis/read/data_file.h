/* Where the published reference values and the templates of the pictures stand. */
#ifndef TPMSYNC_DATA_FILE_H
#define TPMSYNC_DATA_FILE_H

/* The path of the data file `name`, to be freed by the caller; NULL only without memory.
 *
 * It is looked for in the folder that the environment variable TPMSYNC_DATA names; if that is
 * not set, in ../share/tpmsync/data as seen from the program (where it is installed); if it is
 * not there, in the folder data of the source tree that the program was built from. The file
 * named by the first and the last of these need not exist: opening it tells. */
char *data_file_path(const char *name);

/* Likewise for a template: TPMSYNC_PLOTS, ../share/tpmsync/plots, analysis/plots. */
char *plot_file_path(const char *name);

#endif
