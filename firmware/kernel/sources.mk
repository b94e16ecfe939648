# The kernel's files by package set, in one form that make and CMake read: a set needs PSK and its
# own. MIKEY_KERNEL_SETS chooses; module.c has the functions under the same names. Assembly is empty
# on the chips that it is not for.
MIKEY_KERNEL_PSK = module.c bind_hash.c wipe.c hash.c sha1.c sha1_v7m.S sha256.c prf.c
MIKEY_KERNEL_BN = bn.c bn_portable.c bn_linear.S bn_row_v6m.S bn_umaal.S
MIKEY_KERNEL_DHHMAC = bind_dh.c dh.c dh_groups.c
MIKEY_KERNEL_SAKKE = bind_eccsi.c eccsi.c p256.c p256_const.c p256_umaal.S bind_sakke.c sakke_const.c sakke_fp.c sakke_hash.c sakke_inverse.c sakke_pair.c sakke_point.c sakke_power.c sakke_subgroup.c sakke_table.c
MIKEY_KERNEL_BENCH = bind_mod.c

# Built for speed in a firmware that is built for size: a call makes a dozen MACs.
MIKEY_KERNEL_FAST = wipe.c hash.c sha256.c

# For make alone: what the sets chosen come to.
MIKEY_KERNEL_SETS ?= DHHMAC SAKKE BENCH
MIKEY_KERNEL_FILES = $(MIKEY_KERNEL_PSK) $(if $(strip $(MIKEY_KERNEL_SETS)),$(MIKEY_KERNEL_BN)) \
	$(foreach set,$(MIKEY_KERNEL_SETS),$(MIKEY_KERNEL_$(set)))
MIKEY_KERNEL_CFLAGS = $(foreach set,DHHMAC SAKKE BENCH,\
	-DMIKEY_KERNEL_$(set)=$(if $(filter $(set),$(MIKEY_KERNEL_SETS)),1,0))
