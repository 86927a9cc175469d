/* Metrics; formulas in train.h. */
#include "train/metrics.h"
#include "autodiff/loss.h"
#include <math.h>

static gnn_status check_rows(const gnn_tensor *scores, const int32_t *rows, int64_t k, const char *what)
{
    int64_t n = gnn_tensor_rows(scores);
    GNN_REQUIRE_RETURN(k > 0, GNN_EINVAL, "%s: there are no rows", what);
    GNN_REQUIRE_RETURN(rows || k == n, GNN_EINVAL, "%s: %lld rows asked for, the scores have %lld", what, (long long)k,
                       (long long)n);
    for (int64_t i = 0; rows && i < k; i++)
        GNN_REQUIRE_RETURN(rows[i] >= 0 && rows[i] < n, GNN_EINVAL, "%s: row %d of %lld", what, rows[i], (long long)n);
    return GNN_OK;
}

static gnn_status check_labels(const gnn_tensor *scores, const int32_t *labels, const int32_t *rows, int64_t k,
                               const char *what)
{
    int64_t C = gnn_tensor_cols(scores);
    GNN_TRY_RETURN(check_rows(scores, rows, k, what));
    GNN_REQUIRE_RETURN(C > 0, GNN_EINVAL, "%s: the scores have no columns", what);
    for (int64_t i = 0; i < k; i++) {
        int32_t y = labels[rows ? rows[i] : i];
        GNN_REQUIRE_RETURN(y >= 0 && (y < C || (C == 1 && y < 2)), GNN_EINVAL,
                           "%s: row %lld has label %d, there are %lld classes", what, (long long)(rows ? rows[i] : i),
                           y, (long long)(C == 1 ? 2 : C));
    }
    return GNN_OK;
}

/* One column: class 1 if positive. */
int32_t gnn_i_class_of(const gnn_tensor *scores, int64_t row)
{
    int64_t C = gnn_tensor_cols(scores), best = 0;
    if (C == 1) return gnn_tensor_get(scores, row) > 0;
    for (int64_t c = 1; c < C; c++)
        if (gnn_tensor_get(scores, row * C + c) > gnn_tensor_get(scores, row * C + best)) best = c;
    return (int32_t)best;
}

gnn_status gnn_metric_accuracy(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                               int64_t k)
{
    int64_t hits = 0;
    GNN_TRY_RETURN(check_labels(scores, labels, rows, k, "accuracy"));
    for (int64_t i = 0; i < k; i++) {
        int64_t r = rows ? rows[i] : i;
        hits += gnn_i_class_of(scores, r) == labels[r];
    }
    *out = (double)hits / (double)k;
    return GNN_OK;
}

/* counts[a * C + b]: rows of label a and class b. */
static gnn_status confusion(int64_t **counts, int64_t *classes, const gnn_tensor *scores, const int32_t *labels,
                            const int32_t *rows, int64_t k)
{
    int64_t C = gnn_tensor_cols(scores), cells;
    if (C == 1) C = 2;
    GNN_REQUIRE_RETURN(gnn_i_mul_ok(C, C, &cells), GNN_EOVERFLOW, "%lld classes", (long long)C);
    *counts = gnn_i_calloc((size_t)cells, sizeof **counts);
    if (!*counts) return GNN_ENOMEM;
    for (int64_t i = 0; i < k; i++) {
        int64_t r = rows ? rows[i] : i;
        (*counts)[labels[r] * C + gnn_i_class_of(scores, r)]++;
    }
    *classes = C;
    return GNN_OK;
}

gnn_status gnn_metric_macro_f1(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                               int64_t k)
{
    int64_t *m, C, seen = 0;
    double sum = 0;
    GNN_TRY_RETURN(check_labels(scores, labels, rows, k, "macro_f1"));
    GNN_TRY_RETURN(confusion(&m, &C, scores, labels, rows, k));
    for (int64_t c = 0; c < C; c++) {
        int64_t both = 0; /* rows of label c + rows of class c = 2 tp + fp + fn */
        for (int64_t b = 0; b < C; b++) both += m[c * C + b] + m[b * C + c];
        if (both == 0) continue;
        sum += 2.0 * (double)m[c * C + c] / (double)both;
        seen++;
    }
    gnn_i_free(m);
    *out = sum / (double)seen;
    return GNN_OK;
}

typedef struct scored { double s; int32_t y; } scored;

static int by_score(const void *a, const void *b)
{
    double x = ((const scored *)a)->s, y = ((const scored *)b)->s;
    return (x > y) - (x < y);
}

