/* The hereditary treewidth of a pattern: the largest treewidth of its images.  Its subgraph counts, at a vertex too, are sums of
 * homomorphism counts of these images with fixed coefficients, and k-FWL determines homomorphism counts from graphs of treewidth k.
 * An image identifies vertices that are not adjacent.  Curticapean, Dell, Marx 2017; Dvorak 2010; Arvind et al. 2020 */
#include "count.h"

typedef struct image {
    int n;
    unsigned adj[GNN_I_PATTERN_MAX];
} image;

/* Vertices outside `gone` and v that v reaches through `gone`: its degree when it is eliminated after them. */
static int degree_after(const image *q, unsigned gone, int v)
{
    unsigned seen = 1u << v, front = seen, out = 0;
    while (front) {
        int u = __builtin_ctz(front);
        unsigned next = q->adj[u] & ~seen;
        front &= front - 1, seen |= next;
        out |= next & ~gone, front |= next & gone;
    }
    return __builtin_popcount(out);
}

/* The least over all orders of the largest degree at elimination, by sets that are eliminated first. */
static int treewidth(const image *q)
{
    int8_t width[1 << GNN_I_PATTERN_MAX];
    width[0] = 0;
    for (unsigned set = 1; set < 1u << q->n; set++) {
        width[set] = INT8_MAX;
        for (unsigned rest = set; rest; rest &= rest - 1) {
            int v = __builtin_ctz(rest), last = degree_after(q, set & ~(1u << v), v), before = width[set & ~(1u << v)];
            int w = last > before ? last : before;
            if (w < width[set]) width[set] = (int8_t)w;
        }
    }
    return width[(1u << q->n) - 1];
}

/* Vertex v joins a class of vertices that are not adjacent to it, or begins one; member[c]: the vertices of class c. */
static void images(int *most, const gnn_i_pattern *p, unsigned *member, int classes, int v)
{
    if (v < p->n) {
        for (int c = 0; c <= classes; c++) {
            if (c < classes && (member[c] & p->adj[v])) continue;
            unsigned before = c < classes ? member[c] : 0;
            member[c] = before | 1u << v;
            images(most, p, member, classes + (c == classes), v + 1);
            member[c] = before;
        }
        return;
    }
    image q = { .n = classes };
    for (int a = 0; a < classes; a++)
        for (int b = 0; b < classes; b++)
            for (int u = 0; u < p->n; u++)
                if ((member[a] >> u & 1) && (p->adj[u] & member[b])) q.adj[a] |= 1u << b;
    int w = treewidth(&q);
    if (w > *most) *most = w;
}

gnn_status gnn_pattern_width(int *width, const char *name)
{
    gnn_i_pattern p;
    unsigned member[GNN_I_PATTERN_MAX + 1] = { 0 };
    int most = 1;
    GNN_REQUIRE_RETURN(width, GNN_EINVAL, "pattern: width is required");
    GNN_TRY_RETURN(gnn_i_pattern_named(&p, name));
    if (p.n <= GNN_I_PATTERN_MAX) images(&most, &p, member, 0, 0); /* larger ones are stars */
    *width = most;
    return GNN_OK;
}
