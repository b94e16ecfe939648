/* Clears memory, a word at a time where it can. */

#include <stdint.h>

#include "wipe.h"

void mikey_wipe(void *at, size_t len) {
    volatile uint8_t *v = at;
    while (((uintptr_t)v & 3) && len) {
        *v++ = 0;
        len--;
    }
    volatile uint32_t *w = (volatile uint32_t *)(volatile void *)v;
    for (; len >= 32; len -= 32, w += 8) {
        w[0] = 0, w[1] = 0, w[2] = 0, w[3] = 0, w[4] = 0, w[5] = 0, w[6] = 0, w[7] = 0;
    }
    for (; len >= 4; len -= 4) {
        *w++ = 0;
    }
    v = (volatile uint8_t *)w;
    while (len--) {
        *v++ = 0;
    }
}
