/* gnn-expressivity with a lie in it: every model's declared bound is "degree".  The linker puts this in the place of
 * gnn_model_bound, so that cli_certificates can see what a wrong bound leads to. */
#include <gnn/models.h>

const char *__wrap_gnn_model_bound(const gnn_model *m);

const char *__wrap_gnn_model_bound(const gnn_model *m) { return m ? "degree" : NULL; }
