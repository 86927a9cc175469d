/* Eigenvalues come in clusters that f64 cannot tell from one value; ends lie half way to the neighbours. */
#include "isolate.h"
#include <math.h>

enum { MOST_BITS = 16 }; /* of a denominator */

/* A multiple of the largest power of 1/2 that comes within `room` of x. */
static bool round_to(int64_t out[2], double x, double room)
{
    for (int bits = 0; bits <= MOST_BITS; bits++)
        if (fabs(round(ldexp(x, bits)) - ldexp(x, bits)) <= ldexp(room, bits))
            return out[0] = (int64_t)round(ldexp(x, bits)), out[1] = (int64_t)1 << bits, true;
    return false;
}

bool gnn_i_isolate(gnn_i_interval *out, const double *a, int64_t na, const double *b, int64_t nb)
{
    double largest = 1, best = 0, below = -INFINITY; /* the cluster before */
    for (int64_t k = 0; k < na; k++) largest = fmax(largest, fabs(a[k]));
    for (int64_t k = 0; k < nb; k++) largest = fmax(largest, fabs(b[k]));
    double same = 1e-7 * largest;
    for (int64_t i = 0, j = 0; i < na || j < nb;) {
        int64_t i0 = i, j0 = j;
        double first = fmin(i < na ? a[i] : INFINITY, j < nb ? b[j] : INFINITY), last = first;
        for (bool more = true; more;) {
            more = false;
            if (i < na && a[i] <= last + same) last = fmax(last, a[i++]), more = true;
            if (j < nb && b[j] <= last + same) last = fmax(last, b[j++]), more = true;
        }
        double above = fmin(i < na ? a[i] : INFINITY, j < nb ? b[j] : INFINITY);
        double left = fmin(first - below, 2), right = fmin(above - last, 2), gap = fmin(left, right);
        if (i - i0 != j - j0 && gap > best) {
            gnn_i_interval found = {.count = {i - i0, j - j0}};
            if (round_to(found.low, first - left / 2, left / 4) && round_to(found.high, last + right / 2, right / 4))
                *out = found, best = gap;
        }
        below = last;
    }
    return best > 0;
}
