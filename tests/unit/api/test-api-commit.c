#include "api-body.h"
#include "base-json.h"

#define SHA "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define ORIGINAL                                                                                   \
    "{\"upload\":\"3f2a\",\"sha256\":\"" SHA "\",\"bytes\":4294967296,"                            \
    "\"media_type\":\"application/pdf\",\"pages\":2,\"resolution_dpi\":300,"                       \
    "\"captured_at\":\"2015-07-01T02:03:04Z\",\"station\":\"第一櫃檯\","                       \
    "\"scanner\":{\"vendor\":\"EPSON\",\"model\":\"DS-530\",\"device\":\"epson:1\"}}"

#define RECEIPT                                                                                    \
    "{\"id\":\"3b1e\",\"report_id\":\"R1\",\"sha256\":\"" SHA "\",\"bytes\":4294967296,"           \
    "\"stored_at\":\"2015-07-01T02:03:05Z\"}"

static gboolean
read_original(json_t *json, GError **error)
{
    g_autoptr(ApiOriginal) original = api_original_from_json(json, error);

    return original != NULL;
}

static gboolean
read_receipt(json_t *json, GError **error)
{
    g_autoptr(ApiReceipt) receipt = api_receipt_from_json(json, error);

    return receipt != NULL;
}

static void
names_each_media_type(void)
{
    ApiMedia media = API_MEDIA_TIFF;

    g_assert_cmpstr(api_media_type(API_MEDIA_TIFF), ==, "image/tiff");
    g_assert_cmpstr(api_media_type(API_MEDIA_PDF), ==, "application/pdf");
    g_assert_true(api_media_from_type("application/pdf", &media));
    g_assert_cmpint(media, ==, API_MEDIA_PDF);
    g_assert_true(api_media_from_type("image/tiff", &media));
    g_assert_cmpint(media, ==, API_MEDIA_TIFF);
    g_assert_false(api_media_from_type("image/TIFF", &media));
    g_assert_false(api_media_from_type("image/tiff; x=y", &media));
    g_assert_false(api_media_from_type("", &media));
    g_assert_cmpint(media, ==, API_MEDIA_TIFF);
}

static void
carries_an_original_there_and_back(void)
{
    g_autoptr(json_t) json = body_parse(ORIGINAL), again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiOriginal) original = api_original_from_json(json, &error);
    g_autofree char *text = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(original->upload, ==, "3f2a");
    g_assert_cmpstr(original->sha256, ==, SHA);
    g_assert_cmpuint(original->bytes, ==, API_MAX_UPLOAD);
    g_assert_cmpint(original->media, ==, API_MEDIA_PDF);
    g_assert_cmpuint(original->pages, ==, 2);
    g_assert_cmpuint(original->resolution_dpi, ==, 300);
    g_assert_cmpint(original->captured_at, ==, G_GINT64_CONSTANT(1435716184000000));
    g_assert_cmpstr(original->station, ==, "第一櫃檯");
    g_assert_cmpstr(original->scanner_vendor, ==, "EPSON");
    g_assert_cmpstr(original->scanner_model, ==, "DS-530");
    g_assert_cmpstr(original->scanner_device, ==, "epson:1");
    again = api_original_to_json(original);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, ORIGINAL);
}

static void
needs_each_field_of_an_original(void)
{
    static const char *const fields[] = {
        "upload",         "sha256",      "bytes",   "media_type",     "pages",
        "resolution_dpi", "station",     "scanner", "scanner.vendor", "scanner.model",
        "scanner.device", "captured_at", NULL};

    body_assert_required(ORIGINAL, read_original, fields, "");
}

