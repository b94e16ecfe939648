/* The line coefficients of a key K, a step at a time. lib/mikey/crypto/soft/lines.py explains the
 * polynomials and has the same on Python ints, in batches; here an inversion a step is cheap.
 */

#include "sakke_jacobian.h"

/* All registers are this file's: no R and no value is held while lines are made. */
enum {
    DX, DY, TAN, /* 2K, and the slope of the tangent at K */
    TX, TY,      /* T */
    X2, Y2, L1,  /* 2T, the slope of the tangent at T */
    X4, Y4, L2,  /* 4T, of that at 2T */
    L3,          /* of the line through 4T and dK */
    F2, F3, Z, P, Q, S
};

#define R(i) (k->r[i])
/* Scratch that no product needs; an inversion destroys W. */
#define W (k->w[1])
#define E (k->w[2] + FP)
#define MUL(r, a, b) fp_mul(r, a, b, k->w[0])
#define SQR(r, a) fp_sqr(r, a, k->w[0])

static void thrice(uint32_t *r, const uint32_t *a, uint32_t *t) {
    fp_add(t, a, a);
    fp_add(r, t, a);
}

/* (x, y) = 2 (ix, iy), Jacobian with z^2 in S; the slope's numerator m, and the factor f of z. */
static void twice(sakke_t *k, uint32_t *x, uint32_t *y, uint32_t *m, uint32_t *f,
    const uint32_t *ix, const uint32_t *iy) {
    uint32_t *yy = R(P), *h = R(Q);
    jacobian_tangent(m, h, ix, R(S), k->w);
    fp_add(f, iy, iy);
    SQR(yy, iy);
    fp_add(yy, yy, yy);
    jacobian_double(x, y, ix, m, yy, h, k->w);
}

/* c, a polynomial of t = X - x with n coefficients and, when monic, a leading 1: one of X. */
static void shift(sakke_t *k, uint32_t *c, int n, int monic, const uint32_t *x) {
    uint32_t *q = R(Q);
    int degree = monic ? n : n - 1;
    for (int i = 0; i < degree; i++) {
        for (int j = degree - 1; j >= i; j--) {
            if (j + 1 == n) {
                fp_sub(c + j * FP, c + j * FP, x);
            } else {
                MUL(q, x, c + (j + 1) * FP);
                fp_sub(c + j * FP, c + j * FP, q);
            }
        }
    }
}

/* r -= a b, r += a b */
static void less(sakke_t *k, uint32_t *r, const uint32_t *a, const uint32_t *b) {
    MUL(R(Q), a, b);
    fp_sub(r, r, R(Q));
}

static void more(sakke_t *k, uint32_t *r, const uint32_t *a, const uint32_t *b) {
    MUL(R(Q), a, b);
    fp_add(r, r, R(Q));
}

/* r = 3 x^2 - 3 */
static void derivative(sakke_t *k, uint32_t *r, const uint32_t *x) {
    SQR(R(Q), x);
    fp_sub(R(Q), R(Q), sakke_one);
    thrice(r, R(Q), k->w[0]);
}

static int load(sakke_t *k, uint32_t *x, uint32_t *y, const uint8_t *key) {
    uint32_t ok = fp_from_bytes(x, key + 1, k->w[0]);
    ok &= fp_from_bytes(y, key + 1 + SAKKE_OCTETS, k->w[0]);
    return ok & (key[0] == 4);
}

/* The tangent at K: u0, u1 of Y + u1 X + u0; T = 2K. */
static int start(sakke_t *k, const uint8_t *key, uint32_t *o) {
    uint32_t *x = R(X2), *y = R(Y2), *s = R(TAN);
    if (!load(k, x, y, key)) {
        return 0;
    }
    fp_add(R(P), y, y);
    fp_inverse(R(P), R(P), k->w[0]);
    derivative(k, s, x);
    MUL(s, s, R(P));
    MUL(o, s, x);
    fp_sub(o, o, y);
    bn_set(o + FP, 0, FP);
    fp_sub(o + FP, o + FP, s);
    SQR(R(DX), s);
    fp_sub(R(DX), R(DX), x);
    fp_sub(R(DX), R(DX), x);
    fp_sub(R(P), x, R(DX));
    MUL(R(DY), s, R(P));
    fp_sub(R(DY), R(DY), y);
    bn_copy(R(TX), R(DX), FP);
    bn_copy(R(TY), R(DY), FP);
    return 1;
}

