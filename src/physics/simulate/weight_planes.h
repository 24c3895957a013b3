/* What the engines that hold weights in bit planes have in common, besides the kernels. */
#ifndef TPMSYNC_WEIGHT_PLANES_H
#define TPMSYNC_WEIGHT_PLANES_H

#include "physics/simulate/weight_plane_kernels.h"

/* The random blocks of a unit's weights, N / 4 rounded up to whole blocks of inputs. */
int64_t weight_planes_blocks(const struct plane_shape *shape);
/* The first of those of unit i of A, B or o. */
uint32_t weight_planes_first_block(const struct plane_shape *shape, int K, enum machine role,
                                   int i);

/* Lays out the inputs of K units, and the shape's `filled`, in memory that is to be freed; NULL
 * when there is none. */
uint64_t *weight_planes_inputs(struct plane_shape *shape, int K, struct plane_inputs inputs[]);

/* Whether 0 <= u <= 2 L everywhere and nothing stands beyond input N. */
bool weight_planes_fit(const struct plane_shape *shape, const uint64_t unit[]);

#endif
