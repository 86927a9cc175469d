/* g += decay p;  m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g^2;  p -= lr/(1-b1^t) m / (sqrt(v)/sqrt(1-b2^t) + eps) */
#include "optim.h"
#include <math.h>

#define UPDATE(T, S, SQRT)                                                                                        \
    static void adam_##S(const gnn_i_optim_step *s, void *p_, const void *g_, void *m_, void *v_, int64_t n)     \
    {                                                                                                            \
        T *restrict p = p_, *restrict m = m_, *restrict v = v_;                                                  \
        const T *restrict g = g_;                                                                                \
        const T b1 = (T)s->beta1, a1 = (T)(1 - s->beta1), b2 = (T)s->beta2, a2 = (T)(1 - s->beta2);              \
        const T rate = (T)(s->lr / s->c1), root = (T)sqrt(s->c2), eps = (T)s->eps, wd = (T)s->decay;             \
        for (int64_t i = 0; i < n; i++) {                                                                        \
            T d = g[i] + wd * p[i];                                                                              \
            m[i] = b1 * m[i] + a1 * d;                                                                           \
            v[i] = b2 * v[i] + a2 * d * d;                                                                       \
            p[i] -= rate * m[i] / (SQRT(v[i]) / root + eps);                                                     \
        }                                                                                                        \
    }
UPDATE(float, f32, sqrtf)
UPDATE(double, f64, sqrt)

const gnn_i_optim gnn_i_optim_adam = { "adam", "adaptive moments (Kingma & Ba 2015, algorithm 1); decay as L2", 2,
                                       { adam_f32, adam_f64 } };
