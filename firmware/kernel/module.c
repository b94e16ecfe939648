/* The module _mikey: one list of its functions, by package set (sources.mk has their files). A set
 * is left out with -DMIKEY_KERNEL_<SET>=0; PSK is what every set needs.
 */

#include "bind.h"

#ifndef MIKEY_KERNEL_DHHMAC
#define MIKEY_KERNEL_DHHMAC 1
#endif
#ifndef MIKEY_KERNEL_SAKKE
#define MIKEY_KERNEL_SAKKE 1
#endif
#ifndef MIKEY_KERNEL_BENCH
#define MIKEY_KERNEL_BENCH 1
#endif

/* F(name, object, fixed or var): the number of arguments is fixed up to 3. The names stand in
 * full: the natmod linker finds them by reading this text. interface_1 is no function to call:
 * mikey.crypto.kernel takes a kernel alone that has it. A change of a name, of arguments or of a
 * meaning counts it up, here and there. */
#define PSK_FUNCTIONS(F) \
    F(MP_QSTR_mac, kernel_mac_obj, var) \
    F(MP_QSTR_prf, kernel_prf_obj, var) \
    F(MP_QSTR_equal, kernel_equal_obj, var) \
    F(MP_QSTR_wipe, kernel_wipe_obj, fixed) \
    F(MP_QSTR_xor, kernel_xor_obj, var) \
    F(MP_QSTR_interface_1, kernel_equal_obj, var)

#if MIKEY_KERNEL_DHHMAC
#define DHHMAC_FUNCTIONS(F) \
    F(MP_QSTR_dh_valid, kernel_dh_valid_obj, fixed) \
    F(MP_QSTR_dh_size, kernel_dh_size_obj, fixed) \
    F(MP_QSTR_dh_init, kernel_dh_init_obj, var) \
    F(MP_QSTR_dh_step, kernel_dh_step_obj, fixed) \
    F(MP_QSTR_dh_result, kernel_dh_result_obj, fixed)
#else
#define DHHMAC_FUNCTIONS(F)
#endif

#if MIKEY_KERNEL_SAKKE
#define SAKKE_FUNCTIONS(F) \
    F(MP_QSTR_p256_point, kernel_p256_point_obj, fixed) \
    F(MP_QSTR_eccsi_verify, kernel_eccsi_verify_obj, var) \
    F(MP_QSTR_eccsi_check, kernel_eccsi_check_obj, var) \
    F(MP_QSTR_sakke_size, kernel_sakke_size_obj, fixed) \
    F(MP_QSTR_sakke_open, kernel_sakke_open_obj, fixed) \
    F(MP_QSTR_sakke_member, kernel_sakke_member_obj, fixed) \
    F(MP_QSTR_sakke_public, kernel_sakke_public_obj, fixed) \
    F(MP_QSTR_sakke_lines, kernel_sakke_lines_obj, fixed) \
    F(MP_QSTR_sakke_pair, kernel_sakke_pair_obj, fixed) \
    F(MP_QSTR_sakke_value, kernel_sakke_value_obj, fixed) \
    F(MP_QSTR_sakke_power, kernel_sakke_power_obj, fixed) \
    F(MP_QSTR_sakke_make, kernel_sakke_make_obj, fixed) \
    F(MP_QSTR_sakke_expand, kernel_sakke_expand_obj, fixed)
#else
#define SAKKE_FUNCTIONS(F)
#endif

#if MIKEY_KERNEL_BENCH
#define BENCH_FUNCTIONS(F) \
    F(MP_QSTR_mod_multiply, kernel_mod_multiply_obj, var) \
    F(MP_QSTR_mod_power, kernel_mod_power_obj, var) \
    F(MP_QSTR_mod_chain, kernel_mod_chain_obj, var)
#else
#define BENCH_FUNCTIONS(F)
#endif

#define FUNCTIONS(F) PSK_FUNCTIONS(F) DHHMAC_FUNCTIONS(F) SAKKE_FUNCTIONS(F) BENCH_FUNCTIONS(F)

#define PROTOTYPE(name, object, kind) extern const mp_obj_fun_builtin_##kind##_t object;

FUNCTIONS(PROTOTYPE)

#if defined(MICROPY_ENABLE_DYNRUNTIME)

#define STORE(name, object, kind) mp_store_global(name, MP_OBJ_FROM_PTR(&object));

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    MP_DYNRUNTIME_INIT_ENTRY
    FUNCTIONS(STORE)
    MP_DYNRUNTIME_INIT_EXIT
}

#else

#define ROW(name, object, kind) { MP_ROM_QSTR(name), MP_ROM_PTR(&object) },

static const mp_rom_map_elem_t kernel_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__mikey) },
    FUNCTIONS(ROW)
};
static MP_DEFINE_CONST_DICT(kernel_globals, kernel_globals_table);

const mp_obj_module_t kernel_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&kernel_globals,
};

MP_REGISTER_MODULE(MP_QSTR__mikey, kernel_module);

#endif
