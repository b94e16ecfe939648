// Time for the qemu port: virtual time for ticks and delays, the host's clock for the time of day.

#include "py/mphal.h"
#include "py/runtime.h"

#include "machine.h"
#include "semihost.h"

MP_WEAK mp_uint_t mp_hal_ticks_us(void) {
    return machine_us();
}

MP_WEAK mp_uint_t mp_hal_ticks_ms(void) {
    return machine_us() / 1000;
}

MP_WEAK mp_uint_t mp_hal_ticks_cpu(void) {
    return machine_us();
}

MP_WEAK void mp_hal_delay_us(mp_uint_t us) {
    for (uint64_t end = machine_us() + us; machine_us() < end;) {
    }
}

MP_WEAK void mp_hal_delay_ms(mp_uint_t ms) {
    for (uint64_t end = machine_us() + (uint64_t)ms * 1000; machine_us() < end;) {
        mp_handle_pending(true);
    }
}

// The host tells whole seconds; virtual time fills in between and never runs past the next one.
MP_WEAK uint64_t mp_hal_time_ns(void) {
    static uint32_t second;
    static uint64_t second_began;
    uint32_t now = semihost_time();
    uint64_t us = machine_us();
    if (now != second) {
        second = now;
        second_began = us;
    }
    uint64_t fraction = us - second_began;
    return now * 1000000000ull + (fraction > 999999 ? 999999 : fraction) * 1000;
}
