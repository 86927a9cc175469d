/* Six bits a byte, 63..126: what graph6, sparse6 and digraph6 share. */
#ifndef GNN_I_SIX_H
#define GNN_I_SIX_H

#include "format.h"

/* All bytes up to c->end must be 63..126; the first that is not is reported. */
gnn_status gnn_i_six_check(const gnn_i_cursor *c, const char *format);
/* The vertex count, 1, 4 or 8 bytes; `format` for messages. */
gnn_status gnn_i_six_take_n(gnn_i_cursor *c, const char *format, int64_t *n);
/* The same without messages, for sniffing: bytes used or 0. */
int gnn_i_six_peek_n(const char *p, const char *end, int64_t *n);
void gnn_i_six_put_n(gnn_i_text *t, int64_t n);
/* Exactly ceil(bits / 6) bytes are left, padding bits zero. */
gnn_status gnn_i_six_check_body(const gnn_i_cursor *c, const char *format, int64_t n, int64_t bits);
static inline int gnn_i_six_bit(const char *body, int64_t k) { return (body[k / 6] - 63) >> (5 - k % 6) & 1; }
/* Does the first line of bytes look like a line of such a format, after `prefix` (0: none)? */
int gnn_i_six_sniff(const char *bytes, size_t size, bool whole, const char *header, char prefix,
                    int64_t (*bits)(int64_t n));
/* An empty graph struct with room for `arcs`. */
gnn_status gnn_i_six_graph(gnn_graph **out, int64_t n, int64_t arcs, bool directed);

#endif
