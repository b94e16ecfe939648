/* What the bindings share: one source for firmware (user C module) and natmod.
 *
 * A binding checks the length of every buffer before any arithmetic and raises ValueError on a
 * mismatch, which only a programmer's mistake can cause. Each bind_*.c defines function objects,
 * module.c lists them.
 */
#ifndef MIKEY_BIND_H
#define MIKEY_BIND_H

#include <stddef.h>
#include <stdint.h>

#if defined(MICROPY_ENABLE_DYNRUNTIME)
#include "py/dynruntime.h"
#else
#include "py/obj.h"
#include "py/objlist.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#endif

typedef struct {
    uint8_t *at;
    size_t len;
} bind_buf_t;

static inline void bind_refuse(void) {
    mp_raise_ValueError(NULL);
}

/* The octets of a bytes-like object. */
static inline bind_buf_t bind_in(mp_obj_t o) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(o, &info, MP_BUFFER_READ);
    return (bind_buf_t) { info.buf, info.len };
}

/* The same, with exactly `len` octets. */
static inline const uint8_t *bind_in_exact(mp_obj_t o, size_t len) {
    bind_buf_t b = bind_in(o);
    if (b.len != len) {
        bind_refuse();
    }
    return b.at;
}

/* A writable buffer of at least `least` octets. */
static inline bind_buf_t bind_out(mp_obj_t o, size_t least) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(o, &info, MP_BUFFER_WRITE);
    if (info.len < least) {
        bind_refuse();
    }
    return (bind_buf_t) { info.buf, info.len };
}

/* The same as words: a caller's state, which must lie on a 4-octet boundary. */
static inline uint32_t *bind_words(mp_obj_t o, size_t least) {
    bind_buf_t b = bind_out(o, least);
    if ((uintptr_t)b.at & 3) {
        bind_refuse();
    }
    return (uint32_t *)(void *)b.at;
}

/* An int of 0 .. most. */
static inline size_t bind_size(mp_obj_t o, size_t most) {
    mp_int_t v = mp_obj_get_int(o);
    if (v < 0 || (size_t)v > most) {
        bind_refuse();
    }
    return (size_t)v;
}

#endif
