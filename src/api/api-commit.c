#include "api-json.h"

#include "base-clock.h"
#include "base-digest.h"
#include "base-id.h"
#include "base-json.h"

#include <string.h>

#define MAX_TEXT 200
#define MAX_DPI  19200

static const char *const media_types[] = {
    [API_MEDIA_TIFF] = "image/tiff",
    [API_MEDIA_PDF] = "application/pdf",
};

const char *
api_media_type(ApiMedia media)
{
    return media_types[media];
}

gboolean
api_media_from_type(const char *type, ApiMedia *ret_media)
{
    for (guint i = 0; i < G_N_ELEMENTS(media_types); i++) {
        if (strcmp(media_types[i], type) == 0) {
            *ret_media = (ApiMedia)i;
            return TRUE;
        }
    }
    return FALSE;
}

void
api_original_free(ApiOriginal *original)
{
    if (original == NULL)
        return;
    g_free(original->upload);
    g_free(original->station);
    g_free(original->scanner_vendor);
    g_free(original->scanner_model);
    g_free(original->scanner_device);
    g_free(original);
}

json_t *
api_original_to_json(const ApiOriginal *original)
{
    g_autofree char *captured_at = base_time_to_string(original->captured_at);

    return json_pack("{s:s, s:s, s:I, s:s, s:i, s:i, s:s, s:s, s:{s:s, s:s, s:s}}", "upload",
                     original->upload, "sha256", original->sha256, "bytes",
                     (json_int_t)original->bytes, "media_type", api_media_type(original->media),
                     "pages", (int)original->pages, "resolution_dpi", (int)original->resolution_dpi,
                     "captured_at", captured_at, "station", original->station, "scanner", "vendor",
                     original->scanner_vendor, "model", original->scanner_model, "device",
                     original->scanner_device);
}

static void
read_digest(BaseJsonReader *reader, char ret_sha256[BASE_DIGEST_HEX_SIZE])
{
    const char *hex = NULL;

    base_json_read_string(reader, "sha256", 64, 64, &hex);
    if (hex == NULL)
        return;
    if (base_digest_from_hex(hex, NULL))
        memcpy(ret_sha256, hex, BASE_DIGEST_HEX_SIZE);
    else
        base_json_fail(reader, "sha256", "is not 64 lower-case hex digits");
}

static gboolean
read_scanner(json_t *object, ApiOriginal *original, GError **error)
{
    BaseJsonReader reader;
    const char *vendor = NULL, *model = NULL, *device = NULL;

    base_json_reader_init(&reader, object, "scanner");
    base_json_read_string(&reader, "vendor", 0, MAX_TEXT, &vendor);
    base_json_read_string(&reader, "model", 0, MAX_TEXT, &model);
    base_json_read_string(&reader, "device", 0, MAX_TEXT, &device);
    if (!base_json_reader_end(&reader, error))
        return FALSE;
    original->scanner_vendor = g_strdup(vendor);
    original->scanner_model = g_strdup(model);
    original->scanner_device = g_strdup(device);
    return TRUE;
}

static void
read_file(BaseJsonReader *reader, ApiOriginal *original)
{
    const char *type = NULL;
    gint64 bytes = 0, pages = 0, dpi = 0;

    read_digest(reader, original->sha256);
    base_json_read_int(reader, "bytes", 1, (gint64)API_MAX_UPLOAD, &bytes);
    base_json_read_string(reader, "media_type", 1, MAX_TEXT, &type);
    if (type != NULL && !api_media_from_type(type, &original->media))
        base_json_fail(reader, "media_type", "is neither image/tiff nor application/pdf");
    base_json_read_int(reader, "pages", 1, API_MAX_PAGES, &pages);
    base_json_read_int(reader, "resolution_dpi", 1, MAX_DPI, &dpi);
    original->bytes = (guint64)bytes;
    original->pages = (guint)pages;
    original->resolution_dpi = (guint)dpi;
}

ApiOriginal *
api_original_from_json(json_t *json, GError **error)
{
    g_autoptr(ApiOriginal) original = g_new0(ApiOriginal, 1);
    BaseJsonReader reader;
    const char *upload = NULL, *station = NULL;
    json_t *scanner = NULL;

    base_json_reader_init(&reader, json, "");
    base_json_read_string(&reader, "upload", 1, 64, &upload);
    if (upload != NULL && !base_id_is_safe(upload))
        base_json_fail(&reader, "upload", "is not the name of an upload");
    read_file(&reader, original);
    base_json_read_time(&reader, "captured_at", &original->captured_at);
    base_json_read_string(&reader, "station", 1, MAX_TEXT, &station);
    base_json_read_object(&reader, "scanner", &scanner);
    if (!base_json_reader_end(&reader, error) || !read_scanner(scanner, original, error))
        return NULL;
    original->upload = g_strdup(upload);
    original->station = g_strdup(station);
    return g_steal_pointer(&original);
}

void
api_receipt_free(ApiReceipt *receipt)
{
    if (receipt == NULL)
        return;
    g_free(receipt->id);
    g_free(receipt->report_id);
    g_free(receipt);
}

json_t *
api_receipt_to_json(const ApiReceipt *receipt)
{
    g_autofree char *stored_at = base_time_to_string(receipt->stored_at);

    return json_pack("{s:s, s:s, s:s, s:I, s:s}", "id", receipt->id, "report_id",
                     receipt->report_id, "sha256", receipt->sha256, "bytes",
                     (json_int_t)receipt->bytes, "stored_at", stored_at);
}

ApiReceipt *
api_receipt_from_json(json_t *json, GError **error)
{
    g_autoptr(ApiReceipt) receipt = g_new0(ApiReceipt, 1);
    BaseJsonReader reader;
    const char *id = NULL, *report_id = NULL;
    gint64 bytes = 0;

    base_json_reader_init(&reader, json, "receipt");
    base_json_read_string(&reader, "id", 1, MAX_TEXT, &id);
    base_json_read_string(&reader, "report_id", 1, 64, &report_id);
    read_digest(&reader, receipt->sha256);
    base_json_read_int(&reader, "bytes", 1, (gint64)API_MAX_UPLOAD, &bytes);
    base_json_read_time(&reader, "stored_at", &receipt->stored_at);
    if (!base_json_reader_end_lenient(&reader, error))
        return NULL;
    receipt->id = g_strdup(id);
    receipt->report_id = g_strdup(report_id);
    receipt->bytes = (guint64)bytes;
    return g_steal_pointer(&receipt);
}
