/* Pictures of graphs by cairo, SVG or PNG: panels side by side; a vertex colour class has a fill, a shape and a number, so
 * that no reader depends on the fills.  Fills: Okabe and Ito's palette for colour-blind readers. */
#include "draw.h"
#include <cairo.h>
#include <cairo-svg.h>
#include <math.h>
#include <strings.h>

enum { PANEL = 360, MARGIN = 36, CAPTION = 30, FILLS = 8, SHAPES = 7, ENTRY = 90, LINE = 30, MAX_LINES = 2 };

static const double fills[FILLS][3] = { { 0, .62, .45 }, { .90, .62, 0 }, { 0, .45, .70 }, { .84, .37, 0 },
                                        { .80, .47, .65 }, { .34, .71, .91 }, { .94, .89, .26 }, { .75, .75, .75 } };

typedef struct bytes {
    char *p;
    int64_t n, cap;
    gnn_status st;
} bytes;

static cairo_status_t collect(void *ctx, const unsigned char *data, unsigned size)
{
    bytes *b = ctx;
    if (b->st == GNN_OK) b->st = gnn_i_grow(&b->p, &b->cap, b->n + size, 1);
    if (b->st != GNN_OK) return CAIRO_STATUS_WRITE_ERROR;
    memcpy(b->p + b->n, data, size);
    b->n += size;
    return CAIRO_STATUS_SUCCESS;
}

/* ---- one panel ---- */

typedef struct panel {
    const cli_panel *what;
    double *xy, r; /* pixels */
} panel;

static void edge_line(cairo_t *c, const panel *p, int64_t u, int64_t v, bool arrow)
{
    const double *a = p->xy + 2 * u, *b = p->xy + 2 * v;
    if (u == v) { /* a loop: a small circle above the vertex */
        cairo_new_sub_path(c);
        cairo_arc(c, a[0], a[1] - 1.6 * p->r, p->r, 0, 2 * M_PI);
        cairo_stroke(c);
        return;
    }
    cairo_move_to(c, a[0], a[1]);
    cairo_line_to(c, b[0], b[1]);
    cairo_stroke(c);
    double dx = b[0] - a[0], dy = b[1] - a[1], d = hypot(dx, dy);
    if (!arrow || d < 1e-9) return;
    dx /= d, dy /= d;
    double x = b[0] - dx * p->r * 1.25, y = b[1] - dy * p->r * 1.25, s = fmax(4, p->r * 0.7);
    cairo_move_to(c, x, y);
    cairo_line_to(c, x - s * (dx + 0.5 * dy), y - s * (dy - 0.5 * dx));
    cairo_line_to(c, x - s * (dx - 0.5 * dy), y - s * (dy + 0.5 * dx));
    cairo_close_path(c);
    cairo_fill(c);
}

static void draw_edges(cairo_t *c, const panel *p)
{
    const gnn_graph *g = p->what->graph;
    const int64_t *ptr = gnn_graph_ptr(g);
    const int32_t *col = gnn_graph_col(g);
    const double *weight = gnn_graph_weight(g);
    bool directed = gnn_graph_directed(g);
    double most = 0;
    for (int64_t e = 0; weight && e < gnn_graph_arcs(g); e++) most = fmax(most, fabs(weight[e]));
    for (int64_t u = 0; u < gnn_graph_n(g); u++)
        for (int64_t e = ptr[u]; e < ptr[u + 1]; e++)
            if (directed || col[e] >= u) {
                bool striking = p->what->striking && p->what->striking[e];
                double thick = weight && most > 0 ? 0.4 + 2.6 * fabs(weight[e]) / most : 1.5;
                if (striking) cairo_set_source_rgb(c, .80, .10, .10);
                else cairo_set_source_rgb(c, .33, .33, .33);
                cairo_set_line_width(c, fmin(striking ? 1.8 * thick : thick, p->r / 2));
                edge_line(c, p, u, col[e], directed);
            }
}

/* Circle, square, diamond, triangles, pentagon, hexagon: of about equal area. */
static void shape_path(cairo_t *c, int shape, double x, double y, double r)
{
    static const struct { int corners; double turn, scale; } forms[SHAPES] = {
        { 0, 0, 1 }, { 4, M_PI / 4, 1.25 }, { 4, 0, 1.3 }, { 3, -M_PI / 2, 1.5 }, { 3, M_PI / 2, 1.5 }, { 5, -M_PI / 2, 1.15 }, { 6, 0, 1.1 } };
    cairo_new_path(c);
    if (forms[shape].corners == 0) {
        cairo_arc(c, x, y, r, 0, 2 * M_PI);
    } else {
        for (int i = 0; i < forms[shape].corners; i++) {
            double t = forms[shape].turn + 2 * M_PI * i / forms[shape].corners;
            cairo_line_to(c, x + forms[shape].scale * r * cos(t), y + forms[shape].scale * r * sin(t));
        }
    }
    cairo_close_path(c);
}

