/* What is portable C on every part: conversions, modular addition, Montgomery forms. */

#include "bn.h"

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

void bn_wipe(uint32_t *r, size_t n) {
    bn_set(r, 0, n);
    /* The compiler must believe that the zeros are read. */
    __asm__ volatile ("" : : "r" (r) : "memory");
}

void bn_from_bytes(uint32_t *r, size_t n, const uint8_t *s, size_t len) {
    s += len;
    for (size_t i = 0; i < n; i++) {
        uint32_t v = 0;
        if (len >= 4) {
            s -= 4;
            len -= 4;
            v = (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3];
        } else {
            for (unsigned shift = 0; len; len--, shift += 8) {
                v |= (uint32_t)*--s << shift;
            }
        }
        r[i] = v;
    }
}

void bn_to_bytes(uint8_t *s, size_t len, const uint32_t *a) {
    s += len;
    for (; len >= 4; len -= 4, a++) {
        s -= 4;
        s[0] = (uint8_t)(*a >> 24);
        s[1] = (uint8_t)(*a >> 16);
        s[2] = (uint8_t)(*a >> 8);
        s[3] = (uint8_t)*a;
    }
    for (unsigned shift = 0; len; len--, shift += 8) {
        *--s = (uint8_t)(*a >> shift);
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
