#include "vault-verify.h"

#include "base-digest.h"
#include "base-line.h"
#include "vault-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is being looked at: a walk through one data folder. */
typedef struct {
    const char *data_dir;
    uid_t owner; /* of the data folder, and so of everything in it */
    VaultFound found;
    gpointer data;
} Walk;

static void say(const Walk *walk, const char *kind, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
say(const Walk *walk, const char *kind, const char *format, ...)
{
    g_autofree char *words = NULL;
    va_list arguments;

    va_start(arguments, format);
    words = base_line_vprintf(format, arguments);
    va_end(arguments);
    walk->found(kind, words, walk->data);
}

static void
check_mode(const Walk *walk, const char *name, const struct stat *status)
{
    if ((status->st_mode & 077) != 0)
        say(walk, "permissions", "%s: mode %04o lets others in", name,
            (guint)status->st_mode & 07777);
    if (status->st_uid != walk->owner)
        say(walk, "permissions", "%s: has another owner than the data folder", name);
}

/* Runs `look` for each name in a folder, given relative to the data folder. */
typedef void (*Look)(const Walk *walk, const char *name, const struct stat *status, gpointer data);

static void
for_each(const Walk *walk, const char *folder, Look look, gpointer data)
{
    g_autofree char *path = g_build_filename(walk->data_dir, folder, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) names = g_dir_open(path, 0, &error);
    const char *name;

    if (names == NULL) {
        /* A folder in which nothing is yet; a backup has no uploads. */
        if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            say(walk, "permissions", "%s", error->message);
        return;
    }
    while ((name = g_dir_read_name(names)) != NULL) {
        g_autofree char *below = g_build_filename(folder, name, NULL);
        g_autofree char *whole = g_build_filename(walk->data_dir, below, NULL);
        struct stat status;

        /* Beside a running server a file may go while we look. */
        if (lstat(whole, &status) == 0)
            look(walk, below, &status, data);
    }
}

static void
look_at_file(const Walk *walk, const char *name, const struct stat *status, gpointer data)
{
    (void)data;
    check_mode(walk, name, status);
}

/* originals/ab/NAME: NAME is a digest that begins with ab, of a sealed file. */
static void
look_at_original(const Walk *walk, const char *name, const struct stat *status, gpointer digests)
{
    const char *sha256 = strrchr(name, '/') + 1;

    if (!S_ISREG(status->st_mode) || !base_digest_from_hex(sha256, NULL) ||
        strncmp(sha256, sha256 - 3, 2) != 0) {
        say(walk, "extra", "%s is not an original", name);
        return;
    }
    check_mode(walk, name, status);
    if ((status->st_mode & 0777) != 0400)
        say(walk, "permissions", "%s: mode %04o is not that of an original", name,
            (guint)status->st_mode & 07777);
    g_hash_table_add(digests, g_strdup(sha256));
}

static void
look_at_folder(const Walk *walk, const char *name, const struct stat *status, gpointer digests)
{
    const char *first = strrchr(name, '/') + 1;

    if (!S_ISDIR(status->st_mode) || strlen(first) != 2 || strspn(first, "0123456789abcdef") != 2) {
        say(walk, "extra", "%s is not an original", name);
        return;
    }
    check_mode(walk, name, status);
    for_each(walk, name, look_at_original, digests);
}

GHashTable *
vault_verify_names(const char *data_dir, VaultFound found, gpointer data)
{
    GHashTable *digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk walk = {.data_dir = data_dir, .found = found, .data = data};
    struct stat status;

    if (stat(data_dir, &status) != 0) {
        say(&walk, "missing", "%s: %s", data_dir, g_strerror(errno));
        return digests;
    }
    walk.owner = status.st_uid;
    check_mode(&walk, data_dir, &status);
    for_each(&walk, "", look_at_file, NULL);
    for_each(&walk, "uploads", look_at_file, NULL);
    for_each(&walk, "originals", look_at_folder, digests);
    return digests;
}

static char *
original_path(const char *data_dir, const char *sha256)
{
    g_autofree char *first = g_strndup(sha256, 2);

    return g_build_filename(data_dir, "originals", first, sha256, NULL);
}

static void
check_digest(const Walk *walk, int fd, const char *sha256, guint64 bytes, const char *name)
{
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) error = NULL;
    guint64 size = 0;

    if (!base_digest_file(fd, sum, &size, &error)) {
        say(walk, "changed", "%s: %s", name, error->message);
        return;
    }
    base_digest_to_hex(sum, hex);
    if (size != bytes)
        say(walk, "size", "%s has %" G_GUINT64_FORMAT " bytes, the records say %" G_GUINT64_FORMAT,
            name, size, bytes);
    if (strcmp(hex, sha256) != 0)
        say(walk, "changed", "%s has the digest %s, the records say %s", name, hex, sha256);
}

void
vault_verify_original(const char *data_dir, const char *sha256, guint64 bytes, const char *name,
                      VaultFound found, gpointer data)
{
    const Walk walk = {.data_dir = data_dir, .found = found, .data = data};
    g_autofree char *path = NULL;
    struct stat status;
    int fd;

    if (!base_digest_from_hex(sha256, NULL)) {
        say(&walk, "missing", "%s: the records name no digest", name);
        return;
    }
    path = original_path(data_dir, sha256);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        say(&walk, "missing", "%s: %s", name, g_strerror(errno));
        return;
    }
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        check_digest(&walk, fd, sha256, bytes, name);
    else
        say(&walk, "missing", "%s is not a file", name);
    close(fd);
}

GHashTable *
vault_verify_uploads(const char *data_dir)
{
    GHashTable *uploads = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree char *folder = g_build_filename(data_dir, "uploads", NULL);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    const char *name;

    while (names != NULL && (name = g_dir_read_name(names)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat status;
        gint64 number;

        if (lstat(path, &status) != 0)
            continue;
        number = (gint64)status.st_ino;
        g_hash_table_add(uploads, g_memdup2(&number, sizeof number));
    }
    return uploads;
}

gboolean
vault_verify_is_upload(const char *data_dir, const char *sha256, GHashTable *uploads)
{
    g_autofree char *path = original_path(data_dir, sha256);
    struct stat status;
    gint64 number;

    if (lstat(path, &status) != 0)
        return FALSE;
    number = (gint64)status.st_ino;
    return g_hash_table_contains(uploads, &number);
}
