/* Layers on pairs of nodes, f32: a 2-IGN layer (15 maps, 2 -> 2, ReLU), a PPGN block and a Ring-GNN layer on a batch of
 * equal graphs, forward and forward + backward from a given gradient, on 1 and 2 threads.  The sizes of the usual peer:
 * n 30, width 64, batch 32.  Times are of the wall and of the process' CPU (all threads), median and tenth percentile.
 * Output: JSON lines.  argv: n, width, batch, repetitions, most threads; then, if wanted, a case (ign2, ppgn, ring) and
 * an empty folder for what went in and came out, as raw f32 files that a peer can be held to (side_by_side.py): x, g,
 * y, dx, and for each parameter its values, NAME, and gradient, NAME.grad. */
#include "bench.h"
#include "base/base.h"
#include <string.h>

#define MUST(call) must(call, #call)

typedef enum kind { IGN2, PPGN, RING, KINDS } kind;
static const char *const kind_names[KINDS] = { "ign2", "ppgn", "ring" };

typedef struct bench {
    kind kind;
    gnn_params *params;
    gnn_builder *b;
    gnn_tape *tape;
    gnn_pair_linear_layer ign2;
    gnn_ppgn_layer ppgn;
    gnn_ring_layer ring;
    gnn_tensor *x, *g;
    gnn_input in;
    int64_t *ptr;
    gnn_custom_fn seed;
    gnn_var y, x_var;
} bench;

/* A number that depends on y with the gradient g. */
static gnn_status seed_forward(void *ctx, gnn_tensor *out, const gnn_tensor *const *in)
{
    (void)ctx, (void)in;
    gnn_tensor_set(out, 0, 0);
    return GNN_OK;
}

static gnn_status seed_backward(void *ctx, const gnn_tensor *out, const gnn_tensor *dout, const gnn_tensor *const *in,
                                gnn_tensor *const *din)
{
    const gnn_tensor *g = ((bench *)ctx)->g;
    const float *from = g->data;
    (void)out, (void)dout, (void)in;
    for (int64_t i = 0, n = gnn_tensor_size(g); din[0] && i < n; i++) ((float *)din[0]->data)[i] += from[i];
    return GNN_OK;
}

static gnn_tensor *drawn(int64_t rows, int64_t width, uint64_t index)
{
    gnn_tensor *t;
    gnn_rng r = gnn_rng_stream(1, "bench order2", index);
    MUST(gnn_tensor_new(&t, GNN_F32, 2, (int64_t[]){ rows, width }));
    for (int64_t i = 0; i < rows * width; i++) gnn_tensor_set(t, i, gnn_rng_normal(&r));
    return t;
}

/* Not 0: bias and mixing of maps are seen in the result. */
static void draw_parameters(gnn_params *p)
{
    for (int32_t id = 0; id < gnn_params_count(p); id++) {
        gnn_tensor t = gnn_params_value(p, id);
        gnn_rng r = gnn_rng_stream(2, "bench order2", (uint64_t)id);
        for (int64_t i = 0; t.ndim == 1 && i < gnn_tensor_size(&t); i++)
            gnn_tensor_set(&t, i, 0.1 * gnn_rng_normal(&r));
    }
}

static void prepare(bench *b, kind k, int64_t n, int64_t width, int64_t batch)
{
    *b = (bench){ .kind = k, .ptr = calloc((size_t)batch + 1, sizeof *b->ptr) };
    for (int64_t g = 0; g < batch; g++) b->ptr[g + 1] = b->ptr[g] + n;
    b->in = (gnn_input){ .n = n * batch, .graphs = batch, .node_ptr = b->ptr };
    MUST(gnn_params_new(&b->params, GNN_F32));
    MUST(gnn_builder_new(&b->b, b->params, 1));
    MUST(gnn_tape_new(&b->tape, GNN_F32));
    if (k == IGN2) MUST(gnn_pair_linear_layer_init(&b->ign2, b->b, "l", width, width, GNN_ACT_RELU));
    if (k == PPGN) MUST(gnn_ppgn_layer_init(&b->ppgn, b->b, "l", width, width));
    if (k == RING) MUST(gnn_ring_layer_init(&b->ring, b->b, "l", width, width, (double)n, GNN_ACT_RELU));
    draw_parameters(b->params);
    b->seed = (gnn_custom_fn){ .name = "seed", .forward = seed_forward, .backward = seed_backward, .ctx = b };
    b->x = drawn(n * n * batch, width, 0), b->g = drawn(n * n * batch, width, 1);
}

