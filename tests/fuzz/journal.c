/* The files of two journals, and a mark and a chain of rows that point into them: whatever they
 * hold, reading ends. Checksums are not asked first, as if they fitted. */
#include "checkpoint/journal.h"

#include <string.h>

#include "target.h"

enum { WIDTH = 7 }; /* doubles of a row: K = 3 */

struct head {
    struct journal_mark mark;
    struct row_chain chain;
    uint16_t first, second; /* bytes of rows-1-0 and of rows-2-0; the rest is runs-1-0 */
    uint32_t most;          /* rows that are read at a time */
};

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static void read_rows(const struct row_chain *chain, int64_t most, size_t bytes) {
    double *rows = malloc((size_t)most * WIDTH * sizeof *rows);
    struct row_reader *reader = row_reader_new(target_folder(), WIDTH);
    PROMISE(rows && reader);
    int64_t seen = 0, n = 0;
    if (row_reader_seek(reader, chain)) {
        while ((n = row_reader_next(reader, most, rows)) > 0)
            seen += n;
        PROMISE(n < 0 || seen == chain->rows);
        PROMISE((size_t)seen * WIDTH * sizeof *rows <= bytes);
    }
    row_reader_destroy(reader);
    free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct head head;
    struct run_record records[4];
    char why[512];
    if (size < sizeof head)
        return 0;
    memcpy(&head, bytes, sizeof head);
    bytes += sizeof head;
    size -= sizeof head;
    const size_t first = least(head.first, size), second = least(head.second, size - first);
    target_write("rows-1-0", bytes, first);
    target_write("rows-2-0", bytes + first, second);
    target_write("runs-1-0", bytes + first + second, size - first - second);
    if (!journal_verify(target_folder(), &head.mark, (struct tick){NULL, NULL}, why,
                        sizeof why))
        PROMISE(strlen(why) > 0);
    const int64_t most = 1 + head.most % 64;
    read_rows(&head.chain, most, size);
    const int64_t count = (int64_t)least(4, (size - first - second) / sizeof *records);
    PROMISE(
        journal_read_records(target_folder(), (struct journal_name){1, 0}, 0, count, records));
    for (int64_t i = 0; i < count; i++)
        read_rows(&records[i].chain, most, size);
    return 0;
}
