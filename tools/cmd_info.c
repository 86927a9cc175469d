/* gnn-info: describe a graph, a data set, weights or this build; check a model's gradients and equivariance. */
#include <sys/stat.h>
#include <unistd.h>
#include "gnn-info/info.h"
#include "io/dataset_i.h"

enum { KEY_FROM = 1000, KEY_GRAD, KEY_EQUIVARIANCE, KEY_CONFIG, KEY_DATA, KEY_TRIALS, KEY_VERIFY };

static const struct argp_option options[] = {
    { "from", KEY_FROM, "FORMAT", 0, "FILE holds graphs in this format (default: by content, then by name)", 0 },
    { "check-equivariance", KEY_EQUIVARIANCE, "MODEL", 0, "f(P x) = P f(x) in f64 under random renamings; MODEL: a name or a file of weights", 0 },
    { "check-grad", KEY_GRAD, "MODEL", 0, "Gradients in f64 against differences along random directions", 0 },
    { "verify", KEY_VERIFY, "PATH", 0, "Check a certificate of gnn-expressivity, or all in a folder, by separate code", 0 },
    { "config", KEY_CONFIG, "JSON", 0, "Configuration of a named MODEL (default: in 3, out 2, hidden 4)", 0 },
    { "data", KEY_DATA, "FILE", 0, "Check on this data set (default: nine graphs at the corners)", 0 },
    { "trials", KEY_TRIALS, "N", 0, "Renamings or directions tried (default: 10)", 0 },
    { 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    info_request *q = state->input;
    switch (key) {
    case KEY_FROM: q->from = arg; return 0;
    case KEY_GRAD: q->check_grad = arg; return 0;
    case KEY_EQUIVARIANCE: q->check_equivariance = arg; return 0;
    case KEY_VERIFY: q->verify = arg; return 0;
    case KEY_CONFIG: q->config = arg; return 0;
    case KEY_DATA: q->data = arg; return 0;
    case KEY_TRIALS: q->trials = cli_take_int("--trials", arg, 1, 1000000); return 0;
    case ARGP_KEY_ARG:
        if (q->path) cli_usage("one FILE at a time ('%s' is a second)", arg);
        q->path = arg;
        return 0;
    case ARGP_KEY_END: {
        bool check = q->check_grad || q->check_equivariance;
        if (q->verify && (check || q->path)) cli_usage("--verify is a run of its own");
        if (check && q->path) cli_usage("a check takes its examples from --data, not from '%s'", q->path);
        if (!check && (q->config || q->data)) cli_usage("%s belongs to a check", q->config ? "--config" : "--data");
        if (q->from && !q->path) cli_usage("--from belongs to a FILE");
        return 0;
    }
    }
    return ARGP_ERR_UNKNOWN;
}

static const cli_values values[] = { { "from", gnn_format_name }, { "check-grad", gnn_model_list },
                                     { "check-equivariance", gnn_model_list }, { 0 } };

static const cli_command command = {
    .name = "gnn-info",
    .summary = "Describe a graph file, a data set, a file of weights, or (without arguments) this build; check models.",
    .arguments = "[FILE]\n--check-equivariance MODEL\n--check-grad MODEL\n--verify PATH",
    .details = "FILE is a graph file ('-': standard input), a data set (a TU folder, GIN's text form,\n"
               "or the prefix of a Planetoid text set), or safetensors.  A check that fails exits 1.\n",
    .examples = "  gnn-info\n"
                "  gnn-convert --generate famous:name=petersen | gnn-info -\n"
                "  gnn-info --check-equivariance gin --check-grad gin\n"
                "  gnn-expressivity --pairs --certificate proofs pairs.g6 && gnn-info --verify proofs\n"
                "  gnn-info --check-grad gcn --config '{\"layers\":3}' --format json\n",
    .common = CLI_FORMAT | CLI_SEED | CLI_THREADS | CLI_OUTPUT,
    .options = options,
    .parse = parse,
    .values = values,
};

/* Safetensors begin with eight bytes of length and a brace. */
static bool looks_like_weights(const char *path)
{
    unsigned char head[9] = { 0 };
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(head, 1, sizeof head, f) : 0, len = strlen(path);
    if (f) fclose(f);
    bool brace = n == sizeof head && head[8] == '{' && head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] == 0;
    return brace || (len > 12 && strcmp(path + len - 12, ".safetensors") == 0);
}

static gnn_status describe(const info_request *q)
{
    struct stat info;
    int yes = stat(q->path, &info) == 0;
    if (q->from || strcmp(q->path, "-") == 0) return info_graphs(q);
    if (!yes || S_ISDIR(info.st_mode)) return info_dataset(q->path); /* a prefix or a folder; the reader names what is missing */
    if (S_ISREG(info.st_mode) && looks_like_weights(q->path)) return info_weights(q->path);
    bool gin = false;
    if (S_ISREG(info.st_mode)) GNN_TRY_RETURN(gnn_i_looks_like_gin(&gin, q->path, NULL));
    return gin ? info_dataset(q->path) : info_graphs(q);
}

int main(int argc, char **argv)
{
    info_request q = { .trials = 10 };
    bool passed = true;
    cli_parse(&command, argc, argv, &q);
    if (q.verify) {
        int code = CLI_DONE, end = cli_finish(info_verify(&code, q.verify));
        return end != CLI_DONE ? end : code;
    }
    if (q.check_grad || q.check_equivariance) {
        gnn_status st = info_check(&passed, &q);
        return cli_finish_check(st, passed);
    }
    return cli_finish(q.path ? describe(&q) : info_build());
}
