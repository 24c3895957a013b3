/* Chunks that are packed here are read by HDF5's own filters, to the bit, and unpacked here; no
 * damage passes. */
#include "unit.h"

#include <stdlib.h>

#include <hdf5.h>

#include "file/packed_chunk.h"

enum { MOST = 8192 * 3 };

static hid_t new_dataset(hid_t file, hsize_t count) {
    const hid_t space = H5Screate_simple(1, &count, NULL),
                properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(properties, 1, &count);
    H5Pset_shuffle(properties);
    H5Pset_deflate(properties, 1);
    H5Pset_fletcher32(properties);
    const hid_t dataset =
        H5Dcreate2(file, "values", H5T_STD_U64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    H5Pclose(properties);
    H5Sclose(space);
    return dataset;
}

/* In a file in memory. */
static hid_t new_file(void) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 20, false);
    const hid_t file = H5Fcreate("packed_chunk", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    return file;
}

static void expect_back(struct chunk_packer *packer, size_t count, const uint64_t value[]) {
    const size_t bound = chunk_packer_bound(count);
    unsigned char *packed = malloc(bound);
    uint64_t *back = calloc(count, sizeof *back);
    const size_t size = chunk_packer_pack(packer, count, value, packed);
    assert_in_range(size, 1, bound);
    const hid_t file = new_file(), dataset = new_dataset(file, count);
    const hsize_t begin = 0;
    assert_true(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &begin, size, packed) >= 0);
    assert_true(H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, back) >= 0);
    assert_memory_equal(back, value, count * sizeof *value);
    H5Dclose(dataset);
    H5Fclose(file);
    free(back);
    free(packed);
}

/* Unpacked here; but not when a byte is another, one is missing or the number is another. */
static void expect_unpacked(struct chunk_packer *packer, size_t count, const uint64_t value[]) {
    unsigned char *packed = malloc(chunk_packer_bound(count));
    uint64_t *back = calloc(count + 1, sizeof *back);
    const size_t size = chunk_packer_pack(packer, count, value, packed);
    assert_true(chunk_packer_unpack(packer, size, packed, count, back));
    assert_memory_equal(back, value, count * sizeof *value);
    assert_false(chunk_packer_unpack(packer, size, packed, count - 1, back));
    assert_false(chunk_packer_unpack(packer, size, packed, count + 1, back));
    for (size_t less = 1; less < 8; less++)
        assert_false(chunk_packer_unpack(packer, size - less, packed, count, back));
    for (size_t at = 0; at < size; at += size / 16 + 1) {
        packed[at] ^= 1;
        assert_false(chunk_packer_unpack(packer, size, packed, count, back));
        packed[at] ^= 1;
    }
    free(back);
    free(packed);
}

static void expect(struct chunk_packer *packer, size_t count, const uint64_t value[]) {
    expect_back(packer, count, value);
    expect_unpacked(packer, count, value);
}

static const size_t counts[] = {1, 2, 7, 8, 9, 64, 717, 720, 8192, MOST};

/* Noise, which does not get smaller. */
static void noise(void **state) {
    (void)state;
    struct chunk_packer *packer = chunk_packer_new(MOST + 1);
    uint64_t *value = malloc(MOST * sizeof *value), x = 1;
    for (size_t i = 0; i < MOST; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        value[i] = x ^ x >> 29;
    }
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        expect(packer, counts[n], value);
    free(value);
    chunk_packer_destroy(packer);
}

/* Steps, zeros and bytes that are all ones, which make the sums of the checksum large. */
static void plain_values(void **state) {
    (void)state;
    struct chunk_packer *packer = chunk_packer_new(MOST + 1);
    uint64_t *value = malloc(MOST * sizeof *value);
    for (int kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i < MOST; i++)
            value[i] = kind == 0 ? i : kind == 1 ? 0 : UINT64_MAX;
        for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
            expect(packer, counts[n], value);
    }
    free(value);
    chunk_packer_destroy(packer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise),
        cmocka_unit_test(plain_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
