/* io: graph files, data sets, safetensors.
 *
 * Every reader takes bytes, detects the format by content, bounds sizes before it allocates, and answers a bad input
 * with GNN_EPARSE and "file:line:column: what was expected" in gnn_last_error.  Writers go through a temporary file,
 * fsync and rename: a file is old or new, never half.
 *
 * Threads: calls on different files may run in parallel, except the igraph formats (gml, graphml, pajek). */
#ifndef GNN_IO_H
#define GNN_IO_H

#include <gnn/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Limits a reader enforces before allocating.  Zero fields mean the default. */
typedef struct gnn_io_limits {
    size_t size;          /* sizeof(gnn_io_limits)                       */
    int64_t max_vertices; /* of one graph, default 2^27                  */
    int64_t max_edges;    /* of one graph, default 2^31                  */
    int64_t max_bytes;    /* of one file after decompression, default 8 GiB */
} gnn_io_limits;
#define GNN_IO_LIMITS_INIT { sizeof(gnn_io_limits), 0, 0, 0 }

/* ---- graph files -------------------------------------------------------------------------------------------- */

/* Graphs read from one place, with where each began. */
typedef struct gnn_graph_list {
    int64_t count;
    gnn_graph **graphs;
    int64_t *line;       /* 1-based line of each graph in its file      */
    char **text;         /* the graph6-like line of each, NULL entries for other formats; NULL if none has one */
    const char *format;  /* name of the format found                     */
} gnn_graph_list;

/**
 * Read all graphs of a file ("-": standard input; .gz is decompressed).
 * @param format  a name of gnn_format_name, or NULL: by content, then by extension
 * @param limits  or NULL: defaults
 * @return GNN_OK, GNN_EIO, GNN_EPARSE, GNN_ELIMIT, GNN_ENOTFOUND (format), GNN_ENOMEM; *out untouched on failure.
 * Cost O(bytes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_read_graphs(gnn_graph_list **out, const char *path, const char *format,
                                                 const gnn_io_limits *limits);
/** The same from memory; `name` stands for the file in messages.  @return as gnn_read_graphs.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_parse_graphs(gnn_graph_list **out, const char *bytes, size_t size, const char *name,
                                                  const char *format, const gnn_io_limits *limits);
/** Free; NULL is allowed.  @return nothing.  Cost O(count). */
GNN_API void gnn_graph_list_free(gnn_graph_list *list);

/** Receives the graphs of gnn_scan_graphs one by one (owned by the callee from then on).  Non-zero ends the scan. */
typedef int (*gnn_graph_fn)(void *ctx, gnn_graph *graph, int64_t line, const char *text);
/**
 * Stream the graphs of a line format (graph6, sparse6, digraph6) without holding the file.  Other formats: as
 * gnn_read_graphs, then the callback for each.
 * @return as gnn_read_graphs; GNN_ECANCELED if the callback ended it.  Cost O(bytes), memory of one line.
 */
GNN_API GNN_NODISCARD gnn_status gnn_scan_graphs(const char *path, const char *format, const gnn_io_limits *limits,
                                                 gnn_graph_fn fn, void *ctx);

/**
 * Write graphs ("-": standard output).  format NULL: by extension.  Formats of one graph a file take count == 1.
 * @param force  0: an existing file is GNN_EEXIST
 * @return GNN_OK, GNN_EIO, GNN_EEXIST, GNN_EUNSUPPORTED (labels, weights or directions the format cannot hold),
 *         GNN_ENOTFOUND, GNN_ENOMEM.  Cost O(bytes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_write_graphs(const char *path, const char *format, int64_t count,
                                                  const gnn_graph *const *graphs, int force);
/** The same into memory; free *bytes with gnn_bytes_free.  @return as gnn_write_graphs.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_format_graphs(char **bytes, size_t *size, const char *format, int64_t count,
                                                   const gnn_graph *const *graphs);
/** Free what gnn_format_graphs gave.  @return nothing.  Cost O(1). */
GNN_API void gnn_bytes_free(char *bytes);
/** @return name of the i-th format, NULL past the end.  Cost O(1). */
GNN_API const char *gnn_format_name(int i);
/** @return one line about a format ("rw  graph6  one graph a line …"), or NULL.  Cost O(number of formats). */
GNN_API const char *gnn_format_help(const char *name);

/* ---- data sets ---------------------------------------------------------------------------------------------- */

enum { GNN_SPLIT_NONE = 0, GNN_SPLIT_TRAIN = 1, GNN_SPLIT_VAL = 2, GNN_SPLIT_TEST = 3 };

