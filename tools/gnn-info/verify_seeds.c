/* What refinements know about vertices at the start. */
#include <string.h>
#include "verify.h"
#include "verify_words.h"

/* Numbers of the words (width each) of all vertices of both graphs. */
static bool number_vertices(const v_pair *p, int64_t *const words[2], int64_t width, int64_t *seed[2], v_report *r)
{
    v_vocabulary v = {0};
    bool ok = true;
    for (int i = 0; i < 2 && ok; i++) {
        ok = (seed[i] = v_alloc(r, p->g[i].n + 1, sizeof **seed)) != NULL;
        for (int64_t k = 0; k < p->g[i].n && ok; k++) ok = (seed[i][k] = v_number(&v, words[i] + k * width, width)) >= 0;
    }
    v_vocabulary_free(&v);
    return ok || v_unchecked(r, "out of memory");
}

static bool returns(const v_pair *p, int64_t *seed[2], v_report *r)
{
    int64_t *words[2];
    for (int i = 0; i < 2; i++) {
        int64_t n = p->g[i].n, *all = v_alloc(r, 2 * n * n + 1, sizeof *all);
        if (!all || !(words[i] = v_alloc(r, 2 * n + 1, sizeof **words)) || !v_walks(all, &p->g[i], 'N', r)) return false;
        for (int64_t v = 0; v < n; v++) memcpy(words[i] + 2 * v, all + 2 * v * (n + 1), 2 * sizeof **words);
    }
    return number_vertices(p, words, 2, seed, r);
}

bool v_seeds(const v_pair *p, const char *test, int64_t *seed[2], v_report *r)
{
    if (strcmp(test, "rwse-1-wl") == 0) return returns(p, seed, r);
    if (strcmp(test, "s3") == 0 || strcmp(test, "s4") == 0 || strncmp(test, "graphlet", 8) == 0 || strcmp(test, "n1") == 0 || strcmp(test, "n2") == 0)
        return v_unchecked(r, "the checker has no definition of %s", test);
    return true;
}
