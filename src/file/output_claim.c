#include "file/output_claim.h"
#include "schema/description.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file/base_file.h"
#include "file/finished_file.h"
#include "file/output_name.h"
#include "file/provenance.h"
#include "file/readback.h"

/* ---- what stands there ------------------------------------------------------------------- */

enum what { NOTHING, FILE_THERE, FOLDER, LINK, OTHER };

/* Links are not followed: what they lead to is somebody else's. */
static enum what stands_at(const char *path) {
    struct stat status;
    if (lstat(path, &status) != 0)
        return NOTHING;
    return S_ISREG(status.st_mode)   ? FILE_THERE
           : S_ISDIR(status.st_mode) ? FOLDER
           : S_ISLNK(status.st_mode) ? LINK
                                     : OTHER;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool exists(const char *path) {
    return stands_at(path) != NOTHING;
}

/* The folder of a path, "." if it names none. */
static void folder_of(const char *path, char folder[PATH_LENGTH_MAX]) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        snprintf(folder, PATH_LENGTH_MAX, ".");
    else
        snprintf(folder, PATH_LENGTH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path),
                 path);
}

/* The folder must be one that files can be put into. */
static void check_folder(const char *path, const char *folder, struct faults *faults) {
    if (!exists(folder))
        faults_add(faults, "--output %s: no folder %s; make it first", path, folder);
    else if (!is_folder(folder))
        faults_add(faults, "--output %s: %s is not a folder", path, folder);
    else if (access(folder, W_OK | X_OK) != 0)
        faults_add(faults, "--output %s: cannot write into %s: %s", path, folder,
                   strerror(errno));
}

/* Twice: rows stand in the journals until they stand in the result. */
static void check_space(const char *path, const char *folder, double bytes,
                        struct faults *faults) {
    struct statvfs space;
    if (bytes <= 0.0 || statvfs(folder, &space) != 0)
        return;
    const double left = (double)space.f_bavail * (double)space.f_frsize;
    if (2.0 * bytes > left)
        faults_add(faults,
                   "--output %s: the trace may need %.3g GB, the disk has %.3g GB left; "
                   "write fewer rows (--trace log:P or every:K, --trace-until T)",
                   path, 2e-9 * bytes, 1e-9 * left);
}

/* ---- locks ------------------------------------------------------------------------------- */

static bool take_lock(struct output_claim *claim, const char *path, struct faults *faults) {
    char why[PATH_LENGTH_MAX + 256];
    switch (lock_take(&claim->lock, claim->folder, why, sizeof why)) {
    case LOCK_TAKEN:
        return true;
    case LOCK_HELD:
        faults_add(faults, "--output %s: %s; wait for it, or end it", path, why);
        return false;
    default:
        faults_add(faults, "--output %s: cannot be locked: %s", path, why);
        return false;
    }
}

/* Removes the folder and gives the lock up, in this order where that works. On NFS a file that
 * is open leaves another name behind when it is removed, and the folder cannot go before it. If
 * somebody else has begun there in between, it is not empty and stays. */
static bool remove_folder(struct output_claim *claim) {
    const bool gone = part_folder_remove(claim->folder, claim->lock.claim.session);
    const int error = errno;
    lock_release(&claim->lock);
    errno = error;
    return gone || ((error == ENOTEMPTY || error == EEXIST || error == EBUSY) &&
                    rmdir(claim->folder) == 0);
}

/* ---- a new output ------------------------------------------------------------------------ */

/* The output takes its place in the manifest: runs, replicates, or the one solution of the
 * equations are counted. */
static void set_parameters(struct manifest *manifest, const struct parameters *parameters) {
    char *text = parameters_text(parameters);
    manifest->runs = parameters_count(text);
    snprintf(manifest->parameters, sizeof manifest->parameters, "%s", text);
    free(text);
}

/* `grown_from`: runs that the finished output has, whose history goes on; 0: there is none. */
static void begin_manifest(struct output_claim *claim, const struct parameters *parameters,
                           int64_t grown_from, struct faults *faults) {
    claim->manifest = (struct manifest){.replaces = parameters->force != 0};
    set_parameters(&claim->manifest, parameters);
    claim->manifest.grown_from = grown_from;
    provenance_time(claim->manifest.begun, sizeof claim->manifest.begun);
    if (grown_from > 0 && !finished_file_history(parameters->output, &claim->manifest)) {
        faults_add(faults, "--resume: %s: its provenance cannot be read", parameters->output);
        return;
    }
    if (!manifest_write(claim->folder, claim->lock.claim.session, &claim->manifest))
        faults_add(faults, "--output %s: cannot be written: %s", parameters->output,
                   strerror(errno));
}

