/* Three machines of spherical units that synchronise, without an engine around them. */
#ifndef TPMSYNC_TESTS_SPHERICAL_MACHINES_H
#define TPMSYNC_TESTS_SPHERICAL_MACHINES_H

#include "physics/paper_rule.h"
#include "unit.h"

#include "physics/continuous/spherical_unit.h"
#include "random/random_stream.h"

struct machines {
    struct spherical_unit unit[UNITS];
    struct random_stream stream;
    double eta;
    float byte_inputs[SPHERICAL_TABLE];
};

static inline void machines_begin(struct machines *machines, int64_t N, double eta) {
    *machines = (struct machines){.stream = random_stream(7, 0), .eta = eta};
    spherical_byte_inputs(machines->byte_inputs);
    for (int i = 0; i < UNITS; i++) {
        assert_true(
            spherical_unit_init(&machines->unit[i], N, MACHINES, machines->byte_inputs));
        for (int m = 0; m < MACHINES; m++)
            for (int64_t j = 0; j < N; j++)
                machines->unit[i].vector[m][j] =
                    (float)(random_block(&machines->stream, RANDOM_WEIGHTS, UNITS * m + i,
                                         (uint32_t)j)
                                .word[0] >>
                            8) -
                    0x1p23f;
        spherical_unit_renew(&machines->unit[i]);
    }
}

static inline void machines_end(struct machines *machines) {
    for (int i = 0; i < UNITS; i++)
        spherical_unit_destroy(&machines->unit[i]);
}

static inline void machines_step(struct machines *machines, int64_t step) {
    struct representations ir;
    for (int i = 0; i < UNITS; i++) {
        struct spherical_unit *unit = &machines->unit[i];
        for (int64_t b = 0; b < unit->padded / SPHERICAL_BLOCK; b++) {
            const struct random_block block =
                random_block(&machines->stream, RANDOM_INPUTS, step, (uint32_t)(1000 * i + b));
            for (int k = 0; k < 4; k++)
                unit->inputs[4 * b + k] = block.word[k];
        }
        spherical_unit_fields(unit);
        for (int m = 0; m < MACHINES; m++)
            ir.tau[m][i] = unit->field[m] > 0.0 ? 1 : -1;
    }
    const struct paper_moves moves = paper_moves(&ir);
    for (int i = 0; i < UNITS; i++) {
        const bool moved[MACHINES] = {moves.moved[0][i], moves.moved[1][i], moves.moved[2][i]};
        spherical_unit_move(&machines->unit[i], machines->eta / (double)machines->unit[i].N,
                            moved, moves.direction);
    }
}

#endif
