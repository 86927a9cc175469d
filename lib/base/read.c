/* The door to the disk, inward: files and pipes in pieces as they arrive, gzip undone, sizes bounded by what is there.
 */
#include "base.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 64 << 10 };

struct gnn_reader {
    int fd;
    char *name;
    enum { UNKNOWN, PLAIN, GZIP } kind;
    bool eof, between; /* of what is read; GZIP: no member is open */
    z_stream z;
    unsigned char *held; /* bytes read but not passed on: n of them from at */
    size_t at, n;
};

static gnn_status open_file(int *fd, const char *path, const char *name)
{
    struct stat info;
    *fd = strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0) return gnn_i_fail(GNN_EIO, "%s: %s", name, strerror(errno));
    if (fstat(*fd, &info) != 0 || !S_ISDIR(info.st_mode)) return GNN_OK;
    return gnn_i_fail(GNN_EIO, "%s: is a directory, a file was expected", name);
}

gnn_status gnn_i_reader_open(gnn_reader **out, const char *path)
{
    gnn_status st = GNN_OK;
    gnn_reader *r;
    GNN_CALLOC(r, 1);
    r->fd = -1;
    r->name = gnn_i_strdup(strcmp(path, "-") == 0 ? "standard input" : path);
    if (!r->name) { st = GNN_ENOMEM; goto done; }
    GNN_TRY(open_file(&r->fd, path, r->name));
    GNN_ALLOC(r->held, CHUNK);
    *out = r, r = NULL;
done:
    gnn_i_reader_close(r);
    return st;
}

/* What is there, at least a byte unless the file ends; *got 0 at the end. */
static gnn_status take(size_t *got, gnn_reader *r, void *bytes, size_t size)
{
    for (;;) {
        ssize_t n = read(r->fd, bytes, size);
        if (n >= 0) {
            *got = (size_t)n, r->eof = n == 0;
            return GNN_OK;
        }
        if (gnn_canceled()) return gnn_i_fail(GNN_ECANCELED, "%s: canceled", r->name); /* the signal broke the read */
        if (errno != EINTR) return gnn_i_fail(GNN_EIO, "%s: %s", r->name, strerror(errno));
    }
}

/* At least `need` bytes held, or all that is left. */
static gnn_status hold(gnn_reader *r, size_t need)
{
    while (r->n < need && !r->eof) {
        size_t got = 0;
        memmove(r->held, r->held + r->at, r->n);
        r->at = 0;
        GNN_TRY_RETURN(take(&got, r, r->held + r->n, CHUNK - r->n));
        r->n += got;
    }
    return GNN_OK;
}

static bool member_begins(const gnn_reader *r)
{
    return r->n >= 2 && r->held[r->at] == 0x1f && r->held[r->at + 1] == 0x8b;
}

static void *zip_alloc(void *ctx, unsigned count, unsigned size)
{
    (void)ctx;
    return gnn_i_alloc(count, size);
}

static void zip_free(void *ctx, void *p)
{
    (void)ctx;
    gnn_i_free(p);
}

static gnn_status find_kind(gnn_reader *r)
{
    GNN_TRY_RETURN(hold(r, 2));
    r->kind = member_begins(r) ? GZIP : PLAIN;
    if (r->kind == PLAIN) return GNN_OK;
    r->z.zalloc = zip_alloc, r->z.zfree = zip_free;
    if (inflateInit2(&r->z, 15 + 16) == Z_OK) return GNN_OK;
    r->kind = UNKNOWN;
    return gnn_i_fail(GNN_ENOMEM, "%s: out of memory", r->name);
}

static gnn_status read_plain(size_t *got, gnn_reader *r, void *bytes, size_t size)
{
    if (r->n == 0) return r->eof ? (*got = 0, GNN_OK) : take(got, r, bytes, size);
    *got = r->n < size ? r->n : size;
    memcpy(bytes, r->held + r->at, *got);
    r->at += *got, r->n -= *got;
    return GNN_OK;
}

/* Members one after the other, as `cat a.gz b.gz` leaves them; other bytes after a member are no part of the file. */
static gnn_status read_gzip(size_t *got, gnn_reader *r, void *bytes, size_t size)
{
    unsigned most = size > INT32_MAX ? INT32_MAX : (unsigned)size;
    r->z.next_out = bytes, r->z.avail_out = most;
    while (r->z.avail_out == most) {
        GNN_TRY_RETURN(hold(r, r->between ? 2 : 1));
        if (r->between && !member_begins(r)) break;
        if (r->between) inflateReset(&r->z), r->between = false;
        GNN_REQUIRE_RETURN(r->n > 0, GNN_EIO, "%s: the compressed file is cut short", r->name);
        r->z.next_in = r->held + r->at, r->z.avail_in = (unsigned)r->n;
        int code = inflate(&r->z, Z_NO_FLUSH);
        r->at += r->n - r->z.avail_in, r->n = r->z.avail_in;
        if (code == Z_STREAM_END) r->between = true;
        else if (code == Z_MEM_ERROR) return gnn_i_fail(GNN_ENOMEM, "%s: out of memory", r->name);
        else
            GNN_REQUIRE_RETURN(code == Z_OK, GNN_EIO, "%s: %s", r->name,
                               r->z.msg ? r->z.msg : "the compressed bytes are damaged");
    }
    *got = most - r->z.avail_out;
    return GNN_OK;
}

gnn_status gnn_i_reader_read(size_t *got, gnn_reader *r, void *bytes, size_t size)
{
    if (r->kind == UNKNOWN) GNN_TRY_RETURN(find_kind(r));
    return r->kind == GZIP ? read_gzip(got, r, bytes, size) : read_plain(got, r, bytes, size);
}

void gnn_i_reader_close(gnn_reader *r)
{
    if (!r) return;
    if (r->kind == GZIP) inflateEnd(&r->z);
    if (r->fd >= 0) close(r->fd);
    gnn_i_free(r->held);
    gnn_i_free(r->name);
    gnn_i_free(r);
}

static gnn_status read_all(char **bytes, size_t *size, gnn_reader *r, int64_t max_bytes)
{
    gnn_status st = GNN_OK;
    char *buf = NULL;
    int64_t cap = 0, n = 0;
    for (;;) {
        size_t got = 0;
        GNN_TRY(gnn_i_grow(&buf, &cap, n + (1 << 16) + 1, 1));
        GNN_TRY(gnn_i_reader_read(&got, r, buf + n, (size_t)(cap - n - 1)));
        if (got == 0) break;
        n += (int64_t)got;
        GNN_REQUIRE(n <= max_bytes, GNN_ELIMIT, "%s: larger than the limit of %lld bytes", r->name,
                    (long long)max_bytes);
        GNN_REQUIRE(!gnn_canceled(), GNN_ECANCELED, "%s: canceled", r->name);
    }
    buf[n] = 0;
    *bytes = buf, *size = (size_t)n, buf = NULL;
done:
    gnn_i_free(buf);
    return st;
}

gnn_status gnn_i_file_read(char **bytes, size_t *size, const char *path, int64_t max_bytes)
{
    gnn_reader *r;
    GNN_TRY_RETURN(gnn_i_reader_open(&r, path));
    gnn_status st = read_all(bytes, size, r, max_bytes > 0 ? max_bytes : (int64_t)8 << 30);
    gnn_i_reader_close(r);
    return st;
}
