/* Files for the readers that want a path. */
#include "fuzz.h"
#include <dirent.h>
#include <unistd.h>

static char folder[256];

static void clean(void)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) unlinkat(dirfd(d), e->d_name, 0);
    if (d) closedir(d);
    rmdir(folder);
}

const char *fuzz_path(const char *name)
{
    static char path[512];
    if (!folder[0]) {
        const char *tmp = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/gnn-fuzz-XXXXXX",
                 tmp                             ? tmp
                 : access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                 : "/tmp");
        FUZZ_CHECK(mkdtemp(folder), "%s", folder);
        atexit(clean);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}
