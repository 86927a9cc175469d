/* gnn_community_solve: options, the frame that solvers work in, and the numbering of groups. */
#include "community.h"
#include <math.h>

#define GNN_SOLVER(word) extern const gnn_i_solver gnn_i_solver_##word;
#include "tasks/solvers.def"
#undef GNN_SOLVER

static const gnn_i_solver *const solvers[] = {
#define GNN_SOLVER(word) &gnn_i_solver_##word,
#include "tasks/solvers.def"
#undef GNN_SOLVER
    NULL
};

const char *gnn_community_name(int i)
{
    for (int k = 0; k <= i && solvers[k]; k++)
        if (k == i) return solvers[k]->name;
    return NULL;
}

static const gnn_i_solver *find(const char *method)
{
    for (int i = 0; method && solvers[i]; i++)
        if (strcmp(solvers[i]->name, method) == 0) return solvers[i];
    return NULL;
}

const char *gnn_community_help(const char *method)
{
    const gnn_i_solver *s = find(method);
    return s ? s->help : NULL;
}

gnn_community_options gnn_community_defaults(void)
{
    return (gnn_community_options){ .tolerance = 1e-6, .c_in = NAN, .c_out = NAN, .resolution = 1, .tau = 1 };
}

void gnn_community_free(gnn_community *c)
{
    if (!c) return;
    gnn_i_free(c->group);
    gnn_i_free(c->marginal);
    gnn_i_free(c);
}

/* ---- checks ---- */

static gnn_status check(const gnn_i_solver *s, const gnn_graph *g, const gnn_community_options *o)
{
    GNN_REQUIRE_RETURN(!g->directed, GNN_EUNSUPPORTED, "%s: the graph is directed", s->name);
    GNN_REQUIRE_RETURN(s->weights || !g->weight, GNN_EUNSUPPORTED, "%s: the method has no meaning for weights",
                       s->name);
    for (int64_t e = 0; g->weight && e < g->arcs; e++)
        GNN_REQUIRE_RETURN(g->weight[e] >= 0 && isfinite(g->weight[e]), GNN_EUNSUPPORTED, "%s: an edge has weight %g",
                           s->name, g->weight[e]);
    GNN_REQUIRE_RETURN(o->k >= 0 && o->k <= (g->n ? g->n : 1), GNN_EINVAL, "%s: %lld groups of %lld vertices", s->name,
                       (long long)o->k, (long long)g->n);
    GNN_REQUIRE_RETURN(o->restarts >= 0 && o->sweeps >= 0 && o->measure >= 0, GNN_EINVAL,
                       "%s: restarts %d, sweeps %lld or measure %lld is negative", s->name, o->restarts, (long long)o->sweeps,
                       (long long)o->measure);
    GNN_REQUIRE_RETURN(o->damping >= 0 && o->damping < 1, GNN_EINVAL, "%s: damping %g is outside [0, 1)", s->name,
                       o->damping);
    GNN_REQUIRE_RETURN(o->tolerance >= 0 && isfinite(o->tolerance), GNN_EINVAL, "%s: tolerance %g", s->name,
                       o->tolerance);
    GNN_REQUIRE_RETURN(isnan(o->c_in) == isnan(o->c_out), GNN_EINVAL,
                       "%s: c_in and c_out are given together or not at all", s->name);
    GNN_REQUIRE_RETURN(isnan(o->c_in) ||
                           (o->c_in >= 0 && o->c_out >= 0 && isfinite(o->c_in + o->c_out) && o->c_in + o->c_out > 0),
                       GNN_EINVAL, "%s: c_in %g and c_out %g are not mean degrees", s->name, o->c_in, o->c_out);
    GNN_REQUIRE_RETURN(o->resolution > 0 && isfinite(o->resolution), GNN_EINVAL, "%s: resolution %g", s->name,
                       o->resolution);
    GNN_REQUIRE_RETURN(o->tau >= 0 && isfinite(o->tau), GNN_EINVAL, "%s: tau %g", s->name, o->tau);
    return GNN_OK;
}

/* ---- the frame: vertices by their rank in the order, no loops ---- */

typedef struct ranked {
    int32_t key, vertex;
} ranked;

static int by_rank(const void *pa, const void *pb)
{
    const ranked *a = pa, *b = pb;
    return (a->key > b->key) - (a->key < b->key);
}

static gnn_status ranks_of(int32_t *rank, const int32_t *order, int64_t n)
{
    gnn_status st = GNN_OK;
    ranked *r;
    GNN_ALLOC(r, n);
    for (int64_t u = 0; u < n; u++) r[u] = (ranked){ order ? order[u] : (int32_t)u, (int32_t)u };
    if (order) qsort(r, (size_t)n, sizeof *r, by_rank);
    for (int64_t i = 0; i < n; i++) {
        GNN_REQUIRE(i == 0 || r[i].key != r[i - 1].key, GNN_EINVAL,
                    "community: vertices %d and %d have the same place %d in the order", r[i - 1].vertex, r[i].vertex,
                    r[i].key);
        rank[r[i].vertex] = (int32_t)i;
    }
done:
    gnn_i_free(r);
    return st;
}

