/* MIKEY-1 (RFC 3830 4.1.2) and PRF-HMAC-SHA-256 (RFC 6043 6.1). */

#include "hash.h"
#include "wipe.h"

#define KEY_BLOCK 32 /* octets of key to each P: 256 bits with either hash */

void mikey_prf(uint32_t alg, const uint8_t *key, size_t key_len, const uint8_t *label,
    size_t label_len, uint8_t *out, size_t out_len) {
    mikey_hmac_t k;
    mikey_hash_t h;
    uint8_t a[MIKEY_HASH_MAX];
    uint8_t p[MIKEY_HASH_MAX];
    size_t size = mikey_hash_size(alg);
    for (size_t i = 0; i < out_len; i++) {
        out[i] = 0;
    }
    while (key_len) {
        size_t part = key_len < KEY_BLOCK ? key_len : KEY_BLOCK;
        mikey_hmac_key(&k, alg, key, part);
        key += part;
        key_len -= part;
        const uint8_t *last = label; /* A_0 */
        size_t last_len = label_len;
        for (size_t at = 0; at < out_len; at += size) {
            mikey_hmac_start(&k, &h);
            mikey_hash_add(&h, last, last_len);
            mikey_hmac_end(&k, &h, a);
            last = a;
            last_len = size;
            mikey_hmac_start(&k, &h);
            mikey_hash_add(&h, a, size);
            mikey_hash_add(&h, label, label_len);
            mikey_hmac_end(&k, &h, p);
            for (size_t i = 0; i < size && at + i < out_len; i++) {
                out[at + i] ^= p[i];
            }
        }
    }
    mikey_wipe(&k, sizeof(k));
    mikey_wipe(a, sizeof(a));
    mikey_wipe(p, sizeof(p));
}
