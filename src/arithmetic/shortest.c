#include "arithmetic/shortest.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Any 15 digits come back from a double, and %g leaves zeros at the end away; near 0, where
 * doubles have fewer digits, fewer are enough. 17 always are. */
void shortest_text(char text[SHORTEST_MAX], double value) {
    if (isnan(value)) { /* whose sign says nothing */
        snprintf(text, SHORTEST_MAX, "nan");
        return;
    }
    for (int digits = fabs(value) < DBL_MIN ? 1 : DBL_DIG; digits <= DBL_DECIMAL_DIG;
         digits++) {
        snprintf(text, SHORTEST_MAX, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}
