/* g += decay p;  m = b1 m + (1-b1) g;  u = max(b2 u, |g| + eps);  p -= lr/(1-b1^t) m / u */
#include "optim.h"
#include <math.h>

#define UPDATE(T, S, ABS)                                                                                         \
    static void adamax_##S(const gnn_i_optim_step *s, void *p_, const void *g_, void *m_, void *u_, int64_t n)   \
    {                                                                                                            \
        T *restrict p = p_, *restrict m = m_, *restrict u = u_;                                                  \
        const T *restrict g = g_;                                                                                \
        const T b1 = (T)s->beta1, a1 = (T)(1 - s->beta1), b2 = (T)s->beta2;                                      \
        const T rate = (T)(s->lr / s->c1), eps = (T)s->eps, wd = (T)s->decay;                                    \
        for (int64_t i = 0; i < n; i++) {                                                                        \
            T d = g[i] + wd * p[i], a = ABS(d) + eps, old = b2 * u[i];                                           \
            m[i] = b1 * m[i] + a1 * d;                                                                           \
            u[i] = old > a ? old : a;                                                                            \
            p[i] -= rate * m[i] / u[i];                                                                          \
        }                                                                                                        \
    }
UPDATE(float, f32, fabsf)
UPDATE(double, f64, fabs)

const gnn_i_optim gnn_i_optim_adamax = { "adamax", "adam with the infinity norm (Kingma & Ba 2015, algorithm 2; eps as torch)", 2,
                                         { adamax_f32, adamax_f64 } };
