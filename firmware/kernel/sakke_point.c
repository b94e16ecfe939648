/* Points of E: y^2 = x^3 - 3x: taking one, its order, and the public [b]P + Z. */

#include "sakke_jacobian.h"

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

/* The group is cyclic of order 4q, so that R has order q if and only if it is in 4E: if and only
 * if the Tate pairing with a point T of order 4 is 1, T over F_p^2 with 2T = (e, 0), e^2 = 3. Its
 * function, of divisor 4(T) - 4(O), is L^2 / (X - e) for the tangent L at T, Y - l (X - e), and
 * the pairing is the quartic residue symbol of its value: the quadratic one of L, which is that
 * of its norm, over the quartic one of x - e. e = i eps. */
int sakke_member(sakke_t *k) {
    uint32_t *x = k->r[SAKKE_U];
    uint32_t *re = k->r[SAKKE_V];
    uint32_t *im = k->r[SAKKE_S];
    uint32_t *t = k->w[0];
    if (!k->ready) {
        return 0;
    }
    bn_set(im, 0, FP);
    fp_sub(x, im, k->r[SAKKE_X]);
    fp_mul(re, x, sakke_lambda[0], t);
    fp_add(re, re, sakke_shift[0]);
    fp_sub(re, k->r[SAKKE_Y], re);
    fp_mul(im, x, sakke_lambda[1], t);
    fp_sub(im, im, sakke_shift[1]);
    fp_sqr(re, re, t);
    fp_sqr(im, im, t);
    fp_add(re, re, im);
    bn_set(im, 0, FP);
    fp_sub(im, im, sakke_eps);
    int of_l = fp_jacobi(re, t);
    return of_l && fp_quartic(x, im, t) == 1 - of_l;
}

enum { PX = SAKKE_FREE, PY, TX, TY, TZ, ZZ, YY, M, H, D };

/* T = 2T, Jacobian. */
static void twice(sakke_t *k) {
    uint32_t *x = k->r[TX], *y = k->r[TY], *z = k->r[TZ], *t = k->w[0];
    uint32_t *zz = k->r[ZZ], *yy = k->r[YY], *m = k->r[M], *h = k->r[H];
    fp_sqr(zz, z, t);
    fp_sqr(yy, y, t);
    fp_add(yy, yy, yy);
    fp_mul(z, y, z, t);
    fp_add(z, z, z);
    jacobian_tangent(m, h, x, zz, k->w);
    jacobian_double(x, y, x, m, yy, h, k->w);
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
    jacobian_chord(h, m, zz, k->r[PX], k->r[PY], x, y, z, k->w);
    if (bn_is_zero(h, FP)) {
        return 0;
    }
    fp_mul(z, z, h, t);
    jacobian_add(x, y, x, y, h, m, zz, d, k->w);
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
