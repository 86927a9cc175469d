/* The model that a comparison of two graphs is about: its name, settings over those of the comparison, and what it must be. */
#include "separation.h"
#include "models/settings.h"
#include <gnn/models.h>

gnn_status gnn_i_model_spec_read(gnn_i_model_spec *spec, const char *text)
{
    const char *colon = text ? strchr(text, ':') : NULL, *help = NULL;
    size_t length = colon ? (size_t)(colon - text) : text ? strlen(text) : 0;
    *spec = (gnn_i_model_spec){ .settings = colon ? colon + 1 : NULL };
    if (length && length < sizeof spec->model) {
        memcpy(spec->model, text, length);
        help = gnn_model_help(spec->model);
    }
    GNN_REQUIRE_RETURN(help, GNN_ENOTFOUND, "there is no model called '%.*s'", length < 40 ? (int)length : 40, text ? text : "");
    spec->edges = strstr(help, "edge_in") != NULL;
    return GNN_OK;
}

/* A word without '=' goes on with the value before it: a list. */
static gnn_status take_settings(json_t *config, const char *text)
{
    char item[1024];
    GNN_REQUIRE_RETURN(strlen(text) < sizeof item, GNN_EINVAL, "settings are longer than %zu characters", sizeof item - 1);
    for (const char *p = text, *next; *p; p = next) {
        size_t n = strcspn(p, ",");
        while (p[n]) {
            size_t word = strcspn(p + n + 1, ",=");
            if (p[n + 1 + word] == '=') break;
            n += 1 + word;
        }
        next = p + n + (p[n] == ',');
        memcpy(item, p, n), item[n] = 0;
        char *value = strchr(item, '=');
        GNN_REQUIRE_RETURN(value && value > item && value[1], GNN_EINVAL, "'%s' is not KEY=VALUE", item);
        *value++ = 0;
        GNN_REQUIRE_RETURN(strcmp(item, "in") != 0 && strcmp(item, "out") != 0 && strcmp(item, "edge_in") != 0, GNN_EINVAL,
                           "the graphs and the comparison decide '%s'", item);
        GNN_TRY_RETURN(gnn_i_setting(config, item, value));
    }
    return GNN_OK;
}

static void put_if(json_t *config, const char *help, const char *word, const char *key, int value)
{
    if (strstr(help, word)) json_object_set_new(config, key, json_integer(value));
}

gnn_status gnn_i_separation_config(char **json, const gnn_i_model_spec *spec, int64_t in, int out)
{
    gnn_status st = GNN_OK;
    const char *help = gnn_model_help(spec->model);
    char *text = NULL;
    json_t *config = json_object();
    json_object_set_new(config, "in", json_integer(in));
    json_object_set_new(config, "out", json_integer(out));
    json_object_set_new(config, "readout", json_string("sum"));
    json_object_set_new(config, "dropout", json_integer(0));
    put_if(config, help, "hidden", "hidden", 16);
    put_if(config, help, "layers", "layers", 5);
    put_if(config, help, "heads", "heads", 2);
    put_if(config, help, "edge_in", "edge_in", 1);
    put_if(config, help, " permutations ", "permutations", 0); /* a sample of them is not a function of the graph */
    if (spec->settings) GNN_TRY(take_settings(config, spec->settings));
    text = json_dumps(config, JSON_COMPACT);
    GNN_REQUIRE(text && (*json = gnn_i_strdup(text)), GNN_ENOMEM, "out of memory for a configuration");
done:
    free(text);
    json_decref(config);
    return st;
}

gnn_status gnn_i_separation_model(gnn_model **out, const char *model, const char *config, uint64_t seed)
{
    gnn_status st = GNN_OK;
    gnn_model *m = NULL;
    GNN_TRY(gnn_model_new(&m, model, config, GNN_F64, seed));
    GNN_REQUIRE(gnn_model_per_graph(m), GNN_EINVAL, "without a read-out the model gives no result of a graph");
    GNN_REQUIRE(gnn_model_equivariant(m), GNN_EINVAL, "over a sample of numberings the model is no function of the graph");
    *out = m, m = NULL;
done:
    gnn_model_free(m);
    return st;
}
