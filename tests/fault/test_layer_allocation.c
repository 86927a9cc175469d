/* Every registered layer: each allocation failing in turn leaves GNN_ENOMEM and no blocks behind. */
#include "support/layer_case.h"

typedef struct run { const gnn_i_layer *layer; const layer_case *k; } run;

static gnn_status body(void *ctx)
{
    const run *r = ctx;
    gnn_tensor *y = NULL;
    gnn_status st = layer_case_run(&y, r->layer, r->k);
    gnn_tensor_free(y);
    return st;
}

START_TEST(every_layer_survives_missing_memory)
{
    const gnn_i_layer *layer = gnn_i_layers[_i];
    for (int v = 0; v < layer->variants; v++) {
        layer_case k;
        ck_ok(layer_case_new(&k, 12, v, false));
        run r = { layer, &k };
        support_fail_allocations(body, &r, layer->name);
        layer_case_free(&k);
    }
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_i_layers[n]) n++;
    return n;
}

TESTS_BEGIN("layer allocation")
    tcase_add_loop_test(tc_, every_layer_survives_missing_memory, 0, count());
TESTS_END
