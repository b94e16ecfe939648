/* _mikey.mod_multiply, mod_power, mod_chain: the faces of host_tests/bench/device/modular.py. */

#include "bind.h"

#include "bn.h"

typedef struct {
    size_t n;
    size_t len;
    uint32_t n0;
    uint32_t p[BN_MAX];
    uint32_t a[BN_MAX];
    uint32_t b[BN_MAX];
    uint32_t t[2 * BN_MAX];
} work_t;

static void take(uint32_t *v, const work_t *w, mp_obj_t o) {
    bn_from_bytes(v, w->n, bind_in_exact(o, w->len), w->len);
    if (!bn_less(v, w->p, w->n)) {
        bind_refuse();
    }
}

/* An odd p with its top bit set, of 256 .. 1536 bits in steps of 256. */
static void begin(work_t *w, mp_obj_t p, mp_obj_t a) {
    bind_buf_t in = bind_in(p);
    if (in.len == 0 || in.len > 4 * BN_MAX || in.len % 32 || !(in.at[0] & 0x80)
        || !(in.at[in.len - 1] & 1)) {
        bind_refuse();
    }
    w->len = in.len;
    w->n = in.len / 4;
    bn_from_bytes(w->p, w->n, in.at, in.len);
    w->n0 = bn_n0(w->p[0]);
    take(w->a, w, a);
}

static void wipe(work_t *w) {
    bn_wipe(w->a, BN_MAX);
    bn_wipe(w->b, BN_MAX);
    bn_wipe(w->t, 2 * BN_MAX);
}

/* mod_multiply(p, a, b, out) */
static mp_obj_t kernel_mod_multiply(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    work_t w;
    begin(&w, args[0], args[1]);
    take(w.b, &w, args[2]);
    uint8_t *out = bind_out(args[3], w.len).at;
    bn_mont_mul(w.b, w.a, w.b, w.p, w.n0, w.t, w.n);
    bn_mont_r2(w.a, w.p, w.n);
    bn_mont_mul(w.a, w.a, w.b, w.p, w.n0, w.t, w.n);
    bn_to_bytes(out, w.len, w.a);
    wipe(&w);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_mod_multiply_obj, 4, 4, kernel_mod_multiply);

/* mod_power(p, base, exponent, out): a square and a product for every bit, whatever it is */
static mp_obj_t kernel_mod_power(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    work_t w;
    uint32_t acc[BN_MAX];
    uint32_t by[BN_MAX];
    begin(&w, args[0], args[1]);
    bind_buf_t e = bind_in(args[2]);
    uint8_t *out = bind_out(args[3], w.len).at;
    bn_mont_r2(w.b, w.p, w.n);
    bn_mont_mul(w.a, w.a, w.b, w.p, w.n0, w.t, w.n);
    /* 1 in Montgomery form: 2^(32n) - p. */
    bn_set(w.b, 0, w.n);
    bn_sub(w.b, w.b, w.p, w.n);
    bn_copy(acc, w.b, w.n);
    for (size_t i = 0; i < 8 * e.len; i++) {
        uint32_t bit = (e.at[i / 8] >> (7 - i % 8)) & 1;
        bn_mont_sqr(acc, acc, w.p, w.n0, w.t, w.n);
        bn_select(by, w.a, w.b, 0u - bit, w.n);
        bn_mont_mul(acc, acc, by, w.p, w.n0, w.t, w.n);
    }
    bn_set(w.b, 1, w.n);
    bn_mont_mul(acc, acc, w.b, w.p, w.n0, w.t, w.n);
    bn_to_bytes(out, w.len, acc);
    bn_wipe(acc, BN_MAX);
    bn_wipe(by, BN_MAX);
    wipe(&w);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_mod_power_obj, 4, 4, kernel_mod_power);

/* mod_chain(p, a, b, times, out): a (b / 2^(8 len))^times, one Montgomery multiplication a time */
static mp_obj_t kernel_mod_chain(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    work_t w;
    begin(&w, args[0], args[1]);
    take(w.b, &w, args[2]);
    size_t times = bind_size(args[3], 0xffff);
    uint8_t *out = bind_out(args[4], w.len).at;
    while (times--) {
        bn_mont_mul(w.a, w.a, w.b, w.p, w.n0, w.t, w.n);
    }
    bn_to_bytes(out, w.len, w.a);
    wipe(&w);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_mod_chain_obj, 5, 5, kernel_mod_chain);
