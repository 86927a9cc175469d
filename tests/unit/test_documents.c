/* The tables of the documents against the registries: bounds and sources of models, what each format holds. */
#include "support/support.h"
#include "io/format.h"

static void load(char **text, const char *relative)
{
    char path[4096];
    size_t size = 0;
    ck_assert_msg(getenv("GNN_TEST_SOURCE"), "GNN_TEST_SOURCE is not set");
    snprintf(path, sizeof path, "%s/%s", getenv("GNN_TEST_SOURCE"), relative);
    ck_ok(gnn_i_file_read(text, &size, path, 0));
}

enum { CELLS = 8, WIDTH = 200 };

/* The cells of a line "| a | b | … |", without the blanks around them; how many. */
static int split_row(char cell[CELLS][WIDTH], const char *line, size_t len)
{
    int n = 0;
    const char *end = line + len;
    if (!len || *line != '|') return 0;
    for (const char *p = line + 1; p < end && n < CELLS;) {
        const char *bar = memchr(p, '|', (size_t)(end - p)), *from = p, *to = bar;
        if (!bar) break;
        while (from < to && *from == ' ') from++;
        while (to > from && to[-1] == ' ') to--;
        snprintf(cell[n++], WIDTH, "%.*s", (int)(to - from), from);
        p = bar + 1;
    }
    return n;
}

/* Rows between a heading and the next: see() gets each with its number of cells; how many rows it took. */
static int each_row(const char *document, const char *heading, bool (*see)(char cell[CELLS][WIDTH], int n))
{
    char *text = NULL, cell[CELLS][WIDTH];
    int rows = 0;
    load(&text, document);
    const char *p = strstr(text, heading);
    ck_assert_msg(p, "%s has no heading %s", document, heading);
    size_t at = (size_t)(p - text) + strlen(heading); /* the first line below */
    while (text[at] && text[at] != '#') {
        size_t len = strcspn(text + at, "\n");
        int n = split_row(cell, text + at, len);
        if (n && see(cell, n)) rows++;
        at += len + (text[at + len] == '\n');
    }
    gnn_i_free(text);
    return rows;
}

/* The first row of a table, or the one of dashes. */
static bool is_head(const char *cell, const char *word)
{
    return strcmp(cell, word) == 0 || strncmp(cell, "---", 3) == 0;
}

/* "  source  Xu et al. 2019" of a help text. */
static void field_of(char *out, size_t size, const char *help, const char *name)
{
    char mark[32];
    snprintf(mark, sizeof mark, "\n  %s", name);
    const char *p = strstr(help, mark);
    ck_assert_msg(p, "no %s in: %s", name, help);
    p += strlen(mark);
    p += strspn(p, " ");
    snprintf(out, size, "%.*s", (int)strcspn(p, "\n"), p);
}

static bool see_model(char cell[CELLS][WIDTH], int n)
{
    char bound[WIDTH], source[WIDTH];
    const char *help = gnn_model_help(cell[0]);
    if (!help) {
        ck_assert_msg(is_head(cell[0], "model"), "there is no model %s", cell[0]);
        return false;
    }
    ck_assert_int_eq(n, 5);
    field_of(bound, sizeof bound, help, "bound");
    field_of(source, sizeof source, help, "source");
    bound[strcspn(bound, ":")] = 0;
    ck_assert_msg(strcmp(cell[1], bound) == 0, "%s: bound %s in theory.md, %s in its help", cell[0], cell[1], bound);
    ck_assert_msg(gnn_test_resolve(cell[1]), "%s is no test", cell[1]);
    ck_assert_msg(strncmp(source, cell[4], strlen(cell[4])) == 0, "%s: source %s in theory.md, %s in its help", cell[0],
                  cell[4], source);
    return true;
}

START_TEST(theory_gives_each_model_its_bound_and_source)
{
    int models = 0;
    while (gnn_model_list(models)) models++;
    ck_assert_int_ge(models, 12);
    ck_assert_int_ge(each_row("docs/theory.md", "\n## Models\n", see_model), 12);
}
END_TEST

static bool see_test(char cell[CELLS][WIDTH], int n)
{
    ck_assert_int_eq(n, 4);
    if (is_head(cell[0], "test")) return false;
    ck_assert_msg(gnn_test_resolve(cell[0]), "there is no test %s", cell[0]);
    ck_assert_msg(strcmp(cell[2], "-") == 0 || gnn_test_resolve(cell[2]), "%s: %s is no test", cell[0], cell[2]);
    return true;
}

START_TEST(theory_names_tests_that_exist)
{
    ck_assert_int_ge(each_row("docs/theory.md", "\n## Tests\n", see_test), 7);
}
END_TEST

/* The word begins a word of the text, and no "no " stands before it. */
static bool says(const char *text, const char *word)
{
    const char *at = strstr(text, word);
    if (!at || (at > text && at[-1] != ' ')) return false;
    return !(at >= text + 3 && strncmp(at - 3, "no ", 3) == 0);
}

/* In words: "directions, weights, labels, loops", each there if and only if the format holds it. */
static bool see_format(char cell[CELLS][WIDTH], int n)
{
    static const struct { unsigned flag; const char *word; } holds[] = {
        { GNN_I_DIRECTED, "direct" }, { GNN_I_WEIGHTS, "weights" }, { GNN_I_LABELS, "labels" },
        { GNN_I_LOOPS, "loops" } };
    const gnn_format *f = NULL;
    ck_assert_int_eq(n, 3);
    for (int i = 0; gnn_format_name(i); i++)
        if (strcmp(gnn_format_name(i), cell[0]) == 0) f = gnn_i_formats[i];
    if (!f) {
        ck_assert_msg(is_head(cell[0], "format"), "there is no format %s", cell[0]);
        return false;
    }
    for (size_t k = 0; k < sizeof holds / sizeof *holds; k++) {
        bool said = says(cell[2], holds[k].word);
        ck_assert_msg(said == !!(f->holds & holds[k].flag), "%s: %s", cell[0], holds[k].word);
    }
    return true;
}

START_TEST(formats_say_what_each_holds)
{
    ck_assert_int_ge(each_row("docs/formats.md", "\n## Graphs\n", see_format), 12);
}
END_TEST

TESTS_BEGIN("documents")
    T(theory_gives_each_model_its_bound_and_source)
    T(theory_names_tests_that_exist)
    T(formats_say_what_each_holds)
TESTS_END
