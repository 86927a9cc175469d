/* gnn-convert: graphs from files or generators, to another format or a picture.  Line formats stream: memory of one graph. */
#include "common/cli.h"
#include "common/draw.h"
#include "io/format.h"
#include <unistd.h>

enum {
    KEY_FROM = 1000, KEY_TO, KEY_GENERATE, KEY_COUNT, KEY_PERMUTE, KEY_DROP, KEY_SELECT, KEY_DRAW, KEY_FORMATS,
    KEY_GENERATORS
};
enum { DROP_WEIGHTS = 1, DROP_LABELS = 2, DROP_DIRECTIONS = 4, DROP_LOOPS = 8 };
enum { MAX_FILES = 64 };

typedef struct job {
    const char *from, *to, *recipe, *draw;
    int64_t count;
    bool permute, list_formats, list_generators;
    unsigned drop;
    int64_t first, last; /* 1-based selection; last 0: all */
    const char *files[MAX_FILES];
    int n_files;
    /* while it runs */
    const gnn_format *format;
    gnn_writer *writer;
    gnn_i_text text;
    int64_t seen, written;
    gnn_graph *picture;
    gnn_status st;
    char error[512]; /* text of st: the scan that it ends has one of its own */
} job;

static const struct argp_option options[] = {
    { "from", KEY_FROM, "FORMAT", 0, "Format of the input (default: by content, then by name)", 0 },
    { "to", KEY_TO, "FORMAT", 0, "Format of the output (default: by the name of -o; else graph6, digraph6 for directed graphs)", 0 },
    { "generate", KEY_GENERATE, "RECIPE", 0, "Draw graphs instead of reading them: er:n=100,p=0.1", 0 },
    { "count", KEY_COUNT, "N", 0, "Draw the recipe N times (default: 1)", 0 },
    { "select", KEY_SELECT, "A..B", 0, "Only graphs number A to B of the input (or A alone), from 1", 0 },
    { "permute", KEY_PERMUTE, 0, 0, "Rename the vertices at random, by --seed", 0 },
    { "drop", KEY_DROP, "LIST", 0, "Leave out weights, labels, directions, loops (comma separated)", 0 },
    { "draw", KEY_DRAW, "FILE", 0, "Picture of one graph, .svg or .png; vertices are coloured by label, else by 1-WL colour", 0 },
    { "list-formats", KEY_FORMATS, 0, 0, "List the formats", 1 },
    { "list-generators", KEY_GENERATORS, 0, 0, "List the generators and their keys", 1 },
    { 0 }
};

static void take_selection(job *j, const char *arg)
{
    const char *p = arg, *end = arg + strlen(arg);
    bool ok = gnn_i_take_i64(&p, end, &j->first);
    j->last = j->first;
    if (ok && p < end) ok = end - p > 2 && p[0] == '.' && p[1] == '.' && (p += 2, gnn_i_take_i64(&p, end, &j->last));
    if (!ok || p < end || j->first < 1 || j->last < j->first)
        cli_usage("--select: '%s' is not a number A or a range A..B, from 1", arg);
}

