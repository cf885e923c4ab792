/* The vault's promises: an offset that was told stays, and an original is what was announced. */
#include "base-digest.h"
#include "base-folder.h"
#include "vault.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_fsync(int fd);
int __wrap_fsync(int fd);

/* The next fsync of a regular file fails, as the linker's --wrap lets it. */
static gboolean fail_fsync;
static guint fsyncs;

int
__wrap_fsync(int fd)
{
    struct stat status;

    fsyncs++;
    if (fail_fsync && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        fail_fsync = FALSE;
        errno = EIO;
        return -1;
    }
    return __real_fsync(fd);
}

typedef struct {
    char *folder;
    Vault *vault;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = g_dir_make_tmp("vault-XXXXXX", NULL);
    fixture->vault = vault_open(fixture->folder, NULL);
    g_assert_nonnull(fixture->vault);
    g_assert_true(vault_upload_create(fixture->vault, "u1", NULL));
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    g_autofree char *command = g_strdup_printf("rm -r '%s'", fixture->folder);

    (void)data;
    vault_close(fixture->vault);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(fixture->folder);
}

static void
digest_of(const char *text, guint8 sum[BASE_DIGEST_SIZE], char hex[BASE_DIGEST_HEX_SIZE])
{
    base_digest_bytes(text, strlen(text), sum);
    base_digest_to_hex(sum, hex);
}

