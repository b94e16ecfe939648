/* F_p of SAKKE's Parameter Set 1, and PF_p on top of it. */

#include "sakke.h"

void fp_add(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    bn_mod_add(r, a, b, sakke_p, FP);
}

void fp_sub(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    bn_mod_sub(r, a, b, sakke_p, FP);
}

void fp_reduce(uint32_t *r, uint32_t *t) {
    bn_redc(r, t, sakke_p, sakke_n0, FP);
}

void fp_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t *t) {
    bn_mul(t, a, b, FP);
    fp_reduce(r, t);
}

void fp_sqr(uint32_t *r, const uint32_t *a, uint32_t *t) {
    bn_sqr(t, a, FP);
    fp_reduce(r, t);
}

void fp_wide_add(uint32_t *t, const uint32_t *u) {
    uint32_t carry = bn_add(t, t, u, 2 * FP);
    uint32_t below = bn_less(t + FP, sakke_p, FP);
    bn_sub_masked(t + FP, t + FP, sakke_p, 0u - (carry | (below ^ 1)), FP);
}

void fp_wide_sub(uint32_t *t, const uint32_t *u) {
    uint32_t borrow = bn_sub(t, t, u, 2 * FP);
    bn_add_masked(t + FP, t + FP, sakke_p, 0u - borrow, FP);
}

uint32_t fp_from_bytes(uint32_t *r, const uint8_t *s, uint32_t *t) {
    bn_from_bytes(r, FP, s, SAKKE_OCTETS);
    uint32_t below = bn_less(r, sakke_p, FP);
    fp_mul(r, r, sakke_r2, t);
    return below;
}

void fp_to_bytes(uint8_t *s, const uint32_t *a, uint32_t *t) {
    bn_copy(t, a, FP);
    bn_set(t + FP, 0, FP);
    fp_reduce(t + FP, t);
    bn_to_bytes(s, SAKKE_OCTETS, t + FP);
}

void sakke_square(sakke_t *k) {
    uint32_t *a = k->r[SAKKE_A];
    uint32_t *b = k->r[SAKKE_B];
    uint32_t *s = k->r[SAKKE_S];
    uint32_t *t = k->w[0];
    /* (a + b)(a - b) and 2ab */
    fp_add(s, a, b);
    bn_mul(t, a, b, FP);
    fp_sub(a, a, b);
    fp_reduce(b, t);
    fp_add(b, b, b);
    fp_mul(a, s, a, t);
}

void sakke_times(sakke_t *k) {
    uint32_t *a = k->r[SAKKE_A];
    uint32_t *b = k->r[SAKKE_B];
    uint32_t *u = k->r[SAKKE_U];
    uint32_t *v = k->r[SAKKE_V];
    bn_mul(k->w[0], a, u, FP);
    bn_mul(k->w[1], b, v, FP);
    fp_add(a, a, b);
    fp_add(u, u, v);
    bn_mul(k->w[2], a, u, FP);
    fp_wide_sub(k->w[2], k->w[0]);
    fp_wide_sub(k->w[2], k->w[1]);
    fp_wide_sub(k->w[0], k->w[1]);
    fp_reduce(a, k->w[0]);
    fp_reduce(b, k->w[2]);
}