static void release(bench *b)
{
    gnn_tensor_free(b->x), gnn_tensor_free(b->g);
    gnn_tape_free(b->tape), gnn_builder_free(b->b), gnn_params_free(b->params);
    free(b->ptr);
}

static void run(bench *b, bool backward)
{
    gnn_tape_reset(b->tape);
    gnn_tape_record(b->tape, backward);
    gnn_context c = gnn_context_new(b->b, b->tape, &b->in);
    const gnn_pairs *p = gnn_pairs_new(b->tape, b->in.graphs, b->ptr);
    gnn_var x = b->x_var = backward ? gnn_leaf(b->tape, b->x) : gnn_constant(b->tape, b->x), y;
    if (b->kind == IGN2) y = gnn_pair_linear_layer_forward(&b->ign2, &c, p, x);
    else if (b->kind == PPGN) y = gnn_ppgn_layer_forward(&b->ppgn, &c, p, x);
    else y = gnn_ring_layer_forward(&b->ring, &c, p, x);
    b->y = y;
    MUST(gnn_tape_status(b->tape));
    if (!backward) return;
    gnn_params_zero_grad(b->params);
    MUST(gnn_backward(gnn_custom(&b->seed, 1, &y, 1, 1)));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(bench *b, bool backward, int reps)
{
    double wall[256], cpu[256];
    int64_t median = reps / 2, quiet = reps / 10;
    for (int i = 0; i < 3; i++) run(b, backward);
    int64_t before = gnn_alloc_get_stats().calls;
    for (int i = 0; i < reps; i++) {
        double w = gnn_i_now(), u = cpu_now();
        run(b, backward);
        wall[i] = 1e3 * (gnn_i_now() - w), cpu[i] = 1e3 * (cpu_now() - u);
    }
    qsort(wall, (size_t)reps, sizeof *wall, by_value), qsort(cpu, (size_t)reps, sizeof *cpu, by_value);
    printf(
        "{\"bench\":\"order2\",\"case\":\"%s_%s\",\"threads\":%d,\"wall_ms\":%.3f,\"wall_ms_p10\":%.3f,\"cpu_ms\":%.3f,"
        "\"cpu_ms_p10\":%.3f,\"reps\":%d,\"allocations\":%lld}\n",
        kind_names[b->kind], backward ? "fwdbwd" : "fwd", gnn_threads(), wall[median], wall[quiet], cpu[median],
        cpu[quiet], reps, (long long)(gnn_alloc_get_stats().calls - before));
    fflush(stdout);
}

static void write_raw(const char *folder, const char *name, const char *end, const gnn_tensor *t)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, end);
    FILE *f = fopen(path, "wb");
    size_t n = t ? (size_t)gnn_tensor_size(t) : 0;
    if (!f || !t || fwrite(t->data, sizeof(float), n, f) != n || fclose(f) != 0) {
        fprintf(stderr, "%s cannot be written\n", path);
        exit(1);
    }
}

static void write_answers(bench *b, const char *folder)
{
    run(b, true);
    write_raw(folder, "x", "", b->x), write_raw(folder, "g", "", b->g);
    write_raw(folder, "y", "", gnn_value(b->y)), write_raw(folder, "dx", "", gnn_grad(b->x_var));
    for (int32_t id = 0; id < gnn_params_count(b->params); id++) {
        gnn_tensor value = gnn_params_value(b->params, id), grad = gnn_params_grad(b->params, id);
        write_raw(folder, gnn_params_name(b->params, id), "", &value);
        write_raw(folder, gnn_params_name(b->params, id), ".grad", &grad);
    }
}

int main(int argc, char **argv)
{
    int64_t size[5] = { 30, 64, 32, 20, 2 };
    for (int i = 1; i < argc && i <= 5; i++) size[i - 1] = atoll(argv[i]);
    if (size[0] < 1 || size[1] < 1 || size[2] < 1 || size[3] < 1 || size[3] > 256) return 2;
    for (int k = 0; k < KINDS; k++) {
        bench b;
        if (argc > 6 && strcmp(argv[6], kind_names[k]) != 0) continue;
        prepare(&b, (kind)k, size[0], size[1], size[2]);
        if (argc > 7) write_answers(&b, argv[7]);
        for (int threads = 1; threads <= size[4]; threads++) {
            gnn_set_threads(threads);
            measure(&b, false, (int)size[3]);
            measure(&b, true, (int)size[3]);
        }
        release(&b);
    }
    return 0;
}
