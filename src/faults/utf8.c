#include "faults/utf8.h"

#include <stdbool.h>

int utf8_length(const char *text) {
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

void utf8_repair(char *text) {
    while (*text) {
        const int length = utf8_length(text);
        if (length == 0)
            *text = '?';
        text += length > 0 ? length : 1;
    }
}
