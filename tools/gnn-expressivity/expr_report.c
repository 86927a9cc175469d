/* Verdicts as JSON (fixed by the schema), CSV, and tables for people. */
#include "expressivity.h"
#include <math.h>

static const char *answer(gnn_verdict v) { return v == GNN_SEPARATED ? "yes" : v == GNN_SAME ? "no" : "-"; }
static const char *truth(int v) { return v < 0 ? "null" : v ? "true" : "false"; }
static const char *separates(gnn_verdict v) { return v == GNN_SEPARATED ? "true" : v == GNN_SAME ? "false" : "null"; }

static long long n_of(const gnn_graph_list *l, int64_t i) { return (long long)gnn_graph_n(l->graphs[i]); }
static long long m_of(const gnn_graph_list *l, int64_t i) { return (long long)gnn_graph_edges(l->graphs[i]); }
static long long line_of(const gnn_graph_list *l, int64_t i) { return (long long)l->line[i]; }

/* ---- columns ---- */

int columns(const request *q) { return q->test_count + q->model_count * (q->train ? 2 : 1); }

const char *column_name(const request *q, int k)
{
    static char name[MAX_MODELS][MODEL_SIZE + 16];
    if (k < q->test_count) return q->tests[k];
    k -= q->test_count;
    if (k < q->model_count) return q->models[k];
    k -= q->model_count;
    snprintf(name[k], sizeof name[k], "%s-trained", q->models[k]);
    return name[k];
}

const char *column_label(const request *q, int k)
{
    static char label[MODEL_SIZE + 16];
    const char *name = column_name(q, k), *rest = name + 1;
    if (k < q->test_count && strcmp(rest, "-fwl") == 0)
        snprintf(label, sizeof label, "%s (%d-wl)", name, *name - '0' + 1);
    else snprintf(label, sizeof label, "%s", name);
    return label;
}

gnn_verdict column_verdict(const request *q, const outcome *o, int k)
{
    if (k < q->test_count) return o->tests[k].verdict;
    k -= q->test_count;
    return k < q->model_count ? o->models[k].verdict : o->trained[k - q->model_count].verdict;
}

/* ---- JSON ---- */

static void number(FILE *to, double v)
{
    char text[32];
    if (!isfinite(v)) {
        fputs("null", to);
        return;
    }
    gnn_i_format_double(text, v);
    fputs(text, to);
    if (!strpbrk(text, ".e")) fputs(".0", to); /* a number of type double, as in the schema's example */
}

static void seconds_of(FILE *to, double v)
{
    char text[32];
    snprintf(text, sizeof text, "%.3g", v); /* 12 microseconds: 1.2e-05 */
    for (char *p = text; *p; p++)
        if (*p == ',') *p = '.';
    fputs(text, to);
}

static void json_test(FILE *to, const gnn_test_result *r)
{
    if (r->verdict == GNN_UNDECIDED) {
        fputs("{\"separates\":null,\"reason\":", to);
        cli_json_string(to, r->reason ? r->reason : "unsupported");
        fputc('}', to);
        return;
    }
    fprintf(to, "{\"separates\":%s", separates(r->verdict));
    if (r->rounds >= 0) fprintf(to, ",\"rounds\":%lld,\"colors\":%lld", (long long)r->rounds, (long long)r->colors);
    fputs(",\"seconds\":", to);
    seconds_of(to, r->seconds);
    fputc('}', to);
}

static void json_trained(FILE *to, const gnn_trained_separation *s)
{
    fprintf(to, ",\"trained\":{\"separates\":%s,\"t2\":", separates(s->verdict));
    number(to, s->t2);
    fputs(",\"t2_reliability\":", to);
    number(to, s->t2_reliability);
    fputs(",\"threshold\":", to);
    number(to, s->threshold);
    fputs(",\"loss\":", to);
    number(to, s->loss);
    fprintf(to, ",\"epochs\":%lld,\"seconds\":", (long long)s->epochs);
    seconds_of(to, s->seconds);
    fputc('}', to);
}

static void json_model(FILE *to, const gnn_model_separation *s, const gnn_trained_separation *trained)
{
    if (s->verdict == GNN_UNDECIDED) {
        fputs("{\"separates\":null,\"reason\":\"unsupported\"}", to);
        return;
    }
    fprintf(to, "{\"separates\":%s,\"bound\":", separates(s->verdict));
    cli_json_string(to, s->bound ? s->bound : "");
    fputs(",\"gap\":", to);
    number(to, s->gap);
    if (trained) json_trained(to, trained);
    fputc('}', to);
}

