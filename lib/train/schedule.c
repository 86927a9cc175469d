/* Schedules of the learning rate; formulas at gnn_schedule_parse. */
#include <gnn/train.h>
#include "base/base.h"
#include <math.h>

enum { CONSTANT, STEP, EXPONENTIAL, COSINE, LINEAR, PLATEAU };
static const char *const names[] = { "constant", "step", "exponential", "cosine", "linear", "plateau", NULL };

typedef struct key {
    const char *name;
    size_t offset;
    double lo, hi;
    unsigned kinds; /* bit set of those that know it */
} key;
#define BIT(k) (1u << (k))
static const key keys[] = {
    { "every", offsetof(gnn_schedule, every), 1, 1e15, BIT(STEP) },
    { "factor", offsetof(gnn_schedule, factor), 0, 1, BIT(STEP) | BIT(EXPONENTIAL) | BIT(PLATEAU) },
    { "min", offsetof(gnn_schedule, min), 0, 1, BIT(COSINE) | BIT(LINEAR) | BIT(PLATEAU) },
    { "warmup", offsetof(gnn_schedule, warmup), 0, 1e15, ~0u },
    { "patience", offsetof(gnn_schedule, patience), 0, 1e15, BIT(PLATEAU) },
    { "threshold", offsetof(gnn_schedule, threshold), 0, 1, BIT(PLATEAU) },
};

const char *gnn_schedule_name(int i) { return i >= 0 && i <= PLATEAU ? names[i] : NULL; }

static gnn_status take_key(gnn_schedule *s, const char *p, size_t n)
{
    const char *eq = memchr(p, '=', n), *end = p + n;
    GNN_REQUIRE_RETURN(eq, GNN_EINVAL, "schedule %s: \"%.*s\" is not key=value", names[s->kind], (int)n, p);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (strlen(keys[k].name) != (size_t)(eq - p) || strncmp(keys[k].name, p, (size_t)(eq - p)) != 0) continue;
        if (!(keys[k].kinds & BIT(s->kind))) break;
        const char *at = eq + 1;
        double v = 0;
        GNN_REQUIRE_RETURN(gnn_i_take_double(&at, end, &v) && at == end && v >= keys[k].lo && v <= keys[k].hi,
                           GNN_EINVAL, "schedule %s: %s is \"%.*s\", a number in [%g, %g] was expected", names[s->kind],
                           keys[k].name, (int)(end - eq - 1), eq + 1, keys[k].lo, keys[k].hi);
        memcpy((char *)s + keys[k].offset, &v, sizeof v);
        return GNN_OK;
    }
    return gnn_i_fail(GNN_EINVAL, "schedule %s has no key \"%.*s\"", names[s->kind], (int)(eq - p), p);
}

gnn_status gnn_schedule_parse(gnn_schedule *out, const char *text, int64_t epochs)
{
    size_t n = strcspn(text, ":");
    gnn_schedule s = { .kind = -1, .epochs = epochs, .scale = 1, .patience = 10, .threshold = 1e-4 };
    for (int i = 0; names[i]; i++)
        if (strlen(names[i]) == n && strncmp(names[i], text, n) == 0) s.kind = i;
    GNN_REQUIRE_RETURN(s.kind >= 0, GNN_ENOTFOUND, "no schedule is called \"%.*s\"", (int)n, text);
    s.every = 50, s.factor = s.kind == EXPONENTIAL ? 0.99 : 0.5;
    for (const char *p = text + n + (text[n] == ':'); *p;) {
        size_t k = strcspn(p, ",");
        GNN_TRY_RETURN(take_key(&s, p, k));
        p += k + (p[k] == ',');
    }
    *out = s;
    return GNN_OK;
}

double gnn_schedule_factor(const gnn_schedule *s, int64_t epoch)
{
    double e = (double)epoch, E = s->epochs > 0 ? (double)s->epochs : 1, f = 1;
    switch (s->kind) {
    case STEP: f = pow(s->factor, floor(e / s->every)); break;
    case EXPONENTIAL: f = pow(s->factor, e); break;
    case COSINE: f = s->min + (1 - s->min) * 0.5 * (1 + cos(3.14159265358979323846 * fmin(e / E, 1))); break;
    case LINEAR: f = 1 - (1 - s->min) * fmin(e / E, 1); break;
    case PLATEAU: f = s->scale; break;
    }
    return e < s->warmup ? f * (e + 1) / s->warmup : f;
}

void gnn_schedule_observe(gnn_schedule *s, double value)
{
    if (s->kind != PLATEAU || isnan(value)) return;
    bool first = s->best == 0 && s->bad == 0 && s->scale == 1;
    if (first || value < s->best - s->threshold * fabs(s->best)) {
        s->best = value, s->bad = 0;
    } else if ((double)++s->bad > s->patience) {
        s->scale = fmax(s->scale * s->factor, s->min), s->bad = 0;
    }
}
