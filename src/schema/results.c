#include "schema/results.h"

#define AT(field) offsetof(struct results, field)

const struct result result_table[] = {
    {"eta_c", FOR_ODE, AT(eta_c), RANGE_POSITIVE, false},
    {"eta_c_closed_form", FOR_ODE, AT(eta_c_closed_form), RANGE_POSITIVE, false},
    {"fixed_point", FOR_ODE, AT(fixed_point), RANGE_POSITIVE, false},
    {"eta_last_interior", FOR_ODE, AT(eta_last_interior), RANGE_POSITIVE, true},
    {"passage", IN_PASSAGE, AT(passage), RANGE_POSITIVE, false},
    {"passage_error", IN_PASSAGE, AT(passage_error), RANGE_NOT_NEGATIVE, false},
    {"passage_mark", IN_PASSAGE, AT(passage_mark), RANGE_POSITIVE, false},
    {"dead_mark", IN_PASSAGE, AT(dead_mark), RANGE_NOT_NEGATIVE, false},
    {"dead_learned", IN_PASSAGE, AT(dead_learned), RANGE_NOT_NEGATIVE, false},
    {"learning_time", IN_PASSAGE, AT(learning_time), RANGE_POSITIVE, false},
    {"learning_time_error", IN_PASSAGE, AT(learning_time_error), RANGE_NOT_NEGATIVE, false},
    {"lucky", IN_LUCKY, AT(lucky), RANGE_PROBABILITY, false},
    {"lucky_error", IN_LUCKY, AT(lucky_error), RANGE_NOT_NEGATIVE, false},
};
const int result_count = sizeof result_table / sizeof *result_table;
