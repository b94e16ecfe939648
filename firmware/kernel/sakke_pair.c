/* The pairing <R, K> with K fixed.
 *
 * What the registers r[] hold, and from when to when. S is also scratch of sakke_square and
 * sakke_times, which destroy U and V.
 *
 *       sakke_lines                            sakke_pair
 *  0-1  X, Y  R as (-x, y)      all the time    the same
 *  2-3  A, B  the value         all the time    the same
 *  4-5  U, V  the line in R     one step        the same; V also S's y until the line is made
 *  6    S     -                                 h of a doubling, d of an addition: one step
 *  7    X2    x^2               all the time    KX         all the time
 *  8    X3    -x^3              all the time    KY         all the time
 *  9    YX    -xy               all the time    TX         from slice to slice
 * 10    YX2   x^2 y             all the time    TY         from slice to slice
 * 11    COPY  elements of       one step        TZ         from slice to slice
 * 12     |    the file where    one step        ZZ         one step
 * 13     |    it is not         one step        YY         one step (h of an addition)
 * 14     |    aligned           one step        M          one step
 * 15-16  |                      one step        TRIPLE_X, TRIPLE_Y   from the first slice on
 * 17-18  -                                      TRIPLE_A, TRIPLE_B   from the first slice on
 */

#include "sakke_jacobian.h"

unsigned sakke_digit(unsigned i) {
    return sakke_digits[i / 16] >> (2 * (i % 16)) & 3;
}

/* A slice, in steps of two bits or in bits. */
#define LINE_SLICE 64
#define PAIR_SLICE 32

enum { X2 = SAKKE_FREE, X3, YX, YX2, COPY };

/* r = the sum of n products c[i] r[with[i]], one reduction. p^2 is below 0.6 p 2^1024 and below
 * 0.36 2^2048: two products need no correction to be a sum that fp_reduce takes, and then r is
 * below 1.2 p; it stays below 1.2 p when a number below p is added, and below 1.4 p when another
 * like it is. Products of these with numbers below p are below p 2^1024. */
static void combine(sakke_t *k, uint32_t *r, const uint32_t *c, const int *with, int n) {
    bn_mul(k->w[0], c, k->r[with[0]], FP);
    if (n > 1) {
        bn_mul(k->w[1], c + FP, k->r[with[1]], FP);
        bn_add(k->w[0], k->w[0], k->w[1], 2 * FP);
    }
    if (n > 2) {
        bn_mul(k->w[1], c + 2 * FP, k->r[with[2]], FP);
        fp_wide_add(k->w[0], k->w[1]);
    }
    fp_reduce(r, k->w[0]);
}

/* One element of the file at a time where the buffer is not aligned: six fit into COPY …. */
static const uint32_t *elements(sakke_t *k, const uint8_t *at, int n) {
    if (!((uintptr_t)at & 3)) {
        return (const uint32_t *)(const void *)at;
    }
    uint32_t *to = k->r[COPY];
    for (int i = 0; i < n * FP; i++, at += 4) {
        to[i] = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    }
    return k->r[COPY];
}

