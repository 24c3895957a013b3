/* The vector functions of the kernels, as compiled for one instruction set, for the tests. */
#ifndef TPMSYNC_VECTOR_PROBE_H
#define TPMSYNC_VECTOR_PROBE_H

#include <stdint.h>

enum { PROBES = 8 }; /* values at a time: whole vectors on every instruction set */

struct vector_probe {
    /* word[w][k]: word w of the block of run[k], step[k]. */
    void (*block)(uint64_t seed, const uint64_t run[PROBES], const uint64_t step[PROBES],
                  uint32_t block, uint32_t word[4][PROBES]);
    void (*uniform)(const uint64_t word[PROBES], double x[PROBES]);
    void (*threshold)(const double x[PROBES], double out[PROBES]);
    void (*probability)(const double gap[PROBES], double out[PROBES]);
};

extern const struct vector_probe vector_probe_baseline, vector_probe_avx2, vector_probe_avx512;

#endif
