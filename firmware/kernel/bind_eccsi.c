/* _mikey.p256_point, eccsi_verify, eccsi_check: the face of lib/mikey/crypto/eccsi.py. */

#include "bind.h"

#include "p256.h"

/* p256_point(octets) -> bool */
static mp_obj_t kernel_p256_point(mp_obj_t octets) {
    p256_affine_t a;
    return mp_obj_new_bool(p256_decode(&a, bind_in_exact(octets, P256_POINT)));
}
MP_DEFINE_CONST_FUN_OBJ_1(kernel_p256_point_obj, kernel_p256_point);

/* eccsi_verify(kpak, pvt, hs, he, rs) -> bool */
static mp_obj_t kernel_eccsi_verify(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    const uint8_t *kpak = bind_in_exact(args[0], P256_POINT);
    const uint8_t *pvt = bind_in_exact(args[1], P256_POINT);
    const uint8_t *hs = bind_in_exact(args[2], 32);
    const uint8_t *he = bind_in_exact(args[3], 32);
    return mp_obj_new_bool(eccsi_verify(kpak, pvt, hs, he, bind_in_exact(args[4], 64)));
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_eccsi_verify_obj, 5, 5, kernel_eccsi_verify);

/* eccsi_check(kpak, pvt, hs, ssk) -> bool */
static mp_obj_t kernel_eccsi_check(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    const uint8_t *kpak = bind_in_exact(args[0], P256_POINT);
    const uint8_t *pvt = bind_in_exact(args[1], P256_POINT);
    const uint8_t *hs = bind_in_exact(args[2], 32);
    return mp_obj_new_bool(eccsi_check(kpak, pvt, hs, bind_in_exact(args[3], 32)));
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_eccsi_check_obj, 4, 4, kernel_eccsi_check);
