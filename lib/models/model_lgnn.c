/* The line-graph network: a state on nodes and one on edges, each seeing the other in every layer.  layers counts the middle
 * ones, as in the paper.
 *     (in, 1) -> hidden, layers x (hidden -> hidden), nodes' hidden -> out (no norm, no ReLU)
 * First features of the edges: their degree in the line graph.            Chen, Li, Bruna 2019, section 3.2 */
#include "models/stack.h"

typedef struct state {
    gnn_lgnn_layer *layer; /* layers + 2 */
    int64_t count;
    int degrees;
    gnn_readout_layer readout;
    double dropout;
} state;

static gnn_status init(void *s, gnn_builder *b, const gnn_i_config *c)
{
    state *m = s;
    char name[32];
    bool symmetric = c->line == GNN_LINE_SYMMETRIC;
    gnn_lgnn_options o = { .nodes = c->operators, .kind = (gnn_line_kind)c->line, .norm = (gnn_norm)c->norm, .linear = c->linear != 0 };
    o.line = c->line_operators[0] ? c->line_operators : symmetric ? "I,LA,LA_1,D_LA" : "I,B,B_1,D_L";
    m->count = c->layers + 2, m->dropout = c->dropout;
    m->layer = gnn_builder_alloc(b, (size_t)m->count * sizeof *m->layer);
    if (!m->layer) return GNN_ENOMEM;
    GNN_TRY_RETURN(gnn_builder_operator(&m->degrees, b, symmetric ? "D_LA" : "D_L"));
    for (int64_t i = 0; i < m->count; i++) {
        o.last = i + 1 == m->count;
        snprintf(name, sizeof name, "layer%lld", (long long)i);
        GNN_TRY_RETURN(gnn_lgnn_layer_init(&m->layer[i], b, name, &o, i == 0 ? c->in : c->hidden,
                                           i == 0 ? 1 : c->hidden, o.last ? c->out : c->hidden));
    }
    return gnn_readout_layer_init(&m->readout, b, "readout", c->out, (gnn_pool)c->readout);
}

static gnn_var forward(void *s, gnn_context *c, gnn_var x)
{
    const state *m = s;
    gnn_var y = gnn_lgnn_edge_degrees(c, m->degrees);
    for (int64_t i = 0; i < m->count; i++) {
        x = gnn_i_drop(c, x, m->dropout), y = gnn_i_drop(c, y, m->dropout);
        gnn_lgnn_layer_forward(&m->layer[i], c, &x, &y);
    }
    return gnn_readout_layer_forward(&m->readout, c, x);
}

/* A pair (u,v) of 2-FWL carries the state of edge u -> v; B and B B sum over its neighbours.  Clipped B_2, LA_1 … ask whether
 * a walk between two edges exists, which needs more. */
static const char *bound_of(const gnn_i_config *c)
{
    const char *line = c->line_operators[0] ? c->line_operators : c->line == GNN_LINE_SYMMETRIC ? "LA_1" : "";
    for (const char *p = line; (p = strchr(p, '_')) != NULL; p++)
        if ((p[1] > '1' && p[1] <= '9') || (p[1] == '1' && (p[2] >= '0' || (p > line && p[-1] == 'A'))))
            return "isomorphism";
    return "2-fwl";
}

static const gnn_i_key keys[] = { GNN_I_KEYS_COMMON("30", "8", "0", "torch"),
                                  { "operators", GNN_I_KEY_WORDS, GNN_I_AT(operators), "I,A,A_1,D", 0, 0, NULL,
                                    "operators on nodes (names of gnn_operator_new)" },
                                  GNN_I_KEY_CHOICE_(line, "directed", "directed symmetric",
                                                    "directed: non-backtracking; symmetric: LGNN-S, edges that share an end"),
                                  { "line_operators", GNN_I_KEY_WORDS, GNN_I_AT(line_operators), "", 0, 0, NULL,
                                    "operators on edges; empty: I,B,B_1,D_L or I,LA,LA_1,D_LA" },
                                  GNN_I_KEY_BOOL_(linear, "false", "no ReLU anywhere, the norms stay (LGNN-L)"),
                                  GNN_I_KEY_STATS_NORM_,
                                  GNN_I_KEYS_END };

const gnn_i_model_class gnn_i_model_lgnn = {
    "lgnn", "states on nodes and edges, with the non-backtracking operator", "2-fwl",
    "with edges' operators I, B, B_1, D_L; clipped powers beyond see more", "Chen, Li, Bruna 2019, section 3.2", keys, sizeof(state),
    init, forward, bound_of
};
