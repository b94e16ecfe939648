/* Exponentiation by fixed windows: of 4 bits with a table of powers, of 5 bits and no table for
 * the base 2, whose powers are shifts. Numbers are kept below 2^(32n), not below p, until the
 * result.
 */

#include "bn.h"
#include "dh.h"

#define POWER_BITS 4
#define SHIFT_BITS 5

/* Steps (a window, or a power of the table) that fit in 50 ms at 150 MHz and 1.5 cycles an
 * instruction, for 1536 bits. */
#if defined(__ARM_FEATURE_DSP) || defined(__x86_64__)
#define SLICE 10000
#elif defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB < 2
#define SLICE 7
#else
#define SLICE 12
#endif

typedef struct {
    const uint32_t *p;
    size_t n;
    uint32_t t[2 * BN_MAX];
    uint32_t v[BN_MAX]; /* base 2: 1 in Montgomery form; else the power that a window takes */
} work_t;

/* r = t / 2^(32n) mod p, below 2^(32n). */
static void reduce(uint32_t *r, work_t *w) {
    uint32_t carry = bn_redc_ones_core(w->t, w->p, 1, w->n);
    bn_sub_masked(r, w->t + w->n, w->p, 0u - carry, w->n);
}

static void square(uint32_t *r, const uint32_t *a, work_t *w) {
    bn_sqr(w->t, a, w->n);
    reduce(r, w);
}

static void multiply(uint32_t *r, const uint32_t *a, const uint32_t *b, work_t *w) {
    bn_mul(w->t, a, b, w->n);
    reduce(r, w);
}

/* v = 2^(32n) - p, which is 1 in Montgomery form and below 2^(32n-64). */
static void one(uint32_t *v, const uint32_t *p, size_t n) {
    bn_set(v, 0, n);
    bn_sub(v, v, p, n);
}

/* r = a * 2^d, for a product below 2^(32n) or whose top limb is returned; d < 32. */
static uint32_t shift(uint32_t *r, const uint32_t *a, uint32_t d, size_t n) {
    bn_set(r, 0, n);
    return bn_row(r, (uint32_t)1 << d, a, n);
}

/* `count` < 32 bits of the exponent from bit `at` on. Positions are public. */
static uint32_t digit(const uint32_t *e, uint32_t at, uint32_t count) {
    uint32_t v = e[at / 32] >> (at % 32);
    if (at % 32 + count > 32) {
        v |= e[at / 32 + 1] << (32 - at % 32);
    }
    return v & (((uint32_t)1 << count) - 1);
}

/* The first window of the base 2 takes up what the others leave: 2 to 6 bits. */
static uint32_t first_bits(uint32_t bits) {
    return (bits - 2) % SHIFT_BITS + 2;
}

static uint32_t total(const mikey_dh_t *s) {
    return s->powers ? s->powers + s->bits / POWER_BITS
           : 1 + (s->bits - first_bits(s->bits)) / SHIFT_BITS;
}

/* a = 2^d for the first, short exponent d < 64: 1 in Montgomery form, shifted. */
static void begin_shift(mikey_dh_t *s, uint32_t *a, work_t *w) {
    uint32_t first = first_bits(s->bits);
    uint32_t d = digit(s->number, s->bits - first, first);
    shift(w->t, w->v, d / 2, w->n);
    shift(a, w->t, d / 2, w->n);
    bn_add_masked(a, a, a, 0u - (d & 1), w->n);
}

/* a = a^32 * 2^d, the next window of the base 2. */
static void window_shift(mikey_dh_t *s, uint32_t *a, work_t *w) {
    uint32_t at = s->bits - first_bits(s->bits) - SHIFT_BITS * s->at;
    for (int i = 0; i < SHIFT_BITS; i++) {
        square(a, a, w);
    }
    /* What leaves at the top comes back as a multiple of 2^(32n) mod p, a carry as one more. */
    uint32_t top = shift(w->t, a, digit(s->number, at, SHIFT_BITS), w->n);
    uint32_t carry = bn_row(w->t, top, w->v, w->n);
    bn_add_masked(a, w->t, w->v, 0u - carry, w->n);
}

