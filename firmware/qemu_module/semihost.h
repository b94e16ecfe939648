// Semihosting: what an emulated device asks of the host that runs it.
#ifndef QEMU_SEMIHOST_H
#define QEMU_SEMIHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEMIHOST_READ (1)    // "rb"
#define SEMIHOST_WRITE (5)   // "wb"
#define SEMIHOST_APPEND (9)  // "ab"

// Open a host file, relative to the emulator's working directory; returns a handle or -1.
int semihost_open(const char *name, size_t len, int mode);
void semihost_close(int handle);
// Return the octets read or written: fewer than len at the end of the file or on an error.
size_t semihost_read(int handle, void *buf, size_t len);
size_t semihost_write(int handle, const void *buf, size_t len);
bool semihost_seek(int handle, size_t offset);
// Return the length of a file in octets, or -1.
int semihost_length(int handle);
// Return the host's time in seconds since 1970.
uint32_t semihost_time(void);
// Copy the command line, zero-terminated; false if there is none or it is longer than size.
bool semihost_cmdline(char *buf, size_t size);
// Return what follows "name=" in the command line (a static, zero-terminated word), or NULL.
const char *semihost_option(const char *name);
// End the emulator with this exit status.
void semihost_exit(int status) __attribute__((noreturn));

#endif
