/* P-256 (FIPS 186-3 D.1.2.3): y^2 = x^3 - 3x + b over F_p, order n, base point G.
 *
 * Field elements are 8 limbs in Montgomery form, below p. Points are Jacobian, Z = 0 for the
 * neutral element. Field operations take constant time; those on points say what they do.
 */
#ifndef MIKEY_P256_H
#define MIKEY_P256_H

#include "bn.h"

#define P256 8
#define P256_POINT 65

typedef struct {
    uint32_t x[P256], y[P256], z[P256];
} p256_t;

typedef struct {
    uint32_t x[P256], y[P256];
} p256_affine_t;

/* p256_const.c, made by firmware/scripts/generate/p256_constants.py */
extern const uint32_t p256_p[P256], p256_n[P256], p256_r2[P256], p256_n_r2[P256], p256_one[P256],
    p256_b[P256], p256_n_n0;
extern const p256_affine_t p256_odd[32]; /* G, 3G, … 63G */

/* r may be a or b in all of these. */
void p256_mul(uint32_t *r, const uint32_t *a, const uint32_t *b);
void p256_add(uint32_t *r, const uint32_t *a, const uint32_t *b);
void p256_sub(uint32_t *r, const uint32_t *a, const uint32_t *b);

/* Big-endian octets, 32; returns whether they were below p. */
uint32_t p256_from_bytes(uint32_t *r, const uint8_t *s);
/* 65 octets 04 || x || y of a point of the curve; returns whether they are one. */
int p256_decode(p256_affine_t *r, const uint8_t *s);

void p256_double(p256_t *r);
/* r += a and r += (x, y), whatever the points; the time tells what they were. */
void p256_plus(p256_t *r, const p256_t *a);
void p256_plus_affine(p256_t *r, const p256_affine_t *a);
/* y of a, negated when negative is 1. */
void p256_negate(uint32_t *r, const uint32_t *y, uint32_t negative);

/* r = a b mod n, for a, b below 2^256 of which one is below n. r may be a or b. */
void p256_scalar_mul(uint32_t *r, const uint32_t *a, const uint32_t *b);

/* r = [g]G + [a]A + [b]B in a time that tells the scalars; B may be NULL. */
void p256_combine(p256_t *r, const uint32_t *g, const uint32_t *a, const p256_affine_t *at,
    const uint32_t *b, const p256_affine_t *bt);
/* r = [k]G in constant time, for k of 1 .. n - 1. */
void p256_base(p256_t *r, const uint32_t *k);

/* eccsi.c (RFC 6507): all octets big-endian. */
/* 5.2.2 with HS and HE hashed already; rs: r || s. */
int eccsi_verify(const uint8_t *kpak, const uint8_t *pvt, const uint8_t *hs, const uint8_t *he,
    const uint8_t *rs);
/* 5.1.2; the SSK is handled in constant time. */
int eccsi_check(const uint8_t *kpak, const uint8_t *pvt, const uint8_t *hs, const uint8_t *ssk);

#endif
