#include "commands/commands.h"
#include "commands/standing.h"
#include "schema/description.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "checkpoint/lock.h"
#include "checkpoint/manifest.h"
#include "checkpoint/part_folder.h"
#include "file/finished_file.h"
#include "file/readback.h"
#include "record/progress.h"

static bool exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

static void print_indented(const char *lines) {
    for (; *lines; lines += strcspn(lines, "\n") + 1)
        printf("  %.*s\n", (int)strcspn(lines, "\n"), lines);
}

static int complain(const char *path, const char *why) {
    fprintf(stderr, "tpmsync status: %s: %s\n", path, why);
    return EXIT_USAGE;
}

/* ---- finished ---------------------------------------------------------------------------- */

static int tell_finished(const char *path) {
    char why[512];
    struct stat status;
    char *text = finished_file_parameters(path, why, sizeof why);
    if (!text)
        return complain(path, why);
    char of[256];
    const bool snapshot = finished_file_snapshot(path, of, sizeof of);
    if (!readback_file(path, snapshot ? READBACK_DATA : READBACK_DONE,
                       (struct tick){NULL, NULL}, why, sizeof why)) {
        free(text);
        return complain(path, why);
    }
    const double bytes = stat(path, &status) == 0 ? (double)status.st_size : 0.0;
    printf("%s: %s%s, %.3g MB\n", path, snapshot ? "a snapshot " : "complete",
           snapshot ? of : "", 1e-6 * bytes);
    print_indented(text);
    free(text);
    return EXIT_DONE;
}

/* ---- unfinished -------------------------------------------------------------------------- */

static void print_time(const char *name, double seconds, const char *behind) {
    char text[32];
    progress_time(text, sizeof text, seconds > 0.0 ? seconds : 0.0);
    printf("%-12s%s%s\n", name, text, behind);
}

static void tell_standing(const struct manifest *m, const struct standing *s) {
    const bool runs = !standing_is_of_replicates(m);
    printf("%-12s%lld of %lld done (%.1f %%), ", runs ? "runs" : "replicates",
           (long long)s->done, (long long)m->runs, 100.0 * (double)s->done / (double)m->runs);
    if (runs) /* of replicates those that are done are known */
        printf("%lld under way, ", (long long)s->under_way);
    printf("%lld left\n", (long long)(m->runs - s->done - s->under_way));
    if (m->session == 0)
        return;
    const double seconds = s->last_commit - m->session_begun;
    const double ended = (double)(s->done - m->done_before);
    if (seconds > 0.0 && ended > 0.0) {
        printf("%-12s%.3g runs/s, %.3g steps/s of finished runs, in this session\n", "rate",
               ended / seconds, (double)(s->steps - m->steps_before) / seconds);
        print_time("time left", standing_seconds_left(m, s), " of computing, at this rate");
    } else {
        printf("%-12sunknown, no run has ended in this session\n", "time left");
    }
    if (seconds > 0.0 && s->commits > 0)
        printf("%-12s%.1f a rank, %.2g ms each, %.2g %% of the time\n", "commits",
               (double)s->commits / m->ranks, 1e3 * s->commit_seconds / (double)s->commits,
               100.0 * s->commit_seconds / (seconds * m->ranks));
    const double now = (double)time(NULL);
    print_time("committed", now - s->last_commit, " ago");
    if (s->last_commit - s->oldest_commit > 1.0)
        print_time("", now - s->oldest_commit, " ago by the rank that is furthest behind");
}

static void tell_writer(const char *folder) {
    struct lock_owner owner;
    enum lock_life life;
    double age;
    char text[32];
    if (!lock_look(folder, &owner, &life, &age)) {
        printf("%-12snone\n", "writer");
        return;
    }
    progress_time(text, sizeof text, age > 0.0 ? age : 0.0);
    if (life == LOCK_DEAD)
        printf("%-12snone; the last one, process %lld on %s, %s %s ago; go on with --resume\n",
               "writer", (long long)owner.pid, owner.host,
               owner.released ? "ended" : "was killed or lost: last sign of life", text);
    else
        printf("%-12sprocess %lld on %s%s, last sign of life %s ago\n", "writer",
               (long long)owner.pid, owner.host, life == LOCK_ALIVE ? "" : ", perhaps alive",
               text);
}

static int tell_unfinished(const char *path, const char *folder) {
    char why[PATH_LENGTH_MAX + 256];
    struct manifest manifest;
    struct standing standing;
    if (!standing_read(folder, &manifest, &standing, why, sizeof why))
        return complain(path, why);
    printf("%s: unfinished, in %s\n", path, folder);
    printf("%-12s%d", "session", (int)manifest.sessions);
    if (manifest.ranks > 0) /* replicates do not say */
        printf(", of %d rank%s", (int)manifest.ranks, manifest.ranks > 1 ? "s" : "");
    printf("; the first began %s\n", manifest.begun);
    if (manifest.grown_from > 0)
        printf("%-12s%lld runs stand in %s, which stays until the larger one is whole\n",
               "grows from", (long long)manifest.grown_from, path);
    tell_standing(&manifest, &standing);
    tell_writer(folder);
    print_indented(manifest.parameters);
    return EXIT_DONE;
}

/* A folder that is no unfinished output. */
static bool is_folder(const char *path) {
    struct stat status;
    const char *dot = strrchr(path, '.');
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) &&
           !(dot && strcmp(dot, ".part") == 0);
}

int command_status(const char *output, int rank) {
    if (rank != 0)
        return EXIT_DONE;
    if (is_folder(output))
        return status_of_folder(output);
    char *folder = part_folder_path(output);
    if (!folder)
        abort();
    int status = EXIT_DONE;
    if (!exists(output) && !exists(folder))
        status = complain(output, "there is neither this file nor an unfinished one "
                                  "(FILE.h5.part) beside it");
    if (exists(output))
        status = tell_finished(output);
    if (!exists(folder) || status != EXIT_DONE)
        ;
    else if (exists(output) && !manifest_exists(folder))
        printf("%s holds nothing any more: --resume, or rm -r, takes it away\n", folder);
    else
        status = tell_unfinished(output, folder);
    free(folder);
    return status;
}
