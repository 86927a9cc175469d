/* The page of --report: one file without anything from a network.  A summary of tests and models by category, then each
 * pair with its pictures, and a choice among them.  It reads on a phone as on a wide screen, without colours and
 * without scripts. */
#include "expressivity.h"
#include <math.h>

enum { SIDE = 240, EDGE = 20, MOST_DRAWN = 250 };

static const char *const fills[] = {"#009e73", "#e69f00", "#0072b2", "#d55e00",
                                    "#cc79a7", "#56b4e9", "#f0e442", "#bfbfbf"};

static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
static const char style[] =
    "</title>\n<style>\n"
    ":root{--ink:#1c1c1c;--dim:#5a5a5a;--line:#d5d5d5;--paper:#fff;--band:#f5f5f3;--yes:#0b6e4f;--bad:#c01919}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececec;--dim:#a8a8a8;--line:#444;--paper:#161616;"
    "--band:#202020;--yes:#5ec9a0;--bad:#ff6b6b}}\n"
    "*{box-sizing:border-box}body{margin:0;font:16px/1.45 "
    "system-ui,sans-serif;color:var(--ink);background:var(--paper)}\n"
    "main{max-width:72rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;margin:.3rem 0;overflow-wrap:anywhere}"
    "h2{font-size:1.15rem;margin:1.6rem 0 .4rem}\n"
    "p{margin:.3rem 0;color:var(--dim)}.wide{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.2rem .7rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}\n"
    "thead th{white-space:normal;vertical-align:bottom}\n"
    "th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--paper)}\n"
    "td.all{font-weight:700;color:var(--yes)}td.none{color:var(--dim)}tr.model td:first-child{font-style:italic}\n"
    "section.pair{border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem;margin:.8rem 0;display:grid;"
    "grid-template-columns:minmax(0,1fr) minmax(0,500px);gap:.4rem "
    "1rem;content-visibility:auto;contain-intrinsic-size:auto 300px}\n"
    "section.pair h3{font-size:1rem;margin:0}section.pair p{font-size:.9rem;overflow-wrap:anywhere}\n"
    ".names{color:var(--ink)}.names b{color:var(--yes)}.names+.names b{color:var(--dim)}"
    ".graphs{display:flex;gap:.5rem}.graphs figure{margin:0;flex:1;min-width:0}\n"
    ".graphs svg{display:block;width:100%;height:auto;background:#fff;border-radius:6px}"
    "figcaption{font-size:.8rem;color:var(--dim);text-align:center}\n"
    "@media(max-width:44rem){section.pair{grid-template-columns:minmax(0,1fr)}main{padding:.6rem}"
    "th,td{padding:.2rem .45rem}}\n"
    "section[hidden]{display:none}form{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;margin:.6rem 0}"
    "form[hidden]{display:none}\n"
    "select{font:inherit;color:inherit;background:var(--band);border:1px solid "
    "var(--line);border-radius:6px;padding:.2rem;max-width:100%}\n"
    "@media print{form{display:none}section.pair{break-inside:avoid}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

static void put(gnn_i_text *t, const char *text) { gnn_i_text_put(t, text, strlen(text)); }

static void put_escaped(gnn_i_text *t, const char *text)
{
    for (; *text; text++) {
        if (*text == '&') put(t, "&amp;");
        else if (*text == '<') put(t, "&lt;");
        else if (*text == '"') put(t, "&quot;");
        else gnn_i_text_char(t, *text);
    }
}

/* ---- the summary ---- */

static void put_cell(gnn_i_text *t, int64_t yes, int64_t of)
{
    const char *mark = yes == 0 ? " class=\"none\"" : yes == of ? " class=\"all\"" : "";
    gnn_i_text_printf(t, "<td%s>%lld</td>", mark, (long long)yes);
}

static bool has_column(const report *r, int c)
{
    return r->categories && (c < r->categories->count || (c == MAX_CATEGORIES && r->of_category[c] > 0));
}

static const char *category_name(const report *r, int c)
{
    return c < MAX_CATEGORIES ? r->categories->name[c] : "(none)";
}

