/* Fractional isomorphism as a test: what 1-WL says, with its evidence, and the distance of the linear program as a number. */
#include "fractional.h"

extern const gnn_i_verdict gnn_i_verdict_wl1;

enum { MEASURED = 64 }; /* vertices up to which a pair is measured */

static bool plain(const gnn_graph *g) { return !g->node_label && !g->weight && !g->directed; }

/* The number is a supplement: where it takes too long there is none. */
static gnn_status write_distance(gnn_i_trial *t)
{
    gnn_test_result *r = t->result;
    const gnn_graph *a = t->graphs[0], *b = t->graphs[1];
    gnn_i_budget own = { .start = gnn_i_now(), .limit_seconds = 0.5 };
    gnn_fractional f;
    if (t->budget->limit_seconds > 0 && t->budget->limit_seconds < 1) own.limit_seconds = t->budget->limit_seconds / 2;
    if (t->classes == 1) {
        snprintf(r->evidence, sizeof r->evidence,
                 "AX = XB for a doubly stochastic X, constant on the %lld colour%s of 1-wl", (long long)r->colors,
                 r->colors == 1 ? "" : "s");
        return GNN_OK;
    }
    if (a->n != b->n || a->n > MEASURED || !plain(a) || !plain(b)) return GNN_OK; /* the text of 1-wl stays */
    gnn_status st = gnn_i_fractional_distance(&f, a, b, &own);
    if (st == GNN_ELIMIT) return GNN_OK;
    if (st != GNN_OK) return st;
    if (f.exact && f.lower == f.value)
        snprintf(r->evidence, sizeof r->evidence, "min ||AX - XB||_1 = %.6g over doubly stochastic X", f.value);
    else
        snprintf(r->evidence, sizeof r->evidence, "min ||AX - XB||_1 over doubly stochastic X is between %.6g and %.6g",
                 f.lower, f.value);
    return GNN_OK;
}

static gnn_status fractional_run(gnn_i_trial *t)
{
    GNN_TRY_RETURN(gnn_i_verdict_wl1.run(t));
    return t->result ? write_distance(t) : GNN_OK;
}

static const char *const names[] = { "fractional", NULL };
static const char *const help[] = {
    "No doubly stochastic X has AX = XB (X respects labels, and arcs of each weight apart).  Decided by 1-wl, to which it is equal; for "
    "plain graphs of up to 64 vertices the evidence has min ||AX - XB||_1: a linear program to 12 vertices, a bracket with both ends "
    "proved above.  Tinhofer 1986; Ramana, Scheinerman, Ullman 1994." };

const gnn_i_verdict gnn_i_verdict_fractional = { .rank = 21, .names = names, .help = help, .run = fractional_run };
