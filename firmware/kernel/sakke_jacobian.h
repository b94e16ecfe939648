/* Doubling and addition on E: y^2 = x^3 - 3x, the formulas once: for the public point, the pairing
 * (which takes m, h and z' for its lines) and the line table (which keeps its own z).
 *
 * A point is Jacobian, x = X/Z^2, y = Y/Z^3, or affine. w: 4 * FP limbs of scratch, two products.
 * Always inline: a pairing runs these 1022 times.
 */
#ifndef MIKEY_SAKKE_JACOBIAN_H
#define MIKEY_SAKKE_JACOBIAN_H

#include "sakke.h"

#define JACOBIAN static inline __attribute__((always_inline))

/* r = w[0] - (times) w[1], one reduction for both products. */
JACOBIAN void jacobian_difference(uint32_t *r, uint32_t (*w)[2 * FP], int times) {
    while (times--) {
        fp_wide_sub(w[0], w[1]);
    }
    fp_reduce(r, w[0]);
}

/* m = 3 (x - zz) (x + zz), the numerator of the tangent's slope, for zz = z^2. h: scratch. */
JACOBIAN void jacobian_tangent(uint32_t *m, uint32_t *h, const uint32_t *x, const uint32_t *zz,
    uint32_t (*w)[2 * FP]) {
    fp_add(m, x, zz);
    fp_sub(h, x, zz);
    fp_mul(m, m, h, w[0]);
    fp_add(h, m, m);
    fp_add(m, h, m);
}

/* (x2, y2) = 2 (x, y) from the slope's m and yy = 2 y^2. x2 may be x. h: scratch.
 * h = 4 x y^2, x' = m^2 - 2h, y' = m (h - x') - 8 y^4 */
JACOBIAN void jacobian_double(uint32_t *x2, uint32_t *y2, const uint32_t *x, const uint32_t *m,
    const uint32_t *yy, uint32_t *h, uint32_t (*w)[2 * FP]) {
    fp_mul(h, x, yy, w[0]);
    fp_add(h, h, h);
    fp_sqr(x2, m, w[0]);
    fp_sub(x2, x2, h);
    fp_sub(x2, x2, h);
    fp_sub(h, h, x2);
    bn_mul(w[0], m, h, FP);
    bn_sqr(w[1], yy, FP);
    jacobian_difference(y2, w, 2);
}

/* h = ax z^2 - x, by which z grows and which is 0 where the points are equal or opposite, and
 * m = ay z^3 - y, the numerator of the slope of the line through (x, y, z) and the affine (ax, ay).
 * zz: scratch, left as z^2. */
JACOBIAN void jacobian_chord(uint32_t *h, uint32_t *m, uint32_t *zz, const uint32_t *ax,
    const uint32_t *ay, const uint32_t *x, const uint32_t *y, const uint32_t *z,
    uint32_t (*w)[2 * FP]) {
    fp_sqr(zz, z, w[0]);
    fp_mul(h, ax, zz, w[0]);
    fp_sub(h, h, x);
    fp_mul(m, ay, zz, w[0]);
    fp_mul(m, m, z, w[0]);
    fp_sub(m, m, y);
}

/* (x2, y2) = (x, y) + (ax, ay) from the line's h and m, where h is not 0; x2 may be x, y2 may be y.
 * h is destroyed, zz and d are scratch.
 * d = x h^2, x' = m^2 - h^3 - 2d, y' = m (d - x') - y h^3 */
JACOBIAN void jacobian_add(uint32_t *x2, uint32_t *y2, const uint32_t *x, const uint32_t *y,
    uint32_t *h, const uint32_t *m, uint32_t *zz, uint32_t *d, uint32_t (*w)[2 * FP]) {
    fp_sqr(zz, h, w[0]);
    fp_mul(d, x, zz, w[0]);
    fp_mul(h, h, zz, w[0]);
    fp_sqr(x2, m, w[0]);
    fp_sub(x2, x2, h);
    fp_sub(x2, x2, d);
    fp_sub(x2, x2, d);
    fp_sub(d, d, x2);
    bn_mul(w[0], m, d, FP);
    bn_mul(w[1], y, h, FP);
    jacobian_difference(y2, w, 1);
}

#endif
