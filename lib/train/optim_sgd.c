/* g += decay p;  m = momentum m + g;  p -= lr (nesterov ? g + momentum m : m)        (no dampening, as torch's default) */
#include "optim.h"

#define UPDATE(T, S)                                                                                              \
    static void sgd_##S(const gnn_i_optim_step *s, void *p_, const void *g_, void *m_, void *v_, int64_t n)      \
    {                                                                                                            \
        T *restrict p = p_, *restrict m = m_;                                                                    \
        const T *restrict g = g_;                                                                                \
        const T lr = (T)s->lr, mu = (T)s->momentum, wd = (T)s->decay;                                            \
        const T now = s->nesterov ? 1 : 0, ahead = s->nesterov ? mu : 1;                                         \
        for (int64_t i = 0; i < n; i++) {                                                                        \
            T d = g[i] + wd * p[i], b = mu * m[i] + d;                                                           \
            m[i] = b;                                                                                            \
            p[i] -= lr * (now * d + ahead * b);                                                                  \
        }                                                                                                        \
    }
UPDATE(float, f32)
UPDATE(double, f64)

const gnn_i_optim gnn_i_optim_sgd = { "sgd", "gradient descent, with momentum and Nesterov's (Sutskever et al. 2013)", 1,
                                      { sgd_f32, sgd_f64 } };
