/* base: status texts, allocation door, arena, random streams, files. */
#include "support/support.h"
#include "base/files.h"
#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(every_status_has_a_name_and_a_sentence)
{
#define GNN_X(name, value, text)                             \
    ck_assert_str_eq(gnn_status_name(name), #name);          \
    ck_assert(strlen(gnn_status_text(name)) > 5);
    GNN_STATUS_LIST(GNN_X)
#undef GNN_X
    ck_assert_str_eq(gnn_status_name((gnn_status)-999), "GNN_?");
}
END_TEST

START_TEST(error_text_takes_its_own_text_as_argument)
{
    (void)gnn_i_fail(GNN_EINVAL, "inner %d", 7);
    (void)gnn_i_fail(GNN_EINVAL, "outer: %s", gnn_last_error());
    ck_assert_str_eq(gnn_last_error(), "outer: inner 7");
    (void)gnn_i_fail_prefix(GNN_EINVAL, "file");
    ck_assert_str_eq(gnn_last_error(), "file: outer: inner 7");
}
END_TEST

START_TEST(allocation_refuses_sizes_that_overflow)
{
    ck_assert_ptr_null(gnn_i_alloc(SIZE_MAX / 2, 3));
    ck_assert_ptr_null(gnn_i_alloc(SIZE_MAX, 1));
}
END_TEST

START_TEST(arena_allocates_nothing_once_warm)
{
    gnn_arena *a;
    ck_ok(gnn_i_arena_new(&a));
    for (int step = 0; step < 4; step++) {
        int64_t calls = gnn_alloc_get_stats().calls;
        for (size_t i = 1; i < 300; i++) {
            char *p = gnn_i_arena_alloc(a, i * 997);
            ck_assert_ptr_nonnull(p);
            ck_assert_uint_eq((uintptr_t)p % 64, 0);
            memset(p, (int)i, i * 997);
        }
        gnn_i_arena_reset(a);
        if (step >= 1) ck_assert_int_eq(gnn_alloc_get_stats().calls, calls);
    }
    gnn_i_arena_free(a);
}
END_TEST

/* Known answers of Random123 for philox4x32-10. */
START_TEST(philox_gives_the_published_words)
{
    gnn_rng zero = { 0, 0 };
    uint64_t a = gnn_rng_u64(&zero), b = gnn_rng_u64(&zero);
    ck_assert_uint_eq(a, (uint64_t)0xe169c58du << 32 | 0x6627e8d5u);
    ck_assert_uint_eq(b, (uint64_t)0x9b00dbd8u << 32 | 0xbc57ac4cu);
}
END_TEST

START_TEST(streams_differ_by_each_part_of_their_name)
{
    gnn_rng a = gnn_rng_stream(1, "x", 0), b = gnn_rng_stream(1, "x", 0);
    ck_assert_uint_eq(gnn_rng_u64(&a), gnn_rng_u64(&b));
    gnn_rng c[3] = { gnn_rng_stream(2, "x", 0), gnn_rng_stream(1, "y", 0), gnn_rng_stream(1, "x", 1) };
    a = gnn_rng_stream(1, "x", 0);
    uint64_t first = gnn_rng_u64(&a);
    for (int i = 0; i < 3; i++) ck_assert_uint_ne(gnn_rng_u64(&c[i]), first);
}
END_TEST

START_TEST(uniform_below_and_normal_have_their_moments)
{
    gnn_rng r = gnn_rng_stream(3, "moments", 0);
    double sum = 0, sq = 0, u = 0;
    int64_t hist[7] = { 0 }, n = 200000;
    for (int64_t i = 0; i < n; i++) {
        double z = gnn_rng_normal(&r);
        sum += z, sq += z * z, u += gnn_rng_uniform(&r);
        hist[gnn_rng_below(&r, 7)]++;
    }
    ck_assert(fabs(sum / (double)n) < 0.01);
    ck_assert(fabs(sq / (double)n - 1) < 0.02);
    ck_assert(fabs(u / (double)n - 0.5) < 0.005);
    for (int i = 0; i < 7; i++) ck_assert(fabs((double)hist[i] / (double)n - 1.0 / 7) < 0.005);
}
END_TEST

START_TEST(numbers_read_and_print_without_a_locale)
{
    gnn_rng r = gnn_rng_stream(4, "numbers", 0);
    for (int i = 0; i < 2000; i++) {
        uint64_t bits = gnn_rng_u64(&r);
        double v, back;
        char buf[32];
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v)) continue;
        const char *p = buf;
        int n = gnn_i_format_double(buf, v);
        ck_assert(gnn_i_take_double(&p, buf + n, &back));
        ck_assert(back == v);
    }
    int64_t x;
    const char *big = "9223372036854775808", *p = big;
    ck_assert(!gnn_i_take_i64(&p, big + strlen(big), &x));
    p = "-9223372036854775808";
    ck_assert(gnn_i_take_i64(&p, p + 20, &x));
    ck_assert_int_eq(x, INT64_MIN);
}
END_TEST

