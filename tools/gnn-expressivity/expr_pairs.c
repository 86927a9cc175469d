/* Many pairs: from a file, or from standard input as they arrive. */
#include "expressivity.h"
#include "io/scan.h"
#include <poll.h>
#include <unistd.h>

/* ---- a list of pairs ---- */

static gnn_status work(void *ctx, int64_t item, FILE *result)
{
    batch *b = ctx;
    outcome o;
    gnn_graph *const *g = b->report.list->graphs + 2 * item;
    GNN_TRY_RETURN(compare_pair(&o, b->q, b->before + item + 1, g[0], g[1]));
    GNN_REQUIRE_RETURN(fwrite(&o, sizeof o, 1, result) == 1, GNN_ENOMEM, "a worker's result could not be kept");
    return GNN_OK;
}

void judge(batch *b, const outcome *o, const char *where)
{
    b->failed += check_expectations(b->q, o, where);
    b->limit |= gave_up(b->q, o);
    if (o->broken[0]) cli_error("%sA MODEL BROKE ITS BOUND: %s", where, o->broken);
    b->broken += o->broken_count;
}

static gnn_status take(void *ctx, int64_t item, const char *bytes, size_t size)
{
    batch *b = ctx;
    outcome o;
    char where[48];
    int64_t pair = b->before + item + 1;
    GNN_REQUIRE_RETURN(size == sizeof o, GNN_EBUG, "a worker's result has %zu bytes, not %zu", size, sizeof o);
    memcpy(&o, bytes, sizeof o);
    if (isatty(1)) cli_progress_clear(); /* the results go where the progress is shown */
    GNN_TRY_RETURN(report_pair(&b->report, pair, 2 * item, 2 * item + 1, &o));
    if (cli_opt.format == CLI_JSONL) fflush(b->report.to);
    snprintf(where, sizeof where, "pair %lld: ", (long long)pair);
    judge(b, &o, where);
    return GNN_OK;
}

static gnn_status no_partner(const char *file, int64_t line, int64_t count)
{
    return gnn_i_fail(GNN_EPARSE, "%s:%lld:1: this graph has no partner: --pairs needs an even number, there are %lld",
                      file, (long long)line, (long long)count);
}

static gnn_status run_list(batch *b, const gnn_graph_list *list, const char *progress)
{
    b->report.list = list;
    gnn_status st = cli_jobs(list->count / 2, progress, work, take, b);
    b->before += list->count / 2;
    return st;
}

static gnn_status run_file(batch *b, const char *file)
{
    gnn_graph_list *list = NULL;
    gnn_status st = cli_input(gnn_read_graphs(&list, file, NULL, NULL));
    if (st == GNN_OK && list->count % 2) st = no_partner(file, list->line[list->count - 1], list->count);
    if (st == GNN_OK) st = run_list(b, list, "pairs");
    gnn_graph_list_free(list);
    return st;
}

/* ---- a stream ---- */

/* Pairs wait for each other only where several processes share them, and never while nothing comes in. */
enum { MOST_GRAPHS = 2048, MOST_ARCS = 1 << 24 };

typedef struct stream {
    batch *b;
    gnn_graph *graphs[MOST_GRAPHS];
    int64_t line[MOST_GRAPHS], arcs, last_line, seen;
    gnn_graph_list list; /* of them */
    gnn_status st;
    char text[1024];     /* of the first failure: the scan has words of its own */
} stream;

static gnn_status flush_pairs(stream *s)
{
    int64_t whole = s->list.count / 2 * 2, rest = s->list.count - whole;
    if (whole == 0) return GNN_OK;
    s->list.count = whole;
    gnn_status st = run_list(s->b, &s->list, NULL);
    for (int64_t i = 0; i < whole; i++) gnn_graph_free(s->graphs[i]);
    if (rest) s->graphs[0] = s->graphs[whole], s->line[0] = s->line[whole];
    s->list.count = rest, s->arcs = 0;
    if (st == GNN_OK) gnn_i_progress("pairs", s->b->before, 0);
    return st;
}

static gnn_status before_reading(void *ctx)
{
    stream *s = ctx;
    struct pollfd in = {0, POLLIN, 0};
    if (poll(&in, 1, 0) != 0) return GNN_OK; /* more is there, or the end */
    GNN_TRY_RETURN(flush_pairs(s));
    fflush(s->b->report.to);
    return GNN_OK;
}

static int take_graph(void *ctx, gnn_graph *g, int64_t line, const char *text)
{
    (void)text;
    stream *s = ctx;
    s->graphs[s->list.count] = g, s->line[s->list.count++] = s->last_line = line;
    s->arcs += gnn_graph_arcs(g), s->seen++;
    if (s->list.count % 2 || (cli_opt.jobs > 1 && s->list.count < MOST_GRAPHS && s->arcs < MOST_ARCS)) return 0;
    s->st = flush_pairs(s);
    if (s->st != GNN_OK) snprintf(s->text, sizeof s->text, "%s", gnn_last_error());
    return s->st != GNN_OK;
}

static gnn_status run_stream(batch *b)
{
    stream *s = gnn_i_calloc(1, sizeof *s);
    if (!s) return GNN_ENOMEM;
    s->b = b, s->list.graphs = s->graphs, s->list.line = s->line;
    gnn_status st = cli_input(gnn_i_scan_graphs("-", NULL, NULL, take_graph, before_reading, s));
    if (s->st != GNN_OK) st = gnn_i_fail(s->st, "%s", s->text);
    else if (st != GNN_OK) snprintf(s->text, sizeof s->text, "%s", gnn_last_error());
    if (s->st == GNN_OK && st != GNN_ECANCELED) { /* what came before a broken line counts */
        gnn_status last = flush_pairs(s);
        if (last != GNN_OK) st = last;
        else if (st != GNN_OK) st = gnn_i_fail(st, "%s", s->text);
    }
    if (st == GNN_OK && s->list.count) st = no_partner("standard input", s->last_line, s->seen);
    for (int64_t i = 0; i < s->list.count; i++) gnn_graph_free(s->graphs[i]);
    gnn_i_free(s);
    return st;
}

gnn_status run_pairs(batch *b, const char *file, FILE *to)
{
    b->report = (report){.q = b->q, .to = to};
    if (b->q->categories) {
        GNN_TRY_RETURN(categories_read(&b->categories, b->q->categories));
        b->report.categories = &b->categories;
    }
    GNN_TRY_RETURN(strcmp(file, "-") == 0 ? run_stream(b) : run_file(b, file));
    report_end(&b->report);
    return b->q->html ? html_write(&b->report, b->q->html, cli_opt.force) : GNN_OK;
}

void batch_free(batch *b)
{
    categories_free(&b->categories);
    gnn_i_free(b->report.html.p);
}
