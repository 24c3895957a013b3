/* Records for programs, as JSON: UTF-8, the same in every locale.
 *
 * Members have a name, which is plain ASCII; entries of arrays have NULL in its place. Texts
 * are escaped, and bytes that are not UTF-8, as names of files may hold, become U+FFFD. Numbers
 * are written with as many digits as bring back the same number; one that is not finite is
 * null.
 */
#ifndef TPMSYNC_JSON_H
#define TPMSYNC_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Begins as {.out = ...}. The first thing opened is the whole. */
struct json {
    FILE *out;
    int depth;   /* of what is open */
    bool filled; /* what was opened last holds something already */
};

/* Objects are opened by '{' and closed by '}', arrays by '[' and ']'. */
void json_open(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);

void json_text(struct json *json, const char *name, const char *text); /* NULL: null */
void json_real(struct json *json, const char *name, double value);
void json_whole(struct json *json, const char *name, int64_t value);
void json_natural(struct json *json, const char *name, uint64_t value);
void json_truth(struct json *json, const char *name, bool value);

#endif