/* One entry of the table: power[0] = 1, power[1] = base, which init put there. */
static void fill_power(mikey_dh_t *s, uint32_t *power, work_t *w) {
    size_t n = w->n;
    uint32_t k = s->at;
    if (k == 0) {
        one(power, w->p, n);
    } else if (k == 1) {
        multiply(power + n, power + n, w->p + n, w);
    } else if (k & 1) {
        multiply(power + k * n, power + (k - 1) * n, power + n, w);
    } else {
        square(power + k * n, power + k / 2 * n, w);
    }
}

/* a = a^16 * base^d, the next window. */
static void window_power(mikey_dh_t *s, uint32_t *a, const uint32_t *power, work_t *w) {
    uint32_t i = s->at - s->powers;
    uint32_t d = digit(s->number, s->bits - POWER_BITS * (i + 1), POWER_BITS);
    if (i == 0) {
        bn_lookup(a, power, s->powers, d, w->n);
        return;
    }
    for (int k = 0; k < POWER_BITS; k++) {
        square(a, a, w);
    }
    bn_lookup(w->v, power, s->powers, d, w->n);
    multiply(a, a, w->v, w);
}

size_t mikey_dh_size(uint32_t group, int base_is_2) {
    size_t numbers = 2 + (base_is_2 ? 0 : MIKEY_DH_POWERS);
    return sizeof(mikey_dh_t) + 4 * numbers * mikey_dh_limbs(group);
}

int mikey_dh_sound(const mikey_dh_t *s, size_t size) {
    if (size < sizeof(mikey_dh_t)) {
        return 0;
    }
    size_t n = mikey_dh_limbs(s->group);
    return n && (s->powers == 0 || s->powers == MIKEY_DH_POWERS) && s->bits >= 8
           && s->bits <= 32 * n && s->bits % 8 == 0 && s->at <= total(s)
           && size >= mikey_dh_size(s->group, s->powers == 0);
}

void mikey_dh_init(mikey_dh_t *s, uint32_t group, const uint8_t *base, const uint8_t *exponent,
    size_t exponent_len) {
    size_t n = mikey_dh_limbs(group);
    s->group = group;
    s->powers = base ? MIKEY_DH_POWERS : 0;
    s->bits = 8 * (uint32_t)exponent_len;
    s->at = 0;
    bn_from_bytes(s->number, n, exponent, exponent_len);
    if (base) {
        bn_from_bytes(s->number + 3 * n, n, base, 4 * n);
    }
}

uint32_t mikey_dh_left(const mikey_dh_t *s) {
    return total(s) - s->at;
}

uint32_t mikey_dh_step(mikey_dh_t *s, uint32_t steps) {
    work_t w;
    w.n = mikey_dh_limbs(s->group);
    w.p = mikey_dh_prime(s->group);
    uint32_t *a = s->number + w.n;
    uint32_t *power = a + w.n;
    one(w.v, w.p, w.n);
    uint32_t left = mikey_dh_left(s);
    if (steps == 0) {
        steps = SLICE;
    }
    for (; left && steps; left--, steps--, s->at++) {
        if (!s->powers) {
            if (s->at == 0) {
                begin_shift(s, a, &w);
            } else {
                window_shift(s, a, &w);
            }
        } else if (s->at < s->powers) {
            fill_power(s, power, &w);
        } else {
            window_power(s, a, power, &w);
        }
    }
    bn_wipe(w.t, 2 * BN_MAX);
    bn_wipe(w.v, BN_MAX);
    return left;
}

void mikey_dh_result(const mikey_dh_t *s, uint8_t *out) {
    uint32_t t[2 * BN_MAX];
    size_t n = mikey_dh_limbs(s->group);
    bn_copy(t, s->number + n, n);
    bn_set(t + n, 0, n);
    bn_redc(t + n, t, mikey_dh_prime(s->group), 1, n);
    bn_to_bytes(out, 4 * n, t + n);
    bn_wipe(t, 2 * n);
}
