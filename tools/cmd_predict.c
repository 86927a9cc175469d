/* gnn-predict: apply trained weights to nodes or graphs. */
#include <math.h>
#include "common/cli.h"
#include "gnn-train/weights.h"

#define PREDICT_SCHEMA "gnn-predict/1"
enum { KEY_BATCH = 1000, KEY_SCORES, KEY_SPLIT };

static const struct argp_option options[] = {
    { "scores", KEY_SCORES, 0, 0, "The model's scores, not probabilities", 0 },
    { "split", KEY_SPLIT, "train|val|test|none", 0, "Only the nodes of this part of the data's split", 0 },
    { "batch", KEY_BATCH, "N", 0, "Graphs at a time (default: 64)", 0 },
    { 0 }
};

typedef struct request {
    const char *model, *data;
    int64_t batch;
    bool scores;
    int split; /* -1: all */
} request;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    static const char *const parts[] = { "none", "train", "val", "test" };
    request *q = state->input;
    switch (key) {
    case KEY_BATCH: q->batch = cli_take_int("--batch", arg, 1, 1 << 20); return 0;
    case KEY_SCORES: q->scores = true; return 0;
    case KEY_SPLIT: q->split = cli_take_word("--split", arg, 4, parts); return 0;
    case ARGP_KEY_ARG:
        if (q->data) cli_usage("one MODEL and one DATA ('%s' is a third)", arg);
        if (q->model) q->data = arg;
        else q->model = arg;
        return 0;
    case ARGP_KEY_END:
        if (!q->model || !q->data) cli_usage("a MODEL and a DATA are needed");
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_command command = {
    .name = "gnn-predict",
    .summary = "Apply a trained model to the nodes or graphs of a data set or a file of graphs.",
    .arguments = "MODEL DATA",
    .details = "MODEL is a file of weights, or the folder of one run (its model.safetensors).  DATA is a\n"
               "data set or a file of graphs ('-': standard input), also below GNN_DATA_DIR.  Features\n"
               "are prepared as in training.  A line has the graph (from 1), the node (from 0, for models\n"
               "of nodes), the class, and the probability of each class; for regression the values.\n",
    .examples = "  gnn-predict runs/cora/seed0 planetoid/cora --split test\n"
                "  gnn-predict runs/mutag/fold1 tu/MUTAG.txt --format jsonl\n"
                "  gnn-convert --generate er:n=20,p=0.2 | gnn-predict model.safetensors - --format csv\n",
    .common = CLI_FORMAT | CLI_THREADS | CLI_OUTPUT,
    .options = options,
    .parse = parse,
};

/* ---- do model and data fit? ---- */

static gnn_status fits(const weights_use *use, const gnn_model *m, const gnn_dataset *ds, const char *data)
{
    const char *what = use->data[0] ? use->data : "its data";
    GNN_REQUIRE_RETURN(ds->count > 0, GNN_EINVAL, "%s: there are no graphs in it", data);
    GNN_REQUIRE_RETURN(!gnn_model_per_graph(m) || !ds->node_level, GNN_EUNSUPPORTED,
                       "%s: its labels are of nodes, the model's results of graphs", data);
    if (!use->known) return GNN_OK; /* the widths are compared by the library */
    GNN_REQUIRE_RETURN(use->features == 0 || ds->features > 0, GNN_ESHAPE,
                       "%s: has no node features, the model was trained on %s with %lld a node", data, what, (long long)use->features);
    GNN_REQUIRE_RETURN(use->features > 0 || ds->features == 0, GNN_ESHAPE,
                       "%s: has %lld features a node, the model was trained on %s without any", data, (long long)ds->features, what);
    GNN_REQUIRE_RETURN(use->features == ds->features, GNN_ESHAPE,
                       "%s: has %lld features a node, the model was trained on %s with %lld", data,
                       (long long)ds->features, what, (long long)use->features);
    return GNN_OK;
}

/* ---- results ---- */

typedef struct printer {
    const request *q;
    const gnn_dataset *ds;
    const gnn_tensor *scores;
    bool per_graph, labels, classes, binary; /* binary: one score, the logit of class 1 */
    cli_records *records;
    double *p;
    int64_t labelled, hits;
} printer;

static void probabilities(printer *o, int64_t row)
{
    int64_t C = gnn_tensor_cols(o->scores);
    double top = -INFINITY, sum = 0;
    for (int64_t c = 0; c < C; c++) {
        o->p[c] = gnn_tensor_get(o->scores, row * C + c);
        top = fmax(top, o->p[c]);
    }
    if (o->q->scores || !o->classes) return;
    if (o->binary) {
        o->p[0] = 1 / (1 + exp(-o->p[0]));
        return;
    }
    for (int64_t c = 0; c < C; c++) sum += o->p[c] = exp(o->p[c] - top);
    for (int64_t c = 0; c < C; c++) o->p[c] /= sum;
}

/* First largest score; one score: its sign. */
static int64_t class_of(const printer *o, int64_t row)
{
    int64_t C = gnn_tensor_cols(o->scores), best = 0;
    if (o->binary) return gnn_tensor_get(o->scores, row) > 0;
    for (int64_t c = 1; c < C; c++)
        if (gnn_tensor_get(o->scores, row * C + c) > gnn_tensor_get(o->scores, row * C + best)) best = c;
    return best;
}

static gnn_status print_row(printer *o, int64_t graph, int64_t node, int64_t row, int32_t label)
{
    int64_t C = gnn_tensor_cols(o->scores);
    cli_int(o->records, graph + 1);
    if (!o->per_graph) cli_int(o->records, node);
    if (o->labels && label >= 0) cli_int(o->records, label);
    else if (o->labels) cli_null(o->records);
    if (o->classes) cli_int(o->records, class_of(o, row));
    if (o->labels && label >= 0) o->labelled++, o->hits += class_of(o, row) == label;
    probabilities(o, row);
    for (int64_t c = 0; c < C; c++) {
        if (cli_opt.format == CLI_TABLE) cli_text(o->records, "%.4f", o->p[c]);
        else cli_real(o->records, o->p[c], 6);
    }
    return cli_row(o->records);
}

static gnn_status print_rows(printer *o)
{
    int64_t row = 0;
    for (int64_t i = 0; i < o->ds->count; i++) {
        const gnn_sample *s = &o->ds->samples[i];
        int64_t n = o->per_graph ? 1 : gnn_graph_n(s->graph);
        for (int64_t u = 0; u < n; u++, row++) {
            if (o->q->split >= 0 && (!s->node_split || s->node_split[u] != o->q->split)) continue;
            int32_t label = o->per_graph ? s->graph_class : s->node_class ? s->node_class[u] : -1;
            GNN_TRY_RETURN(print_row(o, i, u, row, label));
        }
    }
    return GNN_OK;
}

static gnn_status print_all(printer *o, FILE *to)
{
    gnn_status st = GNN_OK;
    int64_t C = gnn_tensor_cols(o->scores);
    int n = 0;
    cli_column *columns = NULL;
    char (*names)[32] = NULL;
    GNN_ALLOC(columns, C + 4);
    GNN_ALLOC(names, C);
    GNN_ALLOC(o->p, C);
    columns[n++] = (cli_column){ "graph", true };
    if (!o->per_graph) columns[n++] = (cli_column){ "node", true };
    if (o->labels) columns[n++] = (cli_column){ "label", true };
    if (o->classes) columns[n++] = (cli_column){ "class", true };
    for (int64_t c = 0; c < C; c++) {
        const char *letter = o->q->scores ? "score" : o->classes ? "p" : "value";
        snprintf(names[c], sizeof names[c], "%s%lld", letter, (long long)(o->binary ? 1 : c));
        columns[n++] = (cli_column){ names[c], true };
    }
    GNN_TRY(cli_records_new(&o->records, to, PREDICT_SCHEMA, n, columns));
    st = print_rows(o);
    gnn_status end = cli_records_end(&o->records);
    if (st == GNN_OK) st = end;
    if (st == GNN_OK && cli_opt.format == CLI_TABLE && o->labelled)
        fprintf(to, "\naccuracy %.4f on %lld labelled %s\n", (double)o->hits / (double)o->labelled,
                (long long)o->labelled, o->per_graph ? "graphs" : "nodes");
done:
    gnn_i_free(columns);
    gnn_i_free(names);
    gnn_i_free(o->p);
    return st;
}

/* ---- the work ---- */

static gnn_status open_model(gnn_model **out, weights_use *use, const char *path)
{
    char below[4096];
    GNN_TRY_RETURN(cli_weights_path(&path, below, path));
    return weights_read(out, use, path);
}

int main(int argc, char **argv)
{
    gnn_status st = GNN_OK;
    request q = { .batch = 64, .split = -1 };
    gnn_model *m = NULL;
    gnn_dataset *ds = NULL;
    gnn_tensor *scores = NULL;
    weights_use use;
    FILE *to;
    cli_parse(&command, argc, argv, &q);
    GNN_TRY(cli_out(&to));
    GNN_TRY(open_model(&m, &use, q.model));
    GNN_TRY(cli_read_dataset(&ds, q.data));
    if (use.normalize && ds->features) GNN_TRY(gnn_dataset_normalize_rows(ds));
    GNN_TRY(fits(&use, m, ds, q.data));
    GNN_REQUIRE(q.split < 0 || (ds->node_level && ds->samples[0].node_split), GNN_EINVAL,
                "--split: data set %s has no split of nodes", q.data);
    GNN_TRY(gnn_predict(&scores, m, ds, q.batch));
    bool classes = strcmp(use.loss, "mse") != 0 && strcmp(use.loss, "l1") != 0;
    printer o = { .q = &q, .ds = ds, .scores = scores, .per_graph = gnn_model_per_graph(m) != 0, .classes = classes,
                  .labels = classes && ds->classes > 0, .binary = classes && gnn_tensor_cols(scores) == 1 };
    st = print_all(&o, to);
done:
    gnn_tensor_free(scores);
    gnn_dataset_free(ds);
    gnn_model_free(m);
    return cli_finish(st);
}