static void centered_text(cairo_t *c, double x, double y, const char *text)
{
    cairo_text_extents_t e;
    cairo_text_extents(c, text, &e);
    cairo_move_to(c, x - e.width / 2 - e.x_bearing, y - e.height / 2 - e.y_bearing);
    cairo_show_text(c, text);
}

/* A vertex with its fill, shape and, where it can be read, number; color -1: none. */
static void draw_symbol(cairo_t *c, int color, double x, double y, double r)
{
    int k = color < 0 ? 0 : color;
    const double *f = fills[k % FILLS];
    cairo_set_line_width(c, fmin(1.2, r / 5));
    shape_path(c, k % SHAPES, x, y, r);
    cairo_set_source_rgb(c, f[0], f[1], f[2]);
    cairo_fill_preserve(c);
    cairo_set_source_rgb(c, .13, .13, .13);
    cairo_stroke(c);
    if (color < 0 || r < 6) return;
    char number[16];
    snprintf(number, sizeof number, "%d", color);
    cairo_set_font_size(c, r * (color > 99 ? 0.75 : 1.0));
    double light = 0.3 * f[0] + 0.6 * f[1] + 0.1 * f[2];
    cairo_set_source_rgb(c, light < 0.5, light < 0.5, light < 0.5);
    centered_text(c, x, y, number);
}

static void draw_ring(cairo_t *c, double x, double y, double r)
{
    cairo_new_path(c);
    cairo_arc(c, x, y, 1.7 * r, 0, 2 * M_PI);
    cairo_set_source_rgb(c, .80, .10, .10);
    cairo_set_line_width(c, fmax(0.8, r / 5));
    cairo_stroke(c);
}

static void draw_vertices(cairo_t *c, const panel *p)
{
    for (int64_t u = 0; p->what->ringed && u < gnn_graph_n(p->what->graph); u++)
        if (p->what->ringed[u]) draw_ring(c, p->xy[2 * u], p->xy[2 * u + 1], p->r);
    for (int64_t u = 0; u < gnn_graph_n(p->what->graph); u++)
        draw_symbol(c, p->what->color ? p->what->color[u] : -1, p->xy[2 * u], p->xy[2 * u + 1], p->r);
}

/* Mean distance of a vertex from the next. */
static double mean_gap(const double *xy, int64_t n)
{
    double sum = 0;
    for (int64_t u = 0; u < n; u++) {
        double nearest = INFINITY;
        for (int64_t v = 0; v < n; v++)
            if (v != u) nearest = fmin(nearest, hypot(xy[2 * u] - xy[2 * v], xy[2 * u + 1] - xy[2 * v + 1]));
        sum += nearest;
    }
    return sum / (double)n;
}

static gnn_status place(panel *p, double left)
{
    int64_t n = gnn_graph_n(p->what->graph);
    double side = PANEL - 2 * MARGIN;
    p->r = fmin(14, fmax(1.5, 0.28 * side / sqrt((double)n + 1)));
    p->xy = gnn_i_alloc((size_t)(2 * n), sizeof *p->xy);
    if (!p->xy) return GNN_ENOMEM;
    if (p->what->xy) memcpy(p->xy, p->what->xy, (size_t)(2 * n) * sizeof *p->xy);
    else GNN_TRY_RETURN(gnn_graph_layout(p->xy, p->what->graph));
    for (int64_t u = 0; u < n; u++)
        p->xy[2 * u] = left + MARGIN + side * p->xy[2 * u], p->xy[2 * u + 1] = MARGIN + side * p->xy[2 * u + 1];
    if (n > 1 && n <= 2000) p->r = fmin(p->r, fmax(0.5 * p->r, 0.45 * mean_gap(p->xy, n))); /* rings of vertices stand closer than others */
    return GNN_OK;
}

static gnn_status draw_panel(cairo_t *c, const cli_panel *what, double left)
{
    panel p = { .what = what };
    gnn_status st = place(&p, left);
    if (st == GNN_OK) {
        draw_edges(c, &p);
        draw_vertices(c, &p);
        if (what->caption) {
            cairo_set_source_rgb(c, .13, .13, .13);
            cairo_set_font_size(c, 14);
            centered_text(c, left + PANEL / 2.0, PANEL + CAPTION / 3.0, what->caption);
        }
    }
    gnn_i_free(p.xy);
    return st;
}

/* ---- the legend ---- */

