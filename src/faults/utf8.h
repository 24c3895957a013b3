/* Whether bytes that come from outside, as names of files may, are text. */
#ifndef TPMSYNC_UTF8_H
#define TPMSYNC_UTF8_H

/* Bytes of the UTF-8 character that begins here; 0 if none does. */
int utf8_length(const char *text);
/* Puts ? for each byte that belongs to no character, such as one that was cut off. */
void utf8_repair(char *text);

#endif
