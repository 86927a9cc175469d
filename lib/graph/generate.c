/* Recipes "name:key=value,…": parsing against each generator's table, drawing, help. */
#include "generator.h"
#include <math.h>
#include <stdarg.h>

#define GNN_GENERATOR(name) extern const gnn_i_generator gnn_i_gen_##name;
#include "graph/generators.def"
#undef GNN_GENERATOR

const gnn_i_generator *const gnn_i_generators[] = {
#define GNN_GENERATOR(name) &gnn_i_gen_##name,
#include "graph/generators.def"
#undef GNN_GENERATOR
    NULL
};

static const gnn_i_generator *find(const gnn_i_generator *const *table, const char *name, size_t len)
{
    for (int i = 0; table[i]; i++)
        if (strlen(table[i]->name) == len && memcmp(table[i]->name, name, len) == 0) return table[i];
    return NULL;
}

const char *gnn_generator_name(int i)
{
    for (int k = 0; k <= i; k++)
        if (!gnn_i_generators[k]) return NULL;
    return i < 0 ? NULL : gnn_i_generators[i]->name;
}

/* Append to a fixed text; what does not fit is cut. */
static void append(char *text, size_t size, const char *format, ...) GNN_PRINTF(3, 4);
static void append(char *text, size_t size, const char *format, ...)
{
    size_t at = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + at, size - at, format, args);
    va_end(args);
}

const char *gnn_generator_help(const char *name) { return gnn_i_generator_help(gnn_i_generators, name); }

const char *gnn_i_generator_help(const gnn_i_generator *const *table, const char *name)
{
    static _Thread_local char text[1024];
    const gnn_i_generator *g = find(table, name, strlen(name));
    if (!g) return NULL;
    snprintf(text, sizeof text, "%s", g->doc);
    for (const gnn_i_param *p = g->params; p < g->params + GNN_I_MAX_PARAMS && p->name; p++) {
        append(text, sizeof text, "; %s", p->name);
        if (p->fallback) append(text, sizeof text, "=%s", p->fallback);
        append(text, sizeof text, ": %s", p->doc);
        if (p->words) append(text, sizeof text, " (%s)", p->words);
    }
    return text;
}

static void list_keys(char *text, size_t size, const gnn_i_generator *g)
{
    text[0] = 0;
    for (const gnn_i_param *p = g->params; p < g->params + GNN_I_MAX_PARAMS && p->name; p++)
        append(text, size, "%s%s", p == g->params ? "" : " ", p->name);
}

/* One value; text is [s, s + len). */
static gnn_status parse_value(gnn_i_value *v, const gnn_i_generator *g, const gnn_i_param *p, const char *s, size_t len)
{
    const char *at = s, *end = s + len;
    v->given = true;
    if (p->kind == GNN_I_WORD) {
        GNN_REQUIRE_RETURN(len > 0 && len < sizeof v->word, GNN_EINVAL, "%s: %s is a word of 1 to %zu letters", g->name,
                           p->name, sizeof v->word - 1);
        memcpy(v->word, s, len);
        v->word[len] = 0;
        GNN_REQUIRE_RETURN(!p->words || gnn_i_list_has(p->words, v->word), GNN_EINVAL, "%s: %s = %s is not one of %s",
                           g->name, p->name, v->word, p->words);
        return GNN_OK;
    }
    GNN_REQUIRE_RETURN(gnn_i_take_double(&at, end, &v->x) && at == end && isfinite(v->x), GNN_EINVAL,
                       "%s: %s = \"%.*s\" is not a number", g->name, p->name, (int)len, s);
    GNN_REQUIRE_RETURN(v->x >= p->lo && v->x <= p->hi, GNN_EINVAL, "%s: %s = %.*s is outside %.17g..%.17g", g->name,
                       p->name, (int)len, s, p->lo, p->hi);
    GNN_REQUIRE_RETURN(p->kind == GNN_I_REAL || v->x == floor(v->x), GNN_EINVAL, "%s: %s = %.*s is not an integer",
                       g->name, p->name, (int)len, s);
    v->i = p->kind == GNN_I_INTEGER ? (int64_t)v->x : 0;
    return GNN_OK;
}

static gnn_status parse_pair(gnn_i_value *values, const gnn_i_generator *g, const char *s, size_t len)
{
    const char *eq = memchr(s, '=', len);
    size_t klen = eq ? (size_t)(eq - s) : len;
    char keys[200];
    for (int i = 0; i < GNN_I_MAX_PARAMS && g->params[i].name; i++) {
        const gnn_i_param *p = &g->params[i];
        if (strlen(p->name) != klen || memcmp(p->name, s, klen) != 0) continue;
        GNN_REQUIRE_RETURN(eq, GNN_EINVAL, "%s: %s needs a value, as in %s=…", g->name, p->name, p->name);
        GNN_REQUIRE_RETURN(!values[i].given, GNN_EINVAL, "%s: %s is given twice", g->name, p->name);
        return parse_value(&values[i], g, p, eq + 1, len - klen - 1);
    }
    list_keys(keys, sizeof keys, g);
    return gnn_i_fail(GNN_EINVAL, "%s: \"%.*s\" is not a key; the keys are: %s", g->name, (int)(klen < 40 ? klen : 40),
                      s, keys);
}

