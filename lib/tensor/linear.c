/* Linear maps of rows, one after the other: y_0 = fn_0([x_0 | x_1 | …] W_0 + b_0), y_m = fn_m(y_(m-1) W_m + b_m).
 * Forward and backward take a strip of rows at a time through all maps, so that what lies between them stays in cache;
 * the inputs side by side are never joined.  Backward, for each map from the last: g = dy fn'(z), from y;
 * dW += (its input)^T g, db += column sums of g, and g W^T goes on to the map before or to the dx_i.  Pieces of the
 * rows go to threads; their sums are added in order. */
#include "kernels.h"

/* TILES: a multiple of the kernels' tiles.  LARGE: entries of a weight that would fill memory in many pieces. */
enum { MAX_PIECES = 32, FEW_PIECES = 8, LARGE = 1 << 16, WIDE = 512, TILES = 12 };
/* TILES: a multiple of the kernels' tiles */

typedef struct strip_map {
    int64_t in;          /* columns that it reads                                          */
    bool direct;         /* a matrix with its d columns serves as B of a product as it lies */
    size_t w, y, dw, db; /* places in the scratch: packed weight; then within a piece       */
} strip_map;

typedef struct job {
    const gnn_i_linear_args *a;
    const gnn_i_kernel_set *kernels;
    size_t es;
    int64_t panel, strip, rows, pieces; /* rows of a strip, of a piece                         */
    strip_map map[GNN_I_LINEAR_MAPS];
    size_t wt[GNN_I_LINEAR_INPUTS];           /* packed W_0^T for each input                         */
    size_t g[2], packed, sums, shared, piece; /* within a piece; bytes before the pieces, of a piece */
    char *scratch;
} job;

static size_t take(size_t *at, size_t bytes)
{
    size_t here = *at;
    *at += (bytes + 63) & ~(size_t)63;
    return here;
}

static int64_t packed_size(const job *j, int64_t k, int64_t n)
{
    return (n + j->panel - 1) / j->panel * j->panel * k;
}

static int64_t width_of(const gnn_i_linear_args *a)
{
    int64_t w = 0;
    for (int i = 0; i < a->inputs; i++) w += a->in[i].k;
    return w;
}

/* What both directions need: strips of which one side stays in the first-level cache, all in the second. */
static void start(job *j, const gnn_i_linear_args *a)
{
    *j = (job){ .a = a, .kernels = gnn_i_kernels(a->dtype), .es = gnn_dtype_size(a->dtype) };
    j->panel = j->kernels->panel;
    int64_t widest = width_of(a), in = widest;
    for (int m = 0; m < a->maps; m++) {
        j->map[m].in = in, in = a->map[m].d;
        j->map[m].direct = in <= 64 && in % (j->panel / 2) == 0; /* wider: rows of a panel would share cache sets */
        if (in > widest) widest = in;
    }
    int64_t rows = (24 << 10) / ((int64_t)j->es * widest);
    j->strip = (rows < 96 ? 96 : rows > 480 ? 480 : rows) / TILES * TILES;
}

static void lay_out_forward(job *j, const gnn_i_linear_args *a)
{
    start(j, a);
    j->rows = j->strip;
    for (int m = 0; m < a->maps; m++)
        if (!j->map[m].direct)
            j->map[m].w = take(&j->shared, (size_t)packed_size(j, j->map[m].in, a->map[m].d) * j->es);
    for (int m = 0; m < a->maps; m++)
        if (!a->map[m].y) j->map[m].y = take(&j->piece, (size_t)(j->strip * a->map[m].d) * j->es);
    j->pieces = j->piece ? MAX_PIECES : (a->n + j->rows - 1) / j->rows; /* each with a strip of its own */
    if (j->piece) {
        j->rows = ((a->n + MAX_PIECES - 1) / MAX_PIECES + TILES - 1) / TILES * TILES;
        j->pieces = (a->n + j->rows - 1) / j->rows;
    }
}

