#include "station-scratch.h"

#include "base-error.h"
#include "base-file.h"
#include "base-id.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* -1 on failure. */
static int
open_nameless(const char *folder, GError **error)
{
    char uuid[BASE_UUID_SIZE];
    base_id_new_uuid(uuid);
    g_autofree char *name = g_strdup_printf(".scratch-%s.part", uuid);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        base_error_set_errno(error, errno, "make", path);
    else
        unlink(path);
    return fd;
}

gboolean
station_scratch_open(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer profile,
                     GError **error)
{
    int scratch_fd = -1;
    int fd = open_nameless(profile, error);
    if (fd < 0)
        return FALSE;
    if (base_file_reserve(fd, reserve, error))
        scratch_fd = open_nameless(profile, error);
    if (scratch_fd < 0) {
        close(fd);
        return FALSE;
    }
    *ret_fd = fd;
    *ret_scratch_fd = scratch_fd;
    return TRUE;
}
