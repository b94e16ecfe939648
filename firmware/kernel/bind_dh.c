/* _mikey.dh_valid, and dh_size, dh_init, dh_step, dh_result: an exponentiation in
 * slices, its state in a bytearray. */

#include "bind.h"

#include "dh.h"

static uint32_t known_group(mp_obj_t o) {
    size_t group = bind_size(o, 255);
    if (!mikey_dh_limbs(group)) {
        bind_refuse();
    }
    return group;
}

static mikey_dh_t *sound_state(mp_obj_t o) {
    size_t size = bind_out(o, 0).len;
    mikey_dh_t *s = (mikey_dh_t *)bind_words(o, 0);
    if (!mikey_dh_sound(s, size)) {
        bind_refuse();
    }
    return s;
}

/* dh_valid(group, buf, off) -> bool: 2 <= y <= p - 2 */
static mp_obj_t kernel_dh_valid(mp_obj_t group, mp_obj_t buf, mp_obj_t off) {
    uint32_t g = known_group(group);
    size_t len = 4 * mikey_dh_limbs(g);
    bind_buf_t b = bind_in(buf);
    size_t at = bind_size(off, b.len);
    if (b.len - at < len) {
        bind_refuse();
    }
    return mp_obj_new_bool(mikey_dh_valid(g, b.at + at));
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_dh_valid_obj, kernel_dh_valid);

/* dh_size(group, base_is_2) -> octets of a state */
static mp_obj_t kernel_dh_size(mp_obj_t group, mp_obj_t base_is_2) {
    return mp_obj_new_int(mikey_dh_size(known_group(group), mp_obj_is_true(base_is_2)));
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_dh_size_obj, kernel_dh_size);

/* dh_init(state, group, base or None, exponent): base has the length of the group's numbers */
static mp_obj_t kernel_dh_init(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    uint32_t group = known_group(args[1]);
    int base_is_2 = args[2] == mp_const_none;
    size_t len = 4 * mikey_dh_limbs(group);
    uint32_t *state = bind_words(args[0], mikey_dh_size(group, base_is_2));
    const uint8_t *base = base_is_2 ? NULL : bind_in_exact(args[2], len);
    bind_buf_t exponent = bind_in(args[3]);
    if (exponent.len < 1 || exponent.len > len) {
        bind_refuse();
    }
    mikey_dh_init((mikey_dh_t *)state, group, base, exponent.at, exponent.len);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(kernel_dh_init_obj, 4, 4, kernel_dh_init);

/* dh_step(state, steps) -> steps that remain; 0 steps: as many as take 50 ms at 150 MHz */
static mp_obj_t kernel_dh_step(mp_obj_t state, mp_obj_t steps) {
    mikey_dh_t *s = sound_state(state);
    return mp_obj_new_int(mikey_dh_step(s, bind_size(steps, 0xffff)));
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_dh_step_obj, kernel_dh_step);

/* dh_result(state, out): out has the length of the group's numbers */
static mp_obj_t kernel_dh_result(mp_obj_t state, mp_obj_t out) {
    mikey_dh_t *s = sound_state(state);
    if (mikey_dh_left(s)) {
        bind_refuse();
    }
    bind_buf_t to = bind_out(out, 4 * mikey_dh_limbs(s->group));
    mikey_dh_result(s, to.at);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_dh_result_obj, kernel_dh_result);
