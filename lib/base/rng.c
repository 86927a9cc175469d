/* Philox4x32-10 (Salmon et al. 2011) in counter mode.  A stream is (key, counter): word k is half of block k / 2. */
#include "base.h"
#include "rng_block.h"
#include <math.h>
#include <xxhash.h>

gnn_rng gnn_rng_stream(uint64_t seed, const char *purpose, uint64_t index)
{
    uint64_t words[2] = { XXH3_64bits_withSeed(purpose, strlen(purpose), seed), index };
    return (gnn_rng){ XXH3_64bits_withSeed(words, sizeof words, seed), 0 };
}

uint64_t gnn_rng_u64(gnn_rng *rng) { return gnn_i_rng_at(rng->key, rng->counter++); }

double gnn_rng_uniform(gnn_rng *rng) { return (double)(gnn_rng_u64(rng) >> 11) * 0x1p-53; }

uint64_t gnn_rng_below(gnn_rng *rng, uint64_t n)
{
    if (n <= 1) return 0;
    for (;;) { /* Lemire 2019 */
        __uint128_t m = (__uint128_t)gnn_rng_u64(rng) * n;
        if ((uint64_t)m >= n || (uint64_t)m >= -n % n) return (uint64_t)(m >> 64);
    }
}

double gnn_rng_normal(gnn_rng *rng)
{
    double u = 1.0 - gnn_rng_uniform(rng), v = gnn_rng_uniform(rng);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586476925286766559 * v);
}

void gnn_rng_permutation(gnn_rng *rng, int64_t n, int32_t *p)
{
    for (int64_t i = 0; i < n; i++) p[i] = (int32_t)i;
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = (int64_t)gnn_rng_below(rng, (uint64_t)i + 1);
        int32_t t = p[i];
        p[i] = p[j], p[j] = t;
    }
}
