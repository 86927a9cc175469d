/* safetensors: round trip, damage, hostile headers, missing memory, failing disks. */
#include "io/safetensors_i.h"
#include "support/support.h"
#include <errno.h>
#include <unistd.h>

static gnn_safetensors *example(void)
{
    gnn_safetensors *s = gnn_i_calloc(1, sizeof *s);
    gnn_tensor *a, *b, *c;
    ck_ok(gnn_tensor_new(&a, GNN_F32, 2, (int64_t[]){ 2, 3 }));
    ck_ok(gnn_tensor_new(&b, GNN_F64, 0, NULL));
    ck_ok(gnn_tensor_new(&c, GNN_F32, 1, (int64_t[]){ 0 }));
    for (int i = 0; i < 6; i++) gnn_tensor_set(a, i, i - 2.5);
    gnn_tensor_set(b, 0, 1e300);
    ck_ok(gnn_i_safetensors_add(s, "conv1.weight", a));
    ck_ok(gnn_i_safetensors_add(s, "scalar \"quoted\"", b));
    ck_ok(gnn_i_safetensors_add(s, "empty", c));
    ck_ok(gnn_i_safetensors_add_meta(s, "model", "{\"name\":\"gcn\"}"));
    return s;
}

static void file_of(char *path, char **bytes, size_t *size)
{
    strcpy(path, "/tmp/gnn-st-XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    gnn_safetensors *s = example();
    ck_ok(gnn_safetensors_write(path, s, 1));
    gnn_safetensors_free(s);
    ck_ok(gnn_i_file_read(bytes, size, path, 0));
}

START_TEST(what_is_written_is_read)
{
    char path[64], *bytes;
    size_t size;
    int verified = -1;
    gnn_safetensors *s;
    file_of(path, &bytes, &size);
    ck_ok(gnn_safetensors_read(&s, path, &verified));
    ck_assert_int_eq(verified, 1);
    ck_assert_int_eq(s->count, 3);
    const gnn_tensor *a = gnn_safetensors_get(s, "conv1.weight"), *b = gnn_safetensors_get(s, "scalar \"quoted\"");
    ck_assert(a && a->dtype == GNN_F32 && a->ndim == 2 && a->shape[1] == 3);
    for (int i = 0; i < 6; i++) ck_assert(gnn_tensor_get(a, i) == i - 2.5);
    ck_assert(b && b->ndim == 0 && gnn_tensor_get(b, 0) == 1e300);
    ck_assert_str_eq(gnn_safetensors_meta(s, "model"), "{\"name\":\"gcn\"}");
    uint64_t n;
    memcpy(&n, bytes, 8);
    ck_assert_uint_eq((n + 8) % 64, 0);
    gnn_safetensors_free(s);
    gnn_i_free(bytes);
    ck_assert_int_eq(access(path, F_OK), 0);
    gnn_safetensors *again = example();
    ck_assert_int_eq(gnn_safetensors_write(path, again, 0), GNN_EEXIST);
    gnn_safetensors_free(again);
    unlink(path);
}
END_TEST

START_TEST(every_flipped_bit_and_every_truncation_is_noticed)
{
    char path[64], *bytes;
    size_t size;
    file_of(path, &bytes, &size);
    unlink(path);
    gnn_safetensors *s = NULL;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        ck_assert_msg(gnn_safetensors_parse(&s, bytes, size, "flipped", NULL) != GNN_OK, "bit %zu of %zu passed", bit,
                      8 * size);
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t n = 0; n < size; n++) ck_assert(gnn_safetensors_parse(&s, bytes, n, "cut", NULL) != GNN_OK);
    char *longer = calloc(size + 1, 1);
    memcpy(longer, bytes, size);
    ck_assert(gnn_safetensors_parse(&s, longer, size + 1, "longer", NULL) != GNN_OK);
    free(longer);
    ck_assert_ptr_null(s);
    gnn_i_free(bytes);
}
END_TEST

