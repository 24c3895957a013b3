#include "file/finished_file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "file/attributes.h"
#include "file/hdf5_close.h"
#include "file/hdf5_reason.h"
#include "schema/description.h"

/* Opens a file for reading; negative, with the fault named, if that fails. */
static hid_t open_file(const char *path, struct faults *faults) {
    struct stat status;
    hdf5_keep_reasons();
    /* Opening a FIFO would wait for somebody to write into it. */
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        faults_add(faults, "is no regular file");
        return H5I_INVALID_HID;
    }
    const hid_t file =
        H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT) : H5I_INVALID_HID;
    if (file < 0)
        faults_add(faults, "is no HDF5 file, or a damaged one");
    return file;
}

char *finished_file_parameters(const char *path, char *why, size_t size) {
    struct parameters parameters = {0};
    struct faults faults = {0};
    char *text = NULL;
    const hid_t file = open_file(path, &faults);
    if (file >= 0 && attributes_get_parameters(file, &parameters, &faults))
        text = parameters_text(&parameters);
    else
        faults_join(&faults, why, size);
    parameters_free(&parameters);
    faults_free(&faults);
    if (file >= 0)
        hdf5_close(file, path);
    return text;
}

/* Opens /provenance of a file; negative if that fails. */
static hid_t open_provenance(hid_t file) {
    return file >= 0 ? H5Gopen2(file, "/provenance", H5P_DEFAULT) : H5I_INVALID_HID;
}

static void close_provenance(hid_t group, hid_t file, const char *path) {
    if (group >= 0)
        H5Gclose(group);
    if (file >= 0)
        hdf5_close(file, path);
}

bool finished_file_history(const char *path, struct manifest *m) {
    struct faults faults = {0};
    char sessions[32] = "";
    const hid_t file = open_file(path, &faults), group = open_provenance(file);
    const bool good =
        group >= 0 &&
        attributes_get_text(group, "started", m->begun, sizeof m->begun, &faults) &&
        attributes_get_text(group, "sessions", sessions, sizeof sessions, &faults) &&
        attributes_get_text(group, "history", m->history, sizeof m->history, &faults);
    m->sessions = (int32_t)strtol(sessions, NULL, 10);
    faults_free(&faults);
    close_provenance(group, file, path);
    return good && m->sessions >= 1;
}

/* A text of the provenance; false if there is none. */
static bool get_text(const char *path, const char *name, char *text, size_t size) {
    struct faults faults = {0};
    const hid_t file = open_file(path, &faults), group = open_provenance(file);
    const bool good = group >= 0 && attributes_get_text(group, name, text, size, &faults);
    faults_free(&faults);
    close_provenance(group, file, path);
    return good;
}

bool finished_file_started(const char *path, char *text, size_t size) {
    return get_text(path, "started", text, size);
}

bool finished_file_snapshot(const char *path, char *text, size_t size) {
    return get_text(path, "snapshot", text, size);
}
