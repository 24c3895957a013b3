/* What the kernels of the simulations read and write: vectors of 64 bytes, whatever the
 * instruction set; a vector is one register, two or four (simd.h). For code that lays out
 * memory for them. */
#ifndef TPMSYNC_VECTOR_LAYOUT_H
#define TPMSYNC_VECTOR_LAYOUT_H

enum { VECTOR_WORDS = 8, WORD_BITS = 64, VECTOR_BYTES = 64, VECTOR_BITS = 512 };

#endif
