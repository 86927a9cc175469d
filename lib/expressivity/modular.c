/* Arithmetic modulo a prime; see modular.h.  @source Montgomery 1985 */
#include "modular.h"
#include "tuples.h"
#include <math.h>

static void set_prime(gnn_i_field *f, uint64_t p)
{
    uint64_t inverse = p; /* of p modulo 2^64, by Newton: 3 bits are right, then 6, 12, … */
    for (int k = 0; k < 5; k++) inverse *= 2 - p * inverse;
    f->p = p, f->inverse = -inverse;
    f->one = (uint64_t)(((unsigned __int128)1 << 64) % p);
    f->square = (uint64_t)((unsigned __int128)f->one * f->one % p);
}

static uint64_t power(const gnn_i_field *f, uint64_t base, uint64_t exponent)
{
    uint64_t r = f->one;
    for (; exponent; exponent >>= 1, base = gnn_i_field_mul(f, base, base))
        if (exponent & 1) r = gnn_i_field_mul(f, r, base);
    return r;
}

/* Miller-Rabin with the first 12 primes is exact below 2^64 (Sorenson & Webster 2015); arithmetic modulo any odd p. */
static bool is_prime(const gnn_i_field *f)
{
    static const int64_t bases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    uint64_t d = f->p - 1, minus = f->p - f->one;
    int twos = 0;
    while (d % 2 == 0) d /= 2, twos++;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        uint64_t x = power(f, gnn_i_field_from_int(f, bases[i]), d);
        bool witness = x != f->one && x != minus;
        for (int k = 1; witness && k < twos; k++) {
            x = gnn_i_field_mul(f, x, x);
            if (x == minus) witness = false;
        }
        if (witness) return false;
    }
    return true;
}

void gnn_i_field_random(gnn_i_field *f, uint64_t seed)
{
    uint64_t low = (uint64_t)1 << 61;
    for (uint64_t k = 0;; k++) {
        set_prime(f, low | (gnn_i_tuple_random(seed, 200, k) & (low - 1)) | 1);
        if (is_prime(f)) return;
    }
}

uint64_t gnn_i_field_from_int(const gnn_i_field *f, int64_t x)
{
    uint64_t a = x < 0 ? f->p - (uint64_t)-x % f->p : (uint64_t)x % f->p;
    return gnn_i_field_mul(f, a == f->p ? 0 : a, f->square);
}

uint64_t gnn_i_field_invert(const gnn_i_field *f, uint64_t a) { return power(f, a, f->p - 2); }

uint64_t gnn_i_field_from_double(const gnn_i_field *f, double x)
{
    int e;
    int64_t m = (int64_t)ldexp(frexp(x, &e), 53);
    uint64_t two = gnn_i_field_from_int(f, 2), a = gnn_i_field_from_int(f, m);
    e -= 53;
    uint64_t scale = power(f, two, (uint64_t)(e < 0 ? -e : e));
    return gnn_i_field_mul(f, a, e < 0 ? gnn_i_field_invert(f, scale) : scale);
}

static void swap_rows(uint64_t *M, int64_t n, int64_t i, int64_t k)
{
    for (int64_t j = 0; j < n; j++) {
        uint64_t x = M[i * n + j];
        M[i * n + j] = M[k * n + j], M[k * n + j] = x;
    }
}

/* Gauss-Jordan in place; rows are exchanged for pivots, and at the end the columns in reverse. */
gnn_status gnn_i_field_invert_matrix(bool *singular, const gnn_i_field *f, uint64_t *M, int64_t n, int32_t *scratch,
                                     gnn_i_budget *budget)
{
    *singular = false;
    for (int64_t k = 0; k < n; k++) {
        int64_t r = k;
        while (r < n && M[r * n + k] == 0) r++;
        if (r == n) {
            *singular = true;
            return GNN_OK;
        }
        scratch[k] = (int32_t)r;
        if (r != k) swap_rows(M, n, r, k);
        uint64_t *pivot = M + k * n, inverse = gnn_i_field_invert(f, pivot[k]);
        pivot[k] = f->one;
        for (int64_t j = 0; j < n; j++) pivot[j] = gnn_i_field_mul(f, pivot[j], inverse);
        for (int64_t i = 0; i < n; i++) {
            uint64_t *row = M + i * n, factor = row[k];
            if (i == k || factor == 0) continue;
            row[k] = 0;
            for (int64_t j = 0; j < n; j++) row[j] = gnn_i_field_sub(f, row[j], gnn_i_field_mul(f, factor, pivot[j]));
        }
        if ((k & 7) == 7) GNN_TRY_RETURN(gnn_i_budget_poll(budget));
    }
    for (int64_t k = n - 1; k >= 0; k--)
        for (int64_t i = 0; scratch[k] != k && i < n; i++) {
            uint64_t x = M[i * n + k];
            M[i * n + k] = M[i * n + scratch[k]], M[i * n + scratch[k]] = x;
        }
    return GNN_OK;
}
