// QEMU's RISC-V virt machine: a 16550 UART behind a PLIC, and the CLINT's 10 MHz timer.

#include "machine.h"

#define MTIME_LOW (*(volatile uint32_t *)0x0200bff8)
#define MTIME_HIGH (*(volatile uint32_t *)0x0200bffc)
#define MTIME_PER_US (10)

#define UART_INTERRUPT_ENABLE (*(volatile uint8_t *)0x10000001)
#define UART_LINE_STATUS (*(volatile uint8_t *)0x10000005)
#define UART_RX_INTERRUPT (1 << 0)
#define UART_RX_READY (1 << 0)

#define UART_IRQ (10)
#define PLIC_PRIORITY ((volatile uint32_t *)0x0c000000)
#define PLIC_ENABLE (*(volatile uint32_t *)0x0c002000)
#define PLIC_CLAIM (*(volatile uint32_t *)0x0c200004)
#define MIE_EXTERNAL (1 << 11)

void machine_init(void) {
}

void machine_watch_uart(void) {
    UART_INTERRUPT_ENABLE = UART_RX_INTERRUPT;
    PLIC_PRIORITY[UART_IRQ] = 1;
    PLIC_ENABLE = 1 << UART_IRQ;
    // mstatus.MIE stays 0: the interrupt only ends the WFI.
    __asm__ volatile ("csrs mie, %0" : : "r" (MIE_EXTERNAL));
}

uint64_t machine_us(void) {
    uint32_t high, low;
    do {
        high = MTIME_HIGH;
        low = MTIME_LOW;
    } while (high != MTIME_HIGH);
    return ((uint64_t)high << 32 | low) / MTIME_PER_US;
}

bool machine_received(void) {
    return UART_LINE_STATUS & UART_RX_READY;
}

void machine_wait(void) {
    __asm__ volatile ("wfi");
    PLIC_CLAIM = PLIC_CLAIM;
}
