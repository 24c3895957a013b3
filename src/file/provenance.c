#include "file/provenance.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include <hdf5.h>
#include <mpi.h>

#include "faults/utf8.h"
#include "vector/instruction_set.h"
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
    utf8_repair(text);
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
    provenance->history = NULL;
    snprintf(add(provenance, "version"), size, "tpmsync %s", TPMSYNC_VERSION);
    snprintf(add(provenance, "revision"), size, "%s", TPMSYNC_REVISION);
    snprintf(add(provenance, "compiler"), size, "%s", TPMSYNC_COMPILER);
    snprintf(add(provenance, "flags"), size, "%s", TPMSYNC_FLAGS);
    mpi_library(add(provenance, "mpi"));
    hdf5_library(add(provenance, "hdf5"));
    snprintf(add(provenance, "random_numbers"), size, "Philox4x32-10 (Random123)");
    snprintf(add(provenance, "instruction_set"), size, "%s",
             instruction_set_name(instruction_set()));
    snprintf(add(provenance, "ranks"), size, "%d", ranks);
    gethostname(add(provenance, "host"), size - 1);
    command_line(add(provenance, "command_line"), argc, argv);
    provenance_time(add(provenance, "started"), size);
}

void provenance_add(struct provenance *provenance, const char *name, const char *text) {
    snprintf(add(provenance, name), PROVENANCE_TEXT, "%s", text);
}

static const char *text_of(const struct provenance *provenance, const char *name) {
    for (int i = 0; i < provenance->count; i++)
        if (strcmp(provenance->entry[i].name, name) == 0)
            return provenance->entry[i].text;
    return "";
}

void provenance_of_sessions(struct provenance *provenance, const char *begun, int sessions,
                            const char *history) {
    for (int i = 0; i < provenance->count; i++)
        if (strcmp(provenance->entry[i].name, "started") == 0)
            snprintf(provenance->entry[i].text, PROVENANCE_TEXT, "%s", begun);
    snprintf(add(provenance, "sessions"), PROVENANCE_TEXT, "%d", sessions);
    provenance->history = history;
}

/* ---- history ----------------------------------------------------------------------------- */

enum { LINE_MAX_BYTES = 1024 };

static const char REVISION[] = ", revision ";

/* By what and on what: the part of a line that tells sessions apart. */
static void describe(char *text, size_t size, const struct provenance *p) {
    snprintf(text, size,
             "%.60s%s%.60s, %.60s, %.200s, %.80s, %.60s, %.40s, %.100s, %.20s ranks\n",
             text_of(p, "version"), REVISION, text_of(p, "revision"), text_of(p, "compiler"),
             text_of(p, "flags"), text_of(p, "mpi"), text_of(p, "hdf5"),
             text_of(p, "instruction_set"), text_of(p, "host"), text_of(p, "ranks"));
}

static char *last_line(char *history) {
    size_t at = strlen(history);
    while (at > 0 && (history[at - 1] != '\n' || history[at] == '\0'))
        at--;
    return history + at;
}

/* Takes the second line away, which is not the last; false when there is none. */
static bool forget_one(char *history) {
    char *second = strchr(history, '\n');
    char *third = second ? strchr(second + 1, '\n') : NULL;
    if (!third || third[1] == '\0')
        return false;
    memmove(second + 1, third + 1, strlen(third + 1) + 1);
    return true;
}

void provenance_add_session(char *history, size_t size, int session,
                            const struct provenance *provenance) {
    char how[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 128], begun[64] = "";
    char *last = last_line(history);
    const char *last_how = strstr(last, ": ");
    int first = session;
    describe(how, sizeof how, provenance);
    snprintf(begun, sizeof begun, "%.40s", text_of(provenance, "started"));
    if (last_how && strcmp(last_how + 2, how) == 0 &&
        sscanf(last, " sessions %9d-%*d, the first begun %40s", &first, begun) == 2) {
        begun[strcspn(begun, " ") - 1] = '\0'; /* the colon behind it */
        *last = '\0';
    } else {
        first = session;
    }
    snprintf(line, sizeof line, " sessions %d-%d, the first begun %s: %s", first, session,
             begun, how);
    while (strlen(history) + strlen(line) >= size && forget_one(history))
        continue;
    const size_t used = strlen(history);
    if (used + strlen(line) < size)
        memcpy(history + used, line, strlen(line) + 1);
}

bool provenance_is_of_revision(const char *history, const struct provenance *provenance) {
    char mark[PROVENANCE_TEXT + 32];
    const char *last = NULL;
    for (const char *at = history; (at = strstr(at, REVISION)) != NULL; at++)
        last = at;
    snprintf(mark, sizeof mark, "%s%.60s,", REVISION, text_of(provenance, "revision"));
    return !last || strncmp(last, mark, strlen(mark)) == 0;
}

void provenance_print_versions(FILE *stream) {
    char mpi[PROVENANCE_TEXT], hdf5[PROVENANCE_TEXT];
    mpi_library(mpi);
    hdf5_library(hdf5);
    fprintf(stream, "tpmsync %s (revision %s)\n%s\n%s\n%s\n", TPMSYNC_VERSION, TPMSYNC_REVISION,
            TPMSYNC_COMPILER, mpi, hdf5);
}
