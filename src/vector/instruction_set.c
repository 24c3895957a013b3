#include "vector/instruction_set.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[INSTRUCTION_SETS] = {
    [ISA_BASELINE] = "baseline",
    [ISA_AVX2] = "avx2",
    [ISA_AVX512] = "avx512",
};

static bool supported(enum instruction_set set) {
#if defined(__x86_64__)
    switch (set) {
    case ISA_BASELINE:
        return true;
    case ISA_AVX2:
        return __builtin_cpu_supports("avx2");
    case ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    default:
        return false;
    }
#else
    return set == ISA_BASELINE;
#endif
}

static enum instruction_set best(void) {
    return supported(ISA_AVX512) ? ISA_AVX512 : supported(ISA_AVX2) ? ISA_AVX2 : ISA_BASELINE;
}

/* The set of this name; INSTRUCTION_SETS if there is none. */
static enum instruction_set named(const char *name) {
    for (enum instruction_set set = ISA_BASELINE; set < INSTRUCTION_SETS; set++)
        if (strcmp(name, names[set]) == 0)
            return set;
    return INSTRUCTION_SETS;
}

enum instruction_set instruction_set(void) {
    const char *wanted = getenv("TPMSYNC_ISA");
    const enum instruction_set set = wanted ? named(wanted) : INSTRUCTION_SETS;
    return set < INSTRUCTION_SETS && supported(set) ? set : best();
}

const char *instruction_set_name(enum instruction_set set) {
    return set < INSTRUCTION_SETS ? names[set] : "unknown";
}

const char *instruction_set_fault(void) {
    const char *wanted = getenv("TPMSYNC_ISA");
    if (!wanted)
        return NULL;
    const enum instruction_set set = named(wanted);
    if (set == INSTRUCTION_SETS)
        return "TPMSYNC_ISA must be baseline, avx2 or avx512";
    if (!supported(set))
        return "TPMSYNC_ISA names an instruction set that this machine does not have";
    return NULL;
}
