#include "physics/model/saved_run.h"

#include <stdlib.h>
#include <string.h>

bool saved_run_put(struct saved_run *saved, const void *value, size_t size) {
    if (size > saved->capacity - saved->size) {
        size_t capacity = saved->capacity ? saved->capacity : 1024;
        while (capacity - saved->size < size)
            capacity *= 2;
        unsigned char *bytes = realloc(saved->bytes, capacity);
        if (!bytes)
            return false;
        saved->bytes = bytes;
        saved->capacity = capacity;
    }
    memcpy(saved->bytes + saved->size, value, size);
    saved->size += size;
    return true;
}

bool saved_run_get(struct saved_run *saved, void *value, size_t size) {
    if (size > saved->size - saved->read)
        return false;
    memcpy(value, saved->bytes + saved->read, size);
    saved->read += size;
    return true;
}

bool saved_run_is_read(const struct saved_run *saved) {
    return saved->read == saved->size;
}

void saved_run_clear(struct saved_run *saved) {
    saved->size = saved->read = 0;
}

void saved_run_free(struct saved_run *saved) {
    free(saved->bytes);
    *saved = (struct saved_run){0};
}
