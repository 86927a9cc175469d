/* Certificates, schema gnn-certificate/1 (docs/formats.md): both graphs, what is claimed, and what it rests on.
 * Written here, checked by tools/gnn-info/verify*.c, which shares no code with the tests. */
#include "verdict.h"
#include <xxhash.h>
#include <gnn/models.h>
#include "certificate.h"

/* ---- graphs ---- */

/* XXH3 (64 bits) of little-endian words: n, directed, the labels, then each arc (u, v, bits of the weight) by rows. */
static gnn_status digest_of(uint64_t *digest, const gnn_graph *g)
{
    XXH3_state_t *h = XXH3_createState();
    if (!h) return gnn_i_fail(GNN_ENOMEM, "out of memory for a digest");
    int64_t head[2] = {g->n, g->directed};
    XXH3_64bits_reset(h);
    XXH3_64bits_update(h, head, sizeof head);
    for (int64_t u = 0; u < g->n; u++) {
        int64_t label = g->node_label ? g->node_label[u] : 0;
        XXH3_64bits_update(h, &label, sizeof label);
    }
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            int64_t arc[3] = {u, g->col[e]};
            double w = (g->weight ? g->weight[e] : 1.0) + 0.0;
            memcpy(&arc[2], &w, sizeof w);
            XXH3_64bits_update(h, arc, sizeof arc);
        }
    *digest = XXH3_64bits_digest(h);
    XXH3_freeState(h);
    return GNN_OK;
}

static bool plain(const gnn_graph *g)
{
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++)
            if (g->col[e] == u) return false;
    return !g->directed && !g->weight && !g->node_label;
}

static void put_edges(gnn_i_text *t, const gnn_graph *g)
{
    bool first = true;
    gnn_i_text_put(t, ",\"edges\":[", 10);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (!g->directed && g->col[e] < u) continue;
            gnn_i_text_printf(t, "%s[%lld,%d", first ? "" : ",", (long long)u, g->col[e]);
            if (g->weight) gnn_i_text_char(t, ','), gnn_i_text_real(t, g->weight[e] + 0.0);
            gnn_i_text_char(t, ']');
            first = false;
        }
    gnn_i_text_char(t, ']');
    if (!g->node_label) return;
    gnn_i_text_put(t, ",\"labels\":[", 11);
    for (int64_t u = 0; u < g->n; u++) gnn_i_text_printf(t, "%s%d", u ? "," : "", g->node_label[u]);
    gnn_i_text_char(t, ']');
}

static gnn_status put_graph(gnn_i_text *t, const char *key, const gnn_graph *g)
{
    uint64_t digest = 0;
    GNN_TRY_RETURN(digest_of(&digest, g));
    gnn_i_text_printf(t, ",\"%s\":{\"n\":%lld,\"directed\":%s", key, (long long)g->n, g->directed ? "true" : "false");
    if (plain(g)) {
        gnn_i_text_put(t, ",\"graph6\":", 10);
        GNN_TRY_RETURN(gnn_i_text_graph6(t, g));
    } else {
        put_edges(t, g);
    }
    gnn_i_text_printf(t, ",\"digest\":\"%016llx\"}", (unsigned long long)digest);
    return t->st;
}

/* ---- the whole ---- */

static void put_evidence(gnn_i_text *t, const gnn_i_evidence *e)
{
    if (e->text.n) gnn_i_text_put(t, e->text.p, (size_t)e->text.n);
    else gnn_i_text_put(t, "\"kind\":\"definition\"", 19);
}

