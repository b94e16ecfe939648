/* The quadratic and the quartic residue symbol modulo p, by binary algorithms like the greatest
 * common divisor's. Their time depends on the numbers.
 */

#include "sakke.h"

int fp_jacobi(const uint32_t *a, uint32_t *w) {
    uint32_t *x = w;
    uint32_t *n = w + FP;
    size_t len = FP;
    uint32_t sign = 0;
    bn_copy(x, a, FP);
    bn_copy(n, sakke_p, FP);
    for (;;) {
        /* x without its factors of two */
        size_t zero = 0;
        while (zero < len && !x[zero]) {
            zero++;
        }
        if (zero == len) {
            break;
        }
        unsigned shift = 0;
        while (!(x[zero] >> shift & 1)) {
            shift++;
        }
        if (shift || zero) {
            size_t i = 0;
            for (; i + zero + 1 < len; i++) {
                uint64_t two = x[i + zero] | (uint64_t)x[i + zero + 1] << 32;
                x[i] = (uint32_t)(two >> shift);
            }
            x[i] = x[i + zero] >> shift;
            for (i++; i < len; i++) {
                x[i] = 0;
            }
            /* (2/n) = -1 for n = 3, 5 mod 8; 32 is an even power */
            sign ^= shift & (n[0] >> 1 ^ n[0] >> 2);
        }
        while (len > 1 && !(x[len - 1] | n[len - 1])) {
            len--;
        }
        size_t i = len;
        while (i && x[i - 1] == n[i - 1]) {
            i--;
        }
        if (i && x[i - 1] < n[i - 1]) {
            /* both are odd: reciprocity */
            sign ^= (x[0] & n[0]) >> 1;
            uint32_t *y = x;
            x = n;
            n = y;
        }
        uint32_t borrow = 0;
        for (i = 0; i < len; i++) {
            uint64_t v = (uint64_t)x[i] - n[i] - borrow;
            x[i] = (uint32_t)v;
            borrow = (uint32_t)(v >> 32) & 1;
        }
    }
    if (len > 1 || n[0] != 1) {
        return 0;
    }
    return sign & 1 ? -1 : 1;
}

/* The second: alpha = a + ib and beta = c + id are Gaussian integers, signed numbers of `len`
 * limbs (a multiple of 8). beta is primary, 1 mod 2 + 2i, and so is alpha once its powers of i and
 * 1 + i have been taken out; then their difference has a factor 2 + 2i. */
#define GAUSS 40

static void shift(uint32_t *a, size_t len, unsigned s) {
    for (size_t i = 0; i < len - 1; i++) {
        a[i] = a[i] >> s | a[i + 1] << (32 - s);
    }
    a[len - 1] = (uint32_t)((int32_t)a[len - 1] >> s);
}

static void negate(uint32_t *a, size_t len) {
    uint32_t carry = 1;
    for (size_t i = 0; i < len; i++) {
        a[i] = ~a[i] + carry;
        carry &= !a[i];
    }
}

/* (a, b) = ((a + b) / 2, (b - a) / 2): alpha / (1 + i) */
static void divide(uint32_t *a, uint32_t *b, size_t len) {
    uint32_t t[GAUSS];
    bn_add(t, a, b, len);
    bn_sub(b, b, a, len);
    bn_copy(a, t, len);
    shift(a, len, 1);
    shift(b, len, 1);
}

/* The larger of |a| and |b| down to limb top - 1: exact for top = 1, else to parts in 2^31. */
static uint64_t size(const uint32_t *a, const uint32_t *b, size_t len, size_t top) {
    uint64_t sa = 0 - (uint64_t)(a[len - 1] >> 31);
    uint64_t sb = 0 - (uint64_t)(b[len - 1] >> 31);
    uint64_t va = ((((uint64_t)a[top] << 32) | a[top - 1]) ^ sa) - sa;
    uint64_t vb = ((((uint64_t)b[top] << 32) | b[top - 1]) ^ sb) - sb;
    return va > vb ? va : vb;
}

int fp_quartic(const uint32_t *x, const uint32_t *y, uint32_t *w) {
    uint32_t *a = w, *b = a + GAUSS, *c = b + GAUSS, *d = c + GAUSS;
    size_t len = GAUSS, top = FP;
    uint32_t e = 0;
    bn_set(w, 0, 4 * GAUSS);
    bn_copy(a, x, FP);
    bn_copy(b, y, FP);
    /* beta = -p: p is 3 mod 4 */
    bn_sub(d, d, sakke_p, FP);
    bn_copy(c, d, FP);
    for (size_t i = FP; i < GAUSS; i++) {
        c[i] = 0xffffffff;
    }
    bn_set(d, 0, GAUSS);
    for (;;) {
        uint32_t i = 0, one_i = 0, *t;
        /* 2 = -i (1 + i)^2 */
        while (!((a[0] | b[0]) & 1)) {
            uint32_t low = a[0] | b[0];
            unsigned s = 0;
            if (!low && bn_is_zero(a, len) && bn_is_zero(b, len)) {
                /* beta is the common divisor */
                return c[0] == 1 && bn_is_zero(d, len) ? (int)(e & 3) : -1;
            }
            while (s < 31 && !(low >> s & 1)) {
                s++;
            }
            shift(a, len, s);
            shift(b, len, s);
            i += 3 * s;
            one_i += 2 * s;
        }
        if (a[0] & b[0] & 1) {
            divide(a, b, len);
            one_i++;
        }
        /* a odd, then a + b = 1 mod 4 */
        uint32_t minus_a = 0, minus_b = 0;
        if (!(a[0] & 1)) {
            t = a;
            a = b;
            b = t;
            minus_b = 1;
            i++;
        }
        if (((a[0] + (minus_b ? 0 - b[0] : b[0])) & 3) != 1) {
            minus_a = 1;
            minus_b ^= 1;
            i += 2;
        }
        if (minus_a) {
            negate(a, len);
        }
        if (minus_b) {
            negate(b, len);
        }
        /* the supplementary laws: exponents of i for i and for 1 + i over beta */
        e -= i * ((c[0] - 1) >> 1);
        e += one_i * ((c[0] - d[0] - d[0] * d[0] - 1) >> 2);
        /* The larger less the smaller, by their coordinates: with 2 + 2i taken out, it has become
         * smaller by 2 sqrt(2) / (1 + sqrt(2)) = 1.17 at least. */
        uint64_t alpha = size(a, b, len, top);
        uint64_t beta = size(c, d, len, top);
        while (top > 1 && !((alpha | beta) >> 32)) {
            top--;
            alpha = size(a, b, len, top);
            beta = size(c, d, len, top);
        }
        if (alpha < beta) {
            t = a;
            a = c;
            c = t;
            t = b;
            b = d;
            d = t;
            /* reciprocity: -1 when both norms are 5 mod 8 */
            e += 2 * (b[0] >> 1 & d[0] >> 1 & 1);
        }
        while (top + 2 <= len - 8) {
            len -= 8;
        }
        bn_sub(a, a, c, len);
        bn_sub(b, b, d, len);
    }
}
