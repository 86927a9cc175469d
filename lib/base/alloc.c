/* The one door to the heap: a replaceable allocator, counters, and a switch that makes the k-th allocation fail. */
#include "base.h"
#include <stdatomic.h>
#include <sys/mman.h>

static void *libc_realloc(void *ctx, void *p, size_t size)
{
    (void)ctx;
    if (size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, size);
}

static gnn_allocator door = { libc_realloc, NULL };
static atomic_llong calls, blocks, faults;
static atomic_llong fail_in = -1; /* allocations left before a failure; -1: off */
static atomic_bool fail_always;

void gnn_set_allocator(const gnn_allocator *allocator)
{
    door = allocator ? *allocator : (gnn_allocator){ libc_realloc, NULL };
}

gnn_alloc_stats gnn_alloc_get_stats(void) { return (gnn_alloc_stats){ atomic_load(&calls), atomic_load(&blocks) }; }

void gnn_i_alloc_fail_after(int64_t k, bool persistent)
{
    atomic_store(&fail_always, persistent);
    atomic_store(&fail_in, k);
}

int64_t gnn_i_alloc_faults(void) { return atomic_load(&faults); }

static bool must_fail(void)
{
    if (atomic_load_explicit(&fail_in, memory_order_relaxed) < 0) return false;
    long long left = atomic_fetch_sub(&fail_in, 1);
    if (left > 0) return false;
    atomic_store(&fail_in, atomic_load(&fail_always) ? 0 : -1);
    atomic_fetch_add(&faults, 1);
    return true;
}

void *gnn_i_realloc(void *p, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX) {
        (void)gnn_i_fail(GNN_ENOMEM, "out of memory: %zu x %zu bytes asked for", count, size);
        return NULL;
    }
    if (bytes == 0) bytes = 1;
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    void *q = must_fail() ? NULL : door.realloc(door.ctx, p, bytes);
    if (!q)
        (void)gnn_i_fail(GNN_ENOMEM, "out of memory: %zu bytes asked for", bytes);
    else if (!p)
        atomic_fetch_add_explicit(&blocks, 1, memory_order_relaxed);
    return q;
}

void *gnn_i_alloc(size_t count, size_t size) { return gnn_i_realloc(NULL, count, size); }

void *gnn_i_calloc(size_t count, size_t size)
{
    void *p = gnn_i_realloc(NULL, count, size);
    if (p) memset(p, 0, count * size);
    return p;
}

void gnn_i_free(void *p)
{
    if (!p) return;
    atomic_fetch_sub_explicit(&blocks, 1, memory_order_relaxed);
    door.realloc(door.ctx, p, 0);
}

char *gnn_i_strndup(const char *s, size_t n)
{
    char *p = gnn_i_alloc(n + 1, 1);
    if (!p) return NULL;
    memcpy(p, s, n);
    p[n] = 0;
    return p;
}

char *gnn_i_strdup(const char *s) { return gnn_i_strndup(s, strlen(s)); }

/* The address that the door gave is kept just below the aligned block. */
void *gnn_i_aligned_alloc(size_t bytes)
{
    enum { HUGE_FROM = 4 << 20, HUGE = 2 << 20 };
    size_t align = bytes >= HUGE_FROM ? HUGE : 64;
    if (bytes > SIZE_MAX - align - sizeof(void *)) {
        (void)gnn_i_fail(GNN_ENOMEM, "out of memory: %zu bytes asked for", bytes);
        return NULL;
    }
    char *raw = gnn_i_alloc(bytes + align + sizeof(void *), 1);
    if (!raw) return NULL;
    uintptr_t at = ((uintptr_t)raw + sizeof(void *) + align - 1) & ~(uintptr_t)(align - 1);
    memcpy((void *)(at - sizeof(void *)), &raw, sizeof raw);
#ifdef MADV_HUGEPAGE
    if (align == HUGE) (void)madvise((void *)at, bytes & ~(size_t)(HUGE - 1), MADV_HUGEPAGE);
#endif
    return (void *)at;
}

void gnn_i_aligned_free(void *p)
{
    if (!p) return;
    void *raw;
    memcpy(&raw, (char *)p - sizeof(void *), sizeof raw);
    gnn_i_free(raw);
}

gnn_status gnn_i_grow(void *p_array, int64_t *cap, int64_t need, size_t size)
{
    if (need <= *cap) return GNN_OK;
    int64_t c = *cap < 8 ? 8 : *cap + *cap / 2;
    if (c < need) c = need;
    void *p;
    memcpy(&p, p_array, sizeof p);
    p = gnn_i_realloc(p, (size_t)c, size);
    if (!p) return GNN_ENOMEM;
    memcpy(p_array, &p, sizeof p);
    *cap = c;
    return GNN_OK;
}
