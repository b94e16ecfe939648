/* Inverse in F_p by division steps (Bernstein and Yang, "Fast constant-time gcd computation and
 * modular inversion", 2019).
 *
 * Numbers are 35 signed limbs of 30 bits. 30 division steps act on the low limbs
 * alone and are collected in a 2x2 matrix, which is then applied to f, g and, modulo p, to d, e.
 */

#include "sakke.h"

#define LIMBS 35
#define MASK 0x3fffffff
/* floor((49 * 1024 + 57) / 17) = 2954 steps suffice for 1024 bits; more do nothing. */
#define ROUNDS 99

typedef struct {
    int32_t u, v, q, r;
} matrix_t;

/* 30 division steps on f, g (low limbs, f odd). Returns the new delta. */
static int32_t steps(int32_t delta, uint32_t f, uint32_t g, matrix_t *m) {
    uint32_t u = 1, v = 0, q = 0, r = 1;
    for (int i = 0; i < 30; i++) {
        /* swap when delta > 0 and g is odd: (f, g) becomes (g, -f) */
        uint32_t odd = 0u - (g & 1);
        uint32_t swap = (uint32_t)((0 - delta) >> 31) & odd;
        uint32_t x = (f ^ g) & swap;
        f ^= x;
        g = ((g ^ x) ^ swap) - swap;
        x = (u ^ q) & swap;
        u ^= x;
        q = ((q ^ x) ^ swap) - swap;
        x = (v ^ r) & swap;
        v ^= x;
        r = ((r ^ x) ^ swap) - swap;
        delta = ((delta ^ (int32_t)swap) - (int32_t)swap) + 1;
        /* g + f is even when g was odd */
        g += f & odd;
        q += u & odd;
        r += v & odd;
        g >>= 1;
        u <<= 1;
        v <<= 1;
    }
    m->u = (int32_t)u;
    m->v = (int32_t)v;
    m->q = (int32_t)q;
    m->r = (int32_t)r;
    return delta;
}

/* (f, g) = matrix (f, g) / 2^30 */
static void apply(int32_t *f, int32_t *g, const matrix_t *m) {
    int64_t cf = (int64_t)m->u * f[0] + (int64_t)m->v * g[0];
    int64_t cg = (int64_t)m->q * f[0] + (int64_t)m->r * g[0];
    cf >>= 30;
    cg >>= 30;
    for (int i = 1; i < LIMBS; i++) {
        int32_t fi = f[i], gi = g[i];
        cf += (int64_t)m->u * fi + (int64_t)m->v * gi;
        cg += (int64_t)m->q * fi + (int64_t)m->r * gi;
        f[i - 1] = (int32_t)cf & MASK;
        g[i - 1] = (int32_t)cg & MASK;
        cf >>= 30;
        cg >>= 30;
    }
    f[LIMBS - 1] = (int32_t)cf;
    g[LIMBS - 1] = (int32_t)cg;
}

/* (d, e) = matrix (d, e) / 2^30 mod p, both kept in -2p < . < p */
static void apply_mod(int32_t *d, int32_t *e, const matrix_t *m) {
    /* p is added where a negative number enters, then a multiple that clears the low limb */
    int32_t sd = d[LIMBS - 1] >> 31;
    int32_t se = e[LIMBS - 1] >> 31;
    int32_t md = (m->u & sd) + (m->v & se);
    int32_t me = (m->q & sd) + (m->r & se);
    int64_t cd = (int64_t)m->u * d[0] + (int64_t)m->v * e[0];
    int64_t ce = (int64_t)m->q * d[0] + (int64_t)m->r * e[0];
    md -= (int32_t)((sakke_p_inv30 * (uint32_t)cd + (uint32_t)md) & MASK);
    me -= (int32_t)((sakke_p_inv30 * (uint32_t)ce + (uint32_t)me) & MASK);
    cd += (int64_t)sakke_p30[0] * md;
    ce += (int64_t)sakke_p30[0] * me;
    cd >>= 30;
    ce >>= 30;
    for (int i = 1; i < LIMBS; i++) {
        int32_t di = d[i], ei = e[i], pi = sakke_p30[i];
        cd += (int64_t)m->u * di + (int64_t)m->v * ei + (int64_t)pi * md;
        ce += (int64_t)m->q * di + (int64_t)m->r * ei + (int64_t)pi * me;
        d[i - 1] = (int32_t)cd & MASK;
        e[i - 1] = (int32_t)ce & MASK;
        cd >>= 30;
        ce >>= 30;
    }
    d[LIMBS - 1] = (int32_t)cd;
    e[LIMBS - 1] = (int32_t)ce;
}

static void to30(int32_t *r, const uint32_t *a) {
    uint64_t bits = 0;
    int have = 0, at = 0;
    for (int i = 0; i < LIMBS; i++) {
        if (have < 30 && at < FP) {
            bits |= (uint64_t)a[at++] << have;
            have += 32;
        }
        r[i] = (int32_t)(bits & MASK);
        bits >>= 30;
        have -= 30;
    }
}

static void from30(uint32_t *r, const int32_t *a) {
    uint64_t bits = 0;
    int have = 0, at = 0;
    for (int i = 0; i < FP; i++) {
        while (have < 32) {
            bits |= (uint64_t)(uint32_t)a[at++] << have;
            have += 30;
        }
        r[i] = (uint32_t)bits;
        bits >>= 32;
        have -= 32;
    }
}

/* d = (negate ? -d : d) + (p if that is negative), limbs carried. */
static void settle(int32_t *d, int32_t negate, int32_t add) {
    int32_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        int32_t v = (d[i] ^ negate) - negate + (sakke_p30[i] & add) + carry;
        carry = v >> 30;
        d[i] = i < LIMBS - 1 ? v & MASK : v;
    }
}

void fp_inverse(uint32_t *r, const uint32_t *a, uint32_t *w) {
    int32_t *f = (int32_t *)w;
    int32_t *g = f + LIMBS;
    int32_t *d = g + LIMBS;
    int32_t *e = d + LIMBS;
    matrix_t m;
    to30(g, a);
    for (int i = 0; i < LIMBS; i++) {
        f[i] = sakke_p30[i];
        d[i] = 0;
        e[i] = 0;
    }
    e[0] = 1;
    int32_t delta = 1;
    for (int i = 0; i < ROUNDS; i++) {
        delta = steps(delta, (uint32_t)f[0] | (uint32_t)f[1] << 30,
            (uint32_t)g[0] | (uint32_t)g[1] << 30, &m);
        apply_mod(d, e, &m);
        apply(f, g, &m);
    }
    /* f is 1 or -1, d its multiple of 1/a, in -2p .. p */
    settle(d, 0, d[LIMBS - 1] >> 31);
    settle(d, f[LIMBS - 1] >> 31, 0);
    settle(d, 0, d[LIMBS - 1] >> 31);
    from30(r, d);
    /* 1/(a 2^1024), to Montgomery form: times 2^2048 */
    fp_mul(r, r, sakke_r2, w);
    fp_mul(r, r, sakke_r2, w);
}
