/* Diffie-Hellman over the OAKLEY groups of RFC 3830 6.4, in slices, on the caller's memory.
 *
 * An exponentiation is mikey_dh_init, mikey_dh_step until it returns 0, mikey_dh_result. Time and
 * addresses depend on the group, on the length of the exponent and on whether the base is 2, never
 * on the exponent or the base.
 */
#ifndef MIKEY_DH_H
#define MIKEY_DH_H

#include <stddef.h>
#include <stdint.h>

/* The words of a state that follow the exponent and the accumulator: powers of the base. */
#define MIKEY_DH_POWERS 16

typedef struct {
    uint32_t group;
    uint32_t powers; /* MIKEY_DH_POWERS, or 0 when the base is 2 */
    uint32_t bits;   /* of the exponent: public, a multiple of 8 */
    uint32_t at;     /* steps done */
    uint32_t number[]; /* exponent[n], accumulator[n], power[powers][n] */
} mikey_dh_t;

/* Limbs of a DH-Group of RFC 3830 6.4 (0 OAKLEY 5, 1 OAKLEY 1, 2 OAKLEY 2), 0 for another. */
size_t mikey_dh_limbs(uint32_t group);
/* The prime, and after it 2^(64n) mod p: 2n limbs. */
const uint32_t *mikey_dh_prime(uint32_t group);

/* True when the 4n big-endian octets at y are a public value: 2 <= y <= p - 2. */
int mikey_dh_valid(uint32_t group, const uint8_t *y);

/* Octets of a state. */
size_t mikey_dh_size(uint32_t group, int base_is_2);
/* True when a state of `size` octets is one that init made: guards against a caller's mistake. */
int mikey_dh_sound(const mikey_dh_t *s, size_t size);
/* base: 4n big-endian octets, or NULL for 2. exponent: 1 .. 4n big-endian octets. */
void mikey_dh_init(mikey_dh_t *s, uint32_t group, const uint8_t *base, const uint8_t *exponent,
    size_t exponent_len);
/* Steps that remain. */
uint32_t mikey_dh_left(const mikey_dh_t *s);
/* Does at most `steps` steps, 0 for as many as take 50 ms at 150 MHz. Returns how many remain. */
uint32_t mikey_dh_step(mikey_dh_t *s, uint32_t steps);
/* Writes 4n big-endian octets; only after the last step. */
void mikey_dh_result(const mikey_dh_t *s, uint8_t *out);

#endif
