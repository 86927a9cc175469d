/* C (m,n) = beta C + op(A) op(B).  Which way is chosen by shape and processor alone, so that bits never depend on the load:
 *   rows of C        in fixed blocks, each by our own kernel (kernel_gemm.inc)
 *   A^T B, long k    fixed blocks of k, partial products summed in order (weight gradients)
 *   without AVX2     OpenBLAS does the blocks of products that are not narrow (docs/decisions/0111)
 * OpenBLAS runs on one thread: its own threads would fight the pool's for the cores, and its bits would depend on their
 * number.  The only file that sees cblas. */
#include "kernels.h"
#include <cblas.h>
#include <pthread.h>

enum { NARROW = 16, DIRECT = 64, MAX_PARTS = 32 };

static void init_once(void)
{
    /* One call now: OpenBLAS maps its work buffers at the first call and exits the process if it cannot. */
    float a = 1, c = 0;
    openblas_set_num_threads(1);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, 1, &a, 1, &a, 1, 0, &c, 1);
}

void gnn_i_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_once);
}

const char *gnn_i_blas_core(void) { return openblas_get_corename(); }

typedef struct plan {
    bool own;      /* our kernel                                        */
    bool direct;   /* our kernel, B as it lies                          */
    int64_t parts; /* > 1: blocks of k                                  */
    int64_t block; /* rows of C a block, or steps of k if parts > 1     */
} plan;

static plan plan_for(gnn_dtype dtype, bool ta, bool tb, int64_t m, int64_t n, int64_t k)
{
    int64_t flops = m * n * (k > 0 ? k : 1); /* multiply-adds; sizes were checked when the tensors were made */
    bool split = ta && m < 1024 && k >= 512 && flops >= GNN_PARALLEL_WORK;
    int64_t vector = gnn_i_kernels(dtype)->panel / 2;
    bool wide_vectors = vector * (int64_t)gnn_dtype_size(dtype) >= 32;
    plan p = { .own = wide_vectors || n <= NARROW || flops <= 64 * 64 * 64, .parts = 1 };
    p.direct = p.own && !tb && n <= DIRECT && n % vector == 0; /* wider: rows of a panel would share cache sets */
    if (split) {
        p.parts = k / 256 < MAX_PARTS ? k / 256 : MAX_PARTS;
        p.block = (k + p.parts - 1) / p.parts;
        p.parts = (k + p.block - 1) / p.block;
        return p;
    }
    int64_t per_row = n * (k > 0 ? k : 1), fair = ((m + 63) / 64 + 11) / 12 * 12; /* 12: a multiple of both kernels' tiles */
    p.block = (((p.own ? 1 << 17 : 1 << 22) / (per_row > 0 ? per_row : 1)) / 12 + 1) * 12;
    if (p.own && p.block < 48) p.block = fair < 48 ? fair : 48; /* a panel of B in the first-level cache serves them all */
    if (!p.own && p.block > fair && fair >= 96) p.block = fair;
    return p;
}

typedef struct job {
    const gnn_i_kernel_set *kernels;
    gnn_dtype dtype;
    bool ta, tb;
    int64_t m, n, k;
    const char *A, *B, *packed;
    char *C, *partial;
    double beta;
    const void *bias;
    gnn_i_act act;
    size_t es;
    plan plan;
} job;

/* Rows i0 .. i1 of C, steps p0 .. p1, into c (its row i0 if partial is NULL, else a whole partial product). */
static void product(const job *j, char *c, double beta, int64_t i0, int64_t i1, int64_t p0, int64_t p1)
{
    if (j->plan.own) {
        bool direct = j->plan.direct;
        j->kernels->gemm(c, beta, j->A, j->ta ? 1 : j->k, j->ta ? j->m : 1, direct ? j->B : j->packed,
                         direct ? j->n : j->kernels->panel, direct ? 1 : j->k, i0, i1, j->n, p0, p1,
                         j->plan.parts > 1 ? NULL : j->bias, j->plan.parts > 1 ? GNN_I_ACT_NONE : j->act);
        return;
    }
    int m = (int)(i1 - i0), n = (int)j->n, k = (int)(p1 - p0), lda = (int)(j->ta ? j->m : j->k),
        ldb = (int)(j->tb ? j->k : j->n);
    size_t a_at = (size_t)(j->ta ? p0 * j->m + i0 : i0 * j->k + p0) * j->es;
    size_t b_at = (size_t)(j->tb ? p0 : p0 * j->n) * j->es, c_at = (size_t)(i0 * j->n) * j->es;
    CBLAS_TRANSPOSE ta = j->ta ? CblasTrans : CblasNoTrans, tb = j->tb ? CblasTrans : CblasNoTrans;
    if (j->dtype == GNN_F32)
        cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, (const float *)(j->A + a_at), lda, (const float *)(j->B + b_at),
                    ldb, (float)beta, (float *)(c + c_at), n);
    else
        cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1, (const double *)(j->A + a_at), lda,
                    (const double *)(j->B + b_at), ldb, beta, (double *)(c + c_at), n);
}

