#include "print/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

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

/* Bytes of the UTF-8 character that begins here; 0 if none does. */
static int utf8_length(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    const int length = at[0] < 0x80                    ? 1
                       : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                       : at[0] >= 0xe0 && at[0] < 0xf0 ? 3
                       : at[0] >= 0xf0 && at[0] < 0xf5 ? 4
                                                       : 0;
    for (int i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    /* Written too long, surrogates, beyond U+10FFFF. */
    const bool bad = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] >= 0xa0) ||
                     (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] >= 0x90);
    return bad ? 0 : length;
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
    char text[32] = "null";
    for (int digits = 15; isfinite(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    begin(json, name);
    fputs(text, json->out);
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
