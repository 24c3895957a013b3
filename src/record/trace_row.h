/* The rows of a trace, as recorders make them and files take them apart: doubles in a row,
 *
 *     step | rho_ab [units] | rho_ao [units] | rho_ao_mean [units], of several machines alone
 */
#ifndef TPMSYNC_TRACE_ROW_H
#define TPMSYNC_TRACE_ROW_H

#include "physics/model/engine.h"

enum trace_column { TRACE_AB, TRACE_AO, TRACE_AO_MEAN };

enum { TRACE_WIDTH_MAX = 1 + 3 * K_MAX };

/* Whether the attacker of a model can have several machines. */
static inline bool trace_has_mean(const struct model *model) {
    return model->attacker && attack_capacity(&model->attack, model->protocol.K) > 1;
}

/* Doubles of a row. */
static inline int trace_row_width(const struct model *model) {
    return 1 + (2 + trace_has_mean(model)) * model->protocol.K;
}

/* Where a column begins. */
static inline int trace_row_at(int units, enum trace_column column) {
    return 1 + (int)column * units;
}

#endif
