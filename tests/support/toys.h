/* Small data sets made on the spot: graphs to classify, nodes to classify. */
#ifndef SUPPORT_TOYS_H
#define SUPPORT_TOYS_H

#include "support/support.h"

/* `count` graphs, class i % 2: a cycle (and some chords for class 1), features: two random columns and a one. */
static inline gnn_dataset *toy_graphs(int64_t count)
{
    gnn_dataset *ds = gnn_i_calloc(1, sizeof *ds);
    ds->count = count, ds->features = 3, ds->classes = 2;
    ds->samples = gnn_i_calloc((size_t)count, sizeof *ds->samples);
    for (int64_t i = 0; i < count; i++) {
        gnn_rng r = gnn_rng_stream(11, "toy graphs", (uint64_t)i);
        int64_t n = 5 + (int64_t)gnn_rng_below(&r, 6), m = 0;
        int32_t src[64], dst[64];
        for (int32_t v = 0; v < n; v++) src[m] = v, dst[m++] = (int32_t)((v + 1) % n);
        for (int32_t v = 0; i % 2 && v + 2 < n; v += 2) src[m] = v, dst[m++] = v + 2;
        gnn_graph_spec spec = { .n = n, .m = m, .src = src, .dst = dst, .flags = GNN_MERGE };
        ck_ok(gnn_graph_new(&ds->samples[i].graph, &spec));
        ck_ok(gnn_tensor_new(&ds->samples[i].x, GNN_F32, 2, (int64_t[]){ n, 3 }));
        for (int64_t k = 0; k < 3 * n; k++) gnn_tensor_set(ds->samples[i].x, k, k % 3 == 2 ? 1 : gnn_rng_normal(&r));
        ds->samples[i].graph_class = (int32_t)(i % 2);
    }
    return ds;
}

/* One block model of n nodes in two communities, 8 noisy features, a split of 40/30/30 %. */
static inline gnn_dataset *toy_nodes(int64_t n)
{
    gnn_dataset *ds = gnn_i_calloc(1, sizeof *ds);
    char recipe[96];
    gnn_graph **g;
    int64_t count;
    gnn_rng r = gnn_rng_stream(12, "toy nodes", 0);
    snprintf(recipe, sizeof recipe, "sbm:n=%lld,k=2,pin=%g,pout=%g", (long long)n, 12.0 / (double)n, 2.0 / (double)n);
    ck_ok(gnn_generate(&g, &count, recipe, 3, 0));
    ds->count = 1, ds->features = 8, ds->classes = 2, ds->node_level = 1;
    gnn_sample *s = ds->samples = gnn_i_calloc(1, sizeof *ds->samples);
    s->graph = g[0];
    gnn_i_free(g);
    ck_ok(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ n, 8 }));
    s->node_class = gnn_i_alloc((size_t)n, sizeof *s->node_class);
    s->node_split = gnn_i_alloc((size_t)n, 1);
    for (int64_t v = 0; v < n; v++) {
        s->node_class[v] = gnn_graph_node_label(s->graph)[v];
        s->node_split[v] = (uint8_t)(v % 10 < 4 ? GNN_SPLIT_TRAIN : v % 10 < 7 ? GNN_SPLIT_VAL : GNN_SPLIT_TEST);
        for (int64_t j = 0; j < 8; j++) gnn_tensor_set(s->x, 8 * v + j, gnn_rng_normal(&r) + (j == s->node_class[v] ? 0.5 : 0));
    }
    return ds;
}

static inline uint64_t params_hash(gnn_model *m)
{
    void *v;
    int64_t n = gnn_params_block(gnn_model_params(m), &v, NULL);
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < (size_t)n * gnn_dtype_size(gnn_model_dtype(m)); i++) h = (h ^ ((unsigned char *)v)[i]) * 1099511628211u;
    n = gnn_params_block(gnn_model_buffers(m), &v, NULL);
    for (size_t i = 0; i < (size_t)n * gnn_dtype_size(gnn_model_dtype(m)); i++) h = (h ^ ((unsigned char *)v)[i]) * 1099511628211u;
    return h;
}

#endif
