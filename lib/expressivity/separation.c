/* Does a model with random weights tell two graphs apart?  The same weights on both, in f64, sum readout; a gap above the
 * tolerance is a witness.  A model that separates what its bound cannot has a bug, and that is said. */
#include "certificate.h"
#include "separation.h"
#include <gnn/models.h>
#include <math.h>
#include <xxhash.h>

static const double TOLERANCE = 1e-8; /* sums over neighbours in another order differ by some 1e-15 a layer */
enum { OUT = GNN_I_OUTPUTS };

/* ---- features: 1, or one-hot labels ---- */

static int32_t label_of(const gnn_graph *g, int64_t u) { return g->node_label ? g->node_label[u] : 0; }

gnn_status gnn_i_add_features(gnn_sample *s, const gnn_i_ranks *r, bool edges)
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

/* The two graphs as a data set whose graphs are lent. */
typedef struct couple {
    gnn_sample samples[2];
    gnn_dataset ds;
    char name[8];
} couple;

static gnn_status couple_new(couple *c, bool edges, const gnn_graph *a, const gnn_graph *b)
{
    gnn_status st = GNN_OK;
    gnn_i_ranks ranks = { 0 };
    const gnn_graph *both[2] = { a, b };
    *c = (couple){ .name = "pair" };
    GNN_TRY(gnn_i_ranks_new(&ranks, 2, both));
    if (ranks.labels < 1) ranks.labels = 1;
    for (int i = 0; i < 2; i++) {
        c->samples[i].graph = (gnn_graph *)(uintptr_t)both[i];
        GNN_TRY(gnn_i_add_features(&c->samples[i], &ranks, edges));
    }
    c->ds = (gnn_dataset){ .name = c->name,
                           .format = c->name,
                           .count = 2,
                           .samples = c->samples,
                           .features = ranks.labels,
                           .edge_features = edges };
done:
    gnn_i_ranks_free(&ranks);
    return st;
}

static void couple_free(couple *c)
{
    for (int i = 0; i < 2; i++) {
        gnn_tensor_free(c->samples[i].x);
        gnn_tensor_free(c->samples[i].edge_x);
    }
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

static uint64_t weights_digest(gnn_model *m)
{
    void *values = NULL, *grads = NULL;
    int64_t count = gnn_params_block(gnn_model_params(m), &values, &grads);
    return XXH3_64bits(values, (size_t)count * sizeof(double));
}

static gnn_status draw_once(gnn_i_draw *d, const char *model, const char *config, uint64_t seed, const gnn_dataset *ds)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_loader *l = NULL;
    double largest = 0, difference = 0;
    gnn_i_draw r = { .seed = seed };
    GNN_TRY(gnn_i_separation_model(&m, model, config, seed));
    GNN_TRY(gnn_loader_new(&l, ds, m));
    snprintf(r.bound, sizeof r.bound, "%s", gnn_model_bound(m) ? gnn_model_bound(m) : "");
    r.weights = weights_digest(m);
    for (int64_t i = 0; i < 2; i++) GNN_TRY(evaluate(r.out[i], m, l, i));
    for (int k = 0; k < OUT; k++) {
        largest = fmax(largest, fmax(fabs(r.out[0][k]), fabs(r.out[1][k])));
        difference = fmax(difference, fabs(r.out[0][k] - r.out[1][k]));
    }
    GNN_REQUIRE(isfinite(largest), GNN_ENUMERIC, "the model's result is not finite");
    r.gap = largest > 0 ? difference / largest : 0;
    *d = r;
done:
    gnn_loader_free(l);
    gnn_model_free(m);
    return st;
}

gnn_status gnn_i_model_draw(gnn_i_draw *d, const char *model, const char *config, uint64_t seed, const gnn_graph *a,
                            const gnn_graph *b)
{
    couple c;
    gnn_i_model_spec spec;
    GNN_TRY_RETURN(gnn_i_model_spec_read(&spec, model));
    gnn_status st = couple_new(&c, spec.edges, a, b);
    if (st == GNN_OK) st = draw_once(d, model, config, seed, &c.ds);
    couple_free(&c);
    return st;
}

gnn_status gnn_i_check_bound(gnn_verdict verdict, const char *bound, double gap, const char *model, const gnn_graph *a,
                             const gnn_graph *b)
{
    gnn_test_result t;
    if (verdict != GNN_SEPARATED || !bound || !gnn_test_resolve(bound)) return GNN_OK;
    GNN_TRY_RETURN(gnn_test_pair(&t, bound, a, b, NULL));
    GNN_REQUIRE_RETURN(t.verdict != GNN_SAME, GNN_EBUG,
                       "%s separates by %.3g what %s, which bounds it, cannot separate", model, gap, bound);
    return GNN_OK;
}

