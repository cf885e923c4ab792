#include "base-folder.h"

#include "base-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What we remove is at most an entry of ours: a folder with files, and folders with files in it. */
#define MAX_DEPTH 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DIR, closedir)

gboolean
base_folder_sync(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed;

    if (fd < 0) {
        base_error_set_errno(error, errno, "open", path);
        return FALSE;
    }
    failed = fsync(fd) != 0 ? errno : 0;
    close(fd);
    if (failed != 0) {
        base_error_set_errno(error, failed, "sync", path);
        return FALSE;
    }
    return TRUE;
}

static gboolean
sync_parent(const char *path, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(path);

    return base_folder_sync(parent, error);
}

gboolean
base_folder_make(const char *path, guint mode, GError **error)
{
    g_autofree char *parent = NULL;
    struct stat status;

    if (mkdir(path, mode) == 0)
        return sync_parent(path, error);
    if (errno == EEXIST) {
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
            return TRUE;
        base_error_set_errno(error, ENOTDIR, "make the folder", path);
        return FALSE;
    }
    parent = g_path_get_dirname(path);
    if (errno != ENOENT || strcmp(parent, path) == 0) {
        base_error_set_errno(error, errno, "make the folder", path);
        return FALSE;
    }
    if (!base_folder_make(parent, mode, error))
        return FALSE;
    if (mkdir(path, mode) != 0 && errno != EEXIST) {
        base_error_set_errno(error, errno, "make the folder", path);
        return FALSE;
    }
    return sync_parent(path, error);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds the names in `folder` to `names`; FALSE with errno, or over the limit with EOVERFLOW. */
static gboolean
read_names(DIR *folder, guint limit, GPtrArray *names)
{
    const struct dirent *entry;

    for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (names->len == limit) {
            errno = EOVERFLOW;
            return FALSE;
        }
        g_ptr_array_add(names, g_strdup(entry->d_name));
    }
    return errno == 0;
}

gboolean
base_folder_list(const char *path, guint limit, char ***ret_names, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DIR) folder = opendir(path);

    if (folder == NULL) {
        base_error_set_errno(error, errno, "open the folder", path);
        return FALSE;
    }
    if (!read_names(folder, limit, names)) {
        if (errno == EOVERFLOW)
            g_set_error(error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                        "the folder “%s” has more than %u entries", path, limit);
        else
            base_error_set_errno(error, errno, "read the folder", path);
        return FALSE;
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    *ret_names = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    return TRUE;
}

static gboolean
remove_at(int parent, const char *name, guint depth)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DIR) folder = NULL;
    int fd;

    if (unlinkat(parent, name, 0) == 0)
        return TRUE;
    if (errno != EISDIR && errno != EPERM)
        return errno == ENOENT;
    if (depth == MAX_DEPTH) {
        errno = ELOOP;
        return FALSE;
    }
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return FALSE;
    folder = fdopendir(fd);
    if (folder == NULL) {
        close(fd);
        return FALSE;
    }
    if (!read_names(folder, G_MAXUINT, names))
        return FALSE;
    for (guint i = 0; i < names->len; i++) {
        if (!remove_at(fd, g_ptr_array_index(names, i), depth + 1))
            return FALSE;
    }
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

gboolean
base_folder_remove(const char *path, GError **error)
{
    if (!remove_at(AT_FDCWD, path, 0)) {
        base_error_set_errno(error, errno, "remove", path);
        return FALSE;
    }
    return sync_parent(path, error);
}
