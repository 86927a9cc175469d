/* p *= 1 - lr decay, then adam's step on the gradient alone */
#include "optim.h"
#include <math.h>

#define UPDATE(T, S, SQRT)                                                                                        \
    static void adamw_##S(const gnn_i_optim_step *s, void *p_, const void *g_, void *m_, void *v_, int64_t n)    \
    {                                                                                                            \
        T *restrict p = p_, *restrict m = m_, *restrict v = v_;                                                  \
        const T *restrict g = g_;                                                                                \
        const T b1 = (T)s->beta1, a1 = (T)(1 - s->beta1), b2 = (T)s->beta2, a2 = (T)(1 - s->beta2);              \
        const T rate = (T)(s->lr / s->c1), root = (T)sqrt(s->c2), eps = (T)s->eps;                               \
        const T shrink = (T)(1 - s->lr * s->decay);                                                              \
        for (int64_t i = 0; i < n; i++) {                                                                        \
            m[i] = b1 * m[i] + a1 * g[i];                                                                        \
            v[i] = b2 * v[i] + a2 * g[i] * g[i];                                                                 \
            p[i] = shrink * p[i] - rate * m[i] / (SQRT(v[i]) / root + eps);                                      \
        }                                                                                                        \
    }
UPDATE(float, f32, sqrtf)
UPDATE(double, f64, sqrt)

const gnn_i_optim gnn_i_optim_adamw = { "adamw", "adam with decoupled weight decay (Loshchilov & Hutter 2019)", 2,
                                        { adamw_f32, adamw_f64 } };
