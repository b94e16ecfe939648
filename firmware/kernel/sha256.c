/* SHA-256, FIPS 180-4 6.2.2: the compression of one block. Eight rounds a turn, so that no word
 * moves. */

#include "hash.h"
#include "wipe.h"

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define ROTR(v, n) ((v) >> (n) | (v) << (32 - (n)))

#define ROUND(a, b, c, d, e, f, g, h) \
    h += (ROTR(e, 6) ^ ROTR(e, 11) ^ ROTR(e, 25)) + (g ^ (e & (f ^ g))) + *k++ + *w++; \
    d += h; \
    h += (ROTR(a, 2) ^ ROTR(a, 13) ^ ROTR(a, 22)) + ((a & b) | (c & (a | b)));

void mikey_sha256_block(uint32_t *state, const uint8_t *block) {
    uint32_t words[64];
    uint32_t *w = words;
    for (; w < words + 16; w++, block += 4) {
        *w = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8
            | block[3];
    }
    for (; w < words + 64; w++) {
        uint32_t x = w[-15];
        uint32_t y = w[-2];
        *w = (ROTR(x, 7) ^ ROTR(x, 18) ^ (x >> 3)) + (ROTR(y, 17) ^ ROTR(y, 19) ^ (y >> 10))
            + w[-7] + w[-16];
    }
    w = words;
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (const uint32_t *k = K; k < K + 64;) {
        ROUND(a, b, c, d, e, f, g, h)
        ROUND(h, a, b, c, d, e, f, g)
        ROUND(g, h, a, b, c, d, e, f)
        ROUND(f, g, h, a, b, c, d, e)
        ROUND(e, f, g, h, a, b, c, d)
        ROUND(d, e, f, g, h, a, b, c)
        ROUND(c, d, e, f, g, h, a, b)
        ROUND(b, c, d, e, f, g, h, a)
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
    mikey_wipe(words, sizeof(words));
}
