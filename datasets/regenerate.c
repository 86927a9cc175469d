/* regenerate FOLDER [--write]: make every file of FOLDER/manifest.json from its recipes and compare checksum and bytes
 * (TAP on stdout); --write writes the files instead and prints the checksums for the manifest. */
#include "sha256.h"
#include <gnn/gnn.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *entry, const char *key)
{
    const char *s = json_string_value(json_object_get(entry, key));
    return s ? s : "";
}

/* All graphs of an entry, one graph6 line each; recipe i draws with index i. */
static gnn_status regenerate(char **out, size_t *out_size, const json_t *entry)
{
    json_t *recipes = json_object_get(entry, "recipes");
    uint64_t seed = (uint64_t)json_integer_value(json_object_get(entry, "seed"));
    char *all = NULL;
    size_t size = 0;
    for (size_t i = 0; i < json_array_size(recipes); i++) {
        gnn_graph **graphs;
        int64_t count;
        char *bytes;
        size_t n;
        gnn_status st = gnn_generate(&graphs, &count, json_string_value(json_array_get(recipes, i)), seed, i);
        if (st == GNN_OK) {
            st = gnn_format_graphs(&bytes, &n, "graph6", count, (const gnn_graph *const *)graphs);
            gnn_graphs_free(graphs, count);
        }
        if (st != GNN_OK) {
            free(all);
            return st;
        }
        char *more = realloc(all, size + n);
        if (!more) abort();
        all = more;
        memcpy(all + size, bytes, n);
        size += n;
        gnn_bytes_free(bytes);
    }
    *out = all, *out_size = size;
    return GNN_OK;
}

static bool same_as_file(const char *path, const char *bytes, size_t size)
{
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    char *have = malloc(size + 1);
    bool same = have && fread(have, 1, size + 1, f) == size && memcmp(have, bytes, size) == 0;
    free(have);
    fclose(f);
    return same;
}

static bool write_file(const char *path, const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    if (!f) return false;
    bool ok = fwrite(bytes, 1, size, f) == size;
    return fclose(f) == 0 && ok;
}

static bool handle(const json_t *entry, const char *folder, bool write, size_t number)
{
    const char *name = text_of(entry, "name");
    char path[4096], hex[65], *bytes = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/%s", folder, text_of(entry, "file"));
    gnn_status st = regenerate(&bytes, &size, entry);
    if (st != GNN_OK) {
        printf("not ok %zu - %s: %s\n", number, name, gnn_last_error());
        return false;
    }
    sha256_hex(hex, bytes, size);
    bool ok;
    if (write) {
        ok = write_file(path, bytes, size);
        printf("%s  %s\n", hex, ok ? path : "could not be written");
    } else {
        bool sum = strcmp(hex, text_of(entry, "sha256")) == 0, file = same_as_file(path, bytes, size);
        ok = sum && file;
        printf("%sok %zu - %s%s%s\n", ok ? "" : "not ", number, name, sum ? "" : ": another checksum: ", sum ? "" : hex);
        if (!file) printf("# %s differs from its recipes\n", path);
    }
    free(bytes);
    return ok;
}

int main(int argc, char **argv)
{
    char path[4096];
    json_error_t error;
    bool ok = true;
    if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "--write") != 0)) {
        fprintf(stderr, "usage: regenerate FOLDER [--write]\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/manifest.json", argv[1]);
    json_t *manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    json_t *files = json_object_get(manifest, "files");
    if (!json_is_array(files)) {
        fprintf(stderr, "%s:%d: %s\n", path, error.line, manifest ? "no list \"files\"" : error.text);
        json_decref(manifest);
        return 2;
    }
    if (argc == 2) printf("1..%zu\n", json_array_size(files));
    for (size_t i = 0; i < json_array_size(files); i++) ok &= handle(json_array_get(files, i), argv[1], argc == 3, i + 1);
    json_decref(manifest);
    return ok ? 0 : 1;
}