static void json_pair(const report *r, int64_t pair, int64_t a, int64_t b, const outcome *o)
{
    const request *q = r->q;
    FILE *to = r->to;
    fprintf(to, "{\"schema\":\"" EXPRESSIVITY_SCHEMA "\",\"pair\":%lld,", (long long)pair);
    if (r->categories && category_of(r->categories, pair - 1) >= 0) {
        fputs("\"category\":", to);
        cli_json_string(to, r->categories->name[category_of(r->categories, pair - 1)]);
        fputc(',', to);
    }
    fprintf(to, "\"a\":{\"line\":%lld,\"n\":%lld,\"m\":%lld},", line_of(r->list, a), n_of(r->list, a),
            m_of(r->list, a));
    fprintf(to, "\"b\":{\"line\":%lld,\"n\":%lld,\"m\":%lld},", line_of(r->list, b), n_of(r->list, b),
            m_of(r->list, b));
    fprintf(to, "\"isomorphic\":%s,\"tests\":{", truth(isomorphic(q, o)));
    for (int t = 0; t < q->test_count; t++) {
        if (t) fputc(',', to);
        cli_json_string(to, q->tests[t]);
        fputc(':', to);
        json_test(to, &o->tests[t]);
    }
    fputs("},\"models\":{", to);
    for (int m = 0; m < q->model_count; m++) {
        if (m) fputc(',', to);
        cli_json_string(to, q->models[m]);
        fputc(':', to);
        json_model(to, &o->models[m], q->train ? &o->trained[m] : NULL);
    }
    fputs("}}", to);
}

/* ---- CSV ---- */

static void csv_text(FILE *to, const char *text)
{
    if (!strpbrk(text, ",\"\n")) {
        fputs(text, to);
        return;
    }
    fputc('"', to);
    for (const char *p = text; *p; p++) {
        if (*p == '"') fputc('"', to);
        fputc(*p, to);
    }
    fputc('"', to);
}

static void csv_header(const report *r)
{
    fputs("pair,a_line,a_n,a_m,b_line,b_n,b_m,isomorphic", r->to);
    for (int k = 0; k < columns(r->q); k++) fputc(',', r->to), csv_text(r->to, column_name(r->q, k));
    fputs(",evidence\n", r->to);
}

static const char *csv_answer(gnn_verdict v) { return v == GNN_UNDECIDED ? "" : answer(v); }

static void csv_pair(const report *r, int64_t pair, int64_t a, int64_t b, const outcome *o)
{
    const request *q = r->q;
    int iso = isomorphic(q, o), shown = -1;
    fprintf(r->to, "%lld,%lld,%lld,%lld,%lld,%lld,%lld,%s", (long long)pair, line_of(r->list, a), n_of(r->list, a),
            m_of(r->list, a), line_of(r->list, b), n_of(r->list, b), m_of(r->list, b),
            iso < 0 ? ""
            : iso   ? "yes"
                    : "no");
    for (int t = 0; t < q->test_count; t++) {
        fprintf(r->to, ",%s", csv_answer(o->tests[t].verdict));
        if (shown < 0 && o->tests[t].verdict == GNN_SEPARATED) shown = t;
    }
    for (int k = q->test_count; k < columns(q); k++) fprintf(r->to, ",%s", csv_answer(column_verdict(q, o, k)));
    fputc(',', r->to);
    if (shown >= 0) {
        char text[256];
        snprintf(text, sizeof text, "%s: %s", q->tests[shown], o->tests[shown].evidence);
        csv_text(r->to, text);
    }
    fputc('\n', r->to);
}

/* ---- tables ---- */

static void table_header(const report *r)
{
    fprintf(r->to, "%s%6s %6s %6s  %-10s", cli_color_out(CLI_BOLD), "pair", "n", "m", "isomorphic");
    for (int k = 0; k < columns(r->q); k++) fprintf(r->to, "  %s", column_name(r->q, k));
    fprintf(r->to, "%s\n", cli_color_out(CLI_PLAIN));
}

static void table_cell(FILE *to, gnn_verdict v, size_t width)
{
    fprintf(to, "  %s%-*s%s", v == GNN_SEPARATED ? cli_color_out(CLI_GREEN) : "", (int)width, answer(v),
            v == GNN_SEPARATED ? cli_color_out(CLI_PLAIN) : "");
}

