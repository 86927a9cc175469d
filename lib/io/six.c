/* Six bits a byte.  @source B. McKay, formats.txt of nauty 2.8 */
#include "six.h"

gnn_status gnn_i_six_check(const gnn_i_cursor *c, const char *format)
{
    for (const char *p = c->p; p < c->end; p++)
        if (*p < 63 || *p > 126)
            return gnn_i_parse_fail(c, p, "byte 0x%02x is outside 63..126 (%s)", (unsigned char)*p, format);
    return GNN_OK;
}

static int64_t bits_of(const char *p, int bytes)
{
    int64_t v = 0;
    for (int i = 0; i < bytes; i++) v = v << 6 | (p[i] - 63);
    return v;
}

int gnn_i_six_peek_n(const char *p, const char *end, int64_t *n)
{
    int64_t left = end - p, head = left > 1 && p[0] == 126 && p[1] == 126 ? 2 : left > 0 && p[0] == 126 ? 1 : 0;
    int64_t body = head == 2 ? 6 : head == 1 ? 3 : 1;
    if (left < head + body) return 0;
    for (int64_t i = 0; i < head + body; i++)
        if (p[i] < 63 || p[i] > 126) return 0;
    *n = bits_of(p + head, (int)body);
    return (int)(head + body);
}

gnn_status gnn_i_six_take_n(gnn_i_cursor *c, const char *format, int64_t *n)
{
    int used = gnn_i_six_peek_n(c->p, c->end, n);
    if (!used) return gnn_i_parse_fail(c, c->end, "the line ends inside the vertex count (%s)", format);
    if (*n > INT32_MAX) /* the 8-byte form goes up to 2^36 */
        return gnn_i_limit_fail(c, c->p, "%lld vertices are more than 2^31-1 (%s)", (long long)*n, format);
    GNN_TRY_RETURN(c->limits.max_vertices > 0 ? gnn_i_check_vertices(c, c->p, *n) : GNN_OK);
    c->p += used;
    return GNN_OK;
}

void gnn_i_six_put_n(gnn_i_text *t, int64_t n)
{
    int bytes = n < 63 ? 1 : n < 258048 ? 3 : 6;
    for (int i = 0; i < bytes / 3; i++) gnn_i_text_char(t, 126);
    for (int i = bytes - 1; i >= 0; i--) gnn_i_text_char(t, (char)(63 + (n >> (6 * i) & 63)));
}

gnn_status gnn_i_six_check_body(const gnn_i_cursor *c, const char *format, int64_t n, int64_t bits)
{
    int64_t need = (bits + 5) / 6, have = c->end - c->p;
    if (have < need)
        return gnn_i_parse_fail(
            c, c->end, "the line ends early: %lld vertices need %lld bytes after the count, %lld are there (%s)",
            (long long)n, (long long)need, (long long)have, format);
    if (have > need)
        return gnn_i_parse_fail(c, c->p + need, "%lld more bytes than %lld vertices need (%s)",
                                (long long)(have - need), (long long)n, format);
    if (bits % 6 && (c->p[need - 1] - 63) & ((1 << (6 - bits % 6)) - 1))
        return gnn_i_parse_fail(c, c->p + need - 1, "the padding bits of the last byte are not zero (%s)", format);
    return GNN_OK;
}

int gnn_i_six_sniff(const char *bytes, size_t size, bool whole, const char *header, char prefix,
                    int64_t (*bits)(int64_t n))
{
    size_t h = strlen(header);
    if (size >= h && memcmp(bytes, header, h) == 0) return GNN_I_SNIFF_SURE;
    const char *p = bytes, *end = bytes + size;
    while (p < end && (*p == '\n' || *p == '\r')) p++;
    const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    if (nl) end = nl;
    if (end > p && (nl || whole) && end[-1] == '\r') end--;
    if (prefix && (p == end || *p++ != prefix)) return GNN_I_SNIFF_NO;
    int64_t n;
    int used = gnn_i_six_peek_n(p, end, &n);
    if (!used) return GNN_I_SNIFF_NO;
    for (const char *q = p; q < end; q++)
        if (*q < 63 || *q > 126) return prefix ? GNN_I_SNIFF_MAYBE : GNN_I_SNIFF_NO;
    if (prefix) return GNN_I_SNIFF_SURE;
    if (n > INT32_MAX) return GNN_I_SNIFF_MAYBE;
    int64_t need = (bits(n) + 5) / 6, have = end - p - used;
    if (nl || whole) return have == need ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_MAYBE;
    return have <= need ? GNN_I_SNIFF_LIKELY : GNN_I_SNIFF_MAYBE;
}

gnn_status gnn_i_six_graph(gnn_graph **out, int64_t n, int64_t arcs, bool directed)
{
    gnn_status st = GNN_OK;
    gnn_graph *g;
    GNN_CALLOC(g, 1);
    g->n = n, g->arcs = arcs, g->directed = directed;
    GNN_CALLOC(g->ptr, n + 1);
    GNN_ALLOC(g->col, arcs);
    *out = g, g = NULL;
done:
    gnn_graph_free(g);
    return st;
}