/* 2T, 4T, 4T + dK and the slopes, affine, T replaced. Each slope's denominator is the z of the
 * point it leads to, and each z the one before times a factor: one inversion. */
static void chain(sakke_t *k, unsigned d, const uint8_t *key) {
    uint32_t *z = R(Z), *s = R(S);
    bn_copy(s, sakke_one, FP);
    twice(k, R(X2), R(Y2), R(L1), z, R(TX), R(TY));
    SQR(s, z);
    twice(k, R(X4), R(Y4), R(L2), R(F2), R(X2), R(Y2));
    MUL(z, z, R(F2));
    uint32_t *tx = R(TX), *ty = R(TY);
    if (d) {
        uint32_t *ax = W, *ay = E, *h = R(F3), *m = R(L3);
        if (d == 2) {
            bn_copy(ax, R(DX), FP);
            bn_copy(ay, R(DY), FP);
        } else {
            load(k, ax, ay, key);
            if (d == 3) {
                bn_set(s, 0, FP);
                fp_sub(ay, s, ay);
            }
        }
        jacobian_chord(h, m, s, ax, ay, R(X4), R(Y4), z, k->w);
        MUL(z, z, h);
        /* h is wanted as it is: the inverse of the old z */
        bn_copy(R(Q), h, FP);
        jacobian_add(tx, ty, R(X4), R(Y4), R(Q), m, s, R(P), k->w);
    } else {
        bn_copy(tx, R(X4), FP);
        bn_copy(ty, R(Y4), FP);
    }
    fp_inverse(z, z, k->w[0]);
    SQR(s, z);
    MUL(tx, tx, s);
    MUL(s, s, z);
    MUL(ty, ty, s);
    if (d) {
        MUL(R(L3), R(L3), z);
        MUL(z, z, R(F3));
    }
    MUL(R(L2), R(L2), z);
    SQR(s, z);
    MUL(R(X4), R(X4), s);
    MUL(s, s, z);
    MUL(R(Y4), R(Y4), s);
    MUL(z, z, R(F2));
    MUL(R(L1), R(L1), z);
    SQR(s, z);
    MUL(R(X2), R(X2), s);
    MUL(s, s, z);
    MUL(R(Y2), R(Y2), s);
}

/* Two tangents at T and one at 2T, over verticals: u0 u1 u2 into o, v0 into o[3], of X - x2. */
static void tangents(sakke_t *k, uint32_t *o) {
    uint32_t *u0 = o, *u1 = o + FP, *u2 = o + 2 * FP, *v = o + 3 * FP;
    uint32_t *l1 = R(L1), *l2 = R(L2), *x = R(X2), *y = R(Y2);
    uint32_t *sigma = R(S), *alpha = R(P), *t = W;
    fp_add(sigma, l1, l2);
    thrice(t, x, R(Q));
    MUL(alpha, l1, l2);
    fp_add(alpha, alpha, t);
    MUL(v, sigma, t);
    fp_sub(u1, y, v);
    less(k, u1, alpha, l1);
    bn_set(u2, 0, FP);
    fp_sub(u2, u2, l1);
    fp_sub(u2, u2, sigma);
    /* sigma (2 l2 + l1) = sigma (sigma + l2) */
    fp_add(t, sigma, l2);
    bn_copy(u0, alpha, FP);
    less(k, u0, sigma, t);
    MUL(u0, u0, y);
    MUL(v, sigma, l1);
    fp_add(v, v, alpha);
}

/* Times the line through 4T and dK, over a vertical: u0 u1 u2 into o, v0 v1 into o[3], o[4], of
 * X - x4. */
