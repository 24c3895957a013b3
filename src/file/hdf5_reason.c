#include "file/hdf5_reason.h"

#include <stdio.h>
#include <string.h>

/* HDF5 calls back without asking whose file it was. */
static char reason[256];

/* Of a long text of what failed where and when, what the system said is enough. */
static herr_t keep_innermost(unsigned n, const H5E_error2_t *error, void *unused) {
    static const char said[] = "error message = '";
    (void)unused;
    if (n > 0 || !error->desc)
        return 0;
    const char *message = strstr(error->desc, said);
    if (message)
        message += sizeof said - 1;
    else
        message = error->desc;
    snprintf(reason, sizeof reason, "%.*s",
             (int)strcspn(message, message == error->desc ? "\n" : "'"), message);
    return 0;
}

static herr_t on_failure(hid_t stack, void *unused) {
    return H5Ewalk2(stack, H5E_WALK_UPWARD, keep_innermost, unused);
}

void hdf5_keep_reasons(void) {
    H5Eset_auto2(H5E_DEFAULT, on_failure, NULL);
}

const char *hdf5_reason(void) {
    return reason[0] ? reason : "unknown HDF5 error";
}
