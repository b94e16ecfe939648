/* SAKKE with Parameter Set 1 (RFC 6508; RFC 6509 Appendix A): what sakke_*.c share.
 *
 * F_p elements are 32 limbs in Montgomery form (times 2^1024), below p. A value of PF_p is a pair
 * (A, B) for A + iB up to a factor in F_p. One computation lives in a sakke_t that the caller
 * owns; long ones are run in slices, of which each takes some 2 to 3 M instructions on a
 * Cortex-M4, and keep their place in `step`. What depends on the receiver's key, on w or on r
 * takes one time and one sequence of addresses whatever they are; what depends only on a point
 * received may vary.
 */
#ifndef MIKEY_SAKKE_H
#define MIKEY_SAKKE_H

#include "bn.h"
#include "hash.h"

#define FP 32
#define SAKKE_OCTETS 128
#define SAKKE_POINT 257
#define SAKKE_LINES 2562 /* elements */
#define SAKKE_MOST_ELEMENTS 6 /* of one step */

#define SAKKE_RUNNING (-1)

typedef struct {
    uint32_t step;   /* of the slice at work; 0 starts it */
    uint32_t at;     /* octets of the line file consumed, or the last digit */
    uint32_t ready;  /* a point is in X, Y */
    uint32_t spare;
    uint32_t r[19][FP];    /* registers: see the enums of each file */
    uint32_t w[3][2 * FP]; /* products not reduced yet, and scratch */
} sakke_t;

/* The registers that all files agree on: the point R as (-x, y), the value (A, B). */
enum { SAKKE_X, SAKKE_Y, SAKKE_A, SAKKE_B, SAKKE_U, SAKKE_V, SAKKE_S, SAKKE_FREE };

/* sakke_const.c, made by firmware/scripts/generate/sakke_constants.py */
extern const uint32_t sakke_n0, sakke_p_inv30;
extern const uint32_t sakke_p[FP], sakke_r2[FP], sakke_one[FP], sakke_eps[FP], sakke_lambda[2][FP],
    sakke_shift[2][FP], sakke_gx[FP],
    sakke_gy[FP], sakke_q1[FP], sakke_some[FP], sakke_minus[FP], sakke_three[FP],
    sakke_digits[FP];
extern const int32_t sakke_p30[35];
extern const uint32_t sakke_comb[32][FP];
#define SAKKE_TOP 1021 /* the highest digit of q + 1 in non-adjacent form of width 3, a 1 */

/* sakke_fp.c */
void fp_add(uint32_t *r, const uint32_t *a, const uint32_t *b);
void fp_sub(uint32_t *r, const uint32_t *a, const uint32_t *b);
/* t: 64 limbs of scratch. r may be a or b. */
void fp_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t *t);
void fp_sqr(uint32_t *r, const uint32_t *a, uint32_t *t);
/* Sums of products, 64 limbs, below p * 2^1024. */
void fp_wide_add(uint32_t *t, const uint32_t *u);
void fp_wide_sub(uint32_t *t, const uint32_t *u);
void fp_reduce(uint32_t *r, uint32_t *t);
/* Octets, big-endian, to and from Montgomery form; the first returns whether it was below p. */
uint32_t fp_from_bytes(uint32_t *r, const uint8_t *s, uint32_t *t);
void fp_to_bytes(uint8_t *s, const uint32_t *a, uint32_t *t);
/* (A, B) squared, and times (U, V), which is destroyed. */
void sakke_square(sakke_t *k);
void sakke_times(sakke_t *k);

/* sakke_inverse.c */
/* r = a^-1 in Montgomery form, 0 for 0. In constant time. r may be a. w: 140 limbs. */
void fp_inverse(uint32_t *r, const uint32_t *a, uint32_t *w);

/* sakke_subgroup.c */
/* The Jacobi symbol (a/p); w: 64 limbs of scratch. */
int fp_jacobi(const uint32_t *a, uint32_t *w);
/* The quartic residue symbol of x + iy mod p, in Z[i] where p is prime: the exponent of i, or -1
 * for x = y = 0. Factors in F_p do not count. w: 160 limbs. */
int fp_quartic(const uint32_t *x, const uint32_t *y, uint32_t *w);

/* sakke_point.c */
/* Take R: 257 octets 04 || x || y. Returns whether it is a point of E. */
int sakke_open(sakke_t *k, const uint8_t *point);
/* A slice of the test of R's order: SAKKE_RUNNING, or whether it is q. */
int sakke_member(sakke_t *k);
/* A slice of R = [b]P + Z for a point Z: SAKKE_RUNNING, 1, or 0 for a sum that has no use. */
int sakke_public(sakke_t *k, const uint8_t *b, size_t len, const uint8_t *z);

/* sakke_pair.c */
/* A slice of <R, K> from K's lines (2562 elements): SAKKE_RUNNING or 1. */
int sakke_lines(sakke_t *k, const uint8_t *lines);
/* A slice of <R, K> from K: SAKKE_RUNNING, 1, or 0 for what is no point. */
int sakke_pair(sakke_t *k, const uint8_t *key);
/* The representation of <R, K> in F_p, 128 octets. */
void sakke_value(sakke_t *k, uint8_t *out);

/* sakke_power.c */
/* A slice of g^e for 128 octets e: SAKKE_RUNNING, or whether it is w, 128 octets. */
int sakke_power(sakke_t *k, const uint8_t *e, const uint8_t *w);

/* sakke_hash.c */
/* v_1 || v_2 … of RFC 6508 5.1, len octets (a multiple of 32), for the octets that s has taken
 * in by SHA-256. */
void sakke_expand(mikey_hash_t *s, uint8_t *out, size_t len);

/* sakke_table.c */
/* The next elements of the lines of K into out, 6 * 32 limbs. Returns how many, 0 after the last
 * and for what is no point. */
int sakke_make(sakke_t *k, const uint8_t *key, uint32_t *out);

/* The digits of q + 1 in base 4, most significant first: 0, 1, 2, and 3 for -1. */
unsigned sakke_digit(unsigned i);
#define SAKKE_STEPS 511

#endif
