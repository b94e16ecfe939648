// Semihosting calls ("Semihosting for AArch32 and AArch64", release 2.0, 7).

#include <string.h>

#include "semihost.h"

#define SYS_OPEN (0x01)
#define SYS_CLOSE (0x02)
#define SYS_WRITE (0x05)
#define SYS_READ (0x06)
#define SYS_SEEK (0x0a)
#define SYS_FLEN (0x0c)
#define SYS_TIME (0x11)
#define SYS_GET_CMDLINE (0x15)
#define SYS_EXIT_EXTENDED (0x20)
#define APPLICATION_EXIT (0x20026)

#define CMDLINE_MAX (1024)

#if defined(__riscv)

static int call(int operation, const void *arguments) {
    register int number __asm__("a0") = operation;
    register const void *block __asm__("a1") = arguments;
    // "RISC-V Semihosting", release 0.4: three uncompressed instructions on one page.
    __asm__ volatile (
        ".option push\n"
        ".option norvc\n"
        ".balign 16\n"
        "slli zero, zero, 0x1f\n"
        "ebreak\n"
        "srai zero, zero, 7\n"
        ".option pop\n"
        : "+r" (number) : "r" (block) : "memory");
    return number;
}

#else

static int call(int operation, const void *arguments) {
    register int number __asm__("r0") = operation;
    register const void *block __asm__("r1") = arguments;
    __asm__ volatile ("bkpt 0xab" : "+r" (number) : "r" (block) : "memory");
    return number;
}

#endif

int semihost_open(const char *name, size_t len, int mode) {
    uintptr_t block[] = { (uintptr_t)name, mode, len };
    return call(SYS_OPEN, block);
}

void semihost_close(int handle) {
    uintptr_t block[] = { handle };
    call(SYS_CLOSE, block);
}

size_t semihost_read(int handle, void *buf, size_t len) {
    uintptr_t block[] = { handle, (uintptr_t)buf, len };
    // The answer is the number of octets that were not read.
    size_t missing = call(SYS_READ, block);
    return missing > len ? 0 : len - missing;
}

size_t semihost_write(int handle, const void *buf, size_t len) {
    uintptr_t block[] = { handle, (uintptr_t)buf, len };
    size_t missing = call(SYS_WRITE, block);
    return missing > len ? 0 : len - missing;
}

bool semihost_seek(int handle, size_t offset) {
    uintptr_t block[] = { handle, offset };
    return call(SYS_SEEK, block) == 0;
}

int semihost_length(int handle) {
    uintptr_t block[] = { handle };
    return call(SYS_FLEN, block);
}

uint32_t semihost_time(void) {
    return call(SYS_TIME, NULL);
}

bool semihost_cmdline(char *buf, size_t size) {
    uintptr_t block[] = { (uintptr_t)buf, size };
    return call(SYS_GET_CMDLINE, block) == 0;
}

const char *semihost_option(const char *name) {
    static char line[CMDLINE_MAX];
    size_t len = strlen(name);
    if (!semihost_cmdline(line, sizeof(line))) {
        return NULL;
    }
    for (char *word = line; *word;) {
        char *end = word;
        while (*end && *end != ' ') {
            ++end;
        }
        if ((size_t)(end - word) > len && memcmp(word, name, len) == 0 && word[len] == '=') {
            *end = 0;
            return word + len + 1;
        }
        word = *end ? end + 1 : end;
    }
    return NULL;
}

void semihost_exit(int status) {
    uintptr_t block[] = { APPLICATION_EXIT, status };
    call(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}
