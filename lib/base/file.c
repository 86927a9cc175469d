/* The door to the disk, outward (inward: read.c): temporary beside the target, fsync, rename, fsync of the folder; every
 * system call can be made to fail by a test. */
#include "files.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_llong fail_in = -1, syncs;
static atomic_bool fail_always;
static atomic_int fail_errno;

void gnn_i_file_fail_after(int64_t k, bool persistent, int error)
{
    atomic_store(&fail_always, persistent);
    atomic_store(&fail_errno, error);
    atomic_store(&fail_in, k);
}

int64_t gnn_i_file_syncs(void) { return atomic_load(&syncs); }

static bool must_fail(void)
{
    if (atomic_load_explicit(&fail_in, memory_order_relaxed) < 0) return false;
    if (atomic_fetch_sub(&fail_in, 1) > 0) return false;
    atomic_store(&fail_in, atomic_load(&fail_always) ? 0 : -1);
    errno = atomic_load(&fail_errno);
    return true;
}

bool gnn_i_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* ---- writing ---- */

struct gnn_writer {
    int fd;
    gnn_status st;
    char *path, *temp; /* temp NULL: a stream that cannot be replaced (standard output, a device) */
    size_t n;
    char buf[1 << 16];
};

static gnn_status writer_fail(gnn_writer *w, const char *what)
{
    w->st = gnn_i_fail(GNN_EIO, "%s: %s: %s", w->path, what, strerror(errno));
    return w->st;
}

gnn_status gnn_i_writer_open(gnn_writer **out, const char *path, bool force)
{
    gnn_status st = GNN_OK;
    struct stat info;
    bool std = strcmp(path, "-") == 0, exists = !std && stat(path, &info) == 0;
    gnn_writer *w = gnn_i_calloc(1, sizeof *w);
    if (!w) return GNN_ENOMEM;
    w->fd = -1;
    w->path = gnn_i_strdup(std ? "standard output" : path);
    if (!w->path) { st = GNN_ENOMEM; goto done; }
    if (std) {
        w->fd = dup(1);
    } else if (exists && !S_ISREG(info.st_mode)) {
        GNN_REQUIRE(!S_ISDIR(info.st_mode), GNN_EIO, "%s: is a directory", path);
        w->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        GNN_REQUIRE(!exists || force, GNN_EEXIST, "%s: exists already (--force replaces it)", path);
        size_t len = strlen(path) + 16;
        GNN_ALLOC(w->temp, len);
        snprintf(w->temp, len, "%s.XXXXXX", path);
        w->fd = must_fail() ? -1 : mkostemp(w->temp, O_CLOEXEC);
        if (w->fd < 0) {
            gnn_i_free(w->temp), w->temp = NULL;
            st = writer_fail(w, "cannot create a file beside it");
            goto done;
        }
        mode_t mask = umask(0);
        umask(mask);
        (void)fchmod(w->fd, exists ? info.st_mode & 07777 : 0666 & ~mask);
    }
    if (w->fd < 0) { st = writer_fail(w, "cannot open for writing"); goto done; }
    *out = w, w = NULL;
done:
    gnn_i_writer_abort(&w);
    return st;
}

static gnn_status writer_flush(gnn_writer *w)
{
    size_t at = 0;
    while (at < w->n) {
        ssize_t got = must_fail() ? -1 : write(w->fd, w->buf + at, w->n - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return writer_fail(w, "write failed");
        at += (size_t)got;
    }
    w->n = 0;
    return GNN_OK;
}

gnn_status gnn_i_writer_write(gnn_writer *w, const void *bytes, size_t size)
{
    const char *p = bytes;
    while (w->st == GNN_OK && size > 0) {
        size_t room = sizeof w->buf - w->n, take = size < room ? size : room;
        memcpy(w->buf + w->n, p, take);
        w->n += take, p += take, size -= take;
        if (w->n == sizeof w->buf) (void)writer_flush(w);
    }
    return w->st;
}

gnn_status gnn_i_writer_printf(gnn_writer *w, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gnn_bug_assert(n >= 0 && (size_t)n < sizeof text); /* longer texts go through _write */
    return gnn_i_writer_write(w, text, (size_t)n);
}

/* The folder of `path`; whole: and all that was written to its file system. */
static gnn_status sync_folder(const char *path, bool whole)
{
    gnn_status st = GNN_OK;
    char *copy = gnn_i_strdup(path);
    if (!copy) return GNN_ENOMEM;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        atomic_fetch_add(&syncs, 1);
        if (must_fail() || ((whole ? syncfs(fd) : fsync(fd)) != 0 && errno != EINVAL))
            st = gnn_i_fail(GNN_EIO, "%s: sync of the folder failed: %s", path, strerror(errno));
        close(fd);
    }
    gnn_i_free(copy);
    return st;
}

