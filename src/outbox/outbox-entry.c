#include "outbox-private.h"

#include "base-clock.h"
#include "base-digest.h"
#include "base-error.h"
#include "base-file.h"
#include "base-id.h"
#include "base-json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION  1
#define MAX_TEXT 2000

char *
outbox_entry_folder(Outbox *outbox, OutboxState state, const char *id)
{
    return g_build_filename(outbox->path, outbox_state_code(state), id, NULL);
}

char *
outbox_entry_file(Outbox *outbox, OutboxState state, const char *id, const char *name)
{
    return g_build_filename(outbox->path, outbox_state_code(state), id, name, NULL);
}

const char *
outbox_entry_original(const char *media_type)
{
    if (strcmp(media_type, "image/tiff") == 0)
        return "original.tif";
    if (strcmp(media_type, "application/pdf") == 0)
        return "original.pdf";
    return NULL;
}

gboolean
outbox_entry_state(Outbox *outbox, const char *id, OutboxState *ret_state, GError **error)
{
    for (guint i = 0; i < OUTBOX_STATE_COUNT && base_id_is_uuid(id); i++) {
        g_autofree char *folder = outbox_entry_folder(outbox, (OutboxState)i, id);
        struct stat status;

        if (lstat(folder, &status) == 0 && S_ISDIR(status.st_mode)) {
            *ret_state = (OutboxState)i;
            return TRUE;
        }
    }
    g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNKNOWN, "the outbox has no entry “%.40s”", id);
    return FALSE;
}

gboolean
outbox_entry_move(Outbox *outbox, const char *id, OutboxState from, OutboxState to, GError **error)
{
    g_autofree char *from_folder = outbox_entry_folder(outbox, from, id);
    g_autofree char *to_folder = outbox_entry_folder(outbox, to, id);
    GError *cause = NULL;

    if (!base_file_rename(from_folder, to_folder, &cause)) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    g_debug("outbox entry %s: %s → %s", id, outbox_state_code(from), outbox_state_code(to));
    return TRUE;
}

