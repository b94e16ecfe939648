/* ECCSI (RFC 6507) on P-256: what is left once HS and HE have been hashed. */

#include "p256.h"

/* Octets to a number below 2^256; returns a mask: all ones when it is 1 .. n - 1. */
static uint32_t scalar(uint32_t *r, const uint8_t *s) {
    bn_from_bytes(r, P256, s, 32);
    return (0u - bn_less(r, p256_n, P256)) & ~bn_is_zero(r, P256);
}

int eccsi_verify(const uint8_t *kpak, const uint8_t *pvt, const uint8_t *hs, const uint8_t *he,
    const uint8_t *rs) {
    p256_affine_t root, token;
    p256_t j;
    uint32_t r[P256], s[P256], h[P256], sr[P256];
    if (!scalar(s, rs + 32) || !p256_decode(&root, kpak) || !p256_decode(&token, pvt)) {
        return 0;
    }
    bn_from_bytes(r, P256, rs, 32);
    if (bn_is_zero(r, P256) || !bn_less(r, p256_p, P256)) {
        return 0;
    }
    /* J = [s]([HE]G + [r]([HS]PVT + KPAK)), its scalars multiplied out */
    p256_scalar_mul(sr, r, s);
    bn_from_bytes(h, P256, he, 32);
    p256_scalar_mul(s, h, s);
    bn_from_bytes(h, P256, hs, 32);
    p256_scalar_mul(h, h, sr);
    p256_combine(&j, s, h, &token, sr, &root);
    /* its x is r: X = r Z^2 */
    p256_mul(r, r, p256_r2);
    p256_mul(s, j.z, j.z);
    p256_mul(r, r, s);
    return !bn_is_zero(j.z, P256) && bn_equal(r, j.x, P256);
}

int eccsi_check(const uint8_t *kpak, const uint8_t *pvt, const uint8_t *hs, const uint8_t *ssk) {
    p256_affine_t root, token;
    p256_t a, b;
    uint32_t k[P256], h[P256];
    uint32_t ok = scalar(k, ssk);
    if (!ok || !p256_decode(&root, kpak) || !p256_decode(&token, pvt)) {
        return 0;
    }
    /* [SSK]G = KPAK + [HS]PVT */
    p256_base(&a, k);
    bn_wipe(k, P256);
    bn_from_bytes(h, P256, hs, 32);
    bn_set(k, 0, P256);
    p256_combine(&b, k, h, &token, NULL, NULL);
    p256_plus_affine(&b, &root);
    p256_negate(b.y, b.y, 1);
    p256_plus(&a, &b);
    return bn_is_zero(a.z, P256) & 1;
}
