#include "print/cells.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "arithmetic/shortest.h"
#include "print/number_text.h"

/* Bytes that continue a character take no room. */
int text_width(const char *text, size_t bytes) {
    int width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

void cell_text(FILE *out, int width, const char *text) {
    width -= text_width(text, strlen(text));
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

void cell_csv_real(FILE *out, int digits, double value) {
    char exact[SHORTEST_MAX];
    shortest_text(exact, value);
    if (!isfinite(value))
        fputc(',', out);
    else if (digits == ALL_DIGITS)
        fprintf(out, ",%s", exact);
    else
        fprintf(out, ",%.*g", digits, value);
}

void cell_rule(FILE *out, const int width[], int columns) {
    for (int c = 0; c < columns; c++) {
        fputs(c == 0 ? "" : "  ", out);
        for (int i = 0; i < width[c]; i++)
            fputc('-', out);
    }
    fputc('\n', out);
}
