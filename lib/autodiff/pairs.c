/* Blocks of roots x nodes rows: their offsets on the tape, and what the operations on them share. */
#include "pairs.h"

static gnn_status count_rows(gnn_pairs *p, int64_t *row_ptr)
{
    row_ptr[0] = 0;
    for (int64_t g = 0; g < p->graphs; g++) {
        int64_t n = p->node_ptr[g + 1] - p->node_ptr[g], roots = p->root_ptr[g + 1] - p->root_ptr[g], rows;
        GNN_REQUIRE_RETURN(n >= 0 && roots >= 0, GNN_EINVAL, "offsets of graph %lld descend", (long long)g);
        GNN_REQUIRE_RETURN(gnn_i_mul_ok(n, roots, &rows) && gnn_i_add_ok(row_ptr[g], rows, &row_ptr[g + 1]),
                           GNN_EOVERFLOW, "%lld roots x %lld nodes", (long long)roots, (long long)n);
    }
    p->row_ptr = row_ptr, p->rows = row_ptr[p->graphs];
    return GNN_OK;
}

static void fill_pool(int64_t *pool_ptr, const gnn_pairs *p)
{
    pool_ptr[0] = 0;
    for (int64_t g = 0; g < p->graphs; g++)
        for (int64_t r = p->root_ptr[g]; r < p->root_ptr[g + 1]; r++)
            pool_ptr[r + 1] = pool_ptr[r] + p->node_ptr[g + 1] - p->node_ptr[g];
}

const gnn_pairs *gnn_pairs_bag(gnn_tape *tape, int64_t graphs, const int64_t *node_ptr, const int64_t *root_ptr)
{
    gnn_status st = GNN_OK;
    GNN_REQUIRE(graphs >= 0 && node_ptr && root_ptr && node_ptr[0] == 0 && root_ptr[0] == 0, GNN_EINVAL,
                "%lld graphs, their offsets must start at 0", (long long)graphs);
    gnn_pairs *p = gnn_i_tape_alloc(tape, sizeof *p);
    int64_t *row_ptr = gnn_i_tape_alloc(tape, (size_t)(graphs + 1) * sizeof *row_ptr), *pool_ptr = NULL;
    if (!p || !row_ptr) { st = GNN_ENOMEM; goto done; }
    *p = (gnn_pairs){ .graphs = graphs, .n = node_ptr[graphs], .roots = root_ptr[graphs], .node_ptr = node_ptr,
                      .root_ptr = root_ptr, .square = node_ptr == root_ptr };
    GNN_TRY(count_rows(p, row_ptr));
    pool_ptr = gnn_i_tape_alloc(tape, (size_t)(p->roots + 1) * sizeof *pool_ptr);
    if (!pool_ptr) { st = GNN_ENOMEM; goto done; }
    fill_pool(pool_ptr, p);
    p->pool_ptr = pool_ptr;
    return p;
done:
    (void)gnn_i_poison(tape, st, "pairs");
    return NULL;
}

const gnn_pairs *gnn_pairs_new(gnn_tape *tape, int64_t graphs, const int64_t *node_ptr)
{
    return gnn_pairs_bag(tape, graphs, node_ptr, node_ptr);
}

gnn_i_pair_args gnn_i_pair_args_of(const gnn_pairs *p, int64_t w)
{
    return (gnn_i_pair_args){
        .graphs = p->graphs, .w = w, .node_ptr = p->node_ptr, .root_ptr = p->root_ptr, .row_ptr = p->row_ptr
    };
}

gnn_status gnn_i_check_pairs(const gnn_op_ctx *c, const gnn_pairs *p, bool square, int input, int64_t rows,
                             const char *what)
{
    char text[48];
    GNN_REQUIRE_RETURN(p, GNN_EINVAL, "the pairs are missing");
    GNN_REQUIRE_RETURN(p->square || !square, GNN_EINVAL, "the blocks are of %lld roots, not of pairs of nodes",
                       (long long)p->roots);
    GNN_REQUIRE_RETURN(c->in[input] && c->in[input]->ndim == 2 && c->in[input]->shape[0] == rows, GNN_ESHAPE,
                       "operand %d is %s, expected %lld rows, one %s", input, gnn_i_shape_text(text, c->in[input]), (long long)rows, what);
    return GNN_OK;
}
