/* gnn-expressivity: which tests and which architectures tell two graphs apart. */
#include "gnn-expressivity/expressivity.h"
#include "common/draw.h"
#include "expressivity/verdict.h"
#include "graph/igraph_bridge.h"
#include <math.h>

enum {
    KEY_TESTS = 1000,
    KEY_MODELS,
    KEY_G6,
    KEY_PAIRS,
    KEY_CLASSES,
    KEY_DRAW,
    KEY_TIME,
    KEY_MEMORY,
    KEY_EXPECT,
    KEY_DRAWS,
    KEY_LIST,
    KEY_CERTIFICATE,
    KEY_REPORT,
    KEY_CATEGORIES,
    KEY_TRAIN,
    KEY_EPOCHS,
    KEY_RATE
};

static const struct argp_option options[] = {
    {"tests", KEY_TESTS, "LIST", 0, "tests, comma separated: default, all, or names (--list-tests)", 0},
    {"models", KEY_MODELS, "LIST", 0, "also run these models (or all) with random weights in f64; with settings: gsn:patterns=clique4,layers=2", 0},
    {"draws", KEY_DRAWS, "N", 0, "random weights tried for each model (default 4)", 0},
    {"train", KEY_TRAIN, 0, 0,
     "also train each model to tell the pair apart, as BREC does (32 relabelled copies, Hotelling's T^2)", 0},
    {"epochs", KEY_EPOCHS, "N", 0, "of --train: at most so many (default 20)", 0},
    {"learning-rate", KEY_RATE, "X", 0, "of --train: Adam's (default 1e-4)", 0},
    {"g6", KEY_G6, "STRING", 0, "a graph as graph6 text; give it twice", 0},
    {"pairs", KEY_PAIRS, 0, 0, "graphs 2k-1 and 2k of FILE are a pair", 0},
    {"classes", KEY_CLASSES, 0, 0, "partition all graphs of FILE by each test", 0},
    {"certificate", KEY_CERTIFICATE, "DIR", 0, "a file in DIR for each verdict; gnn-info verifies them", 0},
    {"draw", KEY_DRAW, "FILE", 0, "picture of the pair, .svg or .png: same colour, shape and number, same 1-WL colour",
     0},
    {"report", KEY_REPORT, "FILE.html", 0, "of --pairs: a page with summary, verdicts and pictures of all pairs", 0},
    {"categories", KEY_CATEGORIES, "FILE.tsv", 0,
     "categories of the pairs, for a summary by category (a line a pair: number from 0, tab, category)", 0},
    {"limit-time", KEY_TIME, "S", 0, "seconds for each test on a pair; then undecided, exit 3", 0},
    {"limit-memory", KEY_MEMORY, "MIB", 0, "memory for each test; then undecided, exit 3", 0},
    {"expect", KEY_EXPECT, "LIST", 0, "'1-wl=no,gin=no,ppgn-trained=yes': exit 1 unless every pair is so", 0},
    {"list-tests", KEY_LIST, 0, 0, "describe the tests and leave", 0},
    {0}};

static void list_tests(void)
{
    for (int i = 0; gnn_test_name(i); i++) printf("%s\n    %s\n", gnn_test_name(i), gnn_test_help(gnn_test_name(i)));
    exit(CLI_DONE);
}

