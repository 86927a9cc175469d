/* Data sets by path, else below GNN_DATA_DIR; weights by file or run folder. */
#include "cli.h"
#include <sys/stat.h>
#include <unistd.h>

/* A data set is a file, a folder, or the common beginning of several files. */
static bool is_there(const char *path)
{
    static const char *const ends[] = { "", ".edges.txt", ".edges.txt.gz" };
    char text[4096];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (snprintf(text, sizeof text, "%s%s", path, ends[i]) < (int)sizeof text && access(text, F_OK) == 0) return true;
    return false;
}

gnn_status cli_read_dataset(gnn_dataset **out, const char *path)
{
    char below[4096];
    const char *folder = getenv("GNN_DATA_DIR");
    if (strcmp(path, "-") == 0 || path[0] == '/' || is_there(path)) return gnn_read_dataset(out, path, NULL);
    if (folder && *folder && snprintf(below, sizeof below, "%s/%s", folder, path) < (int)sizeof below && is_there(below))
        return gnn_read_dataset(out, below, NULL);
    if (folder && *folder) return gnn_i_fail(GNN_EIO, "%s: not found, nor in GNN_DATA_DIR", path);
    return gnn_read_dataset(out, path, NULL); /* whose message says what is missing */
}
