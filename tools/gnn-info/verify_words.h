/* Lists of words and their numbers, in the order of first appearance. */
#ifndef GNN_INFO_VERIFY_WORDS_H
#define GNN_INFO_VERIFY_WORDS_H

#include "base/base.h"

typedef struct v_words {
    int64_t *p, n, cap;
} v_words;

typedef struct v_vocabulary {
    v_words text;
    int64_t *at, *length, used, at_cap, length_cap, *slot, slots;
} v_vocabulary;

bool v_push(v_words *w, int64_t value); /* false: no memory */
/* Scatters words, so that sums of several tell most multisets apart. */
uint64_t v_mixed(uint64_t word);
void v_sort(int64_t *p, int64_t n); /* ascending */
/* The number of a list, new or old; -1: no memory left for it. */
int64_t v_number(v_vocabulary *v, const int64_t *w, int64_t n);
void v_forget(v_vocabulary *v);
void v_vocabulary_free(v_vocabulary *v);

#endif
