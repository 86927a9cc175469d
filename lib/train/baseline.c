/* Classical baselines on one graph with node classes: smoothing + logistic regression, label propagation. */
#include "train/metrics.h"
#include "tensor/tensor_i.h"
#include <math.h>

typedef struct node_task {
    const gnn_sample *s;
    int64_t n, classes;
    int32_t *rows[4];
    int64_t count[4];
} node_task;

static void task_free(node_task *k)
{
    for (int s = 0; s < 4; s++) gnn_i_free(k->rows[s]);
}

static gnn_status task_read(node_task *k, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    GNN_REQUIRE(ds->node_level && ds->count == 1 && ds->classes > 0 && ds->samples[0].node_split, GNN_EUNSUPPORTED,
                "data set %s: this baseline needs one graph with node classes and a split", ds->name);
    k->s = &ds->samples[0], k->n = gnn_graph_n(k->s->graph), k->classes = ds->classes;
    for (int s = 0; s < 4; s++) {
        GNN_ALLOC(k->rows[s], k->n);
        for (int64_t u = 0; u < k->n; u++)
            if (k->s->node_split[u] == s && k->s->node_class[u] >= 0) k->rows[s][k->count[s]++] = (int32_t)u;
    }
    for (int s = GNN_SPLIT_TRAIN; s <= GNN_SPLIT_TEST; s++)
        GNN_REQUIRE(k->count[s] > 0, GNN_EUNSUPPORTED, "data set %s: its split has an empty part", ds->name);
done:
    return st;
}

/* Dense f64 features, each row divided by its sum (0: left alone). */
static gnn_status features(gnn_tensor **out, const node_task *k)
{
    gnn_tensor *x = NULL;
    const gnn_operator *s = k->s->x_sparse;
    GNN_REQUIRE_RETURN(s || k->s->x, GNN_EUNSUPPORTED, "this baseline needs node features");
    int64_t d = s ? s->cols : gnn_tensor_cols(k->s->x);
    GNN_TRY_RETURN(gnn_tensor_new(&x, GNN_F64, 2, (int64_t[]){ k->n, d }));
    double *v = x->data;
    for (int64_t u = 0; u < k->n; u++) {
        double sum = 0;
        if (s) {
            gnn_tensor val = gnn_tensor_view2(s->dtype, 1, s->fwd.nnz, s->fwd.val);
            for (int64_t e = s->fwd.ptr[u]; e < s->fwd.ptr[u + 1]; e++)
                v[u * d + s->fwd.col[e]] = s->fwd.val ? gnn_tensor_get(&val, e) : 1.0;
        } else {
            for (int64_t c = 0; c < d; c++) v[u * d + c] = gnn_tensor_get(k->s->x, u * d + c);
        }
        for (int64_t c = 0; c < d; c++) sum += v[u * d + c];
        for (int64_t c = 0; c < d && sum != 0; c++) v[u * d + c] /= sum;
    }
    *out = x;
    return GNN_OK;
}

static gnn_status smooth(gnn_tensor **px, const node_task *k, int hops)
{
    gnn_status st = GNN_OK;
    gnn_operator *op = NULL;
    gnn_tensor *y = NULL;
    GNN_TRY(gnn_operator_new(&op, k->s->graph, "gcn", GNN_F64));
    GNN_TRY(gnn_tensor_new(&y, GNN_F64, 2, (*px)->shape));
    for (int h = 0; h < hops; h++) {
        GNN_TRY(gnn_operator_apply(y, op, *px, 0));
        gnn_tensor *t = *px;
        *px = y, y = t;
    }
done:
    gnn_tensor_free(y);
    gnn_operator_free(op);
    return st;
}

