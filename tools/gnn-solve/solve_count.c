/* gnn-solve count: exact counts of small patterns in graphs, by graph, vertex or edge. */
#include "solve.h"
#include <math.h>

enum { KEY_PATTERNS = 1000, KEY_INDUCED, KEY_SUBGRAPH, KEY_MAPS, KEY_NODES, KEY_EDGES, KEY_FROM, KEY_LIMIT, KEY_LIST };
enum { MAX_PATTERNS = 64, MAX_FILES = 64 };

typedef struct job {
    const char *name[MAX_PATTERNS]; /* those of info */
    gnn_pattern_info info[MAX_PATTERNS];
    int64_t patterns, columns;
    gnn_count_options o;
    bool maps;           /* homomorphisms instead of copies */
    const char *kind;    /* what is counted, by its name    */
    const char *from, *files[MAX_FILES];
    int n_files;
    bool list;
    /* while it runs */
    FILE *out;
    char *first;         /* of --format json: the object of the first graph, until another one makes it an array */
    cli_records *records;
    char (*heading)[96]; /* of the columns */
    cli_column *column;
    int64_t seen;
    gnn_status st;
    char error[512];
} job;

static const struct argp_option options[] = {
    { "patterns", KEY_PATTERNS, "LIST", 0, "Patterns to count, comma separated: names of --list, all3, all4, all5, starK, pathK, cycleK, "
      "cliqueK, or NAME@A+B+... for vertices with these labels (default: all3,all4)", 0 },
    { "subgraph", KEY_SUBGRAPH, 0, 0, "Count subgraphs, whatever other edges there are (default)", 0 },
    { "induced", KEY_INDUCED, 0, 0, "Count induced subgraphs", 0 },
    { "homomorphisms", KEY_MAPS, 0, 0, "Count maps of the pattern that carry edges to edges and may put vertices on one another", 0 },
    { "per-node", KEY_NODES, 0, 0, "Counts at each vertex, by orbit: what the vertex is in the pattern", 0 },
    { "per-edge", KEY_EDGES, 0, 0, "Counts at each edge, by orbit", 0 },
    { "from", KEY_FROM, "FORMAT", 0, "Format of the input (default: by content, then by name)", 0 },
    { "limit-time", KEY_LIMIT, "SECONDS", 0, "Give up on a graph after this time (default: never)", 0 },
    { "list", KEY_LIST, 0, 0, "List the patterns", 1 },
    { 0 }
};

