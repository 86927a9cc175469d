/* graph6: published lines, round trips, nauty as oracle, and what must be refused. */
#include "support/support.h"
#include <unistd.h>

static gnn_graph_list *parse(const char *text)
{
    gnn_graph_list *l = NULL;
    ck_ok(gnn_parse_graphs(&l, text, strlen(text), "t.g6", NULL, NULL));
    return l;
}

static void refused(const char *text, size_t size, gnn_status status, const char *part)
{
    gnn_graph_list *l = NULL;
    int64_t held = gnn_alloc_get_stats().blocks;
    ck_assert_int_eq(gnn_parse_graphs(&l, text, size, "broken.g6", NULL, NULL), status);
    ck_assert_ptr_null(l);
    ck_assert_msg(strstr(gnn_last_error(), part) != NULL, "'%s' has no '%s'", gnn_last_error(), part);
    ck_assert_int_eq(gnn_alloc_get_stats().blocks, held);
}

START_TEST(known_lines)
{
    gnn_graph_list *l = parse(">>graph6<<EhEG\nEwCW\r\n\n>>graph6<<IheA@GUAo\n?\n@\nA_");
    ck_assert_int_eq(l->count, 6);
    ck_assert_str_eq(l->format, "graph6");
    ck_assert_str_eq(l->text[0], "EhEG");
    ck_assert_str_eq(l->text[1], "EwCW");
    ck_assert_int_eq(l->line[2], 4);
    ck_assert_str_eq(l->text[2], "IheA@GUAo");
    int64_t n[] = { 6, 6, 10, 0, 1, 2 }, m[] = { 6, 6, 15, 0, 0, 1 };
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(gnn_graph_n(l->graphs[i]), n[i]);
        ck_assert_int_eq(gnn_graph_edges(l->graphs[i]), m[i]);
    }
    for (int64_t v = 0; v < 10; v++) ck_assert_int_eq(l->graphs[2]->ptr[v + 1] - l->graphs[2]->ptr[v], 3);
    gnn_graph_list_free(l);
}
END_TEST

START_TEST(refusals_say_where)
{
    refused("EhEG\nEwCW\nEw!G\n", 15, GNN_EPARSE,
            "broken.g6:3:3: byte 0x21 is outside 63..126 (graph6); 2 graphs were read before it");
    refused("", 0, GNN_EPARSE, "broken.g6: no graphs in it");
    refused("\n\n", 2, GNN_EPARSE, "no graphs in it");
    refused(">>graph6<<\n", 11, GNN_EPARSE, "no graphs in it");
    refused("EhEG\n>>graph6<<\n>>graph6<", 25, GNN_EPARSE, ":3:1:");
    refused("EhE", 3, GNN_EPARSE, "broken.g6:1:4: the line ends early");
    refused("EhEGG", 5, GNN_EPARSE, "broken.g6:1:5: 1 more bytes");
    refused("A`", 2, GNN_EPARSE, "padding");
    refused("~~~~~~~~", 8, GNN_ELIMIT, "68719476735 vertices are more than 2^31-1");
    refused("~~?@????", 8, GNN_EPARSE, "the line ends early");
    refused("~?", 2, GNN_EPARSE, "inside the vertex count");
    refused("Eh\0G", 4, GNN_EPARSE, "broken.g6:1:3: byte 0x00");
    refused("EhEG\n:EaYmC\n", 12, GNN_EPARSE, "broken.g6:2:1: this line is sparse6");
}
END_TEST

START_TEST(unknown_content_and_name_list_the_formats)
{
    gnn_graph_list *l = NULL;
    ck_assert_int_eq(gnn_parse_graphs(&l, "%PDF-1.7 !", 10, "x.pdf", NULL, NULL), GNN_EPARSE);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "--from: "));
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "graph6"));
    ck_assert_int_eq(gnn_parse_graphs(&l, "EhEG", 4, "x", "g7", NULL), GNN_ENOTFOUND);
}
END_TEST

static void round_trip(const gnn_graph *g)
{
    char *bytes;
    size_t size;
    gnn_graph_list *l;
    ck_ok(gnn_format_graphs(&bytes, &size, "graph6", 1, (const gnn_graph *const *)&g));
    ck_ok(gnn_parse_graphs(&l, bytes, size, "t", NULL, NULL));
    ck_assert_int_eq(l->count, 1);
    ck_assert(gnn_graph_equal(g, l->graphs[0]));
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
}

START_TEST(written_graphs_read_back)
{
    gnn_graph *g = support_graph((uint64_t)_i, false);
    round_trip(g);
    gnn_graph_free(g);
}
END_TEST

START_TEST(long_counts_read_back)
{
    int64_t sizes[] = { 62, 63, 64, 300 };
    for (int i = 0; i < 4; i++) {
        int32_t last = (int32_t)sizes[i] - 1, src[] = { 0, last - 1 }, dst[] = { last, last };
        gnn_graph_spec spec = { .n = sizes[i], .m = 2, .src = src, .dst = dst };
        gnn_graph *g;
        ck_ok(gnn_graph_new(&g, &spec));
        round_trip(g);
        gnn_graph_free(g);
    }
}
END_TEST

START_TEST(geng_agrees_line_by_line)
{
    FILE *p = popen("nauty-geng -q 6 2>/dev/null", "r");
    char all[8192];
    size_t size = p ? fread(all, 1, sizeof all, p) : 0;
    if (p) pclose(p);
    if (size == 0) SKIP("nauty-geng is not installed");
    gnn_graph_list *l;
    ck_ok(gnn_parse_graphs(&l, all, size, "geng", NULL, NULL));
    ck_assert_int_eq(l->count, 156); /* graphs on 6 vertices, OEIS A000088 */
    char *bytes;
    size_t back;
    ck_ok(gnn_format_graphs(&bytes, &back, "graph6", l->count, (const gnn_graph *const *)l->graphs));
    ck_assert_uint_eq(back, size);
    ck_assert_mem_eq(bytes, all, size);
    gnn_bytes_free(bytes);
    gnn_graph_list_free(l);
}
END_TEST

static int count_graphs(void *ctx, gnn_graph *g, int64_t line, const char *text)
{
    gnn_graph_free(g);
    return ++*(int *)ctx == 5;
}

START_TEST(a_scan_can_be_ended)
{
    char path[] = "/tmp/gnn-test-XXXXXX", text[40];
    int fd = mkstemp(path), seen = 0;
    ck_assert_int_ge(fd, 0);
    close(fd);
    for (int i = 0; i < 8; i++) memcpy(text + 5 * i, "EhEG\n", 5);
    ck_ok(gnn_i_file_write(path, text, 40, true));
    ck_assert_int_eq(gnn_scan_graphs(path, NULL, NULL, count_graphs, &seen), GNN_ECANCELED);
    ck_assert_int_eq(seen, 5);
    unlink(path);
}
END_TEST

static gnn_status parse_two(void *ctx)
{
    gnn_graph_list *l;
    gnn_status st = gnn_parse_graphs(&l, "EhEG\nIheA@GUAo\n", 15, "t", NULL, NULL);
    if (st == GNN_OK) gnn_graph_list_free(l);
    return st;
}

START_TEST(missing_memory_is_reported) { support_fail_allocations(parse_two, NULL, "parse"); }
END_TEST

TESTS_BEGIN("graph6")
    T(known_lines)
    T(refusals_say_where)
    T(unknown_content_and_name_list_the_formats)
    T_LOOP(written_graphs_read_back, 64)
    T(long_counts_read_back)
    T(geng_agrees_line_by_line)
    T(a_scan_can_be_ended)
    T(missing_memory_is_reported)
TESTS_END