gnn_status gnn_metric_roc_auc(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                              int64_t k)
{
    int64_t C = gnn_tensor_cols(scores), pos = 0;
    double rank_sum = 0;
    GNN_TRY_RETURN(check_labels(scores, labels, rows, k, "roc_auc"));
    GNN_REQUIRE_RETURN(C <= 2, GNN_EUNSUPPORTED, "roc_auc: %lld classes, two are needed", (long long)C);
    scored *list = gnn_i_alloc((size_t)k, sizeof *list);
    if (!list) return GNN_ENOMEM;
    for (int64_t i = 0; i < k; i++) {
        int64_t r = rows ? rows[i] : i;
        double s = gnn_tensor_get(scores, r * C + C - 1) - (C == 2 ? gnn_tensor_get(scores, r * C) : 0);
        list[i] = (scored){ s, labels[r] };
        pos += labels[r] == 1;
    }
    qsort(list, (size_t)k, sizeof *list, by_score);
    for (int64_t i = 0, j; i < k; i = j) { /* ties share their mean rank */
        for (j = i; j < k && list[j].s == list[i].s; j++) {}
        if (j == i) j = i + 1; /* NaN */
        for (int64_t e = i; e < j; e++) rank_sum += list[e].y == 1 ? 0.5 * (double)(i + j + 1) : 0;
    }
    gnn_i_free(list);
    GNN_REQUIRE_RETURN(pos > 0 &&
                       pos<k, GNN_EUNSUPPORTED, "roc_auc: all %lld rows have label %d", (long long)k, pos> 0);
    double p = (double)pos, q = (double)(k - pos);
    *out = (rank_sum - p * (p + 1) / 2) / (p * q);
    return GNN_OK;
}

gnn_status gnn_i_renamed_hits(double *hits, const int64_t *m, int64_t C, int64_t renamed)
{
    gnn_status st = GNN_OK;
    int64_t free = renamed < C ? renamed : C;
    double *cost = NULL, sum = 0;
    char *scratch = NULL;
    int32_t *match = NULL;
    GNN_ALLOC(cost, free * free);
    GNN_ALLOC(scratch, (int64_t)gnn_i_assign_scratch(free));
    GNN_ALLOC(match, free);
    for (int64_t a = 0; a < free; a++)
        for (int64_t b = 0; b < free; b++) cost[a * free + b] = -(double)m[a * C + b];
    gnn_i_assign(free, cost, match, scratch);
    for (int64_t c = 0; c < C; c++) sum += (double)m[c * C + (c < free ? match[c] : c)];
    *hits = sum;
done:
    gnn_i_free(cost);
    gnn_i_free(scratch);
    gnn_i_free(match);
    return st;
}

gnn_status gnn_i_overlap_of_scores(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                                   int64_t k, int64_t renamed)
{
    gnn_status st = GNN_OK;
    int64_t *m = NULL, C = 0;
    double hits;
    GNN_TRY(check_labels(scores, labels, rows, k, "overlap"));
    GNN_TRY(confusion(&m, &C, scores, labels, rows, k));
    GNN_TRY(gnn_i_renamed_hits(&hits, m, C, renamed));
    double chance = 1.0 / (double)C;
    *out = (hits / (double)k - chance) / (1 - chance);
done:
    gnn_i_free(m);
    return st;
}

gnn_status gnn_metric_overlap(double *out, const gnn_tensor *scores, const int32_t *labels, const int32_t *rows,
                              int64_t k)
{
    return gnn_i_overlap_of_scores(out, scores, labels, rows, k, INT64_MAX);
}

static gnn_status mean_error(double *out, const gnn_tensor *scores, const gnn_tensor *target, const int32_t *rows,
                             int64_t k, bool squared)
{
    const char *what = squared ? "mse" : "mae";
    int64_t c = gnn_tensor_cols(scores);
    double sum = 0;
    GNN_TRY_RETURN(check_rows(scores, rows, k, what));
    GNN_REQUIRE_RETURN(gnn_tensor_size(target) == gnn_tensor_size(scores), GNN_ESHAPE, "%s: %lld scores, %lld targets",
                       what, (long long)gnn_tensor_size(scores), (long long)gnn_tensor_size(target));
    for (int64_t i = 0; i < k; i++)
        for (int64_t e = (rows ? rows[i] : i) * c, end = e + c; e < end; e++) {
            double d = gnn_tensor_get(scores, e) - gnn_tensor_get(target, e);
            sum += squared ? d * d : fabs(d);
        }
    *out = sum / (double)(k * c);
    return GNN_OK;
}

gnn_status gnn_metric_mse(double *out, const gnn_tensor *scores, const gnn_tensor *target, const int32_t *rows,
                          int64_t k)
{
    return mean_error(out, scores, target, rows, k, true);
}

gnn_status gnn_metric_mae(double *out, const gnn_tensor *scores, const gnn_tensor *target, const int32_t *rows,
                          int64_t k)
{
    return mean_error(out, scores, target, rows, k, false);
}

static const gnn_i_metric table[] = {
    { "accuracy", false, gnn_metric_accuracy, NULL }, { "macro_f1", false, gnn_metric_macro_f1, NULL },
    { "roc_auc", false, gnn_metric_roc_auc, NULL },   { "overlap", false, gnn_metric_overlap, NULL },
    { "mse", true, NULL, gnn_metric_mse },            { "mae", true, NULL, gnn_metric_mae },
};

const char *gnn_metric_name(int i) { return i >= 0 && (size_t)i < sizeof table / sizeof *table ? table[i].name : NULL; }

const gnn_i_metric *gnn_i_metric_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}
