/* Picks the kernels for this processor, once. */
#include "kernels.h"
#include <stdatomic.h>

static const gnn_i_kernel_set *const sets[][2] = {
#ifdef GNN_HAVE_AVX512_KERNELS
    { &gnn_i_kernels_avx512_f32, &gnn_i_kernels_avx512_f64 },
#endif
#ifdef GNN_HAVE_X86_KERNELS
    { &gnn_i_kernels_avx2_f32, &gnn_i_kernels_avx2_f64 },
#endif
    { &gnn_i_kernels_base_f32, &gnn_i_kernels_base_f64 },
};
enum { SETS = sizeof sets / sizeof sets[0] };

static atomic_int chosen; /* 1 + row of sets; 0: not chosen yet */

static bool runs_here(const char *isa)
{
#ifdef GNN_HAVE_X86_KERNELS
    if (strcmp(isa, "avx512") == 0)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512cd");
    if (strcmp(isa, "avx2") == 0) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return strcmp(isa, "base") == 0;
}

bool gnn_i_kernels_force(const char *isa)
{
    for (int row = 0; row < SETS; row++)
        if (runs_here(sets[row][0]->isa) && (!isa || strcmp(sets[row][0]->isa, isa) == 0)) {
            atomic_store(&chosen, row + 1);
            return true;
        }
    return false;
}

const gnn_i_kernel_set *gnn_i_kernels(gnn_dtype dtype)
{
    int row = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (row == 0) {
        gnn_i_kernels_force(NULL);
        row = atomic_load(&chosen);
    }
    return sets[row - 1][dtype == GNN_F32 ? 0 : 1];
}
