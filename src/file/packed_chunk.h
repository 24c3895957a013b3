/* Chunks of a dataset as HDF5's filters shuffle, deflate and fletcher32 leave them in a file,
 * packed and unpacked at once: every reader reads them, and any rank can make them. Another
 * library unpacks them than the one that packs, so that what comes back is proved by both. For
 * H5Dwrite_chunk and H5Dread_chunk. */
#ifndef TPMSYNC_PACKED_CHUNK_H
#define TPMSYNC_PACKED_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chunk_packer;

/* For chunks of at most `most` elements of 8 bytes. NULL when there is no memory. */
struct chunk_packer *chunk_packer_new(size_t most);
/* Also of NULL. */
void chunk_packer_destroy(struct chunk_packer *packer);

/* The bytes that a packed chunk of `count` elements takes at the most. */
size_t chunk_packer_bound(size_t count);

/* Packs `count` elements into `packed`, which has room for the bound; returns the bytes. */
size_t chunk_packer_pack(struct chunk_packer *packer, size_t count, const uint64_t value[],
                         unsigned char packed[]);

/* The `count` elements of a packed chunk of `size` bytes, whose checksums are compared. False
 * when it is damaged or holds another number. */
bool chunk_packer_unpack(struct chunk_packer *packer, size_t size, const unsigned char packed[],
                         size_t count, uint64_t value[]);

#endif
