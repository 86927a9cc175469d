/* Lists of patterns by name: "all3,cycle5". */
#include "count.h"
#include "base/base.h"

gnn_status gnn_pattern_list(gnn_pattern_info *out, int64_t *count, int64_t most, const char *list)
{
    int64_t found = 0;
    GNN_REQUIRE_RETURN(out && count && list, GNN_EINVAL, "patterns: out, count and list are required");
    for (const char *at = list; *at;) {
        char word[64];
        size_t size = strcspn(at, ",");
        GNN_REQUIRE_RETURN(size > 0 && size < sizeof word, GNN_EINVAL,
                           "patterns: names joined by ',' were expected, not '%s'", list);
        memcpy(word, at, size), word[size] = 0;
        at += size + (at[size] == ',');
        GNN_REQUIRE_RETURN(*at || at[-1] != ',', GNN_EINVAL, "patterns: a name was expected after the last ',' of '%s'",
                           list);
        bool block = strncmp(word, "all", 3) == 0 && word[3] >= '3' && word[3] <= '5' && !word[4];
        for (int i = 0; !i || (block && gnn_pattern_name(i)); i++) {
            gnn_pattern_info info;
            bool seen = false;
            GNN_TRY_RETURN(gnn_pattern(&info, block ? gnn_pattern_name(i) : word));
            for (int64_t k = 0; k < found; k++) seen |= strcmp(out[k].name, info.name) == 0;
            if (seen || (block && info.vertices != word[3] - '0')) continue;
            GNN_REQUIRE_RETURN(found < most, GNN_ELIMIT, "patterns: more than %lld in '%s'", (long long)most, list);
            out[found++] = info;
        }
    }
    *count = found;
    return GNN_OK;
}
