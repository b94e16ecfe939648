// HostFS(): a file system on the emulator's working directory, through semihosting.
//
// Files can be opened (rb, r, wb, w, ab, a), imported and asked for with os.stat. Folders cannot be
// listed: semihosting has no call for it.

#include <string.h>

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "extmod/vfs.h"

#include "hostfs.h"
#include "semihost.h"

#define PATH_SIZE (256)

typedef struct {
    mp_obj_base_t base;
    int handle;
    uint32_t position;
} hostfile_t;

static mp_uint_t file_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *error) {
    hostfile_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->handle < 0) {
        *error = MP_EBADF;
        return MP_STREAM_ERROR;
    }
    size_t n = semihost_read(self->handle, buf, size);
    self->position += n;
    return n;
}

static mp_uint_t file_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *error) {
    hostfile_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->handle < 0) {
        *error = MP_EBADF;
        return MP_STREAM_ERROR;
    }
    size_t n = semihost_write(self->handle, buf, size);
    self->position += n;
    if (n < size) {
        *error = MP_EIO;
        return MP_STREAM_ERROR;
    }
    return n;
}

static mp_uint_t file_seek(hostfile_t *self, struct mp_stream_seek_t *seek, int *error) {
    int start = 0;
    if (seek->whence == MP_SEEK_CUR) {
        start = self->position;
    } else if (seek->whence == MP_SEEK_END) {
        start = semihost_length(self->handle);
    }
    int target = start + (int)seek->offset;
    if (start < 0 || target < 0 || !semihost_seek(self->handle, target)) {
        *error = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    self->position = target;
    seek->offset = target;
    return 0;
}

static mp_uint_t file_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *error) {
    hostfile_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_STREAM_CLOSE:
            if (self->handle >= 0) {
                semihost_close(self->handle);
                self->handle = -1;
            }
            return 0;
        case MP_STREAM_SEEK:
            return file_seek(self, (struct mp_stream_seek_t *)arg, error);
        case MP_STREAM_FLUSH:
            return 0;
        case MP_STREAM_GET_BUFFER_SIZE:
            return 240;
        default:
            *error = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

static const mp_rom_map_elem_t file_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readlines), MP_ROM_PTR(&mp_stream_unbuffered_readlines_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_flush), MP_ROM_PTR(&mp_stream_flush_obj) },
    { MP_ROM_QSTR(MP_QSTR_seek), MP_ROM_PTR(&mp_stream_seek_obj) },
    { MP_ROM_QSTR(MP_QSTR_tell), MP_ROM_PTR(&mp_stream_tell_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&mp_stream___exit___obj) },
};
static MP_DEFINE_CONST_DICT(file_dict, file_table);

static const mp_stream_p_t binary_stream = {
    .read = file_read,
    .write = file_write,
    .ioctl = file_ioctl,
};

static const mp_stream_p_t text_stream = {
    .read = file_read,
    .write = file_write,
    .ioctl = file_ioctl,
    .is_text = true,
};

static MP_DEFINE_CONST_OBJ_TYPE(
    binary_file_type, MP_QSTR_FileIO, MP_TYPE_FLAG_ITER_IS_STREAM,
    protocol, &binary_stream, locals_dict, &file_dict
    );

static MP_DEFINE_CONST_OBJ_TYPE(
    text_file_type, MP_QSTR_TextIOWrapper, MP_TYPE_FLAG_ITER_IS_STREAM,
    protocol, &text_stream, locals_dict, &file_dict
    );

// A path inside the mount, without the slash that would make it an absolute path of the host.
static const char *relative(const char *path) {
    while (*path == '/') {
        ++path;
    }
    return *path ? path : ".";
}

static int file_size(const char *path) {
    int handle = semihost_open(path, strlen(path), SEMIHOST_READ);
    if (handle < 0) {
        return -1;
    }
    int size = semihost_length(handle);
    semihost_close(handle);
    return size;
}