int sakke_lines(sakke_t *k, const uint8_t *lines) {
    static const int in_u[3] = { SAKKE_X, X2, X3 };
    static const int in_v[2] = { SAKKE_Y, YX };
    uint32_t *u = k->r[SAKKE_U];
    uint32_t *v = k->r[SAKKE_V];
    uint32_t *t = k->w[0];
    if (!k->ready) {
        return 0;
    }
    if (k->step == 0) {
        fp_sqr(k->r[X2], k->r[SAKKE_X], t);
        fp_mul(k->r[X3], k->r[X2], k->r[SAKKE_X], t);
        fp_mul(k->r[YX], k->r[SAKKE_X], k->r[SAKKE_Y], t);
        fp_mul(k->r[YX2], k->r[YX], k->r[SAKKE_X], t);
        const uint32_t *c = elements(k, lines, 2);
        combine(k, k->r[SAKKE_A], c + FP, in_u, 1);
        fp_add(k->r[SAKKE_A], k->r[SAKKE_A], c);
        bn_copy(k->r[SAKKE_B], k->r[SAKKE_Y], FP);
        k->at = 2 * SAKKE_OCTETS;
        k->step = 1;
    }
    uint32_t stop = k->step + LINE_SLICE;
    for (; k->step < stop && k->step < SAKKE_STEPS; k->step++) {
        unsigned d = sakke_digit(k->step);
        int n = d == 0 ? 4 : d == 2 ? 6 : 5;
        const uint32_t *c = elements(k, lines + k->at, n);
        k->at += (uint32_t)n * SAKKE_OCTETS;
        sakke_square(k);
        sakke_square(k);
        if (d == 2) {
            combine(k, u, c + FP, in_u, 3);
            combine(k, v, c + 4 * FP, in_v, 2);
            fp_add(v, v, k->r[YX2]);
        } else {
            combine(k, u, c + FP, in_u, 2);
            if (d == 0) {
                combine(k, v, c + 3 * FP, in_v, 1);
                fp_add(v, v, k->r[YX]);
            } else {
                combine(k, v, c + 3 * FP, in_v, 2);
                fp_add(u, u, k->r[X3]);
            }
        }
        fp_add(u, u, c);
        sakke_times(k);
    }
    if (k->step < SAKKE_STEPS) {
        return SAKKE_RUNNING;
    }
    k->step = 0;
    return 1;
}

/* K, T, scratch; 3K and the value of its function, of divisor 3(K) - (3K) - 2(O), in R */
enum { KX = SAKKE_FREE, KY, TX, TY, TZ, ZZ, YY, M, TRIPLE_X, TRIPLE_Y, TRIPLE_A, TRIPLE_B };

/* T = 2T, and the value times the tangent at T in R, (A, B)^2 (U, V). */
static void double_step(sakke_t *k) {
    uint32_t *x = k->r[TX], *y = k->r[TY], *z = k->r[TZ], *t = k->w[0];
    uint32_t *zz = k->r[ZZ], *yy = k->r[YY], *m = k->r[M], *h = k->r[SAKKE_S];
    uint32_t *u = k->r[SAKKE_U], *v = k->r[SAKKE_V];
    sakke_square(k);
    fp_sqr(zz, z, t);
    /* yy = 2 y^2 */
    fp_sqr(yy, y, t);
    fp_add(yy, yy, yy);
    fp_mul(z, y, z, t);
    fp_add(z, z, z);
    /* v = z' z^2 y_R */
    fp_mul(v, z, zz, t);
    fp_mul(v, v, k->r[SAKKE_Y], t);
    jacobian_tangent(m, h, x, zz, k->w);
    /* u = m (x + z^2 x_R) - 2 y^2; X holds -x_R */
    fp_mul(u, zz, k->r[SAKKE_X], t);
    fp_sub(u, x, u);
    fp_mul(u, u, m, t);
    fp_sub(u, u, yy);
    jacobian_double(x, y, x, m, yy, h, k->w);
    sakke_times(k);
}

/* T = T + S or T - S for S in registers x_s and the next, and the value times the line through
 * them in R. */
static void add_step(sakke_t *k, int x_s, uint32_t minus) {
    const uint32_t *ax = k->r[x_s], *ay = k->r[x_s + 1];
    uint32_t *x = k->r[TX], *y = k->r[TY], *z = k->r[TZ], *t = k->w[0];
    uint32_t *zz = k->r[ZZ], *h = k->r[YY], *m = k->r[M], *d = k->r[SAKKE_S];
    uint32_t *u = k->r[SAKKE_U], *v = k->r[SAKKE_V], *sy = v;
    bn_copy(sy, ay, FP);
    if (minus) {
        bn_set(sy, 0, FP);
        fp_sub(sy, sy, ay);
    }
    jacobian_chord(h, m, zz, ax, sy, x, y, z, k->w);
    fp_mul(z, z, h, t);
    /* u = m (x_R + x_S) - z' y_S, v = z' y_R */
    fp_sub(u, ax, k->r[SAKKE_X]);
    bn_mul(k->w[0], u, m, FP);
    bn_mul(k->w[1], z, sy, FP);
    jacobian_difference(u, k->w, 1);
    fp_mul(v, z, k->r[SAKKE_Y], t);
    jacobian_add(x, y, x, y, h, m, zz, d, k->w);
    sakke_times(k);
}

