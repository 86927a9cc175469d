/* The public functions: which method counts which pattern. */
#include "count_cycles.h"
#include "count_halves.h"
#include "count_match.h"
#include "count_star.h"

/* ---- pattern names ---- */

/* "name@l0+l1+…": one label a vertex, in the pattern's order. */
static gnn_status take_labels(gnn_i_pattern *p, const char *text)
{
    const char *at = text, *end = text + strlen(text);
    int64_t label;
    int i = 0;
    GNN_REQUIRE_RETURN(p->n <= GNN_I_PATTERN_MAX, GNN_EUNSUPPORTED,
                       "pattern %s: labels are for patterns of at most %d vertices", p->name, GNN_I_PATTERN_MAX);
    for (; i < p->n && gnn_i_take_i64(&at, end, &label) && label >= INT32_MIN && label <= INT32_MAX; i++) {
        p->label[i] = (int32_t)label;
        if (at < end && *at == '+') at++;
        else if (i + 1 < p->n) break;
    }
    GNN_REQUIRE_RETURN(i == p->n && at == end && end[-1] != '+', GNN_EINVAL,
                       "pattern %s: '%s' is not %d labels joined by '+'", p->name, text, p->n);
    p->labelled = true, p->listed = -1, p->family = GNN_I_LISTED;
    size_t n = strlen(p->name);
    snprintf(p->name + n, sizeof p->name - n, "@%s", text);
    gnn_i_pattern_complete(p);
    return GNN_OK;
}

gnn_status gnn_i_pattern_named(gnn_i_pattern *p, const char *name)
{
    char base[32];
    const char *mark = name ? strchr(name, '@') : NULL;
    if (!mark) return gnn_i_pattern_find(p, name);
    GNN_REQUIRE_RETURN(strlen(name) < sizeof p->name - 16, GNN_EINVAL, "pattern '%s': longer than %zu characters", name,
                       sizeof p->name - 1);
    snprintf(base, sizeof base, "%.*s", (int)(mark - name), name);
    GNN_TRY_RETURN(gnn_i_pattern_find(p, base));
    return take_labels(p, mark + 1);
}

const char *gnn_pattern_name(int i) { return i >= 0 && i < GNN_I_PATTERNS ? gnn_i_pattern_listed(i)->name : NULL; }

gnn_status gnn_pattern(gnn_pattern_info *info, const char *name)
{
    gnn_i_pattern p;
    GNN_REQUIRE_RETURN(info, GNN_EINVAL, "pattern: info is required");
    GNN_TRY_RETURN(gnn_i_pattern_named(&p, name));
    *info = (gnn_pattern_info){ .vertices = p.n, .edges = p.edges, .orbits = p.orbits, .edge_orbits = p.edge_orbits };
    snprintf(info->name, sizeof info->name, "%s", p.name);
    return GNN_OK;
}

gnn_status gnn_pattern_graph(gnn_graph **out, const char *name)
{
    gnn_i_pattern p;
    int32_t src[64], dst[64];
    GNN_REQUIRE_RETURN(out, GNN_EINVAL, "pattern: out is required");
    GNN_TRY_RETURN(gnn_i_pattern_named(&p, name));
    gnn_graph_spec spec = { .n = p.n, .m = p.edges, .src = src, .dst = dst, .node_label = p.labelled ? p.label : NULL };
    for (int e = 0; e < p.edges; e++)
        src[e] = p.n > GNN_I_PATTERN_MAX ? 0 : p.edge_u[e], dst[e] = p.n > GNN_I_PATTERN_MAX ? e + 1 : p.edge_v[e]; /* a large star */
    return gnn_graph_new(out, &spec);
}

gnn_status gnn_count_columns(int64_t *columns, int64_t patterns, const char *const *names, gnn_count_place place)
{
    int64_t sum = 0;
    GNN_REQUIRE_RETURN(columns && patterns >= 0 && (names || patterns == 0), GNN_EINVAL,
                       "count: columns and the patterns' names are required");
    for (int64_t i = 0; i < patterns; i++) {
        gnn_i_pattern p;
        GNN_TRY_RETURN(gnn_i_pattern_named(&p, names[i]));
        sum += gnn_i_places(&p, (gnn_i_where)place);
    }
    *columns = sum;
    return GNN_OK;
}

/* ---- one call ---- */

typedef struct job {
    const gnn_graph *g;
    gnn_i_pattern *pattern;
    int64_t patterns, rows, columns;
    gnn_i_where where;
    bool induced;
    double deadline;
    int64_t *out;              /* rows x columns                                         */
    int64_t *block[3];         /* 3, 4, 5 vertices: rows x places, made when first asked */
} job;

/* Five vertices at once cost one round of sums.  Alone, cliques are found faster by search. */
static bool by_block(const job *j, const gnn_i_pattern *p)
{
    int64_t wanted = 0;
    if (p->listed < 0 || p->n < 5) return p->listed >= 0;
    for (int64_t i = 0; i < j->patterns; i++) wanted += j->pattern[i].n == 5 && j->pattern[i].listed >= 0;
    return wanted > 1 || p->edges < 10;
}

