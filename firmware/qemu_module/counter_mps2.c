// Counts instructions exactly on QEMU with -icount shift=0.
//
// There one instruction takes one nanosecond of virtual time. The finest clock of the machine is
// the CMSDK timer: 25 MHz, one tick every 40 instructions. A vernier gives the rest: 40 readings
// taken 41 instructions apart hit each phase of a tick once, so with c(k) = floor((T + 41 k) / 40)
//     c(0) + … + c(39) = T + 780
// and the sum of the readings is the time T of the first one, to the single instruction.

#include "counter.h"

typedef struct {
    volatile uint32_t control;
    volatile uint32_t value;
    volatile uint32_t reload;
} cmsdk_timer_t;

#define TIMER0 ((cmsdk_timer_t *)0x40000000)
#define TIMER_ENABLE (1)

#define TICK (40)
#define SUM_OF_K (780)

void counter_init(void) {
    TIMER0->reload = 0xffffffff;
    TIMER0->value = 0xffffffff;
    TIMER0->control = TIMER_ENABLE;
}

uint64_t counter_stamp(void) {
    uint32_t first = TIMER0->value;
    uint32_t sum = 0;
    uint32_t k = TICK;
    uint32_t now;
    // The timer counts down. 41 instructions a turn: sub and add between the ends count too.
    __asm__ volatile (
        "1: ldr %[now], [%[timer], #4]\n"
        "sub %[now], %[first], %[now]\n"
        "add %[sum], %[sum], %[now]\n"
        ".rept 36\n"
        "nop\n"
        ".endr\n"
        "subs %[k], %[k], #1\n"
        "bne 1b\n"
        : [sum] "+r" (sum), [k] "+r" (k), [now] "=&r" (now)
        : [timer] "r" (TIMER0), [first] "r" (first) : "cc", "memory");
    return (uint64_t)TICK * (0xffffffff - first) + sum - SUM_OF_K;
}

uint32_t counter_overhead(void) {
    uint64_t start = counter_stamp();
    return counter_stamp() - start;
}

__attribute__((naked, noinline)) void counter_spin(uint32_t n) {
    __asm__ volatile (
        // n mod 4 instructions: enter a run of three at its end less that many.
        "and r1, r0, #3\n"
        "rsb r1, r1, #3\n"
        "lsr r0, r0, #2\n"
        "adr r2, 1f\n"
        "add r2, r2, r1, lsl #1\n"
        "orr r2, r2, #1\n"
        "bx r2\n"
        ".balign 4\n"
        "1: nop\n"
        "nop\n"
        "nop\n"
        // n div 4 turns of four instructions.
        "2: subs r0, r0, #1\n"
        "bmi 3f\n"
        "nop\n"
        "b 2b\n"
        "3: bx lr\n");
}
