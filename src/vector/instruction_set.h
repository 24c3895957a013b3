/* Which vector instructions the fast engines use.
 *
 * A kernel is one body, compiled once for each instruction set with the flags that
 * cmake/kernels.cmake lists; the engine picks one when a worker is created. The choice changes
 * the speed and nothing else: every instruction set gives the same bits.
 *
 * The environment variable TPMSYNC_ISA (baseline, avx2 or avx512) forces one, for tests and
 * for measurements.
 */
#ifndef TPMSYNC_INSTRUCTION_SET_H
#define TPMSYNC_INSTRUCTION_SET_H

enum instruction_set {
    ISA_BASELINE, /* what every processor of the architecture has: SSE2 on x86-64 */
    ISA_AVX2,     /* 256 bits */
    ISA_AVX512,   /* 512 bits: AVX-512 F, BW, DQ and VL */
    INSTRUCTION_SETS
};

/* The set to use: the one that TPMSYNC_ISA names; without it, or if its value is at fault, the
 * best that this processor and its operating system support. */
enum instruction_set instruction_set(void);

/* "baseline", "avx2" or "avx512": the value that TPMSYNC_ISA takes. A static string. */
const char *instruction_set_name(enum instruction_set set);

/* What is wrong with TPMSYNC_ISA: NULL if it is unset or can be obeyed; else a static string
 * for the user, who asked for an instruction set that does not exist or that this machine does
 * not have. To be asked, and reported, once at the start of a program. */
const char *instruction_set_fault(void);

#endif
