// The instruction counter of an emulated device (see counter.c).
#ifndef QEMU_COUNTER_H
#define QEMU_COUNTER_H

#include <stdint.h>

void counter_init(void);
// Return the instructions executed since counter_init, to the single one.
uint64_t counter_stamp(void);
// Return the instructions between two adjacent stamps.
uint32_t counter_overhead(void);
// Execute exactly n instructions more than spin(0): the counter's own test.
void counter_spin(uint32_t n);

#endif