static void take_patterns(job *j, const char *list)
{
    gnn_pattern_info more[MAX_PATTERNS];
    int64_t count;
    if (gnn_pattern_list(more, &count, MAX_PATTERNS, list) != GNN_OK) cli_usage("--patterns: %s", gnn_last_error());
    memcpy(j->info, more, sizeof more);
    j->patterns = count;
    for (int64_t i = 0; i < count; i++) j->name[i] = j->info[i].name;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    job *j = state->input;
    switch (key) {
    case KEY_PATTERNS: take_patterns(j, arg); return 0;
    case KEY_INDUCED: j->o.kind = GNN_COUNT_INDUCED; return 0;
    case KEY_SUBGRAPH: j->o.kind = GNN_COUNT_SUBGRAPH; return 0;
    case KEY_MAPS: j->maps = true; return 0;
    case KEY_NODES: j->o.place = GNN_COUNT_NODES; return 0;
    case KEY_EDGES: j->o.place = GNN_COUNT_EDGES; return 0;
    case KEY_FROM: j->from = arg; return 0;
    case KEY_LIMIT: j->o.limit_seconds = cli_take_real("--limit-time", arg, 1e-3, 1e9); return 0;
    case KEY_LIST: j->list = true; return 0;
    case ARGP_KEY_ARG:
        if (j->n_files == MAX_FILES) cli_usage("more than %d files", MAX_FILES);
        j->files[j->n_files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (j->list) return 0;
        if (!j->n_files) cli_usage("no input: name a FILE, '-' for standard input");
        if (!j->patterns) take_patterns(j, "all3,all4");
        if (j->maps && (j->o.kind == GNN_COUNT_INDUCED || j->o.place != GNN_COUNT_GRAPH))
            cli_usage("--homomorphisms counts in whole graphs, without --induced, --per-node and --per-edge");
        j->kind = j->maps ? "homomorphism" : j->o.kind == GNN_COUNT_INDUCED ? "induced" : "subgraph";
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_values values[] = { { "from", gnn_format_name }, { "patterns", gnn_pattern_name }, { 0 } };

#define EXAMPLES                                                                                            \
    "  gnn-convert --generate famous:name=petersen | gnn-solve count -\n"                                   \
    "  gnn-convert --generate er:n=50,p=0.2 | gnn-solve count --patterns all5,cycle6 --induced -\n"         \
    "  gnn-convert --generate star:n=5 | gnn-solve count --patterns star3 --per-node --format csv -\n"

static const cli_command command = {
    .name = "gnn-solve count",
    .summary = "Count small patterns in graphs, exactly.",
    .arguments = "FILE...\n--list",
    .details = "A pattern is counted as subgraph (other edges may be there) or induced (no others), each\n"
               "copy once.  An orbit column is PATTERN/VERTICES (or PATTERN/EDGES): the places of the\n"
               "pattern, as --list numbers them, that its symmetries carry into each other.\n"
               "Input is undirected and without loops (gnn-convert --drop directions,loops makes it so);\n"
               "weights do not matter.\n",
    .examples = EXAMPLES,
    .common = CLI_FORMAT | CLI_THREADS | CLI_OUTPUT,
    .options = options,
    .parse = parse,
    .values = values,
};

/* ---- columns ---- */

/* "tailed-triangle/2+3" from the orbits, by the action of the pattern's graph: its own counts say which places are alike. */
static gnn_status name_orbits(job *j, int64_t p, int64_t first)
{
    gnn_status st = GNN_OK;
    gnn_graph *g = NULL;
    const char *name = j->name[p];
    bool nodes = j->o.place == GNN_COUNT_NODES;
    int64_t rows, width = nodes ? j->info[p].orbits : j->info[p].edge_orbits, *at = NULL, row = 0;
    gnn_count_options o = { .kind = GNN_COUNT_INDUCED, .place = j->o.place };
    for (int64_t c = 0; c < width; c++) snprintf(j->heading[first + c], sizeof *j->heading, "%s/", name);
    if (j->info[p].vertices > 8) { /* a star */
        for (int64_t c = 0; c < width; c++)
            snprintf(j->heading[first + c], sizeof *j->heading, "%s/%s", name, c == 0 && nodes ? "0" : "1+");
        return GNN_OK;
    }
    GNN_TRY(gnn_pattern_graph(&g, name));
    rows = nodes ? gnn_graph_n(g) : gnn_graph_edges(g);
    GNN_ALLOC(at, rows * width + 1);
    GNN_TRY(gnn_count(at, g, 1, &name, &o));
    for (int64_t u = 0; u < gnn_graph_n(g); u++)
        for (int64_t e = nodes ? 0 : gnn_graph_ptr(g)[u]; e < (nodes ? 1 : gnn_graph_ptr(g)[u + 1]); e++) {
            int64_t v = nodes ? u : gnn_graph_col(g)[e];
            if (v < u) continue;
            for (int64_t c = 0; c < width; c++) {
                char *h = j->heading[first + c];
                size_t n = strlen(h);
                if (!at[row * width + c]) continue;
                snprintf(h + n, sizeof *j->heading - n, nodes ? "%s%lld" : "%s%lld-%lld", h[n - 1] == '/' ? "" : "+",
                         (long long)u, (long long)v);
            }
            row++;
        }
done:
    gnn_graph_free(g);
    gnn_i_free(at);
    return st;
}

/* Fixed columns, then one a pattern or orbit. */
static int fixed_columns(const job *j) { return j->o.place == GNN_COUNT_NODES ? 3 : 4; }

static gnn_status name_columns(job *j)
{
    static const char *const fixed[3][4] = { { "graph", "kind", "n", "m" }, { "graph", "kind", "vertex", NULL }, { "graph", "kind", "u", "v" } };
    gnn_status st = GNN_OK;
    int64_t at = 0;
    int k = fixed_columns(j);
    GNN_TRY(gnn_count_columns(&j->columns, j->patterns, j->name, j->o.place));
    GNN_CALLOC(j->heading, j->columns + 1);
    GNN_CALLOC(j->column, j->columns + k + 1);
    for (int64_t p = 0; p < j->patterns; p++) {
        if (j->o.place == GNN_COUNT_GRAPH) snprintf(j->heading[at++], sizeof *j->heading, "%s", j->name[p]);
        else {
            GNN_TRY(name_orbits(j, p, at));
            at += j->o.place == GNN_COUNT_NODES ? j->info[p].orbits : j->info[p].edge_orbits;
        }
    }
    for (int i = 0; i < k; i++) j->column[i] = (cli_column){ fixed[j->o.place][i], i != 1 };
    for (int64_t c = 0; c < j->columns; c++) j->column[k + c] = (cli_column){ j->heading[c], true };
done:
    return st;
}

/* ---- results ---- */

static void json_counts(FILE *f, const job *j, const int64_t *counts)
{
    for (int64_t c = 0; c < j->columns; c++) {
        if (c) fputc(',', f);
        cli_json_string(f, j->heading[c]);
        fprintf(f, ":%lld", (long long)counts[c]);
    }
}

/* One object a graph; rows of vertices and edges are arrays under the orbits' names. */
static void print_object(FILE *f, const job *j, const gnn_graph *g, const int64_t *counts, int64_t rows)
{
    fprintf(f, "{\"schema\":\"gnn-solve/1\",\"task\":\"count\",\"graph\":%lld,\"n\":%lld,\"m\":%lld,\"kind\":\"%s\",",
            (long long)j->seen, (long long)gnn_graph_n(g), (long long)gnn_graph_edges(g), j->kind);
    if (j->o.place == GNN_COUNT_GRAPH) {
        fprintf(f, "\"counts\":{");
        json_counts(f, j, counts);
        fprintf(f, "}}");
        return;
    }
    fprintf(f, "\"%s\":{", j->o.place == GNN_COUNT_NODES ? "nodes" : "edges");
    for (int64_t c = 0; c < j->columns; c++) {
        fprintf(f, "%s", c ? "," : "");
        cli_json_string(f, j->heading[c]);
        for (int64_t r = 0; r < rows; r++) fprintf(f, "%s%lld", r ? "," : ":[", (long long)counts[r * j->columns + c]);
        fprintf(f, "%s", rows ? "]" : ":[]");
    }
    fprintf(f, "}}");
}

/* A line a graph, or one text: an object, or an array if there are more graphs. */
static gnn_status print_json(job *j, const gnn_graph *g, const int64_t *counts, int64_t rows)
{
    size_t size;
    FILE *held = NULL;
    if (cli_opt.format == CLI_JSON && j->seen == 1) {
        held = open_memstream(&j->first, &size);
        if (!held) return gnn_i_fail(GNN_ENOMEM, "out of memory for a result");
    } else if (cli_opt.format == CLI_JSON) {
        if (j->first) fprintf(j->out, "[\n%s", j->first);
        fputs(",\n", j->out);
        free(j->first), j->first = NULL;
    }
    print_object(held ? held : j->out, j, g, counts, rows);
    if (held && fclose(held) != 0) return gnn_i_fail(GNN_ENOMEM, "out of memory for a result");
    if (cli_opt.format == CLI_JSONL) fputc('\n', j->out);
    return GNN_OK;
}

static void end_json(job *j)
{
    if (cli_opt.format != CLI_JSON || !j->out) return;
    fprintf(j->out, "%s\n", j->first ? j->first : "\n]");
    free(j->first), j->first = NULL;
}

static gnn_status print_long(job *j, const int64_t *counts)
{
    for (int64_t c = 0; c < j->columns; c++) {
        cli_int(j->records, j->seen), cli_text(j->records, "%s", j->kind);
        cli_text(j->records, "%s", j->heading[c]);
        cli_int(j->records, counts[c]);
        GNN_TRY_RETURN(cli_row(j->records));
    }
    return GNN_OK;
}

static gnn_status print_row(job *j, const int64_t *counts)
{
    for (int64_t c = 0; c < j->columns; c++) cli_int(j->records, counts[c]);
    return cli_row(j->records);
}

static gnn_status print_wide(job *j, const gnn_graph *g, const int64_t *counts)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    if (j->o.place == GNN_COUNT_GRAPH) {
        cli_int(j->records, j->seen), cli_text(j->records, "%s", j->kind);
        cli_int(j->records, gnn_graph_n(g)), cli_int(j->records, gnn_graph_edges(g));
        return print_row(j, counts);
    }
    for (int64_t u = 0; u < gnn_graph_n(g); u++)
        for (int64_t e = ptr[u]; j->o.place == GNN_COUNT_EDGES ? e < ptr[u + 1] : e == ptr[u]; e++) {
            if (j->o.place == GNN_COUNT_EDGES && col[e] < u) continue;
            cli_int(j->records, j->seen), cli_text(j->records, "%s", j->kind), cli_int(j->records, u);
            if (j->o.place == GNN_COUNT_EDGES) cli_int(j->records, col[e]);
            GNN_TRY_RETURN(print_row(j, counts));
            counts += j->columns;
        }
    return GNN_OK;
}

static gnn_status count_maps(int64_t *counts, const job *j, const gnn_graph *g)
{
    gnn_status st = GNN_OK;
    gnn_graph *p = NULL;
    double start = gnn_i_now(), limit = j->o.limit_seconds;
    for (int64_t i = 0; i < j->patterns; i++) {
        double rest = limit > 0 ? fmax(start + limit - gnn_i_now(), 1e-6) : 0;
        GNN_TRY(gnn_pattern_graph(&p, j->name[i]));
        GNN_TRY(gnn_count_homomorphisms(&counts[i], p, g, rest));
        gnn_graph_free(p);
        p = NULL;
    }
done:
    gnn_graph_free(p);
    return st;
}

static gnn_status count_one(job *j, const gnn_graph *g)
{
    static const cli_column long_form[] = { { "graph", true }, { "kind", false }, { "pattern", false }, { "count", true } };
    gnn_status st = GNN_OK;
    int64_t *counts = NULL, rows = j->o.place == GNN_COUNT_GRAPH   ? 1
                                   : j->o.place == GNN_COUNT_NODES ? gnn_graph_n(g)
                                                                   : gnn_graph_edges(g);
    bool json = cli_opt.format == CLI_JSON || cli_opt.format == CLI_JSONL,
         tall = cli_opt.format == CLI_TABLE && j->o.place == GNN_COUNT_GRAPH;
    j->seen++;
    GNN_ALLOC(counts, rows * j->columns + 1);
    GNN_TRY(j->maps ? count_maps(counts, j, g) : gnn_count(counts, g, j->patterns, j->name, &j->o));
    if (!j->out) GNN_TRY(cli_out(&j->out));
    if (!json && !j->records && tall) GNN_TRY(cli_records_new(&j->records, j->out, "gnn-solve/1", 4, long_form));
    if (!json && !j->records)
        GNN_TRY(cli_records_new(&j->records, j->out, "gnn-solve/1", fixed_columns(j) + (int)j->columns, j->column));
    if (json) GNN_TRY(print_json(j, g, counts, rows));
    else GNN_TRY(tall ? print_long(j, counts) : print_wide(j, g, counts));
done:
    gnn_i_free(counts);
    return st;
}

static int on_graph(void *ctx, gnn_graph *g, int64_t line, const char *text)
{
    job *j = ctx;
    (void)line, (void)text;
    j->st = count_one(j, g);
    if (j->st != GNN_OK) snprintf(j->error, sizeof j->error, "graph %lld: %s", (long long)j->seen, gnn_last_error());
    gnn_graph_free(g);
    return j->st != GNN_OK;
}

static gnn_status count_files(job *j)
{
    gnn_status st = GNN_OK;
    GNN_TRY(name_columns(j));
    for (int i = 0; i < j->n_files; i++) {
        gnn_status read = cli_input(gnn_scan_graphs(j->files[i], j->from, NULL, on_graph, j));
        if (j->st != GNN_OK) GNN_TRY(gnn_i_fail(j->st, "%s", j->error));
        GNN_TRY(read);
    }
done:
    end_json(j);
    if (j->records) {
        gnn_status end = cli_records_end(&j->records);
        if (st == GNN_OK) st = end;
    }
    gnn_i_free(j->heading);
    gnn_i_free(j->column);
    return st;
}

static gnn_status list_patterns(void)
{
    static const cli_column columns[] = { { "pattern", false }, { "vertices", true }, { "edges", true }, { "edge list", false },
                                          { "node orbits", true }, { "edge orbits", true } };
    gnn_status st = GNN_OK;
    cli_records *r = NULL;
    gnn_graph *g = NULL;
    FILE *out;
    GNN_TRY(cli_out(&out));
    GNN_TRY(cli_records_new(&r, out, "gnn-solve/1", 6, columns));
    for (int i = 0; gnn_pattern_name(i); i++) {
        gnn_pattern_info info;
        char text[128] = "";
        GNN_TRY(gnn_pattern(&info, gnn_pattern_name(i)));
        GNN_TRY(gnn_pattern_graph(&g, info.name));
        for (int64_t u = 0, n = 0; u < gnn_graph_n(g); u++)
            for (int64_t e = gnn_graph_ptr(g)[u]; e < gnn_graph_ptr(g)[u + 1]; e++)
                if (gnn_graph_col(g)[e] > u)
                    n += snprintf(text + n, sizeof text - (size_t)n, "%s%lld-%d", n ? " " : "", (long long)u,
                                  (int)gnn_graph_col(g)[e]);
        cli_text(r, "%s", info.name);
        cli_int(r, info.vertices), cli_int(r, info.edges);
        cli_text(r, "%s", text);
        cli_int(r, info.orbits), cli_int(r, info.edge_orbits);
        GNN_TRY(cli_row(r));
        gnn_graph_free(g);
        g = NULL;
    }
done:
    gnn_graph_free(g);
    if (r) {
        gnn_status end = cli_records_end(&r);
        if (st == GNN_OK) st = end;
    }
    return st;
}

static int run(int argc, char **argv)
{
    job j = { 0 };
    cli_parse(&command, argc, argv, &j);
    gnn_status st = j.list ? list_patterns() : count_files(&j);
    return cli_finish(st);
}

const solve_task solve_task_count = { .name = "count", .summary = "small patterns, exactly: by graph, vertex or edge", .examples = EXAMPLES, .run = run };