static uint32_t bit(const uint32_t *a, uint32_t i) {
    return a[i / 32] >> (i % 32) & 1;
}

/* T = K, the value 1. */
static void begin(sakke_t *k) {
    bn_copy(k->r[TX], k->r[KX], FP);
    bn_copy(k->r[TY], k->r[KY], FP);
    bn_copy(k->r[TZ], sakke_one, FP);
    bn_copy(k->r[SAKKE_A], sakke_one, FP);
    bn_set(k->r[SAKKE_B], 0, FP);
}

/* 3K, affine, and its value. */
static void triple(sakke_t *k) {
    uint32_t *z = k->r[TZ], *zz = k->r[ZZ], *t = k->w[0];
    double_step(k);
    add_step(k, KX, 0);
    bn_copy(k->r[TRIPLE_A], k->r[SAKKE_A], FP);
    bn_copy(k->r[TRIPLE_B], k->r[SAKKE_B], FP);
    fp_inverse(z, z, t);
    fp_sqr(zz, z, t);
    fp_mul(k->r[TRIPLE_X], k->r[TX], zz, t);
    fp_mul(zz, zz, z, t);
    fp_mul(k->r[TRIPLE_Y], k->r[TY], zz, t);
}

/* The digits of q + 1 in non-adjacent form of width 3, 0, 1, -1, 3, -3, are constants. The value
 * of -3K's function is the conjugate of that of 3K, up to a factor in F_p. */
int sakke_pair(sakke_t *k, const uint8_t *key) {
    if (!k->ready) {
        return 0;
    }
    if (k->step == 0) {
        uint32_t ok = fp_from_bytes(k->r[KX], key + 1, k->w[0]);
        ok &= fp_from_bytes(k->r[KY], key + 1 + SAKKE_OCTETS, k->w[0]);
        if (!ok || key[0] != 4) {
            return 0;
        }
        begin(k);
        triple(k);
        begin(k);
        k->at = SAKKE_TOP;
    }
    k->step++;
    for (int i = 0; i < PAIR_SLICE && k->at; i++) {
        k->at--;
        double_step(k);
        if (!bit(sakke_some, k->at)) {
            continue;
        }
        uint32_t minus = bit(sakke_minus, k->at);
        if (!bit(sakke_three, k->at)) {
            add_step(k, KX, minus);
            continue;
        }
        add_step(k, TRIPLE_X, minus);
        bn_copy(k->r[SAKKE_U], k->r[TRIPLE_A], FP);
        bn_copy(k->r[SAKKE_V], k->r[TRIPLE_B], FP);
        if (minus) {
            bn_set(k->r[SAKKE_V], 0, FP);
            fp_sub(k->r[SAKKE_V], k->r[SAKKE_V], k->r[TRIPLE_B]);
        }
        sakke_times(k);
    }
    if (k->at) {
        return SAKKE_RUNNING;
    }
    k->step = 0;
    return 1;
}

void sakke_value(sakke_t *k, uint8_t *out) {
    uint32_t *u = k->r[SAKKE_U];
    /* the exponent (p + 1)/q = 4 of the Tate pairing, then B/A */
    sakke_square(k);
    sakke_square(k);
    fp_inverse(u, k->r[SAKKE_A], k->w[0]);
    fp_mul(u, u, k->r[SAKKE_B], k->w[0]);
    fp_to_bytes(out, u, k->w[0]);
    k->step = 0;
}
