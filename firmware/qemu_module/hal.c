// Time for the qemu port: an FPGAIO counter at 1 MHz of virtual time, and the host's clock.

#include "py/mphal.h"
#include "py/runtime.h"

#include "semihost.h"

typedef struct {
    volatile uint32_t unused[6];
    volatile uint32_t counter;
    volatile uint32_t prescale;
} fpgaio_t;

#define FPGAIO ((fpgaio_t *)0x40028000)
#define DIVIDE_25MHZ_BY_25 (24)

// The counter has 32 bits: widened here, which holds while someone asks every 71 minutes.
static uint64_t now_us(void) {
    static uint32_t last, wraps;
    if (FPGAIO->prescale != DIVIDE_25MHZ_BY_25) {
        FPGAIO->prescale = DIVIDE_25MHZ_BY_25;
    }
    uint32_t now = FPGAIO->counter;
    if (now < last) {
        ++wraps;
    }
    last = now;
    return (uint64_t)wraps << 32 | now;
}

MP_WEAK mp_uint_t mp_hal_ticks_us(void) {
    return now_us();
}

MP_WEAK mp_uint_t mp_hal_ticks_ms(void) {
    return now_us() / 1000;
}

MP_WEAK mp_uint_t mp_hal_ticks_cpu(void) {
    return now_us();
}

MP_WEAK void mp_hal_delay_us(mp_uint_t us) {
    for (uint64_t end = now_us() + us; now_us() < end;) {
    }
}

MP_WEAK void mp_hal_delay_ms(mp_uint_t ms) {
    for (uint64_t end = now_us() + (uint64_t)ms * 1000; now_us() < end;) {
        mp_handle_pending(true);
    }
}

// The host tells whole seconds; virtual time fills in between and never runs past the next one.
MP_WEAK uint64_t mp_hal_time_ns(void) {
    static uint32_t second;
    static uint64_t second_began;
    uint32_t now = semihost_time();
    uint64_t us = now_us();
    if (now != second) {
        second = now;
        second_began = us;
    }
    uint64_t fraction = us - second_began;
    return now * 1000000000ull + (fraction > 999999 ? 999999 : fraction) * 1000;
}
