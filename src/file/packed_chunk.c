#include "file/packed_chunk.h"

#include <stdlib.h>
#include <string.h>

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

enum { ELEMENT = sizeof(uint64_t), LEVEL = 2, CHECKSUM = sizeof(uint32_t) };

struct chunk_packer {
    struct isal_zstream stream;
    unsigned char *tables; /* [ISAL_DEF_LVL2_DEFAULT]: what the stream works with */
    struct libdeflate_decompressor *decompressor;
    unsigned char *shuffled; /* [most * ELEMENT] */
};

struct chunk_packer *chunk_packer_new(size_t most) {
    struct chunk_packer *packer = calloc(1, sizeof *packer);
    if (!packer)
        return NULL;
    packer->tables = malloc(ISAL_DEF_LVL2_DEFAULT);
    packer->decompressor = libdeflate_alloc_decompressor();
    packer->shuffled = malloc(most * ELEMENT);
    if (packer->tables && packer->decompressor && packer->shuffled)
        return packer;
    chunk_packer_destroy(packer);
    return NULL;
}

void chunk_packer_destroy(struct chunk_packer *packer) {
    if (!packer)
        return;
    free(packer->tables);
    libdeflate_free_decompressor(packer->decompressor);
    free(packer->shuffled);
    free(packer);
}

size_t chunk_packer_bound(size_t count) {
    /* What does not get smaller is stored in blocks of less than 64 KiB, each with a head of 5
     * bytes; the stream has 6 of its own. */
    const size_t size = count * ELEMENT;
    return size + size / 4096 + 64 + CHECKSUM;
}

/* ---- shuffle ------------------------------------------------------------------------------
 */

/* Swaps the bits of `mask` in `a`, moved up by `shift`, with those of `b`. */
static inline void swap_bits(uint64_t *a, uint64_t *b, int shift, uint64_t mask) {
    const uint64_t differing = (*a >> shift ^ *b) & mask;
    *b ^= differing;
    *a ^= differing << shift;
}

/* Eight words as a matrix of bytes, turned over: word j gets the bytes j. */
static inline void transpose(uint64_t w[8]) {
    for (int i = 0; i < 4; i++)
        swap_bits(&w[i], &w[i + 4], 32, UINT64_C(0x00000000ffffffff));
    for (int i = 0; i < 8; i += 4)
        for (int j = i; j < i + 2; j++)
            swap_bits(&w[j], &w[j + 2], 16, UINT64_C(0x0000ffff0000ffff));
    for (int i = 0; i < 8; i += 2)
        swap_bits(&w[i], &w[i + 1], 8, UINT64_C(0x00ff00ff00ff00ff));
}

/* First all lowest bytes, then the second ones, and so on, of little-endian numbers. */
static void shuffle(size_t count, const uint64_t value[], unsigned char to[]) {
    const size_t even = count / 8 * 8;
    for (size_t i = 0; i < even; i += 8) {
        uint64_t w[8];
        memcpy(w, value + i, sizeof w);
        transpose(w);
        for (size_t b = 0; b < ELEMENT; b++)
            memcpy(to + b * count + i, &w[b], sizeof w[b]);
    }
    for (size_t i = even; i < count; i++)
        for (size_t b = 0; b < ELEMENT; b++)
            to[b * count + i] = (unsigned char)(value[i] >> 8 * b);
}

/* The same backwards: a matrix that is turned over twice is what it was. */
static void unshuffle(size_t count, const unsigned char from[], uint64_t value[]) {
    const size_t even = count / 8 * 8;
    for (size_t i = 0; i < even; i += 8) {
        uint64_t w[8];
        for (size_t b = 0; b < ELEMENT; b++)
            memcpy(&w[b], from + b * count + i, sizeof w[b]);
        transpose(w);
        memcpy(value + i, w, sizeof w);
    }
    for (size_t i = even; i < count; i++) {
        value[i] = 0;
        for (size_t b = 0; b < ELEMENT; b++)
            value[i] |= (uint64_t)from[b * count + i] << 8 * b;
    }
}

/* ---- fletcher32 ---------------------------------------------------------------------------
 */

static uint32_t fold(uint32_t sum) {
    return (sum & 0xffff) + (sum >> 16);
}

/* As HDF5 has it: of pairs of bytes, the first one high. */
static uint32_t fletcher32(const unsigned char *byte, size_t size) {
    enum { UNFOLDED = 360 }; /* words that can be added without an overflow */
    uint32_t sum = 0, sums = 0;
    for (size_t at = 0; at + 1 < size;) {
        const size_t left = (size - at) / 2, words = left < UNFOLDED ? left : UNFOLDED;
        for (size_t i = 0; i < words; i++, at += 2) {
            sum += (uint32_t)byte[at] << 8 | byte[at + 1];
            sums += sum;
        }
        sum = fold(sum);
        sums = fold(sums);
    }
    if (size % 2) {
        sum += (uint32_t)byte[size - 1] << 8;
        sums += sum;
        sum = fold(sum);
        sums = fold(sums);
    }
    return fold(sums) << 16 | fold(sum);
}

/* The shuffled bytes as a stream of zlib; returns its bytes. */
static size_t deflate(struct chunk_packer *packer, size_t count, unsigned char packed[]) {
    struct isal_zstream *stream = &packer->stream;
    isal_deflate_stateless_init(stream);
    stream->level = LEVEL;
    stream->level_buf = packer->tables;
    stream->level_buf_size = ISAL_DEF_LVL2_DEFAULT;
    stream->gzip_flag = IGZIP_ZLIB;
    stream->end_of_stream = 1;
    stream->next_in = packer->shuffled;
    stream->avail_in = (uint32_t)(count * ELEMENT);
    stream->next_out = packed;
    stream->avail_out = (uint32_t)(chunk_packer_bound(count) - CHECKSUM);
    isal_deflate_stateless(stream);
    return stream->total_out;
}

size_t chunk_packer_pack(struct chunk_packer *packer, size_t count, const uint64_t value[],
                         unsigned char packed[]) {
    shuffle(count, value, packer->shuffled);
    const size_t size = deflate(packer, count, packed);
    const uint32_t sum = fletcher32(packed, size);
    for (int b = 0; b < CHECKSUM; b++)
        packed[size + (size_t)b] = (unsigned char)(sum >> 8 * b);
    return size + CHECKSUM;
}

bool chunk_packer_unpack(struct chunk_packer *packer, size_t size, const unsigned char packed[],
                         size_t count, uint64_t value[]) {
    if (size < CHECKSUM)
        return false;
    size -= CHECKSUM;
    uint32_t sum = 0;
    for (int b = 0; b < CHECKSUM; b++)
        sum |= (uint32_t)packed[size + (size_t)b] << 8 * b;
    /* Without room to tell how much came, it must be all. */
    if (sum != fletcher32(packed, size) ||
        libdeflate_zlib_decompress(packer->decompressor, packed, size, packer->shuffled,
                                   count * ELEMENT, NULL) != LIBDEFLATE_SUCCESS)
        return false;
    unshuffle(count, packer->shuffled, value);
    return true;
}
