/* _mikey.mac, prf, equal, wipe: the faces of lib/mikey/crypto/hash.py and kdf.py. */

#include "bind.h"

#include "hash.h"
#include "wipe.h"

/* mac(alg, key, parts, out) */
static mp_obj_t kernel_mac(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    size_t alg = bind_size(args[0], 255);
    size_t size = mikey_hash_size(alg);
    if (!size) {
        bind_refuse();
    }
    bind_buf_t key = bind_in(args[1]);
    size_t count;
    mp_obj_t *parts;
    mp_obj_get_array(args[2], &count, &parts);
    bind_buf_t out = bind_out(args[3], size);
    /* A part that is no buffer must be found before any state is on the stack. */
    for (size_t i = 0; i < count; i++) {
        bind_in(parts[i]);
    }
    mikey_hmac_t k;
    mikey_hash_t h;
    mikey_hmac_key(&k, alg, key.at, key.len);
    mikey_hmac_start(&k, &h);
    for (size_t i = 0; i < count; i++) {
        bind_buf_t part = bind_in(parts[i]);
        mikey_hash_add(&h, part.at, part.len);
    }
    mikey_hmac_end(&k, &h, out.at);
    mikey_wipe(&k, sizeof(k));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_mac_obj, 4, 4, kernel_mac);

/* prf(func, key, label, out) */
static mp_obj_t kernel_prf(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    size_t func = bind_size(args[0], 1);
    bind_buf_t key = bind_in(args[1]);
    bind_buf_t label = bind_in(args[2]);
    bind_buf_t out = bind_out(args[3], 0);
    if (!key.len) {
        bind_refuse();
    }
    mikey_prf(func + 1, key.at, key.len, label.at, label.len, out.at, out.len);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_prf_obj, 4, 4, kernel_prf);

/* equal(a, a_off, b, b_off, n) -> bool, in a time that depends on n alone */
static mp_obj_t kernel_equal(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    bind_buf_t a = bind_in(args[0]);
    size_t a_off = bind_size(args[1], a.len);
    bind_buf_t b = bind_in(args[2]);
    size_t b_off = bind_size(args[3], b.len);
    size_t n = bind_size(args[4], a.len - a_off);
    if (n > b.len - b_off) {
        bind_refuse();
    }
    const volatile uint8_t *x = a.at + a_off;
    const volatile uint8_t *y = b.at + b_off;
    uint32_t difference = 0;
    for (size_t i = 0; i < n; i++) {
        difference |= x[i] ^ y[i];
    }
    /* 1 when every octet agreed, without a comparison. */
    uint32_t same = (difference - 1) >> 31;
    return mp_obj_new_bool(same);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_equal_obj, 5, 5, kernel_equal);

/* xor(buf, start, mask, n): the first n octets of mask into buf */
static mp_obj_t kernel_xor(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    bind_buf_t buf = bind_out(args[0], 0);
    size_t start = bind_size(args[1], buf.len);
    bind_buf_t mask = bind_in(args[2]);
    size_t n = bind_size(args[3], mask.len);
    if (n > buf.len - start) {
        bind_refuse();
    }
    for (size_t i = 0; i < n; i++) {
        buf.at[start + i] ^= mask.at[i];
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_xor_obj, 4, 4, kernel_xor);

/* wipe(buf) */
static mp_obj_t kernel_wipe(mp_obj_t buf) {
    bind_buf_t b = bind_out(buf, 0);
    mikey_wipe(b.at, b.len);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(kernel_wipe_obj, kernel_wipe);
