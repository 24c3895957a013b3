/* Which of the compiled kernels the simulations take.
 *
 * They count bits all the time. Processors with AVX-512 but without VPOPCNTDQ (before Ice Lake
 * and Zen 4) would do this more slowly in the AVX-512 kernels than in the AVX2 ones.
 */
#include "physics/instruction_set.h"
#include "physics/occupancy_kernels.h"

extern const struct occupancy_kernels occupancy_kernels_baseline;
#ifdef TPMSYNC_X86_KERNELS
extern const struct occupancy_kernels occupancy_kernels_avx2, occupancy_kernels_avx512;
#endif

#ifdef TPMSYNC_X86_KERNELS
static enum instruction_set chosen_set(void) {
    const enum instruction_set set = instruction_set();
    return set == ISA_AVX512 && !__builtin_cpu_supports("avx512vpopcntdq") ? ISA_AVX2 : set;
}
#endif

const struct occupancy_kernels *occupancy_kernels(void) {
#ifdef TPMSYNC_X86_KERNELS
    switch (chosen_set()) {
    case ISA_AVX512:
        return &occupancy_kernels_avx512;
    case ISA_AVX2:
        return &occupancy_kernels_avx2;
    default:
        break;
    }
#endif
    return &occupancy_kernels_baseline;
}
