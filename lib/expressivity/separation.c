/* Does a model with random weights tell two graphs apart?  The same weights on both, in f64, sum readout; a gap above the
 * tolerance is a witness.  A model that separates what its bound cannot has a bug, and that is said. */
#include "verdict.h"
#include <gnn/models.h>
#include <math.h>

static const double TOLERANCE = 1e-8; /* sums over neighbours in another order differ by some 1e-15 a layer */
enum { OUT = 8 };

/* ---- features: 1, or one-hot labels ---- */

static int32_t label_of(const gnn_graph *g, int64_t u) { return g->node_label ? g->node_label[u] : 0; }

static gnn_status add_features(gnn_sample *s, const gnn_i_ranks *r, bool edges)
{
    const gnn_graph *g = s->graph;
    GNN_TRY_RETURN(gnn_tensor_new(&s->x, GNN_F32, 2, (int64_t[]){ g->n, r->labels }));
    for (int64_t u = 0; u < g->n; u++) gnn_tensor_set(s->x, u * r->labels + gnn_i_rank_of_label(r, label_of(g, u)), 1);
    s->graph_class = -1;
    if (!edges) return GNN_OK;
    GNN_REQUIRE_RETURN(!(g->directed && g->weight), GNN_EUNSUPPORTED, "weights of directed graphs as edge features");
    GNN_TRY_RETURN(gnn_tensor_new(&s->edge_x, GNN_F32, 2, (int64_t[]){ g->arcs, 1 }));
    for (int64_t e = 0; e < g->arcs; e++) gnn_tensor_set(s->edge_x, e, g->weight ? g->weight[e] : 1);
    return GNN_OK;
}

/* ---- one draw ---- */

static gnn_status evaluate(double *out, gnn_model *m, gnn_loader *l, int64_t which)
{
    gnn_status st = GNN_OK;
    gnn_tape *tape = NULL;
    gnn_input in;
    GNN_TRY(gnn_tape_new(&tape, GNN_F64));
    gnn_tape_record(tape, 0);
    GNN_TRY(gnn_loader_batch(&in, l, 1, &which));
    gnn_var y = gnn_model_forward(m, tape, &in);
    GNN_TRY(gnn_tape_status(tape));
    for (int64_t k = 0; k < OUT; k++) out[k] = gnn_tensor_get(gnn_value(y), k);
done:
    gnn_tape_free(tape);
    return st;
}

static gnn_status draw_gap(double *gap, gnn_model *m, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    gnn_loader *l = NULL;
    double out[2][OUT], largest = 0, difference = 0;
    GNN_TRY(gnn_loader_new(&l, ds, m));
    for (int64_t i = 0; i < 2; i++) GNN_TRY(evaluate(out[i], m, l, i));
    for (int k = 0; k < OUT; k++) {
        largest = fmax(largest, fmax(fabs(out[0][k]), fabs(out[1][k])));
        difference = fmax(difference, fabs(out[0][k] - out[1][k]));
    }
    GNN_REQUIRE(isfinite(largest), GNN_ENUMERIC, "the model's result is not finite");
    *gap = largest > 0 ? difference / largest : 0;
done:
    gnn_loader_free(l);
    return st;
}

/* Keys that the model does not have are left to their defaults. */
static void write_config(char *text, size_t size, const char *help, int64_t in, bool edges)
{
    snprintf(text, size, "{\"in\":%lld,\"out\":%d,\"readout\":\"sum\",\"dropout\":0%s%s%s%s}", (long long)in, OUT,
             strstr(help, "hidden") ? ",\"hidden\":16" : "", strstr(help, "layers") ? ",\"layers\":5" : "",
             strstr(help, "heads") ? ",\"heads\":2" : "", edges ? ",\"edge_in\":1" : "");
}

static gnn_status all_draws(gnn_model_separation *r, const char *model, const gnn_dataset *ds, const char *config, int64_t draws,
                            uint64_t seed, char *bound, size_t size)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    for (int64_t d = 0; d < draws; d++) {
        gnn_rng rng = gnn_rng_stream(seed, "separation", (uint64_t)d);
        double gap = 0;
        GNN_TRY(gnn_model_new(&m, model, config, GNN_F64, gnn_rng_u64(&rng)));
        snprintf(bound, size, "%s", gnn_model_bound(m) ? gnn_model_bound(m) : "");
        GNN_TRY(draw_gap(&gap, m, ds));
        if (gap > r->gap) r->gap = gap;
        gnn_model_free(m);
        m = NULL;
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "canceled");
    }
done:
    gnn_model_free(m);
    return st;
}

static gnn_status check_bound(const gnn_model_separation *r, const char *model, const gnn_graph *a, const gnn_graph *b)
{
    gnn_test_result t;
    if (r->verdict != GNN_SEPARATED || !r->bound || !gnn_test_resolve(r->bound)) return GNN_OK;
    GNN_TRY_RETURN(gnn_test_pair(&t, r->bound, a, b, NULL));
    GNN_REQUIRE_RETURN(t.verdict != GNN_SAME, GNN_EBUG, "%s separates by %.3g what %s, which bounds it, cannot separate", model, r->gap, r->bound);
    return GNN_OK;
}

gnn_status gnn_model_separates(gnn_model_separation *result, const char *model, const gnn_graph *a, const gnn_graph *b,
                               int64_t draws, uint64_t seed)
{
    gnn_status st = GNN_OK;
    char config[256], bound[64];
    gnn_i_ranks ranks = { 0 };
    const gnn_graph *both[2] = { a, b };
    gnn_sample samples[2] = { { .graph = (gnn_graph *)(uintptr_t)a }, { .graph = (gnn_graph *)(uintptr_t)b } }; /* lent */
    char name[] = "pair";
    double start = gnn_i_now();
    gnn_model_separation r = { .tolerance = TOLERANCE, .draws = draws };
    const char *help = model ? gnn_model_help(model) : NULL;
    GNN_REQUIRE(result && a && b && draws > 0, GNN_EINVAL, "separation: a result, two graphs and at least one draw are needed");
    GNN_REQUIRE(help, GNN_ENOTFOUND, "there is no model called '%.40s'", model ? model : "");
    GNN_TRY(gnn_i_ranks_new(&ranks, 2, both));
    if (ranks.labels < 1) ranks.labels = 1;
    bool edges = strstr(help, "edge_in") != NULL;
    for (int i = 0; i < 2; i++) GNN_TRY(add_features(&samples[i], &ranks, edges));
    gnn_dataset ds = { .name = name, .format = name, .count = 2, .samples = samples, .features = ranks.labels, .edge_features = edges };
    write_config(config, sizeof config, help, ranks.labels, edges);
    GNN_TRY(all_draws(&r, model, &ds, config, draws, seed, bound, sizeof bound));
    r.bound = gnn_test_resolve(bound);
    r.verdict = r.gap > TOLERANCE ? GNN_SEPARATED : GNN_SAME;
    r.seconds = gnn_i_now() - start;
    *result = r; /* with GNN_EBUG too: the gap is the evidence */
    st = check_bound(&r, model, a, b);
done:
    for (int i = 0; i < 2; i++) {
        gnn_tensor_free(samples[i].x);
        gnn_tensor_free(samples[i].edge_x);
    }
    gnn_i_ranks_free(&ranks);
    return st;
}