static gnn_status in_frame(gnn_graph **out, const gnn_graph *g, const int32_t *rank)
{
    gnn_status st = GNN_OK;
    int32_t *src, *dst = NULL;
    double *weight = NULL;
    int64_t m = 0;
    GNN_ALLOC(src, g->arcs);
    GNN_ALLOC(dst, g->arcs);
    if (g->weight) GNN_ALLOC(weight, g->arcs);
    for (int64_t u = 0; u < g->n; u++)
        for (int64_t e = g->ptr[u]; e < g->ptr[u + 1]; e++) {
            if (g->col[e] <= u) continue;
            src[m] = rank[u], dst[m] = rank[g->col[e]];
            if (weight) weight[m] = g->weight[e];
            m++;
        }
    GNN_TRY(gnn_graph_new(out, &(gnn_graph_spec){ .n = g->n, .m = m, .src = src, .dst = dst, .weight = weight }));
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    gnn_i_free(weight);
    return st;
}

/* ---- the answer ---- */

typedef struct sized {
    int64_t size, first;
    int32_t group;
} sized;

static int larger_first(const void *pa, const void *pb)
{
    const sized *a = pa, *b = pb;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

/* new_of[old group]; groups without vertices come last.  count: one more than the largest group. */
static gnn_status number(int32_t *new_of, int64_t *used, const int32_t *group, int64_t n, int64_t count)
{
    gnn_status st = GNN_OK;
    sized *s;
    GNN_ALLOC(s, count);
    for (int64_t c = 0; c < count; c++) s[c] = (sized){ 0, n, (int32_t)c };
    for (int64_t i = n - 1; i >= 0; i--) s[group[i]].size++, s[group[i]].first = i;
    qsort(s, (size_t)count, sizeof *s, larger_first);
    *used = 0;
    for (int64_t c = 0; c < count; c++) new_of[s[c].group] = (int32_t)c, *used += s[c].size > 0;
done:
    gnn_i_free(s);
    return st;
}

static double confidence_of(const double *marginal, int64_t n, int64_t k)
{
    double sum = 0;
    if (!marginal || k < 2 || n == 0) return NAN;
    for (int64_t i = 0; i < n; i++) {
        double most = 0;
        for (int64_t c = 0; c < k; c++) most = fmax(most, marginal[i * k + c]);
        sum += most;
    }
    return (sum / (double)n - 1.0 / (double)k) / (1 - 1.0 / (double)k);
}

static gnn_status answer(gnn_community **out, const gnn_i_job *job, const int32_t *rank)
{
    gnn_status st = GNN_OK;
    int64_t n = job->g->n, count = job->k;
    int32_t *new_of = NULL;
    gnn_community *c;
    GNN_CALLOC(c, 1);
    for (int64_t i = 0; i < n; i++)
        if (job->group[i] >= count) count = job->group[i] + 1;
    *c = (gnn_community){ .n = n, .confidence = confidence_of(job->marginal, n, job->k), .score = job->score,
                          .surprise = job->surprise, .c_in = job->c_in, .c_out = job->c_out, .sweeps = job->sweeps,
                          .converged = job->converged, .width = job->marginal ? job->k : 0 };
    GNN_ALLOC(c->group, n);
    GNN_ALLOC(new_of, count);
    GNN_TRY(number(new_of, &c->groups, job->group, n, count));
    if (job->marginal) GNN_ALLOC(c->marginal, n * job->k);
    for (int64_t u = 0; u < n; u++) {
        c->group[u] = new_of[job->group[rank[u]]];
        for (int64_t a = 0; job->marginal && a < job->k; a++)
            c->marginal[u * job->k + new_of[a]] = job->marginal[rank[u] * job->k + a];
    }
    *out = c, c = NULL;
done:
    gnn_community_free(c);
    gnn_i_free(new_of);
    return st;
}

gnn_status gnn_community_solve(gnn_community **out, const gnn_graph *g, const char *method,
                               const gnn_community_options *options)
{
    gnn_status st = GNN_OK;
    gnn_community_options o = options ? *options : gnn_community_defaults();
    const gnn_i_solver *s = find(method);
    gnn_graph *frame = NULL;
    int32_t *rank = NULL;
    gnn_i_job job = { .o = &o, .k = o.k, .score = NAN, .c_in = NAN, .c_out = NAN, .surprise = NAN,
                      .converged = true };
    GNN_REQUIRE(s, GNN_ENOTFOUND, "community: there is no method '%s'", method ? method : "(null)");
    GNN_TRY(check(s, g, &o));
    GNN_ALLOC(rank, g->n);
    GNN_TRY(ranks_of(rank, o.order, g->n));
    GNN_TRY(in_frame(&frame, g, rank));
    GNN_CALLOC(job.group, g->n);
    job.g = frame;
    if (g->n == 0 || frame->arcs == 0) job.k = 1; /* nothing that could group */
    else if (job.k == 0 && !s->own_k) GNN_TRY(gnn_i_bethe_count(&job.k, frame, o.seed));
    if (job.k != 1) {
        GNN_TRY(s->run(&job));
        if (s->null && o.k == 0 && o.nulls >= 0) GNN_TRY(gnn_i_null_test(&job, s));
    }
    GNN_TRY(answer(out, &job, rank));
done:
    gnn_graph_free(frame);
    gnn_i_free(rank);
    gnn_i_free(job.group);
    gnn_i_free(job.marginal);
    return st;
}
