/* SHA-1, FIPS 180-4 6.1.2: the compression of one block. */

#include "hash.h"

static inline uint32_t rotl(uint32_t v, int n) {
    return (v << n) | (v >> (32 - n));
}

void mikey_sha1_block(uint32_t *state, const uint8_t *block) {
    uint32_t w[16];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++, block += 4) {
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8
            | block[3];
    }
    for (int i = 0; i < 80; i++) {
        uint32_t f;
        if (i < 20) {
            f = (d ^ (b & (c ^ d))) + 0x5a827999;
        } else if (i < 40) {
            f = (b ^ c ^ d) + 0x6ed9eba1;
        } else if (i < 60) {
            f = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
        } else {
            f = (b ^ c ^ d) + 0xca62c1d6;
        }
        if (i >= 16) {
            w[i & 15] = rotl(w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15], 1);
        }
        f += rotl(a, 5) + e + w[i & 15];
        e = d;
        d = c;
        c = rotl(b, 30);
        b = a;
        a = f;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    mikey_wipe(w, sizeof(w));
}
