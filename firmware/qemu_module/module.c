// The module _qemu: exact instruction counts, stack use, and the host's randomness, clock, files and
// command line, for a device that is emulated by QEMU with -icount shift=0 and semihosting.

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"
#include "py/stream.h"

#include "counter.h"
#include "hostfs.h"
#include "semihost.h"

#define CMDLINE_SIZE (1024)

// count_start(), count_stop() -> instructions between them, less what an empty pair of the
// underlying stamps takes. What the interpreter does between the two calls is included: subtract
// what an empty pair gives at the same place.
static uint64_t started;

static mp_obj_t count_start(void) {
    started = counter_stamp();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(count_start_obj, count_start);

static mp_obj_t count_stop(void) {
    uint64_t now = counter_stamp();
    return mp_obj_new_int_from_ull(now - started - counter_overhead());
}
static MP_DEFINE_CONST_FUN_OBJ_0(count_stop_obj, count_stop);

// count(f, *args) -> instructions of the call f(*args), nothing else. The result is dropped.
static mp_obj_t count(size_t n_args, const mp_obj_t *args) {
    uint32_t overhead = counter_overhead();
    uint64_t start = counter_stamp();
    mp_call_function_n_kw(args[0], n_args - 1, 0, args + 1);
    uint64_t end = counter_stamp();
    return mp_obj_new_int_from_ull(end - start - overhead);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(count_obj, 1, count);

// count_spin(n) -> instructions counted for a loop of n: the same constant more, for every n.
static mp_obj_t count_spin(mp_obj_t n_in) {
    uint32_t n = mp_obj_get_int(n_in);
    uint32_t overhead = counter_overhead();
    uint64_t start = counter_stamp();
    counter_spin(n);
    uint64_t end = counter_stamp();
    return mp_obj_new_int_from_ull(end - start - overhead);
}
static MP_DEFINE_CONST_FUN_OBJ_1(count_spin_obj, count_spin);

// stack_paint() marks the free C stack; stack_used() -> octets used since, below the caller of
// stack_paint.
#define STACK_SPAN (96 * 1024)
#define STACK_MARK (0xa5a5a5a5)
#define STACK_MARGIN (16)

static uint32_t *painted_from;

static __attribute__((noinline)) uint32_t *stack_pointer(void) {
    return __builtin_frame_address(0);
}

static mp_obj_t stack_paint(void) {
    painted_from = stack_pointer();
    volatile uint32_t *end = painted_from - STACK_MARGIN;
    for (volatile uint32_t *p = end - STACK_SPAN / 4; p < end; ++p) {
        *p = STACK_MARK;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(stack_paint_obj, stack_paint);

static mp_obj_t stack_used(void) {
    if (painted_from == NULL) {
        mp_raise_ValueError(MP_ERROR_TEXT("stack_paint first"));
    }
    const uint32_t *p = painted_from - STACK_MARGIN - STACK_SPAN / 4;
    while (p < painted_from && *p == STACK_MARK) {
        ++p;
    }
    return MP_OBJ_NEW_SMALL_INT((painted_from - p) * 4);
}
static MP_DEFINE_CONST_FUN_OBJ_0(stack_used_obj, stack_used);

// urandom(buf): fill a buffer from the host's /dev/urandom; OSError if it gives less.
static mp_obj_t urandom(mp_obj_t buf_in) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(buf_in, &info, MP_BUFFER_WRITE);
    static const char name[] = "/dev/urandom";
    int handle = semihost_open(name, sizeof(name) - 1, SEMIHOST_READ);
    size_t n = 0;
    if (handle >= 0) {
        n = semihost_read(handle, info.buf, info.len);
        semihost_close(handle);
    }
    if (n != info.len) {
        mp_raise_OSError(MP_EIO);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(urandom_obj, urandom);

// epoch() -> seconds since 1970, of the host.
static mp_obj_t epoch(void) {
    return mp_obj_new_int_from_uint(semihost_time());
}
static MP_DEFINE_CONST_FUN_OBJ_0(epoch_obj, epoch);

// cmdline() -> the emulator's semihosting arguments, joined by spaces.
static mp_obj_t cmdline(void) {
    char line[CMDLINE_SIZE];
    if (!semihost_cmdline(line, sizeof(line))) {
        line[0] = 0;
    }
    return mp_obj_new_str(line, strlen(line));
}
static MP_DEFINE_CONST_FUN_OBJ_0(cmdline_obj, cmdline);

// exit(status) ends the emulator.
static mp_obj_t exit_emulator(mp_obj_t status_in) {
    semihost_exit(mp_obj_get_int(status_in));
}
static MP_DEFINE_CONST_FUN_OBJ_1(exit_emulator_obj, exit_emulator);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__qemu) },
    { MP_ROM_QSTR(MP_QSTR_count_start), MP_ROM_PTR(&count_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_count_stop), MP_ROM_PTR(&count_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_count), MP_ROM_PTR(&count_obj) },
    { MP_ROM_QSTR(MP_QSTR_count_spin), MP_ROM_PTR(&count_spin_obj) },
    { MP_ROM_QSTR(MP_QSTR_stack_paint), MP_ROM_PTR(&stack_paint_obj) },
    { MP_ROM_QSTR(MP_QSTR_stack_used), MP_ROM_PTR(&stack_used_obj) },
    { MP_ROM_QSTR(MP_QSTR_urandom), MP_ROM_PTR(&urandom_obj) },
    { MP_ROM_QSTR(MP_QSTR_epoch), MP_ROM_PTR(&epoch_obj) },
    { MP_ROM_QSTR(MP_QSTR_cmdline), MP_ROM_PTR(&cmdline_obj) },
    { MP_ROM_QSTR(MP_QSTR_exit), MP_ROM_PTR(&exit_emulator_obj) },
    { MP_ROM_QSTR(MP_QSTR_HostFS), MP_ROM_PTR(&hostfs_type) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t qemu_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};
MP_REGISTER_MODULE(MP_QSTR__qemu, qemu_module);