static char *temp_path(void)
{
    static char path[] = "/tmp/gnn-test-XXXXXX";
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    return path;
}

START_TEST(a_failed_write_leaves_the_old_file)
{
    char *path = temp_path();
    ck_ok(gnn_i_file_write(path, "old", 3, true));
    int64_t syncs = gnn_i_file_syncs();
    int survived = 0;
    for (int k = 0; k < 20; k++) {
        gnn_i_file_fail_after(k, false, ENOSPC);
        gnn_status st = gnn_i_file_write(path, "new", 3, true);
        gnn_i_file_fail_after(-1, false, 0);
        char *bytes;
        size_t size;
        ck_ok(gnn_i_file_read(&bytes, &size, path, 0));
        ck_assert_uint_eq(size, 3);
        if (st != GNN_OK) {
            ck_assert_int_eq(st, GNN_EIO);
            survived += strcmp(bytes, "old") == 0;
            ck_assert(strcmp(bytes, "old") == 0 || strcmp(bytes, "new") == 0); /* new: only the folder's sync failed */
            ck_ok(gnn_i_file_write(path, "old", 3, true));
        }
        gnn_i_free(bytes);
        if (st == GNN_OK) break;
    }
    ck_assert_int_ge(survived, 4); /* create, write, sync, close, rename */
    ck_assert_int_gt(gnn_i_file_syncs(), syncs);
    unlink(path);
}
END_TEST

/* Three files, each call failed in turn: every file is old or new as a whole, no temporary stays, two syncs are
 * enough. */
START_TEST(files_that_appear_together_are_whole)
{
    char folder[] = "/tmp/gnn-test-XXXXXX", path[3][64], *bytes;
    bool done = false;
    size_t size;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (int i = 0; i < 3; i++) snprintf(path[i], sizeof path[i], "%s/%d", folder, i);
    for (int k = 0; k < 40 && !done; k++) {
        gnn_i_files files = {0};
        int64_t syncs = gnn_i_file_syncs();
        for (int i = 0; i < 3; i++) ck_ok(gnn_i_file_write(path[i], "old", 3, true));
        ck_assert_int_eq(gnn_i_file_syncs(), syncs + 6);
        gnn_i_file_fail_after(k, false, ENOSPC);
        gnn_status st = GNN_OK;
        for (int i = 0; i < 3 && st == GNN_OK; i++) st = gnn_i_files_add(&files, path[i], "newer", 5, true);
        if (st == GNN_OK) st = gnn_i_files_commit(&files);
        else gnn_i_files_abort(&files);
        gnn_i_file_fail_after(-1, false, 0);
        done = st == GNN_OK;
        if (done) ck_assert_int_eq(gnn_i_file_syncs(), syncs + 8);
        else ck_assert_int_eq(st, GNN_EIO);
        for (int i = 0; i < 3; i++) {
            ck_ok(gnn_i_file_read(&bytes, &size, path[i], 0));
            ck_assert(strcmp(bytes, "newer") == 0 || (!done && strcmp(bytes, "old") == 0));
            gnn_i_free(bytes);
            unlink(path[i]);
        }
        ck_assert_msg(rmdir(folder) == 0 && mkdir(folder, 0700) == 0, "a temporary stayed after failure %d", k);
    }
    ck_assert(done);
    rmdir(folder);
}
END_TEST

START_TEST(reading_a_folder_or_nothing_names_the_path)
{
    char *bytes;
    size_t size;
    ck_assert_int_eq(gnn_i_file_read(&bytes, &size, "/", 0), GNN_EIO);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "directory"));
    ck_assert_int_eq(gnn_i_file_read(&bytes, &size, "/no/such/file", 0), GNN_EIO);
    ck_assert_ptr_nonnull(strstr(gnn_last_error(), "/no/such/file"));
}
END_TEST

TESTS_BEGIN("base")
    T(every_status_has_a_name_and_a_sentence)
    T(error_text_takes_its_own_text_as_argument)
    T(allocation_refuses_sizes_that_overflow)
    T(arena_allocates_nothing_once_warm)
    T(philox_gives_the_published_words)
    T(streams_differ_by_each_part_of_their_name)
    T(uniform_below_and_normal_have_their_moments)
    T(numbers_read_and_print_without_a_locale)
    T(a_failed_write_leaves_the_old_file)
    T(files_that_appear_together_are_whole)
    T(reading_a_folder_or_nothing_names_the_path)
TESTS_END
