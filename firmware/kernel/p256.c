/* Points of P-256 and multiples of them. */

#include "p256.h"

#if !defined(__ARM_FEATURE_DSP)

/* Elsewhere p256_umaal.S has these. -1/p mod 2^32 is 1. */
void p256_mul(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    uint32_t t[2 * P256];
    bn_mont_mul(r, a, b, p256_p, 1, t, P256);
}

void p256_add(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    bn_mod_add(r, a, b, p256_p, P256);
}

void p256_sub(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    bn_mod_sub(r, a, b, p256_p, P256);
}

#endif

uint32_t p256_from_bytes(uint32_t *r, const uint8_t *s) {
    bn_from_bytes(r, P256, s, 32);
    uint32_t below = bn_less(r, p256_p, P256);
    p256_mul(r, r, p256_r2);
    return below;
}

int p256_decode(p256_affine_t *r, const uint8_t *s) {
    uint32_t t[P256], u[P256];
    uint32_t ok = p256_from_bytes(r->x, s + 1) & p256_from_bytes(r->y, s + 33) & (s[0] == 4);
    /* (x^2 - 3) x + b - y^2 */
    p256_mul(t, r->x, r->x);
    for (int i = 0; i < 3; i++) {
        p256_sub(t, t, p256_one);
    }
    p256_mul(t, t, r->x);
    p256_add(t, t, p256_b);
    p256_mul(u, r->y, r->y);
    return ok & bn_equal(t, u, P256) & 1;
}

void p256_double(p256_t *r) {
    uint32_t d[P256], g[P256], m[P256], s[P256];
    p256_mul(d, r->z, r->z);
    p256_mul(g, r->y, r->y);
    p256_add(g, g, g); /* 2 y^2 */
    p256_mul(r->z, r->y, r->z);
    p256_add(r->z, r->z, r->z);
    p256_add(m, r->x, d);
    p256_sub(d, r->x, d);
    p256_mul(m, m, d);
    p256_add(d, m, m);
    p256_add(m, m, d); /* 3 (x^2 - z^4) */
    p256_mul(s, r->x, g);
    p256_add(s, s, s); /* 4 x y^2 */
    p256_mul(r->x, m, m);
    p256_sub(r->x, r->x, s);
    p256_sub(r->x, r->x, s);
    p256_sub(s, s, r->x);
    p256_mul(s, s, m);
    p256_mul(g, g, g);
    p256_add(g, g, g); /* 8 y^4 */
    p256_sub(r->y, s, g);
}

/* r += a once u = x_r z_a^2, s = y_r z_a^3 are in r->x, r->y, and h, d are the differences of a's
 * x z_r^2 and y z_r^3 from them; z is z_r z_a. */
static void sum(p256_t *r, uint32_t *h, uint32_t *d) {
    uint32_t t[P256];
    p256_mul(r->z, r->z, h);
    p256_mul(t, h, h);
    p256_mul(h, h, t);
    p256_mul(t, t, r->x);
    p256_mul(r->x, d, d);
    p256_sub(r->x, r->x, h);
    p256_sub(r->x, r->x, t);
    p256_sub(r->x, r->x, t);
    p256_sub(t, t, r->x);
    p256_mul(t, t, d);
    p256_mul(h, h, r->y);
    p256_sub(r->y, t, h);
}

/* A structure assignment might become a call of memcpy, which a natmod has not. */
static void copy(p256_t *r, const p256_t *a) {
    bn_copy(r->x, a->x, P256);
    bn_copy(r->y, a->y, P256);
    bn_copy(r->z, a->z, P256);
}

/* The same x: the sum is 2a or nothing. */
static void same(p256_t *r, const uint32_t *d) {
    if (bn_is_zero(d, P256)) {
        p256_double(r);
    } else {
        bn_set(r->z, 0, P256);
    }
}

void p256_plus(p256_t *r, const p256_t *a) {
    uint32_t h[P256], d[P256], t[P256];
    if (bn_is_zero(a->z, P256)) {
        return;
    }
    if (bn_is_zero(r->z, P256)) {
        copy(r, a);
        return;
    }
    p256_mul(t, r->z, r->z);
    p256_mul(h, a->x, t);
    p256_mul(t, t, r->z);
    p256_mul(d, a->y, t);
    p256_mul(t, a->z, a->z);
    p256_mul(r->x, r->x, t);
    p256_mul(t, t, a->z);
    p256_mul(r->y, r->y, t);
    p256_mul(r->z, r->z, a->z);
    p256_sub(h, h, r->x);
    p256_sub(d, d, r->y);
    if (bn_is_zero(h, P256)) {
        same(r, d);
    } else {
        sum(r, h, d);
    }
}

void p256_plus_affine(p256_t *r, const p256_affine_t *a) {
    uint32_t h[P256], d[P256];
    if (bn_is_zero(r->z, P256)) {
        bn_copy(r->x, a->x, P256);
        bn_copy(r->y, a->y, P256);
        bn_copy(r->z, p256_one, P256);
        return;
    }
    p256_mul(d, r->z, r->z);
    p256_mul(h, a->x, d);
    p256_mul(d, d, r->z);
    p256_mul(d, d, a->y);
    p256_sub(h, h, r->x);
    p256_sub(d, d, r->y);
    if (bn_is_zero(h, P256)) {
        same(r, d);
    } else {
        sum(r, h, d);
    }
}

