/* Numbers as text that brings the same number back. */
#ifndef TPMSYNC_SHORTEST_H
#define TPMSYNC_SHORTEST_H

enum { SHORTEST_MAX = 32 };

/* The shortest text that is read back to the bit, as %g writes it: 0.99999, 1e-05. "nan", "inf"
 * or "-inf" of what is not finite. */
void shortest_text(char text[SHORTEST_MAX], double value);

#endif