/* A line may end after a slash. */
static void put_breakable(gnn_i_text *t, const char *text)
{
    for (const char *slash; (slash = strchr(text, '/')); text = slash + 1) {
        char part[64];
        snprintf(part, sizeof part, "%.*s", (int)(slash - text), text);
        put_escaped(t, part);
        put(t, "/<wbr>");
    }
    put_escaped(t, text);
}

static void put_summary(gnn_i_text *t, const report *r)
{
    const request *q = r->q;
    int64_t unknown = 0;
    for (int k = 0; k < columns(q); k++) unknown += r->unknown[k];
    gnn_i_text_printf(
        t,
        "<h2>Pairs told apart</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">test</th><th "
        "scope=\"col\">all<br>%lld</th>%s",
        (long long)r->pairs, unknown ? "<th scope=\"col\">undecided</th>" : "");
    for (int c = 0; c <= MAX_CATEGORIES; c++) {
        if (!has_column(r, c)) continue;
        put(t, "<th scope=\"col\">");
        put_breakable(t, category_name(r, c));
        gnn_i_text_printf(t, "<br>%lld</th>", (long long)r->of_category[c]);
    }
    put(t, "</tr></thead>\n<tbody>\n");
    for (int k = 0; k < columns(q); k++) {
        put(t, k < q->test_count ? "<tr><td>" : "<tr class=\"model\"><td>");
        put_escaped(t, column_label(q, k));
        put(t, "</td>");
        put_cell(t, r->yes[k], r->pairs);
        if (unknown && r->unknown[k]) gnn_i_text_printf(t, "<td>%lld</td>", (long long)r->unknown[k]);
        else if (unknown) put(t, "<td></td>");
        for (int c = 0; c <= MAX_CATEGORIES; c++)
            if (has_column(r, c)) put_cell(t, r->yes_of[c][k], r->of_category[c]);
        put(t, "</tr>\n");
    }
    put(t, "</tbody></table></div>\n");
    if (q->model_count)
        put(t,
            "<p>Models in italics: random weights in f64; what they do not tell apart, trained ones of the same "
            "kind may or may not.</p>\n");
}

/* ---- the choice of pairs: by category, and by the verdict of a test ---- */

static const char script[] =
    "<script>\n(function () {\n"
    "  var form = document.getElementById('choice'), pairs = Array.from(document.querySelectorAll('section.pair'));\n"
    "  function choose() {\n    var shown = 0;\n    pairs.forEach(function (pair) {\n"
    "      var category = form.category ? form.category.value : '', test = form.test.value;\n"
    "      pair.hidden = (category !== '' && pair.dataset.category !== category) || (test !== '' && "
    "pair.dataset.verdicts[test] !== form.verdict.value);\n"
    "      if (!pair.hidden) shown++;\n    });\n"
    "    form.querySelector('output').textContent = shown + ' of ' + pairs.length + ' pairs';\n  }\n"
    "  form.hidden = false;\n  form.onchange = choose;\n  choose();\n})();\n</script>\n";

static void put_choice(gnn_i_text *t, const report *r)
{
    put(t, "<form id=\"choice\" hidden>");
    if (r->categories) {
        put(t, "<label>Category <select name=\"category\"><option value=\"\">all</option>");
        for (int c = 0; c <= MAX_CATEGORIES; c++) {
            if (!has_column(r, c)) continue;
            gnn_i_text_printf(t, "<option value=\"%d\">", c);
            put_escaped(t, category_name(r, c));
            put(t, "</option>");
        }
        put(t, "</select></label>\n");
    }
    put(t, "<label>Test <select name=\"test\"><option value=\"\">any</option>");
    for (int k = 0; k < columns(r->q); k++) {
        gnn_i_text_printf(t, "<option value=\"%d\">", k);
        put_escaped(t, column_name(r->q, k));
        put(t, "</option>");
    }
    put(t,
        "</select></label>\n<label>that <select name=\"verdict\"><option value=\"y\">separates</option><option "
        "value=\"n\">does not separate</option>"
        "<option value=\"u\">is undecided</option></select></label>\n<output></output></form>\n");
}

/* ---- a pair ---- */

