/* The state of a rank. After a first byte that is odd, magic, session, rank and both checksums
 * are put right. */
#include "checkpoint/rank_state.h"

#include <string.h>
#include <unistd.h>

#include "target.h"

enum { SUMS = 8 };

static void sign(uint8_t *state, size_t size) {
    struct state_header header;
    uint32_t whole;
    if (size < sizeof header + sizeof whole)
        return;
    memcpy(&header, state, sizeof header);
    memcpy(header.magic, "tpmstat1", sizeof header.magic);
    header.session = 1;
    header.rank = 0;
    header.checksum = durable_crc(0, &header, offsetof(struct state_header, checksum));
    memcpy(state, &header, sizeof header);
    whole = durable_crc(0, state, size - sizeof whole);
    memcpy(state + size - sizeof whole, &whole, sizeof whole);
}

static void use(const struct rank_state *state, size_t size) {
    const int file = rank_state_open(target_folder(), 1, 0);
    PROMISE(file >= 0);
    for (int64_t i = 0; i < state->header.under_way; i++) {
        const struct saved_place *place = &state->places[i];
        PROMISE(place->length >= 0 && place->offset >= 0 &&
                (size_t)place->offset + (size_t)place->length <= size);
        char *run = malloc((size_t)place->length + 1);
        PROMISE(run && durable_read_all(file, run, (size_t)place->length, place->offset));
        free(run);
    }
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char why[512];
    struct rank_state state;
    if (size == 0)
        return 0;
    uint8_t *copy = malloc(size);
    PROMISE(copy);
    memcpy(copy, bytes + 1, size - 1);
    if (bytes[0] & 1)
        sign(copy, size - 1);
    target_write("state-1-0", copy, size - 1);
    free(copy);
    if (rank_state_read(target_folder(), 1, 0, SUMS, &state, why, sizeof why))
        use(&state, size - 1);
    else
        PROMISE(strstr(why, "state-1-0"));
    rank_state_free(&state);
    return 0;
}
