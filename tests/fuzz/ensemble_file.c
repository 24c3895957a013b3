/* A finished file, as the reducers read it. */
#include <string.h>

#include "read/ensemble_reader.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char why[1024] = "";
    struct ensemble ensemble;
    const char *path = target_write("x.h5", bytes, size);
    if (ensemble_read_curves(path, &ensemble, why, sizeof why))
        PROMISE(ensemble.path && ensemble.parameters.command[0]);
    else
        PROMISE(why[0]);
    ensemble_free(&ensemble);
    return 0;
}
