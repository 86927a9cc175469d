/* Settings of a model as words on a command line. */
#include "models/settings.h"

gnn_status gnn_i_setting(json_t *config, const char *key, const char *text)
{
    json_t *v = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!v || json_is_null(v) || json_is_object(v)) {
        json_decref(v);
        v = json_string(text);
    }
    if (json_object_set_new(config, key, v) != 0) return gnn_i_fail(GNN_EINVAL, "%s = '%s' is not UTF-8 text", key, text);
    return GNN_OK;
}
