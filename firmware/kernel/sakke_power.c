/* The powers of g that the pairing's value is compared with. */

#include "sakke.h"

#define ROWS 6
#define COLUMNS 171
#define POWER_SLICE 86

enum { ODD = SAKKE_FREE, ODD_TOP };

/* A bit of (odd + 2^1026 - 1) / 2: 1 for a digit 1 of odd, 0 for a digit -1. */
static uint32_t sign(const uint32_t *odd, uint32_t i) {
    i++;
    return i == ROWS * COLUMNS ? 1 : odd[i / 32] >> (i % 32) & 1;
}

/* An odd exponent is a sum of 1026 digits 1 or -1 times powers of two; one row of the comb gives
 * each column its sign, as 1/(1 + iu) = 1 - iu in PF_p, and the others are looked up relative to
 * it. */
int sakke_power(sakke_t *k, const uint8_t *e, const uint8_t *w) {
    uint32_t *a = k->r[SAKKE_A];
    uint32_t *b = k->r[SAKKE_B];
    uint32_t *u = k->r[SAKKE_U];
    uint32_t *v = k->r[SAKKE_V];
    uint32_t *s = k->r[SAKKE_S];
    uint32_t *odd = k->r[ODD];
    uint32_t *t = k->w[0];
    if (k->step == 0) {
        bn_copy(a, sakke_one, FP);
        bn_set(b, 0, FP);
        /* e or e + q: g has the odd order q = (q - 1) + 1 */
        bn_from_bytes(odd, FP, e, SAKKE_OCTETS);
        uint32_t even = (odd[0] & 1) - 1;
        bn_set(k->r[ODD_TOP], 0, FP);
        k->r[ODD_TOP][0] = bn_add_masked(odd, odd, sakke_q1, even, FP);
        odd[0] |= 1;
        k->at = COLUMNS;
    }
    k->step++;
    for (int i = 0; i < POWER_SLICE && k->at; i++) {
        k->at--;
        uint32_t top = sign(odd, k->at + COLUMNS * (ROWS - 1));
        uint32_t index = 0;
        for (uint32_t row = 0; row < ROWS - 1; row++) {
            index |= (sign(odd, k->at + COLUMNS * row) ^ top ^ 1) << row;
        }
        sakke_square(k);
        bn_lookup(u, &sakke_comb[0][0], 1 << (ROWS - 1), index, FP);
        bn_set(s, 0, FP);
        fp_sub(s, s, u);
        bn_select(u, u, s, 0u - top, FP);
        /* times 1 + iu */
        fp_mul(v, a, u, t);
        fp_mul(u, b, u, t);
        fp_sub(a, a, u);
        fp_add(b, b, v);
    }
    if (k->at) {
        return SAKKE_RUNNING;
    }
    k->step = 0;
    fp_from_bytes(u, w, t);
    fp_mul(u, u, a, t);
    return (int)(bn_equal(u, b, FP) & 1);
}