static void row_block(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * j->plan.block, to = from + j->plan.block < j->m ? from + j->plan.block : j->m;
    product(j, j->C, j->beta, from, to, 0, j->k);
    if (!j->plan.own && (j->bias || j->act)) j->kernels->bias_act(j->C, j->bias, j->act, from, to, j->n);
}

static void k_block(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t from = b * j->plan.block, to = from + j->plan.block < j->k ? from + j->plan.block : j->k;
    product(j, j->partial + (size_t)(b * j->m * j->n) * j->es, 0, 0, j->m, from, to);
}

static void sum_block(void *ctx, int64_t b)
{
    const job *j = ctx;
    int64_t size = j->m * j->n, from = b * 8192, to = from + 8192 < size ? from + 8192 : size;
    for (int64_t p = 0; p < j->plan.parts; p++)
        j->kernels->axpy(j->C, 1, j->partial + (size_t)(p * size) * j->es, from, to);
}

static size_t packed_bytes(gnn_dtype dtype, int64_t n, int64_t k)
{
    int64_t panel = gnn_i_kernels(dtype)->panel;
    return ((size_t)((n + panel - 1) / panel * panel * k) * gnn_dtype_size(dtype) + 63) & ~(size_t)63;
}

size_t gnn_i_gemm_scratch(gnn_dtype dtype, bool ta, bool tb, int64_t m, int64_t n, int64_t k)
{
    plan p = plan_for(dtype, ta, tb, m, n, k);
    return (p.own && !p.direct ? packed_bytes(dtype, n, k) : 0) +
           (p.parts > 1 ? (size_t)(p.parts * m * n) * gnn_dtype_size(dtype) : 0);
}

static void multiply(job *j, void *scratch)
{
    if (j->m == 0 || j->n == 0) return;
    gnn_i_init();
    j->es = gnn_dtype_size(j->dtype), j->kernels = gnn_i_kernels(j->dtype),
    j->plan = plan_for(j->dtype, j->ta, j->tb, j->m, j->n, j->k);
    size_t size = (size_t)(j->m * j->n) * j->es, used = 0;
    if (j->plan.own && !j->plan.direct) {
        j->kernels->pack(scratch, j->B, j->k, j->n, j->tb);
        j->packed = scratch, used = packed_bytes(j->dtype, j->n, j->k);
    }
    int64_t work = j->m * j->n * j->k;
    if (j->plan.parts > 1) {
        j->partial = (char *)scratch + used;
        gnn_i_for_blocks(j->plan.parts, work, k_block, j);
        if (j->beta == 0) memset(j->C, 0, size);
        gnn_i_for_blocks((j->m * j->n + 8191) / 8192, j->m * j->n * j->plan.parts, sum_block, j);
    } else
        gnn_i_for_blocks((j->m + j->plan.block - 1) / j->plan.block, work, row_block, j);
}

void gnn_i_gemm(gnn_dtype dtype, bool ta, bool tb, int64_t m, int64_t n, int64_t k, const void *A, const void *B,
                double beta, void *C, void *scratch)
{
    multiply(&(job){ .dtype = dtype, .ta = ta, .tb = tb, .m = m, .n = n, .k = k, .A = A, .B = B, .beta = beta, .C = C },
             scratch);
}

void gnn_i_gemm_bias_act(gnn_dtype dtype, int64_t m, int64_t n, int64_t k, const void *A, const void *B, double beta,
                         const void *bias, gnn_i_act act, void *C, void *scratch)
{
    multiply(
        &(job){
            .dtype = dtype, .m = m, .n = n, .k = k, .A = A, .B = B, .beta = beta, .C = C, .bias = bias, .act = act },
        scratch);
}
