/* _mikey.sakke_*: the face of lib/mikey/crypto/sakke.py. `work` is a buffer of sakke_size()
 * octets. Slices return -1 while there is more to do, then 1 for yes and 0 for no. */

#include "bind.h"

#include "sakke.h"

static sakke_t *work_of(mp_obj_t o) {
    return (sakke_t *)(void *)bind_words(o, sizeof(sakke_t));
}

static const uint8_t *point_of(mp_obj_t o) {
    return bind_in_exact(o, SAKKE_POINT);
}

/* sakke_size() -> octets of work */
static mp_obj_t kernel_sakke_size(void) {
    return MP_OBJ_NEW_SMALL_INT(sizeof(sakke_t));
}
MP_DEFINE_CONST_FUN_OBJ_0(kernel_sakke_size_obj, kernel_sakke_size);

/* sakke_open(work, point) -> bool */
static mp_obj_t kernel_sakke_open(mp_obj_t work, mp_obj_t point) {
    return mp_obj_new_bool(sakke_open(work_of(work), point_of(point)));
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_sakke_open_obj, kernel_sakke_open);

/* sakke_member(work) -> int */
static mp_obj_t kernel_sakke_member(mp_obj_t work) {
    return MP_OBJ_NEW_SMALL_INT(sakke_member(work_of(work)));
}
MP_DEFINE_CONST_FUN_OBJ_1(kernel_sakke_member_obj, kernel_sakke_member);

/* sakke_public(work, identity, z) -> int */
static mp_obj_t kernel_sakke_public(mp_obj_t work, mp_obj_t identity, mp_obj_t z) {
    bind_buf_t b = bind_in(identity);
    return MP_OBJ_NEW_SMALL_INT(sakke_public(work_of(work), b.at, b.len, point_of(z)));
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_sakke_public_obj, kernel_sakke_public);

/* sakke_lines(work, file, offset) -> int */
static mp_obj_t kernel_sakke_lines(mp_obj_t work, mp_obj_t file, mp_obj_t offset) {
    bind_buf_t b = bind_in(file);
    size_t at = bind_size(offset, b.len);
    if (b.len - at < SAKKE_LINES * SAKKE_OCTETS) {
        bind_refuse();
    }
    return MP_OBJ_NEW_SMALL_INT(sakke_lines(work_of(work), b.at + at));
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_sakke_lines_obj, kernel_sakke_lines);

/* sakke_pair(work, key) -> int */
static mp_obj_t kernel_sakke_pair(mp_obj_t work, mp_obj_t key) {
    return MP_OBJ_NEW_SMALL_INT(sakke_pair(work_of(work), point_of(key)));
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_sakke_pair_obj, kernel_sakke_pair);

/* sakke_value(work, out) */
static mp_obj_t kernel_sakke_value(mp_obj_t work, mp_obj_t out) {
    sakke_value(work_of(work), bind_out(out, SAKKE_OCTETS).at);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(kernel_sakke_value_obj, kernel_sakke_value);

/* sakke_power(work, exponent, w) -> int */
static mp_obj_t kernel_sakke_power(mp_obj_t work, mp_obj_t exponent, mp_obj_t w) {
    const uint8_t *e = bind_in_exact(exponent, SAKKE_OCTETS);
    return MP_OBJ_NEW_SMALL_INT(sakke_power(work_of(work), e, bind_in_exact(w, SAKKE_OCTETS)));
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_sakke_power_obj, kernel_sakke_power);

/* sakke_expand(parts, out, n) */
static mp_obj_t kernel_sakke_expand(mp_obj_t parts, mp_obj_t out, mp_obj_t n) {
    size_t len = bind_size(n, 4 * 32);
    bind_buf_t to = bind_out(out, len);
    size_t count;
    mp_obj_t *part;
    mp_obj_get_array(parts, &count, &part);
    /* A part that is no buffer must be found before any state is on the stack. */
    for (size_t i = 0; i < count; i++) {
        bind_in(part[i]);
    }
    if (len % 32) {
        bind_refuse();
    }
    mikey_hash_t s;
    mikey_hash_start(&s, MIKEY_SHA256);
    for (size_t i = 0; i < count; i++) {
        bind_buf_t b = bind_in(part[i]);
        mikey_hash_add(&s, b.at, b.len);
    }
    sakke_expand(&s, to.at, len);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_sakke_expand_obj, kernel_sakke_expand);

/* sakke_make(work, key, out) -> elements written into out, 768 octets */
static mp_obj_t kernel_sakke_make(mp_obj_t work, mp_obj_t key, mp_obj_t out) {
    uint32_t *to = bind_words(out, SAKKE_MOST_ELEMENTS * SAKKE_OCTETS);
    return MP_OBJ_NEW_SMALL_INT(sakke_make(work_of(work), point_of(key), to));
}
MP_DEFINE_CONST_FUN_OBJ_3(kernel_sakke_make_obj, kernel_sakke_make);
