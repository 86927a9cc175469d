/* NumPy arrays (.npy) of graph6 strings, as BREC publishes its graphs: dtype |S<w> (bytes) or <U<w> (UTF-32), NUL padded, one
 * or two dimensions in C order.  Only the header's dictionary is parsed; object arrays are pickles and are refused.
 *
 * @source NumPy Enhancement Proposal 1 (versions 1.0, 2.0) */
#include "six.h"

static const char magic[] = "\x93NUMPY";

static int sniff(const char *bytes, size_t size, bool whole)
{
    (void)whole;
    return gnn_i_is_npy(bytes, (int64_t)size) ? GNN_I_SNIFF_SURE : GNN_I_SNIFF_NO;
}

bool gnn_i_is_npy(const char *bytes, int64_t size) { return size >= 6 && memcmp(bytes, magic, 6) == 0; }

/* The text after 'key': in the dictionary, or NULL. */
static const char *value_of(const char *dictionary, const char *key)
{
    const char *p = strstr(dictionary, key);
    if (!p) return NULL;
    p += strlen(key);
    while (*p == '\'' || *p == '"' || *p == ' ') p++;
    if (*p++ != ':') return NULL;
    while (*p == ' ') p++;
    return p;
}

static gnn_status take_dtype(gnn_i_rows *rows, const char *text, const char *name)
{
    const char *p = text + 1, *end = text + strlen(text);
    int64_t length = 0;
    GNN_REQUIRE_RETURN(*text == '\'' || *text == '"', GNN_EPARSE, "%s: its dtype is not that of texts", name);
    if (*p == '|' || *p == '<') p++;
    GNN_REQUIRE_RETURN(*p != 'O', GNN_EPARSE, "%s: an array of Python objects is a pickle, and no pickle is ever read",
                       name);
    GNN_REQUIRE_RETURN((*p == 'S' || *p == 'U') && text[1] != '>', GNN_EPARSE,
                       "%s: its dtype is %.8s, not |S (bytes) or <U (UTF-32, little-endian)", name, text);
    rows->unit = *p++ == 'S' ? 1 : 4;
    GNN_REQUIRE_RETURN(gnn_i_take_i64(&p, end, &length) && length > 0 && length <= (int64_t)1 << 32, GNN_EPARSE,
                       "%s: its dtype has no length: %.16s", name, text);
    rows->width = rows->unit * length;
    return GNN_OK;
}

static gnn_status take_shape(gnn_i_rows *rows, const char *p, bool fortran, const char *name)
{
    const char *end = p + strlen(p);
    int dimensions = 0;
    rows->count = 1;
    GNN_REQUIRE_RETURN(*p++ == '(', GNN_EPARSE, "%s: its header has no shape", name);
    for (int64_t n; gnn_i_take_i64(&p, end, &n); dimensions++) {
        GNN_REQUIRE_RETURN(n >= 0 && gnn_i_mul_ok(rows->count, n, &rows->count), GNN_EPARSE,
                           "%s: its shape is negative or too large", name);
        while (*p == ',' || *p == ' ') p++;
    }
    GNN_REQUIRE_RETURN(*p == ')' && (dimensions == 1 || dimensions == 2), GNN_EPARSE,
                       "%s: its shape is not of one or two dimensions", name);
    GNN_REQUIRE_RETURN(!fortran || dimensions == 1, GNN_EPARSE, "%s: two dimensions in Fortran order", name);
    return GNN_OK;
}

static gnn_status layout(gnn_i_rows *rows, const char *bytes, int64_t size, const char *name)
{
    char dictionary[4096];
    const unsigned char *b = (const unsigned char *)bytes;
    GNN_REQUIRE_RETURN(gnn_i_is_npy(bytes, size) && size >= 12, GNN_EPARSE, "%s: this is not a .npy file", name);
    GNN_REQUIRE_RETURN(b[6] >= 1 && b[6] <= 3, GNN_EPARSE, "%s: .npy version %d", name, b[6]);
    int64_t length =
        b[6] == 1 ? b[8] | b[9] << 8 : (int64_t)b[8] | (int64_t)b[9] << 8 | (int64_t)b[10] << 16 | (int64_t)b[11] << 24;
    rows->start = (b[6] == 1 ? 10 : 12) + length;
    GNN_REQUIRE_RETURN(length < (int64_t)sizeof dictionary && rows->start <= size, GNN_EPARSE,
                       "%s: it ends inside its header, or that is too long", name);
    memcpy(dictionary, bytes + rows->start - length, (size_t)length);
    dictionary[length] = 0;
    const char *dtype = value_of(dictionary, "descr"), *order = value_of(dictionary, "fortran_order"),
               *shape = value_of(dictionary, "shape");
    GNN_REQUIRE_RETURN(dtype && order && shape, GNN_EPARSE, "%s: its header lacks descr, fortran_order or shape", name);
    GNN_TRY_RETURN(take_dtype(rows, dtype, name));
    return take_shape(rows, shape, strncmp(order, "True", 4) == 0, name);
}

static gnn_status read_row(gnn_graph **out, gnn_i_cursor *c) { return gnn_i_format_graph6.read(out, c); }

const gnn_format gnn_i_format_npy = {
    .name = "npy", .extensions = "npy",
    .help = "r   npy         graph6 strings in a NumPy array, |S or <U (BREC); never a pickle",
    .header = ">>graph6<<", .holds = GNN_I_UNDIRECTED | GNN_I_MANY,
    .sniff = sniff, .layout = layout, .read = read_row,
};
