/* The table of data with planted groups. */
#include "tasks/community/community_data.h"

#define GNN_GROUPS(name) extern const gnn_i_generator gnn_i_groups_##name;
#include "tasks/groups.def"
#undef GNN_GROUPS

static const gnn_i_generator *const table[] = {
#define GNN_GROUPS(name) &gnn_i_groups_##name,
#include "tasks/groups.def"
#undef GNN_GROUPS
    NULL
};

const char *gnn_community_data(int i)
{
    int count = (int)(sizeof table / sizeof *table) - 1;
    return i >= 0 && i < count ? table[i]->name : NULL;
}

const char *gnn_community_data_help(const char *name) { return gnn_i_generator_help(table, name); }

gnn_status gnn_community_draw(gnn_graph **out, const char *recipe, uint64_t seed, const char *purpose, uint64_t index)
{
    const gnn_i_generator *g = NULL;
    gnn_i_value values[GNN_I_MAX_PARAMS] = { 0 };
    gnn_graph *made = NULL;
    gnn_rng rng = gnn_rng_stream(seed, purpose, index);
    GNN_TRY_RETURN(gnn_i_recipe(&g, values, table, recipe));
    gnn_status st = g->draw(&made, values, &rng);
    if (st == GNN_OK) *out = made;
    else gnn_graph_free(made);
    return st;
}
