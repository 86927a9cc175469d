/* Members of "evidence" in certificates, and the evidence that all refinements share. */
#include "verdict.h"

void gnn_i_evidence_key(gnn_i_evidence *e, const char *key)
{
    if (!e) return;
    gnn_i_text_printf(&e->text, "%s\"%s\":", e->text.n ? "," : "", key);
}

void gnn_i_evidence_text(gnn_i_evidence *e, const char *key, const char *value)
{
    if (!e) return;
    gnn_i_evidence_key(e, key);
    gnn_i_text_printf(&e->text, "\"%s\"", value);
}

void gnn_i_evidence_kind(gnn_i_evidence *e, const char *kind) { gnn_i_evidence_text(e, "kind", kind); }

void gnn_i_evidence_int(gnn_i_evidence *e, const char *key, int64_t value)
{
    if (!e) return;
    gnn_i_evidence_key(e, key);
    gnn_i_text_int(&e->text, value);
}

/* Entry i is narrow[i], or wide[i]. */
static void put_list(gnn_i_evidence *e, const char *key, int64_t count, const int32_t *narrow, const int64_t *wide)
{
    if (!e) return;
    gnn_i_evidence_key(e, key);
    gnn_i_text_char(&e->text, '[');
    for (int64_t i = 0; i < count; i++) {
        if (i) gnn_i_text_char(&e->text, ',');
        gnn_i_text_int(&e->text, narrow ? narrow[i] : wide[i]);
    }
    gnn_i_text_char(&e->text, ']');
}

void gnn_i_evidence_list32(gnn_i_evidence *e, const char *key, int64_t count, const int32_t *value)
{
    put_list(e, key, count, value, NULL);
}

void gnn_i_evidence_list64(gnn_i_evidence *e, const char *key, int64_t count, const int64_t *value)
{
    put_list(e, key, count, NULL, value);
}

gnn_status gnn_i_text_graph6(gnn_i_text *t, const gnn_graph *g)
{
    char *line = NULL;
    size_t size = 0;
    GNN_TRY_RETURN(gnn_format_graphs(&line, &size, "graph6", 1, &g));
    gnn_i_text_char(t, '"');
    for (size_t i = 0; i < size && line[i] != '\n'; i++) {
        if (line[i] == '\\') gnn_i_text_char(t, '\\');
        gnn_i_text_char(t, line[i]);
    }
    gnn_i_text_char(t, '"');
    gnn_bytes_free(line);
    return t->st;
}

/* The place of colour c in graph i as a tuple of vertices. */
static bool put_tuple(gnn_i_evidence *e, int arity, int64_t n, int64_t size, const int32_t *color, int64_t c)
{
    int64_t t = 0, tuple[8];
    while (t < size && color[t] != c) t++;
    if (t == size) return false;
    for (int k = arity - 1; k >= 0; k--) tuple[k] = t % n, t /= n;
    gnn_i_evidence_list64(e, "tuple", arity, tuple);
    return true;
}

/* The first of the colours whose multiplicities differ most. */
static gnn_status put_difference(gnn_i_evidence *e, int arity, int64_t rounds, int64_t colors, const int64_t size[2],
                                 int32_t *const color[2], const gnn_graph *const *graphs)
{
    gnn_status st = GNN_OK;
    int64_t *count = NULL, best = -1, largest = 0;
    GNN_CALLOC(count, 2 * colors + 1);
    for (int i = 0; i < 2; i++)
        for (int64_t t = 0; t < size[i]; t++) count[2 * color[i][t] + i]++;
    for (int64_t c = 0; c < colors; c++)
        if (llabs(count[2 * c] - count[2 * c + 1]) > largest)
            largest = llabs(count[2 * c] - count[2 * c + 1]), best = c;
    if (best < 0) { /* equally many of each: the difference is in how they lie */
        gnn_i_evidence_kind(e, "definition");
        goto done;
    }
    gnn_i_evidence_kind(e, "color-count");
    gnn_i_evidence_int(e, "arity", arity);
    gnn_i_evidence_int(e, "round", rounds);
    bool first = count[2 * best] > 0;
    gnn_i_evidence_text(e, "graph", first ? "a" : "b");
    put_tuple(e, arity, graphs[!first]->n, size[!first], color[!first], best);
    gnn_i_evidence_int(e, "count_a", count[2 * best]);
    gnn_i_evidence_int(e, "count_b", count[2 * best + 1]);
done:
    gnn_i_free(count);
    return st;
}

/* Colourings of more tuples would be tens of megabytes that are no quicker to read than to make. */
enum { MOST_SHOWN = 1 << 18 };

gnn_status gnn_i_evidence_colors(gnn_i_evidence *e, int arity, int64_t rounds, int64_t colors, const int64_t size[2],
                                 int32_t *const color[2], const gnn_graph *const *graphs, bool separated)
{
    if (!e) return GNN_OK;
    if (separated) return put_difference(e, arity, rounds, colors, size, color, graphs);
    if (size[0] + size[1] > MOST_SHOWN) {
        gnn_i_evidence_kind(e, "definition");
        return e->text.st;
    }
    gnn_i_evidence_kind(e, "stable-coloring");
    gnn_i_evidence_int(e, "arity", arity);
    gnn_i_evidence_list32(e, "a", size[0], color[0]);
    gnn_i_evidence_list32(e, "b", size[1], color[1]);
    return e->text.st;
}
