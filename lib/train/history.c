/* The epochs of a run, and their log: one JSON object a line.  Values that were not computed are left out. */
#include "train/trainer.h"
#include <math.h>

static size_t put(char *buf, size_t at, const char *key, double v)
{
    char number[32];
    if (!isfinite(v)) return at;
    gnn_i_format_double(number, v);
    return at + (size_t)sprintf(buf + at, "%s\"%s\":%s", at == 1 ? "" : ",", key, number);
}

/* At most 9 x (16 + 32) bytes. */
static size_t line_of(char buf[512], const gnn_epoch *e)
{
    size_t n = 1;
    buf[0] = '{';
    n = put(buf, n, "epoch", e->epoch);
    n = put(buf, n, "lr", e->lr);
    n = put(buf, n, "train_loss", e->train_loss);
    n = put(buf, n, "grad_norm", e->grad_norm);
    n = put(buf, n, "train_metric", e->train_metric);
    n = put(buf, n, "val_loss", e->val_loss);
    n = put(buf, n, "val_metric", e->val_metric);
    n = put(buf, n, "test_loss", e->test_loss);
    n = put(buf, n, "test_metric", e->test_metric);
    n = put(buf, n, "seconds", e->seconds);
    memcpy(buf + n, "}\n", 3);
    return n + 2;
}

/* A full disk must not end a run whose parameters are fine: the log says so once an epoch. */
gnn_status gnn_i_trainer_record(gnn_trainer *t, const gnn_epoch *e)
{
    char line[512];
    GNN_TRY_RETURN(gnn_i_grow(&t->history, &t->history_cap, t->history_count + 1, sizeof *t->history));
    t->history[t->history_count++] = *e;
    if (!t->opt.log) return GNN_OK;
    if (t->history_count == 1) (void)gnn_i_trainer_rewrite_log(t);
    else if (gnn_i_file_append(t->opt.log, line, line_of(line, e)) != GNN_OK)
        gnn_i_log(GNN_LOG_WARNING, "%s", gnn_last_error());
    return GNN_OK;
}

/* After a resume the file may hold epochs that are trained again. */
gnn_status gnn_i_trainer_rewrite_log(gnn_trainer *t)
{
    gnn_writer *w = NULL;
    char line[512];
    if (!t->opt.log) return GNN_OK;
    gnn_status st = gnn_i_writer_open(&w, t->opt.log, true);
    for (int64_t i = 0; st == GNN_OK && i < t->history_count; i++)
        st = gnn_i_writer_write(w, line, line_of(line, &t->history[i]));
    if (w) {
        if (st == GNN_OK) st = gnn_i_writer_commit(&w);
        else gnn_i_writer_abort(&w);
    }
    if (st != GNN_OK) gnn_i_log(GNN_LOG_WARNING, "%s", gnn_last_error());
    return st;
}