static void lay_out_back(job *j, const gnn_i_linear_args *a)
{
    start(j, a);
    int64_t weights = 0, widest = 0;
    for (int i = 0; i < a->inputs; i++)
        if (a->in[i].dx) j->wt[i] = take(&j->shared, (size_t)packed_size(j, a->map[0].d, a->in[i].k) * j->es);
    for (int m = 0; m < a->maps; m++) {
        const gnn_i_linear_map *map = &a->map[m];
        int64_t pack = j->map[m].direct || !map->dw ? 0 : packed_size(j, j->strip, map->d);
        if (m > 0) j->map[m].w = take(&j->shared, (size_t)packed_size(j, map->d, j->map[m].in) * j->es);
        if (map->dw) j->map[m].dw = take(&j->piece, (size_t)(j->map[m].in * map->d) * j->es);
        if (map->db) j->map[m].db = take(&j->piece, (size_t)map->d * j->es);
        if ((size_t)pack > j->packed) j->packed = (size_t)pack;
        if (map->d > widest) widest = map->d;
        if (j->map[m].in * map->d > weights) weights = j->map[m].in * map->d;
    }
    size_t packed = j->packed * j->es;
    j->packed = take(&j->piece, packed), j->sums = take(&j->piece, (size_t)widest * j->es);
    for (int i = 0; i < 2; i++) j->g[i] = take(&j->piece, (size_t)(j->strip * widest) * j->es);
    int64_t most = weights > LARGE ? FEW_PIECES : MAX_PIECES, pieces = a->n / 256 < most ? a->n / 256 : most;
    j->rows = (a->n + pieces - 1) / pieces;
    j->pieces = (a->n + j->rows - 1) / j->rows;
}

bool gnn_i_linear_fits(const gnn_i_linear_args *a)
{
    int64_t vector_bytes = gnn_i_kernels(a->dtype)->panel / 2 * (int64_t)gnn_dtype_size(a->dtype), in = width_of(a);
    bool fits = a->n >= 512 && vector_bytes >= 32 && in > 0 && in <= WIDE;
    for (int i = 0; i < a->inputs; i++) fits = fits && a->in[i].k > 0;
    for (int m = 0; m < a->maps; m++) fits = fits && a->map[m].d > 0 && a->map[m].d <= WIDE;
    return fits;
}

size_t gnn_i_linear_scratch(const gnn_i_linear_args *a, bool back)
{
    job j;
    if (back)
        lay_out_back(&j, a);
    else
        lay_out_forward(&j, a);
    return j.shared + (size_t)j.pieces * j.piece;
}

static int64_t work_of(const gnn_i_linear_args *a)
{
    int64_t in = width_of(a), work = 0;
    for (int m = 0; m < a->maps; m++) work += a->n * in * a->map[m].d, in = a->map[m].d;
    return work;
}

/* ---- forward ---- */

static void forward_strip(const job *j, char *own, int64_t r, int64_t count)
{
    const gnn_i_linear_args *a = j->a;
    const char *before = NULL;
    for (int m = 0; m < a->maps; m++) {
        const gnn_i_linear_map *map = &a->map[m];
        const strip_map *s = &j->map[m];
        const char *b = s->direct ? map->w : j->scratch + s->w;
        char *y = map->y ? (char *)map->y + (size_t)(r * map->d) * j->es : own + s->y;
        int64_t bs = s->direct ? map->d : j->panel, bc = s->direct ? 1 : s->in, at = 0;
        for (int i = 0; i < (m ? 1 : a->inputs); i++) {
            int64_t k = m ? s->in : a->in[i].k;
            const char *x = m ? before : (const char *)a->in[i].x + (size_t)(r * k) * j->es;
            bool last = at + k == s->in;
            j->kernels->gemm(y, i > 0, x, k, 1, b + (size_t)(at * bs) * j->es, bs, bc, 0, count, map->d, 0, k,
                             last ? map->b : NULL, last ? map->act : GNN_I_ACT_NONE);
            at += k;
        }
        before = y;
    }
}

static void forward_piece(void *ctx, int64_t p)
{
    const job *j = ctx;
    int64_t from = p * j->rows, to = from + j->rows < j->a->n ? from + j->rows : j->a->n;
    for (int64_t r = from; r < to; r += j->strip)
        forward_strip(j, j->scratch + j->shared + (size_t)p * j->piece, r, to - r < j->strip ? to - r : j->strip);
}

void gnn_i_linear(const gnn_i_linear_args *a, void *scratch)
{
    job j;
    lay_out_forward(&j, a);
    j.scratch = scratch;
    for (int m = 0; m < a->maps; m++)
        if (!j.map[m].direct) j.kernels->pack(j.scratch + j.map[m].w, a->map[m].w, j.map[m].in, a->map[m].d, false);
    gnn_i_for_blocks(j.pieces, work_of(a), forward_piece, &j);
}

/* ---- backward ---- */

