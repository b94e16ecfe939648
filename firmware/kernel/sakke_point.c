/* Points of E: y^2 = x^3 - 3x: taking one, its order, and the public [b]P + Z. */

#include "sakke.h"

enum { POW = SAKKE_FREE, ACC = POW + 8, T0, T1 };

/* Coordinates from 257 octets into x, y; t: two numbers and 64 limbs of scratch. */
static int load(uint32_t *x, uint32_t *y, const uint8_t *point, uint32_t *t0, uint32_t *t) {
    uint32_t ok = fp_from_bytes(x, point + 1, t);
    ok &= fp_from_bytes(y, point + 1 + SAKKE_OCTETS, t);
    ok &= point[0] == 4;
    /* (x^2 - 3) x - y^2 */
    fp_sqr(t0, x, t);
    for (int i = 0; i < 3; i++) {
        fp_sub(t0, t0, sakke_one);
    }
    fp_mul(t0, t0, x, t);
    fp_sqr(t, y, t + FP);
    fp_sub(t0, t0, t);
    return ok & bn_is_zero(t0, FP) & 1;
}

int sakke_open(sakke_t *k, const uint8_t *point) {
    uint32_t *x = k->r[SAKKE_X];
    k->step = 0;
    k->ready = (uint32_t)load(x, k->r[SAKKE_Y], point, k->r[SAKKE_S], k->w[0]);
    bn_set(k->r[SAKKE_S], 0, FP);
    fp_sub(x, k->r[SAKKE_S], x);
    return (int)k->ready;
}

/* The group is cyclic of order 4q: R has order q if it is no neutral element and lies in 4E. With
 * the 2-isogeny to Y^2 = X (X^2 + 12), R is in 2E if x is a square u^2; of X = 2(x + y/u) and
 * X = 2(x - y/u) one is a square, and R is in 4E if that less a root of -12 is a square too. */
static int halves(sakke_t *k) {
    uint32_t *x = k->r[T0];
    uint32_t *v = k->r[T1];
    uint32_t *acc = k->r[ACC];
    uint32_t *s = k->r[SAKKE_S];
    uint32_t *t = k->w[0];
    bn_set(s, 0, FP);
    fp_sub(x, s, k->r[SAKKE_X]);
    /* acc = x^(q-1) = 1/u for u = x^q */
    fp_mul(v, acc, k->r[SAKKE_Y], t);
    fp_mul(acc, acc, x, t);
    fp_sqr(acc, acc, t);
    if (bn_is_zero(x, FP) || !bn_equal(acc, x, FP)) {
        return 0;
    }
    fp_add(acc, x, v);
    fp_add(acc, acc, acc);
    if (fp_jacobi(acc, t) != 1) {
        fp_sub(acc, x, v);
        fp_add(acc, acc, acc);
    }
    fp_sub(acc, acc, sakke_root);
    return fp_jacobi(acc, t) == 1;
}

static unsigned exponent_bit(unsigned i) {
    return sakke_q1[i / 32] >> (i % 32) & 1;
}

/* x^(q-1) by sliding windows of four bits over the 1022 of q - 1; the exponent is a constant. */
int sakke_member(sakke_t *k) {
    uint32_t *acc = k->r[ACC];
    uint32_t *t = k->w[0];
    if (!k->ready) {
        return 0;
    }
    if (k->step == 0) {
        bn_set(acc, 0, FP);
        fp_sub(k->r[POW], acc, k->r[SAKKE_X]);
        fp_sqr(acc, k->r[POW], t);
        for (int i = 1; i < 8; i++) {
            fp_mul(k->r[POW + i], k->r[POW + i - 1], acc, t);
        }
        bn_copy(acc, sakke_one, FP);
        k->at = 1022;
    }
    k->step++;
    if (k->at == 0) {
        k->step = 0;
        return halves(k);
    }
    uint32_t stop = k->at > 511 ? 511 : 0;
    while (k->at > stop) {
        if (!exponent_bit(k->at - 1)) {
            fp_sqr(acc, acc, t);
            k->at--;
            continue;
        }
        unsigned low = k->at > 4 ? k->at - 4 : 0;
        while (!exponent_bit(low)) {
            low++;
        }
        unsigned value = 0;
        while (k->at > low) {
            value = value << 1 | exponent_bit(--k->at);
            fp_sqr(acc, acc, t);
        }
        fp_mul(acc, acc, k->r[POW + (value >> 1)], t);
    }
    return SAKKE_RUNNING;
}

