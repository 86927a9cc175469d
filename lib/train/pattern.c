/* Comma separated patterns with '*' and '?'. */
#include "optim.h"
#include <fnmatch.h>

bool gnn_i_pattern_matches(const char *patterns, const char *name)
{
    for (const char *p = patterns; *p;) {
        char one[128];
        size_t n = strcspn(p, ",");
        if (n > 0 && n < sizeof one) {
            memcpy(one, p, n);
            one[n] = 0;
            if (fnmatch(one, name, 0) == 0) return true;
        }
        p += n + (p[n] == ',');
    }
    return false;
}