static void cannot(const char *do_what, const struct output_claim *claim, const char *path,
                   struct faults *faults) {
    faults_add(faults, "--output %s: cannot %s %s: %s", path, do_what, claim->folder,
               strerror(errno));
}

/* The folder, which no two jobs can both make, and its name on the disk before anything is in
 * it. */
static bool make_folder(struct output_claim *claim, const char *path, struct faults *faults) {
    if (mkdir(claim->folder, 0777) != 0) {
        cannot("make", claim, path, faults);
        return false;
    }
    if (durable_sync_folder_of(claim->folder))
        return true;
    cannot("bring to the disk", claim, path, faults);
    rmdir(claim->folder);
    return false;
}

/* A folder that another job has taken in the meantime is not this one's to remove: it has an
 * owner, and is not empty. */
static void claim_new(struct output_claim *claim, const struct parameters *parameters,
                      int64_t grown_from, struct faults *faults) {
    if (!make_folder(claim, parameters->output, faults))
        return;
    if (!take_lock(claim, parameters->output, faults)) {
        rmdir(claim->folder);
        return;
    }
    begin_manifest(claim, parameters, grown_from, faults);
    if (faults->count > 0)
        remove_folder(claim);
}

static void refuse_what_exists(const struct output_claim *claim, const char *path,
                               struct faults *faults) {
    struct lock_owner owner;
    enum lock_life life = LOCK_DEAD;
    double age;
    if (exists(path))
        faults_add(faults,
                   "--output %s: exists; choose another name or replace it with --force", path);
    if (!exists(claim->folder))
        return;
    if (stands_at(claim->folder) != FOLDER)
        faults_add(faults,
                   "--output %s: %s exists and is no unfinished output of this program; "
                   "remove it",
                   path, claim->folder);
    else if (lock_look(claim->folder, &owner, &life, &age) && life != LOCK_DEAD)
        faults_add(faults,
                   "--output %s: another tpmsync writes it (host %s, process %lld); "
                   "tpmsync status %s tells how far it is",
                   path, owner.host, (long long)owner.pid, path);
    else
        faults_add(faults,
                   "--output %s: %s holds what is unfinished (tpmsync status %s shows it): go "
                   "on with --resume, or throw it away with --force",
                   path, claim->folder, path);
}

/* In a folder that is ours, and in which nothing counts any more. */
static void begin_again(struct output_claim *claim, const struct parameters *parameters,
                        int64_t grown_from, struct faults *faults) {
    if (part_folder_empty(claim->folder, claim->lock.claim.session))
        begin_manifest(claim, parameters, grown_from, faults);
    else
        cannot("empty", claim, parameters->output, faults);
}

/* With --force: whatever is unfinished is thrown away, unless somebody is at it. The folder
 * stays, and with it the count of sessions. A finished output stays until the new one takes its
 * place. */
static void claim_anew(struct output_claim *claim, const struct parameters *parameters,
                       struct faults *faults) {
    const char *path = parameters->output;
    if (stands_at(claim->folder) == NOTHING) {
        claim_new(claim, parameters, 0, faults);
        return;
    }
    if (stands_at(claim->folder) != FOLDER) {
        faults_add(faults, "--output %s: %s is no unfinished output of this program; remove it",
                   path, claim->folder);
        return;
    }
    char foreign[256];
    if (part_folder_has_foreign(claim->folder, foreign)) {
        faults_add(faults, "--output %s: %s/%s is not of this program; move it away", path,
                   claim->folder, foreign);
        return;
    }
    if (!take_lock(claim, path, faults))
        return;
    begin_again(claim, parameters, 0, faults);
}

/* ---- going on ---------------------------------------------------------------------------- */

/* Whether runs can be added to a finished output; a fault if not. */
static void check_growth(const struct parameters *parameters, int64_t there,
                         struct faults *faults) {
    const char *path = parameters->output;
    char why[512];
    if (parameters->runs == 0) { /* what replicates were made of is not kept in a file */
        faults_add(faults,
                   "--replicates %" PRId64 ": %s is finished and has %" PRId64
                   "; make others with another --seed and --output, the reducers pool them",
                   parameters->replicates, path, there);
        return;
    }
    struct base_file *base = base_file_open(path, parameters, why, sizeof why);
    if (!base)
        faults_add(faults, "--runs %" PRId64 ": runs cannot be added to %s: it %s",
                   parameters->runs, path, why);
    base_file_close(base);
}

