// What happens around the qemu port's own start: floating point and timers are switched on, the heap
// and the stack get the sizes that the command line asks for, and boot.py and main.py run first, as
// on a board: at power-up, after a soft reset, and main.py not where the raw REPL asked for that.
//
//   heap=SIZE   default 96k; octets, or with k or m
//   stack=SIZE  what Python may use of the C stack; default 16k

#include "py/gc.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "shared/runtime/interrupt_char.h"
#include "shared/runtime/pyexec.h"

#include "counter.h"
#include "machine.h"
#include "semihost.h"

#define DEFAULT_HEAP (96 * 1024)
#define DEFAULT_STACK (16 * 1024)
#define C_STACK (128 * 1024)

extern char _ebss, _estack;

void __real_gc_init(void *start, void *end);
void __real_uart_init(void);
void __real_mp_stack_set_limit(mp_uint_t limit);
void __real_mp_init(void);
int __real_mp_hal_stdin_rx_chr(void);

static size_t size_option(const char *name, size_t otherwise) {
    const char *text = semihost_option(name);
    if (text == NULL) {
        return otherwise;
    }
    size_t size = 0;
    for (; *text >= '0' && *text <= '9'; ++text) {
        size = size * 10 + (*text - '0');
    }
    return size << (*text == 'k' ? 10 : *text == 'm' ? 20 : 0);
}

void __wrap_gc_init(void *start, void *end) {
    (void)start;
    (void)end;
    size_t most = &_estack - &_ebss - C_STACK;
    size_t size = size_option("heap", DEFAULT_HEAP);
    __real_gc_init(&_ebss, &_ebss + (size < most ? size : most));
}

void __wrap_mp_stack_set_limit(mp_uint_t limit) {
    (void)limit;
    __real_mp_stack_set_limit(size_option("stack", DEFAULT_STACK));
}

void __wrap_uart_init(void) {
    machine_init();
    counter_init();
    __real_uart_init();
    machine_watch_uart();
}

void __wrap_mp_init(void) {
    __real_mp_init();
    int ended = pyexec_frozen_module("boot.py", true);
    if (!(ended & PYEXEC_FORCED_EXIT) && pyexec_mode_kind == PYEXEC_MODE_FRIENDLY_REPL) {
        pyexec_file_if_exists("main.py");
    }
}

// Sleep until an octet arrives: the emulator then leaves the host's processor to others.
int __wrap_mp_hal_stdin_rx_chr(void) {
    for (;;) {
        while (!machine_received()) {
            mp_handle_pending(true);
            machine_wait();
        }
        int c = __real_mp_hal_stdin_rx_chr();
        if (c != mp_interrupt_char) {
            return c;
        }
        mp_sched_keyboard_interrupt();
        mp_handle_pending(true);
    }
}

uintptr_t __wrap_mp_hal_stdio_poll(uintptr_t flags) {
    uintptr_t ready = flags & MP_STREAM_POLL_WR;
    if ((flags & MP_STREAM_POLL_RD) && machine_received()) {
        ready |= MP_STREAM_POLL_RD;
    }
    return ready;
}
