/* Characteristic polynomials modulo a prime. */
#include "charpoly.h"

/* x mod p for x < 2^63 by Barrett's method: inverse = floor(2^64 / p). */
typedef struct modulus {
    uint64_t p, inverse;
} modulus;

static inline uint32_t reduce(uint64_t x, modulus m)
{
    uint64_t q = (uint64_t)((unsigned __int128)x * m.inverse >> 64), r = x - q * m.p;
    return (uint32_t)(r >= m.p ? r - m.p : r);
}

static uint32_t power(uint64_t base, uint64_t exponent, modulus m)
{
    uint64_t r = 1;
    for (base = reduce(base, m); exponent; exponent >>= 1) {
        if (exponent & 1) r = reduce(r * base, m);
        base = reduce(base * base, m);
    }
    return (uint32_t)r;
}

static modulus modulus_of(uint32_t p) { return (modulus){p, (uint64_t)(((unsigned __int128)1 << 64) / p)}; }

/* Miller-Rabin with bases 2, 3, 5, 7 is exact below 3,215,031,751 (Pomerance, Selfridge, Wagstaff 1980). */
static bool is_prime(uint32_t p)
{
    static const uint32_t bases[] = {2, 3, 5, 7};
    if (p < 2) return false;
    for (int i = 0; i < 4; i++)
        if (p % bases[i] == 0) return p == bases[i];
    modulus m = modulus_of(p);
    uint32_t d = p - 1;
    int twos = 0;
    while (d % 2 == 0) d /= 2, twos++;
    for (int i = 0; i < 4; i++) {
        uint32_t x = power(bases[i], d, m);
        bool witness = x != 1 && x != p - 1;
        for (int k = 1; witness && k < twos; k++) {
            x = reduce((uint64_t)x * x, m);
            if (x == p - 1) witness = false;
        }
        if (witness) return false;
    }
    return true;
}

uint32_t gnn_i_prime_below(uint32_t p)
{
    do p--;
    while (!is_prime(p));
    return p;
}

static void swap_rows_and_columns(uint32_t *H, int64_t n, int64_t i, int64_t k)
{
    for (int64_t j = 0; j < n; j++) {
        uint32_t x = H[i * n + j];
        H[i * n + j] = H[k * n + j], H[k * n + j] = x;
    }
    for (int64_t j = 0; j < n; j++) {
        uint32_t x = H[j * n + i];
        H[j * n + i] = H[j * n + k], H[j * n + k] = x;
    }
}

/* Clear column c below the subdiagonal: rows i > c + 1 lose u_i times row c + 1, column c + 1 gains the u_i columns i. */
static void clear_column(uint32_t *H, int64_t n, int64_t c, modulus m, uint32_t *u)
{
    int64_t k = c + 1, i = k;
    while (i < n && H[i * n + c] == 0) i++;
    if (i == n) return;
    if (i != k) swap_rows_and_columns(H, n, i, k);
    uint64_t inverse = power(H[k * n + c], m.p - 2, m);
    for (i = k + 1; i < n; i++) {
        u[i] = reduce(H[i * n + c] * inverse, m);
        if (u[i] == 0) continue;
        uint64_t minus = m.p - u[i];
        for (int64_t j = c; j < n; j++) H[i * n + j] = reduce(H[i * n + j] + minus * H[k * n + j], m);
    }
    uint64_t wrap = m.p << 32; /* at most 2^63 */
    for (int64_t r = 0; r < n; r++) {
        uint64_t sum = H[r * n + k];
        for (i = k + 1; i < n; i++) {
            sum += (uint64_t)u[i] * H[r * n + i];
            sum = sum >= wrap ? sum - wrap : sum;
        }
        H[r * n + k] = reduce(sum, m);
    }
}

/* f_k = (x - h_kk) f_{k-1} - sum over i < k of h_ik (h_{i+1,i} … h_{k,k-1}) f_{i-1}, with f_i of degree i + 1. */
static gnn_status hessenberg_charpoly(uint32_t *coef, const uint32_t *H, int64_t n, modulus m, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    uint32_t *f = NULL;
    int64_t w = n + 1;
    GNN_CALLOC(f, w * w);
    f[0] = 1;
    for (int64_t k = 0; k < n; k++) {
        uint32_t *out = f + (k + 1) * w;
        const uint32_t *last = f + k * w;
        uint64_t minus = m.p - H[k * n + k], chain = 1;
        for (int64_t j = 0; j <= k; j++) out[j + 1] = last[j];
        for (int64_t j = 0; j <= k; j++) out[j] = reduce(out[j] + minus * last[j], m);
        for (int64_t i = k - 1; i >= 0; i--) {
            chain = reduce(chain * H[(i + 1) * n + i], m);
            if (chain == 0) break;
            uint64_t factor = m.p - reduce(chain * H[i * n + k], m);
            if (factor == m.p) continue;
            for (int64_t j = 0; j <= i; j++) out[j] = reduce(out[j] + factor * f[i * w + j], m);
        }
        if ((k & 15) == 15) GNN_TRY(gnn_i_budget_poll(budget));
    }
    memcpy(coef, f + n * w, (size_t)w * sizeof *f);
done:
    gnn_i_free(f);
    return st;
}

gnn_status gnn_i_charpoly_mod(uint32_t *coef, uint32_t *H, int64_t n, uint32_t p, gnn_i_budget *budget)
{
    gnn_status st = GNN_OK;
    uint32_t *u = NULL;
    modulus m = modulus_of(p);
    GNN_CALLOC(u, n + 1);
    for (int64_t c = 0; c + 2 < n; c++) {
        clear_column(H, n, c, m, u);
        if ((c & 15) == 15) GNN_TRY(gnn_i_budget_poll(budget));
    }
    GNN_TRY(hessenberg_charpoly(coef, H, n, m, budget));
done:
    gnn_i_free(u);
    return st;
}
