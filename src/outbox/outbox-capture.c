#include "outbox-private.h"

#include "base-clock.h"
#include "base-digest.h"
#include "base-error.h"
#include "base-file.h"
#include "base-id.h"
#include "base-json.h"

#include <string.h>

#define VERSION  1
#define MAX_TEXT 1000

/* The texts of a capture and their keys; one table for making, copying, reading and writing. */
static const struct {
    const char *key;
    gsize offset;
} texts[] = {
    {"id", G_STRUCT_OFFSET(OutboxCapture, id)},
    {"report_id", G_STRUCT_OFFSET(OutboxCapture, report_id)},
    {"student_id", G_STRUCT_OFFSET(OutboxCapture, student_id)},
    {"student_name", G_STRUCT_OFFSET(OutboxCapture, student_name)},
    {"certificate_name", G_STRUCT_OFFSET(OutboxCapture, certificate_name)},
    {"operator", G_STRUCT_OFFSET(OutboxCapture, operator_id)},
    {"server", G_STRUCT_OFFSET(OutboxCapture, server)},
    {"station", G_STRUCT_OFFSET(OutboxCapture, station)},
    {"scanner_vendor", G_STRUCT_OFFSET(OutboxCapture, scanner_vendor)},
    {"scanner_model", G_STRUCT_OFFSET(OutboxCapture, scanner_model)},
    {"scanner_device", G_STRUCT_OFFSET(OutboxCapture, scanner_device)},
    {"settings", G_STRUCT_OFFSET(OutboxCapture, settings)},
    {"media_type", G_STRUCT_OFFSET(OutboxCapture, media_type)},
};

static char **
text_of(OutboxCapture *capture, guint i)
{
    return G_STRUCT_MEMBER_P(capture, texts[i].offset);
}

OutboxCapture *
outbox_capture_new(void)
{
    OutboxCapture *capture = g_new0(OutboxCapture, 1);

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(capture, i) = g_strdup("");
    return capture;
}

OutboxCapture *
outbox_capture_copy(const OutboxCapture *capture)
{
    OutboxCapture *copy = g_memdup2(capture, sizeof *capture);

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(copy, i) = g_strdup(*text_of(copy, i));
    return copy;
}

void
outbox_capture_free(OutboxCapture *capture)
{
    if (capture == NULL)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*text_of(capture, i));
    g_free(capture);
}

static void
read_numbers(BaseJsonReader *reader, OutboxCapture *capture)
{
    gint64 version = 0, pages = 0, dpi = 0, bytes = 0;

    base_json_read_int(reader, "version", VERSION, VERSION, &version);
    base_json_read_int(reader, "pages", 1, G_MAXINT32, &pages);
    base_json_read_int(reader, "resolution_dpi", 0, G_MAXINT32, &dpi);
    base_json_read_int(reader, "bytes", 1, G_MAXINT64, &bytes);
    base_json_read_time(reader, "captured_at", &capture->captured_at);
    capture->pages = (guint)pages;
    capture->resolution_dpi = (guint)dpi;
    capture->bytes = (guint64)bytes;
}

static void
read_identity(BaseJsonReader *reader, OutboxCapture *capture)
{
    const char *sha256 = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *text = NULL;

        base_json_read_string(reader, texts[i].key, 0, MAX_TEXT, &text);
        if (text != NULL) {
            g_free(*text_of(capture, i));
            *text_of(capture, i) = g_strdup(text);
        }
    }
    base_json_read_string(reader, "sha256", 64, 64, &sha256);
    if (sha256 != NULL && !base_digest_from_hex(sha256, NULL))
        base_json_fail(reader, "sha256", "is not a digest");
    else if (sha256 != NULL)
        memcpy(capture->sha256, sha256, sizeof capture->sha256);
    if (!base_id_is_uuid(capture->id))
        base_json_fail(reader, "id", "is not a UUID");
    if (outbox_entry_original(capture->media_type) == NULL)
        base_json_fail(reader, "media_type", "is not one that is known here");
}

/* What no other look at the file can change is damage; all else may be read another time. */
static void
take_fault(GError **error, GError *fault)
{
    gboolean passing = g_error_matches(fault, BASE_ERROR, BASE_ERROR_IO) ||
                       g_error_matches(fault, BASE_ERROR, BASE_ERROR_NO_RESOURCES) ||
                       g_error_matches(fault, BASE_ERROR, BASE_ERROR_NO_SPACE) ||
                       g_error_matches(fault, BASE_ERROR, BASE_ERROR_NOT_PERMITTED);

    g_set_error_literal(error, OUTBOX_ERROR,
                        passing ? OUTBOX_ERROR_UNREADABLE : OUTBOX_ERROR_DAMAGED, fault->message);
    g_error_free(fault);
}

OutboxCapture *
outbox_capture_load(const char *path, GError **error)
{
    g_autoptr(OutboxCapture) capture = outbox_capture_new();
    g_autoptr(json_t) json = NULL;
    g_autofree char *bytes = NULL;
    BaseJsonReader reader;
    GError *fault = NULL;
    gsize size = 0;

    if (!base_file_read(path, OUTBOX_MAX_SIDECAR, &bytes, &size, &fault) ||
        !base_json_parse(bytes, size, OUTBOX_MAX_SIDECAR, &json, &fault)) {
        take_fault(error, fault);
        return NULL;
    }
    base_json_reader_init(&reader, json, "capture");
    read_numbers(&reader, capture);
    read_identity(&reader, capture);
    if (!base_json_reader_end(&reader, &fault)) {
        take_fault(error, fault);
        return NULL;
    }
    return g_steal_pointer(&capture);
}

gboolean
outbox_capture_save(const OutboxCapture *capture, const char *path, GError **error)
{
    g_autofree char *captured_at = base_time_to_string(capture->captured_at);
    g_autoptr(json_t) json = json_pack(
        "{s:i, s:i, s:i, s:I, s:s, s:s}", "version", VERSION, "pages", (int)capture->pages,
        "resolution_dpi", (int)capture->resolution_dpi, "bytes", (json_int_t)capture->bytes,
        "captured_at", captured_at, "sha256", capture->sha256);
    g_autofree char *text = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *value = G_STRUCT_MEMBER(char *, capture, texts[i].offset);

        json_object_set_new(json, texts[i].key, json_string(value));
    }
    text = base_json_to_string(json);
    return base_file_write(path, text, strlen(text), 0600, error);
}
