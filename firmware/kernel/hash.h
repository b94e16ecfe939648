/* SHA-1 and SHA-256 (FIPS 180-4), HMAC (RFC 2104) and the PRFs of MIKEY, on the caller's memory.
 *
 * Algorithms go by MIKEY's MAC numbers: 1 is SHA-1, 2 is SHA-256 (RFC 3830 6.2, RFC 6043 6.2).
 */
#ifndef MIKEY_HASH_H
#define MIKEY_HASH_H

#include <stddef.h>
#include <stdint.h>

#define MIKEY_SHA1 1
#define MIKEY_SHA256 2
#define MIKEY_HASH_MAX 32 /* octets of the longest digest */

typedef struct {
    uint32_t state[8];
    uint32_t total; /* octets so far */
    uint32_t alg;
    uint32_t block[16]; /* 64 octets in the order of the data */
} mikey_hash_t;

typedef struct {
    uint32_t inner[8];
    uint32_t outer[8];
    uint32_t alg;
} mikey_hmac_t;

/* Octets of a digest: 20 or 32, 0 for another number. */
size_t mikey_hash_size(uint32_t alg);
void mikey_hash_start(mikey_hash_t *h, uint32_t alg);
void mikey_hash_add(mikey_hash_t *h, const uint8_t *data, size_t len);
/* Writes the digest and clears h. */
void mikey_hash_end(mikey_hash_t *h, uint8_t *out);

/* The two pads of RFC 2104, hashed once: each MAC under the key then saves two blocks. */
void mikey_hmac_key(mikey_hmac_t *k, uint32_t alg, const uint8_t *key, size_t len);
void mikey_hmac_start(const mikey_hmac_t *k, mikey_hash_t *h);
/* Writes the MAC and clears h. */
void mikey_hmac_end(const mikey_hmac_t *k, mikey_hash_t *h, uint8_t *out);

/* RFC 3830 4.1.2 (alg 1) and RFC 6043 6.1 (alg 2): fills out, which must not overlap the rest. */
void mikey_prf(uint32_t alg, const uint8_t *key, size_t key_len, const uint8_t *label,
    size_t label_len, uint8_t *out, size_t out_len);

/* A big-endian word at any address. */
static inline uint32_t mikey_load_be32(const uint8_t *at) {
#if defined(__ARM_FEATURE_UNALIGNED) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    typedef uint32_t __attribute__((aligned(1), may_alias)) loose_t;
    return __builtin_bswap32(*(const loose_t *)at);
#else
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
#endif
}

/* The compression functions, one per file. block has 64 octets. */
void mikey_sha1_block(uint32_t *state, const uint8_t *block);
void mikey_sha256_block(uint32_t *state, const uint8_t *block);

#endif
