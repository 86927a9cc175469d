/* models: configuration, defaults, registry, files. */
#include "support/model_case.h"
#include <unistd.h>

static void rejects(gnn_status code, const char *name, const char *config, const char *part)
{
    gnn_model *m = NULL;
    ck_assert_int_eq(gnn_model_new(&m, name, config, GNN_F32, 1), code);
    ck_assert_ptr_null(m);
    ck_assert_msg(strstr(gnn_last_error(), part), "\"%s\" does not say \"%s\"", gnn_last_error(), part);
}

START_TEST(wrong_configurations_are_named)
{
    rejects(GNN_ENOTFOUND, "gnc", "{}", "gcn");
    rejects(GNN_EINVAL, "gcn", "{\"in\":3,\"out\":2,\"hiden\":4}", "\"hiden\"; it has: in out hidden");
    rejects(GNN_EINVAL, "gcn", "{\"out\":2}", "\"in\" is required");
    rejects(GNN_EINVAL, "gcn", "{\"in\":0,\"out\":2}", "in = 0");
    rejects(GNN_EINVAL, "gcn", "{\"in\":2.5,\"out\":2}", "whole number");
    rejects(GNN_EINVAL, "gcn", "{\"in\":\"3\",\"out\":2}", "in is not a whole number");
    rejects(GNN_EINVAL, "gcn", "{\"in\":3,\"out\":2,\"dropout\":1}", "dropout = 1");
    rejects(GNN_EINVAL, "gcn", "{\"in\":3,\"out\":2,\"readout\":\"median\"}", "none sum mean max attention");
    rejects(GNN_EPARSE, "gcn", "{\"in\":3,\n\"out\"2}", ":2:");
    rejects(GNN_EPARSE, "gcn", "{\"in\":3,\"in\":4,\"out\":2}", "duplicate");
    rejects(GNN_EINVAL, "gcn", "[1]", "not an object");
    rejects(GNN_EINVAL, "spectral", "{\"in\":1,\"out\":2,\"operators\":[]}", "empty");
    rejects(GNN_EINVAL, "spectral", "{\"in\":1,\"out\":2,\"operators\":[\"I\",3]}", "operators[1]");
    rejects(GNN_EINVAL, "spectral", "{\"in\":1,\"out\":2,\"operators\":\"I,\\\"A\"}", "no operator has");
    rejects(GNN_EINVAL, "nnconv", "{\"in\":3,\"out\":2}", "\"edge_in\" is required");
    rejects(GNN_EINVAL, "sage", "{\"in\":3,\"out\":2,\"pool\":\"none\"}", "sum, mean or max");
}
END_TEST

START_TEST(defaults_are_filled_in_and_read_back)
{
    const char *name = gnn_model_list(_i);
    gnn_model *m, *k;
    ck_ok(gnn_model_new(&m, name, model_case_config(name, 0), GNN_F32, 1));
    ck_ok(gnn_model_new(&k, name, gnn_model_config(m), GNN_F32, 1));
    ck_assert_str_eq(gnn_model_config(m), gnn_model_config(k));
    ck_assert_ptr_nonnull(strstr(gnn_model_config(m), "\"features\":\"auto\""));
    ck_assert_int_eq(gnn_params_size(gnn_model_params(m)), gnn_params_size(gnn_model_params(k)));
    gnn_model_free(m);
    gnn_model_free(k);
}
END_TEST

START_TEST(every_model_declares_bound_source_and_keys)
{
    const char *name = gnn_model_list(_i), *help = gnn_model_help(name);
    gnn_model *m;
    ck_assert_ptr_nonnull(help);
    ck_assert(strstr(help, "bound") && strstr(help, "source") && strstr(help, "(required)"));
    ck_ok(gnn_model_new(&m, name, model_case_config(name, 0), GNN_F64, 1));
    ck_assert_str_eq(gnn_model_name(m), name);
    const char *b = gnn_model_bound(m);
    ck_assert_msg(gnn_test_resolve(b), "%s is bounded by %s, which is no test", name, b);
    gnn_model_free(m);
    ck_assert_ptr_null(gnn_model_help("none such"));
    ck_assert_ptr_null(gnn_model_list(-1));
}
END_TEST

START_TEST(the_spectral_bound_depends_on_its_operators)
{
    gnn_model *m;
    ck_ok(gnn_model_new(&m, "spectral", "{\"in\":1,\"out\":2,\"operators\":\"I,A_0,D,U\"}", GNN_F32, 1));
    ck_assert_str_eq(gnn_model_bound(m), "1-wl");
    gnn_model_free(m);
    ck_ok(gnn_model_new(&m, "spectral", "{\"in\":1,\"out\":2}", GNN_F32, 1));
    ck_assert_str_eq(gnn_model_bound(m), "2-fwl");
    gnn_model_free(m);
}
END_TEST

/* ---- files ---- */

