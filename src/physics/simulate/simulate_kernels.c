/* Which of the compiled kernels the simulations take.
 *
 * They count bits all the time. Processors with AVX-512 but without VPOPCNTDQ (before Ice Lake
 * and Zen 4) are not given the AVX-512 kernels, which use it, but the AVX2 ones.
 */
#include "physics/simulate/occupancy_kernels.h"
#include "physics/simulate/synchronised.h"
#include "physics/simulate/weight_plane_kernels.h"
#include "vector/instruction_set.h"

#ifdef TPMSYNC_X86_KERNELS

extern const struct occupancy_kernels occupancy_kernels_baseline, occupancy_kernels_avx2,
    occupancy_kernels_avx512;
extern const struct synchronised_kernels synchronised_kernels_baseline,
    synchronised_kernels_avx2, synchronised_kernels_avx512;
extern const struct weight_plane_kernels weight_plane_kernels_baseline,
    weight_plane_kernels_avx2, weight_plane_kernels_avx512;

static const struct occupancy_kernels *const of_occupancy[INSTRUCTION_SETS] = {
    [ISA_BASELINE] = &occupancy_kernels_baseline,
    [ISA_AVX2] = &occupancy_kernels_avx2,
    [ISA_AVX512] = &occupancy_kernels_avx512,
};
static const struct synchronised_kernels *const of_sixteen[INSTRUCTION_SETS] = {
    [ISA_BASELINE] = &synchronised_kernels_baseline,
    [ISA_AVX2] = &synchronised_kernels_avx2,
    [ISA_AVX512] = &synchronised_kernels_avx512,
};
static const struct weight_plane_kernels *const of_weight_planes[INSTRUCTION_SETS] = {
    [ISA_BASELINE] = &weight_plane_kernels_baseline,
    [ISA_AVX2] = &weight_plane_kernels_avx2,
    [ISA_AVX512] = &weight_plane_kernels_avx512,
};

static enum instruction_set chosen_set(void) {
    const enum instruction_set set = instruction_set();
    return set == ISA_AVX512 && !__builtin_cpu_supports("avx512vpopcntdq") ? ISA_AVX2 : set;
}

#else

extern const struct occupancy_kernels occupancy_kernels_baseline;
extern const struct synchronised_kernels synchronised_kernels_baseline;
extern const struct weight_plane_kernels weight_plane_kernels_baseline;

static const struct occupancy_kernels *const of_occupancy[] = {&occupancy_kernels_baseline};
static const struct synchronised_kernels *const of_sixteen[] = {&synchronised_kernels_baseline};
static const struct weight_plane_kernels *const of_weight_planes[] = {
    &weight_plane_kernels_baseline};

static enum instruction_set chosen_set(void) {
    return ISA_BASELINE;
}

#endif

const struct occupancy_kernels *occupancy_kernels(void) {
    return of_occupancy[chosen_set()];
}

const struct synchronised_kernels *synchronised_kernels(void) {
    return of_sixteen[chosen_set()];
}

const struct weight_plane_kernels *weight_plane_kernels(void) {
    return of_weight_planes[chosen_set()];
}
