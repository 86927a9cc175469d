/* Read graphs from memory, look at them, write them in another format; what is wrong is said with its place. */
#include <gnn/gnn.h>
#include <stdio.h>

int main(void)
{
    static const char good[] = "EhEG\nEwCW\n", bad[] = "EhEG\nE!!!\n";
    gnn_graph_list *l;
    if (gnn_parse_graphs(&l, good, sizeof good - 1, "good.g6", NULL, NULL) != GNN_OK) return 2;
    for (int64_t i = 0; i < l->count; i++) {
        char *text;
        size_t size;
        const gnn_graph *g = l->graphs[i];
        if (gnn_format_graphs(&text, &size, "sparse6", 1, &g) != GNN_OK) return 2;
        long long line = l->line[i], n = gnn_graph_n(g), edges = gnn_graph_edges(g);
        printf("line %lld: %lld vertices, %lld edges, %s", line, n, edges, text);
        gnn_bytes_free(text);
    }
    gnn_graph_list_free(l);
    gnn_status st = gnn_parse_graphs(&l, bad, sizeof bad - 1, "bad.g6", NULL, NULL);
    printf("%s\n%s\n", gnn_status_name(st), gnn_last_error());
    return 0;
}
