/* Bounded, locale-free number reading and printing, so that each bound exists once. */
#include "base.h"
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>

bool gnn_i_take_i64(const char **p, const char *end, int64_t *out)
{
    const char *s = *p;
    bool neg = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) s++;
    if (s >= end || !isdigit((unsigned char)*s)) return false;
    int64_t v = 0;
    for (; s < end && isdigit((unsigned char)*s); s++) {
        int digit = *s - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, neg ? -digit : digit, &v)) return false;
    }
    *p = s, *out = v;
    return true;
}

static locale_t c_locale(void)
{
    static locale_t loc;
    if (!loc) {
        locale_t fresh = newlocale(LC_ALL_MASK, "C", (locale_t)0), none = (locale_t)0;
        if (!__atomic_compare_exchange_n(&loc, &none, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            freelocale(fresh);
    }
    return loc;
}

bool gnn_i_take_double(const char **p, const char *end, double *out)
{
    char buf[64]; /* strtod needs a terminator; no sensible number is longer */
    size_t n = 0;
    const char *s = *p;
    while (s + n < end && n < sizeof buf - 1 && (isalnum((unsigned char)s[n]) || strchr("+-.", s[n]) != NULL) && s[n])
        n++;
    if (n == 0 || isspace((unsigned char)*s)) return false;
    memcpy(buf, s, n);
    buf[n] = 0;
    char *stop;
    double v = strtod_l(buf, &stop, c_locale());
    if (stop == buf) return false;
    *p = s + (stop - buf), *out = v;
    return true;
}

int gnn_i_format_double(char *buf, double v)
{
    if (isnan(v)) return sprintf(buf, "nan");
    if (isinf(v)) return sprintf(buf, v < 0 ? "-inf" : "inf");
    int n = 0;
    for (int digits = 1; digits <= 17; digits++) {
        if (digits > 1 && digits < 15) digits = digits < 6 ? 6 : digits < 9 ? 9 : 15;
        n = snprintf(buf, 32, "%.*g", digits, v);
        for (char *c = buf; *c; c++)
            if (*c == ',') *c = '.';
        if (strtod_l(buf, NULL, c_locale()) == v) break;
    }
    return n;
}

bool gnn_i_list_has(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = list; *p;) {
        const char *comma = strchr(p, ',');
        size_t len = comma ? (size_t)(comma - p) : strlen(p);
        if (len == n && memcmp(p, word, n) == 0) return true;
        p += len + (comma != NULL);
    }
    return false;
}
