/* The vector functions of the kernels, as compiled for one instruction set, for the tests. */
#ifndef TPMSYNC_VECTOR_PROBE_H
#define TPMSYNC_VECTOR_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum { PROBES = 8 }; /* values at a time: whole vectors on every instruction set */

/* What vector_field is asked. */
struct field_probe {
    uint64_t run, step;
    double ab, ao, bo;
    bool b_differs, o_differs, three;
};

struct vector_probe {
    /* word[w][k]: word w of the block of run[k], step[k]. */
    void (*block)(uint64_t seed, const uint64_t run[PROBES], const uint64_t step[PROBES],
                  uint32_t block, uint32_t word[4][PROBES]);
    void (*uniform)(const uint64_t word[PROBES], double x[PROBES]);
    void (*threshold)(const double x[PROBES], double out[PROBES]);
    void (*probability)(const double gap[PROBES], double out[PROBES]);
    void (*log)(const double x[PROBES], double out[PROBES]);
    void (*sines)(const double x[PROBES], double sin[PROBES], double cos[PROBES]);
    void (*field)(uint64_t seed, const struct field_probe probe[PROBES], uint32_t unit,
                  double out[PROBES]);
};

extern const struct vector_probe vector_probe_baseline, vector_probe_avx2, vector_probe_avx512;

#endif
