#include "print/cells.h"

#include <inttypes.h>
#include <math.h>

#include "print/number_text.h"

/* Bytes that continue a character of UTF-8 take no room. */
void cell_text(FILE *out, int width, const char *text) {
    for (const char *at = text; *at; at++)
        width -= ((unsigned char)*at & 0xc0) != 0x80;
    fprintf(out, "%*s%s", width > 0 ? width : 0, "", text);
}

void cell_pair(FILE *out, int width, double value, double error) {
    char text[NUMBER_PAIR_MAX] = "-";
    if (isfinite(value))
        number_pair(text, value, error);
    cell_text(out, width, text);
}

void cell_mean(FILE *out, int width, const struct run_mean *mean) {
    char text[32];
    if (mean->lacking > 0) {
        snprintf(text, sizeof text, "%" PRId64 " lack it", mean->lacking);
        cell_text(out, width, text);
    } else {
        cell_pair(out, width, mean->mean, mean->error);
    }
}

void cell_csv_real(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, ",%.10g", value);
    else
        fputc(',', out);
}
