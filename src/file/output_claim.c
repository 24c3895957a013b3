#include "file/output_claim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file/attributes.h"
#include "file/provenance.h"

/* ---- what stands there ------------------------------------------------------------------- */

static bool exists(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
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
    const bool gone = part_folder_remove(claim->folder);
    const int error = errno;
    lock_release(&claim->lock);
    errno = error;
    return gone || ((error == ENOTEMPTY || error == EEXIST || error == EBUSY) &&
                    rmdir(claim->folder) == 0);
}

/* ---- a new output ------------------------------------------------------------------------ */

static void begin_manifest(struct output_claim *claim, const struct parameters *parameters,
                           struct faults *faults) {
    char *text = parameters_text(parameters);
    /* What is counted: runs, replicates, or the one solution of the equations. */
    const int64_t parts = parameters->runs > 0         ? parameters->runs
                          : parameters->replicates > 0 ? parameters->replicates
                                                       : 1;
    claim->manifest = (struct manifest){.runs = parts};
    provenance_time(claim->manifest.begun, sizeof claim->manifest.begun);
    snprintf(claim->manifest.parameters, sizeof claim->manifest.parameters, "%s", text);
    free(text);
    if (!manifest_write(claim->folder, &claim->manifest))
        faults_add(faults, "--output %s: cannot be written: %s", parameters->output,
                   strerror(errno));
}

/* Making the folder is what no two jobs can both do. */
static void claim_new(struct output_claim *claim, const struct parameters *parameters,
                      struct faults *faults) {
    if (mkdir(claim->folder, 0777) != 0) {
        faults_add(faults, "--output %s: cannot make %s: %s", parameters->output, claim->folder,
                   strerror(errno));
        return;
    }
    if (take_lock(claim, parameters->output, faults))
        begin_manifest(claim, parameters, faults);
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
    if (!is_folder(claim->folder))
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

/* With --force: whatever is unfinished is thrown away, unless somebody is at it. A finished
 * output stays until the new one takes its place. */
static void clear_away(struct output_claim *claim, const char *path, struct faults *faults) {
    if (!exists(claim->folder))
        return;
    if (!is_folder(claim->folder)) {
        if (unlink(claim->folder) != 0)
            faults_add(faults, "--output %s: cannot remove %s: %s", path, claim->folder,
                       strerror(errno));
        return;
    }
    if (!take_lock(claim, path, faults))
        return;
    if (!remove_folder(claim))
        faults_add(faults, "--output %s: cannot remove %s: %s", path, claim->folder,
                   strerror(errno));
}

/* ---- going on ---------------------------------------------------------------------------- */

/* Whether `path` is whole and of these parameters; a fault for each that differs. */
static bool is_complete(const char *path, const struct parameters *parameters,
                        struct faults *faults) {
    char why[512];
    char *theirs = attributes_read_text(path, why, sizeof why);
    if (!theirs) {
        faults_add(faults, "--output %s: %s", path, why);
        return false;
    }
    const int before = faults->count;
    char *ours = parameters_text(parameters);
    parameters_compare(ours, theirs, path, faults);
    free(ours);
    free(theirs);
    return faults->count == before;
}

static void compare_to_manifest(const struct output_claim *claim,
                                const struct parameters *parameters, struct faults *faults) {
    char *ours = parameters_text(parameters);
    parameters_compare(ours, claim->manifest.parameters, claim->folder, faults);
    free(ours);
}

/* The folder is there; its lock is ours. */
static void resume_from_folder(struct output_claim *claim, const struct parameters *parameters,
                               struct faults *faults) {
    char why[PATH_LENGTH_MAX + 256];
    const char *path = parameters->output;
    if (manifest_read(claim->folder, &claim->manifest, why, sizeof why)) {
        compare_to_manifest(claim, parameters, faults);
        return;
    }
    if (manifest_exists(claim->folder)) {
        faults_add(faults, "--resume: %s", why);
        return;
    }
    /* Killed before anything was committed, or after all was published. */
    if (!part_folder_has_sessions(claim->folder) && !exists(path)) {
        begin_manifest(claim, parameters, faults);
    } else if (exists(path) && is_complete(path, parameters, faults)) {
        claim->complete = true;
        remove_folder(claim);
    } else {
        faults_add(faults, "--resume: %s", why);
    }
}

static void claim_resumed(struct output_claim *claim, const struct parameters *parameters,
                          struct faults *faults) {
    const char *path = parameters->output;
    if (is_folder(claim->folder)) {
        if (take_lock(claim, path, faults))
            resume_from_folder(claim, parameters, faults);
    } else if (exists(claim->folder)) {
        faults_add(faults, "--resume: %s is no unfinished output of this program",
                   claim->folder);
    } else if (exists(path)) {
        claim->complete = is_complete(path, parameters, faults);
    } else {
        faults_add(faults,
                   "--resume: nothing to go on with: there is neither %s nor %s; leave out "
                   "--resume to begin",
                   claim->folder, path);
    }
}

/* ---- the claim --------------------------------------------------------------------------- */

/* The name of the folder, and whatever can be said against it without touching anything. */
static void look(struct output_claim *claim, const struct parameters *parameters, double bytes,
                 struct faults *faults) {
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
    if (is_folder(path))
        faults_add(faults, "--output %s: is a folder", path);
    else if (!parameters->resume && !parameters->force)
        refuse_what_exists(claim, path, faults);
    if (!parameters->resume)
        check_space(path, folder, bytes, faults);
}

void output_claim_look(const struct parameters *parameters, double bytes,
                       struct faults *faults) {
    struct output_claim claim;
    look(&claim, parameters, bytes, faults);
}

void output_claim_make(struct output_claim *claim, const struct parameters *parameters,
                       double bytes, struct faults *faults) {
    look(claim, parameters, bytes, faults);
    if (faults->count > 0)
        return;
    if (parameters->resume) {
        claim_resumed(claim, parameters, faults);
    } else {
        clear_away(claim, parameters->output, faults);
        if (faults->count == 0)
            claim_new(claim, parameters, faults);
    }
    if (faults->count > 0)
        output_claim_release(claim);
}

bool output_claim_publish(struct output_claim *claim, const char *output) {
    char result[PATH_LENGTH_MAX], folder[PATH_LENGTH_MAX];
    folder_of(output, folder);
    if (!part_folder_file(result, claim->folder, "output.h5", 0, 0) ||
        rename(result, output) != 0 || !durable_sync_folder(folder))
        return false;
    /* What cannot be removed does no harm but to the eye. */
    remove_folder(claim);
    return true;
}

void output_claim_release(struct output_claim *claim) {
    lock_release(&claim->lock);
}
