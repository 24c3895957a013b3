#include "checkpoint/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint/durable_file.h"
#include "checkpoint/part_folder.h"

/* The states and journals beside it hold numbers as they stand in memory. A layout is also new
 * when runs come out otherwise, since a result must not be made of two kinds: 5 came with other
 * random numbers of `occupancy` after synchronisation. */
static const char FIRST_LINE[] = "tpmsync/1 unfinished ensemble, little-endian, layout 5";

enum { MANIFEST_BYTES_MAX = MANIFEST_PARAMETERS_MAX + MANIFEST_HISTORY_MAX + 1024 };

static const char HISTORY_LINE[] = "history";
static const char PARAMETERS_LINE[] = "parameters";
static const char CHECKSUM_LINE[] = "checksum ";

bool manifest_write(const char *folder, int32_t own, const struct manifest *m) {
    char path[PATH_LENGTH_MAX], text[MANIFEST_BYTES_MAX], last[32];
    struct durable_file file;
    if (!part_folder_file(path, folder, "manifest", own, -1))
        return false;
    const int length =
        snprintf(text, sizeof text,
                 "%s\nsession %" PRId32 "\nranks %" PRId32 "\nsessions %" PRId32
                 "\nreplaces %d\nruns %" PRId64 "\ngrown-from %" PRId64 "\ndone-before %" PRId64
                 "\nsteps-before %" PRId64 "\nsession-begun %.3f\nbegun %s\n%s\n%s%s\n%s",
                 FIRST_LINE, m->session, m->ranks, m->sessions, m->replaces, m->runs,
                 m->grown_from, m->done_before, m->steps_before, m->session_begun, m->begun,
                 HISTORY_LINE, m->history, PARAMETERS_LINE, m->parameters);
    if (length >= (int)sizeof text) {
        errno = EOVERFLOW;
        return false;
    }
    durable_begin(&file, path);
    durable_put(&file, text, (size_t)length);
    snprintf(last, sizeof last, "%s%08" PRIx32 "\n", CHECKSUM_LINE, file.crc);
    durable_put(&file, last, strlen(last));
    return durable_commit(&file);
}

/* The whole file as text; NULL, with errno set, when it cannot be read. */
static char *read_text(const char *path, char text[MANIFEST_BYTES_MAX + 1]) {
    FILE *file = fopen(path, "rbe");
    if (!file)
        return NULL;
    const size_t length = fread(text, 1, MANIFEST_BYTES_MAX, file);
    const bool failed = ferror(file) != 0;
    const int error = errno;
    fclose(file);
    text[length] = '\0';
    /* Bytes behind a zero would not be looked at. */
    if (!failed && strlen(text) != length)
        text[0] = '\0';
    errno = error;
    return failed ? NULL : text;
}

/* Cuts the last line off and compares it to the rest. */
static bool checksum_fits(char *text) {
    char *last = strstr(text, CHECKSUM_LINE), wanted[32];
    for (char *next = last; next; next = strstr(next + 1, CHECKSUM_LINE))
        last = next;
    if (!last)
        return false;
    /* Compared as text: a number can be written in many ways, and each but one is damage. */
    snprintf(wanted, sizeof wanted, "%s%08" PRIx32 "\n", CHECKSUM_LINE,
             durable_crc(0, text, (size_t)(last - text)));
    if (strcmp(last, wanted) != 0)
        return false;
    *last = '\0';
    return true;
}

/* Lines that begin with a blank, up to PARAMETERS_LINE. */
static const char *parse_history(const char *text, struct manifest *m) {
    const char *end = text;
    while (*end == ' ')
        end += strcspn(end, "\n") + (strchr(end, '\n') != NULL);
    const size_t length = (size_t)(end - text), name = strlen(PARAMETERS_LINE);
    if (length >= sizeof m->history || strncmp(end, PARAMETERS_LINE, name) != 0 ||
        end[name] != '\n')
        return NULL;
    memcpy(m->history, text, length);
    m->history[length] = '\0';
    return end + name + 1;
}

static bool parse(const char *text, struct manifest *m) {
    int used = 0, replaces = 0;
    char format[256];
    snprintf(format, sizeof format,
             " session %%" SCNd32 " ranks %%" SCNd32 " sessions %%" SCNd32
             " replaces %%1d runs %%" SCNd64 " grown-from %%" SCNd64 " done-before %%" SCNd64
             " steps-before %%" SCNd64 " session-begun %%lf begun %%%ds %s%%n",
             MANIFEST_TIME_MAX - 1, HISTORY_LINE);
    *m = (struct manifest){0};
    // NOLINTNEXTLINE(clang-diagnostic-format-nonliteral): made above
    if (sscanf(text, format, &m->session, &m->ranks, &m->sessions, &replaces, &m->runs,
               &m->grown_from, &m->done_before, &m->steps_before, &m->session_begun, m->begun,
               &used) != 10 ||
        used == 0 || text[used] != '\n')
        return false;
    const char *parameters = parse_history(text + used + 1, m);
    if (!parameters || strlen(parameters) >= sizeof m->parameters)
        return false;
    snprintf(m->parameters, sizeof m->parameters, "%s", parameters);
    m->replaces = replaces != 0;
    return m->session >= 0 && m->ranks >= 0 && m->runs >= 1 && m->grown_from >= 0 &&
           m->grown_from < m->runs && m->sessions >= 0 && (replaces == 0 || replaces == 1) &&
           (m->session > 0) == (m->ranks > 0);
}

bool manifest_exists(const char *folder) {
    return part_folder_highest(folder, "manifest") != 0 || part_folder_is_of_old(folder);
}

/* The path of the one that holds; false, with the reason in `why`, when there is none. */
static bool find(const char *folder, char path[PATH_LENGTH_MAX], char *why, size_t size) {
    const int32_t highest = part_folder_highest(folder, "manifest");
    if (highest > 0 && part_folder_file(path, folder, "manifest", highest, -1))
        return true;
    if (highest == 0 && part_folder_is_of_old(folder))
        snprintf(why, size,
                 "%s: was begun by an earlier version of tpmsync; finish it with that version, "
                 "or throw it away with --force",
                 folder);
    else
        snprintf(why, size, "%s: %s", folder,
                 highest == 0 ? "there is no manifest in it" : strerror(errno));
    return false;
}

bool manifest_read(const char *folder, struct manifest *manifest, char *why, size_t size) {
    char path[PATH_LENGTH_MAX], text[MANIFEST_BYTES_MAX + 1];
    if (!find(folder, path, why, size))
        return false;
    if (!read_text(path, text)) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return false;
    }
    if (text[0] != '\0' && strncmp(text, "tpmsync/", 8) != 0) {
        snprintf(why, size, "%s: not a manifest of tpmsync", path);
        return false;
    }
    if (!checksum_fits(text)) {
        snprintf(why, size, "%s: damaged (its checksum is wrong)", path);
        return false;
    }
    const size_t first = strcspn(text, "\n");
    if (first != strlen(FIRST_LINE) || strncmp(text, FIRST_LINE, first) != 0) {
        snprintf(why, size, "%s: is of another schema, \"%.*s\", and not \"%s\"", path,
                 (int)first, text, FIRST_LINE);
        return false;
    }
    if (!parse(text + first, manifest)) {
        snprintf(why, size, "%s: does not say what it should", path);
        return false;
    }
    return true;
}
