/* Settings of a model as words on a command line. */
#ifndef GNN_I_SETTINGS_H
#define GNN_I_SETTINGS_H

#include "base/base.h"
#include <jansson.h>

/* config[key] = text as JSON where that is a number, true, false or a list, else as a string.  GNN_EINVAL: no UTF-8. */
gnn_status gnn_i_setting(json_t *config, const char *key, const char *text);

#endif