/* What a finished output, all of which can be read, has of what is counted; 0, and a fault for
 * each thing that stands against it, if it can be neither what is asked for nor a part of it.
 */
static int64_t look_at_finished(const struct parameters *parameters, struct tick look,
                                struct faults *faults) {
    char why[512];
    const char *path = parameters->output;
    char *theirs = finished_file_parameters(path, why, sizeof why);
    if (!theirs) {
        faults_add(faults, "--output %s: %s", path, why);
        return 0;
    }
    const int before = faults->count;
    const int64_t there = parameters_count(theirs);
    if (finished_file_snapshot(path, why, sizeof why))
        faults_add(faults, "--output %s: is a snapshot %s; choose another name", path, why);
    char *ours = parameters_text(parameters);
    parameters_compare_grown(ours, theirs, path, faults);
    if (faults->count == before && parameters_count(ours) > there)
        check_growth(parameters, there, faults);
    free(ours);
    free(theirs);
    if (faults->count == before && !readback_file(path, READBACK_DONE, look, why, sizeof why))
        faults_add(faults, "--output %s: is finished, but %s; make it anew with --force", path,
                   why);
    return faults->count == before ? there : 0;
}

/* The output is finished, and nothing in the folder, if it is there, counts any more; if it is
 * there its lock is ours. */
static void claim_finished(struct output_claim *claim, const struct parameters *parameters,
                           struct tick look, struct faults *faults) {
    const bool owned = claim->lock.file >= 0;
    const int64_t there = look_at_finished(parameters, look, faults);
    if (there == 0)
        return;
    char *asked = parameters_text(parameters);
    claim->complete = there == parameters_count(asked);
    free(asked);
    if (claim->complete && owned)
        remove_folder(claim);
    else if (!claim->complete && owned)
        begin_again(claim, parameters, there, faults);
    else if (!claim->complete)
        claim_new(claim, parameters, there, faults);
}

/* Whether `path` is a finished part of what is in the folder, or all of it: how many of its
 * runs it has; 0: it is something else. */
static int64_t is_part_of(const char *path, const struct output_claim *claim) {
    char begun[MANIFEST_TIME_MAX], why[512];
    struct faults differences = {0};
    char *theirs = finished_file_parameters(path, why, sizeof why);
    int64_t count = theirs ? parameters_count(theirs) : 0;
    if (theirs)
        parameters_compare_grown(claim->manifest.parameters, theirs, path, &differences);
    if (differences.count > 0 || !finished_file_started(path, begun, sizeof begun) ||
        strcmp(begun, claim->manifest.begun) != 0)
        count = 0;
    faults_free(&differences);
    free(theirs);
    return count;
}

/* Whether it is the result: then the program ended between giving it its name and removing the
 * folder. */
static bool is_result_of(const char *path, const struct output_claim *claim) {
    return is_part_of(path, claim) == claim->manifest.runs;
}

/* Whether it is what is being grown. */
static bool is_base_of(const char *path, const struct output_claim *claim) {
    return claim->manifest.grown_from > 0 &&
           is_part_of(path, claim) == claim->manifest.grown_from;
}

/* What stands under the name of the output must go with what is in the folder. */
static void check_beside(const struct output_claim *claim, const char *path,
                         struct faults *faults) {
    const int64_t grown_from = claim->manifest.grown_from;
    if (grown_from > 0 && !is_base_of(path, claim))
        faults_add(faults,
                   "--resume: %s with its %" PRId64 " runs, to which %s adds others, is not "
                   "there any more; put it back",
                   path, grown_from, claim->folder);
    else if (grown_from == 0 && exists(path) && !claim->manifest.replaces)
        faults_add(faults,
                   "--resume: %s has appeared since %s was begun, and is not of it; move it "
                   "away",
                   path, claim->folder);
}

