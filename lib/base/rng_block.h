/* One Philox4x32-10 block, inline because dropout masks are drawn inside kernels. */
#ifndef GNN_I_RNG_BLOCK_H
#define GNN_I_RNG_BLOCK_H

#include <stdint.h>

static inline void gnn_i_philox(uint32_t out[4], uint64_t key, uint64_t counter, uint64_t high)
{
    uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32), c2 = (uint32_t)high, c3 = (uint32_t)(high >> 32);
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1, c3 = (uint32_t)p0, c0 = n0, c2 = n2;
        k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

/* 64-bit word number i of the stream with this key. */
static inline uint64_t gnn_i_rng_at(uint64_t key, uint64_t i)
{
    uint32_t b[4];
    gnn_i_philox(b, key, i >> 1, 0);
    return (i & 1) ? (uint64_t)b[3] << 32 | b[2] : (uint64_t)b[1] << 32 | b[0];
}

#endif
