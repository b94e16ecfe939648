/* Streaming over the compression functions, HMAC. */

#include "hash.h"
#include "wipe.h"

size_t mikey_hash_size(uint32_t alg) {
    return alg == MIKEY_SHA1 ? 20 : alg == MIKEY_SHA256 ? 32 : 0;
}

/* The initial states: SHA-1's five words are not SHA-256's eight. */
static const uint32_t START[13] = {
    0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0,
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

void mikey_hash_start(mikey_hash_t *h, uint32_t alg) {
    const uint32_t *from = alg == MIKEY_SHA1 ? START : START + 5;
    for (int i = 0; i < 8; i++) {
        h->state[i] = from[i];
    }
    h->total = 0;
    h->alg = alg;
}

static void block(mikey_hash_t *h, const uint8_t *data) {
    if (h->alg == MIKEY_SHA1) {
        mikey_sha1_block(h->state, data);
    } else {
        mikey_sha256_block(h->state, data);
    }
}

void mikey_hash_add(mikey_hash_t *h, const uint8_t *data, size_t len) {
    uint8_t *octets = (uint8_t *)h->block;
    size_t fill = h->total & 63;
    h->total += (uint32_t)len;
    while (len) {
        if (fill == 0 && len >= 64) {
            block(h, data);
            data += 64;
            len -= 64;
            continue;
        }
        size_t part = 64 - fill < len ? 64 - fill : len;
        len -= part;
        uint8_t *to = octets + fill;
        const uint8_t *end = data + part;
        while (data < end) {
            *to++ = *data++;
        }
        fill += part;
        if (fill == 64) {
            block(h, octets);
            fill = 0;
        }
    }
}

/* Zeros from octet `from` of the block to octet `to`, a multiple of 4. */
static void zeros(mikey_hash_t *h, size_t from, size_t to) {
    while (from & 3) {
        ((uint8_t *)h->block)[from++] = 0;
    }
    for (; from < to; from += 4) {
        h->block[from / 4] = 0;
    }
}

/* As `mikey_hash_end`, but `h` keeps its secrets. */
static void finish(mikey_hash_t *h, uint8_t *out) {
    uint8_t *octets = (uint8_t *)h->block;
    size_t fill = h->total & 63;
    octets[fill++] = 0x80;
    if (fill > 56) {
        zeros(h, fill, 64);
        block(h, octets);
        fill = 0;
    }
    zeros(h, fill, 60);
    /* The length in bits: 32 bits of octets are 35 bits. */
    octets[59] = (uint8_t)(h->total >> 29);
    uint32_t bits = h->total << 3;
    octets[60] = (uint8_t)(bits >> 24);
    octets[61] = (uint8_t)(bits >> 16);
    octets[62] = (uint8_t)(bits >> 8);
    octets[63] = (uint8_t)bits;
    block(h, octets);
    size_t words = mikey_hash_size(h->alg) / 4;
    for (size_t i = 0; i < words; i++, out += 4) {
        uint32_t word = h->state[i];
        out[0] = (uint8_t)(word >> 24);
        out[1] = (uint8_t)(word >> 16);
        out[2] = (uint8_t)(word >> 8);
        out[3] = (uint8_t)word;
    }
}

void mikey_hash_end(mikey_hash_t *h, uint8_t *out) {
    finish(h, out);
    mikey_wipe(h, sizeof(*h));
}

void mikey_hmac_key(mikey_hmac_t *k, uint32_t alg, const uint8_t *key, size_t len) {
    mikey_hash_t h;
    uint8_t short_key[MIKEY_HASH_MAX];
    if (len > 64) {
        mikey_hash_start(&h, alg);
        mikey_hash_add(&h, key, len);
        mikey_hash_end(&h, short_key);
        mikey_hmac_key(k, alg, short_key, mikey_hash_size(alg));
        mikey_wipe(short_key, sizeof(short_key));
        return;
    }
    k->alg = alg;
    uint32_t padded[16]; /* an initializer would be a call of memset, which a natmod has not */
    for (int i = 0; i < 16; i++) {
        padded[i] = 0;
    }
    uint8_t *octets = (uint8_t *)padded;
    for (size_t i = 0; i < len; i++) {
        octets[i] = key[i];
    }
    for (int pad = 0; pad < 2; pad++) {
        uint32_t with = pad ? 0x36363636 ^ 0x5c5c5c5c : 0x36363636;
        for (int i = 0; i < 16; i++) {
            padded[i] ^= with;
        }
        mikey_hash_start(&h, alg);
        block(&h, octets);
        uint32_t *to = pad ? k->outer : k->inner;
        for (int i = 0; i < 8; i++) {
            to[i] = h.state[i];
        }
    }
    mikey_wipe(&h, sizeof(h));
    mikey_wipe(padded, sizeof(padded));
}

static void resume(mikey_hash_t *h, uint32_t alg, const uint32_t *state) {
    for (int i = 0; i < 8; i++) {
        h->state[i] = state[i];
    }
    h->total = 64;
    h->alg = alg;
}

void mikey_hmac_start(const mikey_hmac_t *k, mikey_hash_t *h) {
    resume(h, k->alg, k->inner);
}

void mikey_hmac_end(const mikey_hmac_t *k, mikey_hash_t *h, uint8_t *out) {
    uint8_t digest[MIKEY_HASH_MAX];
    finish(h, digest);
    resume(h, k->alg, k->outer);
    mikey_hash_add(h, digest, mikey_hash_size(k->alg));
    mikey_hash_end(h, out);
    mikey_wipe(digest, sizeof(digest));
}