/* The folder has a manifest that can be resumed; perhaps there is a file beside it. */
static void resume_from_manifest(struct output_claim *claim,
                                 const struct parameters *parameters, struct tick look,
                                 struct faults *faults) {
    char *ours = parameters_text(parameters);
    parameters_compare_grown(ours, claim->manifest.parameters, claim->folder, faults);
    free(ours);
    if (faults->count > 0)
        return;
    if (is_result_of(parameters->output, claim)) {
        claim_finished(claim, parameters, look, faults);
        return;
    }
    check_beside(claim, parameters->output, faults);
    set_parameters(&claim->manifest, parameters); /* there may be more runs than before */
}

/* The folder is there; its lock is ours. */
static void resume_from_folder(struct output_claim *claim, const struct parameters *parameters,
                               struct tick look, struct faults *faults) {
    char why[PATH_LENGTH_MAX + 256];
    if (manifest_read(claim->folder, &claim->manifest, why, sizeof why))
        resume_from_manifest(claim, parameters, look, faults);
    else if (!manifest_exists(claim->folder) && exists(parameters->output))
        claim_finished(claim, parameters, look, faults); /* killed after all was published */
    else if (!manifest_exists(claim->folder) && !part_folder_has_sessions(claim->folder))
        begin_manifest(claim, parameters, 0, faults); /* or before anything was committed */
    else
        faults_add(faults, "--resume: %s", why);
}

static void claim_resumed(struct output_claim *claim, const struct parameters *parameters,
                          struct tick look, struct faults *faults) {
    const char *path = parameters->output;
    if (stands_at(claim->folder) == FOLDER) {
        struct faults locked = {0};
        if (take_lock(claim, path, &locked))
            resume_from_folder(claim, parameters, look, faults);
        else if (stands_at(claim->folder) == FOLDER || !exists(path))
            faults_add(faults, "%.*s", (int)strcspn(locked.text + 2, "\n"), locked.text + 2);
        else /* it has just been finished */
            claim_finished(claim, parameters, look, faults);
        faults_free(&locked);
    } else if (exists(claim->folder)) {
        faults_add(faults, "--resume: %s is no unfinished output of this program",
                   claim->folder);
    } else if (exists(path)) {
        claim_finished(claim, parameters, look, faults);
    } else {
        faults_add(faults,
                   "--resume: nothing to go on with: there is neither %s nor %s; leave out "
                   "--resume to begin",
                   claim->folder, path);
    }
}

/* ---- the claim --------------------------------------------------------------------------- */

/* The name of the folder, and whatever can be said against it without touching anything. */
static void look_at(struct output_claim *claim, const struct parameters *parameters,
                    double bytes, struct faults *faults) {
    const char *path = parameters->output;
    char folder[PATH_LENGTH_MAX];
    *claim = (struct output_claim){.lock = {.file = -1}};
    /* Names of files in the folder are to fit as well. */
    if (strlen(path) > PATH_LENGTH_MAX - 64) {
        faults_add(faults, "--output: the name is too long");
        return;
    }
    snprintf(claim->folder, sizeof claim->folder, "%s.part", path);
    folder_of(path, folder);
    check_folder(path, folder, faults);
    const enum what there = stands_at(path);
    if (there == FOLDER)
        faults_add(faults, "--output %s: is a folder", path);
    else if (there == LINK || there == OTHER)
        faults_add(faults, "--output %s: is a %s; name a file, or one that is not there yet",
                   path, there == LINK ? "link" : "device or FIFO");
    else if (!parameters->resume && !parameters->force)
        refuse_what_exists(claim, path, faults);
    if (!parameters->resume)
        check_space(path, folder, bytes, faults);
}

void output_claim_look(const struct parameters *parameters, double bytes,
                       struct faults *faults) {
    struct output_claim claim;
    look_at(&claim, parameters, bytes, faults);
}

void output_claim_make(struct output_claim *claim, const struct parameters *parameters,
                       double bytes, struct tick look, struct faults *faults) {
    look_at(claim, parameters, bytes, faults);
    if (faults->count > 0)
        return;
    if (parameters->resume)
        claim_resumed(claim, parameters, look, faults);
    else if (parameters->force)
        claim_anew(claim, parameters, faults);
    else
        claim_new(claim, parameters, 0, faults);
    if (faults->count > 0)
        output_claim_release(claim);
}

/* ---- only looking ------------------------------------------------------------------------ */

