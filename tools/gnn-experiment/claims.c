/* Claims, their table and their report. */
#include "claims.h"
#include <math.h>

static const struct { const char *name; gnn_status (*check)(claims *c, const json_t *claim); } claim_kinds[] = {
    { "gap", claim_gap },               /* of a network with random weights, on a pair of graphs          */
    { "shares", claim_shares },         /* of the orderings of LRP-1-3 at vertex 0, by edges among three   */
    { "classes", claim_classes },       /* circular skip links that a test tells apart                    */
    { "sets", claim_sets },             /* sets of them that a network with random weights does           */
    { "fractional", claim_fractional }, /* optimum of the linear program, minimum over permutations       */
    { "weights", claim_weights },       /* constructed weights of Deep LRP-1-3 against counts             */
};
enum { KINDS = sizeof claim_kinds / sizeof *claim_kinds };

/* ---- rows ---- */

/* In words, and whether value is so. */
static gnn_status judge(char *text, size_t size, bool *holds, double value, const json_t *must)
{
    const json_t *equals = json_object_get(must, "equals"), *most = json_object_get(must, "at_most"),
                 *more = json_object_get(must, "more_than"), *between = json_object_get(must, "between");
    double tolerance = plan_real(must, "tolerance", 0);
    if (equals) {
        snprintf(text, size, tolerance > 0 ? "= %.9g +- %.3g" : "= %.9g", json_number_value(equals), tolerance);
        *holds = fabs(value - json_number_value(equals)) <= tolerance;
    } else if (most) {
        snprintf(text, size, "<= %.3g", json_number_value(most));
        *holds = value <= json_number_value(most);
    } else if (more) {
        snprintf(text, size, "> %.3g", json_number_value(more));
        *holds = value > json_number_value(more);
    } else {
        double lo = json_number_value(json_array_get(between, 0)), hi = json_number_value(json_array_get(between, 1));
        GNN_REQUIRE_RETURN(json_array_size(between) == 2, GNN_EINVAL,
                           "a claim says none of equals, at_most, more_than and between");
        snprintf(text, size, "%.9g to %.9g", lo, hi);
        *holds = value >= lo && value <= hi;
    }
    return GNN_OK;
}

gnn_status claim_row(claims *c, const char *on, const char *what, double value, const json_t *must, const json_t *elsewhere)
{
    char text[96];
    bool holds = false;
    GNN_TRY_RETURN(judge(text, sizeof text, &holds, value, must));
    json_t *o = json_object();
    json_object_set_new(o, "on", json_string(on));
    json_object_set_new(o, "what", json_string(what));
    json_object_set_new(o, "value", isfinite(value) ? json_real(value) : json_null());
    json_object_set_new(o, "must", json_string(text));
    if (json_is_number(elsewhere)) json_object_set(o, "elsewhere", (json_t *)(uintptr_t)elsewhere);
    json_object_set_new(o, "holds", json_boolean(holds));
    json_object_set_new(o, "cpu_s", json_real(cpu_seconds() - c->start));
    c->start = cpu_seconds();
    return json_array_append_new(c->rows, o) == 0 ? GNN_OK : gnn_i_fail(GNN_ENOMEM, "out of memory for a claim");
}

static gnn_status check_one(claims *c, const json_t *claim)
{
    const char *kind = plan_text(claim, "kind");
    for (int k = 0; kind && k < KINDS; k++)
        if (strcmp(kind, claim_kinds[k].name) == 0) return claim_kinds[k].check(c, claim);
    return gnn_i_fail(GNN_EINVAL, "a claim's kind is \"%s\"", kind ? kind : "");
}

static gnn_status check_all(claims *c)
{
    size_t i;
    json_t *claim, *list = json_object_get(c->q->plan, "claims");
    bool quick = plan_text(c->q->plan, "size") && strcmp(plan_text(c->q->plan, "size"), "quick") == 0;
    json_array_foreach(list, i, claim) {
        cli_progress(NULL, "claims", (int64_t)i, (int64_t)json_array_size(list));
        GNN_REQUIRE_RETURN(!gnn_canceled(), GNN_ECANCELED, "canceled");
        if (quick && json_is_true(json_object_get(claim, "full"))) continue;
        c->start = cpu_seconds();
        gnn_status st = check_one(c, claim);
        if (st != GNN_OK) return gnn_i_fail_prefix(st, "claim %zu", i + 1);
    }
    cli_progress_clear();
    return GNN_OK;
}

