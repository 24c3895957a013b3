#include "print/remarks.h"

#include <stdlib.h>
#include <string.h>

bool remarks_open(struct remarks *remarks, const char *name) {
    *remarks = (struct remarks){.name = name};
    remarks->stream = open_memstream(&remarks->text, &remarks->size);
    return remarks->stream != NULL;
}

/* The end of a remark: the next line that begins as one does, as names of files may hold ends
 * of lines. */
static char *end_of(char *remark, const char *prefix) {
    char *end = strchr(remark, '\n');
    while (end && end[1] && strncmp(end + 1, prefix, strlen(prefix)) != 0)
        end = strchr(end + 1, '\n');
    return end;
}

void remarks_write_json(const struct remarks *remarks, struct json *json) {
    char prefix[64];
    snprintf(prefix, sizeof prefix, "%s: ", remarks->name);
    const size_t skipped = strlen(prefix);
    json_open(json, "remarks", '[');
    fflush(remarks->stream);
    char *next;
    for (char *at = remarks->text; at && strlen(at) > skipped; at = next) {
        next = end_of(at, prefix);
        if (next)
            *next = '\0';
        json_text(json, NULL, at + skipped);
        if (next)
            *next++ = '\n';
    }
    json_close(json, ']');
}

void remarks_close(struct remarks *remarks) {
    fclose(remarks->stream);
    fwrite(remarks->text, 1, remarks->size, stderr);
    free(remarks->text);
}