/* The two barbs at the head of an arc whose vertices are discs of radius r. */
static void put_head(gnn_i_text *t, double x0, double y0, double x1, double y1, double r)
{
    double d = hypot(x1 - x0, y1 - y0), c = d > 0 ? (x1 - x0) / d : 1, s = d > 0 ? (y1 - y0) / d : 0,
           size = 0.5 * r + 3;
    double x = x1 - c * (r + 1), y = y1 - s * (r + 1);
    gnn_i_text_printf(t, "M%.1f %.1fL%.1f %.1fL%.1f %.1f", x - size * (c + 0.5 * s), y - size * (s - 0.5 * c), x, y,
                      x - size * (c - 0.5 * s), y - size * (s + 0.5 * c));
}

/* Edges as paths, vertices by colour: numbers where they can be read. */
static void put_svg(gnn_i_text *t, const gnn_graph *g, const picture *p, int i)
{
    int64_t n = gnn_graph_n(g);
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    double r = n <= 12 ? 10 : n <= 30 ? 8 : n <= 70 ? 5 : 3;
    const double *xy = p->xy[i];
#define X(u) (EDGE + (SIDE - 2 * EDGE) * xy[2 * (u)])
#define Y(u) (EDGE + (SIDE - 2 * EDGE) * xy[2 * (u) + 1])
    gnn_i_text_printf(t, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"graph %d: %lld vertices, %lld edges\">",
                      SIDE, SIDE, i + 1, (long long)n, (long long)gnn_graph_edges(g));
    for (int striking = 0; striking < 2; striking++) {
        bool any = false;
        for (int64_t u = 0; u < n; u++)
            for (int64_t e = ptr[u]; e < ptr[u + 1]; e++) {
                if ((p->aligned && p->striking[i][e]) != striking || (!gnn_graph_directed(g) && col[e] < u)) continue;
                if (!any)
                    put(t, striking ? "<path stroke=\"#c01919\" stroke-width=\"2.4\" fill=\"none\" d=\""
                                    : "<path stroke=\"#555\" stroke-width=\"1\" fill=\"none\" d=\"");
                any = true;
                if (col[e] == u)
                    gnn_i_text_printf(t, "M%.0f %.1fa%.1f %.1f 0 1 0 .1 0", X(u), Y(u) + 0.5 * r, 0.8 * r, 0.8 * r);
                else gnn_i_text_printf(t, "M%.0f %.0fL%.0f %.0f", X(u), Y(u), X(col[e]), Y(col[e]));
                if (gnn_graph_directed(g) && col[e] != u) put_head(t, X(u), Y(u), X(col[e]), Y(col[e]), r);
            }
        if (any) put(t, "\"/>");
    }
    for (int64_t u = 0; u < n; u++) {
        int32_t c = p->color[i][u];
        if (p->ringed[i][u])
            gnn_i_text_printf(t, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\" fill=\"none\" stroke=\"#c01919\"/>", X(u),
                              Y(u), 1.6 * r);
        gnn_i_text_printf(t, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\" fill=\"%s\" stroke=\"#222\"/>", X(u), Y(u), r,
                          fills[c % 8]);
        if (r >= 8)
            gnn_i_text_printf(
                t, "<text x=\"%.0f\" y=\"%.0f\" font-size=\"%.0f\" text-anchor=\"middle\" fill=\"%s\">%d</text>", X(u),
                Y(u) + 0.35 * r, r, c % 8 == 1 || c % 8 >= 5 ? "#000" : "#fff", c);
    }
#undef X
#undef Y
    put(t, "</svg>");
}

static gnn_status put_pictures(gnn_i_text *t, const gnn_graph *const g[2])
{
    picture p;
    if (gnn_graph_n(g[0]) > MOST_DRAWN || gnn_graph_n(g[1]) > MOST_DRAWN) {
        gnn_i_text_printf(t, "<p>Graphs of more than %d vertices are not drawn.</p>", MOST_DRAWN);
        return GNN_OK;
    }
    GNN_TRY_RETURN(picture_new(&p, g[0], g[1]));
    put(t, "<div class=\"graphs\">");
    for (int i = 0; i < 2; i++) {
        put(t, "<figure>");
        put_svg(t, g[i], &p, i);
        gnn_i_text_printf(t, "<figcaption>G%d: n = %lld, m = %lld</figcaption></figure>", i + 1,
                          (long long)gnn_graph_n(g[i]), (long long)gnn_graph_edges(g[i]));
    }
    put(t, "</div>");
    picture_free(&p);
    return GNN_OK;
}

