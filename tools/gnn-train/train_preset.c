/* Published settings under a name.  They set no data: --data says on what. */
#include "train_tool.h"

typedef struct preset {
    const char *name, *help;
    train_assignment list[24];
} preset;
#define SET(key, text) { key, text, "preset" }

static const preset presets[] = {
    { "gcn-cora",
      "Kipf & Welling 2017, section 5.2, without early stopping: the last of 200 epochs is reported",
      { SET("model", "gcn"), SET("layers", "2"), SET("hidden", "16"), SET("dropout", "0.5"), SET("init", "glorot"),
        SET("optimizer", "adam"), SET("lr", "0.01"), SET("weight_decay", "5e-4"), SET("decay_only", "first"),
        SET("epochs", "200"), SET("normalize", "true"), SET("batch", "0"), SET("protocol", "final") } },
    { "gin-tu",
      "Xu et al. 2019, section 7 (GIN-0): given folds, the epoch with the best mean over the test folds",
      { SET("model", "gin"), SET("layers", "4"), SET("hidden", "32"), SET("norm", "batch"), SET("jk", "sum"),
        SET("readout", "sum"), SET("dropout", "0.5"), SET("optimizer", "adam"), SET("lr", "0.01"),
        SET("schedule", "step:every=50,factor=0.5"), SET("epochs", "350"), SET("batch", "32"), SET("steps", "50"),
        SET("folds", "given"), SET("protocol", "published") } },
};
enum { PRESETS = sizeof presets / sizeof *presets };

const char *preset_name(int i) { return i >= 0 && i < PRESETS ? presets[i].name : NULL; }
const char *preset_help(int i) { return i >= 0 && i < PRESETS ? presets[i].help : NULL; }

gnn_status preset_find(const train_assignment **list, int64_t *count, const char *name)
{
    for (int i = 0; i < PRESETS; i++) {
        if (strcmp(presets[i].name, name) != 0) continue;
        *list = presets[i].list;
        for (*count = 0; presets[i].list[*count].key; ++*count) {}
        return GNN_OK;
    }
    return gnn_i_fail(GNN_ENOTFOUND, "--preset: there is no preset '%s'; there are gcn-cora and gin-tu", name);
}
