/* Sparse times dense on a power-law graph of arxiv's size (R-MAT, 169343 vertices, 1157799 edges), beside what the machine
 * can do: a STREAM triad in the same repetition.  If $GNN_BENCH_PEER names a shared object with
 *     double rl_spmm(int64_t n, const int32_t *ptr, const int32_t *col, const float *val, const float *X, int w, float *Y,
 *                    int flags, int tile);       void rl_threads(int);       int rl_pd (prefetch distance)
 * that kernel runs interleaved with ours, at the best of four prefetch distances.
 * Output: JSON lines on stdout, a table on stderr.  Figures are the best of the repetitions; ratios are of those. */
#include "tensor/tensor_i.h"
#include "graph/graph_i.h"
#include <dlfcn.h>
#include <math.h>

enum { N = 169343, EDGES = 1157799, TRIAD = 1 << 24, PARTS = 256 };

typedef double (*peer_fn)(int64_t, const int32_t *, const int32_t *, const float *, const float *, int, float *, int,
                          int);

typedef struct peer {
    peer_fn spmm;
    int *distance;
} peer;

static peer load_peer(void)
{
    peer p = { NULL, NULL };
    const char *path = getenv("GNN_BENCH_PEER");
    void *so = path ? dlopen(path, RTLD_NOW) : NULL;
    if (path && !so) fprintf(stderr, "bench_spmm: %s\n", dlerror());
    if (!so) return p;
    void *f = dlsym(so, "rl_spmm"), *threads = dlsym(so, "rl_threads");
    if (threads) {
        void (*set)(int);
        memcpy(&set, &threads, sizeof set);
        set(gnn_threads());
    }
    memcpy(&p.spmm, &f, sizeof f);
    p.distance = dlsym(so, "rl_pd");
    return p;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Both directions of EDGES distinct edges, keys (row, column); R-MAT probabilities 0.57, 0.19, 0.19, 0.05 and shuffled
 * names, as Graph500 draws them. */
static uint64_t *draw_entries(void)
{
    uint64_t *key = malloc(3 * (size_t)EDGES * sizeof *key);
    int32_t *name = malloc(N * sizeof *name);
    gnn_rng r = gnn_rng_stream(1, "bench rmat", 0);
    size_t have = 0;
    gnn_rng_permutation(&r, N, name);
    while (have < EDGES) {
        while (have < EDGES + EDGES / 4) {
            int64_t u = 0, v = 0;
            for (int b = 0; b < 18; b++) {
                double x = gnn_rng_uniform(&r);
                u = 2 * u + (x >= 0.76), v = 2 * v + ((x >= 0.57 && x < 0.76) || x >= 0.95);
            }
            if (u >= N || v >= N || u == v) continue;
            uint64_t a = (uint64_t)name[u], b = (uint64_t)name[v];
            key[have++] = a < b ? a << 32 | b : b << 32 | a;
        }
        qsort(key, have, sizeof *key, by_key);
        size_t k = 0;
        for (size_t i = 0; i < have; i++)
            if (i == 0 || key[i] != key[i - 1]) key[k++] = key[i];
        have = k;
    }
    for (size_t i = have - 1; i > 0; i--) { /* drop a random surplus, not the highest rows */
        size_t j = gnn_rng_below(&r, i + 1);
        uint64_t t = key[i];
        key[i] = key[j], key[j] = t;
    }
    for (size_t i = 0; i < EDGES; i++) key[EDGES + i] = key[i] << 32 | key[i] >> 32;
    qsort(key, 2 * (size_t)EDGES, sizeof *key, by_key);
    free(name);
    return key;
}

static gnn_i_csr draw_graph(void)
{
    gnn_i_csr A = { .rows = N, .cols = N, .nnz = 2 * (int64_t)EDGES };
    uint64_t *key = draw_entries();
    A.ptr = gnn_i_aligned_alloc((N + 1) * sizeof *A.ptr);
    A.col = gnn_i_aligned_alloc((size_t)A.nnz * sizeof *A.col);
    A.val = gnn_i_aligned_alloc((size_t)A.nnz * sizeof(float));
    memset(A.ptr, 0, (N + 1) * sizeof *A.ptr);
    for (int64_t e = 0; e < A.nnz; e++) {
        A.ptr[(key[e] >> 32) + 1]++;
        A.col[e] = (int32_t)(key[e] & 0xffffffffu);
        ((float *)A.val)[e] = (float)(e % 17) / 16;
    }
    for (int64_t i = 0; i < N; i++) A.ptr[i + 1] += A.ptr[i];
    free(key);
    return A;
}

static void triad_part(void *ctx, int64_t b)
{
    float *const *v = ctx, *restrict a = v[0];
    const float *restrict x = v[1], *restrict y = v[2];
    for (int64_t i = b * (TRIAD / PARTS); i < (b + 1) * (TRIAD / PARTS); i++) a[i] = x[i] + 3 * y[i];
}

typedef struct best { double ours, peer, triad; } best;

static void take(double *least, double seconds)
{
    if (seconds < *least) *least = seconds;
}

static best measure(const gnn_i_csr *A, const int32_t *ptr32, int w, int reps, float **triad, const peer *p,
                    double *difference)
{
    static const int distances[] = { 12, 24, 36, 48 }; /* the last two are ours: the peer must not lose by its default */
    size_t size = (size_t)N * (size_t)w;
    float *x = gnn_i_aligned_alloc(size * 4), *y = gnn_i_aligned_alloc(size * 4), *z = gnn_i_aligned_alloc(size * 4);
    best s = { INFINITY, INFINITY, INFINITY };
    for (size_t i = 0; i < size; i++) x[i] = (float)(i * 2654435761u % 1024) / 1024, y[i] = z[i] = 0;
    for (int r = -1; r < reps; r++) { /* the first is a warm-up */
        for (int k = 0; k < 4; k++) {
            if (p->distance) *p->distance = distances[k];
            double t0 = gnn_i_now();
            if (p->spmm) p->spmm(N, ptr32, A->col, A->val, x, w, z, 1, 0);
            double t1 = gnn_i_now();
            gnn_i_spmm(GNN_F32, A, x, w, y, false, NULL, GNN_I_ACT_NONE);
            double t2 = gnn_i_now();
            gnn_i_for_blocks(PARTS, TRIAD, triad_part, triad);
            double t3 = gnn_i_now();
            if (r < 0) continue;
            take(&s.peer, t1 - t0), take(&s.ours, t2 - t1), take(&s.triad, t3 - t2);
        }
    }
    *difference = 0;
    if (p->spmm)
        for (size_t i = 0; i < size; i++) *difference = fmax(*difference, fabs((double)y[i] - (double)z[i]));
    gnn_i_aligned_free(x), gnn_i_aligned_free(y), gnn_i_aligned_free(z);
    return s;
}

int main(void)
{
    static const int widths[] = { 16, 64, 128, 256 };
    const char *reps_text = getenv("GNN_BENCH_REPS");
    int reps = reps_text ? atoi(reps_text) : 9;
    peer p = load_peer();
    gnn_i_csr A = draw_graph();
    int32_t *ptr32 = gnn_i_aligned_alloc((N + 1) * sizeof *ptr32);
    float *triad[3];
    for (int i = 0; i <= N; i++) ptr32[i] = (int32_t)A.ptr[i];
    for (int k = 0; k < 3; k++) {
        triad[k] = gnn_i_aligned_alloc(TRIAD * 4);
        for (int64_t i = 0; i < TRIAD; i++) triad[k][i] = 1;
    }
    fprintf(stderr, "SpMM, f32, R-MAT n %d nnz %lld, %d threads, best of %d\n%6s %9s %11s %11s %15s %9s\n", N,
            (long long)A.nnz, gnn_threads(), 4 * reps, "width", "ms", "triad GB/s", "gathered", "of triad limit",
            "of peer");
    for (int k = 0; k < 4; k++) {
        int w = widths[k];
        double difference;
        best s = measure(&A, ptr32, w, reps, triad, &p, &difference);
        /* the limit moves every byte once: entries, offsets, x, y */
        double once = 8.0 * (double)A.nnz + 8.0 * N + 8.0 * N * w,
               gathered = 8.0 * (double)A.nnz + 4.0 * (double)A.nnz * w + 4.0 * N * w;
        double bandwidth = 12.0 * TRIAD / s.triad, limit = once / bandwidth;
        printf("{\"bench\":\"spmm\",\"graph\":\"rmat\",\"n\":%d,\"nnz\":%lld,\"width\":%d,\"threads\":%d,\"ms\":%.4g,"
               "\"triad_gbs\":%.4g,"
               "\"gathered_gbs\":%.4g,\"of_limit\":%.3f",
               N, (long long)A.nnz, w, gnn_threads(), s.ours * 1e3, bandwidth * 1e-9, gathered / s.ours * 1e-9,
               limit / s.ours);
        if (p.spmm)
            printf(",\"peer_ms\":%.4g,\"of_peer\":%.3f,\"difference\":%.3g", s.peer * 1e3, s.peer / s.ours, difference);
        printf("}\n");
        fflush(stdout);
        fprintf(stderr, "%6d %9.2f %11.1f %11.1f %15.2f ", w, s.ours * 1e3, bandwidth * 1e-9, gathered / s.ours * 1e-9,
                limit / s.ours);
        if (p.spmm) fprintf(stderr, "%9.2f\n", s.peer / s.ours);
        else fprintf(stderr, "%9s\n", "-");
    }
    for (int k = 0; k < 3; k++) gnn_i_aligned_free(triad[k]);
    gnn_i_aligned_free(A.ptr), gnn_i_aligned_free(A.col), gnn_i_aligned_free(A.val), gnn_i_aligned_free(ptr32);
    return 0;
}