/* {"seed":"…","weights":"…","a":[…],"b":[…]}: whole numbers of 64 bits are texts, JSON's numbers lose digits. */
static void put_draw(gnn_i_evidence *e, const gnn_i_draw *d, bool first)
{
    if (!e) return;
    gnn_i_text_printf(&e->text, "%s{\"seed\":\"%llu\",\"weights\":\"%016llx\"", first ? "" : ",",
                      (unsigned long long)d->seed, (unsigned long long)d->weights);
    for (int i = 0; i < 2; i++) {
        gnn_i_text_printf(&e->text, ",\"%c\":[", "ab"[i]);
        for (int k = 0; k < OUT; k++) {
            if (k) gnn_i_text_char(&e->text, ',');
            gnn_i_text_real(&e->text, d->out[i][k]);
        }
        gnn_i_text_char(&e->text, ']');
    }
    gnn_i_text_char(&e->text, '}');
}

static gnn_status all_draws(gnn_model_separation *r, gnn_i_evidence *e, const char *model, const gnn_dataset *ds,
                            const char *config, uint64_t seed)
{
    gnn_i_draw d = { 0 };
    gnn_i_evidence_kind(e, "draws");
    gnn_i_evidence_key(e, "config");
    if (e) gnn_i_text_put(&e->text, config, strlen(config));
    gnn_i_evidence_key(e, "draws");
    if (e) gnn_i_text_char(&e->text, '[');
    for (int64_t k = 0; k < r->draws; k++) {
        gnn_rng rng = gnn_rng_stream(seed, "separation", (uint64_t)k);
        GNN_TRY_RETURN(draw_once(&d, model, config, gnn_rng_u64(&rng), ds));
        put_draw(e, &d, k == 0);
        if (d.gap > r->gap) r->gap = d.gap;
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
    }
    if (e) gnn_i_text_char(&e->text, ']');
    r->bound = gnn_test_resolve(d.bound);
    return GNN_OK;
}

static gnn_status separates(gnn_model_separation *result, gnn_i_evidence *e, const char *model, const gnn_graph *a,
                            const gnn_graph *b, int64_t draws, uint64_t seed)
{
    gnn_status st = GNN_OK;
    couple c = { .name = "" };
    gnn_i_model_spec spec;
    char *config = NULL;
    double start = gnn_i_now();
    gnn_model_separation r = { .tolerance = TOLERANCE, .draws = draws };
    GNN_REQUIRE(result && a && b && draws > 0, GNN_EINVAL,
                "separation: a result, two graphs and at least one draw are needed");
    GNN_TRY(gnn_i_model_spec_read(&spec, model));
    GNN_TRY(couple_new(&c, spec.edges, a, b));
    GNN_TRY(gnn_i_separation_config(&config, &spec, c.ds.features, OUT));
    GNN_TRY(all_draws(&r, e, spec.model, &c.ds, config, seed));
    r.verdict = r.gap > TOLERANCE ? GNN_SEPARATED : GNN_SAME;
    r.seconds = gnn_i_now() - start;
    *result = r; /* with GNN_EBUG too: the gap is the evidence */
    st = gnn_i_check_bound(r.verdict, r.bound, r.gap, model, a, b);
done:
    couple_free(&c);
    gnn_i_free(config);
    return st;
}

gnn_status gnn_model_separates(gnn_model_separation *result, const char *model, const gnn_graph *a, const gnn_graph *b,
                               int64_t draws, uint64_t seed)
{
    return separates(result, NULL, model, a, b, draws, seed);
}

gnn_status gnn_model_certify(gnn_model_separation *result, char **json, size_t *size, const char *model,
                             const gnn_graph *a, const gnn_graph *b, int64_t draws, uint64_t seed)
{
    gnn_status st = GNN_OK, bug = GNN_OK;
    gnn_i_evidence e = { .test = "" };
    gnn_i_model_spec spec;
    GNN_REQUIRE(json && size, GNN_EINVAL, "certify: a text and its size are required");
    bug = separates(result, &e, model, a, b, draws, seed);
    if (bug != GNN_OK && bug != GNN_EBUG) { st = bug; goto done; }
    GNN_TRY(gnn_i_model_spec_read(&spec, model));
    GNN_TRY(gnn_i_certificate(json, size, "model", spec.model, result->verdict, a, b, &e));
    st = bug; /* the error text is still the comparison's */
done:
    gnn_i_free(e.text.p);
    return st;
}
