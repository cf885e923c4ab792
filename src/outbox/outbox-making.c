#include "outbox-private.h"

#include "base-error.h"
#include "base-file.h"
#include "base-folder.h"
#include "page-sum.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An unlinked file in the entry's folder, so that it is on the same disk and gone with us. */
static int
open_scratch(const char *folder, GError **error)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    g_autofree char *path = NULL;

    if (fd >= 0)
        return fd;
    /* Not every file system has O_TMPFILE. */
    path = g_build_filename(folder, "scratch", NULL);
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        base_error_set_errno(error, errno, "create", path);
    else
        unlink(path);
    return fd;
}

static gboolean
make_entry(Outbox *outbox, const char *id, guint64 reserve, int *ret_fd, int *ret_scratch_fd,
           GError **error)
{
    g_autofree char *folder = outbox_entry_folder(outbox, OUTBOX_STATE_MAKING, id);
    g_autofree char *part = g_build_filename(folder, OUTBOX_PART, NULL);
    int fd, scratch;

    if (!base_folder_make(folder, 0700, error))
        return FALSE;
    fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        base_error_set_errno(error, errno, "create", part);
        return FALSE;
    }
    scratch = base_file_reserve(fd, reserve, error) ? open_scratch(folder, error) : -1;
    if (scratch < 0) {
        close(fd);
        return FALSE;
    }
    *ret_fd = fd;
    *ret_scratch_fd = scratch;
    return TRUE;
}

gboolean
outbox_begin(Outbox *outbox, const char *id, guint64 reserve, int *ret_fd, int *ret_scratch_fd,
             GError **error)
{
    GError *cause = NULL;
    OutboxState state;
    gboolean done;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    if (outbox_entry_state(outbox, id, &state, NULL)) {
        outbox_unlock(outbox);
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "there is an entry %s already", id);
        return FALSE;
    }
    done = make_entry(outbox, id, reserve, ret_fd, ret_scratch_fd, &cause);
    if (!done) {
        g_autofree char *folder = outbox_entry_folder(outbox, OUTBOX_STATE_MAKING, id);

        /* Nothing was promised yet, and a full disk must not keep our rest. */
        base_folder_remove(folder, NULL);
        outbox_take_error(error, cause);
    }
    outbox_unlock(outbox);
    return done;
}

/* fsync, then what stands on the disk is read back and held against what the helper wrote.
 * *ret_synced FALSE: the fsync failed, and the file must never be believed again. */
static gboolean
check_part(const char *path, OutboxCapture *capture, gboolean *ret_synced, GError **error)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    gboolean digested = *capture->sha256 != '\0';
    guint8 digest[BASE_DIGEST_SIZE];
    char crc64[PAGE_CRC64_HEX_SIZE];
    struct stat status;
    guint64 size = 0;
    gboolean done;
    GError *cause = NULL;

    if (fd < 0) {
        base_error_set_errno(&cause, errno, "open", path);
        outbox_take_error(error, cause);
        return FALSE;
    }
    /* Cutting to its own length gives back what was reserved behind it. */
    done = fstat(fd, &status) == 0 && ftruncate(fd, status.st_size) == 0;
    if (!done)
        base_error_set_errno(&cause, errno, "trim", path);
    *ret_synced = !done || base_file_sync(fd, path, &cause);
    done = done && *ret_synced &&
           page_sum_file(fd, NULL, digested ? NULL : digest, crc64, &size, &cause);
    close(fd);
    if (!done) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    if (size == 0 || size != capture->bytes || strcmp(crc64, capture->crc64) != 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DIGEST,
                    "entry %s reads back as %" G_GUINT64_FORMAT
                    " bytes with CRC-64 %s, but %" G_GUINT64_FORMAT
                    " bytes with CRC-64 %s were written",
                    capture->id, size, crc64, capture->bytes, capture->crc64);
        return FALSE;
    }
    if (!digested)
        base_digest_to_hex(digest, capture->sha256);
    return TRUE;
}

/* After a failed fsync, "not saved" must stay true for ever: the kernel has forgotten what is not
 * on the disk, so that another try would succeed without it; and what is reported as failed may not
 * be sent later. */
