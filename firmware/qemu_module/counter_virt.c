// Counts instructions exactly on QEMU's RISC-V machines with -icount shift=0: minstret does.

#include "counter.h"

void counter_init(void) {
}

uint64_t counter_stamp(void) {
    uint32_t high, low, again;
    do {
        __asm__ volatile (
            "csrr %0, minstreth\n"
            "csrr %1, minstret\n"
            "csrr %2, minstreth\n"
            : "=r" (high), "=r" (low), "=r" (again));
    } while (high != again);
    return (uint64_t)high << 32 | low;
}

uint32_t counter_overhead(void) {
    uint64_t start = counter_stamp();
    return counter_stamp() - start;
}

__attribute__((naked, noinline)) void counter_spin(uint32_t n) {
    __asm__ volatile (
        ".option push\n"
        ".option norvc\n"
        // n mod 4 instructions: enter a run of three at its end less that many.
        "andi t0, a0, 3\n"
        "li t1, 3\n"
        "sub t0, t1, t0\n"
        "slli t0, t0, 2\n"
        "srli a0, a0, 2\n"
        "lla t1, 1f\n"
        "add t1, t1, t0\n"
        "jr t1\n"
        "1: nop\n"
        "nop\n"
        "nop\n"
        // n div 4 turns of four instructions.
        "2: addi a0, a0, -1\n"
        "bltz a0, 3f\n"
        "nop\n"
        "j 2b\n"
        "3: ret\n"
        ".option pop\n");
}