static void take_drop(job *j, const char *arg)
{
    static const char *const words[] = { "weights", "labels", "directions", "loops" };
    for (char *w; (w = cli_next_word(&arg)); gnn_i_free(w)) j->drop |= 1u << cli_take_word("--drop", w, 4, words);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    job *j = state->input;
    switch (key) {
    case KEY_FROM: j->from = arg; return 0;
    case KEY_TO: j->to = arg; return 0;
    case KEY_GENERATE: j->recipe = arg; return 0;
    case KEY_COUNT: j->count = cli_take_int("--count", arg, 1, INT64_MAX); return 0;
    case KEY_SELECT: take_selection(j, arg); return 0;
    case KEY_PERMUTE: j->permute = true; return 0;
    case KEY_DROP: take_drop(j, arg); return 0;
    case KEY_DRAW: j->draw = arg; return 0;
    case KEY_FORMATS: j->list_formats = true; return 0;
    case KEY_GENERATORS: j->list_generators = true; return 0;
    case ARGP_KEY_ARG:
        if (j->n_files == MAX_FILES) cli_usage("more than %d files", MAX_FILES);
        j->files[j->n_files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (j->list_formats || j->list_generators) return 0;
        if (j->recipe && j->n_files) cli_usage("--generate draws its graphs and takes no file ('%s')", j->files[0]);
        if (!j->recipe && j->count) cli_usage("--count belongs to --generate");
        if (j->recipe && j->from) cli_usage("--from belongs to files, --generate reads none");
        if (!j->recipe && !j->n_files) {
            if (isatty(0)) cli_usage("no input: name a file, '-' for standard input, or --generate");
            j->files[j->n_files++] = "-";
        }
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_values values[] = { { "from", gnn_format_name }, { "to", gnn_format_name }, { "generate", gnn_generator_name }, { 0 } };

static const cli_command command = {
    .name = "gnn-convert",
    .summary = "Convert graphs between formats, generate them, rename their vertices, draw them.",
    .arguments = "[FILE...]\n--generate RECIPE\n--list-formats\n--list-generators",
    .details = "FILE '-' is standard input, also the default when it is not a terminal; .gz is undone.\n"
               "What a format cannot hold is an error, not a loss: --drop says that the loss is meant.\n",
    .examples = "  gnn-convert --generate famous:name=petersen\n"
                "  gnn-convert --generate sbm:n=60,k=3,pin=0.4,pout=0.02 --seed 1 --draw sbm.svg\n"
                "  gnn-convert --generate csl:n=41,skip=3 -o csl.mtx --force\n"
                "  echo 'IheA@GUAo' | gnn-convert --permute --seed 7 --to edgelist -\n",
    .common = CLI_SEED | CLI_OUTPUT,
    .options = options,
    .parse = parse,
    .values = values,
};

/* ---- what is done to a graph ---- */

static gnn_status without(gnn_graph **g, unsigned drop)
{
    gnn_status st = GNN_OK;
    gnn_graph *h = *g, *made = NULL;
    const int64_t *ptr = gnn_graph_ptr(h);
    const int32_t *col = gnn_graph_col(h);
    const double *w = drop & DROP_WEIGHTS ? NULL : gnn_graph_weight(h);
    bool directed = gnn_graph_directed(h), flatten = directed && (drop & DROP_DIRECTIONS);
    int32_t *src, *dst = NULL;
    double *weight = NULL;
    int64_t m = 0;
    GNN_ALLOC(src, gnn_graph_arcs(h));
    GNN_ALLOC(dst, gnn_graph_arcs(h));
    if (w) GNN_ALLOC(weight, gnn_graph_arcs(h));
    for (int64_t u = 0; u < gnn_graph_n(h); u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++)
            if (directed || col[e] >= u) {
                src[m] = (int32_t)u, dst[m] = col[e];
                if (w) weight[m] = w[e];
                m++;
            }
    gnn_graph_spec spec = { .n = gnn_graph_n(h), .m = m, .src = src, .dst = dst, .weight = weight,
                            .node_label = drop & DROP_LABELS ? NULL : gnn_graph_node_label(h),
                            .flags = (directed && !flatten ? GNN_DIRECTED : GNN_UNDIRECTED) | (flatten ? GNN_MERGE : 0) |
                                     (drop & DROP_LOOPS ? GNN_NO_LOOPS : 0) };
    GNN_TRY(gnn_graph_new(&made, &spec));
    gnn_graph_free(h);
    *g = made;
done:
    gnn_i_free(src);
    gnn_i_free(dst);
    gnn_i_free(weight);
    return st;
}

static gnn_status renamed(gnn_graph **g, uint64_t index)
{
    gnn_status st = GNN_OK;
    gnn_graph *h = NULL;
    int32_t *perm;
    gnn_rng rng = gnn_rng_stream(cli_opt.seed, "convert/permute", index);
    GNN_ALLOC(perm, gnn_graph_n(*g));
    gnn_rng_permutation(&rng, gnn_graph_n(*g), perm);
    GNN_TRY(gnn_graph_permute(&h, *g, perm));
    gnn_graph_free(*g);
    *g = h;
done:
    gnn_i_free(perm);
    return st;
}

static gnn_status start_output(job *j, const gnn_graph *first)
{
    const char *name = j->to;
    bool directed = first && gnn_graph_directed(first);
    if (!name && !(cli_opt.output && strcmp(cli_opt.output, "-") != 0)) name = directed ? "digraph6" : "graph6";
    if (name)
        GNN_TRY_RETURN(gnn_i_format_find(&j->format, name));
    else
        GNN_TRY_RETURN(gnn_i_format_for_path(&j->format, cli_opt.output));
    return gnn_i_writer_open(&j->writer, cli_opt.output ? cli_opt.output : "-", cli_opt.force);
}

static gnn_status write_one(job *j, const gnn_graph *g)
{
    if (!j->format) GNN_TRY_RETURN(start_output(j, g));
    GNN_REQUIRE_RETURN(j->written == 0 || (j->format->holds & GNN_I_MANY), GNN_EUNSUPPORTED,
                       "format %s holds one graph a file and there are more (--select picks one)", j->format->name);
    j->text.n = 0;
    gnn_status st = gnn_i_format_write(&j->text, j->format, g);
    if (st == GNN_EUNSUPPORTED)
        return gnn_i_fail(st, "%.400s (--to names another format, --drop leaves things out)", gnn_last_error());
    GNN_TRY_RETURN(st);
    j->written++;
    return gnn_i_writer_write(j->writer, j->text.p, (size_t)j->text.n);
}

/* Takes g. */
static gnn_status take_graph(job *j, gnn_graph *g)
{
    gnn_status st = GNN_OK;
    int64_t number = ++j->seen;
    if (gnn_canceled()) GNN_TRY(gnn_i_fail(GNN_ECANCELED, "canceled"));
    if (j->last && (number < j->first || number > j->last)) goto done;
    if (j->drop) GNN_TRY(without(&g, j->drop));
    if (j->permute) GNN_TRY(renamed(&g, (uint64_t)number - 1));
    if (!j->draw || cli_opt.output || j->to) GNN_TRY(write_one(j, g));
    if (j->draw) {
        GNN_REQUIRE(!j->picture, GNN_EUNSUPPORTED, "--draw draws one graph and there are more (--select picks one)");
        j->picture = g, g = NULL;
    }
done:
    gnn_graph_free(g);
    return st;
}

static int on_graph(void *ctx, gnn_graph *g, int64_t line, const char *text)
{
    job *j = ctx;
    (void)line, (void)text;
    j->st = take_graph(j, g);
    if (j->st != GNN_OK) snprintf(j->error, sizeof j->error, "%s", gnn_last_error());
    return j->st != GNN_OK || (j->last && j->seen >= j->last);
}

static gnn_status read_files(job *j)
{
    for (int i = 0; i < j->n_files; i++) {
        gnn_status st = cli_input(gnn_scan_graphs(j->files[i], j->from, NULL, on_graph, j));
        if (j->st != GNN_OK) return gnn_i_fail(j->st, "%s", j->error);
        if (st == GNN_ECANCELED && !gnn_canceled()) return GNN_OK; /* the selection is complete */
        GNN_TRY_RETURN(st);
    }
    return GNN_OK;
}

static gnn_status generate(job *j)
{
    int64_t times = j->count ? j->count : 1;
    for (int64_t i = 0; i < times; i++) {
        gnn_graph **graphs;
        int64_t count;
        gnn_status st = gnn_generate(&graphs, &count, j->recipe, cli_opt.seed, (uint64_t)i);
        if (st != GNN_OK) return st;
        for (int64_t k = 0; k < count; k++) {
            gnn_graph *g = graphs[k];
            graphs[k] = NULL;
            if (st == GNN_OK)
                st = take_graph(j, g);
            else
                gnn_graph_free(g);
        }
        gnn_graphs_free(graphs, count);
        GNN_TRY_RETURN(st);
        gnn_i_progress("generate", i + 1, times);
    }
    return GNN_OK;
}

static gnn_status draw(job *j)
{
    gnn_status st = GNN_OK;
    const gnn_graph *g = j->picture;
    int64_t n = gnn_graph_n(g), colors, rounds;
    int32_t *color;
    char caption[96];
    GNN_ALLOC(color, n);
    if (gnn_graph_node_label(g))
        memcpy(color, gnn_graph_node_label(g), (size_t)n * sizeof *color);
    else
        GNN_TRY(gnn_color_refinement(color, &colors, &rounds, g));
    snprintf(caption, sizeof caption, "%lld vertices, %lld edges", (long long)n, (long long)gnn_graph_edges(g));
    cli_panel panel = { g, color, caption };
    GNN_TRY(cli_draw(j->draw, 1, &panel, NULL, cli_opt.force));
done:
    gnn_i_free(color);
    return st;
}

static gnn_status convert(job *j)
{
    gnn_status st = GNN_OK;
    GNN_TRY(j->recipe ? generate(j) : read_files(j));
    GNN_REQUIRE(!j->last || j->seen >= j->first, GNN_EINVAL,
                "--select: the input has %lld graphs, number %lld is asked for", (long long)j->seen,
                (long long)j->first);
    if (j->draw) {
        GNN_REQUIRE(j->picture, GNN_EINVAL, "--draw: the input has no graph");
        GNN_TRY(draw(j));
    }
    if (!j->writer && (!j->draw || cli_opt.output)) GNN_TRY(start_output(j, NULL)); /* no graphs: an empty file */
    if (j->writer) GNN_TRY(gnn_i_writer_commit(&j->writer));
done:
    gnn_i_writer_abort(&j->writer);
    gnn_graph_free(j->picture);
    gnn_i_free(j->text.p);
    return st;
}

/* ---- lists ---- */

static gnn_status list_formats(void)
{
    static const cli_column columns[] = { { "format", false }, { "read", false }, { "write", false }, { "holds", false }, { "extensions", false }, { "what", false } };
    cli_records *r = NULL;
    GNN_TRY_RETURN(cli_records_new(&r, stdout, "gnn-convert/1", 6, columns));
    for (int i = 0; gnn_i_formats[i]; i++) {
        const gnn_format *f = gnn_i_formats[i];
        cli_text(r, "%s", f->name);
        cli_bool(r, f->read != NULL);
        cli_bool(r, f->write != NULL);
        cli_text(r, "%s%s%s%s%s", f->holds & GNN_I_MANY ? "many" : "one", f->holds & GNN_I_DIRECTED ? " directed" : "",
                 f->holds & GNN_I_WEIGHTS ? " weights" : "", f->holds & GNN_I_LABELS ? " labels" : "",
                 f->holds & GNN_I_LOOPS ? " loops" : "");
        cli_text(r, "%s", f->extensions);
        const char *what = strstr(f->help, f->name); /* "rw  graph6  one graph a line": the first two are columns here */
        what = what ? what + strlen(f->name) : f->help;
        cli_text(r, "%s", what + strspn(what, " "));
        GNN_TRY_RETURN(cli_row(r));
    }
    return cli_records_end(&r);
}

static gnn_status list_generators(void)
{
    for (int i = 0; gnn_generator_name(i); i++) {
        const char *text = gnn_generator_help(gnn_generator_name(i));
        printf("%s%s%s: ", cli_color_out(CLI_BOLD), gnn_generator_name(i), cli_color_out(CLI_PLAIN));
        for (; *text; text++) {
            if (*text == ';' && text[1] == ' ') /* one key a line */
                fputs("\n   ", stdout);
            else
                fputc(*text, stdout);
        }
        putchar('\n');
    }
    return GNN_OK;
}

int main(int argc, char **argv)
{
    job j = { 0 };
    cli_parse(&command, argc, argv, &j);
    if (j.list_formats) return cli_finish(list_formats());
    if (j.list_generators) return cli_finish(list_generators());
    return cli_finish(convert(&j));
}
