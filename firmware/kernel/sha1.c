/* SHA-1, FIPS 180-4 6.1.2: the compression of one block.
 *
 * The schedule is expanded first and five steps stand in each turn of the loops, so that the
 * working variables change their names instead of their places.
 */

#pragma GCC optimize("O2") /* a firmware is built for size; a call makes a dozen MACs */

#include "hash.h"

static inline uint32_t rotl(uint32_t v, int n) {
    return (v << n) | (v >> (32 - n));
}

#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) + ((d) & ((b) ^ (c))))

#define STEP(f, k, a, b, c, d, e) \
    e += rotl(a, 5) + f(b, c, d) + (k) + *w++; \
    b = rotl(b, 30)

#define STEPS_20(f, k) \
    for (const uint32_t *end = w + 20; w != end;) { \
        STEP(f, k, a, b, c, d, e); \
        STEP(f, k, e, a, b, c, d); \
        STEP(f, k, d, e, a, b, c); \
        STEP(f, k, c, d, e, a, b); \
        STEP(f, k, b, c, d, e, a); \
    }

void mikey_sha1_block(uint32_t *state, const uint8_t *block) {
    uint32_t schedule[80];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++) {
        schedule[i] = mikey_load_be32(block + 4 * i);
    }
    for (uint32_t *w = schedule + 16; w != schedule + 80; w++) {
        *w = rotl(w[-3] ^ w[-8] ^ w[-14] ^ w[-16], 1);
    }
    const uint32_t *w = schedule;
    STEPS_20(CHOOSE, 0x5a827999)
    STEPS_20(PARITY, 0x6ed9eba1)
    STEPS_20(MAJORITY, 0x8f1bbcdc)
    STEPS_20(PARITY, 0xca62c1d6)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    mikey_wipe(schedule, sizeof(schedule));
}
