/* Facts about this build: versions, kernels, threads, and everything that has a name. */
#include "info.h"
#include <unistd.h>
#include "autodiff/op.h"
#include "tensor/kernels.h"
#include "tensor/tensor_i.h"

static void add_names(json_t *o, const char *key, const char *(*name)(int))
{
    json_t *list = json_array();
    for (int i = 0; name(i); i++) json_array_append_new(list, json_string(name(i)));
    json_object_set_new(o, key, list);
}

static const char *op_name(int i) { return gnn_i_ops[i] ? gnn_i_ops[i]->name : NULL; }

gnn_status info_build(void)
{
    json_t *o = info_new("build"), *libraries = json_object();
    info_text(o, "libgnn", "%s", gnn_version());
    info_text(o, "licence", "GPL-3.0-or-later");
    for (const cli_version *v = cli_versions(); v->name; v++) info_text(libraries, v->name, "%s", v->version);
    json_object_set_new(o, "library", libraries);
    info_text(o, "compiler", "%s", __VERSION__);
    info_text(o, "kernels", "%s", gnn_i_kernels(GNN_F32)->isa);
    info_text(o, "blas_core", "%s", gnn_i_blas_core());
    info_int(o, "cores", sysconf(_SC_NPROCESSORS_ONLN));
    info_int(o, "threads", gnn_threads());
    add_names(o, "formats", gnn_format_name);
    add_names(o, "generators", gnn_generator_name);
    add_names(o, "operations", op_name);
    add_names(o, "models", gnn_model_list);
    add_names(o, "tests", gnn_test_name);
    return info_print(o);
}
