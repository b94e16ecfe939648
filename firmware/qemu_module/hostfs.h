// Host files as a MicroPython file system (see hostfs.c).
#ifndef QEMU_HOSTFS_H
#define QEMU_HOSTFS_H

#include "py/obj.h"

extern const mp_obj_type_t hostfs_type;

#endif
