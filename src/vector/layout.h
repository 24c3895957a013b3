/* The shape of the vectors of vector.h, for code that lays out memory for the kernels. */
#ifndef TPMSYNC_VECTOR_LAYOUT_H
#define TPMSYNC_VECTOR_LAYOUT_H

enum { LANES = 8, LANE_BITS = 64, VECTOR_BYTES = 64, VECTOR_BITS = 512 };

#endif
