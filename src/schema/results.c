#include "schema/results.h"

#define AT(field) offsetof(struct results, field)

const struct result result_table[] = {
    {"eta_c", FOR_ODE, AT(eta_c), RANGE_POSITIVE, false, "1",
     "critical learning rate, by root finding"},
    {"eta_c_closed_form", FOR_ODE, AT(eta_c_closed_form), RANGE_POSITIVE, false, "1",
     "critical learning rate, by its formula"},
    {"fixed_point", FOR_ODE, AT(fixed_point), RANGE_POSITIVE, false, "1",
     "overlap of A and the attacker at which it settles after synchronisation"},
    {"eta_last_interior", FOR_ODE, AT(eta_last_interior), RANGE_POSITIVE, true, "1",
     "largest learning rate with a stationary rho_ab inside (-1, 1)"},
    {"passage", IN_PASSAGE, AT(passage), RANGE_POSITIVE, false, "steps",
     "mean time of one unit to the last level, from which it does not return"},
    {"passage_error", IN_PASSAGE, AT(passage_error), RANGE_NOT_NEGATIVE, false, "steps",
     "standard error of that time"},
    {"passage_mark", IN_PASSAGE, AT(passage_mark), RANGE_POSITIVE, false, "steps",
     "mean time of one unit to the gap K (1 - cl)"},
    {"dead_mark", IN_PASSAGE, AT(dead_mark), RANGE_NOT_NEGATIVE, false, "steps",
     "time that the way to that gap itself takes, before which there is no passage"},
    {"dead_learned", IN_PASSAGE, AT(dead_learned), RANGE_NOT_NEGATIVE, false, "steps",
     "time that the way to the last level itself takes"},
    {"learning_time", IN_PASSAGE, AT(learning_time), RANGE_POSITIVE, false, "steps",
     "mean time from synchronisation until the attacker has learned A"},
    {"learning_time_error", IN_PASSAGE, AT(learning_time_error), RANGE_NOT_NEGATIVE, false,
     "steps", "standard error of that time"},
    {"lucky", IN_LUCKY, AT(lucky), RANGE_PROBABILITY, false, "1",
     "probability that the attacker has learned A before A and B are synchronised"},
    {"lucky_error", IN_LUCKY, AT(lucky_error), RANGE_NOT_NEGATIVE, false, "1",
     "standard error of that probability"},
};
const int result_count = sizeof result_table / sizeof *result_table;