/* ---- table, metrics.csv, report.html ---- */

static gnn_status print_rows(FILE *to, const void *of)
{
    const claims *c = of;
    static const cli_column columns[] = { { "on", false },        { "what", false }, { "value", true }, { "must_be", false },
                                          { "elsewhere", true }, { "holds", false }, { "cpu_s", true } };
    cli_records *out;
    gnn_status st = GNN_OK;
    size_t i;
    json_t *o;
    GNN_TRY_RETURN(cli_records_new(&out, to, EXPERIMENT_SCHEMA, sizeof columns / sizeof *columns, columns));
    json_array_foreach(c->rows, i, o) {
        if (st != GNN_OK) break;
        cli_text(out, "%s", plan_text(o, "on")), cli_text(out, "%s", plan_text(o, "what"));
        if (json_is_null(json_object_get(o, "value"))) cli_null(out);
        else cli_real(out, plan_real(o, "value", NAN), 6);
        cli_text(out, "%s", plan_text(o, "must"));
        if (json_object_get(o, "elsewhere")) cli_real(out, plan_real(o, "elsewhere", NAN), 6);
        else cli_null(out);
        cli_bool(out, json_is_true(json_object_get(o, "holds")));
        cli_real(out, plan_real(o, "cpu_s", NAN), 2);
        st = cli_row(out);
    }
    gnn_status end = cli_records_end(&out);
    return st != GNN_OK ? st : end;
}

static gnn_status write_html(const claims *c, int64_t failed)
{
    static const char *const keys[] = { "on", "what", "value", "must", "elsewhere", "holds", "cpu_s" };
    html *h;
    char path[4096], title[256];
    size_t i;
    json_t *o;
    snprintf(title, sizeof title, "%s: %s (%s)", plan_text(c->q->plan, "experiment"), plan_text(c->q->plan, "preset"),
             plan_text(c->q->plan, "size"));
    GNN_TRY_RETURN(html_new(&h, title));
    html_text(h, "%s.", plan_text(c->q->plan, "doc"));
    html_heading(h, "Claims");
    html_text(h, "%zu claims, %lld of them do not hold. elsewhere: %s.", json_array_size(c->rows), (long long)failed,
              plan_text(c->q->plan, "elsewhere"));
    json_t *shown = json_deep_copy(c->rows);
    json_array_foreach(shown, i, o)
        json_object_set_new(o, "holds", json_string(json_is_true(json_object_get(o, "holds")) ? "yes" : "NO"));
    html_objects(h, shown, sizeof keys / sizeof *keys, keys);
    json_decref(shown);
    html_config(h, c->q->plan);
    gnn_status st = html_write(h, folder_file(path, c->q->folder, "report.html", NULL));
    html_free(h);
    return st;
}

gnn_status claims_run(exp_request *q)
{
    gnn_status st = GNN_OK;
    claims c = { .q = q, .rows = json_array() };
    char path[4096];
    int64_t failed = 0;
    size_t i;
    json_t *o;
    FILE *to;
    GNN_TRY(exp_folder_begin(q));
    GNN_TRY(exp_folder_write(q));
    GNN_TRY(check_all(&c));
    json_array_foreach(c.rows, i, o) failed += !json_is_true(json_object_get(o, "holds"));
    GNN_TRY(folder_write_csv(folder_file(path, c.q->folder, "metrics.csv", NULL), print_rows, &c));
    GNN_TRY(write_html(&c, failed));
    GNN_TRY(cli_out(&to));
    GNN_TRY(print_rows(to, &c));
    q->failed = failed > 0;
    if (failed) cli_error("%lld of %zu claims do not hold", (long long)failed, json_array_size(c.rows));
done:
    json_decref(c.rows);
    return st;
}
