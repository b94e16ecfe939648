#ifndef MIKEY_WIPE_H
#define MIKEY_WIPE_H

#include <stddef.h>

/* Clears memory; the compiler cannot leave it out. */
void mikey_wipe(void *at, size_t len);

#endif