gboolean
outbox_entry_pass(Outbox *outbox, const char *id, OutboxState from, OutboxState to, GError **error)
{
    g_autoptr(GError) failed = NULL;
    OutboxState now;

    if (outbox_entry_move(outbox, id, from, to, &failed) ||
        (outbox_entry_state(outbox, id, &now, NULL) && now == to))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

/* A sidecar's object, or NULL where there is none that can be read. */
static json_t *
load_sidecar(Outbox *outbox, OutboxState state, const char *id, const char *name)
{
    g_autofree char *path = outbox_entry_file(outbox, state, id, name);
    g_autofree char *bytes = NULL;
    json_t *json = NULL;
    gsize size = 0;

    if (base_file_read(path, OUTBOX_MAX_SIDECAR, &bytes, &size, NULL) &&
        base_json_parse(bytes, size, OUTBOX_MAX_SIDECAR, &json, NULL))
        return json;
    return NULL;
}

/* reason.json into the item; without one its texts are "". */
static void
read_reason(Outbox *outbox, OutboxItem *item)
{
    g_autoptr(json_t) json = load_sidecar(outbox, item->state, item->id, OUTBOX_REASON);
    const char *code = "", *words = "";
    gint64 attempts = 0, at = 0;

    if (json != NULL) {
        BaseJsonReader reader;

        base_json_reader_init(&reader, json, "reason");
        base_json_read_optional_string(&reader, "code", MAX_TEXT, &code);
        base_json_read_optional_string(&reader, "reason", MAX_TEXT, &words);
        base_json_read_optional_int(&reader, "attempts", 0, G_MAXINT32, &attempts);
        base_json_read_optional_int(&reader, "next_attempt", 0, G_MAXINT64, &item->next_attempt);
        base_json_read_optional_int(&reader, "at", 0, G_MAXINT64, &at);
        base_json_reader_end_lenient(&reader, NULL);
    }
    item->reason_code = g_strdup(code);
    item->reason = g_strdup(words);
    item->attempts = (guint)attempts;
    item->changed_at = MAX(item->changed_at, at);
}

gboolean
outbox_reason_save(Outbox *outbox, OutboxState state, const char *id, const OutboxReason *reason,
                   GError **error)
{
    g_autofree char *path = outbox_entry_file(outbox, state, id, OUTBOX_REASON);
    g_autofree char *words = g_utf8_make_valid(reason->words, -1);
    g_autofree char *text = NULL;
    g_autoptr(json_t) json = NULL;
    GError *cause = NULL;

    if (g_utf8_strlen(words, -1) > MAX_TEXT)
        *g_utf8_offset_to_pointer(words, MAX_TEXT) = '\0';
    g_strdelimit(words, "\n\r\t", ' ');
    json = json_pack("{s:i, s:s, s:s, s:s, s:i, s:I, s:I}", "version", VERSION, "code",
                     reason->code, "reason", words, "who", reason->who, "attempts",
                     (int)reason->attempts, "next_attempt", (json_int_t)reason->next_attempt, "at",
                     (json_int_t)base_clock_now());
    text = base_json_to_string(json);
    if (!base_file_write(path, text, strlen(text), 0600, &cause)) {
        outbox_take_error(error, cause);
        return FALSE;
    }
    return TRUE;
}

int
outbox_entry_open_checked(Outbox *outbox, OutboxState state, const char *id,
                          const OutboxCapture *capture, GError **error)
{
    g_autofree char *path = outbox_entry_file(outbox, state, id,
                                              outbox_entry_original(capture->media_type));
    guint8 sum[BASE_DIGEST_SIZE];
    char hex[BASE_DIGEST_HEX_SIZE];
    g_autoptr(GError) cause = NULL;
    guint64 size = 0;
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0 ? errno == ENOENT || errno == ELOOP
               : fstat(fd, &status) == 0 && !S_ISREG(status.st_mode)) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED,
                    "the original of entry %s is missing", id);
    } else if (fd < 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE,
                    "the original of entry %s cannot be opened: %s", id, g_strerror(errno));
    } else if (!base_digest_file(fd, sum, &size, &cause)) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_UNREADABLE, "entry %s: %s", id,
                    cause->message);
    } else if (base_digest_to_hex(sum, hex),
               size != capture->bytes || strcmp(hex, capture->sha256) != 0) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_DAMAGED,
                    "the original of entry %s is not what was sealed: %" G_GUINT64_FORMAT
                    " bytes instead of %" G_GUINT64_FORMAT ", or other ones",
                    id, size, capture->bytes);
    } else {
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

gboolean
outbox_entry_quarantine(Outbox *outbox, OutboxState from, const char *id, const char *code,
                        const char *words, GError **error)
{
    const OutboxReason reason = {code, words, "", 0, 0};

    /* Where the reason cannot be written, the entry is moved all the same. */
    outbox_reason_save(outbox, from, id, &reason, NULL);
    return outbox_entry_move(outbox, id, from, OUTBOX_STATE_QUARANTINE, error);
}

void
outbox_item_free(OutboxItem *item)
{
    if (item == NULL)
        return;
    outbox_capture_free(item->capture);
    g_free(item->id);
    g_free(item->path);
    g_free(item->upload);
    g_free(item->reason_code);
    g_free(item->reason);
    g_free(item->receipt);
    g_free(item);
}

static char *
read_upload(Outbox *outbox, OutboxState state, const char *id)
{
    g_autoptr(json_t) json = load_sidecar(outbox, state, id, OUTBOX_UPLOAD);
    const char *upload = json_string_value(json_object_get(json, "upload"));

    return g_strdup(upload != NULL && base_id_is_safe(upload) ? upload : "");
}

static char *
read_receipt(Outbox *outbox, OutboxState state, const char *id, gint64 *ret_at)
{
    g_autoptr(json_t) json = load_sidecar(outbox, state, id, OUTBOX_RECEIPT);
    json_t *receipt = json_object_get(json, "receipt");

    if (!json_is_object(receipt))
        return g_strdup("");
    *ret_at = json_integer_value(json_object_get(json, "at"));
    return base_json_to_string(receipt);
}

static char *
existing_file(Outbox *outbox, OutboxState state, const char *id, const char *name)
{
    g_autofree char *path = outbox_entry_file(outbox, state, id, name);

    return access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

static char *
find_original(Outbox *outbox, OutboxState state, const char *id)
{
    static const char *const names[] = {"original.tif", "original.pdf", OUTBOX_PART};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        char *path = existing_file(outbox, state, id, names[i]);

        if (path != NULL)
            return path;
    }
    return g_strdup("");
}

gint64
outbox_entry_changed(Outbox *outbox, OutboxState state, const char *id)
{
    g_autofree char *folder = outbox_entry_folder(outbox, state, id);
    struct stat status;

    return lstat(folder, &status) == 0 ? status.st_mtime * BASE_SECOND : 0;
}

OutboxItem *
outbox_entry_read(Outbox *outbox, OutboxState state, const char *id)
{
    g_autofree char *sidecar = outbox_entry_file(outbox, state, id, OUTBOX_CAPTURE);
    g_autoptr(GError) fault = NULL;
    OutboxItem *item = g_new0(OutboxItem, 1);

    item->id = g_strdup(id);
    item->state = state;
    item->path = find_original(outbox, state, id);
    item->upload = read_upload(outbox, state, id);
    item->receipt = read_receipt(outbox, state, id, &item->changed_at);
    item->capture = outbox_capture_load(sidecar, &fault);
    read_reason(outbox, item);
    if (item->changed_at == 0)
        item->changed_at = item->capture != NULL ? item->capture->captured_at
                                                 : outbox_entry_changed(outbox, state, id);
    if (item->capture == NULL && state != OUTBOX_STATE_MAKING && *item->reason_code == '\0') {
        g_free(item->reason_code);
        g_free(item->reason);
        item->reason_code = g_strdup(fault->code == OUTBOX_ERROR_DAMAGED ? "damaged"
                                                                         : "unreadable");
        item->reason = g_strdup(fault->message);
    }
    return item;
}