/* Accuracies of x W + b. */
static gnn_status accuracies(double *val, double *test, const node_task *k, const gnn_tensor *x, const gnn_tensor *w,
                             const gnn_tensor *b, gnn_tensor *scores)
{
    int64_t d = gnn_tensor_cols(x), C = k->classes;
    const double *xv = x->data, *wv = w->data, *bv = b->data;
    double *s = scores->data;
    for (int64_t u = 0; u < k->n; u++) {
        for (int64_t c = 0; c < C; c++) s[u * C + c] = bv[c];
        for (int64_t j = 0; j < d; j++)
            if (xv[u * d + j] != 0)
                for (int64_t c = 0; c < C; c++) s[u * C + c] += xv[u * d + j] * wv[j * C + c];
    }
    GNN_TRY_RETURN(gnn_metric_accuracy(val, scores, k->s->node_class, k->rows[GNN_SPLIT_VAL], k->count[GNN_SPLIT_VAL]));
    return gnn_metric_accuracy(test, scores, k->s->node_class, k->rows[GNN_SPLIT_TEST], k->count[GNN_SPLIT_TEST]);
}

gnn_status gnn_baseline_smoothing(gnn_baseline *out, const gnn_dataset *ds, int hops)
{
    gnn_status st = GNN_OK;
    node_task k = { 0 };
    gnn_tensor *x = NULL, *w = NULL, *b = NULL, *scores = NULL;
    gnn_baseline best = { -1, 0, 0 };
    GNN_TRY(task_read(&k, ds));
    GNN_TRY(features(&x, &k));
    GNN_TRY(smooth(&x, &k, hops));
    GNN_TRY(gnn_tensor_new(&w, GNN_F64, 2, (int64_t[]){ gnn_tensor_cols(x), k.classes }));
    GNN_TRY(gnn_tensor_new(&b, GNN_F64, 1, (int64_t[]){ k.classes }));
    GNN_TRY(gnn_tensor_new(&scores, GNN_F64, 2, (int64_t[]){ k.n, k.classes }));
    for (double C = 1; C <= 10000; C *= 10) { /* each fit starts where the last ended: the minimum is unique */
        double val, test;
        GNN_TRY(gnn_logistic_fit(w, b, x, k.s->node_class, k.rows[GNN_SPLIT_TRAIN], k.count[GNN_SPLIT_TRAIN], C, 1e-7));
        GNN_TRY(accuracies(&val, &test, &k, x, w, b, scores));
        if (val > best.val) best = (gnn_baseline){ val, test, C };
    }
    *out = best;
done:
    task_free(&k);
    gnn_tensor_free(x);
    gnn_tensor_free(w);
    gnn_tensor_free(b);
    gnn_tensor_free(scores);
    return st;
}

/* The training rows are their labels. */
static void clamp_rows(gnn_tensor *f, const node_task *k)
{
    double *v = f->data;
    for (int64_t i = 0; i < k->count[GNN_SPLIT_TRAIN]; i++) {
        int32_t u = k->rows[GNN_SPLIT_TRAIN][i];
        for (int64_t c = 0; c < k->classes; c++) v[u * k->classes + c] = c == k->s->node_class[u];
    }
}

gnn_status gnn_baseline_propagation(gnn_baseline *out, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    node_task k = { 0 };
    gnn_operator *op = NULL;
    gnn_tensor *f = NULL, *g = NULL;
    gnn_baseline r = { 0, 0, 0 };
    GNN_TRY(task_read(&k, ds));
    GNN_TRY(gnn_operator_new(&op, k.s->graph, "rw", GNN_F64));
    GNN_TRY(gnn_tensor_new(&f, GNN_F64, 2, (int64_t[]){ k.n, k.classes }));
    GNN_TRY(gnn_tensor_new(&g, GNN_F64, 2, (int64_t[]){ k.n, k.classes }));
    clamp_rows(f, &k);
    for (int i = 0; i < 100; i++) {
        GNN_TRY(gnn_operator_apply(g, op, f, 0));
        clamp_rows(g, &k);
        gnn_tensor *t = f;
        f = g, g = t;
    }
    GNN_TRY(gnn_metric_accuracy(&r.val, f, k.s->node_class, k.rows[GNN_SPLIT_VAL], k.count[GNN_SPLIT_VAL]));
    GNN_TRY(gnn_metric_accuracy(&r.test, f, k.s->node_class, k.rows[GNN_SPLIT_TEST], k.count[GNN_SPLIT_TEST]));
    *out = r;
done:
    task_free(&k);
    gnn_operator_free(op);
    gnn_tensor_free(f);
    gnn_tensor_free(g);
    return st;
}