static void
send(Vault *vault, guint64 offset, const char *text)
{
    VaultPatch *patch = vault_patch_open(vault, "u1", offset, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    guint64 now = 0;

    g_assert_nonnull(patch);
    g_assert_true(vault_patch_append(patch, text, strlen(text), NULL));
    g_assert_true(vault_patch_close(patch, TRUE, &now, NULL));
    g_assert_cmpuint(now, ==, offset + strlen(text));
}

static guint64
offset_of(Vault *vault)
{
    guint64 offset = 999;

    g_assert_true(vault_upload_offset(vault, "u1", &offset, NULL));
    return offset;
}

static void
test_append(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    g_autoptr(GError) error = NULL;

    (void)data;
    send(vault, 0, "abcd");
    g_assert_cmpuint(offset_of(vault), ==, 4);
    g_assert_null(vault_patch_open(vault, "u1", 3, 8, VAULT_CHECKSUM_NONE, NULL, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_OFFSET);
    g_clear_error(&error);
    g_assert_null(vault_patch_open(vault, "u2", 0, 8, VAULT_CHECKSUM_NONE, NULL, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(vault_patch_open(vault, "../u1", 0, 8, VAULT_CHECKSUM_NONE, NULL, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
    send(vault, 4, "efgh");
    g_assert_cmpuint(offset_of(vault), ==, 8);
}

static void
test_too_long(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    VaultPatch *patch = vault_patch_open(vault, "u1", 0, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_autoptr(GError) error = NULL;

    (void)data;
    g_assert_false(vault_patch_append(patch, "123456789", 9, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_TOO_LONG);
    g_assert_true(vault_patch_close(patch, FALSE, NULL, NULL));
    g_assert_cmpuint(offset_of(vault), ==, 0);
}

static void
test_checksum(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) error = NULL;
    guint64 offset = 0;
    VaultPatch *patch;

    (void)data;
    digest_of("efgh", sum, hex);
    send(vault, 0, "abcd");
    patch = vault_patch_open(vault, "u1", 4, 8, VAULT_CHECKSUM_SHA256, sum, NULL);
    g_assert_true(vault_patch_append(patch, "efgX", 4, NULL));
    g_assert_false(vault_patch_close(patch, TRUE, NULL, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_CHECKSUM);
    g_assert_cmpuint(offset_of(vault), ==, 4);
    patch = vault_patch_open(vault, "u1", 4, 8, VAULT_CHECKSUM_SHA256, sum, NULL);
    g_assert_true(vault_patch_append(patch, "ef", 2, NULL));
    g_assert_true(vault_patch_close(patch, FALSE, &offset, NULL));
    g_assert_cmpuint(offset, ==, 4);
    patch = vault_patch_open(vault, "u1", 4, 8, VAULT_CHECKSUM_SHA256, sum, NULL);
    g_assert_true(vault_patch_append(patch, "ef", 2, NULL));
    g_assert_true(vault_patch_append(patch, "gh", 2, NULL));
    g_assert_true(vault_patch_close(patch, TRUE, &offset, NULL));
    g_assert_cmpuint(offset, ==, 8);
}

/* A writer may still cut back what it has appended: nobody is told of it, nothing is made of it. */
static void
test_one_writer(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) error = NULL;
    VaultPatch *patch;

    (void)data;
    digest_of("abcd", sum, hex);
    patch = vault_patch_open(vault, "u1", 0, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_assert_true(vault_patch_append(patch, "abcd", 4, NULL));
    g_assert_null(vault_patch_open(vault, "u1", 4, 8, VAULT_CHECKSUM_NONE, NULL, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_BUSY);
    g_clear_error(&error);
    g_assert_false(vault_adopt(vault, "u1", hex, 4, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_BUSY);
    g_assert_cmpuint(offset_of(vault), ==, 0);
    g_assert_true(vault_patch_close(patch, TRUE, NULL, NULL));
    g_assert_cmpuint(offset_of(vault), ==, 4);
    g_assert_true(vault_adopt(vault, "u1", hex, 4, NULL));
}

static void
test_adopt(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE], bytes[9] = "";
    g_autoptr(GError) error = NULL;
    struct stat status;
    guint64 size = 0;
    int fd;

    (void)data;
    digest_of("abcdefgh", sum, hex);
    send(vault, 0, "abcdefgh");
    g_assert_false(vault_adopt(vault, "u1", hex, 7, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_DIGEST);
    g_clear_error(&error);
    g_assert_cmpint(vault_original_open(vault, hex, &size, &error), ==, -1);
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
    for (int i = 0; i < 2; i++) /* a refused commit is tried again */
        g_assert_true(vault_adopt(vault, "u1", hex, 8, NULL));
    g_assert_true(vault_upload_remove(vault, "u1", NULL));
    fd = vault_original_open(vault, hex, &size, NULL);
    g_assert_cmpint(read(fd, bytes, 8), ==, 8);
    g_assert_cmpstr(bytes, ==, "abcdefgh");
    g_assert_true(fstat(fd, &status) == 0 && (status.st_mode & 07777) == 0400);
    close(fd);
}

/* No more than a name costs: the bytes with their mode, and the folder. */
static void
test_adopt_syncs_twice(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    guint64 size = 0;

    (void)data;
    digest_of("abcd", sum, hex);
    send(vault, 0, "abcd");
    fsyncs = 0;
    g_assert_true(vault_upload_size(vault, "u1", &size, NULL));
    g_assert_cmpuint(size, ==, 4);
    g_assert_true(vault_adopt(vault, "u1", hex, 4, NULL));
    g_assert_true(vault_upload_forget(vault, "u1", NULL));
    g_assert_cmpuint(fsyncs, ==, 2);
    g_assert_false(vault_upload_size(vault, "u1", &size, NULL));
    g_assert_true(vault_upload_forget(vault, "u1", NULL));
}

/* What is not on the disk gets no name. */
static void
test_adopt_without_disk(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) error = NULL;
    guint64 size = 0;

    (void)data;
    digest_of("abcd", sum, hex);
    send(vault, 0, "abcd");
    fail_fsync = TRUE;
    g_assert_false(vault_adopt(vault, "u1", hex, 4, &error));
    g_assert_false(fail_fsync);
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_IO);
    g_clear_error(&error);
    g_assert_cmpint(vault_original_open(vault, hex, &size, &error), ==, -1);
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(vault_upload_offset(vault, "u1", &size, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
}

/* Our own damaged file is no fault of the sender's, who must keep the scan and try again. */
static void
test_damaged_original(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;

    (void)data;
    digest_of("abcd", sum, hex);
    send(vault, 0, "abcd");
    path = g_strdup_printf("%s/originals/%.2s/%s", fixture->folder, hex, hex);
    g_assert_true(g_file_set_contents(path, "abcX", 4, NULL));
    g_assert_false(vault_adopt(vault, "u1", hex, 4, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_IO);
}

static void
test_failed_fsync(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    VaultPatch *patch = vault_patch_open(vault, "u1", 0, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_autoptr(GError) error = NULL;
    guint64 offset = 0;

    (void)data;
    g_assert_true(vault_patch_append(patch, "abcd", 4, NULL));
    fail_fsync = TRUE;
    g_assert_false(vault_patch_close(patch, TRUE, NULL, &error));
    g_assert_false(fail_fsync);
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_IO);
    g_clear_error(&error);
    g_assert_false(vault_upload_offset(vault, "u1", &offset, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_NOT_FOUND);
}

/* A request that is cut ends in the socket thread, which must not wait for the disk. Its bytes are
 * synced when they are told of. */
static void
test_cut_waits_for_no_disk(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    VaultPatch *patch = vault_patch_open(vault, "u1", 0, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    guint64 offset = 0;

    (void)data;
    g_assert_true(vault_patch_append(patch, "abcd", 4, NULL));
    fail_fsync = TRUE;
    g_assert_true(vault_patch_close(patch, FALSE, NULL, NULL));
    g_assert_true(fail_fsync);
    g_assert_false(vault_upload_offset(vault, "u1", &offset, NULL));
    g_assert_false(fail_fsync);
}

/* No file grows past so many bytes; gives the limit that there was. */
static struct rlimit
limit_files(rlim_t bytes)
{
    struct rlimit before, limit;

    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    limit = before;
    limit.rlim_cur = bytes;
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    return before;
}

static void
test_full(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    struct rlimit before;
    g_autoptr(GError) error = NULL;
    VaultPatch *patch;

    (void)data;
    send(vault, 0, "abcd");
    before = limit_files(6);
    patch = vault_patch_open(vault, "u1", 4, 8, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_assert_true(vault_patch_append(patch, "efgh", 4, NULL));
    g_assert_false(vault_patch_close(patch, TRUE, NULL, &error));
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_FULL);
    g_assert_cmpuint(offset_of(vault), ==, 4);
    send(vault, 4, "efgh");
}

static void
test_full_while_it_comes(Fixture *fixture, gconstpointer data)
{
    Vault *vault = fixture->vault;
    const gsize large = 1 << 20; /* more than is gathered */
    g_autofree char *bytes = g_malloc0(large);
    g_autoptr(GError) error = NULL;
    struct rlimit before;
    VaultPatch *patch;

    (void)data;
    send(vault, 0, "abcd");
    before = limit_files(6);
    patch = vault_patch_open(vault, "u1", 4, 4 + large, VAULT_CHECKSUM_NONE, NULL, NULL);
    g_assert_false(vault_patch_append(patch, bytes, large, &error));
    g_assert_error(error, VAULT_ERROR, VAULT_ERROR_FULL);
    g_assert_true(vault_patch_close(patch, FALSE, NULL, NULL));
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_cmpuint(offset_of(vault), ==, 4);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/vault/append", Fixture, NULL, set_up, test_append, tear_down);
    g_test_add("/vault/too-long", Fixture, NULL, set_up, test_too_long, tear_down);
    g_test_add("/vault/checksum", Fixture, NULL, set_up, test_checksum, tear_down);
    g_test_add("/vault/one-writer", Fixture, NULL, set_up, test_one_writer, tear_down);
    g_test_add("/vault/adopt", Fixture, NULL, set_up, test_adopt, tear_down);
    g_test_add("/vault/adopt-syncs-twice", Fixture, NULL, set_up, test_adopt_syncs_twice,
               tear_down);
    g_test_add("/vault/adopt-without-disk", Fixture, NULL, set_up, test_adopt_without_disk,
               tear_down);
    g_test_add("/vault/damaged-original", Fixture, NULL, set_up, test_damaged_original, tear_down);
    g_test_add("/vault/failed-fsync", Fixture, NULL, set_up, test_failed_fsync, tear_down);
    g_test_add("/vault/cut-waits-for-no-disk", Fixture, NULL, set_up, test_cut_waits_for_no_disk,
               tear_down);
    g_test_add("/vault/full", Fixture, NULL, set_up, test_full, tear_down);
    g_test_add("/vault/full-while-it-comes", Fixture, NULL, set_up, test_full_while_it_comes,
               tear_down);
    return g_test_run();
}