static void line(sakke_t *k, uint32_t *o) {
    uint32_t *a0 = o, *a1 = o + FP, *a2 = o + 2 * FP, *e0 = o + 3 * FP, *e1 = o + 4 * FP;
    uint32_t *x = R(X4), *y = R(Y4), *l = R(L3);
    uint32_t *b = R(P), *u2 = R(S), *v = R(F2), *w = W, *t = E;
    fp_sub(t, x, R(X2));
    fp_add(v, o + 3 * FP, t);
    bn_copy(u2, o + 2 * FP, FP);
    MUL(b, u2, t);
    fp_add(b, b, b);
    fp_add(b, b, o + FP);
    derivative(k, w, x);
    thrice(t, x, R(Q));
    fp_add(a2, t, v);
    less(k, a2, u2, l);
    MUL(a1, v, t);
    fp_add(a1, a1, w);
    less(k, a1, u2, y);
    less(k, a1, b, l);
    /* y^2 - b y + v (w - l y) = y (y - b) + … */
    less(k, w, l, y);
    MUL(a0, v, w);
    fp_sub(t, y, b);
    more(k, a0, t, y);
    fp_sub(e0, b, y);
    less(k, e0, v, l);
    fp_sub(e1, u2, l);
}

/* Times the tangent at K, over a vertical: u0 … u3 into o, v0 v1 into o[4], o[5], of X - x(2K).
 */
static void tangent(sakke_t *k, uint32_t *o) {
    uint32_t *x = R(DX), *y = R(DY), *tan = R(TAN);
    uint32_t *b = R(P), *a = R(S), *h = R(F2), *e = R(F3), *w = W, *t = E;
    fp_sub(t, R(X4), x);
    shift(k, o, 3, 1, t);
    shift(k, o + 3 * FP, 2, 0, t);
    bn_copy(b, o + FP, FP);
    bn_copy(a, o + 2 * FP, FP);
    bn_copy(h, o + 3 * FP, FP);
    bn_copy(e, o + 4 * FP, FP);
    derivative(k, w, x);
    /* u0 = e y^2 + b y + h (w + tan y) = y (e y + b + h tan) + h w */
    uint32_t *u = o;
    MUL(u, e, y);
    fp_add(u, u, b);
    /* v0 = b + e y - h tan */
    bn_copy(o + 4 * FP, u, FP);
    less(k, o + 4 * FP, h, tan);
    more(k, u, h, tan);
    MUL(u, u, y);
    more(k, u, h, w);
    thrice(t, x, R(Q));
    /* u1 = e w + a y - b tan + 3 x h */
    u = o + FP;
    MUL(u, e, w);
    more(k, u, a, y);
    less(k, u, b, tan);
    more(k, u, t, h);
    /* u2 = 3 x e + y - a tan + h */
    u = o + 2 * FP;
    MUL(u, e, t);
    fp_add(u, u, y);
    fp_add(u, u, h);
    less(k, u, a, tan);
    fp_sub(o + 3 * FP, e, tan);
    bn_copy(o + 5 * FP, a, FP);
    less(k, o + 5 * FP, e, tan);
}

int sakke_make(sakke_t *k, const uint8_t *key, uint32_t *o) {
    k->ready = 0;
    if (k->step == 0) {
        k->step = 1;
        return start(k, key, o) ? 2 : 0;
    }
    if (k->step == SAKKE_STEPS) {
        return 0;
    }
    unsigned d = sakke_digit(k->step++);
    chain(k, d, key);
    tangents(k, o);
    if (!d) {
        shift(k, o, 3, 0, R(X2));
        fp_sub(o + 3 * FP, o + 3 * FP, R(X2));
        return 4;
    }
    line(k, o);
    if (d != 2) {
        shift(k, o, 3, 1, R(X4));
        shift(k, o + 3 * FP, 2, 0, R(X4));
        return 5;
    }
    tangent(k, o);
    shift(k, o, 4, 0, R(DX));
    shift(k, o + 4 * FP, 2, 1, R(DX));
    return 6;
}