static void table_pair(const report *r, int64_t pair, int64_t a, int64_t b, const outcome *o)
{
    const request *q = r->q;
    int iso = isomorphic(q, o);
    char n[32], m[32];
    snprintf(n, sizeof n, n_of(r->list, a) == n_of(r->list, b) ? "%lld" : "%lld/%lld", n_of(r->list, a),
             n_of(r->list, b));
    snprintf(m, sizeof m, m_of(r->list, a) == m_of(r->list, b) ? "%lld" : "%lld/%lld", m_of(r->list, a),
             m_of(r->list, b));
    fprintf(r->to, "%6lld %6s %6s  %-10s", (long long)pair, n, m, iso < 0 ? "unknown" : iso ? "yes" : "no");
    for (int k = 0; k < columns(q); k++) table_cell(r->to, column_verdict(q, o, k), strlen(column_name(q, k)));
    fputc('\n', r->to);
}

static void summary_line(const report *r, int at)
{
    fprintf(r->to, "  %-20s separates %lld of %lld", column_label(r->q, at), (long long)r->yes[at],
            (long long)r->pairs);
    if (r->unknown[at]) fprintf(r->to, ", %lld undecided", (long long)r->unknown[at]);
    fputc('\n', r->to);
}

static void begin(const report *r)
{
    if (cli_opt.format == CLI_CSV) csv_header(r);
    if (cli_opt.format == CLI_JSON && r->q->mode == PAIRS) fputs("[\n", r->to);
    if (cli_opt.format == CLI_TABLE) table_header(r);
}

gnn_status report_pair(report *r, int64_t pair, int64_t first, int64_t second, const outcome *o)
{
    const request *q = r->q;
    int iso = isomorphic(q, o), c = r->categories ? category_of(r->categories, pair - 1) : -1;
    if (c < 0) c = MAX_CATEGORIES;
    r->of_category[c]++;
    for (int k = 0; k < columns(q); k++) {
        gnn_verdict v = column_verdict(q, o, k);
        r->yes[k] += v == GNN_SEPARATED, r->unknown[k] += v == GNN_UNDECIDED, r->yes_of[c][k] += v == GNN_SEPARATED;
    }
    r->isomorphic += iso == 1, r->not_isomorphic += iso == 0;
    if (q->html) GNN_TRY_RETURN(html_pair(r, pair, first, second, o));
    if (r->pairs == 0) begin(r);
    switch (cli_opt.format) {
    case CLI_CSV: csv_pair(r, pair, first, second, o); break;
    case CLI_TABLE: table_pair(r, pair, first, second, o); break;
    default:
        if (cli_opt.format == CLI_JSON && r->pairs > 0) fputs(",\n", r->to);
        json_pair(r, pair, first, second, o);
        if (cli_opt.format == CLI_JSONL || r->q->mode == PAIR) fputc('\n', r->to);
    }
    r->pairs++;
    return GNN_OK;
}

/* Tests and models against categories: how many pairs of each are separated. */
static void category_table(const report *r)
{
    const request *q = r->q;
    char cell[64];
    int width[MAX_CATEGORIES + 1];
    bool rest = r->of_category[MAX_CATEGORIES] > 0;
    fprintf(r->to, "\n%s%-22s", cli_color_out(CLI_BOLD), "separated");
    for (int c = 0; c <= MAX_CATEGORIES; c++) {
        if (c >= r->categories->count && !(c == MAX_CATEGORIES && rest)) continue;
        snprintf(cell, sizeof cell, "%s %lld", c < MAX_CATEGORIES ? r->categories->name[c] : "(none)",
                 (long long)r->of_category[c]);
        width[c] = (int)strlen(cell);
        fprintf(r->to, "  %s", cell);
    }
    fprintf(r->to, "  total %lld%s\n", (long long)r->pairs, cli_color_out(CLI_PLAIN));
    for (int k = 0; k < columns(q); k++) {
        fprintf(r->to, "%-22s", column_label(q, k));
        for (int c = 0; c <= MAX_CATEGORIES; c++)
            if (c < r->categories->count || (c == MAX_CATEGORIES && rest))
                fprintf(r->to, "  %*lld", width[c], (long long)r->yes_of[c][k]);
        fprintf(r->to, "  %*lld", (int)strlen("total ") + (int)snprintf(cell, sizeof cell, "%lld", (long long)r->pairs),
                (long long)r->yes[k]);
        if (r->unknown[k]) fprintf(r->to, ", %lld undecided", (long long)r->unknown[k]);
        fputc('\n', r->to);
    }
}

