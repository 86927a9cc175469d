/* Every registered model: each allocation of making it, its loader, a forward and a backward pass fails in turn. */
#include "support/model_case.h"

typedef struct run { const char *name, *config; gnn_dataset *ds; } run;

static gnn_status body(void *ctx)
{
    const run *r = ctx;
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    gnn_loader *l = NULL;
    gnn_tape *tape = NULL;
    gnn_input in;
    GNN_TRY(gnn_model_new(&m, r->name, r->config, GNN_F32, 1));
    GNN_TRY(gnn_loader_new(&l, r->ds, m));
    GNN_TRY(gnn_loader_batch(&in, l, 2, (int64_t[]){ 0, 1 }));
    GNN_TRY(gnn_tape_new(&tape, GNN_F32));
    in.training = 1, in.stream = gnn_rng_stream(1, "dropout", 0);
    GNN_TRY(gnn_backward(gnn_mean(gnn_model_forward(m, tape, &in))));
done:
    gnn_tape_free(tape);
    gnn_loader_free(l);
    gnn_model_free(m);
    return st;
}

START_TEST(every_model_survives_missing_memory)
{
    char config[512];
    run r = { gnn_model_list(_i), config, model_case_dataset(5, 2, false) };
    strcpy(config, model_case_config(r.name, 4));
    support_fail_allocations(body, &r, r.name);
    model_case_sparse(r.ds);
    support_fail_allocations(body, &r, r.name);
    model_case_free(r.ds);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_model_list(n)) n++;
    return n;
}

TESTS_BEGIN("model allocation")
    tcase_add_loop_test(tc_, every_model_survives_missing_memory, 0, count());
TESTS_END