gnn_status gnn_i_certificate(char **json, size_t *size, const char *what, const char *name, gnn_verdict verdict,
                             const gnn_graph *a, const gnn_graph *b, const gnn_i_evidence *e)
{
    gnn_status st = GNN_OK;
    gnn_i_text t = {.st = GNN_OK};
    GNN_TRY(e->text.st);
    gnn_i_text_printf(&t, "{\"schema\":\"gnn-certificate/1\",\"%s\":\"%s\",\"separates\":%s", what, name,
                      verdict == GNN_SEPARATED ? "true" : "false");
    GNN_TRY(put_graph(&t, "a", a));
    GNN_TRY(put_graph(&t, "b", b));
    gnn_i_text_put(&t, ",\"evidence\":{", 13);
    put_evidence(&t, e);
    gnn_i_text_put(&t, "}}\n", 4); /* with the NUL */
    GNN_TRY(t.st);
    *json = t.p, *size = (size_t)t.n - 1, t.p = NULL;
done:
    gnn_i_free(t.p);
    return st;
}

/* Which cheap test proves that a pair is not isomorphic?  From weak to strong; then by singling vertices out. */
static const char *const proofs[] = {"degree", "1-wl", "spectrum-adjacency", "node-marked-1-wl", "2-fwl",
                                     "edge-marked-1-wl"};

static gnn_status prove_by_test(bool *proved, gnn_i_evidence *e, const char *test, const gnn_graph *a,
                                const gnn_graph *b, const gnn_test_options *budget)
{
    gnn_status st = GNN_OK;
    gnn_i_evidence inner = {0};
    gnn_test_result r;
    GNN_TRY(gnn_i_test_pair(&r, &inner, test, a, b, budget));
    *proved = r.verdict == GNN_SEPARATED;
    if (!*proved) goto done;
    GNN_TRY(inner.text.st);
    gnn_i_evidence_kind(e, "by-test");
    gnn_i_evidence_text(e, "test", test);
    gnn_i_evidence_key(e, "evidence");
    gnn_i_text_char(&e->text, '{');
    put_evidence(&e->text, &inner);
    gnn_i_text_char(&e->text, '}');
done:
    gnn_i_free(inner.text.p);
    return st;
}

static gnn_status prove_different(gnn_i_evidence *e, const gnn_graph *a, const gnn_graph *b,
                                  const gnn_test_options *options)
{
    bool proved = false;
    gnn_test_options budget = GNN_TEST_OPTIONS_INIT;
    budget.limit_seconds = options && options->limit_seconds > 0 ? options->limit_seconds : 20;
    budget.limit_bytes = options && options->limit_bytes > 0 ? options->limit_bytes : (int64_t)1 << 30;
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs && !proved; i++)
        GNN_TRY_RETURN(prove_by_test(&proved, e, proofs[i], a, b, &budget));
    gnn_i_budget search = {.start = gnn_i_now(), .limit_seconds = options ? options->limit_seconds : 0,
                           .limit_bytes = budget.limit_bytes};
    if (!proved) GNN_TRY_RETURN(gnn_i_individualize(&proved, e, a, b, &search));
    if (!proved) gnn_i_evidence_kind(e, "exhaustive-search");
    return GNN_OK;
}

gnn_status gnn_test_certify(gnn_test_result *result, char **json, size_t *size, const char *name, const gnn_graph *a,
                            const gnn_graph *b, const gnn_test_options *options)
{
    gnn_status st = GNN_OK;
    gnn_i_evidence e = {.test = gnn_test_resolve(name)};
    gnn_test_result r;
    char *text = NULL;
    size_t length = 0;
    GNN_REQUIRE(result && json && size, GNN_EINVAL, "certify: a result, a text and its size are required");
    GNN_TRY(gnn_i_test_pair(&r, &e, name, a, b, options));
    if (r.verdict != GNN_UNDECIDED) {
        if (strcmp(e.test, "isomorphism") == 0 && r.verdict == GNN_SEPARATED)
            GNN_TRY(prove_different(&e, a, b, options));
        GNN_TRY(gnn_i_certificate(&text, &length, "test", e.test, r.verdict, a, b, &e));
    }
    *result = r, *json = text, *size = length;
done:
    gnn_i_free(e.text.p);
    return st;
}