static gboolean
set_aside(Outbox *outbox, OutboxState from, const char *id)
{
    outbox_entry_quarantine(outbox, from, id, "not_saved",
                            "the disk did not confirm that the entry was saved", NULL);
    return FALSE;
}

/* Makes it a part again, which can be sealed later. */
static gboolean
unseal(const char *part, const char *original, const char *sidecar)
{
    return base_file_remove(sidecar, NULL) && base_file_rename(original, part, NULL);
}

/* TRUE for what another try may find otherwise: room, or a descriptor. */
static gboolean
may_pass(const GError *cause)
{
    return g_error_matches(cause, BASE_ERROR, BASE_ERROR_NO_SPACE) ||
           g_error_matches(cause, BASE_ERROR, BASE_ERROR_NO_RESOURCES);
}

/* reliability.md, "The order of saving": each step is on the disk before the next begins. */
static gboolean
seal_entry(Outbox *outbox, OutboxCapture *capture, const char *name, GError **error)
{
    g_autofree char *part = outbox_entry_file(outbox, OUTBOX_STATE_MAKING, capture->id,
                                              OUTBOX_PART);
    g_autofree char *original = outbox_entry_file(outbox, OUTBOX_STATE_MAKING, capture->id, name);
    g_autofree char *sidecar = outbox_entry_file(outbox, OUTBOX_STATE_MAKING, capture->id,
                                                 OUTBOX_CAPTURE);
    gboolean synced = TRUE;
    GError *cause = NULL;

    if (!check_part(part, capture, &synced, error))
        return synced ? FALSE : set_aside(outbox, OUTBOX_STATE_MAKING, capture->id);
    if (!base_file_rename(part, original, &cause)) {
        outbox_take_error(error, cause);
        return set_aside(outbox, OUTBOX_STATE_MAKING, capture->id);
    }
    if (!outbox_capture_save(capture, sidecar, &cause)) {
        gboolean later = may_pass(cause) && unseal(part, original, sidecar);

        outbox_take_error(error, cause);
        return later ? FALSE : set_aside(outbox, OUTBOX_STATE_MAKING, capture->id);
    }
    if (outbox_entry_move(outbox, capture->id, OUTBOX_STATE_MAKING, OUTBOX_STATE_READY, error))
        return TRUE;
    /* Either it did not move, or nobody knows whether it will have moved. */
    if (!unseal(part, original, sidecar)) {
        set_aside(outbox, OUTBOX_STATE_MAKING, capture->id);
        set_aside(outbox, OUTBOX_STATE_READY, capture->id);
    }
    return FALSE;
}

gboolean
outbox_seal(Outbox *outbox, OutboxCapture *capture, char **ret_path, GError **error)
{
    const char *name = outbox_entry_original(capture->media_type);
    OutboxState state;
    gboolean done = FALSE;

    if (name == NULL) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE,
                    "entry %s has no media type to be sealed with", capture->id);
        return FALSE;
    }
    if (!outbox_lock(outbox, capture->id, error))
        return FALSE;
    if (outbox_entry_state(outbox, capture->id, &state, error)) {
        if (state == OUTBOX_STATE_MAKING)
            done = seal_entry(outbox, capture, name, error);
        else
            g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE, "entry %s is sealed already",
                        capture->id);
    }
    outbox_unlock(outbox);
    if (done && ret_path != NULL)
        *ret_path = outbox_entry_file(outbox, OUTBOX_STATE_READY, capture->id, name);
    return done;
}

gboolean
outbox_abandon(Outbox *outbox, const char *id, GError **error)
{
    g_autofree char *folder = NULL;
    GError *cause = NULL;
    gboolean done;

    if (!outbox_lock(outbox, id, error))
        return FALSE;
    folder = outbox_entry_folder(outbox, OUTBOX_STATE_MAKING, id);
    done = base_folder_remove(folder, &cause);
    outbox_unlock(outbox);
    if (!done)
        outbox_take_error(error, cause);
    return done;
}
