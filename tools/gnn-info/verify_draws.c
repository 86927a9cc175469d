/* A model's draws: made anew from configuration and seed, weights digested, both outputs compared. */
#include <math.h>
#include <string.h>
#include "expressivity/separation.h"
#include "verify.h"

static const double SAME = 1e-8, AGAIN = 1e-11; /* what separates; what a repeated pass may differ by */

/* A graph of the certificate as the library's. */
static gnn_status graph_of(gnn_graph **out, const v_graph *g)
{
    gnn_status st = GNN_OK;
    int32_t *src = NULL, *dst = NULL, *label = NULL;
    double *weight = NULL;
    int64_t m = 0;
    bool weighted = false, labelled = false;
    GNN_ALLOC(src, g->arcs + 1);
    GNN_ALLOC(dst, g->arcs + 1);
    GNN_ALLOC(weight, g->arcs + 1);
    GNN_ALLOC(label, g->n + 1);
    for (int64_t u = 0; u < g->n; u++) {
        label[u] = (int32_t)g->label[u], labelled |= g->label[u] != 0;
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->directed || g->col[e] >= u)
                src[m] = (int32_t)u, dst[m] = (int32_t)g->col[e], weight[m] = g->weight[e],
                weighted |= weight[m++] != 1;
    }
    gnn_graph_spec spec = {.n = g->n, .m = m, .src = src, .dst = dst, .weight = weighted ? weight : NULL, .node_label = labelled ? label : NULL,
                           .flags = g->directed ? GNN_DIRECTED : 0};
    GNN_TRY(gnn_graph_new(out, &spec));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    gnn_i_free(weight);
    gnn_i_free(label);
    return st;
}

static bool check_outputs(const gnn_i_draw *d, const json_t *o, v_report *r)
{
    double largest = 0;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < GNN_I_OUTPUTS; k++) largest = fmax(largest, fabs(d->out[i][k]));
    for (int i = 0; i < 2; i++) {
        const json_t *list = json_object_get(o, i ? "b" : "a");
        if (json_array_size(list) != GNN_I_OUTPUTS)
            return v_refuse(r, "a draw does not have %d outputs a graph", GNN_I_OUTPUTS);
        for (int k = 0; k < GNN_I_OUTPUTS; k++) {
            const json_t *v = json_array_get(list, (size_t)k);
            if (!json_is_number(v) || fabs(json_number_value(v) - d->out[i][k]) > AGAIN * largest)
                return v_refuse(r, "output %d of graph %c is %.17g when computed anew", k, "ab"[i], d->out[i][k]);
        }
    }
    return true;
}

static bool one_draw(double *gap, const char *model, const char *config, const json_t *o, gnn_graph *const g[2],
                     v_report *r)
{
    gnn_i_draw d;
    char digest[20], *end = NULL;
    const char *seed = json_string_value(json_object_get(o, "seed")),
               *weights = json_string_value(json_object_get(o, "weights"));
    if (!v_keys(o, "seed weights a b", r)) return false;
    unsigned long long value = seed ? strtoull(seed, &end, 10) : 0;
    if (!seed || !*seed || *end || !weights) return v_refuse(r, "'seed' or 'weights' is not a text of digits");
    gnn_status st = gnn_i_model_draw(&d, model, config, value, g[0], g[1]);
    if (st != GNN_OK)
        return st == GNN_ENOMEM ? v_unchecked(r, "out of memory")
                                : v_refuse(r, "the model does not run: %s", gnn_last_error());
    snprintf(digest, sizeof digest, "%016llx", (unsigned long long)d.weights);
    if (strcmp(digest, weights) != 0) return v_refuse(r, "the weights' digest is %s, not %s", digest, weights);
    *gap = fmax(*gap, d.gap);
    return check_outputs(&d, o, r);
}

bool v_draws(const v_pair *p, const char *model, bool separates, const json_t *e, v_report *r)
{
    gnn_graph *g[2] = {NULL, NULL};
    const json_t *draws = json_object_get(e, "draws"), *o;
    const char *kind = json_string_value(json_object_get(e, "kind"));
    char *config = json_dumps(json_object_get(e, "config"), JSON_COMPACT | JSON_REAL_PRECISION(17));
    double gap = 0;
    size_t k;
    bool ok = v_keys(e, "kind config draws", r);
    if (ok && (!kind || strcmp(kind, "draws") != 0 || !config))
        ok = v_refuse(r, "the evidence is not draws of weights");
    if (ok && json_array_size(draws) == 0) ok = v_refuse(r, "there are no draws");
    for (int i = 0; i < 2 && ok; i++)
        if (graph_of(&g[i], &p->g[i]) != GNN_OK) ok = v_refuse(r, "graph %c: %s", "ab"[i], gnn_last_error());
    if (ok) json_array_foreach(draws, k, o)
            if (!(ok = one_draw(&gap, model, config, o, g, r))) break;
    if (ok && (gap > SAME) != separates) ok = v_refuse(r, "the largest gap is %.3g", gap);
    if (ok)
        v_verified(r, "%zu draw%s of weights, run anew: gap %.3g", json_array_size(draws),
                   json_array_size(draws) == 1 ? "" : "s", gap);
    gnn_graph_free(g[0]);
    gnn_graph_free(g[1]);
    free(config);
    return ok;
}
