/* A manifest. After a first byte that is odd, the checksum is added: a fuzzer does not guess
 * it. What is accepted must come back when it is written and read again. */
#include "checkpoint/manifest.h"

#include <string.h>

#include "checkpoint/durable_file.h"
#include "target.h"

static void write_signed(const uint8_t *bytes, size_t size) {
    char last[32];
    const int length =
        snprintf(last, sizeof last, "checksum %08x\n", (unsigned)durable_crc(0, bytes, size));
    uint8_t *whole = malloc(size + (size_t)length);
    PROMISE(whole);
    memcpy(whole, bytes, size);
    memcpy(whole + size, last, (size_t)length);
    target_write("manifest-1", whole, size + (size_t)length);
    free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char why[512];
    static struct manifest first, second;
    if (size == 0)
        return 0;
    if (bytes[0] & 1)
        write_signed(bytes + 1, size - 1);
    else
        target_write("manifest-1", bytes + 1, size - 1);
    if (!manifest_read(target_folder(), &first, why, sizeof why)) {
        PROMISE(strstr(why, "manifest"));
        return 0;
    }
    PROMISE(first.runs >= 1 && first.session >= 0 && first.ranks >= 0);
    /* The time is kept to the millisecond. */
    PROMISE(manifest_write(target_folder(), 1, &first));
    PROMISE(manifest_read(target_folder(), &second, why, sizeof why));
    PROMISE(first.session == second.session && first.ranks == second.ranks &&
            first.runs == second.runs && strcmp(first.begun, second.begun) == 0 &&
            strcmp(first.parameters, second.parameters) == 0 &&
            strcmp(first.history, second.history) == 0 && first.sessions == second.sessions &&
            first.replaces == second.replaces);
    return 0;
}
