/* The backward pass of y = act(x W + b) in one pass over the rows: for some hundred rows at a time g = dy act'(z), then
 * dx (+)= g W^T, dW += x^T g and db += column sums of g while g is in cache.  Parts of the rows go to threads; their sums
 * are added in order. */
#include "kernels.h"

enum { STRIP = 264, MAX_PARTS = 32, WIDE = 256 }; /* STRIP: a multiple of the kernels' tiles */

typedef struct job {
    const gnn_i_linear_back_args *a;
    const gnn_i_kernel_set *kernels;
    size_t es;
    bool direct;         /* g serves as B of the product with x^T as it lies */
    int64_t parts, rows; /* rows: a part                                     */
    char *wt, *g, *packed, *dw, *db; /* scratch; g, packed, dw, db: one after the other for each part */
    size_t g_size, packed_size, dw_size, db_size, wt_size;
} job;

static size_t round64(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

static bool needs_g(const gnn_i_linear_back_args *a) { return a->act != GNN_I_ACT_NONE; }

static void lay_out(job *j, const gnn_i_linear_back_args *a)
{
    int64_t panel = gnn_i_kernels(a->dtype)->panel;
    *j = (job){ .a = a, .kernels = gnn_i_kernels(a->dtype), .es = gnn_dtype_size(a->dtype) };
    j->direct = a->d <= 64 && a->d % (panel / 2) == 0;
    j->parts = a->n / 256 < MAX_PARTS ? a->n / 256 : MAX_PARTS;
    j->rows = (a->n + j->parts - 1) / j->parts;
    j->parts = (a->n + j->rows - 1) / j->rows;
    j->wt_size = a->dx ? round64((size_t)((a->k + panel - 1) / panel * panel * a->d) * j->es) : 0;
    j->g_size = needs_g(a) ? round64((size_t)(STRIP * a->d) * j->es) : 0;
    j->packed_size = a->dw && !j->direct ? round64((size_t)((a->d + panel - 1) / panel * panel * STRIP) * j->es) : 0;
    j->dw_size = a->dw ? round64((size_t)(a->k * a->d) * j->es) : 0;
    j->db_size = a->db ? 2 * round64((size_t)a->d * j->es) : 0; /* of the part, of the strip */
}

bool gnn_i_linear_back_fits(const gnn_i_linear_back_args *a)
{
    int64_t vector_bytes = gnn_i_kernels(a->dtype)->panel / 2 * (int64_t)gnn_dtype_size(a->dtype);
    return a->n >= 512 && a->k > 0 && a->k <= WIDE && a->d > 0 && a->d <= WIDE && vector_bytes >= 32 &&
           (a->dx || a->dw);
}

size_t gnn_i_linear_back_scratch(const gnn_i_linear_back_args *a)
{
    job j;
    lay_out(&j, a);
    return j.wt_size + (size_t)j.parts * (j.g_size + j.packed_size + j.dw_size + j.db_size);
}

/* Rows r .. r + count of part b. */
static void strip(const job *j, int64_t b, int64_t r, int64_t count, bool first)
{
    const gnn_i_linear_back_args *a = j->a;
    size_t at_d = (size_t)(r * a->d) * j->es, at_k = (size_t)(r * a->k) * j->es;
    const char *g = (const char *)a->dy + at_d, *x = (const char *)a->x + at_k;
    char *own = needs_g(a) ? j->g + (size_t)b * j->g_size : NULL, *db = j->db + (size_t)b * j->db_size,
         *strip_db = db + j->db_size / 2;
    if (own || a->db) {
        j->kernels->act_back(own, g, a->y ? (const char *)a->y + at_d : NULL, a->act, a->db ? strip_db : NULL, 0, count,
                             a->d);
        if (a->db && first) memcpy(db, strip_db, (size_t)a->d * j->es);
        else if (a->db) j->kernels->axpy(db, 1, strip_db, 0, a->d);
        if (own) g = own;
    }
    int64_t panel = j->kernels->panel;
    if (a->dx)
        j->kernels->gemm((char *)a->dx + at_k, a->add, g, a->d, 1, j->wt, panel, a->d, 0, count, a->k, 0, a->d);
    if (!a->dw) return;
    char *packed = j->packed + (size_t)b * j->packed_size;
    if (!j->direct) j->kernels->pack(packed, g, count, a->d, false);
    j->kernels->gemm(j->dw + (size_t)b * j->dw_size, !first, x, 1, a->k, j->direct ? g : packed,
                     j->direct ? a->d : panel, j->direct ? 1 : count, 0, a->k, a->d, 0, count);
}

static void part(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * j->rows, to = from + j->rows < j->a->n ? from + j->rows : j->a->n;
    int64_t strips = (to - from + STRIP - 1) / STRIP, size = (to - from + strips - 1) / strips;
    for (int64_t r = from; r < to; r += size) strip(j, b, r, to - r < size ? to - r : size, r == from);
}

enum { SUM_BLOCK = 1024 };

static void sum(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t size = j->a->k * j->a->d, from = b * SUM_BLOCK, to = from + SUM_BLOCK < size ? from + SUM_BLOCK : size;
    for (int64_t p = 0; p < j->parts; p++) j->kernels->axpy(j->a->dw, 1, j->dw + (size_t)p * j->dw_size, from, to);
}

void gnn_i_linear_back(const gnn_i_linear_back_args *a, void *scratch)
{
    job j;
    lay_out(&j, a);
    j.wt = scratch;
    j.g = j.wt + j.wt_size;
    j.packed = j.g + (size_t)j.parts * j.g_size;
    j.dw = j.packed + (size_t)j.parts * j.packed_size;
    j.db = j.dw + (size_t)j.parts * j.dw_size;
    if (a->dx) j.kernels->pack(j.wt, a->w, a->d, a->k, true);
    gnn_i_for_blocks(j.parts, a->n * a->k * a->d, part, &j);
    if (a->dw) gnn_i_for_blocks((a->k * a->d + SUM_BLOCK - 1) / SUM_BLOCK, j.parts * a->k * a->d, sum, &j);
    for (int64_t p = 0; a->db && p < j.parts; p++) j.kernels->axpy(a->db, 1, j.db + (size_t)p * j.db_size, 0, a->d);
}
