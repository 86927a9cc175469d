/* Training steps of the spectral and the line-graph network (30 layers of 8, as published) on graphs of 5 groups
 * without edges inside.  CPU time on one thread of
 *   bench_spectral [spectral|lgnn|all [N [DEGREE [STEPS]]]]      all, 400, 14.4 and 60 by default
 *   ms_median, ms_p10         forward, backward, clipping, Adamax on one graph whose operators are made: the peer's step
 *   iteration_median, …_p10   all of an iteration: fresh graph, operators, loss under the best renaming, overlap
 * Output: JSON lines. */
#include "bench.h"
#include "base/base.h"

typedef struct bench {
    gnn_graph *g;
    gnn_model *m;
    gnn_tape *tape;
    gnn_optimizer *optimizer;
    gnn_input in;
    gnn_community_run *run;
} bench;

static void prepare(bench *b, const char *model, const char *recipe)
{
    gnn_community_train_options o = GNN_COMMUNITY_TRAIN_OPTIONS_INIT;
    static int64_t ptr[2];
    int count;
    o.data = recipe;
    must(gnn_model_new(&b->m, model, "{\"in\":1,\"out\":5,\"hidden\":8,\"layers\":30}", GNN_F32, 1), model);
    must(gnn_community_run_new(&b->run, b->m, &o), "run");
    must(gnn_community_draw(&b->g, recipe, 1, "bench", 0), recipe);
    must(gnn_optimizer_new(&b->optimizer, "adamax", gnn_model_params(b->m), NULL), "adamax");
    must(gnn_tape_new(&b->tape, GNN_F32), "tape");
    const char *const *names = gnn_model_operators(b->m, &count);
    gnn_operator **ops = calloc((size_t)count + 1, sizeof *ops);
    for (int i = 0; i < count; i++) must(gnn_operator_new(&ops[i], b->g, names[i], GNN_F32), names[i]);
    gnn_tensor *x;
    must(gnn_tensor_new(&x, GNN_F32, 2, (int64_t[]){ gnn_graph_n(b->g), 1 }), "features");
    for (int64_t u = 0; u < gnn_graph_n(b->g); u++)
        gnn_tensor_set(x, u, (double)(gnn_graph_ptr(b->g)[u + 1] - gnn_graph_ptr(b->g)[u]));
    ptr[1] = gnn_graph_n(b->g);
    b->in = (gnn_input){
        .n = ptr[1], .graphs = 1, .node_ptr = ptr, .x = x, .ops = (const gnn_operator *const *)ops, .training = 1
    };
}

static void step(bench *b)
{
    gnn_tape_reset(b->tape);
    gnn_params_zero_grad(gnn_model_params(b->m));
    gnn_var y = gnn_model_forward(b->m, b->tape, &b->in);
    must(gnn_backward(gnn_cross_entropy(y, gnn_graph_node_label(b->g), NULL, b->in.n)), "backward");
    gnn_clip_grad_norm(gnn_model_params(b->m), 40);
    gnn_optimizer_step(b->optimizer, 0.004);
}

static void iteration(bench *b)
{
    must(gnn_community_run_step(b->run, NULL), "iteration");
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(double *median, double *p10, bench *b, void (*one)(bench *), int steps)
{
    double ms[1000];
    for (int i = 0; i < 3; i++) one(b);
    for (int i = 0; i < steps; i++) {
        double t = cpu_now();
        one(b);
        ms[i] = 1e3 * (cpu_now() - t);
    }
    qsort(ms, (size_t)steps, sizeof *ms, by_value);
    *median = ms[steps / 2], *p10 = ms[steps / 10];
}

static void report(bench *b, const char *model, int steps)
{
    double ms[4];
    measure(&ms[0], &ms[1], b, step, steps);
    measure(&ms[2], &ms[3], b, iteration, steps);
    printf("{\"bench\":\"spectral\",\"case\":\"%s\",\"n\":%lld,\"edges\":%lld,\"threads\":1,\"ms_median\":%.3f,"
           "\"ms_p10\":%.3f,"
           "\"iteration_median\":%.3f,\"iteration_p10\":%.3f,\"steps\":%d,\"tape_mb\":%.1f}\n",
           model, (long long)b->in.n, (long long)gnn_graph_edges(b->g), ms[0], ms[1], ms[2], ms[3], steps,
           (double)gnn_tape_bytes(b->tape, NULL) / 1048576);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const char *const models[] = { "spectral", "lgnn" };
    static bench b[2];
    char recipe[80];
    const char *only = argc > 1 && strcmp(argv[1], "all") != 0 ? argv[1] : NULL;
    int n = argc > 2 ? atoi(argv[2]) : 400, steps = argc > 4 ? atoi(argv[4]) : 60;
    double degree = argc > 3 ? atof(argv[3]) : 14.4;
    if (n < 10 || degree <= 0 || steps < 1 || steps > 1000)
        return fprintf(stderr, "bench_spectral: N >= 10, DEGREE > 0, 1 to 1000 STEPS\n"), 2;
    snprintf(recipe, sizeof recipe, "sbm:n=%d,k=5,a=0,b=%.17g", n, degree * 5 / 4);
    gnn_set_threads(1);
    for (int i = 0; i < 2; i++) {
        if (only && strcmp(only, models[i]) != 0) continue;
        prepare(&b[i], models[i], recipe);
        report(&b[i], models[i], steps);
    }
    return 0;
}
