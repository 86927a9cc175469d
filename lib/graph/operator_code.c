/* Codes of a well filled matrix of ones: which of each 6 neighbouring columns a row has, as a byte. */
#include "operator_i.h"

/* A product reads a code for each 6 columns, and makes 64 sums for each 6 rows of x; an entry of the lists costs less
 * than half of that.  Measured on AVX-512, 8 columns of f32: even at 16 % of 400 x 400, at 6 % of 1000 x 1000. */
static bool pays(const gnn_i_csr *a)
{
    return !a->val && a->rows >= 64 && (double)a->nnz * 5 > (double)a->cols * (double)(a->rows + 64);
}

gnn_status gnn_i_code_new(uint8_t **out, const gnn_i_csr *a)
{
    if (!pays(a)) return GNN_OK;
    int64_t blocks = (a->cols + GNN_I_CODE_COLS - 1) / GNN_I_CODE_COLS;
    uint8_t *code = gnn_i_calloc((size_t)(blocks * a->rows), GNN_I_CODE_GROUPS);
    if (!code) return GNN_ENOMEM;
    for (int64_t r = 0; r < a->rows; r++)
        for (int64_t e = a->ptr[r]; e < a->ptr[r + 1]; e++) {
            uint32_t c = (uint32_t)a->col[e], group = c / GNN_I_CODE_BITS;
            uint8_t *at = &code[((int64_t)(group / GNN_I_CODE_GROUPS) * a->rows + r) * GNN_I_CODE_GROUPS +
                                group % GNN_I_CODE_GROUPS];
            uint8_t bit = (uint8_t)(1u << c % GNN_I_CODE_BITS);
            if (*at & bit) { /* twice in a row: it counts twice, which a bit does not say */
                gnn_i_free(code);
                return GNN_OK;
            }
            *at |= bit;
        }
    *out = code;
    return GNN_OK;
}