void report_end(report *r)
{
    if (cli_opt.format == CLI_JSON && r->q->mode == PAIRS) fputs("\n]\n", r->to);
    if (cli_opt.format != CLI_TABLE) return;
    fprintf(r->to, "\n%lld pair%s: %lld isomorphic, %lld not, %lld unknown; seed %llu\n", (long long)r->pairs,
            r->pairs == 1 ? "" : "s", (long long)r->isomorphic, (long long)r->not_isomorphic,
            (long long)(r->pairs - r->isomorphic - r->not_isomorphic), (unsigned long long)cli_opt.seed);
    if (r->categories) category_table(r);
    else for (int k = 0; k < columns(r->q); k++) summary_line(r, k);
}

/* ---- one pair, for people ---- */

static void single_header(const gnn_graph_list *list, int64_t i, double automorphisms, FILE *to)
{
    const char *text = list->text && list->text[i] ? list->text[i] : "";
    bool directed = gnn_graph_directed(list->graphs[i]);
    long long n = n_of(list, i), m = m_of(list, i);
    fprintf(to, "%sG%d%s  %.60s%s%s%lld %s, %lld %s", cli_color_out(CLI_BOLD), (int)i + 1, cli_color_out(CLI_PLAIN),
            text, strlen(text) > 60 ? "…" : "", *text ? "   " : "", n, n == 1 ? "vertex" : "vertices", m,
            directed ? (m == 1 ? "arc" : "arcs")
            : m == 1 ? "edge"
                     : "edges");
    if (automorphisms == 1) fputs(", 1 automorphism", to);
    else if (automorphisms >= 0)
        fprintf(to, automorphisms < 1e15 ? ", %.0f automorphisms" : ", %.4g automorphisms", automorphisms);
    fputc('\n', to);
}

static bool bounded_by(const char *model, const char *test)
{
    gnn_model *m = NULL;
    const char *config =
        strstr(gnn_model_help(model), "edge_in") ? "{\"in\":1,\"out\":1,\"edge_in\":1}" : "{\"in\":1,\"out\":1}";
    if (gnn_model_new(&m, model, config, GNN_F32, 0) != GNN_OK) return false;
    const char *bound = gnn_test_resolve(gnn_model_bound(m));
    bool yes = bound && strcmp(bound, test) == 0;
    gnn_model_free(m);
    return yes;
}

/* Under a test that answers "no": the models it bounds cannot separate either, whatever their weights.  Names on as
 * many lines as the column needs. */
static void bounded_models(const request *q, const char *test, FILE *to)
{
    enum { WIDTH = 22 };
    char names[64] = "";
    size_t used = 0;
    bool first = true;
    for (int i = 0; used || gnn_model_list(i); i++) {
        const char *model = gnn_model_list(i);
        bool asked = false;
        for (int k = 0; model && k < q->model_count; k++) asked |= strcmp(q->models[k], model) == 0;
        if (model && (asked || !bounded_by(model, test))) continue;
        if (used && (!model || used + 1 + strlen(model) > WIDTH)) {
            if (first) fprintf(to, "    %-*s no          bounded by %s\n", WIDTH, names, test);
            else fprintf(to, "    %s\n", names);
            first = false, used = 0;
        }
        if (!model) break;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? " " : "", model);
    }
}

/* A name with settings is longer than its column and has a line of its own. */
static void model_name(const char *name, FILE *to)
{
    fprintf(to, "    %-22s ", name);
    if (strlen(name) > 22) fprintf(to, "\n    %-22s ", "");
}

static void single_models(const request *q, const outcome *o, const char *bound, FILE *to)
{
    for (int m = 0; m < q->model_count; m++) {
        const gnn_model_separation *s = &o->models[m];
        bool here = s->bound && strcmp(s->bound, bound ? bound : "") == 0;
        if (bound && !here) continue;
        bool printed = false;
        for (int t = 0; !bound && s->bound && t < q->test_count; t++) printed |= strcmp(q->tests[t], s->bound) == 0;
        if (printed) continue;
        if (s->verdict == GNN_UNDECIDED) {
            model_name(q->models[m], to);
            fputs("-           not applicable to these graphs\n", to);
            continue;
        }
        model_name(q->models[m], to);
        fprintf(to, "%-11s gap %.3g over %lld draws of weights (equal up to %.0e); bounded by %s\n", answer(s->verdict),
                s->gap, (long long)s->draws, s->tolerance, s->bound ? s->bound : "nothing known");
        const gnn_trained_separation *w = &o->trained[m];
        if (q->train)
            fprintf(to, "    %-22s %-11s T^2 %.3g (threshold %.4g), reliability %.3g, loss %.3g after %lld epoch%s\n",
                    "  trained", answer(w->verdict), w->t2, w->threshold, w->t2_reliability, w->loss,
                    (long long)w->epochs, w->epochs == 1 ? "" : "s");
    }
}

