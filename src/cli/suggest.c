#include "cli/suggest.h"

#include <string.h>

enum { LETTERS = 63 };

static int smallest(int a, int b) {
    return a < b ? a : b;
}

int suggest_distance(const char *a, const char *b) {
    int d[LETTERS + 1][LETTERS + 1];
    const int m = (int)strnlen(a, LETTERS), n = (int)strnlen(b, LETTERS);
    for (int i = 0; i <= m; i++)
        d[i][0] = i;
    for (int j = 0; j <= n; j++)
        d[0][j] = j;
    for (int i = 1; i <= m; i++)
        for (int j = 1; j <= n; j++) {
            const int change = a[i - 1] != b[j - 1];
            d[i][j] =
                smallest(smallest(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = smallest(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[m][n];
}

const char *suggest_nearest(const char *word, const char *const names[], size_t count) {
    const char *nearest = NULL;
    int least = 1 + (int)strlen(word) / 3; /* a third of the letters may be wrong */
    for (size_t i = 0; i < count; i++) {
        if (!names[i])
            continue;
        const int distance = suggest_distance(word, names[i]);
        if (distance <= least && (!nearest || distance < least)) {
            nearest = names[i];
            least = distance;
        }
    }
    return nearest;
}