enum { PX = SAKKE_FREE, PY, TX, TY, TZ, ZZ, YY, M, H, D };

/* T = 2T, Jacobian. */
static void twice(sakke_t *k) {
    uint32_t *x = k->r[TX], *y = k->r[TY], *z = k->r[TZ], *t = k->w[0];
    uint32_t *zz = k->r[ZZ], *yy = k->r[YY], *m = k->r[M], *h = k->r[H];
    fp_sqr(zz, z, t);
    fp_sqr(yy, y, t);
    fp_mul(z, y, z, t);
    fp_add(z, z, z);
    fp_add(m, x, zz);
    fp_sub(zz, x, zz);
    fp_mul(m, m, zz, t);
    fp_add(zz, m, m);
    fp_add(m, zz, m);
    fp_mul(h, x, yy, t);
    fp_add(h, h, h);
    fp_add(h, h, h);
    fp_sqr(x, m, t);
    fp_sub(x, x, h);
    fp_sub(x, x, h);
    fp_sub(h, h, x);
    fp_mul(y, m, h, t);
    fp_sqr(yy, yy, t);
    for (int i = 0; i < 3; i++) {
        fp_add(yy, yy, yy);
    }
    fp_sub(y, y, yy);
}

/* T = T + (PX, PY). Returns 0 when they are equal or opposite. */
static int plus(sakke_t *k) {
    uint32_t *x = k->r[TX], *y = k->r[TY], *z = k->r[TZ], *t = k->w[0];
    uint32_t *zz = k->r[ZZ], *m = k->r[M], *h = k->r[H], *d = k->r[D];
    if (bn_is_zero(z, FP)) {
        bn_copy(x, k->r[PX], FP);
        bn_copy(y, k->r[PY], FP);
        bn_copy(z, sakke_one, FP);
        return 1;
    }
    fp_sqr(zz, z, t);
    fp_mul(h, k->r[PX], zz, t);
    fp_sub(h, h, x);
    if (bn_is_zero(h, FP)) {
        return 0;
    }
    fp_mul(m, k->r[PY], zz, t);
    fp_mul(m, m, z, t);
    fp_sub(m, m, y);
    fp_mul(z, z, h, t);
    fp_sqr(zz, h, t);
    fp_mul(d, x, zz, t);
    fp_mul(h, h, zz, t);
    fp_sqr(x, m, t);
    fp_sub(x, x, h);
    fp_sub(x, x, d);
    fp_sub(x, x, d);
    fp_sub(d, d, x);
    fp_mul(y, y, h, t);
    fp_mul(m, m, d, t);
    fp_sub(y, m, y);
    return 1;
}

#define SLICE 8 /* octets of b */

int sakke_public(sakke_t *k, const uint8_t *b, size_t len, const uint8_t *z) {
    uint32_t *t = k->w[0];
    if (k->step == 0) {
        bn_set(k->r[TZ], 0, FP);
        bn_copy(k->r[PX], sakke_gx, FP);
        bn_copy(k->r[PY], sakke_gy, FP);
        k->at = 0;
        k->ready = 0;
    }
    k->step++;
    for (size_t i = 0; i < SLICE; i++, k->at++) {
        if (k->at >= len) {
            break;
        }
        for (int bit = 7; bit >= 0; bit--) {
            if (!bn_is_zero(k->r[TZ], FP)) {
                twice(k);
            }
            if ((b[k->at] >> bit & 1) && !plus(k)) {
                k->step = 0;
                return 0;
            }
        }
    }
    if (k->at < len) {
        return SAKKE_RUNNING;
    }
    k->step = 0;
    if (!load(k->r[PX], k->r[PY], z, k->r[SAKKE_S], t) || !plus(k)) {
        return 0;
    }
    /* affine, and x with the sign that all else wants */
    uint32_t *zi = k->r[ZZ], *s = k->r[SAKKE_S];
    fp_inverse(zi, k->r[TZ], k->w[0]);
    fp_sqr(s, zi, t);
    fp_mul(k->r[SAKKE_X], k->r[TX], s, t);
    fp_mul(s, s, zi, t);
    fp_mul(k->r[SAKKE_Y], k->r[TY], s, t);
    bn_set(s, 0, FP);
    fp_sub(k->r[SAKKE_X], s, k->r[SAKKE_X]);
    k->ready = 1;
    return 1;
}
