/* The graphs that claims name. */
#include "claims.h"

static gnn_status of_file(gnn_graph **out, const char *text, const char *mark)
{
    char name[1024], path[4096];
    int64_t number;
    gnn_graph_list *l = NULL;
    gnn_status st = GNN_OK;
    const char *p = mark + 1;
    snprintf(name, sizeof name, "%.*s", (int)(mark - text), text);
    GNN_REQUIRE_RETURN(gnn_i_take_i64(&p, p + strlen(p), &number) && *p == 0 && number >= 0, GNN_EINVAL,
                       "'%s': expected FILE#NUMBER", text);
    const char *found = cli_data_path(path, name);
    *out = NULL;
    if (!found) {
        cli_warning("%s: not found, nor in GNN_DATA_DIR; nothing is claimed about it", text);
        return GNN_OK;
    }
    GNN_TRY(gnn_read_graphs(&l, found, NULL, NULL));
    GNN_REQUIRE(number < l->count, GNN_EINVAL, "%s: there are %lld graphs", text, (long long)l->count);
    *out = l->graphs[number], l->graphs[number] = NULL;
done:
    gnn_graph_list_free(l);
    return st;
}

gnn_status claim_graph(gnn_graph **out, const char *text)
{
    gnn_status st = GNN_OK;
    const char *mark = text ? strchr(text, '#') : NULL;
    gnn_graph_list *l = NULL;
    gnn_graph **g = NULL;
    int64_t count = 0;
    GNN_REQUIRE(text, GNN_EINVAL, "a claim names no graph");
    if (mark) return of_file(out, text, mark);
    if (strchr(text, ':')) {
        GNN_TRY(gnn_generate(&g, &count, text, 1, 0));
        *out = g[0], g[0] = NULL;
        goto done;
    }
    GNN_TRY(gnn_parse_graphs(&l, text, strlen(text), "claim", "graph6", NULL));
    GNN_REQUIRE(l->count == 1, GNN_EINVAL, "'%s' is not one graph in graph6", text);
    *out = l->graphs[0], l->graphs[0] = NULL;
done:
    gnn_graphs_free(g, count);
    gnn_graph_list_free(l);
    return st;
}

gnn_status claim_pair(gnn_graph **a, gnn_graph **b, const json_t *claim)
{
    *a = *b = NULL;
    GNN_TRY_RETURN(claim_graph(a, plan_text(claim, "a")));
    if (*a) GNN_TRY_RETURN(claim_graph(b, plan_text(claim, "b")));
    return GNN_OK;
}