static gnn_status make_block(job *j, int n)
{
    gnn_status st = GNN_OK;
    int64_t *block = NULL;
    const gnn_i_system *s = gnn_i_pattern_system(n, j->where);
    bool fits = true;
    if (j->block[n - 3]) return GNN_OK;
    GNN_CALLOC(block, j->rows * s->size + 1);
    if (n < 5) GNN_TRY(gnn_i_count_formulas(block, j->g, n, j->where, j->deadline));
    else if (j->where == GNN_I_EDGES) GNN_TRY(gnn_i_count_five_edges(block, j->g, j->deadline));
    else GNN_TRY(gnn_i_count_five(block, j->g, j->where, j->deadline));
    for (int64_t r = 0; r < j->rows && fits && j->induced; r++) fits = gnn_i_to_induced(block + r * s->size, s);
    GNN_REQUIRE(fits, GNN_EOVERFLOW, "count: a count does not fit 64 bits");
    j->block[n - 3] = block, block = NULL;
done:
    gnn_i_free(block);
    return st;
}

static void copy_columns(const job *j, int64_t column, const int64_t *from, int64_t width, int64_t offset,
                         int64_t places)
{
    for (int64_t r = 0; r < j->rows; r++)
        memcpy(j->out + r * j->columns + column, from + r * width + offset, (size_t)places * sizeof *from);
}

static gnn_status from_block(job *j, const gnn_i_pattern *p, int64_t column)
{
    int first, end;
    int64_t offset = 0;
    gnn_i_pattern_block(&first, &end, p->n);
    GNN_TRY_RETURN(make_block(j, p->n));
    for (int i = first; i < p->listed; i++) offset += gnn_i_places(gnn_i_pattern_listed(i), j->where);
    copy_columns(j, column, j->block[p->n - 3], gnn_i_pattern_system(p->n, j->where)->size, offset,
                 gnn_i_places(p, j->where));
    return GNN_OK;
}

/* A listed star3 or star4, or a larger one. */
static int leaves(const gnn_i_pattern *p)
{
    if (p->family == GNN_I_STAR) return p->n - 1;
    return p->listed >= 0 && strncmp(p->name, "star", 4) == 0 ? p->n - 1 : 0;
}

static gnn_status one_pattern(job *j, const gnn_i_pattern *p, int64_t column)
{
    gnn_status st = GNN_OK;
    int64_t *own = NULL, places = gnn_i_places(p, j->where);
    bool star = leaves(p) >= 3 && !j->induced, cycle = p->family == GNN_I_CYCLE && p->n > 5 && !j->induced, maps = false;
    if (!star && by_block(j, p)) return from_block(j, p, column);
    if (cycle && j->where == GNN_I_GRAPH) GNN_TRY(gnn_i_count_cycles_pay(&maps, j->g, p->n));
    GNN_ALLOC(own, j->rows * places + 1);
    if (star) GNN_TRY(gnn_i_count_stars(own, j->g, leaves(p), j->where));
    else if (maps) GNN_TRY(gnn_i_count_cycles(own, j->g, p->n, j->deadline));
    else if (cycle) GNN_TRY(gnn_i_count_halves(own, j->g, p->n, j->where, j->deadline));
    else GNN_TRY(gnn_i_count_match(own, j->g, p, j->induced, j->where, j->deadline));
    copy_columns(j, column, own, places, 0, places);
done:
    gnn_i_free(own);
    return st;
}

static gnn_status check(const gnn_graph *g)
{
    GNN_REQUIRE_RETURN(!g->directed, GNN_EUNSUPPORTED,
                       "count: the graph is directed; patterns are counted in undirected graphs");
    GNN_REQUIRE_RETURN(g->loops == 0, GNN_EUNSUPPORTED,
                       "count: the graph has %lld loops; patterns are counted in loop-free graphs",
                       (long long)g->loops);
    return GNN_OK;
}

gnn_status gnn_count(int64_t *counts, const gnn_graph *g, int64_t patterns, const char *const *names,
                     const gnn_count_options *options)
{
    gnn_status st = GNN_OK;
    gnn_count_options o = options ? *options : (gnn_count_options){ 0 };
    job j = { .g = g, .patterns = patterns, .where = (gnn_i_where)o.place, .induced = o.kind == GNN_COUNT_INDUCED };
    int64_t column = 0;
    GNN_REQUIRE(counts && g && patterns >= 0 && (names || patterns == 0), GNN_EINVAL,
                "count: counts, a graph and the patterns' names are required");
    GNN_TRY(check(g));
    if (o.limit_seconds > 0) j.deadline = gnn_i_now() + o.limit_seconds;
    GNN_ALLOC(j.pattern, patterns + 1);
    for (int64_t i = 0; i < patterns; i++) {
        GNN_TRY(gnn_i_pattern_named(&j.pattern[i], names[i]));
        j.columns += gnn_i_places(&j.pattern[i], j.where);
    }
    j.rows = j.where == GNN_I_GRAPH ? 1 : j.where == GNN_I_NODES ? g->n : g->arcs / 2;
    GNN_ALLOC(j.out, j.rows * j.columns + 1);
    for (int64_t i = 0; i < patterns; i++) {
        GNN_TRY(one_pattern(&j, &j.pattern[i], column));
        column += gnn_i_places(&j.pattern[i], j.where);
    }
    memcpy(counts, j.out, (size_t)(j.rows * j.columns) * sizeof *counts);
done:
    for (int b = 0; b < 3; b++) gnn_i_free(j.block[b]);
    gnn_i_free(j.pattern);
    gnn_i_free(j.out);
    return st;
}