static gnn_status parse_text(const char *header, size_t data)
{
    size_t n = strlen(header);
    char *bytes = calloc(8 + n + data, 1);
    gnn_safetensors *s = NULL;
    int verified = -1;
    for (int i = 0; i < 8; i++) bytes[i] = (char)(n >> 8 * i);
    memcpy(bytes + 8, header, n);
    gnn_status st = gnn_safetensors_parse(&s, bytes, 8 + n + data, "text", &verified);
    if (st == GNN_OK) ck_assert_int_eq(verified, 0);
    gnn_safetensors_free(s);
    free(bytes);
    return st;
}

START_TEST(headers_of_others_are_read_and_hostile_ones_refused)
{
    ck_assert_int_eq(parse_text("{}", 0), GNN_OK);
    ck_assert_int_eq(parse_text("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}   ", 8), GNN_OK);
    static const struct { const char *header; size_t data; } bad[] = {
        { "[]", 0 }, { "{", 0 }, { "{}x", 0 }, { "{}", 1 }, { "{\"a\":1}", 0 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":0}}", 8 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1],\"data_offsets\":[0,4]}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8 },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8 },
        { "{\"__metadata__\":{\"a\":1}}", 0 }, { "{\"__metadata__\":[]}", 0 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(parse_text(bad[i].header, bad[i].data) == GNN_EPARSE, "case %zu: %s", i, gnn_last_error());
        ck_assert_msg(strncmp(gnn_last_error(), "text:", 5) == 0, "case %zu: %s", i, gnn_last_error());
    }
    ck_assert_int_eq(parse_text("{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2), GNN_EDTYPE);
    char deep[5000];
    memset(deep, '[', sizeof deep - 1);
    memcpy(deep, "{\"a\":", 5);
    deep[sizeof deep - 1] = 0;
    ck_assert_int_eq(parse_text(deep, 0), GNN_EPARSE);
    gnn_safetensors *s = NULL;
    ck_assert_int_eq(gnn_safetensors_parse(&s, "\xff\xff\xff\xff\xff\xff\xff\xff{}", 10, "claims", NULL), GNN_EPARSE);
}
END_TEST

static char fault_path[64];
static gnn_status write_example(void *ctx)
{
    gnn_safetensors *back;
    gnn_status st = gnn_safetensors_write(fault_path, ctx, 1);
    if (st != GNN_OK) return st;
    st = gnn_safetensors_read(&back, fault_path, NULL);
    if (st == GNN_OK) gnn_safetensors_free(back);
    return st;
}

START_TEST(missing_memory_and_failing_disks_leave_the_old_file)
{
    char *bytes, *now;
    size_t size, n;
    file_of(fault_path, &bytes, &size);
    gnn_safetensors *s = example();
    support_fail_allocations(write_example, s, "safetensors");
    gnn_tensor_set(s->tensors[0], 0, 77);
    for (int k = 0; k < 12; k++) {
        gnn_i_file_fail_after(k, true, ENOSPC);
        gnn_status st = gnn_safetensors_write(fault_path, s, 1);
        gnn_i_file_fail_after(-1, false, 0);
        if (st == GNN_OK) break;
        ck_assert_int_eq(st, GNN_EIO);
        ck_ok(gnn_i_file_read(&now, &n, fault_path, 0));
        ck_assert_uint_eq(n, size);
        gnn_safetensors *back;
        int verified = 0;
        ck_ok(gnn_safetensors_parse(&back, now, n, "after a fault", &verified));
        ck_assert_int_eq(verified, 1);
        gnn_safetensors_free(back);
        gnn_i_free(now);
    }
    gnn_safetensors_free(s);
    gnn_i_free(bytes);
    unlink(fault_path);
}
END_TEST

START_TEST(a_full_device_is_an_error)
{
    gnn_safetensors *s = example();
    ck_assert_int_eq(gnn_safetensors_write("/dev/full", s, 1), GNN_EIO);
    gnn_safetensors_free(s);
}
END_TEST

TESTS_BEGIN("safetensors")
    T(what_is_written_is_read)
    T(every_flipped_bit_and_every_truncation_is_noticed)
    T(headers_of_others_are_read_and_hostile_ones_refused)
    T(missing_memory_and_failing_disks_leave_the_old_file)
    T(a_full_device_is_an_error)
TESTS_END