static bool is_folder(const char *path) {
    char dotted[PATH_SIZE];
    size_t len = strlen(path);
    if (len + 3 > sizeof(dotted)) {
        return false;
    }
    // Only a folder has an entry called "."; the host refuses "file/.".
    memcpy(dotted, path, len);
    memcpy(dotted + len, "/.", 3);
    return file_size(dotted) >= 0;
}

static mp_import_stat_t hostfs_import_stat(void *self, const char *path) {
    (void)self;
    path = relative(path);
    if (is_folder(path)) {
        return MP_IMPORT_STAT_DIR;
    }
    return file_size(path) >= 0 ? MP_IMPORT_STAT_FILE : MP_IMPORT_STAT_NO_EXIST;
}

static mp_obj_t hostfs_open(mp_obj_t self_in, mp_obj_t path_in, mp_obj_t mode_in) {
    (void)self_in;
    const char *path = relative(mp_obj_str_get_str(path_in));
    const char *mode = mp_obj_str_get_str(mode_in);
    int host_mode = *mode == 'w' ? SEMIHOST_WRITE : *mode == 'a' ? SEMIHOST_APPEND : SEMIHOST_READ;
    bool binary = strchr(mode, 'b') != NULL;
    hostfile_t *file = mp_obj_malloc_with_finaliser(
        hostfile_t, binary ? &binary_file_type : &text_file_type);
    file->position = 0;
    file->handle = is_folder(path) ? -1 : semihost_open(path, strlen(path), host_mode);
    if (file->handle < 0) {
        mp_raise_OSError(MP_ENOENT);
    }
    return MP_OBJ_FROM_PTR(file);
}
static MP_DEFINE_CONST_FUN_OBJ_3(hostfs_open_obj, hostfs_open);

static mp_obj_t hostfs_stat(mp_obj_t self_in, mp_obj_t path_in) {
    (void)self_in;
    const char *path = relative(mp_obj_str_get_str(path_in));
    bool folder = is_folder(path);
    int size = file_size(path);
    if (size < 0) {
        mp_raise_OSError(MP_ENOENT);
    }
    mp_obj_t items[10];
    for (size_t i = 0; i < MP_ARRAY_SIZE(items); ++i) {
        items[i] = MP_OBJ_NEW_SMALL_INT(0);
    }
    items[0] = MP_OBJ_NEW_SMALL_INT(folder ? MP_S_IFDIR : MP_S_IFREG);
    items[6] = mp_obj_new_int(folder ? 0 : size);
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_2(hostfs_stat_obj, hostfs_stat);

static mp_obj_t hostfs_mount(size_t n, const mp_obj_t *args) {
    (void)n;
    (void)args;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(hostfs_mount_obj, 1, 3, hostfs_mount);

static mp_obj_t hostfs_make_new(const mp_obj_type_t *type, size_t n, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n, n_kw, 0, 0, false);
    (void)args;
    return MP_OBJ_FROM_PTR(mp_obj_malloc(mp_obj_base_t, type));
}

static const mp_rom_map_elem_t hostfs_table[] = {
    { MP_ROM_QSTR(MP_QSTR_open), MP_ROM_PTR(&hostfs_open_obj) },
    { MP_ROM_QSTR(MP_QSTR_stat), MP_ROM_PTR(&hostfs_stat_obj) },
    { MP_ROM_QSTR(MP_QSTR_mount), MP_ROM_PTR(&hostfs_mount_obj) },
    { MP_ROM_QSTR(MP_QSTR_umount), MP_ROM_PTR(&hostfs_mount_obj) },
    { MP_ROM_QSTR(MP_QSTR_chdir), MP_ROM_PTR(&hostfs_mount_obj) },
};
static MP_DEFINE_CONST_DICT(hostfs_dict, hostfs_table);

static const mp_vfs_proto_t hostfs_proto = {
    .import_stat = hostfs_import_stat,
};

MP_DEFINE_CONST_OBJ_TYPE(
    hostfs_type, MP_QSTR_HostFS, MP_TYPE_FLAG_NONE,
    make_new, hostfs_make_new, protocol, &hostfs_proto, locals_dict, &hostfs_dict
    );
