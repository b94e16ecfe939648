/* SHA-256, FIPS 180-4 6.2.2: the compression of one block. */

#pragma GCC optimize("O2") /* a firmware is built for size; a call makes a dozen MACs */

#include "hash.h"

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

static inline uint32_t rotr(uint32_t v, int n) {
    return (v >> n) | (v << (32 - n));
}

#define STEP(a, b, c, d, e, f, g, h) \
    h += (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + (g ^ (e & (f ^ g))) + *k++ + *w++; \
    d += h; \
    h += (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) + (c & (a ^ b)))

/* The schedule is expanded first; eight steps a turn let the variables change their names. */
void mikey_sha256_block(uint32_t *state, const uint8_t *block) {
    uint32_t schedule[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 16; i++) {
        schedule[i] = mikey_load_be32(block + 4 * i);
    }
    for (uint32_t *w = schedule + 16; w != schedule + 64; w++) {
        uint32_t x = w[-15];
        uint32_t y = w[-2];
        *w = w[-16] + (rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3)) + w[-7]
            + (rotr(y, 17) ^ rotr(y, 19) ^ (y >> 10));
    }
    const uint32_t *k = K;
    for (const uint32_t *w = schedule; w != schedule + 64;) {
        STEP(a, b, c, d, e, f, g, h);
        STEP(h, a, b, c, d, e, f, g);
        STEP(g, h, a, b, c, d, e, f);
        STEP(f, g, h, a, b, c, d, e);
        STEP(e, f, g, h, a, b, c, d);
        STEP(d, e, f, g, h, a, b, c);
        STEP(c, d, e, f, g, h, a, b);
        STEP(b, c, d, e, f, g, h, a);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
    mikey_wipe(schedule, sizeof(schedule));
}