static void take_mode(request *q, int mode)
{
    if (q->mode != PAIR && (int)q->mode != mode) cli_usage("--pairs and --classes exclude each other");
    q->mode = mode;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    request *q = state->input;
    switch (key) {
    case KEY_TESTS: q->tests_text = arg; return 0;
    case KEY_MODELS: q->models_text = arg; return 0;
    case KEY_DRAWS: q->draws = cli_take_int("--draws", arg, 1, 1000000); return 0;
    case KEY_TRAIN: q->train = true; return 0;
    case KEY_EPOCHS: q->training.epochs = cli_take_int("--epochs", arg, 0, 1000000); return 0;
    case KEY_RATE: q->training.learning_rate = cli_take_real("--learning-rate", arg, 1e-12, 1e6); return 0;
    case KEY_G6:
        if (q->g6_count == 2) cli_usage("--g6 is given more than twice");
        q->g6[q->g6_count++] = arg;
        return 0;
    case KEY_PAIRS: take_mode(q, PAIRS); return 0;
    case KEY_CLASSES: take_mode(q, CLASSES); return 0;
    case KEY_REPORT: q->html = arg; return 0;
    case KEY_CATEGORIES: q->categories = arg; return 0;
    case KEY_CERTIFICATE: q->certificate = arg; return 0;
    case KEY_DRAW:
        if (cli_draw_check(arg) != GNN_OK) cli_usage("--draw: %s", gnn_last_error());
        q->draw = arg;
        return 0;
    case KEY_TIME: q->limits.limit_seconds = cli_take_real("--limit-time", arg, 1e-6, 1e9); return 0;
    case KEY_MEMORY:
        q->limits.limit_bytes = (int64_t)(cli_take_real("--limit-memory", arg, 1e-6, 1e9) * 1048576);
        return 0;
    case KEY_EXPECT: q->expect_text = arg; return 0;
    case KEY_LIST: list_tests(); return 0;
    case ARGP_KEY_ARG:
        if (q->file_count == 2) cli_usage("more than two files; --pairs and --classes take one file of many graphs");
        q->files[q->file_count++] = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const cli_values values[] = {{"tests", gnn_test_name}, {"models", gnn_model_list}, {0}};

static const cli_command command = {
    .name = "gnn-expressivity",
    .summary = "Which tests of the Weisfeiler-Leman hierarchy, and which graph neural networks, tell two graphs apart.",
    .arguments = "A B\nFILE_OF_TWO\n--g6 STRING --g6 STRING\n--pairs FILE\n--classes FILE",
    .details = "A verdict is exact: 'no' (not separated) is proven as much as 'yes'.  A file '-' is standard\n"
               "input; graph6, sparse6, edge lists and the other formats of gnn-convert are read.\n"
               "A model that separates what its bound cannot is reported as a bug (exit 4).\n",
    .examples = "  gnn-expressivity --g6 'IhEGGC@_G' --g6 'Ihe?GC@@G'\n"
                "  gnn-expressivity --pairs --tests 1-wl,2-fwl --format jsonl pairs.g6\n"
                "  gnn-expressivity --models gin,gsn:patterns=clique4 --train pair.g6\n"
                "  nauty-geng -c -d3 -D3 8 -q | gnn-expressivity --classes --tests 1-wl,2-fwl -\n"
                "  gnn-expressivity --expect '1-wl=no,2-fwl=yes' --draw pair.svg pair.g6\n",
    .common = CLI_FORMAT | CLI_SEED | CLI_THREADS | CLI_JOBS | CLI_OUTPUT,
    .options = options,
    .parse = parse,
    .values = values,
};

/* ---- input ---- */

/* Two graphs, from --g6, two files, or one file that holds two, into one list. */
static gnn_status read_two(gnn_graph_list **out, const request *q)
{
    gnn_status st = GNN_OK;
    gnn_graph_list *part[2] = {NULL, NULL}, *both = NULL;
    bool g6 = q->g6_count > 0;
    int count = g6 ? q->g6_count : q->file_count;
    if (g6 && q->file_count) cli_usage("--g6 and files exclude each other");
    if (g6 && count != 2) cli_usage("--g6 is given once; two graphs are needed");
    if (count == 0) cli_usage("two graphs are needed");
    for (int i = 0; i < count; i++) {
        if (g6)
            st = gnn_parse_graphs(&part[i], q->g6[i], strlen(q->g6[i]), i ? "second --g6" : "first --g6", "graph6",
                                  NULL);
        else st = gnn_read_graphs(&part[i], q->files[i], NULL, NULL);
        GNN_TRY(cli_input(st));
        GNN_REQUIRE(part[i]->count == (count == 2 ? 1 : 2), GNN_EINVAL,
                    "%s: %lld graphs where %s expected; --pairs and --classes take files of many graphs",
                    g6 ? "--g6" : q->files[i], (long long)part[i]->count, count == 2 ? "one is" : "two are");
    }
    if (count == 2) {
        /* The second list's graph moves behind the first's. */
        gnn_graph_list *a = part[0], *b = part[1];
        gnn_graph **graphs = gnn_i_realloc(a->graphs, 2, sizeof *graphs);
        if (!graphs) { st = GNN_ENOMEM; goto done; }
        a->graphs = graphs;
        int64_t *line = gnn_i_realloc(a->line, 2, sizeof *line);
        if (!line) { st = GNN_ENOMEM; goto done; }
        a->line = line;
        line[1] = b->line[0];
        if (a->text) {
            char **text = gnn_i_realloc(a->text, 2, sizeof *text);
            if (!text) { st = GNN_ENOMEM; goto done; }
            a->text = text;
            text[1] = NULL;
            if (b->text) text[1] = b->text[0], b->text[0] = NULL;
        }
        graphs[1] = b->graphs[0];
        b->graphs[0] = NULL;
        a->count = 2;
    }
    both = part[0], part[0] = NULL;
    *out = both;
done:
    gnn_graph_list_free(part[0]);
    gnn_graph_list_free(part[1]);
    return st;
}


/* ---- runs ---- */

static gnn_status run_single(batch *b, const gnn_graph_list *list, FILE *to)
{
    outcome o;
    const gnn_graph *g[2] = {list->graphs[0], list->graphs[1]};
    GNN_TRY_RETURN(compare_pair(&o, b->q, 1, g[0], g[1]));
    if (b->q->draw)
        GNN_TRY_RETURN(draw_pair(b->q->draw, g[0], g[1], cli_opt.force)); /* before a word is printed: it can fail */
    if (cli_opt.format == CLI_TABLE) {
        for (int i = 0; i < 2; i++) { /* for interest only: not worth more than a second */
            double limit = b->q->limits.limit_seconds > 0 ? fmin(1, b->q->limits.limit_seconds) : 1;
            if (gnn_graph_n(g[i]) > 2000 ||
                gnn_i_automorphisms(&o.automorphisms[i], g[i], gnn_i_now() + limit) != GNN_OK)
                o.automorphisms[i] = -1;
        }
        report_single(b->q, list, &o, to);
    } else {
        b->report = (report){.q = b->q, .list = list, .to = to};
        GNN_TRY_RETURN(report_pair(&b->report, 1, 0, 1, &o));
        report_end(&b->report);
    }
    judge(b, &o, "");
    return GNN_OK;
}

/* One test over all graphs; its classes, then the result without them, cross to the parent. */
typedef struct partition {
    int64_t classes;
    double seconds;
    const char *reason; /* a constant of the program */
} partition;

typedef struct class_batch {
    batch *b;
    const gnn_graph_list *list;
    int32_t *class_of;
    int64_t classes[MAX_TESTS];
    double seconds[MAX_TESTS];
    const char *reason[MAX_TESTS];
} class_batch;

static gnn_status work_classes(void *ctx, int64_t t, FILE *result)
{
    gnn_status st = GNN_OK;
    class_batch *c = ctx;
    const request *q = c->b->q;
    const gnn_graph_list *l = c->list;
    partition p = {0};
    int32_t *class_of = NULL;
    double start = gnn_i_now();
    GNN_ALLOC(class_of, l->count + 1);
    st = gnn_i_test_classes(class_of, &p.classes, &p.reason, q->tests[t], l->count, (const gnn_graph *const *)l->graphs,
                            &q->limits);
    if (st != GNN_OK) st = gnn_i_fail_prefix(st, "%s", q->tests[t]);
    GNN_TRY(st);
    p.seconds = gnn_i_now() - start;
    bool kept = fwrite(class_of, sizeof *class_of, (size_t)l->count, result) == (size_t)l->count &&
                fwrite(&p, sizeof p, 1, result) == 1;
    GNN_REQUIRE(kept, GNN_ENOMEM, "a worker's result could not be kept");
done:
    gnn_i_free(class_of);
    return st;
}

static gnn_status take_classes(void *ctx, int64_t t, const char *bytes, size_t size)
{
    class_batch *c = ctx;
    size_t list = (size_t)c->list->count * sizeof *c->class_of;
    partition p;
    GNN_REQUIRE_RETURN(size == list + sizeof p, GNN_EBUG, "a worker's result has %zu bytes, not %zu", size,
                       list + sizeof p);
    memcpy(c->class_of + t * c->list->count, bytes, list);
    memcpy(&p, bytes + list, sizeof p);
    c->classes[t] = p.classes, c->seconds[t] = p.seconds, c->reason[t] = p.reason;
    c->b->limit |= p.reason && strcmp(p.reason, "unsupported") != 0;
    return GNN_OK;
}

static gnn_status run_classes(batch *b, const gnn_graph_list *list, FILE *to)
{
    gnn_status st = GNN_OK;
    const request *q = b->q;
    class_batch c = {.b = b, .list = list};
    if (q->model_count) cli_usage("--models needs pairs of graphs");
    if (q->expect_count) cli_usage("--expect needs pairs of graphs");
    GNN_ALLOC(c.class_of, list->count * q->test_count + 1);
    GNN_TRY(cli_jobs(q->test_count, "tests", work_classes, take_classes, &c));
    report_classes(q, list, c.class_of, c.classes, c.reason, c.seconds, to);
done:
    gnn_i_free(c.class_of);
    return st;
}

/* What was found is written in any case; then the gravest of what there is to say decides the exit code. */
static int finish(const batch *b, gnn_status st)
{
    int code = cli_finish(st);
    if (code != CLI_DONE) return code;
    if (b->broken) {
        cli_error("%lld comparison%s of a model went beyond the model's bound: the model or the bound has a bug",
                  (long long)b->broken, b->broken == 1 ? "" : "s");
        return CLI_INTERNAL;
    }
    if (b->failed) return CLI_CHECK_FAILED;
    if (b->limit) {
        cli_error("a test gave up at its limit; the verdicts without it are written");
        return CLI_LIMIT;
    }
    return CLI_DONE;
}

int main(int argc, char **argv)
{
    gnn_status st = GNN_OK;
    request q = {.draws = 4, .limits = GNN_TEST_OPTIONS_INIT, .training = GNN_TRAINED_OPTIONS_INIT};
    gnn_graph_list *list = NULL;
    FILE *to = NULL;
    cli_parse(&command, argc, argv, &q);
    resolve_names(&q);
    q.training.seed = cli_opt.seed;
    if (q.train && !q.model_count) cli_usage("--train needs --models");
    if (q.certificate && q.mode == CLASSES) cli_usage("--certificate needs pairs of graphs");
    if ((q.html || q.categories) && q.mode != PAIRS)
        cli_usage("%s needs --pairs", q.html ? "--report" : "--categories");
    if (q.html && !cli_opt.force && gnn_i_file_exists(q.html))
        cli_usage("--report: %s exists already (--force replaces it)", q.html);
    if (q.draw && q.mode != PAIR) cli_usage("--draw needs one pair of graphs");
    if (q.mode != PAIR && q.g6_count) cli_usage("--g6 gives one pair; --pairs and --classes take a file");
    if (q.mode != PAIR && q.file_count > 1) cli_usage("one FILE is expected");
    batch b = {.q = &q};
    const char *file = q.file_count ? q.files[0] : "-";
    GNN_TRY(cli_out(&to));
    if (q.certificate) GNN_TRY(certificate_folder(q.certificate));
    if (q.mode == PAIRS) {
        GNN_TRY(run_pairs(&b, file, to));
        goto done;
    }
    GNN_TRY(q.mode == PAIR ? read_two(&list, &q) : cli_input(gnn_read_graphs(&list, file, NULL, NULL)));
    GNN_TRY(q.mode == PAIR ? run_single(&b, list, to) : run_classes(&b, list, to));
done:
    gnn_graph_list_free(list);
    batch_free(&b);
    forget_names(&q);
    return finish(&b, st);
}