/* What stands against resuming what is in the folder. */
static void examine_folder(struct output_claim *claim, const struct parameters *parameters,
                           struct faults *faults) {
    char why[PATH_LENGTH_MAX + 256];
    const char *path = parameters->output;
    const int before = faults->count;
    struct lock_owner owner;
    enum lock_life life;
    double age;
    if (lock_look(claim->folder, &owner, &life, &age) && life == LOCK_ALIVE) {
        faults_add(faults, "--output %s: another tpmsync writes it (host %s, process %lld)",
                   path, owner.host, (long long)owner.pid);
    } else if (manifest_read(claim->folder, &claim->manifest, why, sizeof why)) {
        char *ours = parameters_text(parameters);
        parameters_compare_grown(ours, claim->manifest.parameters, claim->folder, faults);
        free(ours);
        if (faults->count == before && !is_result_of(path, claim))
            check_beside(claim, path, faults);
    } else if (manifest_exists(claim->folder) ||
               (!exists(path) && part_folder_has_sessions(claim->folder))) {
        faults_add(faults, "--output %s: %s", path, why);
    }
}

static enum output_state examine_finished(const struct parameters *parameters, struct tick look,
                                          struct faults *faults) {
    char why[512];
    const int64_t there = look_at_finished(parameters, look, faults);
    char *ours = parameters_text(parameters);
    char *theirs = finished_file_parameters(parameters->output, why, sizeof why);
    const bool same = theirs && strcmp(ours, theirs) == 0, other = theirs && !same;
    free(ours);
    free(theirs);
    if (there > 0)
        return same ? OUTPUT_COMPLETE : OUTPUT_GROWS;
    return other ? OUTPUT_OTHER : OUTPUT_BAD;
}

enum output_state output_claim_examine(const struct parameters *parameters, double bytes,
                                       struct tick look, struct faults *faults) {
    struct output_claim claim;
    const int before = faults->count;
    struct parameters resumed = *parameters;
    char folder[PATH_LENGTH_MAX];
    resumed.resume = true;
    look_at(&claim, &resumed, bytes, faults);
    if (faults->count > before)
        return OUTPUT_BAD;
    if (stands_at(claim.folder) == FOLDER) {
        examine_folder(&claim, parameters, faults);
        return faults->count > before ? OUTPUT_BAD : OUTPUT_UNFINISHED;
    }
    if (exists(claim.folder)) {
        faults_add(faults, "--output %s: %s is no unfinished output of this program",
                   parameters->output, claim.folder);
        return OUTPUT_BAD;
    }
    if (exists(parameters->output))
        return examine_finished(parameters, look, faults);
    folder_of(parameters->output, folder);
    check_space(parameters->output, folder, bytes, faults);
    return faults->count > before ? OUTPUT_BAD : OUTPUT_NOTHING;
}

/* ---- publishing -------------------------------------------------------------------------- */

static bool is_same(const struct stat *a, const char *path) {
    struct stat b;
    return stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino &&
           a->st_size == b.st_size;
}

void output_claim_result(const struct output_claim *claim, char path[PATH_LENGTH_MAX]) {
    /* Its length was checked when the claim was made. */
    part_folder_file(path, claim->folder, "output", claim->lock.claim.session,
                     claim->lock.claim.stamp);
}

bool output_claim_publish(struct output_claim *claim, const struct parameters *parameters,
                          char *why, size_t size) {
    const char *output = parameters->output;
    char result[PATH_LENGTH_MAX];
    struct stat own;
    if (!lock_is_held(claim->folder, claim->lock.claim, why, size))
        return false;
    output_claim_result(claim, result);
    if (stat(result, &own) != 0) {
        snprintf(why, size, "%s: %s", result, strerror(errno));
        return false;
    }
    const bool named =
        output_name_give(result, output, claim->manifest.replaces || is_base_of(output, claim));
    /* The answer may have been lost on the way from a network file system. */
    if (!named && !is_same(&own, output) && !(exists(output) && is_result_of(output, claim))) {
        const bool taken = errno == EEXIST;
        snprintf(why, size, "%s: %s", output,
                 taken ? "has appeared meanwhile and is not replaced; move it away and go on "
                         "with --resume"
                       : strerror(errno));
        return false;
    }
    if (!durable_sync_folder_of(output)) {
        snprintf(why, size, "its folder cannot be brought to the disk: %s", strerror(errno));
        return false;
    }
    /* What cannot be removed does no harm but to the eye. */
    if (lock_is_held(claim->folder, claim->lock.claim, why, size))
        remove_folder(claim);
    return true;
}

void output_claim_release(struct output_claim *claim) {
    lock_release(&claim->lock);
}
