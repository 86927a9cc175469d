/* One source for f32 and f64: the block is compiled with T as float and as double. */
#ifndef GNN_I_WITH_DTYPE_H
#define GNN_I_WITH_DTYPE_H

#define GNN_I_WITH_DTYPE(dtype, ...)     \
    do {                                 \
        if ((dtype) == GNN_F32) {        \
            typedef float T;             \
            __VA_ARGS__                  \
        } else {                         \
            typedef double T;            \
            __VA_ARGS__                  \
        }                                \
    } while (0)

#endif
