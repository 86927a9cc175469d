/* One whole training step (forward, backward, Adam) of standard networks, on 1 and 2 threads:
 *   gcn     2 layers, 16 hidden, on an R-MAT graph of Cora's size with 1433 features of which 1.27 % are not 0,
 *           dense and sparse                                   gatv2   8 heads of 8, the same graph
 *   gin     5 layers of 64 without norm, 128 graphs of 25 nodes (a random tree and one more edge)
 *   lrp     Deep LRP-1-3 as published for counting, batches of 10 of 1500 graphs er:n=10,p=0.3, another one each step
 * The same networks, sizes and losses as the usual peers' benchmarks (no dropout).  Output: JSON lines. */
#include <gnn/gnn.h>
#include "base/base.h"
#include <math.h>

enum { NODES = 2708, EDGES = 5278, WORDS = 1433, CLASSES = 7, LABELED = 140, GRAPHS = 128, ATOMS = 25, EGONETS = 1500 };

#define MUST(call)                                                                  \
    do {                                                                            \
        if ((call) != GNN_OK) {                                                     \
            fprintf(stderr, "bench_train: %s: %s\n", #call, gnn_last_error());      \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

typedef struct bench {
    const char *name;
    gnn_dataset ds;
    gnn_model *m;
    gnn_loader *l;
    gnn_tape *tape;
    int64_t k, idx[GRAPHS]; /* the batch; with fewer than all graphs the next ones at each step */
    int32_t labels[NODES], rows[LABELED];
    gnn_tensor *target;
    float *moment, *second;
    int64_t steps;
} bench;

/* ---- data ---- */

static gnn_tensor *rows_of(int64_t n, int64_t d)
{
    gnn_tensor *t;
    MUST(gnn_tensor_new(&t, GNN_F32, 2, (int64_t[]){ n, d }));
    return t;
}

/* Words of the documents, as a matrix of 0 and 1 / as sparse rows. */
static void words(gnn_sample *s, bool sparse)
{
    gnn_rng r = gnn_rng_stream(1, "bench words", 0);
    gnn_tensor *x = rows_of(NODES, WORDS);
    int64_t *ptr = calloc(NODES + 1, sizeof *ptr), at = 0;
    int32_t *col = malloc(sizeof *col * NODES * 64);
    for (int64_t i = 0; i < NODES; i++) {
        for (int32_t j = 0; j < WORDS; j++)
            if (gnn_rng_uniform(&r) < 0.0127 && at < NODES * 64) gnn_tensor_set(x, i * WORDS + j, 1), col[at++] = j;
        ptr[i + 1] = at;
    }
    if (sparse) MUST(gnn_operator_from_csr(&s->x_sparse, NODES, WORDS, ptr, col, NULL, GNN_F32));
    if (sparse) gnn_tensor_free(x);
    else s->x = x;
    free(ptr), free(col);
}

static void cora(bench *b, bool sparse)
{
    gnn_graph **g;
    int64_t count;
    gnn_rng r = gnn_rng_stream(1, "bench labels", 0);
    static int32_t order[NODES];
    b->ds.count = 1, b->ds.samples = calloc(1, sizeof *b->ds.samples), b->k = 1;
    MUST(gnn_generate(&g, &count, "rmat:n=2708,m=5278", 1, 0));
    b->ds.samples[0].graph = g[0];
    words(&b->ds.samples[0], sparse);
    for (int i = 0; i < NODES; i++) b->labels[i] = (int32_t)gnn_rng_below(&r, CLASSES);
    gnn_rng_permutation(&r, NODES, order);
    memcpy(b->rows, order, sizeof b->rows);
}

static void molecules(bench *b)
{
    gnn_rng r = gnn_rng_stream(1, "bench molecules", 0);
    b->ds.count = b->k = GRAPHS, b->ds.samples = calloc(GRAPHS, sizeof *b->ds.samples);
    for (int64_t i = 0; i < GRAPHS; i++) {
        int32_t src[ATOMS], dst[ATOMS];
        for (int32_t v = 1; v < ATOMS; v++) {
            int32_t u = v - 1 - (int32_t)gnn_rng_below(&r, 3);
            src[v - 1] = u < 0 ? 0 : u, dst[v - 1] = v;
        }
        src[ATOMS - 1] = 0, dst[ATOMS - 1] = 5;
        MUST(gnn_graph_new(&b->ds.samples[i].graph,
                           &(gnn_graph_spec){ .n = ATOMS, .m = ATOMS, .src = src, .dst = dst, .flags = GNN_MERGE }));
        b->ds.samples[i].x = rows_of(ATOMS, 64);
        for (int64_t k = 0; k < ATOMS * 64; k++) gnn_tensor_set(b->ds.samples[i].x, k, gnn_rng_normal(&r));
        b->idx[i] = i;
    }
    b->target = rows_of(GRAPHS, 1);
    for (int64_t i = 0; i < GRAPHS; i++) gnn_tensor_set(b->target, i, gnn_rng_normal(&r));
}

static void egonets(bench *b)
{
    gnn_rng r = gnn_rng_stream(1, "bench counts", 0);
    b->ds.count = EGONETS, b->k = 10, b->ds.samples = calloc(EGONETS, sizeof *b->ds.samples);
    for (int64_t i = 0; i < EGONETS; i++) {
        gnn_graph **g;
        int64_t count;
        MUST(gnn_generate(&g, &count, "er:n=10,p=0.3", 1, (uint64_t)i));
        b->ds.samples[i].graph = g[0];
    }
    b->target = rows_of(b->k, 1);
    for (int64_t i = 0; i < b->k; i++) gnn_tensor_set(b->target, i, 10 * gnn_rng_uniform(&r)), b->idx[i] = i;
}

/* ---- the step ---- */

static void adam(bench *b)
{
    float *v, *g, *restrict m = b->moment, *restrict s = b->second;
    void *values, *grads;
    int64_t n = gnn_params_block(gnn_model_params(b->m), &values, &grads);
    double t = (double)++b->steps;
    float rate = (float)(1e-3 * sqrt(1 - pow(0.999, t)) / (1 - pow(0.9, t)));
    v = values, g = grads;
    for (int64_t i = 0; i < n; i++) {
        m[i] = 0.9f * m[i] + 0.1f * g[i];
        s[i] = 0.999f * s[i] + 0.001f * g[i] * g[i];
        v[i] -= rate * m[i] / (sqrtf(s[i]) + 1e-8f);
    }
}

static void step(bench *b)
{
    gnn_input in;
    for (int64_t i = 0; b->k < b->ds.count && i < b->k; i++) b->idx[i] = (b->idx[i] + b->k) % b->ds.count;
    MUST(gnn_loader_batch(&in, b->l, b->k, b->idx));
    in.training = 1, in.stream = gnn_rng_stream(1, "dropout", (uint64_t)b->steps);
    gnn_tape_reset(b->tape);
    gnn_params_zero_grad(gnn_model_params(b->m));
    gnn_var y = gnn_model_forward(b->m, b->tape, &in);
    MUST(gnn_backward(b->target ? gnn_mse(y, b->target, NULL, b->k)
                                : gnn_cross_entropy(y, b->labels, b->rows, LABELED)));
    adam(b);
}

static void prepare(bench *b, const char *name, const char *model, const char *config)
{
    b->name = name;
    MUST(gnn_model_new(&b->m, model, config, GNN_F32, 1));
    MUST(gnn_loader_new(&b->l, &b->ds, b->m));
    MUST(gnn_tape_new(&b->tape, GNN_F32));
    int64_t n = gnn_params_block(gnn_model_params(b->m), NULL, NULL);
    b->moment = calloc((size_t)n, sizeof(float)), b->second = calloc((size_t)n, sizeof(float));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(bench *b, int threads, int reps)
{
    double ms[400];
    gnn_set_threads(threads);
    for (int64_t i = 0; i < 5 + b->ds.count / b->k; i++) step(b); /* every batch was seen */
    int64_t before = gnn_alloc_get_stats().calls;
    for (int i = 0; i < reps; i++) {
        double t = gnn_i_now();
        step(b);
        ms[i] = 1e3 * (gnn_i_now() - t);
    }
    qsort(ms, (size_t)reps, sizeof *ms, by_value);
    printf("{\"bench\":\"train\",\"case\":\"%s\",\"threads\":%d,\"ms_p10\":%.3f,\"ms_median\":%.3f,\"steps\":%d,"
           "\"allocations\":%lld}\n",
           b->name, threads, ms[reps / 10], ms[reps / 2], reps, (long long)(gnn_alloc_get_stats().calls - before));
    fflush(stdout);
}

/* argv: a case or "all", number of steps (100), largest number of threads (2). */
int main(int argc, char **argv)
{
    enum { CASES = 6 };
    static bench all[CASES];
    static const char gcn[] = "{\"in\":1433,\"out\":7,\"dropout\":0}",
                      gat[] = "{\"in\":1433,\"out\":7,\"dropout\":0,\"activation\":\"relu\"}";
    static const char gin[] = "{\"in\":64,\"out\":1,\"hidden\":64,\"layers\":5,\"norm\":\"none\",\"readout\":\"sum\"}";
    const char *only = argc > 1 ? argv[1] : NULL;
    int reps = argc > 2 ? atoi(argv[2]) : 100;
    int most = argc > 3 ? atoi(argv[3]) : 2;
    reps = reps < 10 ? 10 : reps > 400 ? 400 : reps;
    cora(&all[0], false), prepare(&all[0], "gcn_cora_dense", "gcn", gcn);
    cora(&all[1], true), prepare(&all[1], "gcn_cora_sparse", "gcn", gcn);
    cora(&all[2], false), prepare(&all[2], "gatv2_cora_dense", "gatv2", gat);
    cora(&all[3], true), prepare(&all[3], "gatv2_cora_sparse", "gatv2", gat);
    molecules(&all[4]), prepare(&all[4], "gin_molecules", "gin", gin);
    egonets(&all[5]), prepare(&all[5], "deep_lrp_er", "deep-lrp", "{\"in\":1,\"out\":1,\"readout\":\"sum\"}");
    for (int i = 0; i < CASES; i++)
        for (int threads = 1; threads <= most; threads++)
            if (!only || strcmp(only, all[i].name) == 0 || strcmp(only, "all") == 0) measure(&all[i], threads, reps);
    return 0;
}
