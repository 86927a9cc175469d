/* All kernels for one instruction set (GNN_ISA, from meson.build), for both element types. */
#include "kernels.h"
#include "base/rng_block.h"
#include <math.h>

/* Bytes of a vector, and rows of a register tile: of the product, where with two vectors a row they fill the registers, and
 * of the product by channel, PAIR_ROWS x PAIR_COLS entries of a vector of channels. */
#if defined(__AVX512F__)
#define TILE_ROWS 12
#define PAIR_ROWS 5
#define PAIR_COLS 5
enum { VBYTES = 64 };
#elif defined(__AVX2__)
#define TILE_ROWS 6
#define PAIR_ROWS 4
#define PAIR_COLS 3
enum { VBYTES = 32 };
#else
#define TILE_ROWS 6
#define PAIR_ROWS 4
#define PAIR_COLS 3
enum { VBYTES = 16 };
#endif

#define GLUE2(a, b) gnn_i_kernels_##a##_##b
#define GLUE(a, b) GLUE2(a, b)
#define TEXT2(a) #a
#define TEXT(a) TEXT2(a)

#define T float
typedef int32_t word_f32; /* as wide as T */
#define S(name) name##_f32
#define F(name) name##f
#define SET GLUE(GNN_ISA, f32)
#include "kernels_type.inc"
#undef T
#undef S
#undef F
#undef SET

#define T double
typedef int64_t word_f64;
#define S(name) name##_f64
#define F(name) name
#define SET GLUE(GNN_ISA, f64)
#include "kernels_type.inc"
