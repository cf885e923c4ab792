#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static char *folder, *path;

static void
clean_up(void)
{
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

int
fuzz_file(const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
    return fd;
}

const char *
fuzz_path(const char *name, const uint8_t *data, size_t size)
{
    if (path == NULL) {
        folder = g_dir_make_tmp("fuzz-XXXXXX", NULL);
        path = g_build_filename(folder, name, NULL);
        atexit(clean_up);
    }
    g_assert_true(g_file_set_contents(path, (const char *)data, (gssize)size, NULL));
    return path;
}