void report_single(const request *q, const gnn_graph_list *list, const outcome *o, FILE *to)
{
    int iso = isomorphic(q, o);
    single_header(list, 0, o->automorphisms[0], to);
    single_header(list, 1, o->automorphisms[1], to);
    const char *by = "";
    for (int t = 0; iso == 0 && t < q->test_count && !*by; t++)
        if (o->tests[t].verdict == GNN_SEPARATED) by = q->tests[t];
    if (iso == 1) fputs("isomorphic (the permutation was checked arc by arc)\n", to);
    else if (iso == 0) fprintf(to, "not isomorphic (%s differs)\n", by);
    else fputs("isomorphic or not: not known from these tests\n", to);
    fprintf(to, "\n  %s%-24s separates   evidence%s\n", cli_color_out(CLI_BOLD), "test", cli_color_out(CLI_PLAIN));
    for (int t = 0; t < q->test_count; t++) {
        const gnn_test_result *r = &o->tests[t];
        const char *color = r->verdict == GNN_SEPARATED   ? cli_color_out(CLI_GREEN)
                            : r->verdict == GNN_UNDECIDED ? cli_color_out(CLI_YELLOW)
                                                          : "";
        fprintf(to, "  %-24s %s%-11s%s %s\n", column_label(q, t), color, answer(r->verdict),
                *color ? cli_color_out(CLI_PLAIN) : "", r->evidence);
        single_models(q, o, q->tests[t], to);
        if (r->verdict == GNN_SAME) bounded_models(q, q->tests[t], to);
    }
    single_models(q, o, NULL, to);
    if (q->model_count) fprintf(to, "\nseed %llu\n", (unsigned long long)cli_opt.seed);
}

/* ---- classes ---- */

static void classes_json(const request *q, const gnn_graph_list *list, const int32_t *class_of, const int64_t *classes,
                         const char *const *reason, const double *seconds, FILE *to)
{
    fprintf(to, "{\"schema\":\"" EXPRESSIVITY_SCHEMA "\",\"graphs\":%lld,\"tests\":{", (long long)list->count);
    for (int t = 0; t < q->test_count; t++) {
        if (t) fputc(',', to);
        cli_json_string(to, q->tests[t]);
        if (reason[t]) {
            fputs(":{\"classes\":null,\"reason\":", to);
            cli_json_string(to, reason[t]);
            fputc('}', to);
            continue;
        }
        fprintf(to, ":{\"classes\":%lld,\"class\":[", (long long)classes[t]);
        for (int64_t i = 0; i < list->count; i++) fprintf(to, "%s%d", i ? "," : "", class_of[t * list->count + i] + 1);
        fputs("],\"seconds\":", to);
        seconds_of(to, seconds[t]);
        fputc('}', to);
    }
    fputs("}}\n", to);
}

void report_classes(const request *q, const gnn_graph_list *list, const int32_t *class_of, const int64_t *classes,
                    const char *const *reason, const double *seconds, FILE *to)
{
    bool csv = cli_opt.format == CLI_CSV;
    if (cli_opt.format == CLI_JSON || cli_opt.format == CLI_JSONL) {
        classes_json(q, list, class_of, classes, reason, seconds, to);
        return;
    }
    fputs(csv ? "graph,line,n,m" : " graph   line      n      m", to);
    for (int t = 0; t < q->test_count; t++) fprintf(to, csv ? ",%s" : "  %s", q->tests[t]);
    fputc('\n', to);
    for (int64_t i = 0; i < list->count; i++) {
        fprintf(to, csv ? "%lld,%lld,%lld,%lld" : "%6lld %6lld %6lld %6lld", (long long)i + 1, line_of(list, i),
                n_of(list, i), m_of(list, i));
        for (int t = 0; t < q->test_count; t++) {
            int32_t c = class_of[t * list->count + i];
            if (c < 0) fprintf(to, csv ? "," : "  %*s", csv ? 0 : (int)strlen(q->tests[t]), "-");
            else fprintf(to, csv ? ",%*d" : "  %*d", csv ? 0 : (int)strlen(q->tests[t]), c + 1);
        }
        fputc('\n', to);
    }
    if (csv) return;
    fprintf(to, "\n%lld graph%s", (long long)list->count, list->count == 1 ? "" : "s");
    for (int t = 0; t < q->test_count; t++) {
        if (reason[t]) fprintf(to, ", undecided (%s) under %s", reason[t], q->tests[t]);
        else fprintf(to, ", %lld class%s under %s", (long long)classes[t], classes[t] == 1 ? "" : "es", q->tests[t]);
    }
    fputc('\n', to);
}
