/* The targets without libFuzzer: every file of the corpus folder, each prefix of it, and each byte changed in eight ways.
 * Reports TAP, one case a file. */
#include "fuzz.h"
#include <dirent.h>

static void run_all(const uint8_t *data, size_t size)
{
    static const uint8_t bytes[] = { 0, '\n', ' ', '-', '9', 'e', 0x7f, 0xff };
    LLVMFuzzerTestOneInput(data, size);
    for (size_t at = 0; at < size && at < 2048; at++) { /* own blocks, so that a sanitizer sees one byte too far */
        uint8_t *copy = malloc(size);
        memcpy(copy, data, size);
        for (size_t k = 0; k < sizeof bytes; k++) {
            copy[at] = bytes[k];
            LLVMFuzzerTestOneInput(copy, size);
        }
        free(copy);
        copy = malloc(at ? at : 1);
        memcpy(copy, data, at);
        LLVMFuzzerTestOneInput(copy, at);
        free(copy);
    }
}

int main(int argc, char **argv)
{
    struct dirent **list;
    int count = argc == 2 ? scandir(argv[1], &list, NULL, alphasort) : -1, cases = 0;
    if (count < 0) {
        fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        char path[4096], *bytes;
        size_t size;
        if (list[i]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", argv[1], list[i]->d_name);
            FUZZ_CHECK(gnn_i_file_read(&bytes, &size, path, 0) == GNN_OK, "%s", gnn_last_error());
            uint8_t *exact = malloc(size ? size : 1);
            memcpy(exact, bytes, size);
            gnn_i_free(bytes);
            run_all(exact, size);
            free(exact);
            printf("ok %d - %s\n", ++cases, list[i]->d_name);
            fflush(stdout);
        }
        free(list[i]);
    }
    free(list);
    printf("1..%d\n", cases);
    return cases ? 0 : 1;
}
