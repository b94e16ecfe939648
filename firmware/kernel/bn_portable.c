/* Linear operations and products in portable C: for parts without the assembly of bn_linear.S
 * (ARMv7-M), bn_umaal.S (ARMv7E-M) and bn_row_v6m.S (ARMv6-M). */

#include "bn.h"

#if !(defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2)

uint32_t bn_add_masked(
    uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n) {
    uint64_t c = 0;
    for (size_t i = 0; i < n; i++) {
        c += (uint64_t)a[i] + (b[i] & mask);
        r[i] = (uint32_t)c;
        c >>= 32;
    }
    return (uint32_t)c;
}

uint32_t bn_sub_masked(
    uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n) {
    uint32_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t d = (uint64_t)a[i] - (b[i] & mask) - borrow;
        r[i] = (uint32_t)d;
        borrow = (uint32_t)(d >> 32) & 1;
    }
    return borrow;
}

uint32_t bn_add(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n) {
    return bn_add_masked(r, a, b, 0xffffffff, n);
}

uint32_t bn_sub(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n) {
    return bn_sub_masked(r, a, b, 0xffffffff, n);
}

uint32_t bn_less(const uint32_t *a, const uint32_t *b, size_t n) {
    uint32_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        borrow = (uint32_t)(((uint64_t)a[i] - b[i] - borrow) >> 32) & 1;
    }
    return borrow;
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

#endif

#if !defined(__ARM_FEATURE_DSP)

void bn_select(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n) {
    for (size_t i = 0; i < n; i++) {
        r[i] = b[i] ^ ((a[i] ^ b[i]) & mask);
    }
}

void bn_lookup(uint32_t *r, const uint32_t *table, size_t entries, uint32_t index, size_t n) {
    for (size_t i = 0; i < n; i++) {
        r[i] = 0;
    }
    for (size_t e = 0; e < entries; e++) {
        uint32_t mask = (uint32_t)(((uint64_t)(index ^ (uint32_t)e) - 1) >> 32);
        for (size_t i = 0; i < n; i++) {
            r[i] |= table[i] & mask;
        }
        table += n;
    }
}

#if !(defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1)

uint32_t bn_row(uint32_t *r, uint32_t a, const uint32_t *b, size_t n) {
    uint32_t c = 0;
    for (size_t j = 0; j < n; j++) {
        uint64_t v = (uint64_t)a * b[j] + r[j] + c;
        r[j] = (uint32_t)v;
        c = (uint32_t)(v >> 32);
    }
    return c;
}

#endif

void bn_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n) {
    bn_set(r, 0, n);
    for (size_t i = 0; i < n; i++) {
        r[n + i] = bn_row(r + i, a[i], b, n);
    }
}

void bn_sqr(uint32_t *r, const uint32_t *a, size_t n) {
    /* The products above the diagonal once, doubled, and the squares added. */
    bn_set(r, 0, n);
    r[n] = 0;
    for (size_t i = 0; i < n; i++) {
        r[n + i] = bn_row(r + 2 * i + 1, a[i], a + i + 1, n - 1 - i);
    }
    uint64_t c = 0;
    uint32_t top = 0;
    for (size_t i = 0; i < n; i++) {
        /* Not a 64-bit product: on ARMv6-M libgcc's takes a time that depends on its operands. */
        uint32_t square = 0;
        uint32_t square_hi = bn_row(&square, a[i], a + i, 1);
        uint32_t lo = r[2 * i];
        uint32_t hi = r[2 * i + 1];
        c += (uint64_t)square + ((lo << 1) | top);
        r[2 * i] = (uint32_t)c;
        c = (c >> 32) + square_hi + ((hi << 1) | (lo >> 31));
        r[2 * i + 1] = (uint32_t)c;
        c >>= 32;
        top = hi >> 31;
    }
}

uint32_t bn_redc_core(uint32_t *t, const uint32_t *p, uint32_t n0, size_t n) {
    uint32_t carry = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t v = (uint64_t)bn_row(t + i, t[i] * n0, p, n) + t[n + i] + carry;
        t[n + i] = (uint32_t)v;
        carry = (uint32_t)(v >> 32);
    }
    return carry;
}

uint32_t bn_redc_ones_core(uint32_t *t, const uint32_t *p, uint32_t n0, size_t n) {
    (void)n0;
    return bn_redc_core(t, p, 1, n);
}

#endif