static char *temporary(char *path)
{
    strcpy(path, "/tmp/gnn-model-XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    return path;
}

static void same_block(gnn_params *p, gnn_params *q)
{
    ck_assert_int_eq(gnn_params_count(p), gnn_params_count(q));
    for (int32_t i = 0; i < gnn_params_count(p); i++) {
        gnn_tensor a = gnn_params_value(p, i), b = gnn_params_value(q, i);
        for (int64_t k = 0; k < gnn_tensor_size(&a); k++) ck_assert(gnn_tensor_get(&a, k) == gnn_tensor_get(&b, k));
    }
}

START_TEST(what_is_saved_is_loaded_bit_for_bit)
{
    const char *name = gnn_model_list(_i);
    char path[64];
    gnn_model *m, *k;
    ck_ok(gnn_model_new(&m, name, model_case_config(name, 4), GNN_F32, 9));
    gnn_params *buffers = gnn_model_buffers(m);
    for (int32_t i = 0; i < gnn_params_count(buffers); i++) { /* as if it had been trained */
        gnn_tensor t = gnn_params_value(buffers, i);
        for (int64_t j = 0; j < gnn_tensor_size(&t); j++) gnn_tensor_set(&t, j, 0.25 + 0.1 * (double)j);
    }
    ck_ok(gnn_model_save(m, temporary(path), 1));
    for (int dtype = 0; dtype < 2; dtype++) { /* f32 numbers are f64 numbers */
        ck_ok(gnn_model_load(&k, path, (gnn_dtype)dtype));
        ck_assert_str_eq(gnn_model_name(k), name);
        ck_assert_str_eq(gnn_model_config(k), gnn_model_config(m));
        ck_assert_int_eq(gnn_model_dtype(k), dtype);
        same_block(gnn_model_params(m), gnn_model_params(k));
        same_block(gnn_model_buffers(m), gnn_model_buffers(k));
        gnn_model_free(k);
    }
    remove(path);
    gnn_model_free(m);
}
END_TEST

START_TEST(a_tensor_that_does_not_fit_is_named)
{
    char path[64];
    gnn_model *m, *k = NULL;
    gnn_safetensors *st;
    ck_ok(gnn_model_new(&m, "gcn", "{\"in\":3,\"out\":2,\"hidden\":4}", GNN_F32, 9));
    ck_ok(gnn_model_save(m, temporary(path), 1));
    ck_assert_int_eq(gnn_model_save(m, path, 0), GNN_EEXIST);
    ck_ok(gnn_safetensors_read(&st, path, NULL));
    st->tensors[0]->shape[0] = 4, st->tensors[0]->shape[1] = 3; /* conv0.weight (3,4) */
    ck_assert_int_eq(gnn_i_model_unpack(&k, st, path, GNN_F32), GNN_ESHAPE);
    ck_assert_msg(strstr(gnn_last_error(), "conv0.weight") && strstr(gnn_last_error(), "(4,3)") &&
                      strstr(gnn_last_error(), "(3,4)"),
                  "%s", gnn_last_error());
    char *name = st->names[0];
    strcpy(name, "conv9.weight");
    ck_assert_int_eq(gnn_i_model_unpack(&k, st, path, GNN_F32), GNN_ESHAPE);
    ck_assert_msg(strstr(gnn_last_error(), "conv0.weight") && strstr(gnn_last_error(), "missing"), "%s",
                  gnn_last_error());
    gnn_safetensors_free(st);
    ck_ok(gnn_safetensors_read(&st, path, NULL));
    gnn_tensor *extra;
    ck_ok(gnn_tensor_new(&extra, GNN_F32, 1, (int64_t[]){ 2 }));
    ck_ok(gnn_i_safetensors_add(st, "train.step", extra));
    ck_ok(gnn_i_model_unpack(&k, st, path, GNN_F32)); /* a checkpoint's own tensors are left alone */
    gnn_model_free(k), k = NULL;
    strcpy(st->names[st->count - 1], "stray");
    ck_assert_int_eq(gnn_i_model_unpack(&k, st, path, GNN_F32), GNN_ESHAPE);
    ck_assert_msg(strstr(gnn_last_error(), "stray"), "%s", gnn_last_error());
    gnn_safetensors_free(st);
    remove(path);
    gnn_model_free(m);
}
END_TEST

/* ---- inputs ---- */

START_TEST(inputs_that_do_not_fit_are_explained)
{
    gnn_dataset *ds = model_case_dataset(5, 1, false);
    gnn_model *m;
    gnn_loader *l;
    gnn_tape *tape;
    gnn_input in;
    ck_ok(gnn_model_new(&m, "gcn", "{\"in\":3,\"out\":2}", GNN_F32, 1));
    ck_ok(gnn_loader_new(&l, ds, m));
    ck_ok(gnn_tape_new(&tape, GNN_F32));
    ck_ok(gnn_loader_batch(&in, l, 1, (int64_t[]){ 0 }));
    gnn_input bad = in;
    bad.x = NULL;
    ck_assert_ptr_null(gnn_value(gnn_model_forward(m, tape, &bad)));
    ck_assert_int_eq(gnn_tape_status(tape), GNN_EINVAL);
    gnn_tape_reset(tape);
    bad = in, bad.ops = NULL;
    (void)gnn_model_forward(m, tape, &bad);
    ck_assert_int_eq(gnn_tape_status(tape), GNN_EINVAL);
    ck_assert_msg(strstr(gnn_last_error(), "\"gcn\""), "%s", gnn_last_error());
    gnn_tape_reset(tape);
    bad = in, bad.n += 1;
    (void)gnn_model_forward(m, tape, &bad);
    ck_assert_int_eq(gnn_tape_status(tape), GNN_ESHAPE);
    gnn_tape_free(tape);
    gnn_loader_free(l);
    gnn_model_free(m);
    model_case_free(ds);
}
END_TEST

static int count(void)
{
    int n = 0;
    while (gnn_model_list(n)) n++;
    return n;
}

TESTS_BEGIN("models")
    T(wrong_configurations_are_named)
    tcase_add_loop_test(tc_, defaults_are_filled_in_and_read_back, 0, count());
    tcase_add_loop_test(tc_, every_model_declares_bound_source_and_keys, 0, count());
    T(the_spectral_bound_depends_on_its_operators)
    tcase_add_loop_test(tc_, what_is_saved_is_loaded_bit_for_bit, 0, count());
    T(a_tensor_that_does_not_fit_is_named)
    T(inputs_that_do_not_fit_are_explained)
TESTS_END