static void put_names(gnn_i_text *t, const request *q, const outcome *o, gnn_verdict v, const char *what)
{
    bool any = false;
    for (int k = 0; k < columns(q); k++) {
        if (column_verdict(q, o, k) != v) continue;
        if (!any) gnn_i_text_printf(t, "<p class=\"names\"><b>%s</b> ", what);
        if (any) put(t, ", ");
        put_escaped(t, column_name(q, k));
        any = true;
    }
    if (any) put(t, "</p>");
}

gnn_status html_pair(report *r, int64_t pair, int64_t first, int64_t second, const outcome *o)
{
    gnn_i_text *t = &r->html;
    const request *q = r->q;
    int c = r->categories ? category_of(r->categories, pair - 1) : -1, iso = isomorphic(q, o), shown = 0;
    gnn_i_text_printf(t, "<section class=\"pair\" id=\"pair-%lld\" data-category=\"%d\" data-verdicts=\"",
                      (long long)pair, c < 0 ? MAX_CATEGORIES : c);
    for (int k = 0; k < columns(q); k++) gnn_i_text_char(t, "uny"[column_verdict(q, o, k) + 1]);
    gnn_i_text_printf(t, "\"><div><h3>Pair %lld", (long long)pair);
    if (c >= 0) put(t, " &middot; "), put_escaped(t, r->categories->name[c]);
    put(t, iso > 0 ? " &middot; isomorphic</h3>" : iso == 0 ? " &middot; not isomorphic</h3>" : "</h3>");
    gnn_i_text_printf(t, "<p>lines %lld and %lld</p>", (long long)r->list->line[first],
                      (long long)r->list->line[second]);
    while (shown < q->test_count && o->tests[shown].verdict != GNN_SEPARATED) shown++;
    if (shown < q->test_count)
        put(t, "<p>"), put_escaped(t, q->tests[shown]), put(t, ": "), put_escaped(t, o->tests[shown].evidence),
            put(t, "</p>");
    put_names(t, q, o, GNN_SEPARATED, "told apart by");
    put_names(t, q, o, GNN_SAME, "not by");
    put_names(t, q, o, GNN_UNDECIDED, "undecided");
    put(t, "</div>");
    GNN_TRY_RETURN(put_pictures(t, (const gnn_graph *const[]){r->list->graphs[first], r->list->graphs[second]}));
    put(t, "</section>\n");
    return t->st;
}

gnn_status html_write(const report *r, const char *path, bool force)
{
    gnn_status st = GNN_OK;
    gnn_i_text t = {.st = GNN_OK};
    const char *file = r->q->file_count ? r->q->files[0] : "-", *slash = strrchr(file, '/');
    const char *name = strcmp(file, "-") == 0 ? "standard input" : slash ? slash + 1 : file;
    put(&t, head), put_escaped(&t, name), put(&t, style);
    put(&t, "<h1>"), put_escaped(&t, name), put(&t, "</h1>\n");
    gnn_i_text_printf(
        &t, "<p>%lld pairs: %lld isomorphic, %lld not, %lld unknown. gnn-expressivity %s, seed %llu.</p>\n",
        (long long)r->pairs, (long long)r->isomorphic, (long long)r->not_isomorphic,
        (long long)(r->pairs - r->isomorphic - r->not_isomorphic), gnn_version(), (unsigned long long)cli_opt.seed);
    put_summary(&t, r);
    put(&t,
        "<h2>Pairs</h2>\n<p>Equal fill and number: equal stable colour of 1-WL on both graphs. Where 1-WL does not "
        "separate, partners stand in the "
        "same place and edges of one graph only are thick and red; where it does, a ring marks colours that are not "
        "equally frequent. "
        "Graphs of more than 30 vertices have fills alone; gnn-expressivity --draw gives them shapes and "
        "numbers.</p>\n");
    put_choice(&t, r);
    gnn_i_text_put(&t, r->html.p, (size_t)r->html.n);
    put(&t, script);
    put(&t, "</main>\n</body>\n</html>\n");
    GNN_TRY(t.st);
    st = gnn_i_file_write(path, t.p, (size_t)t.n, force);
done:
    gnn_i_free(t.p);
    return st;
}
