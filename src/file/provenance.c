#include "file/provenance.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include <hdf5.h>
#include <mpi.h>

#include "physics/instruction_set.h"
#include "version.h"

void provenance_time(char *text, size_t size) {
    const time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static char *add(struct provenance *provenance, const char *name) {
    char *text = provenance->entry[provenance->count].text;
    provenance->entry[provenance->count++].name = name;
    text[0] = '\0';
    return text;
}

static void command_line(char *text, int argc, char **argv) {
    size_t used = 0;
    for (int i = 0; i < argc && used < PROVENANCE_TEXT; i++)
        used += (size_t)snprintf(text + used, PROVENANCE_TEXT - used, "%s%s", i ? " " : "",
                                 argv[i]);
}

static void mpi_library(char *text) {
    char version[MPI_MAX_LIBRARY_VERSION_STRING];
    int length;
    MPI_Get_library_version(version, &length);
    snprintf(text, PROVENANCE_TEXT, "%.*s", (int)strcspn(version, ",\n"), version);
}

static void hdf5_library(char *text) {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    snprintf(text, PROVENANCE_TEXT, "HDF5 %u.%u.%u, parallel", major, minor, release);
}

void provenance_gather(struct provenance *provenance, int ranks, int argc, char **argv) {
    const size_t size = PROVENANCE_TEXT;
    provenance->count = 0;
    snprintf(add(provenance, "version"), size, "tpmsync %s", TPMSYNC_VERSION);
    snprintf(add(provenance, "revision"), size, "%s", TPMSYNC_REVISION);
    snprintf(add(provenance, "compiler"), size, "%s", TPMSYNC_COMPILER);
    snprintf(add(provenance, "flags"), size, "%s", TPMSYNC_FLAGS);
    mpi_library(add(provenance, "mpi"));
    hdf5_library(add(provenance, "hdf5"));
    snprintf(add(provenance, "random-numbers"), size, "Philox4x32-10 (Random123)");
    snprintf(add(provenance, "instruction-set"), size, "%s",
             instruction_set_name(instruction_set()));
    snprintf(add(provenance, "ranks"), size, "%d", ranks);
    gethostname(add(provenance, "host"), size - 1);
    command_line(add(provenance, "command-line"), argc, argv);
    provenance_time(add(provenance, "started"), size);
}

void provenance_of_sessions(struct provenance *provenance, const char *begun, int sessions) {
    for (int i = 0; i < provenance->count; i++)
        if (strcmp(provenance->entry[i].name, "started") == 0)
            snprintf(provenance->entry[i].text, PROVENANCE_TEXT, "%s", begun);
    snprintf(add(provenance, "sessions"), PROVENANCE_TEXT, "%d", sessions);
}

void provenance_print_versions(FILE *stream) {
    char mpi[PROVENANCE_TEXT], hdf5[PROVENANCE_TEXT];
    mpi_library(mpi);
    hdf5_library(hdf5);
    fprintf(stream, "tpmsync %s (revision %s)\n%s\n%s\n%s\n", TPMSYNC_VERSION, TPMSYNC_REVISION,
            TPMSYNC_COMPILER, mpi, hdf5);
}
