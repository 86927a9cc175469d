/* Time and memory limits of a test. */
#include "verdict.h"

gnn_status gnn_i_budget_poll(gnn_i_budget *b)
{
    if (gnn_canceled()) return gnn_i_fail(GNN_ECANCELED, "canceled");
    if (b->limit_seconds > 0 && gnn_i_now() - b->start > b->limit_seconds) {
        b->reason = "time";
        return gnn_i_fail(GNN_ELIMIT, "the time limit of %g s was reached", b->limit_seconds);
    }
    return GNN_OK;
}

gnn_status gnn_i_budget_bytes(gnn_i_budget *b, int64_t bytes)
{
    if (!gnn_i_add_ok(b->held, bytes, &b->held)) b->held = INT64_MAX;
    if (b->limit_bytes > 0 && b->held > b->limit_bytes) {
        b->reason = "memory";
        return gnn_i_fail(GNN_ELIMIT, "%lld bytes are needed, %lld are allowed", (long long)b->held,
                          (long long)b->limit_bytes);
    }
    return GNN_OK;
}
