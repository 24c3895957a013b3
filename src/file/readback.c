#include "file/readback.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <hdf5.h>

#include "file/hdf5_close.h"
#include "file/hdf5_reason.h"
#include "file/packed_chunk.h"

/* Rows that are read at a time: four chunks of the files that this program makes. */
enum { STRETCH = 4 * LAYOUT_CHUNK };

/* ---- data -------------------------------------------------------------------------------- */

/* An open dataset of [rows] or [rows, columns]. */
struct reading {
    hid_t dataset, type, space;
    hsize_t rows, columns;
    size_t element; /* bytes, as they are in memory */
    /* Of chunks that are packed as packed_chunk.h has it; NULL: it has no such ones. */
    struct chunk_packer *packer;
    unsigned char *packed; /* [most] */
    size_t most;
};

static void end_reading(struct reading *r) {
    chunk_packer_destroy(r->packer);
    free(r->packed);
    if (r->type >= 0)
        H5Tclose(r->type);
    if (r->space >= 0)
        H5Sclose(r->space);
    if (r->dataset >= 0)
        H5Dclose(r->dataset);
}

/* Whether the filters and chunks are those of this program, for elements of 8 bytes. */
static bool is_packed(const struct reading *r, hid_t stored) {
    static const H5Z_filter_t wanted[] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE,
                                          H5Z_FILTER_FLETCHER32};
    enum { FILTERS = sizeof wanted / sizeof *wanted };
    const hid_t made = H5Dget_create_plist(r->dataset);
    hsize_t chunk[2] = {0, 1};
    bool same = r->element == sizeof(uint64_t) && H5Tequal(stored, r->type) > 0 &&
                H5Pget_layout(made) == H5D_CHUNKED && H5Pget_chunk(made, 2, chunk) > 0 &&
                chunk[0] == LAYOUT_CHUNK && chunk[1] == r->columns &&
                H5Pget_nfilters(made) == FILTERS;
    for (unsigned i = 0; same && i < FILTERS; i++) {
        unsigned flags;
        size_t none = 0;
        same = H5Pget_filter2(made, i, &flags, &none, NULL, 0, NULL, NULL) == wanted[i];
    }
    H5Pclose(made);
    return same;
}

/* Without memory it is read as all others are. */
static void make_unpacker(struct reading *r) {
    const size_t count = LAYOUT_CHUNK * (size_t)r->columns;
    r->packer = chunk_packer_new(count);
    r->most = r->packer ? chunk_packer_bound(count) : 0;
    r->packed = malloc(r->most + 1);
}

static bool begin_reading(hid_t file, const char *path, struct reading *r) {
    hsize_t length[2] = {1, 1};
    *r = (struct reading){.type = H5I_INVALID_HID, .space = H5I_INVALID_HID};
    r->dataset = H5Dopen2(file, path, H5P_DEFAULT);
    if (r->dataset < 0)
        return false;
    const hid_t stored = H5Dget_type(r->dataset);
    r->type = H5Tget_native_type(stored, H5T_DIR_ASCEND);
    r->space = H5Dget_space(r->dataset);
    const int rank = H5Sget_simple_extent_ndims(r->space);
    if (r->type >= 0 && 0 <= rank && rank <= 2 &&
        H5Sget_simple_extent_dims(r->space, length, NULL) >= 0) {
        r->rows = length[0];
        r->columns = length[1];
        r->element = H5Tget_size(r->type);
        if (r->rows > STRETCH && is_packed(r, stored))
            make_unpacker(r);
        H5Tclose(stored);
        return true;
    }
    H5Tclose(stored);
    end_reading(r);
    return false;
}

