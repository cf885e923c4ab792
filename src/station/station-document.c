#include "station-document.h"

#include "base-error.h"
#include "base-file.h"
#include "base-id.h"
#include "page-sum.h"
#include "station-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct StationDocument {
    char *path;
    char *folder;
    char *part; /* the present temporary file, or NULL */
};

static gboolean
fail_exists(const char *path, GError **error)
{
    g_set_error(error, STATION_ERROR, STATION_ERROR_OUTPUT_EXISTS, "%s", path);
    return FALSE;
}

StationDocument *
station_document_new(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        fail_exists(path, error);
        return NULL;
    }
    StationDocument *document = g_new0(StationDocument, 1);
    document->path = g_strdup(path);
    document->folder = g_path_get_dirname(path);
    return document;
}

static void
drop_part(StationDocument *document)
{
    if (document->part != NULL)
        unlink(document->part);
    g_clear_pointer(&document->part, g_free);
}

void
station_document_free(StationDocument *document)
{
    if (document == NULL)
        return;
    drop_part(document);
    g_free(document->folder);
    g_free(document->path);
    g_free(document);
}

/* A file of our own name in the folder; -1 on failure. */
static int
open_new(StationDocument *document, char **ret_path, GError **error)
{
    char uuid[BASE_UUID_SIZE];
    base_id_new_uuid(uuid);
    g_autofree char *name = g_strdup_printf(".scan-%s.part", uuid);
    g_autofree char *path = g_build_filename(document->folder, name, NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        base_error_set_errno(error, errno, "make", path);
    else
        *ret_path = g_steal_pointer(&path);
    return fd;
}

gboolean
station_document_open(guint64 reserve, int *ret_fd, int *ret_scratch_fd, gpointer user_data,
                      GError **error)
{
    StationDocument *document = user_data;
    g_autofree char *scratch = NULL;
    drop_part(document);
    int fd = open_new(document, &document->part, error);
    if (fd < 0)
        return FALSE;
    int scratch_fd = -1;
    if (base_file_reserve(fd, reserve, error))
        scratch_fd = open_new(document, &scratch, error);
    if (scratch_fd < 0) {
        close(fd);
        return FALSE;
    }
    unlink(scratch);
    *ret_fd = fd;
    *ret_scratch_fd = scratch_fd;
    return TRUE;
}

static gboolean
check_part(StationDocument *document, int fd, const ScanResult *result,
           char ret_sha256[BASE_DIGEST_HEX_SIZE], GError **error)
{
    guint8 digest[BASE_DIGEST_SIZE];
    char crc64[PAGE_CRC64_HEX_SIZE];
    guint64 size = 0;
    gboolean digested = scan_digest_wait(result->digest, result->bytes, result->crc64, ret_sha256);
    if (!base_file_sync(fd, document->part, error) ||
        !page_sum_file(fd, NULL, digested ? NULL : digest, crc64, &size, error))
        return FALSE;
    /* Gives the reserved room behind the document back. */
    if (ftruncate(fd, (off_t)size) < 0) {
        base_error_set_errno(error, errno, "cut", document->part);
        return FALSE;
    }
    if (!digested)
        base_digest_to_hex(digest, ret_sha256);
    if (size == result->bytes && strcmp(crc64, result->crc64) == 0)
        return TRUE;
    g_set_error(error, STATION_ERROR, STATION_ERROR_CHANGED,
                "%s: %" G_GUINT64_FORMAT " bytes, CRC-64 %s", document->part, size, crc64);
    return FALSE;
}

gboolean
station_document_keep(StationDocument *document, const ScanResult *result,
                      char ret_sha256[BASE_DIGEST_HEX_SIZE], GError **error)
{
    g_autoptr(GError) failed = NULL;
    int fd = open(document->part, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        base_error_set_errno(error, errno, "open", document->part);
        return FALSE;
    }
    gboolean good = check_part(document, fd, result, ret_sha256, error);
    close(fd);
    if (!good)
        return FALSE;
    if (base_file_rename(document->part, document->path, &failed)) {
        g_clear_pointer(&document->part, g_free);
        return TRUE;
    }
    if (g_error_matches(failed, BASE_ERROR, BASE_ERROR_EXISTS))
        return fail_exists(document->path, error);
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}