static void
keeps_limits_of_an_original(void)
{
    static const BodyEdit edits[] = {
        {"upload", "~64", NULL},
        {"upload", "~65", "upload has 65 characters, not 1 to 64"},
        {"upload", "\"../3f2a\"", "upload is not the name of an upload"},
        {"sha256", "~64", "sha256 is not 64 lower-case hex digits"},
        {"sha256", "~63", "sha256 has 63 characters, not 64 to 64"},
        {"bytes", "0", "bytes is not between 1 and 4294967296"},
        {"bytes", "1", NULL},
        {"bytes", "4294967297", "bytes is not between 1 and 4294967296"},
        {"media_type", "\"image/jpeg\"", "media_type is neither image/tiff nor application/pdf"},
        {"pages", "0", "pages is not between 1 and 500"},
        {"pages", "500", NULL},
        {"pages", "501", "pages is not between 1 and 500"},
        {"resolution_dpi", "0", "resolution_dpi is not between 1 and 19200"},
        {"resolution_dpi", "19200", NULL},
        {"resolution_dpi", "19201", "resolution_dpi is not between 1 and 19200"},
        {"station", "\"\"", "station has 0 characters, not 1 to 200"},
        {"station", "#200", NULL},
        {"station", "#201", "station has 201 characters, not 1 to 200"},
        {"scanner.model", "\"\"", NULL},
        {"scanner.model", "#201", "scanner.model has 201 characters, not 0 to 200"},
        {"captured_at", "\"now\"", "captured_at is not an RFC 3339 instant"},
    };

    body_assert_edits(ORIGINAL, read_original, edits, G_N_ELEMENTS(edits));
}

/* The server reads it, so a field that it does not know is a mistake of the station. */
static void
refuses_unknown_fields_of_an_original(void)
{
    static const BodyEdit edits[] = {
        {"page", "2", "page is not a field that is known here"},
        {"scanner.serial", "\"1\"", "scanner.serial is not a field that is known here"},
    };

    body_assert_edits(ORIGINAL, read_original, edits, G_N_ELEMENTS(edits));
}

static void
carries_a_receipt_there_and_back(void)
{
    g_autoptr(json_t) json = body_parse(RECEIPT), again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ApiReceipt) receipt = api_receipt_from_json(json, &error);
    g_autofree char *text = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(receipt->id, ==, "3b1e");
    g_assert_cmpstr(receipt->report_id, ==, "R1");
    g_assert_cmpstr(receipt->sha256, ==, SHA);
    g_assert_cmpuint(receipt->bytes, ==, API_MAX_UPLOAD);
    g_assert_cmpint(receipt->stored_at, ==, G_GINT64_CONSTANT(1435716185000000));
    again = api_receipt_to_json(receipt);
    text = base_json_to_string(again);
    g_assert_cmpstr(text, ==, RECEIPT);
}

static void
reads_a_receipt_within_its_limits(void)
{
    static const char *const fields[] = {"id", "report_id", "sha256", "bytes", "stored_at", NULL};
    static const BodyEdit edits[] = {
        {"id", "\"\"", "receipt.id has 0 characters, not 1 to 200"},
        {"report_id", "~64", NULL},
        {"report_id", "~65", "receipt.report_id has 65 characters, not 1 to 64"},
        {"sha256", "\"" SHA "0\"", "receipt.sha256 has 65 characters, not 64 to 64"},
        {"bytes", "0", "receipt.bytes is not between 1 and 4294967296"},
        {"bytes", "4294967297", "receipt.bytes is not between 1 and 4294967296"},
        {"stored_at", "\"2015-07-01T02:03:05\"", "receipt.stored_at is not an RFC 3339 instant"},
        {"stored_at", "\"2015-07-01T10:03:05.5+08:00\"", NULL},
        {"signature", "\"a newer server's\"", NULL},
    };
    g_autoptr(json_t) array = json_array();

    body_assert_required(RECEIPT, read_receipt, fields, "receipt.");
    body_assert_edits(RECEIPT, read_receipt, edits, G_N_ELEMENTS(edits));
    g_assert_false(read_receipt(array, NULL));
    g_assert_false(read_receipt(NULL, NULL));
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/commit/names-each-media-type", names_each_media_type);
    g_test_add_func("/api/commit/carries-an-original-there-and-back",
                    carries_an_original_there_and_back);
    g_test_add_func("/api/commit/needs-each-field-of-an-original", needs_each_field_of_an_original);
    g_test_add_func("/api/commit/keeps-limits-of-an-original", keeps_limits_of_an_original);
    g_test_add_func("/api/commit/refuses-unknown-fields-of-an-original",
                    refuses_unknown_fields_of_an_original);
    g_test_add_func("/api/commit/carries-a-receipt-there-and-back",
                    carries_a_receipt_there_and_back);
    g_test_add_func("/api/commit/reads-a-receipt-within-its-limits",
                    reads_a_receipt_within_its_limits);
    return g_test_run();
}
