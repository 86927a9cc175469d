/* Lists of seeds. */
#include "cli.h"
#include <errno.h>

enum { MAX_SEEDS = 10000 };

static bool take_seed(const char **p, uint64_t *v)
{
    char *end;
    if (**p < '0' || **p > '9') return false;
    errno = 0;
    *v = strtoull(*p, &end, 10);
    *p = end;
    return errno == 0 && *v <= INT64_MAX; /* as JSON and the table print them */
}

static bool has(const uint64_t *list, int64_t n, uint64_t seed)
{
    for (int64_t k = 0; k < n; k++)
        if (list[k] == seed) return true;
    return false;
}

gnn_status cli_seeds(uint64_t **seeds, int64_t *count, const char *text)
{
    gnn_status st = GNN_OK;
    uint64_t *list = NULL;
    int64_t n = 0;
    const char *at = text;
    GNN_ALLOC(list, MAX_SEEDS);
    for (bool more = true; more;) {
        uint64_t a = 0, b;
        bool ok = take_seed(&at, &a);
        b = a;
        if (ok && strncmp(at, "..", 2) == 0) at += 2, ok = take_seed(&at, &b) && b >= a;
        GNN_REQUIRE(ok && (*at == 0 || *at == ','), GNN_EINVAL, "seeds '%s' are not like 0..9 or 1,5,7..9", text);
        GNN_REQUIRE(b - a < MAX_SEEDS && n + (int64_t)(b - a) < MAX_SEEDS, GNN_EINVAL, "seeds '%s': more than %d", text,
                    MAX_SEEDS);
        for (uint64_t s = a;; s++) {
            GNN_REQUIRE(!has(list, n, s), GNN_EINVAL, "seeds '%s': %llu is there twice", text, (unsigned long long)s);
            list[n++] = s;
            if (s == b) break;
        }
        more = *at == ',';
        at += more;
    }
    *seeds = list, *count = n, list = NULL;
done:
    gnn_i_free(list);
    return st;
}