/* One example: a graph with features and targets.  Absent things are NULL. */
typedef struct gnn_sample {
    gnn_graph *graph;
    gnn_tensor *x;          /* (n, d) f32 node features                                             */
    gnn_operator *x_sparse; /* (n, d) f32, instead of x                                             */
    gnn_tensor *edge_x;     /* (arcs, d_e) f32, destination-major order                             */
    int32_t *node_class;    /* n labels, -1 unknown                                                 */
    uint8_t *node_split;    /* n of GNN_SPLIT_…                                                     */
    int32_t graph_class;    /* -1 unknown                                                           */
    gnn_tensor *target;     /* regression: (k) for a graph, (n, k) for nodes                        */
} gnn_sample;

typedef struct gnn_dataset {
    char *name;
    char *format;       /* "planetoid", "gin", "tu", …                                              */
    int64_t count;
    gnn_sample *samples;
    int64_t features;   /* d, 0 if there are none                                                    */
    int64_t edge_features;
    int64_t classes;    /* 0 for regression                                                          */
    int node_level;     /* 1: labels on nodes, 0: on graphs                                          */
    int folds;          /* number of given folds, 0 if none                                          */
    int32_t *fold;      /* count entries 1..folds: the test fold of the graph, 0: always in training */
} gnn_dataset;

/**
 * Read a data set by content: NAME (prefix of a Planetoid text set: NAME.edges.txt[.gz] …), NAME.txt in GIN's plain form
 * with NAME.folds.txt beside it, a folder in TU form (DS_A.txt …), or a file of graphs ("-": on standard input).
 * @return GNN_OK, GNN_EIO, GNN_EPARSE, GNN_ELIMIT, GNN_ENOMEM.  Cost O(bytes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_read_dataset(gnn_dataset **out, const char *path, const gnn_io_limits *limits);
/** Free; NULL is allowed.  @return nothing.  Cost O(size). */
GNN_API void gnn_dataset_free(gnn_dataset *ds);
/**
 * Divide each node's features, dense or sparse, by the sum of their absolute values (0: left alone): what the citation
 * networks are trained on.  Doing it twice changes nothing.
 * @return GNN_OK, GNN_EUNSUPPORTED (no features), GNN_ENOMEM (rows of some samples may be done already).
 * Cost O(size).  Symmetry: rows are on their own.  @source Kipf & Welling 2017, section 5.2
 */
GNN_API GNN_NODISCARD gnn_status gnn_dataset_normalize_rows(gnn_dataset *ds);

/* ---- safetensors -------------------------------------------------------------------------------------------- */

/* Named tensors and string metadata. */
typedef struct gnn_safetensors {
    int64_t count;
    char **names;
    gnn_tensor **tensors; /* F32 and F64; other dtypes are GNN_EDTYPE */
    int64_t meta_count;
    char **meta_keys, **meta_values;
} gnn_safetensors;

/**
 * Read.  Refuses gaps, overlaps, duplicate names, sizes that do not multiply out, headers over 100 MB; checks our
 * checksum (XXH3 of header and data, in the metadata) when there is one.
 * @param[out] verified  NULL, or 1 if a checksum was there and right, 0 if the file has none
 * @return GNN_OK, GNN_EIO, GNN_EPARSE, GNN_EDTYPE, GNN_ELIMIT, GNN_ENOMEM.  Cost O(bytes).
 */
GNN_API GNN_NODISCARD gnn_status gnn_safetensors_read(gnn_safetensors **out, const char *path, int *verified);
/** The same from memory.  @return as gnn_safetensors_read.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_safetensors_parse(gnn_safetensors **out, const void *bytes, size_t size,
                                                       const char *name, int *verified);
/** Write durably (temporary, fsync, rename, fsync of the folder), header padded to 64 bytes, with checksum.
 * @return GNN_OK, GNN_EIO, GNN_EEXIST, GNN_ENOMEM.  Cost O(bytes). */
GNN_API GNN_NODISCARD gnn_status gnn_safetensors_write(const char *path, const gnn_safetensors *st, int force);
/** Free; NULL is allowed.  @return nothing.  Cost O(count). */
GNN_API void gnn_safetensors_free(gnn_safetensors *st);
/** @return the tensor called name, or NULL.  Cost O(count). */
GNN_API const gnn_tensor *gnn_safetensors_get(const gnn_safetensors *st, const char *name);
/** @return the metadata value of key, or NULL.  Cost O(count). */
GNN_API const char *gnn_safetensors_meta(const gnn_safetensors *st, const char *key);

#ifdef __cplusplus
}
#endif
#endif
