/* What a graph format is.  A format is one file format_<word>.c, which defines
 *     const gnn_format gnn_i_format_<word> = { … };
 * and one word in meson.build. */
#ifndef GNN_I_FORMAT_H
#define GNN_I_FORMAT_H

#include "cursor.h"

enum { /* what it can hold */
    GNN_I_UNDIRECTED = 1,
    GNN_I_DIRECTED = 2,
    GNN_I_WEIGHTS = 4,
    GNN_I_LABELS = 8, /* node labels, all >= 0 */
    GNN_I_LOOPS = 16,
    GNN_I_MANY = 32,
    GNN_I_15_DIGITS = 64, /* of weights: igraph writes no more */
};

/* How sure sniff is. */
enum { GNN_I_SNIFF_NO = 0, GNN_I_SNIFF_MAYBE = 1, GNN_I_SNIFF_LIKELY = 2, GNN_I_SNIFF_SURE = 3 };

/* Binary arrays of texts: where the rows begin, how many, bytes of a row, bytes of a character. */
typedef struct gnn_i_rows {
    int64_t start, count, width;
    int unit;
} gnn_i_rows;

typedef struct gnn_format {
    const char *name, *extensions; /* "g6,graph6": without dots                                          */
    const char *help;              /* one line                                                           */
    bool by_line;                  /* read sees one line at a time, header removed; else the whole file  */
    const char *header;            /* by_line: ">>graph6<<", may be glued to the first graph             */
    unsigned holds;
    /* The first bytes of a file (all of it when `whole`), at most some 64 kB otherwise. */
    int (*sniff)(const char *bytes, size_t size, bool whole);
    /* Not NULL: a binary array; read sees one row at a time as text.  bytes: the first 64 kB or the whole. */
    gnn_status (*layout)(gnn_i_rows *rows, const char *bytes, int64_t size, const char *name);
    gnn_status (*read)(gnn_graph **out, gnn_i_cursor *c); /* NULL: write only                              */
    gnn_status (*write)(gnn_i_text *t, const gnn_graph *g); /* NULL: read only                             */
} gnn_format;

/* All formats, NULL terminated (generated from meson.build). */
extern const gnn_format *const gnn_i_formats[];

extern const gnn_format gnn_i_format_graph6; /* whose rows npy holds */
/* Does a file begin as .npy does?  Then it may hold NULs. */
bool gnn_i_is_npy(const char *bytes, int64_t size);

/* By name or GNN_ENOTFOUND with the list of names. */
gnn_status gnn_i_format_find(const gnn_format **out, const char *name);
/* By content, then by the extension of `name`. */
gnn_status gnn_i_format_detect(const gnn_format **out, const char *bytes, size_t size, bool whole, const char *name);
/* To write: by the extension of `path`, or GNN_ENOTFOUND. */
gnn_status gnn_i_format_for_path(const gnn_format **out, const char *path);
/* One graph, after a check that the format can hold it. */
gnn_status gnn_i_format_write(gnn_i_text *t, const gnn_format *f, const gnn_graph *g);
/* For formats of whole weights: GNN_EUNSUPPORTED unless each is an integer in min..2^53. */
gnn_status gnn_i_whole_weights(const gnn_graph *g, const char *format, int64_t min);

/* ---- the formats that igraph reads and writes (foreign.c); kind is a gnn_i_foreign ---- */

gnn_status gnn_i_foreign_read(gnn_graph **out, gnn_i_cursor *c, int kind);
gnn_status gnn_i_foreign_write(gnn_i_text *t, const gnn_graph *g, int kind);

#endif
