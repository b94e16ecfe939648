// ARM MPS2 (AN386): Cortex-M4 with CMSDK UARTs and the FPGAIO counter.

#include "machine.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88)
#define CPACR_FPU_FULL (0xf << 20)

#define NVIC_ENABLE (*(volatile uint32_t *)0xe000e100)
#define NVIC_CLEAR_PENDING (*(volatile uint32_t *)0xe000e280)
#define UART0_RX_IRQ (1 << 0)

typedef struct {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt;
    volatile uint32_t divider;
} cmsdk_uart_t;

#define UART0 ((cmsdk_uart_t *)0x40004000)
#define UART_RX_FULL (1 << 1)
#define UART_RX_INTERRUPT (1 << 3)

typedef struct {
    volatile uint32_t unused[6];
    volatile uint32_t counter;
    volatile uint32_t prescale;
} fpgaio_t;

#define FPGAIO ((fpgaio_t *)0x40028000)
#define DIVIDE_25MHZ_BY_25 (24)

void machine_init(void) {
    CPACR |= CPACR_FPU_FULL;
    __asm__ volatile ("dsb\nisb");
    FPGAIO->prescale = DIVIDE_25MHZ_BY_25;
}

void machine_watch_uart(void) {
    __asm__ volatile ("cpsid i");
    UART0->control |= UART_RX_INTERRUPT;
    NVIC_ENABLE = UART0_RX_IRQ;
}

// The counter has 32 bits: widened here, which holds while someone asks every 71 minutes.
uint64_t machine_us(void) {
    static uint32_t last, wraps;
    uint32_t now = FPGAIO->counter;
    if (now < last) {
        ++wraps;
    }
    last = now;
    return (uint64_t)wraps << 32 | now;
}

bool machine_received(void) {
    return UART0->state & UART_RX_FULL;
}

void machine_wait(void) {
    __asm__ volatile ("dsb\nwfi");
    UART0->interrupt = UART_RX_FULL;
    NVIC_CLEAR_PENDING = UART0_RX_IRQ;
}
