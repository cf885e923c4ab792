#include "scan-digest.h"

#include "page-sum.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

struct ScanDigest {
    gatomicrefcount references;
    int fd;
    GCancellable *ending;
    GMutex waiting;  /* guards `thread` */
    GThread *thread; /* NULL once it has ended */
    /* Written by the thread, and read after its end. */
    gboolean done;
    guint64 bytes;
    char crc64[PAGE_CRC64_HEX_SIZE];
    char sha256[BASE_DIGEST_HEX_SIZE];
};

static gpointer
digest_thread(gpointer data)
{
    ScanDigest *digest = data;
    guint8 sum[BASE_DIGEST_SIZE];
    digest->done = page_sum_file(digest->fd, digest->ending, sum, digest->crc64, &digest->bytes,
                                 NULL);
    if (digest->done)
        base_digest_to_hex(sum, digest->sha256);
    return NULL;
}

static void
digest_free(ScanDigest *digest)
{
    g_object_unref(digest->ending);
    g_mutex_clear(&digest->waiting);
    close(digest->fd);
    g_free(digest);
}

ScanDigest *
scan_digest_start(int fd)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return NULL;
    ScanDigest *digest = g_new0(ScanDigest, 1);
    g_atomic_ref_count_init(&digest->references);
    digest->fd = own;
    digest->ending = g_cancellable_new();
    g_mutex_init(&digest->waiting);
    digest->thread = g_thread_try_new("digest", digest_thread, digest, NULL);
    if (digest->thread == NULL)
        g_clear_pointer(&digest, digest_free);
    return digest;
}

ScanDigest *
scan_digest_ref(ScanDigest *digest)
{
    g_atomic_ref_count_inc(&digest->references);
    return digest;
}

static void
join(ScanDigest *digest)
{
    g_mutex_lock(&digest->waiting);
    if (digest->thread != NULL)
        g_thread_join(g_steal_pointer(&digest->thread));
    g_mutex_unlock(&digest->waiting);
}

void
scan_digest_unref(ScanDigest *digest)
{
    if (digest == NULL || !g_atomic_ref_count_dec(&digest->references))
        return;
    g_cancellable_cancel(digest->ending);
    join(digest);
    digest_free(digest);
}

gboolean
scan_digest_wait(ScanDigest *digest, guint64 bytes, const char *crc64,
                 char ret_sha256[BASE_DIGEST_HEX_SIZE])
{
    *ret_sha256 = '\0';
    if (digest == NULL)
        return FALSE;
    join(digest);
    if (!digest->done || digest->bytes != bytes || strcmp(digest->crc64, crc64) != 0)
        return FALSE;
    memcpy(ret_sha256, digest->sha256, BASE_DIGEST_HEX_SIZE);
    return TRUE;
}
