/* HashToIntegerRange of RFC 6508 5.1 with SHA-256, before its reduction. */

#include "hash.h"
#include "sakke.h"
#include "wipe.h"

#define DIGEST 32

void sakke_expand(mikey_hash_t *s, uint8_t *out, size_t len) {
    uint8_t a[DIGEST];
    uint8_t h[DIGEST];
    mikey_hash_end(s, a);
    for (size_t i = 0; i < DIGEST; i++) {
        h[i] = 0;
    }
    for (size_t at = 0; at < len; at += DIGEST) {
        /* h_i = hash(h_(i-1)), v_i = hash(h_i || A) */
        mikey_hash_start(s, MIKEY_SHA256);
        mikey_hash_add(s, h, DIGEST);
        mikey_hash_end(s, h);
        mikey_hash_start(s, MIKEY_SHA256);
        mikey_hash_add(s, h, DIGEST);
        mikey_hash_add(s, a, DIGEST);
        mikey_hash_end(s, out + at);
    }
    mikey_wipe(a, DIGEST);
}