/* g = dy fn'(z), and its sums to db. */
static const char *before_act(const job *j, char *own, int m, char *g, const char *dy, int64_t r, int64_t count,
                              bool first)
{
    const gnn_i_linear_map *map = &j->a->map[m];
    char *db = own + j->map[m].db, *sums = first ? db : own + j->sums;
    if (map->act == GNN_I_ACT_NONE && !map->db) return dy;
    char *to = map->act == GNN_I_ACT_NONE ? NULL : g;
    j->kernels->act_back(to, dy, (const char *)map->y + (size_t)(r * map->d) * j->es, map->act, map->db ? sums : NULL,
                         0, count, map->d);
    if (map->db && !first) j->kernels->axpy(db, 1, sums, 0, map->d);
    return to ? to : dy;
}

static void add_weight_grad(const job *j, char *own, int m, const char *g, int64_t r, int64_t count, bool first)
{
    const gnn_i_linear_args *a = j->a;
    const strip_map *s = &j->map[m];
    int64_t d = a->map[m].d, at = 0;
    if (!s->direct) j->kernels->pack(own + j->packed, g, count, d, false);
    for (int i = 0; i < (m ? 1 : a->inputs); i++) {
        int64_t k = m ? s->in : a->in[i].k;
        const char *x = (const char *)(m ? a->map[m - 1].y : a->in[i].x) + (size_t)(r * k) * j->es;
        j->kernels->gemm(own + s->dw + (size_t)(at * d) * j->es, !first, x, 1, k, s->direct ? g : own + j->packed,
                         s->direct ? d : j->panel, s->direct ? 1 : count, 0, k, d, 0, count, NULL, GNN_I_ACT_NONE);
        at += k;
    }
}

static void back_strip(const job *j, char *own, int64_t r, int64_t count, bool first)
{
    const gnn_i_linear_args *a = j->a;
    int last = a->maps - 1, d;
    const char *g = (const char *)a->dy + (size_t)(r * a->map[last].d) * j->es;
    for (int m = last; m >= 0; m--) {
        g = before_act(j, own, m, own + j->g[m & 1], g, r, count, first);
        if (a->map[m].dw) add_weight_grad(j, own, m, g, r, count, first);
        if (m == 0) break;
        char *next = own + j->g[(m - 1) & 1];
        d = (int)a->map[m].d;
        j->kernels->gemm(next, 0, g, d, 1, j->scratch + j->map[m].w, j->panel, d, 0, count, j->map[m].in, 0, d, NULL,
                         GNN_I_ACT_NONE);
        g = next;
    }
    for (int i = 0; i < a->inputs; i++)
        if (a->in[i].dx)
            j->kernels->gemm((char *)a->in[i].dx + (size_t)(r * a->in[i].k) * j->es, a->in[i].add, g, a->map[0].d, 1,
                             j->scratch + j->wt[i], j->panel, a->map[0].d, 0, count, a->in[i].k, 0, a->map[0].d, NULL,
                             GNN_I_ACT_NONE);
}

static void back_piece(void *ctx, int64_t p)
{
    const job *j = ctx;
    int64_t from = p * j->rows, to = from + j->rows < j->a->n ? from + j->rows : j->a->n;
    int64_t strips = (to - from + j->strip - 1) / j->strip,
            size = ((to - from + strips - 1) / strips + TILES - 1) / TILES * TILES;
    for (int64_t r = from; r < to; r += size)
        back_strip(j, j->scratch + j->shared + (size_t)p * j->piece, r, to - r < size ? to - r : size, r == from);
}

/* y += the pieces' arrays at `at`. */
static void add_pieces(const job *j, void *y, size_t at, int64_t size)
{
    for (int64_t p = 0; p < j->pieces; p++)
        gnn_i_axpy(j->a->dtype, y, 1, j->scratch + j->shared + (size_t)p * j->piece + at, size);
}

void gnn_i_linear_back(const gnn_i_linear_args *a, void *scratch)
{
    job j;
    lay_out_back(&j, a);
    j.scratch = scratch;
    int64_t at = 0;
    for (int i = 0; i < a->inputs; at += a->in[i++].k)
        if (a->in[i].dx)
            j.kernels->pack(j.scratch + j.wt[i], (const char *)a->map[0].w + (size_t)(at * a->map[0].d) * j.es,
                            a->map[0].d, a->in[i].k, true);
    for (int m = 1; m < a->maps; m++)
        j.kernels->pack(j.scratch + j.map[m].w, a->map[m].w, a->map[m].d, j.map[m].in, true);
    gnn_i_for_blocks(j.pieces, 2 * work_of(a), back_piece, &j);
    for (int m = 0; m < a->maps; m++) {
        if (a->map[m].dw) add_pieces(&j, a->map[m].dw, j.map[m].dw, j.map[m].in * a->map[m].d);
        if (a->map[m].db) add_pieces(&j, a->map[m].db, j.map[m].db, a->map[m].d);
    }
}