static int legend_colors(int count, const cli_panel *panels)
{
    int most = -1;
    for (int i = 0; i < count; i++)
        for (int64_t u = 0; panels[i].color && u < gnn_graph_n(panels[i].graph); u++)
            if (panels[i].color[u] > most) most = panels[i].color[u];
    return most + 1;
}

static int entries_a_line(int count) { return (PANEL * count - 2 * MARGIN) / ENTRY; }

static int legend_height(int count, const cli_panel *panels)
{
    int lines = (legend_colors(count, panels) + entries_a_line(count) - 1) / entries_a_line(count);
    return LINE * (1 + (lines < MAX_LINES ? lines : MAX_LINES));
}

/* "4 | 4": how many vertices of each panel have the colour. */
static void count_text(char *text, size_t size, int color, int count, const cli_panel *panels)
{
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < count && used < size; i++) {
        int64_t n = 0;
        for (int64_t u = 0; panels[i].color && u < gnn_graph_n(panels[i].graph); u++) n += panels[i].color[u] == color;
        used += (size_t)snprintf(text + used, size - used, "%s%lld", i ? " | " : "", (long long)n);
    }
}

static void draw_legend(cairo_t *c, int count, const cli_panel *panels, const char *legend)
{
    int colors = legend_colors(count, panels), in_line = entries_a_line(count), shown = in_line * MAX_LINES;
    double top = PANEL + CAPTION;
    char text[80];
    cairo_set_source_rgb(c, .13, .13, .13);
    cairo_set_font_size(c, 12);
    centered_text(c, PANEL * count / 2.0, top + LINE / 3.0, legend);
    if (shown >= colors) shown = colors;
    else shown--; /* the last place says how many are left out */
    for (int k = 0; k <= shown && k < colors; k++) {
        int row = k / in_line, in_row = colors - row * in_line < in_line ? colors - row * in_line : in_line;
        double x = (PANEL * count - ENTRY * in_row) / 2.0 + ENTRY * (k % in_line),
               y = top + LINE * (row + 1) + LINE / 3.0;
        if (k < shown) draw_symbol(c, k, x + 14, y, 9);
        if (k < shown) count_text(text, sizeof text, k, count, panels);
        else snprintf(text, sizeof text, "and %d more", colors - shown);
        cairo_set_source_rgb(c, .13, .13, .13);
        cairo_set_font_size(c, 12);
        cairo_move_to(c, x + (k < shown ? 30 : 4), y + 4);
        cairo_show_text(c, text);
    }
}

/* ---- the file ---- */

static gnn_status draw_all(cairo_surface_t *s, int count, const cli_panel *panels, const char *legend)
{
    gnn_status st = GNN_OK;
    cairo_t *c = cairo_create(s);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    for (int i = 0; i < count && st == GNN_OK; i++) st = draw_panel(c, &panels[i], i * PANEL);
    if (legend && st == GNN_OK) draw_legend(c, count, panels, legend);
    cairo_show_page(c);
    cairo_destroy(c);
    return st;
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = strlen(suffix);
    return n > k && strcasecmp(path + n - k, suffix) == 0;
}

gnn_status cli_draw_check(const char *path)
{
    GNN_REQUIRE_RETURN(ends_in(path, ".svg") || ends_in(path, ".png"), GNN_EUNSUPPORTED,
                       "%s: a picture's name ends in .svg or .png", path);
    return GNN_OK;
}

gnn_status cli_draw(const char *path, int count, const cli_panel *panels, const char *legend, bool force)
{
    gnn_status st = GNN_OK;
    bytes b = { .st = GNN_OK };
    int width = PANEL * count, height = PANEL + CAPTION + (legend ? legend_height(count, panels) : 0), scale = 2;
    cairo_surface_t *s = NULL;
    bool svg = ends_in(path, ".svg");
    GNN_TRY(cli_draw_check(path));
    if (svg) {
        s = cairo_svg_surface_create_for_stream(collect, &b, width, height);
    } else {
        s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, scale * width, scale * height);
        cairo_surface_set_device_scale(s, scale, scale);
    }
    GNN_TRY(draw_all(s, count, panels, legend));
    if (!svg) cairo_surface_write_to_png_stream(s, collect, &b);
    cairo_surface_finish(s);
    GNN_TRY(b.st);
    GNN_REQUIRE(cairo_surface_status(s) == CAIRO_STATUS_SUCCESS, GNN_ENUMERIC, "%s: cairo: %s", path,
                cairo_status_to_string(cairo_surface_status(s)));
    st = gnn_i_file_write(path, b.p, (size_t)b.n, force);
done:
    if (s) cairo_surface_destroy(s);
    gnn_i_free(b.p);
    return st;
}
