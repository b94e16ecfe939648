// What differs between the emulated machines, besides the instruction counter.
#ifndef QEMU_MACHINE_H
#define QEMU_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

// Before the UART is set up: floating point, timers.
void machine_init(void);
// After it: a received octet shall end machine_wait. Interrupts stay masked.
void machine_watch_uart(void);
// Return the microseconds of virtual time since the start.
uint64_t machine_us(void);
bool machine_received(void);
// Sleep until an octet has been received, or less long.
void machine_wait(void);

#endif