gnn_status gnn_i_recipe(const gnn_i_generator **out, gnn_i_value *values, const gnn_i_generator *const *table,
                        const char *recipe)
{
    size_t len = strcspn(recipe, ":");
    const gnn_i_generator *g = find(table, recipe, len);
    if (!g) {
        char names[300] = "";
        for (int i = 0; table[i]; i++) append(names, sizeof names, " %s", table[i]->name);
        return gnn_i_fail(GNN_ENOTFOUND, "recipe \"%.60s\": there is no generator %.*s; there are:%s", recipe,
                          (int)(len < 40 ? len : 40), recipe, names);
    }
    const char *s = recipe + len;
    if (*s == ':') s++;
    while (*s) {
        len = strcspn(s, ",");
        GNN_TRY_RETURN(parse_pair(values, g, s, len));
        s += len;
        if (*s == ',') s++;
    }
    for (int i = 0; i < GNN_I_MAX_PARAMS && g->params[i].name; i++) {
        const char *text = g->params[i].fallback;
        if (!values[i].given && text) GNN_TRY_RETURN(parse_value(&values[i], g, &g->params[i], text, strlen(text)));
    }
    *out = g;
    return GNN_OK;
}

gnn_status gnn_generate(gnn_graph ***graphs, int64_t *count, const char *recipe, uint64_t seed, uint64_t index)
{
    gnn_status st = GNN_OK;
    const gnn_i_generator *g = NULL;
    gnn_i_value values[GNN_I_MAX_PARAMS] = { 0 };
    gnn_graph **made = NULL;
    char purpose[64];
    GNN_TRY(gnn_i_recipe(&g, values, gnn_i_generators, recipe));
    snprintf(purpose, sizeof purpose, "generate/%s", g->name);
    gnn_rng rng = gnn_rng_stream(seed, purpose, index);
    GNN_CALLOC(made, g->graphs);
    GNN_TRY(g->draw(made, values, &rng));
    *graphs = made, made = NULL, *count = g->graphs;
done:
    if (made) gnn_graphs_free(made, g->graphs);
    return st;
}

void gnn_graphs_free(gnn_graph **graphs, int64_t count)
{
    if (!graphs) return;
    for (int64_t i = 0; i < count; i++) gnn_graph_free(graphs[i]);
    gnn_i_free(graphs);
}

/* ---- for the generators ---- */

gnn_status gnn_i_check_edges(const char *generator, double edges)
{
    GNN_REQUIRE_RETURN(edges <= GNN_I_MAX_EDGES, GNN_EINVAL, "%s: about %.3g edges are more than 2^30-1", generator,
                       edges);
    return GNN_OK;
}

gnn_status gnn_i_edge_list_add(gnn_i_edge_list *e, int64_t u, int64_t v)
{
    GNN_TRY_RETURN(gnn_i_grow(&e->src, &e->cap_src, e->m + 1, sizeof *e->src));
    GNN_TRY_RETURN(gnn_i_grow(&e->dst, &e->cap_dst, e->m + 1, sizeof *e->dst));
    e->src[e->m] = (int32_t)u, e->dst[e->m++] = (int32_t)v;
    return GNN_OK;
}

gnn_status gnn_i_edge_list_finish(gnn_graph **out, gnn_status so_far, gnn_i_edge_list *e, int64_t n,
                                  const int32_t *label)
{
    gnn_graph_spec spec = { .n = n, .m = e->m, .src = e->src, .dst = e->dst, .node_label = label,
                            .flags = GNN_UNDIRECTED | GNN_MERGE | GNN_NO_LOOPS };
    gnn_status st = so_far == GNN_OK ? gnn_graph_new(out, &spec) : so_far;
    gnn_i_free(e->src);
    gnn_i_free(e->dst);
    *e = (gnn_i_edge_list){ 0 };
    return st;
}

gnn_status gnn_i_shuffle(gnn_graph **g, gnn_rng *rng, int32_t *perm)
{
    gnn_status st = GNN_OK;
    gnn_graph *h;
    int32_t *own;
    GNN_ALLOC(own, (*g)->n);
    gnn_rng_permutation(rng, (*g)->n, own);
    GNN_TRY(gnn_graph_permute(&h, *g, own));
    if (perm && h->n) memcpy(perm, own, (size_t)h->n * sizeof *perm);
    gnn_graph_free(*g);
    *g = h;
done:
    gnn_i_free(own);
    return st;
}
