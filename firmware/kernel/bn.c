/* What is portable C on every part: conversions, modular addition, Montgomery forms. */

#include "bn.h"

void bn_select(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n) {
    for (size_t i = 0; i < n; i++) {
        r[i] = b[i] ^ ((a[i] ^ b[i]) & mask);
    }
}

/* All ones when v is zero, without a comparison. */
static uint32_t zero_mask(uint32_t v) {
    return (uint32_t)(((uint64_t)v - 1) >> 32);
}

uint32_t bn_is_zero(const uint32_t *a, size_t n) {
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v |= a[i];
    }
    return zero_mask(v);
}

uint32_t bn_equal(const uint32_t *a, const uint32_t *b, size_t n) {
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v |= a[i] ^ b[i];
    }
    return zero_mask(v);
}

void bn_copy(uint32_t *r, const uint32_t *a, size_t n) {
    for (size_t i = 0; i < n; i++) {
        r[i] = a[i];
    }
}

void bn_set(uint32_t *r, uint32_t v, size_t n) {
    r[0] = v;
    for (size_t i = 1; i < n; i++) {
        r[i] = 0;
    }
}

void bn_wipe(uint32_t *r, size_t n) {
    volatile uint32_t *v = r;
    for (size_t i = 0; i < n; i++) {
        v[i] = 0;
    }
}

void bn_from_bytes(uint32_t *r, size_t n, const uint8_t *s, size_t len) {
    for (size_t i = 0; i < n; i++) {
        uint32_t v = 0;
        for (size_t k = 0; k < 4; k++) {
            size_t at = 4 * i + k;
            if (at < len) {
                v |= (uint32_t)s[len - 1 - at] << (8 * k);
            }
        }
        r[i] = v;
    }
}

void bn_to_bytes(uint8_t *s, size_t len, const uint32_t *a) {
    for (size_t at = 0; at < len; at++) {
        s[len - 1 - at] = (uint8_t)(a[at / 4] >> (8 * (at % 4)));
    }
}

void bn_mod_add(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, size_t n) {
    uint32_t carry = bn_add(r, a, b, n);
    uint32_t below = bn_less(r, p, n);
    /* p is subtracted when the sum carried or is not below p. */
    bn_sub_masked(r, r, p, 0u - (carry | (below ^ 1)), n);
}

void bn_mod_sub(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, size_t n) {
    uint32_t borrow = bn_sub(r, a, b, n);
    bn_add_masked(r, r, p, 0u - borrow, n);
}

void bn_redc(uint32_t *r, uint32_t *t, const uint32_t *p, uint32_t n0, size_t n) {
    uint32_t carry = bn_redc_core(t, p, n0, n);
    uint32_t below = bn_less(t + n, p, n);
    bn_sub_masked(r, t + n, p, 0u - (carry | (below ^ 1)), n);
}

uint32_t bn_n0(uint32_t p0) {
    /* Newton: each round doubles the number of right bits; an odd x is its own inverse mod 8. */
    uint32_t x = p0;
    for (int i = 0; i < 4; i++) {
        x *= 2 - p0 * x;
    }
    return 0u - x;
}

void bn_mont_r2(uint32_t *r, const uint32_t *p, size_t n) {
    /* 2^(32n) - p, then 32n modular doublings. */
    bn_set(r, 0, n);
    bn_sub(r, r, p, n);
    for (size_t i = 0; i < 32 * n; i++) {
        bn_mod_add(r, r, r, p, n);
    }
}

void bn_mont_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, uint32_t n0,
    uint32_t *t, size_t n) {
    bn_mul(t, a, b, n);
    bn_redc(r, t, p, n0, n);
}

void bn_mont_sqr(uint32_t *r, const uint32_t *a, const uint32_t *p, uint32_t n0, uint32_t *t,
    size_t n) {
    bn_sqr(t, a, n);
    bn_redc(r, t, p, n0, n);
}
