/* What degrees alone tell, without a network: least squares on the numbers of vertices of each degree and a constant. */
#include "counting.h"
#include <math.h>

enum { DEGREES = 64, COLUMNS = DEGREES + 1 }; /* the last degree stands for all above; the last column is 1 */

static void histogram(double h[COLUMNS], const gnn_graph *g)
{
    const int64_t *ptr = gnn_graph_ptr(g);
    memset(h, 0, COLUMNS * sizeof *h);
    h[DEGREES] = 1;
    for (int64_t v = 0; v < gnn_graph_n(g); v++) {
        int64_t d = ptr[v + 1] - ptr[v];
        h[d < DEGREES ? d : DEGREES - 1]++;
    }
}

/* A = sum of h h^T, b = sum of h y over the training graphs. */
static void normal_equations(double A[COLUMNS][COLUMNS], double b[COLUMNS], const gnn_dataset *ds, const uint8_t *split)
{
    double h[COLUMNS];
    for (int64_t i = 0; i < ds->count; i++) {
        if (split[i] != GNN_SPLIT_TRAIN) continue;
        histogram(h, ds->samples[i].graph);
        for (int j = 0; j < COLUMNS; j++) {
            b[j] += h[j] * gnn_tensor_get(ds->samples[i].target, 0);
            for (int k = 0; k < COLUMNS; k++) A[j][k] += h[j] * h[k];
        }
    }
}

/* b <- A^-1 b by elimination along the diagonal; a column that adds nothing gets 0. */
static void solve(double A[COLUMNS][COLUMNS], double b[COLUMNS])
{
    bool used[COLUMNS] = { false };
    double scale[COLUMNS];
    for (int j = 0; j < COLUMNS; j++) scale[j] = A[j][j];
    for (int p = 0; p < COLUMNS; p++) {
        if (A[p][p] <= 1e-9 * scale[p]) continue;
        used[p] = true;
        for (int j = 0; j < COLUMNS; j++) {
            if (j == p) continue;
            double f = A[j][p] / A[p][p];
            for (int k = 0; k < COLUMNS; k++) A[j][k] -= f * A[p][k];
            b[j] -= f * b[p];
        }
    }
    for (int p = 0; p < COLUMNS; p++) b[p] = used[p] ? b[p] / A[p][p] : 0;
}

static gnn_status degrees_of(json_t **out, const learn_job *j, const exp_run *r, const learn_data *d)
{
    gnn_status st = GNN_OK;
    double(*A)[COLUMNS] = NULL, b[COLUMNS] = { 0 }, h[COLUMNS];
    uint8_t *split = NULL;
    gnn_tensor *scores = NULL;
    json_t *o = NULL;
    GNN_CALLOC(A, COLUMNS);
    GNN_CALLOC(split, d->ds->count);
    GNN_TRY(counting_split(split, j, r, d->ds));
    GNN_TRY(gnn_tensor_new(&scores, GNN_F64, 2, (int64_t[]){ d->ds->count, 1 }));
    normal_equations(A, b, d->ds, split);
    solve(A, b);
    for (int64_t i = 0; i < d->ds->count; i++) {
        double y = 0;
        histogram(h, d->ds->samples[i].graph);
        for (int k = 0; k < COLUMNS; k++) y += h[k] * b[k];
        gnn_tensor_set(scores, i, y);
    }
    o = json_object();
    json_object_set_new(o, "network", json_string("degrees"));
    json_object_set_new(o, "setting", json_string(plan_text(d->setting, "name")));
    json_object_set_new(o, "data", json_string(d->origin));
    GNN_TRY(counting_measure(o, j, r, d->ds, split, scores));
    *out = o, o = NULL;
done:
    json_decref(o);
    gnn_tensor_free(scores);
    gnn_i_free(split);
    gnn_i_free(A);
    return st;
}

gnn_status counting_degrees(learn_job *j)
{
    for (int64_t s = 0; s < j->settings; s++) {
        const learn_data *d;
        json_t *o;
        exp_run r = { .setting = j->data[s].setting };
        GNN_TRY_RETURN(learn_data_of(&d, j, r.setting));
        GNN_TRY_RETURN(degrees_of(&o, j, &r, d));
        json_array_append_new(j->job.results, o);
    }
    return GNN_OK;
}
