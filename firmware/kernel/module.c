/* The module _mikey: the list of its functions. A function is one line in each of two lists. */

#include "bind.h"

extern const mp_obj_fun_builtin_var_t kernel_mac_obj;
extern const mp_obj_fun_builtin_var_t kernel_prf_obj;
extern const mp_obj_fun_builtin_var_t kernel_equal_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_wipe_obj;
extern const mp_obj_fun_builtin_var_t kernel_xor_obj;
extern const mp_obj_fun_builtin_var_t kernel_mod_multiply_obj;
extern const mp_obj_fun_builtin_var_t kernel_mod_power_obj;
extern const mp_obj_fun_builtin_var_t kernel_mod_chain_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_dh_valid_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_dh_size_obj;
extern const mp_obj_fun_builtin_var_t kernel_dh_init_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_dh_step_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_dh_result_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_p256_point_obj;
extern const mp_obj_fun_builtin_var_t kernel_eccsi_verify_obj;
extern const mp_obj_fun_builtin_var_t kernel_eccsi_check_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_size_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_open_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_member_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_public_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_lines_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_pair_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_value_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_power_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_make_obj;
extern const mp_obj_fun_builtin_fixed_t kernel_sakke_expand_obj;

/* The names stand in full: the natmod linker finds them by reading this text. The last one is no
   function to call: mikey.crypto.kernel takes a kernel alone that has it. A change of a name, of
   arguments or of a meaning counts it up, here and there. */
#define FUNCTIONS(F) \
    F(MP_QSTR_mac, kernel_mac_obj) \
    F(MP_QSTR_prf, kernel_prf_obj) \
    F(MP_QSTR_equal, kernel_equal_obj) \
    F(MP_QSTR_wipe, kernel_wipe_obj) \
    F(MP_QSTR_xor, kernel_xor_obj) \
    F(MP_QSTR_mod_multiply, kernel_mod_multiply_obj) \
    F(MP_QSTR_mod_power, kernel_mod_power_obj) \
    F(MP_QSTR_mod_chain, kernel_mod_chain_obj) \
    F(MP_QSTR_dh_valid, kernel_dh_valid_obj) \
    F(MP_QSTR_dh_size, kernel_dh_size_obj) \
    F(MP_QSTR_dh_init, kernel_dh_init_obj) \
    F(MP_QSTR_dh_step, kernel_dh_step_obj) \
    F(MP_QSTR_dh_result, kernel_dh_result_obj) \
    F(MP_QSTR_p256_point, kernel_p256_point_obj) \
    F(MP_QSTR_eccsi_verify, kernel_eccsi_verify_obj) \
    F(MP_QSTR_eccsi_check, kernel_eccsi_check_obj) \
    F(MP_QSTR_sakke_size, kernel_sakke_size_obj) \
    F(MP_QSTR_sakke_open, kernel_sakke_open_obj) \
    F(MP_QSTR_sakke_member, kernel_sakke_member_obj) \
    F(MP_QSTR_sakke_public, kernel_sakke_public_obj) \
    F(MP_QSTR_sakke_lines, kernel_sakke_lines_obj) \
    F(MP_QSTR_sakke_pair, kernel_sakke_pair_obj) \
    F(MP_QSTR_sakke_value, kernel_sakke_value_obj) \
    F(MP_QSTR_sakke_power, kernel_sakke_power_obj) \
    F(MP_QSTR_sakke_make, kernel_sakke_make_obj) \
    F(MP_QSTR_sakke_expand, kernel_sakke_expand_obj) \
    F(MP_QSTR_interface_1, kernel_equal_obj)

#if defined(MICROPY_ENABLE_DYNRUNTIME)

#define STORE(name, object) mp_store_global(name, MP_OBJ_FROM_PTR(&object));

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    MP_DYNRUNTIME_INIT_ENTRY
    FUNCTIONS(STORE)
    MP_DYNRUNTIME_INIT_EXIT
}

#else

#define ROW(name, object) { MP_ROM_QSTR(name), MP_ROM_PTR(&object) },

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
