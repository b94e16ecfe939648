/* SHA-1, FIPS 180-4 6.1.2: the compression of one block. Five rounds a turn, so that no word
 * moves. */

#include "hash.h"
#include "wipe.h"

/* ARMv7-M has sha1_v7m.S. */
#if !(defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB >= 2)

#define ROTL(v, n) ((v) << (n) | (v) >> (32 - (n)))

#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))

#define ROUND(f, k, a, b, c, d, e) \
    e += ROTL(a, 5) + f(b, c, d) + (k) + *w++; \
    b = ROTL(b, 30);

#define TWENTY(f, k) \
    for (int i = 0; i < 4; i++) { \
        ROUND(f, k, a, b, c, d, e) \
        ROUND(f, k, e, a, b, c, d) \
        ROUND(f, k, d, e, a, b, c) \
        ROUND(f, k, c, d, e, a, b) \
        ROUND(f, k, b, c, d, e, a) \
    }

void mikey_sha1_block(uint32_t *state, const uint8_t *block) {
    uint32_t words[80];
    uint32_t *w = words;
    for (; w < words + 16; w++, block += 4) {
        *w = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8
            | block[3];
    }
    for (; w < words + 80; w++) {
        uint32_t v = w[-3] ^ w[-8] ^ w[-14] ^ w[-16];
        *w = ROTL(v, 1);
    }
    w = words;
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    TWENTY(CHOOSE, 0x5a827999)
    TWENTY(PARITY, 0x6ed9eba1)
    TWENTY(MAJORITY, 0x8f1bbcdc)
    TWENTY(PARITY, 0xca62c1d6)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    mikey_wipe(words, sizeof(words));
}

#endif