static gnn_status writer_close(gnn_writer *w)
{
    int fd = w->fd;
    bool bad = must_fail();
    w->fd = -1;
    return (close(fd) != 0 || bad) && errno != EINTR ? writer_fail(w, "close failed") : GNN_OK;
}

gnn_status gnn_i_writer_commit(gnn_writer **pw)
{
    gnn_writer *w = *pw;
    if (w->st == GNN_OK) (void)writer_flush(w);
    if (w->st == GNN_OK && w->temp) {
        atomic_fetch_add(&syncs, 1);
        if (must_fail() || fsync(w->fd) != 0) (void)writer_fail(w, "sync failed");
    }
    if (w->st == GNN_OK) (void)writer_close(w);
    if (w->st == GNN_OK && w->temp) {
        if (must_fail() || rename(w->temp, w->path) != 0) {
            (void)writer_fail(w, "rename failed");
        } else {
            gnn_i_free(w->temp), w->temp = NULL;
            w->st = sync_folder(w->path, false);
        }
    }
    gnn_status st = w->st;
    gnn_i_writer_abort(pw);
    return st;
}

void gnn_i_writer_abort(gnn_writer **pw)
{
    gnn_writer *w = *pw;
    if (!w) return;
    *pw = NULL;
    if (w->fd >= 0) close(w->fd);
    if (w->temp) unlink(w->temp);
    gnn_i_free(w->temp);
    gnn_i_free(w->path);
    gnn_i_free(w);
}

gnn_status gnn_i_file_write(const char *path, const void *bytes, size_t size, bool force)
{
    gnn_writer *w;
    GNN_TRY_RETURN(gnn_i_writer_open(&w, path, force));
    (void)gnn_i_writer_write(w, bytes, size);
    return gnn_i_writer_commit(&w);
}

/* ---- many files ---- */

gnn_status gnn_i_files_add(gnn_i_files *f, const char *path, const void *bytes, size_t size, bool force)
{
    gnn_writer *w;
    GNN_TRY_RETURN(gnn_i_grow(&f->path, &f->cap, f->count + 1, sizeof *f->path));
    GNN_TRY_RETURN(gnn_i_grow(&f->temp, &f->temp_cap, f->count + 1, sizeof *f->temp));
    GNN_TRY_RETURN(gnn_i_writer_open(&w, path, force));
    (void)gnn_i_writer_write(w, bytes, size);
    if (w->st == GNN_OK) (void)writer_flush(w);
    if (w->st == GNN_OK) (void)writer_close(w);
    gnn_status st = w->st;
    if (st == GNN_OK && w->temp) { /* without one it is a device and done */
        f->path[f->count] = w->path, f->temp[f->count++] = w->temp;
        w->path = w->temp = NULL;
    }
    gnn_i_writer_abort(&w);
    return st;
}

gnn_status gnn_i_files_commit(gnn_i_files *f)
{
    gnn_status st = f->count ? sync_folder(f->path[0], true) : GNN_OK;
    for (int64_t k = 0; k < f->count && st == GNN_OK; k++) {
        if (must_fail() || rename(f->temp[k], f->path[k]) != 0) {
            st = gnn_i_fail(GNN_EIO, "%s: rename failed: %s", f->path[k], strerror(errno));
        } else {
            gnn_i_free(f->temp[k]), f->temp[k] = NULL;
        }
    }
    if (st == GNN_OK && f->count) st = sync_folder(f->path[0], false);
    gnn_i_files_abort(f);
    return st;
}

void gnn_i_files_abort(gnn_i_files *f)
{
    for (int64_t k = 0; k < f->count; k++) {
        if (f->temp[k]) unlink(f->temp[k]);
        gnn_i_free(f->temp[k]);
        gnn_i_free(f->path[k]);
    }
    gnn_i_free(f->path);
    gnn_i_free(f->temp);
    *f = (gnn_i_files){0};
}

gnn_status gnn_i_file_append(const char *path, const void *bytes, size_t size)
{
    int fd = must_fail() ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) return gnn_i_fail(GNN_EIO, "%s: cannot append: %s", path, strerror(errno));
    const char *p = bytes;
    gnn_status st = GNN_OK;
    while (size > 0) {
        ssize_t got = must_fail() ? -1 : write(fd, p, size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) { st = gnn_i_fail(GNN_EIO, "%s: write failed: %s", path, strerror(errno)); break; }
        p += got, size -= (size_t)got;
    }
    bool bad = must_fail();
    if ((close(fd) != 0 || bad) && st == GNN_OK)
        st = gnn_i_fail(GNN_EIO, "%s: close failed: %s", path, strerror(errno));
    return st;
}
