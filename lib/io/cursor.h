/* A bounded reader over text with its place in the file, and a growing text to write into: every bound exists once.
 * A failing function sets "name:line:column: what was expected" and leaves the cursor where it was. */
#ifndef GNN_I_CURSOR_H
#define GNN_I_CURSOR_H

#include <gnn/io.h>
#include "base/base.h"
#include "graph/graph_i.h"

typedef struct gnn_i_cursor {
    const char *p, *end;    /* unread bytes                                     */
    const char *line_start; /* of the line that p is in                         */
    const char *name;       /* the file, for messages                           */
    int64_t line;           /* 1-based                                          */
    int64_t bytes;          /* of the whole input: claims are measured against it */
    const char *separators; /* beside blank and tab: "," for lists of that kind */
    gnn_io_limits limits;
} gnn_i_cursor;

/* Defaults for zero fields and NULL. */
gnn_io_limits gnn_i_limits(const gnn_io_limits *limits);
/* A cursor over bytes that begin at `line`; a UTF-8 byte order mark on line 1 is stepped over. */
gnn_i_cursor gnn_i_cursor_over(const char *name, const char *bytes, size_t size, int64_t line, const gnn_io_limits *limits);

/* GNN_EPARSE (or `status`) with the place of `at`, a position in the present line. */
gnn_status gnn_i_parse_fail(const gnn_i_cursor *c, const char *at, const char *format, ...) GNN_PRINTF(3, 4);
gnn_status gnn_i_limit_fail(const gnn_i_cursor *c, const char *at, const char *format, ...) GNN_PRINTF(3, 4);
/* What stands at p, printable and short, into buf[40]: "'abc'", "byte 0x00", "the end of the line". */
const char *gnn_i_found(char *buf, const gnn_i_cursor *c);

void gnn_i_skip_blanks(gnn_i_cursor *c);
/* After blanks: at the end of the line (or of the input)? */
bool gnn_i_at_eol(gnn_i_cursor *c);
bool gnn_i_at_eof(const gnn_i_cursor *c);
/* To the start of the next line, whatever is left of this one. */
void gnn_i_next_line(gnn_i_cursor *c);
/* Past blank lines and lines whose first character is one of `comments`. */
void gnn_i_skip_lines(gnn_i_cursor *c, const char *comments);
gnn_status gnn_i_expect_eol(gnn_i_cursor *c);
/* Bytes up to the next blank, separator or end of line; may be empty. */
size_t gnn_i_take_token(gnn_i_cursor *c, const char **token);
/* An integer in min..max; `what` names it in messages.  Must be followed by a blank, separator or end of line. */
gnn_status gnn_i_take_int(gnn_i_cursor *c, const char *what, int64_t min, int64_t max, int64_t *out);
/* A finite real number. */
gnn_status gnn_i_take_real(gnn_i_cursor *c, const char *what, double *out);
/* A claimed number of vertices: at most the caller's limit; without one, 2^27 and 2^20 + 8 a byte of input, so that
 * memory follows what was seen. */
gnn_status gnn_i_take_vertices(gnn_i_cursor *c, const char *what, int64_t *out);
gnn_status gnn_i_check_vertices(const gnn_i_cursor *c, const char *at, int64_t n);

/* ---- edges as they are read ---- */

typedef struct gnn_i_edges {
    int64_t m, src_cap, dst_cap, weight_cap;
    int32_t *src, *dst;
    double *weight; /* NULL until the first weight that is not 1 */
} gnn_i_edges;

gnn_status gnn_i_edges_add(gnn_i_edges *e, const gnn_i_cursor *c, int64_t u, int64_t v, double weight);
void gnn_i_edges_free(gnn_i_edges *e);
/* The graph of the edges; repeated edges are an error at the end of the input unless flags have GNN_MERGE. */
gnn_status gnn_i_edges_graph(gnn_graph **out, const gnn_i_edges *e, const gnn_i_cursor *c, int64_t n, unsigned flags,
                             const int32_t *node_label);

/* ---- text as it is written; the first failure stays ---- */

typedef struct gnn_i_text {
    char *p;
    int64_t n, cap;
    gnn_status st;
} gnn_i_text;

void gnn_i_text_put(gnn_i_text *t, const char *bytes, size_t size);
void gnn_i_text_char(gnn_i_text *t, char c);
void gnn_i_text_int(gnn_i_text *t, int64_t v);
void gnn_i_text_real(gnn_i_text *t, double v);
/* At most 255 bytes of output. */
void gnn_i_text_printf(gnn_i_text *t, const char *format, ...) GNN_PRINTF(2, 3);

#endif
