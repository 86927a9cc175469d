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
        if (snprintf(text, sizeof text, "%s%s", path, ends[i]) < (int)sizeof text && access(text, F_OK) == 0)
            return true;
    return false;
}

const char *cli_data_path(char text[4096], const char *path)
{
    const char *folder = getenv("GNN_DATA_DIR");
    if (strcmp(path, "-") == 0 || path[0] == '/' || is_there(path)) return path;
    if (folder && *folder && snprintf(text, 4096, "%s/%s", folder, path) < 4096 && is_there(text)) return text;
    return NULL;
}

gnn_status cli_read_dataset(gnn_dataset **out, const char *path)
{
    char text[4096];
    const char *found = cli_data_path(text, path), *folder = getenv("GNN_DATA_DIR");
    if (!found && folder && *folder) return gnn_i_fail(GNN_EIO, "%s: not found, nor in GNN_DATA_DIR", path);
    return gnn_read_dataset(out, found ? found : path, NULL); /* whose message says what is missing */
}

gnn_status cli_weights_path(const char **out, char text[4096], const char *path)
{
    static const char *const names[] = { "model.safetensors", "checkpoint.safetensors" };
    struct stat info;
    *out = path;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) return GNN_OK;
    *out = text;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (snprintf(text, 4096, "%s/%s", path, names[i]) < 4096 && gnn_i_file_exists(text)) return GNN_OK;
    return gnn_i_fail(
        GNN_EIO,
        "%s: is a folder without model.safetensors or checkpoint.safetensors (several runs: name the folder of one)",
        path);
}

gnn_status cli_weights_sum(char sum[17], const char *path)
{
    gnn_safetensors *file = NULL;
    GNN_TRY_RETURN(gnn_safetensors_read(&file, path, NULL));
    const char *own = gnn_safetensors_meta(file, "gnn_xxh3");
    snprintf(sum, 17, "%s", own ? own : "");
    gnn_safetensors_free(file);
    return GNN_OK;
}