void p256_negate(uint32_t *r, const uint32_t *y, uint32_t negative) {
    uint32_t t[P256];
    bn_set(t, 0, P256);
    p256_sub(t, t, y);
    bn_select(r, t, y, 0u - negative, P256);
}

void p256_scalar_mul(uint32_t *r, const uint32_t *a, const uint32_t *b) {
    uint32_t t[2 * P256];
    bn_mont_mul(r, a, b, p256_n, p256_n_n0, t, P256);
    bn_mont_mul(r, r, p256_n_r2, p256_n, p256_n_n0, t, P256);
}

#define DIGITS 257
#define WIDTH 5      /* of the windows on A and B */
#define WIDTH_G 7

/* Non-adjacent form of k of the given width: odd digits below 2^(width - 1) in absolute value. */
static void recode(int8_t *digits, const uint32_t *k, int width) {
    int carry = 0;
    for (int i = 0; i < DIGITS;) {
        int bit = i < 256 ? k[i / 32] >> (i % 32) & 1 : 0;
        if (bit == carry) {
            /* 0 + 0 or 1 + 1: the carry stays what it is */
            digits[i++] = 0;
            continue;
        }
        int value = carry;
        for (int j = 0; j < width && i + j < 256; j++) {
            value += (int)(k[(i + j) / 32] >> ((i + j) % 32) & 1) << j;
        }
        carry = value >> (width - 1);
        digits[i] = (int8_t)(value - (carry << width));
        for (int j = 1; j < width && i + j < DIGITS; j++) {
            digits[i + j] = 0;
        }
        i += width;
    }
}

/* A, 3A, … 15A */
static void multiples(p256_t *table, const p256_affine_t *a) {
    p256_t twice;
    bn_set(table[0].z, 0, P256);
    p256_plus_affine(&table[0], a);
    copy(&twice, &table[0]);
    p256_double(&twice);
    for (int i = 1; i < 8; i++) {
        copy(&table[i], &table[i - 1]);
        p256_plus(&table[i], &twice);
    }
}

/* r += digit times the table's point */
static void add_digit(p256_t *r, const p256_t *table, int digit) {
    if (digit > 0) {
        p256_plus(r, &table[digit >> 1]);
    } else if (digit < 0) {
        p256_t a;
        copy(&a, &table[-digit >> 1]);
        p256_negate(a.y, a.y, 1);
        p256_plus(r, &a);
    }
}

void p256_combine(p256_t *r, const uint32_t *g, const uint32_t *a, const p256_affine_t *at,
    const uint32_t *b, const p256_affine_t *bt) {
    p256_t table[2][8];
    int8_t digits[3][DIGITS];
    recode(digits[0], g, WIDTH_G);
    recode(digits[1], a, WIDTH);
    multiples(table[0], at);
    if (b) {
        recode(digits[2], b, WIDTH);
        multiples(table[1], bt);
    }
    bn_set(r->z, 0, P256);
    int started = 0;
    for (int i = DIGITS - 1; i >= 0; i--) {
        if (started) {
            p256_double(r);
        }
        int d = digits[0][i];
        if (d) {
            const p256_affine_t *from = &p256_odd[(d < 0 ? -d : d) >> 1];
            p256_affine_t t;
            bn_copy(t.x, from->x, P256);
            p256_negate(t.y, from->y, d < 0);
            p256_plus_affine(r, &t);
        }
        add_digit(r, table[0], digits[1][i]);
        if (b) {
            add_digit(r, table[1], digits[2][i]);
            started |= digits[2][i];
        }
        started |= d | digits[1][i];
    }
}

void p256_base(p256_t *r, const uint32_t *k) {
    uint32_t odd[2 * P256];
    p256_affine_t t;
    /* an odd scalar, k or k + n, less 2^258 is a sum of 43 odd digits 2w + 1 - 64, for the windows
     * w of six bits of its half */
    uint32_t even = (k[0] & 1) - 1;
    odd[P256] = bn_add_masked(odd, k, p256_n, even, P256);
    bn_copy(r->x, p256_odd[0].x, P256);
    bn_copy(r->y, p256_odd[0].y, P256);
    bn_copy(r->z, p256_one, P256);
    for (uint32_t at = 6 * 42 + 1; at < 6 * 43; at -= 6) {
        for (int j = 0; j < 6; j++) {
            p256_double(r);
        }
        uint32_t i = at / 32;
        uint32_t w = (uint32_t)(((uint64_t)odd[i + 1] << 32 | odd[i]) >> (at % 32)) & 63;
        uint32_t negative = w >> 5 ^ 1;
        bn_lookup((uint32_t *)&t, p256_odd[0].x, 32, (w ^ (0u - negative)) & 31, 2 * P256);
        p256_negate(t.y, t.y, negative);
        p256_plus_affine(r, &t);
    }
    bn_wipe(odd, 2 * P256);
    bn_wipe((uint32_t *)&t, 2 * P256);
}
