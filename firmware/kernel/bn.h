/* Multi-precision arithmetic: numbers are arrays of n 32-bit limbs, least significant first.
 *
 * No allocation, no libc, no global state. n is public, a multiple of 8 and at most BN_MAX; on
 * ARMv7E-M multiply, square and reduce are UMAAL assembly, elsewhere portable C. Time and
 * addresses depend on n alone, never on a limb. A mask is 0 or 0xffffffff. Pointers are 4-octet
 * aligned. "May be" says what may overlap: nothing else may.
 */
#ifndef MIKEY_BN_H
#define MIKEY_BN_H

#include <stddef.h>
#include <stdint.h>

#define BN_MAX 48 /* limbs: 1536 bits */

/* r = a + b, returns the carry (0 or 1). r may be a or b. */
uint32_t bn_add(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n);
/* r = a - b, returns the borrow (0 or 1). r may be a or b. */
uint32_t bn_sub(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n);
/* r = a + (b & mask), returns the carry. r may be a. */
uint32_t bn_add_masked(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n);
/* r = a - (b & mask), returns the borrow. r may be a. */
uint32_t bn_sub_masked(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n);
/* Returns the borrow of a - b (1 when a < b), stores nothing. */
uint32_t bn_less(const uint32_t *a, const uint32_t *b, size_t n);
/* r = mask ? a : b. r may be a or b. */
void bn_select(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t mask, size_t n);
/* Returns a mask: all ones when a is zero. */
uint32_t bn_is_zero(const uint32_t *a, size_t n);
/* Returns a mask: all ones when a == b. */
uint32_t bn_equal(const uint32_t *a, const uint32_t *b, size_t n);
void bn_copy(uint32_t *r, const uint32_t *a, size_t n);
/* r = v, a small number. */
void bn_set(uint32_t *r, uint32_t v, size_t n);
/* Clears n limbs; the compiler cannot leave it out. */
void bn_wipe(uint32_t *r, size_t n);
/* r = table[index], reading every entry; `entries` is even and at most 64, index below it. */
void bn_lookup(uint32_t *r, const uint32_t *table, size_t entries, uint32_t index, size_t n);

/* Big-endian octets to limbs: len <= 4 n octets, the rest is zero. s needs no alignment. */
void bn_from_bytes(uint32_t *r, size_t n, const uint8_t *s, size_t len);
/* Limbs to len <= 4 n big-endian octets (the low ones). */
void bn_to_bytes(uint8_t *s, size_t len, const uint32_t *a);

/* r = a + b mod p and a - b mod p, for a, b < p. r may be a or b. */
void bn_mod_add(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, size_t n);
void bn_mod_sub(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, size_t n);

/* r[2n] = a * b. a may be b. */
void bn_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, size_t n);
/* r[2n] = a * a. */
void bn_sqr(uint32_t *r, const uint32_t *a, size_t n);
/* r[0..n) += a * b, returns the limb that leaves at the top. */
uint32_t bn_row(uint32_t *r, uint32_t a, const uint32_t *b, size_t n);
/* Montgomery reduction: r[n] = t / 2^(32n) mod p, for t[2n] < p * 2^(32n) and odd p; n0 is
 * bn_n0(p[0]). The result is below p. t is destroyed; r may be the upper half of t (t + n). */
void bn_redc(uint32_t *r, uint32_t *t, const uint32_t *p, uint32_t n0, size_t n);
/* The same without its last step, for any t[2n]: the result is t[n..2n) and, above it, the carry
 * that is returned, together below 2^(32n) + p. The second is for p = -1 mod 2^64 and ignores n0:
 * the OAKLEY and MODP primes. */
uint32_t bn_redc_core(uint32_t *t, const uint32_t *p, uint32_t n0, size_t n);
uint32_t bn_redc_ones_core(uint32_t *t, const uint32_t *p, uint32_t n0, size_t n);
/* -p^-1 mod 2^32 for the low limb of an odd p. */
uint32_t bn_n0(uint32_t p0);
/* r = 2^(64n) mod p, which takes a number into Montgomery form, for p >= 2^(32n-1). Slow. */
void bn_mont_r2(uint32_t *r, const uint32_t *p, size_t n);
/* r = a * b / 2^(32n) mod p; t[2n] is scratch. r may be a or b. */
void bn_mont_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, uint32_t n0,
    uint32_t *t, size_t n);
/* r = a * a / 2^(32n) mod p; t[2n] is scratch. r may be a. */
void bn_mont_sqr(uint32_t *r, const uint32_t *a, const uint32_t *p, uint32_t n0, uint32_t *t,
    size_t n);

/* The fixed sizes by name. */
#define BN_SIZE(bits) \
    static inline void bn##bits##_mul(uint32_t *r, const uint32_t *a, const uint32_t *b) { \
        bn_mul(r, a, b, (bits) / 32); \
    } \
    static inline void bn##bits##_sqr(uint32_t *r, const uint32_t *a) { \
        bn_sqr(r, a, (bits) / 32); \
    } \
    static inline void bn##bits##_redc( \
        uint32_t *r, uint32_t *t, const uint32_t *p, uint32_t n0) { \
        bn_redc(r, t, p, n0, (bits) / 32); \
    }

BN_SIZE(256)
BN_SIZE(1024)
BN_SIZE(1536)

#endif