static bool read_rows(const struct reading *r, hsize_t begin, hsize_t count, void *values) {
    const hsize_t start[2] = {begin, 0}, size[2] = {count, r->columns};
    const int rank = H5Sget_simple_extent_ndims(r->space);
    if (rank == 0)
        return H5Dread(r->dataset, r->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    const hid_t memory = H5Screate_simple(rank, size, NULL);
    const bool good =
        H5Sselect_hyperslab(r->space, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
        H5Dread(r->dataset, r->type, memory, r->space, H5P_DEFAULT, values) >= 0;
    H5Sclose(memory);
    return good;
}

/* The chunk that begins with row `begin`, unpacked here: in a third of the time that HDF5 takes
 * with zlib. */
static bool read_chunk(const struct reading *r, hsize_t begin, void *values) {
    const hsize_t place[2] = {begin, 0};
    hsize_t size;
    uint32_t skipped;
    return r->packer && r->packed && H5Dget_chunk_storage_size(r->dataset, place, &size) >= 0 &&
           size <= r->most &&
           H5Dread_chunk(r->dataset, H5P_DEFAULT, place, &skipped, r->packed) >= 0 &&
           skipped == 0 &&
           chunk_packer_unpack(r->packer, (size_t)size, r->packed,
                               LAYOUT_CHUNK * (size_t)r->columns, values);
}

/* The next rows from `begin` on, at most a stretch; returns how many, 0: they cannot be read.
 * The first ones always come by HDF5 with its filters, as anybody else gets them, and so does
 * what cannot be unpacked here. */
static hsize_t read_stretch(const struct reading *r, hsize_t begin, hsize_t end, bool first,
                            void *values) {
    if (!first && end - begin >= LAYOUT_CHUNK && read_chunk(r, begin, values))
        return LAYOUT_CHUNK;
    const hsize_t count = end - begin < STRETCH ? end - begin : STRETCH;
    return read_rows(r, begin, count, values) ? count : 0;
}

/* Rows begin .. end - 1, stretch by stretch; into `contents` unless that is NULL. Where numbers
 * must all be 1, `ones` says so. */
static bool read_stretches(const struct reading *r, hsize_t begin, hsize_t end, bool ones,
                           struct tick look, struct contents *contents) {
    const size_t row = (size_t)r->columns * r->element;
    unsigned char *values = malloc(STRETCH * row + 1);
    const hsize_t first = begin;
    bool good = values != NULL;
    while (good && begin < end) {
        const hsize_t count = read_stretch(r, begin, end, begin == first, values);
        good = count > 0;
        for (hsize_t i = 0; good && ones && i < count; i++)
            good = values[i * row] == 1;
        if (good && contents)
            contents_add_stretch(contents, (int64_t)(begin * r->columns),
                                 (int64_t)(count * r->columns), r->element, values);
        begin += count;
        tick(look);
    }
    free(values);
    return good;
}

bool readback_share(const char *path, int files, int part, int parts, struct tick look,
                    struct layout_contents *contents, const char **what) {
    const hid_t access = layout_access();
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    *what = "the file";
    bool good = file >= 0;
    for (int d = 0; good && d < dataset_count; d++) {
        struct reading r;
        const char *name = dataset_table[d].path;
        if (!(dataset_table[d].files & files))
            continue;
        *what = name;
        good = begin_reading(file, name, &r);
        if (!good)
            break;
        const hsize_t chunks = (r.rows + LAYOUT_CHUNK - 1) / LAYOUT_CHUNK;
        const hsize_t begin = chunks * (hsize_t)part / (hsize_t)parts * LAYOUT_CHUNK,
                      end = chunks * (hsize_t)(part + 1) / (hsize_t)parts * LAYOUT_CHUNK;
        good = read_stretches(&r, begin, end < r.rows ? end : r.rows, false, look,
                              &contents->of[d]);
        end_reading(&r);
    }
    if (file >= 0)
        hdf5_close(file, path);
    return good;
}

/* ---- all of a file ----------------------------------------------------------------------- */

struct visit {
    enum readback much;
    struct tick look;
    char *why;
    size_t size;
};

/* Lists of varying length (which scales a dimension has) stand in a heap without checksums
 * (texts.h), and HDF5 1.10 crashes on a damaged one: they are read in what was just written,
 * not in what was found. */
static herr_t read_attribute(hid_t object, const char *name, const H5A_info_t *info,
                             void *self) {
    const struct visit *visit = self;
    (void)info;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        snprintf(visit->why, visit->size, "the attribute %s cannot be opened", name);
        return -1;
    }
    const hid_t stored = H5Aget_type(attribute), space = H5Aget_space(attribute);
    if (visit->much > READBACK_DESCRIPTION && H5Tdetect_class(stored, H5T_VLEN) > 0) {
        H5Tclose(stored);
        H5Sclose(space);
        H5Aclose(attribute);
        return 0;
    }
    const hid_t type = H5Tget_native_type(stored, H5T_DIR_ASCEND);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    unsigned char *values = calloc((size_t)(count > 0 ? count : 0) + 1, H5Tget_size(type));
    const bool good = type >= 0 && values && H5Aread(attribute, type, values) >= 0;
    if (good)
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, values);
    else
        snprintf(visit->why, visit->size, "the attribute %s cannot be read", name);
    free(values);
    H5Tclose(type);
    H5Tclose(stored);
    H5Sclose(space);
    H5Aclose(attribute);
    return good ? 0 : -1;
}

static herr_t read_object(hid_t file, const char *name, const H5O_info_t *info, void *self) {
    const struct visit *visit = self;
    const hid_t object = H5Oopen(file, name, H5P_DEFAULT);
    bool good = object >= 0;
    if (!good)
        snprintf(visit->why, visit->size, "%s cannot be opened", name);
    good = good &&
           H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, read_attribute, self) >= 0;
    if (object >= 0)
        H5Oclose(object);
    if (!good || info->type != H5O_TYPE_DATASET || visit->much == READBACK_DESCRIPTION)
        return good ? 0 : -1;
    struct reading r;
    if (begin_reading(file, name, &r)) {
        const bool ones = visit->much == READBACK_DONE && strcmp(name, "runs/done") == 0;
        good = read_stretches(&r, 0, r.rows, ones, visit->look, NULL);
        end_reading(&r);
    } else {
        good = false;
    }
    if (!good)
        snprintf(visit->why, visit->size, "the data of /%s cannot be read or are not complete",
                 name);
    return good ? 0 : -1;
}

static bool is_regular(const char *path, char *why, size_t size) {
    struct stat status;
    const bool there = stat(path, &status) == 0;
    if (there && S_ISREG(status.st_mode))
        return true;
    snprintf(why, size, "%s", there ? "is no regular file" : strerror(errno));
    return false;
}

bool readback_file(const char *path, enum readback much, struct tick look, char *why,
                   size_t size) {
    struct visit visit = {much, look, why, size};
    if (!is_regular(path, why, size))
        return false;
    hdf5_keep_reasons();
    snprintf(why, size, "is no HDF5 file, or a damaged one");
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0)
        return false;
    const bool good = H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, read_object, &visit) >= 0;
    hdf5_close(file, path);
    return good;
}
