/* dladdr and RTLD_NEXT are the system's. */
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier)
#include "file/mpi_of_hdf5.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <mpi.h>

/* Profilers put themselves before MPI_..., but nobody before PMPI_... */
static const char NAME[] = "PMPI_Get_library_version";

static const char *file_of(const void *address) {
    Dl_info info;
    return address && dladdr(address, &info) ? info.dli_fname : NULL;
}

/* The first line of what an MPI calls itself, and its file. */
static void describe(char *text, size_t size, void *get_version) {
    char version[MPI_MAX_LIBRARY_VERSION_STRING + 8192] = ""; /* whosever constant it is */
    int length = 0;
    int (*get)(char *, int *);
    memcpy(&get, &get_version, sizeof get);
    get(version, &length);
    for (char *tab = version; (tab = strchr(tab, '\t'));)
        *tab = ' ';
    snprintf(text, size, "%.*s (%s)", (int)strcspn(version, ",\n"), version,
             file_of(get_version));
}

const char *mpi_of_hdf5_fault(void) {
    static char text[1024];
    char own[384], other[384];
    const char *hdf5 = file_of(dlsym(RTLD_NEXT, "H5open"));
    void *library = hdf5 ? dlopen(hdf5, RTLD_LAZY | RTLD_NOLOAD) : NULL;
    if (!library)
        return NULL;
    /* What the program calls comes first among all; what HDF5 was linked with, in its own tree.
     */
    void *ours = dlsym(RTLD_NEXT, NAME), *theirs = dlsym(library, NAME);
    if (ours && theirs && ours != theirs) {
        describe(own, sizeof own, ours);
        describe(other, sizeof other, theirs);
        snprintf(text, sizeof text,
                 "two MPIs in one program: tpmsync calls %s, and HDF5 (%s) was built with %s; "
                 "use an HDF5 of the same MPI",
                 own, hdf5, other);
    }
    dlclose(library);
    return text[0] ? text : NULL;
}
