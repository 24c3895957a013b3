#include "print/json.h"

#include <inttypes.h>
#include <math.h>

#include "arithmetic/shortest.h"
#include "faults/utf8.h"

/* Members of the whole, and entries of arrays that are not too deep, have lines of their own.
 */
static void begin(struct json *json, const char *name) {
    const bool line = json->depth == 1 || (json->depth == 2 && !name);
    if (json->filled)
        fputs(line ? "," : ", ", json->out);
    if (line)
        fprintf(json->out, "\n%*s", json->depth, "");
    if (name)
        fprintf(json->out, "\"%s\": ", name);
    json->filled = true;
}

void json_open(struct json *json, const char *name, char bracket) {
    if (json->depth > 0)
        begin(json, name);
    fputc(bracket, json->out);
    json->depth++;
    json->filled = false;
}

void json_close(struct json *json, char bracket) {
    json->depth--;
    json->filled = true;
    fputs(json->depth == 0 ? "\n" : "", json->out);
    fputc(bracket, json->out);
    fputs(json->depth == 0 ? "\n" : "", json->out);
}

void json_text(struct json *json, const char *name, const char *text) {
    begin(json, name);
    if (!text) {
        fputs("null", json->out);
        return;
    }
    fputc('"', json->out);
    while (*text) {
        const int length = utf8_length(text);
        if (length == 0)
            fputs("\\ufffd", json->out);
        else if (*text == '"' || *text == '\\')
            fprintf(json->out, "\\%c", *text);
        else if ((unsigned char)*text < 0x20 || *text == 0x7f)
            fprintf(json->out, "\\u%04x", (unsigned)*text);
        else
            fwrite(text, 1, (size_t)length, json->out);
        text += length > 0 ? length : 1;
    }
    fputc('"', json->out);
}

void json_real(struct json *json, const char *name, double value) {
    char text[SHORTEST_MAX];
    shortest_text(text, value);
    begin(json, name);
    fputs(isfinite(value) ? text : "null", json->out);
}

void json_whole(struct json *json, const char *name, int64_t value) {
    begin(json, name);
    fprintf(json->out, "%" PRId64, value);
}

void json_natural(struct json *json, const char *name, uint64_t value) {
    begin(json, name);
    fprintf(json->out, "%" PRIu64, value);
}

void json_truth(struct json *json, const char *name, bool value) {
    begin(json, name);
    fputs(value ? "true" : "false", json->out);
}
